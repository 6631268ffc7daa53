"""Bookings: `booking.v1.booking.*`. restdocs: api-reference/booking/booking."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.booking.periods import free, invalid_period, period, seconds
from pytest_b24moderation.emulator.scopes.booking.state import Booked, Bookings, Links, Moment, listed, named, require
from pytest_b24moderation.emulator.selection import ordered
from pytest_b24moderation.emulator.tables import Numbered, array, sent


@method("booking.v1.booking.add")
def booking_add(call: Call) -> dict[str, int]:
    return {"id": _made(call, 1018, Links())}


@method("booking.v1.booking.createfromwaitlist")
def from_waiting(call: Call) -> int:
    """A booking with the clients and links of an entry, which leaves the waiting list (a switch of the profile)."""
    state, wanted = call.state(Bookings), named(call, "waitListId")
    row = state.waiting.get(wanted)
    if row is None:
        raise Numbered(1038, "wait list item not found")
    made = _made(call, 1038, Links(list(row.links.clients), list(row.links.data)))
    if call.portal.profile.booking_moves:
        del state.waiting[row.id]
    return made


@method("booking.v1.booking.update")
def booking_update(call: Call) -> bool:
    row, state = _find(call, 1019), call.state(Bookings)
    given = sent(call)
    start, end = period(given["datePeriod"]) if "datePeriod" in given else (row.start, row.end)
    if "datePeriod" in given or "resourceIds" in given:
        row.resources = free(state, given.get("resourceIds", row.resources), start, end, but=row.id)
    row.start, row.end = start, end
    row.name = str(given.get("name", row.name) or "")
    row.description = str(given.get("description", row.description) or "")
    call.announce("ONBOOKINGUPDATE", {"ID": row.id})
    return True


@method("booking.v1.booking.get")
def booking_get(call: Call) -> dict[str, Any]:
    return {"booking": _shown(_find(call, 1021))}


@method("booking.v1.booking.list")
def booking_list(call: Call) -> Listed:
    """Bookings that touch a period, and have one of these clients."""
    wanted, order = array(call, "filter"), array(call, "order")
    found = [row for row in call.state(Bookings).booked.values() if _has(row, wanted)]
    if wanted.get("within") is not None:
        start, end = _within(as_dict(wanted["within"]))
        found = [row for row in found if row.start.timestamp < end and start < row.end.timestamp]
    by = {name: way for name, way in order.items() if name in ("id", "dateFrom", "dateTo")}
    facts = [
        {"id": row.id, "dateFrom": row.start.timestamp, "dateTo": row.end.timestamp, "row": _shown(row)}
        for row in found
    ]  # fmt: skip
    return listed(call, "booking", [one["row"] for one in ordered(facts, by, "id")])


@method("booking.v1.booking.delete")
def booking_delete(call: Call) -> bool:
    """Nothing is said against a booking that is not there: the page names no error for it."""
    if row := call.state(Bookings).booked.pop(named(call), None):
        call.announce("ONBOOKINGDELETE", {"ID": row.id})
    return True


def _made(call: Call, code: int, links: Links) -> int:
    given, state = sent(call), call.state(Bookings)
    require(given, "resourceIds", "datePeriod")
    start, end = period(given["datePeriod"])
    resources = free(state, given["resourceIds"], start, end, code=code)
    name, description = (str(given.get(key) or "") for key in ("name", "description"))
    row = Booked(state.next_id("booking"), call.maker, resources, start, end, name, description, links)
    state.booked[row.id] = row
    call.announce("ONBOOKINGADD", {"ID": row.id})
    return row.id


def _within(given: dict[str, Any]) -> tuple[int, int]:
    require(given, "dateFrom", "dateTo")
    start, end = seconds(given["dateFrom"]), seconds(given["dateTo"])
    if start > end:
        raise invalid_period()
    return start, end


def _has(row: Booked, wanted: dict[str, Any]) -> bool:
    if wanted.get("client") is None:
        return True
    client = as_dict(wanted["client"])
    require(client, "entities")
    asked = [as_dict(one) for one in as_list(client["entities"])]
    for one in asked:
        require(one, "code", "module", "id")
    mine = [(one["type"]["module"], one["type"]["code"], one["id"]) for one in row.links.clients]
    return any((str(one["module"]), str(one["code"]), number(one["id"])) in mine for one in asked)


def _shown(row: Booked) -> dict[str, Any]:
    return {
        "datePeriod": {"from": _moment(row.start), "to": _moment(row.end)}, "description": row.description or None,
        "id": row.id, "name": row.name, "resourceIds": list(row.resources),
    }  # fmt: skip


def _moment(moment: Moment) -> dict[str, Any]:
    return {"timestamp": moment.timestamp, "timezone": moment.timezone}


def _find(call: Call, code: int) -> Booked:
    row = call.state(Bookings).booked.get(named(call))
    if row is None:
        raise Numbered(code, "Booking not found")
    return row
