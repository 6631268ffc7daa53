"""crm.orderentity.*: orders of deals and invoices. restdocs: api-reference/crm/universal/order-entity"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.owners import can_read, can_write, record_of, type_of
from pytest_b24moderation.emulator.selection import matches, ordered

NAMES = ("orderId", "ownerTypeId", "ownerId")
TYPES = (2, 31)
Key = tuple[int, int, int]
"""(order, owner type, owner)."""


@dataclass
class Orders:
    """Links of orders, with who made them."""

    links: dict[Key, Maker] = field(default_factory=dict)


@method("crm.orderentity.getFields")
def order_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    one = {"isImmutable": True, "isReadOnly": False, "isRequired": True, "type": "integer"}
    return {"orderEntity": dict.fromkeys(("orderId", "ownerId", "ownerTypeId"), one)}


@method("crm.orderentity.add")
def order_add(call: Call) -> dict[str, Any]:
    key, links = _key(call), _links(call.portal)
    if key in links:
        raise RestError(400, "201650000001", "Duplicate entry for key [ownerId, ownerTypeId, orderId]")
    links[key] = call.maker
    return {"dealOrder": {"orderId": key[0], "ownerId": key[2], "ownerTypeId": key[1]}}


@method("crm.orderentity.deleteByFilter")
def order_delete(call: Call) -> bool:
    if _links(call.portal).pop(_key(call), None) is None:
        raise RestError(400, "201640400004", "entity relation is not exists")
    return True


@method("crm.orderentity.list")
def order_list(call: Call) -> Listed:
    wanted, select = as_dict(call.get("filter")), [str(one) for one in as_list(call.get("select"))]
    rows = [
        dict(zip(NAMES, key, strict=True))
        for key in _links(call.portal)
        if can_read(call.portal, call.user, (key[1], key[2]))
    ]
    found = ordered([row for row in rows if matches(row, wanted)], as_dict(call.get("order")), "ownerId")
    cut = Listed(found, len(found)) if number(call.get("start")) < 0 else page(call, found)
    names = [name for name in NAMES if not select or name in select or "*" in select]
    return Listed({"orderEntity": [{name: row[name] for name in names} for row in cut.rows]}, cut.total, cut.next)


@answers("crm.ordered")
def ordered_for(portal: Portal, order: int, type: str, id: int, user: User) -> None:
    """An order that a person made in a record's card."""
    if (owner := (type_of(type), id))[0] in TYPES and can_read(portal, user, owner):
        _links(portal)[(order, *owner)] = Maker("person", "", user.id)


@answers("crm.orders")
def orders_of(portal: Portal, type: str, id: int, user: User) -> list[int]:
    """The orders of a record; none for who may not read it."""
    owner = (type_of(type), id)
    return [key[0] for key in _links(portal) if key[1:] == owner and can_read(portal, user, owner)]


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("crm order links", key, maker, f"order {key[0]} of {key[1:]}", key)
        for key, maker in _links(portal).items()
    ]


def _links(portal: Portal) -> dict[Key, Maker]:
    """Those of records that are still there."""
    state = portal.state(Orders)
    state.links = {key: one for key, one in state.links.items() if record_of(portal, (key[1], key[2])) is not None}
    return state.links


def _key(call: Call) -> Key:
    given = as_dict(call.get("fields"))
    missing = [name for name in ("ownerId", "orderId", "ownerTypeId") if not number(given.get(name))]
    if missing:
        raise RestError(400, "0", f"Required fields: {', '.join(missing)}")
    key = (number(given["orderId"]), number(given["ownerTypeId"]), number(given["ownerId"]))
    if call.portal.ask("sale.order", id=key[0]) is None:
        raise RestError(400, "200540400001", "order does not exist")
    if key[1] not in TYPES or not can_write(call.portal, call.user, (key[1], key[2])):
        raise RestError(400, "200040300020", "Access Denied")
    return key
