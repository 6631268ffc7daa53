"""A whole scenario file, and its sections that say how a solution is run and tried."""

# ruff: noqa: RUF012 - pydantic copies the defaults of its fields
from __future__ import annotations

import re
import shlex
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from pytest_b24moderation.scenario.forms import Folder, Form, InnerPath, Scalar, Text
from pytest_b24moderation.scenario.sections import (
    CardForm,
    PortalsForm,
    PricingForm,
    ServiceForm,
    SolutionForm,
    VersionForm,
)
from pytest_b24moderation.scenario.steps import AnyStep, HttpTarget, Method


def words(command: str | list[str]) -> tuple[str, ...]:
    """The words of a command as a shell would split it; a template stays in one piece. ValueError if it cannot be."""
    if isinstance(command, list):
        return tuple(command)
    templates: list[str] = []

    def hide(found: re.Match[str]) -> str:
        templates.append(found[0])
        return f"\ue000{len(templates) - 1}\ue001"

    split = shlex.split(_TEMPLATE.sub(hide, command))
    return tuple(_HIDDEN.sub(lambda found: templates[int(found[1])], word) for word in split)


def _splits(value: str) -> str:
    try:
        parts = words(value)
    except (ValueError, IndexError) as error:
        raise ValueError(f"the command cannot be split: {error}|a command, or a list of its words") from None
    if not parts:
        raise ValueError("an empty command|a command, or a list of its words")
    return value


_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_HIDDEN = re.compile("\ue000([0-9]{1,6})\ue001")
Command = Annotated[list[Text], Field(min_length=1)] | Annotated[str, AfterValidator(_splits)]
Steps = Annotated[list[AnyStep], Field(min_length=1)]


class ServerForm(Form):
    """How to start the solution's own server; it runs in a copy of its folder."""

    command: Command
    """What starts it; `{{ port }}` and the variable PORT say where it must listen."""
    folder: Folder = "."
    """Where its files are."""
    environment: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], Scalar] = {}
    """Variables, such as CLIENT_ID: "{{ app.client_id }}"."""
    files: dict[InnerPath, str] = {}
    """Settings files that are written into the copy: relative path → contents."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """The port, when the solution cannot take another."""
    ready: Annotated[str, StringConstraints(pattern=r"^(/|log:.|exit$)")] = ""
    """A path that answers well, or `log:` and a piece of a line of its log, when it is ready; else / answers at all.

    `exit`: the command is no server; it does its work before the first stage, and ends with status 0.
    """
    stop: Literal["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGKILL"] = "SIGTERM"
    """The signal that stops it."""
    client_id: Text = ""
    """The application ID, when the solution brings its own."""
    client_secret: Text = ""


class TestForm(Form):
    """Something a user of the solution does."""

    name: Text
    actors: Annotated[list[Literal["admin", "user"]], Field(min_length=1)] = ["admin", "user"]
    """Who does it: each of them in turn."""
    steps: Steps


class InstallForm(Form):
    """The author's own steps through the installation wizard."""

    steps: Steps


class SqlProbe(Form):
    url: Text
    """An SQLAlchemy URL, such as sqlite:///{{ work }}/data.db."""
    query: Text
    """It must find no row, or count none."""
    params: dict[Text, Scalar] = {}


class HttpExpectation(Form):
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    text: Text | None = None
    """A text that the answer must hold."""
    no: Text | None = None
    """A text that the answer must not hold."""


class HttpProbe(HttpTarget):
    url: Text
    method: Method = "GET"
    expect: HttpExpectation


class FileProbe(Form):
    path: Text
    """A file or folder that must be gone, or must not hold `contains`."""
    contains: Text | None = None


class CommandProbe(Form):
    run: Command
    contains: Text | None = None
    """What its output must not hold; without it, it must be empty."""


class ErasureForm(Form):
    """A look for data that must be gone: finding something is the breach."""

    name: Text
    after: Literal["clean", "any"] = "clean"
    """`any`: gone after every removal (tokens); `clean`: after one with the box ticked."""
    sql: SqlProbe | None = None
    http: HttpProbe | None = None
    file: FileProbe | None = None
    command: CommandProbe | None = None

    @property
    def probe(self) -> tuple[str, Form]:
        """The kind of look, and the look."""
        kinds = {"sql": self.sql, "http": self.http, "file": self.file, "command": self.command}
        return next((kind, form) for kind, form in kinds.items() if form is not None)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if [self.sql, self.http, self.file, self.command].count(None) != 3:
            raise ValueError("one kind of probe is needed|sql, http, file or command")
        return self


class Document(Form):
    """A scenario: all that the harness knows of one solution."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    """Version of the format."""
    solution: SolutionForm
    card: CardForm = CardForm()
    versions: Annotated[list[VersionForm], Field(min_length=1)]
    """Versions in order; the last one is moderated."""
    server: ServerForm | None = None
    install: InstallForm | None = None
    portals: PortalsForm = PortalsForm()
    tests: list[TestForm] = []
    erasure: list[ErasureForm] = []
    services: list[ServiceForm] = []
    pricing: PricingForm = PricingForm()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        numbers = [version.number for version in self.versions]
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            raise ValueError("the versions are out of order|numbers that grow, each once")
        names = [test.name for test in self.tests]
        twice = next((name for name in names if names.count(name) > 1), "")
        if twice:
            raise ValueError(f"two tests are called {twice[:60]}|names that differ")
        self._reachable(self.versions[-1])
        return self

    def _reachable(self, version: VersionForm) -> None:
        if self.solution.kind == "static" and version.archive is None:
            raise ValueError("a static solution without its pages|archive: in its last version")
        if self.solution.kind == "api-only" and version.menu_item:
            raise ValueError("an api-only solution with a menu item|menu_item: false in its last version")
        if self.solution.kind == "application" and not version.url:
            raise ValueError("an application without its URL|url: in its last version")
        own = any(link.startswith("/") for link in (version.url, version.install_url, version.event_url))
        if own and self.server is None and version.archive is None:
            raise ValueError("URLs on a host of its own, and nothing that serves it|a server section, or full URLs")
        if self.server and self.server.ready == "exit" and (own or self.solution.kind != "api-only"):
            raise ValueError("pages or handlers of a command that ends|kind: api-only without URLs of its own host")
