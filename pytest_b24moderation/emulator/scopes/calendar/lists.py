"""Lists of events, and when people are busy. restdocs: api-reference/calendar/calendar-event."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_list, number, truth
from pytest_b24moderation.emulator.scopes.calendar.shown import rows
from pytest_b24moderation.emulator.scopes.calendar.state import (
    Calendars,
    Entry,
    denied,
    may_read,
    place,
    required,
)
from pytest_b24moderation.emulator.scopes.calendar.times import parse

DAY = 86400
BUSY = ("ID", "NAME", "DATE_FROM", "DATE_TO", "DATE_FROM_TS_UTC", "DATE_TO_TS_UTC", "~USER_OFFSET_FROM",
        "~USER_OFFSET_TO", "DT_SKIP_TIME", "TZ_FROM", "TZ_TO", "ACCESSIBILITY", "IMPORTANCE", "EVENT_TYPE")  # fmt: skip


@method("calendar.event.get")
def get(call: Call) -> list[dict[str, Any]]:
    """From a month ago to three months ahead, where the call names no period."""
    kind, owner = place(call)
    if not may_read(call.portal, call.user, kind, owner):
        raise denied()
    sections = {number(one) for one in as_list(call.get("section"))}
    found = [entry for entry in _of(call, kind, owner) if not sections or entry.section in sections]
    now = call.portal.clock.now()
    start, end = _period(call, now - 30 * DAY, now + 90 * DAY)
    return rows(call.portal, call.user, found, start, end)


@method("calendar.event.get.nearest")
def nearest(call: Call) -> list[dict[str, Any]]:
    """The next days' events, the caller's own unless told otherwise."""
    now = call.portal.clock.now()
    days = number(call.get("days")) or 60
    own = call.get("forCurrentUser") is None or truth(call.get("forCurrentUser"))
    if own:
        found = _of(call, "user", call.user.id)
    else:
        kind, owner = place(call)
        if not may_read(call.portal, call.user, kind, owner):
            raise denied()
        found = _of(call, kind, owner)
    shown = rows(call.portal, call.user, found, now, now + days * DAY)
    return shown[: number(call.get("maxEventsCount")) or None]


@method("calendar.accessibility.get")
def accessibility(call: Call) -> dict[str, Any]:
    required(call, "from", "to", "users", dot=".")
    start, end = _period(call, 0.0, 0.0)
    found: dict[str, Any] = {}
    for user_id in as_list(call.get("users")):
        user = call.portal.people.users.get(number(user_id))
        if user is None:
            found[str(user_id)] = []
            continue
        entries = [one for one in _of(call, "user", user.id) if one.people.get(user.id) != "N"]
        shown = rows(call.portal, user, entries, start, end)
        found[str(user_id)] = [{name: row[name] for name in BUSY} for row in shown if row["ACCESSIBILITY"] != "free"]
    return found


def _of(call: Call, kind: str, owner: int) -> list[Entry]:
    """The owner's events; a user's are also those he is invited to."""
    return [
        entry
        for entry in call.state(Calendars).entries.values()
        if (entry.kind, entry.owner) == (kind, owner) or (kind == "user" and owner in entry.people)
    ]


def _period(call: Call, start: float, end: float) -> tuple[float, float]:
    """The call's `from` and `to`, whole days in the portal's zone."""
    zone = call.portal.zone
    first, last = parse(call.text("from"), zone), parse(call.text("to"), zone)
    whole = last is not None and len(call.text("to").strip()) <= 10
    return (
        first.timestamp() if first else start,
        last.timestamp() + (DAY - 1 if whole else 0) if last else end,
    )
