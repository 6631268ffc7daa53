"""When a page has come to rest, so that nothing more can be expected of it."""

from __future__ import annotations

import time

from playwright.sync_api import Frame, Locator

from pytest_b24moderation.clients.spots import Spot
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Entry, Exchange, LogLine

PATIENCE = 10.0
"""Seconds for which a page of the portal that has loaded may do nothing before what it lacks is missing."""

SIGNS = """(document) => [document.readyState, document.getElementsByTagName('*').length,
  document.defaultView.performance.getEntriesByType('resource').length].join(' ')"""
"""What changes in a document that still builds itself."""

BARE = """() => document.readyState === 'complete' && !document.getAnimations().length
  && ![...document.querySelectorAll('*')].some((e) => getComputedStyle(e).backgroundImage !== 'none')"""
"""Whether an empty document has loaded, and shows no work by pictures or movement either."""


class Resting:
    """For how long the portal's page has loaded and nothing in it has changed."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._signs: list[str] | None = None
        self._since = time.monotonic()

    def over(self) -> bool:
        """Whether that is long enough."""
        signs = self._window.view.ask_portal(self._window.page, SIGNS)
        if not signs or signs != self._signs or not all(one.startswith("complete ") for one in signs):
            self._signs, self._since = signs, time.monotonic()
        return time.monotonic() - self._since > PATIENCE


def find(window: Window, spot: Spot) -> Locator | None:
    """The element, for which is waited as long as the page may still bring it."""
    resting = Resting(window)
    for _ in window.waiting(window.deadlines.page):
        if found := window.find(spot):
            return found
        if resting.over():
            break
    return None


class Silence:
    """For how long neither the solution's page nor its server has asked for anything."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._heard = time.monotonic()
        self._mark = window.recorder.last

    def seconds(self) -> float:
        """Until now; 0 while a load of the page is under way."""
        news = self._window.recorder.since(self._mark)
        if news:
            self._mark = news[-1].seq
        if self._window.watch.busy or any(map(_of_solution, news)):
            self._heard = time.monotonic()
        return time.monotonic() - max(self._heard, self._window.watch.stirred)


def _of_solution(entry: Entry) -> bool:
    return isinstance(entry, LogLine) or (isinstance(entry, Exchange) and "solution" in (entry.source, entry.target))


def bare(window: Window, frames: list[Frame]) -> bool:
    """Whether these frames have loaded and show nothing at all."""
    for frame in frames:
        seen = window.view.read(frame)
        if seen is None or not seen.blank or not window.view.ask(frame, BARE):
            return False
    return True
