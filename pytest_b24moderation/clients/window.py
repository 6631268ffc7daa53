"""One person's browser window on the portal."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Error, Frame, Locator, Page, Response

from pytest_b24moderation.clients import look, scripts
from pytest_b24moderation.clients.eyes import Eyes
from pytest_b24moderation.clients.leash import Leash
from pytest_b24moderation.clients.owners import SOLUTION, Owners
from pytest_b24moderation.clients.spots import Spot
from pytest_b24moderation.clients.tabs import Tabs
from pytest_b24moderation.clients.watch import Watch
from pytest_b24moderation.model import Actor, Deadlines, InfrastructureError, Note, Portal
from pytest_b24moderation.record import Recorder

TICK = 0.02
"""Seconds between two looks at a page."""

CALM = 0.02
"""Seconds without changes after which a frame that loads nothing is taken for drawn."""


class Window:
    """A logged-in actor's page, and what can be seen in it."""

    def __init__(
        self,
        actor: Actor,
        context: BrowserContext,
        portal: Portal,
        recorder: Recorder,
        deadlines: Deadlines,
        leash: Leash | None = None,
    ) -> None:
        self.actor = actor
        self.portal = portal
        self.recorder = recorder
        self.deadlines = deadlines
        self.owners = Owners(portal.host)
        self.view = look.View(self.owners, leash)
        self.context = context
        self.watch = Watch(context, recorder, self.owners)
        self.page: Page = context.new_page()
        self.abroad = False
        """A page of the portal was opened for its own sake: what it shows counts, not the solution's frame alone."""
        self._fallbacks: set[str] = set()
        self.eyes = Eyes(self)
        self.tabs = Tabs(self)

    def goto(self, url: str) -> None:
        """Open an address of the portal (a path or a full URL); a page that hangs is replaced by a new one."""
        target, self.abroad = urljoin(f"https://{self.portal.host}/", url), False
        try:
            self._load(target)
        except Error:
            self.page = self._fresh()
            try:
                self._load(target)
            except Error as error:
                raise InfrastructureError(
                    f"the portal's page {url} did not load: {look.brief(error.message)}",
                    "look at the portal and at the network between it and this machine",
                ) from error

    def _load(self, target: str) -> None:
        self.page.goto(target, wait_until="domcontentloaded", timeout=self.deadlines.page * 1000)

    def _fresh(self) -> Page:
        """A new page; the old one is closed after it, so that the context lives on."""
        old, new = self.page, self.context.new_page()
        with self.view.bounded():
            old.close()
        return new

    def park(self) -> None:
        """Leave whatever is open: a page that nobody looks at must not call anybody."""
        self.tabs.close_others()
        if self.page.url != "about:blank":
            try:
                self.page.goto("about:blank", timeout=self.deadlines.page * 1000)
            except Error:
                self.page = self._fresh()

    def pause(self, seconds: float = TICK) -> None:
        """Let time pass while the page's events are heard (dialogs are accepted meanwhile)."""
        self.page.wait_for_timeout(seconds * 1000)

    def waiting(self, within: float) -> Iterator[float]:
        """Yields at once and then every tick until the time is over."""
        end = time.monotonic() + within
        while True:
            yield max(0.0, end - time.monotonic())
            if time.monotonic() >= end:
                return
            self.pause()

    def find(self, spot: Spot, *, within: float = 0.0) -> Locator | None:
        """The element in whichever frame of the portal shows it; None when it does not come in time."""
        for _ in self.waiting(within):
            if found := spot.find(self.page, self.view):
                self._tell_fallback(spot, found[1])
                return found[0]
        return None

    def need(self, spot: Spot, *, within: float | None = None) -> Locator:
        """As `find`, but a portal without this element is not the portal we know."""
        found = self.find(spot, within=self.deadlines.page if within is None else within)
        if found is None:
            raise InfrastructureError(
                f"the portal's page {self.page.url} shows no {spot.name} ({', '.join(spot.css)}); "
                f"last seen: {self.state()}",
                "if the portal was redesigned, add the new selector to the screens",
            )
        return found

    def _tell_fallback(self, spot: Spot, index: int) -> None:
        if index and spot.name not in self._fallbacks:
            self._fallbacks.add(spot.name)
            self.recorder.add(Note, about="selector", text=f"{spot.name} was found by {spot.css[index]}")

    def app_frame(self) -> Frame | None:
        """The solution's frame that is on top, wherever it is nested."""
        app = self.view.sight(self.page).app
        return app.frame if app else None

    @contextmanager
    def answer(self, parts: Sequence[str], within: float | None = None) -> Iterator[list[Response]]:
        """Catch the portal's answer to the AJAX call whose address has one of ``parts``, sent by what is done inside.

        The list holds it afterwards; it stays empty when none came in time.
        """
        caught: list[Response] = []

        def keep(response: Response) -> None:
            if any(part in response.url for part in parts):
                caught.append(response)

        self.context.on("response", keep)
        try:
            yield caught
            for _ in self.waiting(self.deadlines.answer if within is None else within):
                if caught:
                    break
        finally:
            self.context.remove_listener("response", keep)

    def calm(self, frame: Frame | None = None, within: float = 3.0) -> None:
        """Wait until the solution's frames load nothing more, and what its topmost frame shows stands still."""
        for _ in self.waiting(within):
            if frame is None or frame.is_detached():
                frame = self.app_frame()
            if frame is None or (self.view.ask(frame, scripts.STILL, CALM * 1000) and not self.watch.busy):
                return

    def state(self) -> str:
        """What is seen now, in a line: the solution's frame if there is one, else the page."""
        seen = self.view.read_all(self.page)
        own = [one for one in seen if one.owner == SOLUTION] or seen
        if not own:
            return f"{self.page.url} gives no answer"
        last = own[-1]
        return f"{look.brief(last.url, 120)}: {look.brief(last.text) or 'nothing (an empty frame)'}"
