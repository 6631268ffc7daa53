"""What the portal does by itself, whatever is installed on it."""

from __future__ import annotations

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act

LONGEST = 10 * 365 * 86400


@act("advance")
def advance(portal: Portal, user: User, seconds: float) -> None:  # noqa: ARG001 - time passes for all
    """Let time pass on the portal's clock."""
    try:
        ahead = float(seconds)
    except (TypeError, ValueError):
        ahead = -1
    if not 0 <= ahead < LONGEST:
        raise ActError("advance: the portal's clock only goes forward", "seconds, ten years at most", str(seconds))
    portal.clock.advance(ahead)
