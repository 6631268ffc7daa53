"""What a browser says by itself: console, uncaught errors, dialogs, loads, messages between frames."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Frame, Request, Response, WebError
from playwright.sync_api import Dialog as NativeDialog

from pytest_b24moderation.clients import scripts
from pytest_b24moderation.clients.messages import Messages
from pytest_b24moderation.clients.owners import PORTAL, SOLUTION, Owners
from pytest_b24moderation.model import Console, Dialog, PageError, Resource
from pytest_b24moderation.record import Recorder

T = TypeVar("T")

LAYOUT_AJAX = "/app.layout/lazyload.ajax.php"
"""Where the portal's page asks for frames, tokens and the end of an installation (portal-ui 1.4)."""

FAILED = "x-gateway-failed"
"""Header of an answer that is the gateway's own: nobody else answered."""


AT_ONCE = 3.0
"""Seconds after a press in which what it starts begins."""

CHANNELS = ("eventsource", "websocket", "media", "ping")
"""Loads that may never end."""


@dataclass(frozen=True)
class _Fault:
    """A frame said that an error was not caught in it; the browser's own report follows."""

    text: str
    url: str
    owner: str


def _calmly(do: Callable[[Any, T], None]) -> Callable[[Any, T], None]:
    """Events of a page that is going away must not break what the harness is doing."""

    @wraps(do)  # Playwright tells listeners apart by their names
    def listener(self: Any, event: T) -> None:
        try:
            do(self, event)
        except Error:
            return

    return listener


class Watch:
    """Listens to one browser context and writes what it hears to the timeline.

    ``finishes``: how many answers to `set_installed` came (the end of an install wizard).
    ``loading``: the loads of the solution's frames that are under way, with their beginning (monotonic).
    ``documents``: how many documents the solution's frames have asked for. ``refused``: documents that did
    not come, with the browser's reason. ``unreached``: those whose host this machine does not reach.
    ``lacking``: scripts of such hosts, each with the address of the solution's frame that asked for it.
    ``stirred``: when (monotonic) the solution last did something.
    """

    def __init__(self, context: BrowserContext, recorder: Recorder, owners: Owners) -> None:
        self.finishes = 0
        self.stirred = 0.0
        self.documents = 0
        self.loading: dict[Request, float] = {}
        self.refused: dict[str, str] = {}
        self.unreached: set[str] = set()
        self.lacking: list[tuple[str, str]] = []
        self._recorder = recorder
        self._owners = owners
        self.messages = Messages(recorder, owners)
        self._faults: deque[_Fault] = deque(maxlen=50)
        self._status: dict[Request, int] = {}
        self._askers: dict[str, str] = {}
        context.expose_binding("__b24_seen", self._on_note)
        context.add_init_script(scripts.EARS)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("dialog", self._on_dialog)
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("requestfinished", self._on_end)
        context.on("requestfailed", self._on_end)

    @property
    def busy(self) -> bool:
        """Whether the solution's frames are loading something."""
        return bool(self.loading)

    def working(self, since: float) -> bool:
        """Whether a load goes on that began at that time or a little later: work, and no endless channel."""
        return any(
            since <= began <= since + AT_ONCE and request.resource_type not in CHANNELS
            for request, began in self.loading.items()
        )

    def _on_note(self, source: Any, note: dict[str, Any]) -> None:
        self.stirred = time.monotonic()
        frame: Frame = source["frame"]
        if note.get("is") == "message":
            self.messages.heard(source["page"], frame, note)
        elif note.get("is") == "fault":
            self._faults.append(_Fault(str(note.get("text", "")), frame.url, self._owners.of_frame(frame)))

    @_calmly
    def _on_console(self, message: ConsoleMessage) -> None:
        where = message.location
        url = str(where.get("url", ""))
        owner = self._askers.get(url) or self._owners.of_script(url)
        line = int(where.get("lineNumber", 0))
        self._recorder.add(Console, level=message.type, text=message.text, url=url, owner=owner, line=line)

    @_calmly
    def _on_error(self, event: WebError) -> None:
        text, stack = event.error.message or str(event.error), event.error.stack or ""
        hint = next((f for f in self._faults if text and (text in f.text or f.text == "Script error.")), None)
        if hint:
            self._faults.remove(hint)
        url = hint.url if hint else _first_address(stack)
        owner = hint.owner if hint else self._owners.of_script(url)
        self._recorder.add(PageError, text=text, url=url, owner=owner, stack=stack)

    @_calmly
    def _on_dialog(self, dialog: NativeDialog) -> None:
        self.stirred = time.monotonic()
        frames = dialog.page.frames if dialog.page else []
        owner = SOLUTION if any(self._owners.of_frame(f) == SOLUTION for f in frames) else PORTAL
        self._recorder.add(Dialog, kind=dialog.type, text=dialog.message, owner=owner)
        dialog.accept(dialog.default_value or "Test") if dialog.type == "prompt" else dialog.accept()

    @_calmly
    def _on_request(self, request: Request) -> None:
        frame, owner = self._asker(request)
        if owner == SOLUTION:
            self.stirred = time.monotonic()
            self.loading[request] = self.stirred
            self.documents += request.resource_type == "document"
        if len(self._askers) > 5000:
            self._askers.clear()
        self._askers[request.url] = owner if frame else ""

    @_calmly
    def _on_response(self, response: Response) -> None:
        self._status[response.request] = response.status
        request = response.request
        if response.headers.get(FAILED) == "unreached":
            self._on_unreached(request)
        if LAYOUT_AJAX in request.url and "set_installed" in (request.post_data or ""):
            self.finishes += 1

    def _on_unreached(self, request: Request) -> None:
        frame, owner = self._asker(request)
        if request.resource_type == "document":
            self.unreached.add(request.url)
        elif request.resource_type == "script" and owner == SOLUTION:
            self.lacking.append((frame, request.url))

    @_calmly
    def _on_end(self, request: Request) -> None:
        if request in self.loading:
            self.stirred = time.monotonic()
            self.loading.pop(request, None)
        failure = request.failure or ""
        frame, owner = self._asker(request)
        if failure and request.resource_type == "document":
            self.refused[request.url] = failure
        self._recorder.add(
            Resource,
            url=request.url,
            kind=request.resource_type,
            frame=frame,
            owner=owner,
            status=self._status.pop(request, 0),
            failure=failure,
        )

    def _asker(self, request: Request) -> tuple[str, str]:
        """Address and owner of the frame that asked; a document speaks for the frame it is loaded into."""
        if request.resource_type == "document":
            return request.url, self._owners.of_url(request.url)
        try:
            return request.frame.url, self._owners.of_frame(request.frame)
        except Error:
            return "", self._owners.of_url(request.url)


def _first_address(stack: str) -> str:
    for word in stack.replace("(", " ").split():
        if word.startswith(("http://", "https://")):
            return word.rstrip(")")
    return ""
