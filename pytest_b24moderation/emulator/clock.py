"""The cloud's own clock: tokens, codes, events and dates on the portal all ask it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone


class Clock:
    """Real time plus what tests have added, in seconds since the Unix epoch."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead = 0.0

    def now(self) -> float:
        return self._source() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move on; tokens and codes whose time has come are expired from now on."""
        self._ahead += seconds


def zone(minutes: int) -> timezone:
    """The portal's time zone, by its distance to Greenwich in minutes."""
    return timezone(timedelta(minutes=minutes))


def iso(moment: float, where: timezone) -> str:
    """`2026-01-31T12:00:00+03:00`, the form of dates in REST answers (restdocs: data-types.md)."""
    return datetime.fromtimestamp(int(moment), where).isoformat()
