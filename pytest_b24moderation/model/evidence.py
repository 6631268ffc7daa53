"""What was seen: the entries of a timeline. Every text in them has passed the masking of `record`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Anything on the timeline. ``seq`` counts from 1 over the run; ``at`` is Unix time."""

    seq: int = 0
    at: float = 0.0
    stage: str = ""
    actor: str = ""


@dataclass(frozen=True, kw_only=True)
class Exchange(Entry):
    """One HTTP request and its answer, whoever sent it.

    ``source``: harness, browser, solution (its server) or portal.
    ``target``: portal, oauth, sdk (the BX24.js library), solution, service or third-party.
    ``status`` is 0 when no answer came; ``error`` then says why. Bodies are decoded text; a
    body that is no text is empty, with its size and digest in ``*_note``.
    """

    source: str
    target: str
    method: str
    url: str
    request_headers: Headers = ()
    request_body: str = ""
    request_note: str = ""
    status: int = 0
    response_headers: Headers = ()
    response_body: str = ""
    response_note: str = ""
    took: float = 0.0
    error: str = ""

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def form(self) -> dict[str, str]:
        """Query and form fields by their flat names (`auth[member_id]`); the body wins."""
        pairs = parse_qsl(urlsplit(self.url).query, keep_blank_values=True)
        if not self.request_body.lstrip().startswith(("{", "[")):
            pairs += parse_qsl(self.request_body, keep_blank_values=True)
        return dict(pairs)

    def header(self, name: str, *, request: bool = False) -> str:
        """The first header of that name, "" without one."""
        rows = self.request_headers if request else self.response_headers
        return next((value for key, value in rows if key.lower() == name.lower()), "")


@dataclass(frozen=True, kw_only=True)
class Resource(Entry):
    """What the browser says of one load: its kind, its frame, and whether it came."""

    url: str
    kind: str
    frame: str
    owner: str
    """Whose frame asked: solution or portal."""
    status: int = 0
    failure: str = ""
    cached: bool = False


@dataclass(frozen=True, kw_only=True)
class FrameMessage(Entry):
    """A postMessage between the portal's page and the solution's frame. ``way``: up or down."""

    way: str
    command: str
    data: str
    frame: str


@dataclass(frozen=True, kw_only=True)
class Console(Entry):
    """A line of the browser's console."""

    level: str
    text: str
    url: str
    owner: str
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class PageError(Entry):
    """An uncaught exception or rejected promise in a page."""

    text: str
    url: str
    owner: str
    stack: str = ""


@dataclass(frozen=True, kw_only=True)
class Dialog(Entry):
    """An alert, confirm or prompt that a page showed and the harness accepted."""

    kind: str
    text: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class PageText(Entry):
    """The visible text of one frame as it stood."""

    url: str
    owner: str
    title: str
    text: str
    blank: bool = False
    """No text, no picture, no control: an empty frame for whoever looks at it."""


@dataclass(frozen=True, kw_only=True)
class Shot(Entry):
    """A screenshot; ``file`` is relative to the run's folder."""

    name: str
    file: str


@dataclass(frozen=True, kw_only=True)
class LogLine(Entry):
    """A line that the solution's server wrote."""

    stream: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Sentence(Entry):
    """A thing that the harness did, as a person would say it; written when it is over.

    ``first``: the seq of the first entry inside it. ``error``: "" or why it failed.
    """

    text: str
    first: int
    took: float = 0.0
    error: str = ""
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class Opened(Entry):
    """The solution was opened somewhere. ``place``: app, wizard, a placement's code, or a path.

    ``result``: shown, blank (empty frame), stub ("not fully installed"), refused (no access),
    unframed (the page forbids framing), escaped (it left its frame for the whole page), missing (no frame at
    all) or timeout.
    """

    place: str
    url: str
    result: str
    frame_url: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class WizardEnd(Entry):
    """How the install wizard ended.

    ``how``: finish (installFinish), none-needed (no wizard in this version), api-only, callback
    (finished without the frame), or never. ``redirected``: the solution's interface followed by itself.
    """

    how: str
    redirected: bool
    clicks: tuple[str, ...] = ()
    took: float = 0.0
    last_state: str = ""


@dataclass(frozen=True, kw_only=True)
class AppInfo(Entry):
    """What the portal says of the solution: as `app.info` does, and active or not."""

    installed: bool
    active: bool
    version: int
    app_id: int = 0


@dataclass(frozen=True, slots=True)
class PortalItem:
    """One thing on a portal. ``owner``: solution, portal, person, or another application's code."""

    section: str
    key: str
    owner: str
    summary: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Fingerprint(Entry):
    """All that was on the portal at a moment: clean, installed, kept, removed, or reinstalled."""

    moment: str
    items: tuple[PortalItem, ...]


@dataclass(frozen=True, kw_only=True)
class TestResult(Entry):
    """How one user test went as one actor. ``place`` is the line where it stopped."""

    __test__: ClassVar[bool] = False  # pytest would take the name for a class of tests

    name: str
    passed: bool
    reason: str = ""
    place: str = ""
    seen: Mapping[str, Any] = field(default_factory=dict)
    """What each `expect` compared: sentence → what was there; rules hold the actors side by side."""


@dataclass(frozen=True, kw_only=True)
class ProbeResult(Entry):
    """What an erasure probe found; ``found`` is "" when the data is gone."""

    name: str
    kind: str
    after: str
    found: str = ""


@dataclass(frozen=True, kw_only=True)
class Note(Entry):
    """Anything else that a report should say; ``about`` is a short word such as way, seed, fault."""

    about: str
    text: str


KINDS: tuple[type[Entry], ...] = (
    Exchange, Resource, FrameMessage, Console, PageError, Dialog, PageText, Shot, LogLine, Sentence,
    Opened, WizardEnd, AppInfo, Fingerprint, TestResult, ProbeResult, Note,
)  # fmt: skip
"""Every kind of entry, for writers and readers of timelines."""
