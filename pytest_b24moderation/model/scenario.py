"""A scenario, checked: what its author wrote about one solution, with the place of every part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pytest_b24moderation.model.actor import Actor

Texts = Mapping[str, str]
"""A text in several languages: language code → text."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a scenario file; line and column count from 1."""

    file: Path
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Solution:
    """What is moderated. ``kind``: application, static or api-only (further kinds come with their stages)."""

    code: str
    titles: Texts
    kind: str
    developer: str = ""
    region: str = "global"
    languages: tuple[str, ...] = ("en",)

    @property
    def host(self) -> str:
        """The name under which a solution that we start answers, unless its URLs name another."""
        return f"{self.code.lower().replace('_', '-')}.solution.test"


@dataclass(frozen=True)
class Version:
    """One row of `versions`; URLs are absolute. An empty string means: not given."""

    number: int
    type: str = "rest"
    url: str = ""
    install_url: str = ""
    event_url: str = ""
    settings_url: str = ""
    demo_url: str = ""
    archive: Path | None = None
    scopes: tuple[str, ...] = ()
    menu_item: bool = True
    menu_titles: Texts = field(default_factory=dict)
    mobile: bool = False
    widgets: bool = False
    user_install: bool = False
    whats_new: Texts = field(default_factory=dict)

    @property
    def api_only(self) -> bool:
        """Without a page of its own: installation is finished at once."""
        return not self.menu_item


@dataclass(frozen=True)
class Server:
    """How to start the solution's own server. Values may hold templates, rendered when it starts."""

    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Settings files written into the copy that runs: relative path → template."""
    port: int | None = None
    ready: str = ""
    """Path (or log line, when it starts with `log:`) that tells that it is ready; empty: that / is answered at all.

    `exit`: it is ready when it has ended well.
    """
    stop: str = "SIGTERM"
    client_id: str = ""
    client_secret: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Action:
    """One line of a test: a verb and what it is done to."""

    verb: str
    target: Any
    place: Place
    params: Any = None
    save: Mapping[str, str] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    within: float | None = None
    """Seconds; without it the policy's deadline for an answer."""

    @property
    def sentence(self) -> str:
        """How a person would say it."""
        shown = (
            ", ".join(f"{k} {v}" for k, v in self.target.items()) if isinstance(self.target, Mapping) else self.target
        )
        return f"{self.verb.replace('_', ' ').capitalize()} {shown}"


@dataclass(frozen=True)
class UserTest:
    """One entry of `tests`: a thing that a user of the solution does, as the named actors."""

    name: str
    actors: tuple[Actor, ...]
    actions: tuple[Action, ...]
    place: Place


@dataclass(frozen=True)
class Probe:
    """One entry of `erasure`: a look for data that must be gone. ``kind``: sql, http, file, command."""

    name: str
    kind: str
    target: Mapping[str, Any]
    place: Place
    after: str = "clean"
    """`clean`: gone after removal with the box ticked; `any`: after either removal (tokens)."""


@dataclass(frozen=True)
class Scenario:
    """One `scenario.yaml`, checked. ``sections`` keeps those that only rules and reports read."""

    file: Path
    solution: Solution
    versions: tuple[Version, ...]
    server: Server | None = None
    tests: tuple[UserTest, ...] = ()
    erasure: tuple[Probe, ...] = ()
    card: Mapping[str, Any] = field(default_factory=dict)
    portals: Mapping[str, Any] = field(default_factory=dict)
    services: tuple[Mapping[str, Any], ...] = ()
    pricing: Mapping[str, Any] = field(default_factory=dict)
    install: tuple[Action, ...] = ()
    """The author's own steps through the install wizard; without them it is walked by sight."""

    @property
    def version(self) -> Version:
        """The version under moderation: the last one."""
        return self.versions[-1]

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which the solution answers: those of its URLs, then the one that we would give it."""
        version = self.version
        urls = (version.url, version.install_url, version.event_url, version.settings_url, version.demo_url)
        named = [(urlsplit(url).hostname or "").lower() for url in urls]
        return tuple(dict.fromkeys(host for host in (*named, self.solution.host) if host))
