"""Which of the solution's pages a person has before him: its frame, a window that it opened, or the page itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Frame

from pytest_b24moderation.clients.owners import SOLUTION
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Note

MOST = 6
"""How many of its own frames inside it are looked into."""


@dataclass(frozen=True)
class Front:
    """``key`` changes with every rendering; ``frames``: the page and its own frames inside it."""

    key: str
    frames: list[Frame]
    loading: bool


class Fronts:
    """Finds what is in front in one window. ``hosts``: the solution's own names; others are not acted upon."""

    def __init__(self, window: Window, hosts: Iterable[str]) -> None:
        self._window = window
        self._hosts = set(hosts)
        self._told: set[str] = set()

    def now(self) -> Front | None:
        """What is in front now; None when no page of the solution is."""
        window = self._window
        for page in reversed(window.tabs.others()):
            if self._own(page.main_frame):
                self._tell("window", f"the solution opened a window of its own: {page.url}")
                return Front(f"window {page.main_frame.name}", self._with_inner(page.main_frame), False)
        main = window.page.main_frame
        if window.tabs.left():
            self._tell("page", f"the solution put itself in the place of the portal's page: {main.url}")
            return Front("page", self._with_inner(main), False) if self._own(main) else None
        app = window.view.sight(window.page).app
        if app is None:
            return None
        if host := urlsplit(app.frame.url).hostname:
            self._hosts.add(host)
        return Front(app.key, self._with_inner(app.frame), app.loading)

    def _own(self, frame: Frame) -> bool:
        """Whether it shows a page of the solution's own; a frame without an address belongs to the one around it."""
        if urlsplit(frame.url).scheme in ("http", "https"):
            return (urlsplit(frame.url).hostname or "") in self._hosts
        return frame.parent_frame is not None and self._window.owners.of_frame(frame) == SOLUTION

    def _with_inner(self, frame: Frame) -> list[Frame]:
        found = [frame]
        for outer in found:
            found += [inner for inner in outer.child_frames if not inner.is_detached() and self._own(inner)]
            if len(found) > MOST:
                break
        return found[: 1 + MOST]

    def _tell(self, about: str, text: str) -> None:
        if about not in self._told:
            self._told.add(about)
            self._window.recorder.add(Note, about=about, text=text)
