"""What a page shows: texts of all frames, the solution's frame, screenshots. Every look is bounded.

Playwright bounds how long an element is waited for, not how long the page then takes for a script (see
`leash`): a page that never gives the processor back would hold us for ever. So everything here goes
through `ask`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Frame, Locator, Page

from pytest_b24moderation.clients import scripts
from pytest_b24moderation.clients.leash import bounded
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


def ask(frame: Frame, script: str, argument: Any = None) -> Any:
    """The answer of a JavaScript function of (root element, argument) in that frame; None when it cannot answer."""
    try:
        # A page that never rests fails here, in time; asking for the script at once would cost the browser.
        frame.locator(":root").get_attribute("lang", timeout=GLANCE * 1000)
        with bounded(frame.page):
            return frame.evaluate(f"argument => ({script})(document.documentElement, argument)", argument)
    except Error:
        return None


def tell(element: Locator, script: str, argument: Any = None) -> Any:
    """The answer of a JavaScript function of (element, argument); raises Playwright's Error."""
    with bounded(element.page):
        return element.evaluate(script, argument, timeout=GLANCE * 1000)


def portal_frames(page: Page, owners: Owners) -> list[Frame]:
    """The portal's own frames, the topmost slider first."""
    return [f for f in reversed(page.frames) if not f.is_detached() and owners.of_frame(f) == PORTAL]


def sight(page: Page, owners: Owners) -> Sight:
    """Where the solution is on this page. Sliders nest it differently, so every portal frame is asked."""
    refusal, upsell = "", False
    for frame in portal_frames(page, owners):
        found = ask(frame, scripts.SIGHT)
        if found is None:
            if frame.is_detached():
                continue
            return Sight(None, hung=True)
        for app in reversed(found.get("apps", [])):
            if inner := _content(frame, app["id"]):
                return Sight(AppFrame(inner, app["id"], app["loading"]))
        refusal = refusal or found.get("refusal", "")
        upsell = upsell or bool(found.get("upsell"))
    return Sight(None, refusal, upsell)


def find_app_frame(page: Page, owners: Owners) -> Frame | None:
    """The solution's frame that is on top and visible, wherever it is nested; None without one."""
    app = sight(page, owners).app
    return app.frame if app else None


def _content(frame: Frame, element_id: str) -> Frame | None:
    """The frame inside an iframe element; by its name where the name is still what the portal gave it."""
    key = element_id.removeprefix("appframe_")
    for child in frame.child_frames:
        if key and child.name.endswith(key):
            return child
    try:
        with bounded(frame.page):
            handle = frame.locator(f'iframe[id="{element_id}"]').last.element_handle(timeout=GLANCE * 1000)
            return handle.content_frame()
    except Error:
        return None


def read(frame: Frame, owners: Owners) -> Seen | None:
    """What that frame shows; None when it gives no answer in time."""
    found = ask(frame, scripts.READ)
    if found is None:
        return None
    return Seen(frame, frame.url, owners.of_frame(frame), **found)


def read_all(page: Page, owners: Owners) -> list[Seen]:
    """What every visible frame of the page shows, from the outside in; nothing when the page itself hangs."""
    found = []
    for frame in [frame for frame in page.frames if not frame.is_detached()]:
        seen = read(frame, owners)
        if seen and (seen.shown or frame.parent_frame is None):
            found.append(seen)
        elif seen is None and frame.parent_frame is None:
            break
    return found


def shot(page: Page, seen: Sequence[Seen], recorder: Recorder, *, within: float) -> bytes | None:
    """A picture of the page, with passwords painted over, and known secrets where they were ``seen``."""
    covers = [frame.locator('input[type="password"]') for frame in page.frames if not frame.is_detached()]
    for one in seen:
        shown = f"{one.text}\n{one.values}"
        if recorder.mask(shown) != shown:
            covers += _leaks(one.frame, recorder)
    try:
        with bounded(page, within):
            return page.screenshot(timeout=within * 1000, mask=covers, mask_color=MASK_COLOUR)
    except Error:
        return None


def _leaks(frame: Frame, recorder: Recorder) -> Iterator[Locator]:
    """The elements whose own text or value holds a secret; the whole body when none can be told."""
    texts = ask(frame, scripts.OWN_TEXTS) or []
    found = [index for index, text in texts if recorder.mask(text) != text]
    if not found or len(found) > 50:
        yield frame.locator("body")
        return
    for index in found:
        yield frame.locator(f"xpath=(//*)[{index + 1}]")


def brief(text: str, limit: int = 300) -> str:
    """A text on one line, cut."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
