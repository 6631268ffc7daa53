"""Types of resources, and of clients. restdocs: api-reference/booking/resource/resource-type."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.scopes.booking.settings import defaults, settings
from pytest_b24moderation.emulator.scopes.booking.state import Bookings, Kind, listed, named, require
from pytest_b24moderation.emulator.selection import ordered
from pytest_b24moderation.emulator.tables import Numbered, array, sent

UNTOLD = ("isInfoNotificationOn", "templateTypeInfo")
"""Settings that can be sent, yet no answer tells them."""
MODULE = "booking"


@method("booking.v1.resourceType.add")
def type_add(call: Call) -> dict[str, int]:
    given, state = sent(call), call.state(Bookings)
    require(given, "name", "code")
    values = {"name": str(given["name"]), "code": str(given["code"])} | defaults() | settings(given)
    if _taken(state, values["code"]):
        raise Numbered(1010, "Resource type with code already exists")
    row = Kind(state.next_id("type"), values, call.maker)
    state.types[row.id] = row
    call.announce("ONBOOKINGRESOURCETYPEADD", {"ID": row.id})
    return {"id": row.id}


@method("booking.v1.resourceType.update")
def type_update(call: Call) -> bool:
    state, row = call.state(Bookings), _find(call, 1007, "Resource type not found")
    given = sent(call)
    changed = {name: str(given[name]) for name in ("name", "code") if given.get(name) not in (None, "")}
    if "code" in changed and _taken(state, changed["code"], but=row.id):
        raise Numbered(1011, "Resource type with code already exists")
    row.values |= changed | settings(given)
    call.announce("ONBOOKINGRESOURCETYPEUPDATE", {"ID": row.id})
    return True


@method("booking.v1.resourceType.get")
def type_get(call: Call) -> dict[str, Any]:
    return {"resourceType": shown(_find(call, 1013, "Resource type not found"))}


@method("booking.v1.resourceType.list")
def type_list(call: Call) -> Listed:
    """Types under the key `resource`, as the page of the method answers."""
    wanted, order = array(call, "filter"), array(call, "order")
    rows = [shown(row) for row in call.state(Bookings).types.values()]
    rows = [row for row in rows if fits(row | {"moduleId": MODULE}, wanted, "moduleId", "name", "code")]
    by = {name: way for name, way in order.items() if name in ("id", "name", "code")}
    return listed(call, "resource", ordered(rows, by, "id"))


@method("booking.v1.resourceType.delete")
def type_delete(call: Call) -> bool:
    row = _find(call, 1012, "Resource type has not been found")
    del call.state(Bookings).types[row.id]
    call.announce("ONBOOKINGRESOURCETYPEDELETE", {"ID": row.id})
    return True


@method("booking.v1.clienttype.list")
def client_types(call: Call) -> dict[str, Any]:
    """restdocs: api-reference/booking/booking-v1-clienttype-list.md"""
    return {"clientType": list(call.state(Bookings).client_types)}


def fits(row: dict[str, Any], wanted: dict[str, Any], *names: str) -> bool:
    """Whether the name holds what is searched for, and these fields are what is wanted of them."""
    words = str(wanted.get("searchQuery") or "").casefold()
    given = {name: str(wanted[name]) for name in names if wanted.get(name) not in (None, "")}
    return words in row["name"].casefold() and all(str(row[name] or "") == value for name, value in given.items())


def shown(row: Kind) -> dict[str, Any]:
    told = {"id": row.id} | {name: value for name, value in row.values.items() if name not in UNTOLD}
    return dict(sorted(told.items()))


def _taken(state: Bookings, code: str, but: int = 0) -> bool:
    return any(row.values["code"] == code for row in state.types.values() if row.id != but)


def _find(call: Call, code: int, text: str) -> Kind:
    row = call.state(Bookings).types.get(named(call))
    if row is None:
        raise Numbered(code, text)
    return row
