"""Limits of intensity: the leaky bucket per address, and the work a method costs an application.

restdocs: limits.md. Both are off unless the portal's profile switches them on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_b24moderation.emulator.rest.errors import RestError

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal

WINDOW = 600


@dataclass
class Limits:
    """Counters of one portal. ``work``: (owner, method) → [(minute, seconds)] of the last ten minutes."""

    buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    work: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)

    def knock(self, portal: Portal, client: str) -> None:
        """Count a request; QUERY_LIMIT_EXCEEDED when the bucket overflows."""
        profile = portal.profile
        if not profile.rate_limit:
            return
        now = portal.clock.now()
        level, since = self.buckets.get(client, (0.0, now))
        level = max(0.0, level - (now - since) * profile.rate_drain)
        if level + 1 > profile.rate_capacity:
            self.buckets[client] = (level, now)
            raise RestError(503, "QUERY_LIMIT_EXCEEDED", "Too many requests")
        self.buckets[client] = (level + 1, now)

    def spent(self, portal: Portal, owner: str, method: str) -> float:
        """Seconds of work in the last ten minutes; OPERATION_TIME_LIMIT when that is too much."""
        limit = portal.profile.operating_limit
        if not limit:
            return 0.0
        minute = int(portal.clock.now() // 60)
        minutes = self.work.get((owner, method), {})
        total = sum(cost for at, cost in minutes.items() if at > minute - WINDOW // 60)
        if total >= limit:
            raise RestError(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.")
        return total

    def add(self, portal: Portal, owner: str, method: str, seconds: float) -> None:
        if portal.profile.operating_limit:
            minute = int(portal.clock.now() // 60)
            minutes = self.work.setdefault((owner, method), {})
            minutes[minute] = minutes.get(minute, 0.0) + seconds
