"""The waiting list: `booking.v1.waitlist.*`. restdocs: api-reference/booking/waitlist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.params import as_dict
from pytest_b24moderation.emulator.scopes.booking.state import Bookings, Links, Waiting, listed, named, require
from pytest_b24moderation.emulator.tables import Numbered, array, sent


@method("booking.v1.waitlist.add")
def waiting_add(call: Call) -> dict[str, int]:
    return {"id": _made(call, str(sent(call).get("note") or ""), Links())}


@method("booking.v1.waitlist.createfrombooking")
def from_booking(call: Call) -> int:
    """An entry with the clients and links of a booking, which is given up for it (a switch of the profile)."""
    state, wanted = call.state(Bookings), named(call, "bookingId")
    row = state.booked.get(wanted)
    if row is None:
        raise Numbered(1037, "booking not found")
    if call.portal.profile.booking_moves:
        del state.booked[row.id]
    return _made(call, "", Links(list(row.links.clients), list(row.links.data)))


@method("booking.v1.waitlist.update")
def waiting_update(call: Call) -> bool:
    row = _find(call, 1040, "Wait list not found")
    row.note = str(sent(call).get("note", row.note) or "")
    call.announce("ONBOOKINGWAITLISTITEMUPDATE", {"ID": row.id})
    return True


@method("booking.v1.waitlist.get")
def waiting_get(call: Call) -> dict[str, Any]:
    return {"waitList": _shown(_find(call, 1040, "Wait list not found"))}


@method("booking.v1.waitlist.list")
def waiting_list(call: Call) -> Listed:
    """Entries made from one day on, and before another: days of the portal, dd.mm.yyyy."""
    rows = list(call.state(Bookings).waiting.values())
    within = array(call, "filter").get("createdWithin")
    if within is not None:
        given = as_dict(within)
        require(given, "from", "to")
        start, end = (_day(call, given[name]) for name in ("from", "to"))
        rows = [row for row in rows if start <= row.at < end]
    return listed(call, "waitList", [_shown(row) for row in rows])


@method("booking.v1.waitlist.delete")
def waiting_delete(call: Call) -> bool:
    row = _find(call, 1036, "wait list item not found")
    del call.state(Bookings).waiting[row.id]
    call.announce("ONBOOKINGWAITLISTITEMDELETE", {"ID": row.id})
    return True


def _made(call: Call, note: str, links: Links) -> int:
    state = call.state(Bookings)
    row = Waiting(state.next_id("waiting"), call.maker, call.portal.clock.now(), note, links)
    state.waiting[row.id] = row
    call.announce("ONBOOKINGWAITLISTITEMADD", {"ID": row.id})
    return row.id


def _day(call: Call, value: Any) -> float:
    try:
        return datetime.strptime(str(value), "%d.%m.%Y").replace(tzinfo=call.portal.zone).timestamp()
    except (ValueError, OverflowError):
        raise Numbered(422, "Invalid date") from None


def _shown(row: Waiting) -> dict[str, Any]:
    return {"id": row.id, "note": row.note or None}


def _find(call: Call, code: int, text: str) -> Waiting:
    row = call.state(Bookings).waiting.get(named(call))
    if row is None:
        raise Numbered(code, text)
    return row
