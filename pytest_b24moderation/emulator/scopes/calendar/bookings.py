"""Bookings of resources. restdocs: api-reference/calendar/resource/calendar-resource-booking-list.md"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.calendar.events import BLANK
from pytest_b24moderation.emulator.scopes.calendar.shown import FOREVER, rows
from pytest_b24moderation.emulator.scopes.calendar.state import RESOURCE, Calendars, Entry
from pytest_b24moderation.emulator.scopes.calendar.times import parse, zone_name

DAY = 86400


@method("calendar.resource.booking.list")
def booking_list(call: Call) -> list[dict[str, Any]]:
    """Bookings of resources, or by their own numbers, that reach into a period."""
    wanted, state = as_dict(call.get("filter")), call.state(Calendars)
    resources, numbers = (as_list(wanted.get(name)) for name in ("resourceTypeIdList", "resourceIdList"))
    if not resources and not numbers:
        name = "filter['resourceTypeIdList']"
        raise classic(f'The required parameter "{name}" is not set for the method "{call.method}"')
    kept = {number(one) for one in resources or numbers}
    found = [
        entry for entry in state.entries.values()
        if entry.kind == RESOURCE and (entry.section if resources else entry.facts["RESOURCE_BOOKING_ID"]) in kept
    ]  # fmt: skip
    start, end = (parse(str(wanted.get(name) or ""), call.portal.zone) for name in ("from", "to"))
    first, last = start.timestamp() if start else 0.0, end.timestamp() + DAY if end else FOREVER
    shown = rows(call.portal, call.user, found, first, last)
    more = {entry.id: str(entry.facts["RESOURCE_BOOKING_ID"]) for entry in found}
    same = {"EVENT_TYPE": "#resourcebooking#", "MEETING_STATUS": "Y", "MEETING_HOST": "0"}
    return [row | same | {"RESOURCE_BOOKING_ID": more[int(row["ID"])]} for row in shown]


@act("book-resource")
def book_resource(portal: Portal, user: User, resource: int, start: str, hours: float = 1, service: str = "") -> int:
    """Book a resource from that moment (ISO 8601), as a field for bookings on a CRM card does; the booking's number."""
    state, now = portal.state(Calendars), portal.clock.now()
    section, at = state.sections.get(resource), parse(start, portal.zone)
    if section is None or section.kind != RESOURCE:
        raise ActError(f"there is no resource {resource}", "a resource's id", str(resource))
    if at is None:
        raise ActError(f"{start!r} is no moment", "a moment in ISO 8601", start)
    state.last_entry += 1
    booking = 1 + sum(entry.kind == RESOURCE for entry in state.entries.values())
    facts = deepcopy(dict(BLANK)) | {"DESCRIPTION": service and f"Service: {service}", "RESOURCE_BOOKING_ID": booking}
    zones, first = (zone_name(portal),) * 2, at.timestamp()
    state.entries[state.last_entry] = Entry(
        state.last_entry, section.id, RESOURCE, 0, "Booking", first, first + hours * 3600, zones, PORTAL, user.id, now,
        now, facts,
    )  # fmt: skip
    return booking
