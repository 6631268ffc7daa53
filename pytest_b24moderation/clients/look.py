"""What a page shows: texts of all frames, the solution's frame, screenshots. Every look is bounded.

Playwright bounds how long an element is waited for, not how long the page then takes for a script (see
`leash`): a page that never gives the processor back would hold us for ever. So everything here goes
through `View.ask` and `View.tell`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Frame, Locator, Page

from pytest_b24moderation.clients import scripts
from pytest_b24moderation.clients.leash import Leash
from pytest_b24moderation.clients.owners import PORTAL, Owners
from pytest_b24moderation.record import Recorder

GLANCE = 1.5
"""Seconds that a page has to say what it shows."""

MASK_COLOUR = "#8a8f98"


@dataclass(frozen=True)
class Seen:
    """What one frame shows. ``values``: what is typed into its fields, passwords left out."""

    frame: Frame
    url: str
    owner: str
    title: str
    text: str
    values: str
    blank: bool
    shown: bool = True


@dataclass(frozen=True)
class AppFrame:
    """The solution's frame in a portal page. ``key`` changes with every rendering (APP_SID)."""

    frame: Frame
    key: str
    loading: bool


@dataclass(frozen=True)
class Sight:
    """What a portal page shows instead of, or around, a solution.

    ``refusal``: the portal's own words in place of the frame; ``upsell``: the plan does not allow it;
    ``hung``: the page gives no answer (a frame that never rests can hold the page around it).
    """

    app: AppFrame | None
    refusal: str = ""
    upsell: bool = False
    hung: bool = False


class View:
    """How the pages of one browser are looked at. ``leash``: what ends a look that takes too long; None without one."""

    def __init__(self, owners: Owners, leash: Leash | None = None) -> None:
        self.owners = owners
        self._leash = leash

    def bounded(self, more: float = 0.0) -> AbstractContextManager[None]:
        """What a page is asked inside ends in time (``more`` seconds later)."""
        return self._leash.hold(more) if self._leash else nullcontext()

    def ask(self, frame: Frame, script: str, argument: Any = None) -> Any:
        """The answer of a JavaScript function of (root element, argument) in that frame; None when it cannot answer."""
        try:
            # A page that never rests fails here, in time; asking for the script at once would cost the browser.
            frame.locator(":root").get_attribute("lang", timeout=GLANCE * 1000)
            with self.bounded():
                return frame.evaluate(f"argument => ({script})(document.documentElement, argument)", argument)
        except Error:
            return None

    def tell(self, element: Locator, script: str, argument: Any = None) -> Any:
        """The answer of a JavaScript function of (element, argument); raises Playwright's Error."""
        with self.bounded():
            return element.evaluate(script, argument, timeout=GLANCE * 1000)

    def portal_frames(self, page: Page) -> list[Frame]:
        """The portal's own frames, the topmost slider first."""
        return [f for f in reversed(page.frames) if not f.is_detached() and self.owners.of_frame(f) == PORTAL]

    def ask_portal(self, page: Page, script: str, argument: Any = None) -> list[Any] | None:
        """The answers of a function of (document, argument) for each of the portal's documents, topmost first.

        Those of the page's own origin are asked at once through the page itself. None when it cannot answer.
        """
        main, outside = page.main_frame, []
        within = {main} if self.owners.of_frame(main) == PORTAL else set()
        for frame in [frame for frame in page.frames if frame is not main]:
            if frame.is_detached() or self.owners.of_frame(frame) != PORTAL:
                continue
            if frame.parent_frame in within and _origin(frame.url) in ("", _origin(main.url)):
                within.add(frame)
            else:
                outside.append(frame)
        found: list[Any] = []
        for frame in [*reversed(outside), *([main] if within else [])]:
            answers = self.ask(frame, scripts.everywhere(script, deep=frame is main), argument)
            if answers is not None:
                found += answers
            elif not frame.is_detached():
                return None
        return found

    def sight(self, page: Page) -> Sight:
        """Where the solution is on this page. Sliders nest it differently, so every portal frame is asked."""
        documents = self.ask_portal(page, scripts.SIGHT)
        if documents is None:
            return Sight(None, hung=True)
        refusal, upsell = "", False
        for found in documents:
            for app in reversed(found["apps"]):
                if inner := self._content(page, app["id"]):
                    return Sight(AppFrame(inner, app["id"], app["loading"]))
            refusal = refusal or found["refusal"]
            upsell = upsell or bool(found["upsell"])
        return Sight(None, refusal, upsell)

    def _content(self, page: Page, element_id: str) -> Frame | None:
        """The frame inside an iframe element; by its name where the name is still what the portal gave it."""
        key = element_id.removeprefix("appframe_")
        for frame in reversed(page.frames):
            if key and frame.name.endswith(key) and not frame.is_detached():
                return frame
        for outer in self.portal_frames(page):
            try:
                with self.bounded():
                    element = outer.locator(f'iframe[id="{element_id}"]').last
                    if element.count() and (inner := element.element_handle(timeout=GLANCE * 1000).content_frame()):
                        return inner
            except Error:
                continue
        return None

    def read(self, frame: Frame) -> Seen | None:
        """What that frame shows; None when it gives no answer in time."""
        found = self.ask(frame, scripts.READ)
        if found is None:
            return None
        return Seen(frame, frame.url, self.owners.of_frame(frame), **found)

    def read_all(self, page: Page) -> list[Seen]:
        """What every visible frame of the page shows, from the outside in; nothing when the page itself hangs."""
        found = []
        for frame in [frame for frame in page.frames if not frame.is_detached()]:
            seen = self.read(frame)
            if seen and (seen.shown or frame.parent_frame is None):
                found.append(seen)
            elif seen is None and frame.parent_frame is None:
                break
        return found

    def shot(self, page: Page, seen: Sequence[Seen], recorder: Recorder, *, within: float) -> bytes | None:
        """A picture of the page, with passwords painted over, and known secrets where they were ``seen``."""
        covers = [frame.locator('input[type="password"]') for frame in page.frames if not frame.is_detached()]
        for one in seen:
            shown = f"{one.text}\n{one.values}"
            if recorder.mask(shown) != shown:
                covers += self._leaks(one.frame, recorder)
        try:
            with self.bounded(within):
                return page.screenshot(timeout=within * 1000, mask=covers, mask_color=MASK_COLOUR)
        except Error:
            return None

    def _leaks(self, frame: Frame, recorder: Recorder) -> Iterator[Locator]:
        """The elements whose own text or value holds a secret; the whole body when none can be told."""
        texts = self.ask(frame, scripts.OWN_TEXTS) or []
        found = [index for index, text in texts if recorder.mask(text) != text]
        if not found or len(found) > 50:
            yield frame.locator("body")
            return
        for index in found:
            yield frame.locator(f"xpath=(//*)[{index + 1}]")


def _origin(url: str) -> str:
    """Scheme and host of an address; "" for a document without one of its own."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


def brief(text: str, limit: int = 300) -> str:
    """A text on one line, cut."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
