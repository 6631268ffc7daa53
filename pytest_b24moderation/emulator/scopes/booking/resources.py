"""Resources, and the slots in which they can be had. restdocs: api-reference/booking/resource."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.params import as_dict, as_list
from pytest_b24moderation.emulator.scopes.booking.settings import defaults, flag, invalid, settings, whole
from pytest_b24moderation.emulator.scopes.booking.state import Bookings, Kind, listed, named, require
from pytest_b24moderation.emulator.scopes.booking.types import fits
from pytest_b24moderation.emulator.selection import ordered
from pytest_b24moderation.emulator.tables import Numbered, array, missing, sent

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = 1440
"""Minutes."""


@method("booking.v1.resource.add")
def resource_add(call: Call) -> dict[str, int]:
    given, state = sent(call), call.state(Bookings)
    require(given, "name")
    if given.get("typeId") in (None, ""):
        raise Numbered(1006, "ResourceType not found")
    values = {"description": None, "isMain": "Y"} | defaults() | _read(state, given)
    row = Kind(state.next_id("resource"), values, call.maker)
    state.resources[row.id] = row
    call.announce("ONBOOKINGRESOURCEADD", {"ID": row.id})
    return {"id": row.id}


@method("booking.v1.resource.update")
def resource_update(call: Call) -> bool:
    row = _find(call, 1007)
    row.values |= _read(call.state(Bookings), sent(call))
    call.announce("ONBOOKINGRESOURCEUPDATE", {"ID": row.id})
    return True


@method("booking.v1.resource.get")
def resource_get(call: Call) -> dict[str, Any]:
    return {"resource": _shown(_find(call, 1009))}


@method("booking.v1.resource.list")
def resource_list(call: Call) -> Listed:
    wanted, order = array(call, "filter"), array(call, "order")
    rows = [_shown(row) for row in call.state(Bookings).resources.values()]
    rows = [row for row in rows if fits(row, wanted, "isMain", "typeId", "name", "description")]
    by = {name: way for name, way in order.items() if name in ("id", "name")}
    return listed(call, "resource", ordered(rows, by, "id"))


@method("booking.v1.resource.delete")
def resource_delete(call: Call) -> bool:
    row = _find(call, 1008, "Resource has not been found")
    del call.state(Bookings).resources[row.id]
    call.announce("ONBOOKINGRESOURCEDELETE", {"ID": row.id})
    return True


@method("booking.v1.resource.slots.set")
def slots_set(call: Call) -> bool:
    """Other slots instead of those there are."""
    row, state = _find(call, 1009, key="resourceId"), call.state(Bookings)
    if call.get("slots") is None:
        raise missing("slots")
    slots = [_slot(as_dict(one)) for one in as_list(call.get("slots"))]
    row.slots = [{"id": state.next_id("slot"), **slot} for slot in slots]
    return True


@method("booking.v1.resource.slots.unset")
def slots_unset(call: Call) -> bool:
    _find(call, 1009, key="resourceId").slots = []
    return True


@method("booking.v1.resource.slots.list")
def slots_list(call: Call) -> dict[str, Any]:
    return {"slots": list(_find(call, 1009, key="resourceId").slots)}


def _read(state: Bookings, given: dict[str, Any]) -> dict[str, Any]:
    found = settings(given)
    if given.get("name") not in (None, ""):
        found["name"] = str(given["name"])
    if "description" in given:
        found["description"] = str(given["description"] or "") or None
    if given.get("isMain") is not None:
        found["isMain"] = flag(given["isMain"])
    if given.get("typeId") not in (None, ""):
        found["typeId"] = whole(given["typeId"])
        if found["typeId"] not in state.types:
            raise Numbered(1013, f"Resource type with id {found['typeId']} does not exist")
    return found


def _slot(given: dict[str, Any]) -> dict[str, Any]:
    require(given, "from", "to", "timezone", "weekDays", "slotSize")
    start, end, size = (whole(given[name]) for name in ("from", "to", "slotSize"))
    days = [str(day) for day in as_list(given["weekDays"])]
    if not 0 <= start <= end <= DAY or not set(days) <= set(DAYS):
        raise invalid()
    return {"from": start, "to": end, "timezone": str(given["timezone"]), "weekDays": days, "slotSize": size}


def _shown(row: Kind) -> dict[str, Any]:
    return dict(sorted(({"id": row.id} | row.values).items()))


def _find(call: Call, code: int, text: str = "Resource not found", key: str = "id") -> Kind:
    row = call.state(Bookings).resources.get(named(call, key))
    if row is None:
        raise Numbered(code, text)
    return row
