"""Payments and deliveries of CRM items, over orders of the shop. restdocs: crm/universal/payment, delivery"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, number, truth
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_of
from pytest_b24moderation.emulator.scopes.crm.orders.entities import TYPES, Orders
from pytest_b24moderation.emulator.scopes.crm.owners import Owner, can_read, can_write, record_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import matches, ordered
from pytest_b24moderation.emulator.tables import Numbered, missing, wrong

Values = dict[str, Any]
PAYMENT, SHIPMENT, ORDER = "sale.payment", "sale.shipment", "sale.order"
PAID = ("id", "accountNumber", "paid", "datePaid", "empPaidId", "paySystemId", "sum", "currency", "paySystemName")
SENT = ("id", "accountNumber", "deducted", "dateDeducted", "deliveryId", "priceDelivery", "currency", "deliveryName")
SITE, PERSON = "s1", 3
DENIED = "Insufficient permissions"


@method("crm.item.payment.add")
def payment_add(call: Call) -> int:
    """A payment of the item's order; the order is made with the first one."""
    owner = owner_asked(call, write=True)
    systems = call.portal.ask("sale.pay_systems") or []
    if not systems:
        raise wrong("Payment system not found")
    values = {"orderId": _order(call, owner), "paySystemId": systems[0]["id"], "sum": 0}
    return int(call.portal.ask("sale.write", table=PAYMENT, id=0, values=values, call=call))


@method("crm.item.payment.get")
def payment_get(call: Call) -> Values:
    return _shown(payment_of(call, needed(call, "id")), PAID)


@method("crm.item.payment.list")
def payment_list(call: Call) -> list[Values]:
    return _listed(call, PAYMENT, PAID)


@method("crm.item.payment.update")
def payment_update(call: Call) -> bool:
    row = payment_of(call, needed(call, "id"), write=True)
    given = as_dict(needed(call, "fields"))
    values = {name: given[name] for name in ("paySystemId",) if name in given}
    if "paid" in given:
        values |= _paid(paid=truth(given["paid"]))
    return _keep(call, row, values)


@method("crm.item.payment.pay")
def payment_pay(call: Call) -> bool:
    return _keep(call, payment_of(call, needed(call, "id"), write=True), _paid(paid=True))


@method("crm.item.payment.unpay")
def payment_unpay(call: Call) -> bool:
    return _keep(call, payment_of(call, needed(call, "id"), write=True), _paid(paid=False))


@method("crm.item.payment.delete")
def payment_delete(call: Call) -> bool:
    row = payment_of(call, needed(call, "id"), write=True)
    return bool(call.portal.ask("sale.erase", table=PAYMENT, id=row["id"], call=call))


@method("crm.item.delivery.get")
def delivery_get(call: Call) -> Values:
    return _shown(delivery_of(call, needed(call, "id"), DENIED), SENT)


@method("crm.item.delivery.list")
def delivery_list(call: Call) -> list[Values]:
    return _listed(call, SHIPMENT, SENT)


def needed(call: Call, name: str) -> Any:
    """A required parameter."""
    value = call.get(name)
    if value in (None, ""):
        raise missing(name)
    return value


def owner_asked(call: Call, *, write: bool = False) -> Owner:
    """The item that `entityTypeId` and `entityId` name."""
    item, type_id = number(needed(call, "entityId")), number(needed(call, "entityTypeId"))
    if type_id not in TYPES:
        raise wrong("Invalid CRM object type")
    if record_of(call.portal, (type_id, item)) is None:
        raise wrong(f"Entity with identifier №{item} does not exist")
    if not (can_write if write else can_read)(call.portal, call.user, (type_id, item)):
        raise wrong("Access denied")
    return type_id, item


def payment_of(call: Call, payment: Any, *, write: bool = False, absent: str = DENIED) -> Values:
    """That payment, where the caller may read, or change, an item that its order belongs to."""
    return _row(call, PAYMENT, payment, absent, write=write)


def delivery_of(call: Call, delivery: Any, absent: str) -> Values:
    return _row(call, SHIPMENT, delivery, absent, write=False)


def _row(call: Call, table: str, row_id: Any, absent: str, *, write: bool) -> Values:
    row: Values | None = (call.portal.ask("sale.rows", table=table) or {}).get(number(row_id))
    if row is None:
        raise wrong(absent)
    may = can_write if write else can_read
    if not any(may(call.portal, call.user, owner) for owner in owners_of(call, row["orderId"])):
        raise wrong("Access denied")
    return row


def owners_of(call: Call, order: int) -> list[Owner]:
    """The items that an order is linked to."""
    return [(type_id, item) for linked, type_id, item in call.state(Orders).links if linked == order]


def orders_of(call: Call, owner: Owner) -> list[int]:
    return [order for order, type_id, item in call.state(Orders).links if (type_id, item) == owner]


def _order(call: Call, owner: Owner) -> int:
    if known := orders_of(call, owner):
        return known[0]
    record, kind = record_of(call.portal, owner), kind_of(call.state(Crm), owner[0])
    if record is None or kind is None:
        raise Numbered(0, "The provided CRM object was not found")
    currency = record.values.get("CURRENCY_ID") or call.state(Crm).base_currency
    values = {"currency": currency, "lid": SITE, "personTypeId": PERSON, "responsibleId": call.user.id}
    order = int(call.portal.ask("sale.write", table=ORDER, id=0, values=values, call=call))
    call.state(Orders).links[(order, *owner)] = call.maker
    return order


def _listed(call: Call, table: str, names: tuple[str, ...]) -> list[Values]:
    orders = orders_of(call, owner_asked(call))
    rows = [row for row in (call.portal.ask("sale.rows", table=table) or {}).values() if row["orderId"] in orders]
    found = [row for row in rows if matches(row, as_dict(call.get("filter")))]
    return [_shown(row, names) for row in ordered(found, as_dict(call.get("order")), "id")]


def _shown(row: Mapping[str, Any], names: tuple[str, ...]) -> Values:
    return {name: row[name] for name in names}


def _paid(*, paid: bool) -> Values:
    return {"paid": "Y"} if paid else {"paid": "N", "datePaid": None, "empPaidId": None}


def _keep(call: Call, row: Values, values: Mapping[str, Any]) -> bool:
    sent = {"paySystemId": row["paySystemId"], **values}
    call.portal.ask("sale.write", table=PAYMENT, id=row["id"], values=sent, call=call)
    return True
