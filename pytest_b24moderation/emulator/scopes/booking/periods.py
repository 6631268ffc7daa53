"""The time of a booking, and what is free then. restdocs: api-reference/booking/booking/booking-v1-booking-add.md."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.booking.state import Bookings, Moment, require
from pytest_b24moderation.emulator.tables import Numbered


def invalid_period() -> Numbered:
    return Numbered(422, "Invalid date period")


def period(value: Any) -> tuple[Moment, Moment]:
    """`{from: {timestamp, timezone}, to: …}`; Numbered: something is missing, or it ends before it begins."""
    given = as_dict(value)
    require(given, "from", "to")
    start, end = _moment(given["from"]), _moment(given["to"])
    if start.timestamp >= end.timestamp:
        raise invalid_period()
    return start, end


def seconds(value: Any) -> int:
    """A timestamp; Numbered 422 for what is none."""
    try:
        return int(str(value))
    except ValueError:
        raise invalid_period() from None


def _moment(value: Any) -> Moment:
    given = as_dict(value)
    require(given, "timestamp", "timezone")
    name = str(given["timezone"])
    try:
        ZoneInfo(name)
    except (OSError, LookupError, ValueError):
        raise invalid_period() from None
    return Moment(seconds(given["timestamp"]), name)


def free(
    state: Bookings, value: Any, start: Moment, end: Moment, *, code: int = 1018, but: int = 0
) -> list[int]:  # fmt: skip
    """Those of these resources that there are; Numbered where there is none, or another booking has one then."""
    found = [one for one in dict.fromkeys(map(number, as_list(value))) if one in state.resources]
    others = [row for row in state.booked.values() if row.id != but and set(row.resources) & set(found)]
    crossed = any(row.start.timestamp < end.timestamp and start.timestamp < row.end.timestamp for row in others)
    if not found or crossed:
        raise Numbered(code, "Empty resource collection")
    return found
