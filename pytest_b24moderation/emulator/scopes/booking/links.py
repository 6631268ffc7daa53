"""Clients and other objects that a booking, or an entry of the waiting list, has to do with.

restdocs: api-reference/booking/booking/client, …/external-data, api-reference/booking/waitlist/client, …/external-data.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.booking.state import Bookings, Links, named, require
from pytest_b24moderation.emulator.tables import Numbered, missing


def _booking(call: Call) -> Links:
    row = call.state(Bookings).booked.get(named(call, "bookingId"))
    if row is None:
        raise Numbered(1021, "Booking not found")
    return row.links


def _entry(call: Call) -> Links:
    row = call.state(Bookings).waiting.get(named(call, "waitListId"))
    if row is None:
        raise Numbered(1040, "Wait list not found")
    return row.links


Owner = Callable[[Call], Links]


def _clients_set(owner: Owner, call: Call) -> bool:
    """These clients instead of those there were."""
    links = owner(call)
    links.clients = [_client(one) for one in _several(call, "clients")]
    return True


def _clients_unset(owner: Owner, call: Call) -> bool:
    owner(call).clients = []
    return True


def _clients_list(owner: Owner, key: str, call: Call) -> dict[str, Any]:
    return {key: list(owner(call).clients)}


def _data_set(owner: Owner, call: Call) -> bool:
    """These objects instead of those there were."""
    links = owner(call)
    links.data = [_object(one) for one in _several(call, "externalData")]
    return True


def _data_unset(owner: Owner, call: Call) -> bool:
    owner(call).data = []
    return True


def _data_list(owner: Owner, call: Call) -> dict[str, Any]:
    return {"externalData": list(owner(call).data)}


def _several(call: Call, name: str) -> list[dict[str, Any]]:
    if call.get(name) is None:
        raise missing(name)
    return [as_dict(one) for one in as_list(call.get(name))]


def _client(given: dict[str, Any]) -> dict[str, Any]:
    require(given, "id", "type")
    kind = as_dict(given["type"])
    require(kind, "module", "code")
    return {"id": number(given["id"]), "type": {"code": str(kind["code"]), "module": str(kind["module"])}}


def _object(given: dict[str, Any]) -> dict[str, str]:
    require(given, "moduleId", "entityTypeId", "value")
    return {name: str(given[name]) for name in ("entityTypeId", "moduleId", "value")}


METHODS = [
    method(f"booking.v1.{family}.{name}")(partial(function, owner, *more))
    for family, owner, key in (("booking", _booking, "bookingClient"), ("waitlist", _entry, "waitListClient"))
    for name, function, more in (
        ("client.set", _clients_set, ()),
        ("client.unset", _clients_unset, ()),
        ("client.list", _clients_list, (key,)),
        ("externalData.set", _data_set, ()),
        ("externalData.unset", _data_unset, ()),
        ("externalData.list", _data_list, ()),
    )
]
