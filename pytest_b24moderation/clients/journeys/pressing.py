"""Clicks that count: a page which is still starting shows its buttons before it listens to them."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as TooLate

from pytest_b24moderation.clients.spots import Spot
from pytest_b24moderation.clients.window import Window

AGAIN = 2.0
"""Seconds to wait for what a click opens before it is tried again."""


def press(window: Window, place: Locator) -> None:
    """Click, as soon as the page lets itself be clicked; what follows tells whether it did.

    A solution that hangs as soon as it is there keeps the click itself from being answered.
    """
    with suppress(TooLate):
        place.click(timeout=window.deadlines.page * 1000)


def press_until(window: Window, button: Spot, opens: Spot, within: float | None = None) -> Locator | None:
    """Click the button until what it opens is shown; None when it never is, or there is no button.

    ``within``: seconds for it to be shown, for what is there at once or never; else the deadline of pages.
    """
    page = window.deadlines.page
    for _ in window.waiting(page if within is None else min(within, page)):
        if found := window.find(button):
            press(window, found)
        if opened := window.find(opens, within=AGAIN):
            return opened
    return None
