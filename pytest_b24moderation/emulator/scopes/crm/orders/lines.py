"""What a payment of a CRM item is for: product rows and deliveries. restdocs: crm/universal/payment"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.crm.access import denied
from pytest_b24moderation.emulator.scopes.crm.items.productrows import shown_row
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_named
from pytest_b24moderation.emulator.scopes.crm.orders.payments import (
    PAYMENT,
    Values,
    delivery_of,
    needed,
    orders_of,
    owners_of,
    payment_of,
)
from pytest_b24moderation.emulator.scopes.crm.owners import can_read, record_of
from pytest_b24moderation.emulator.scopes.crm.rows import real
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import matches, ordered
from pytest_b24moderation.emulator.tables import wrong

PAID_SHIPMENT = "sale.paymentItemShipment"
NO_PAYMENT, NO_LINE = "Payment has not been found", "Payable item has not been found"


@dataclass
class PaymentLines:
    """Product rows in payments: id → {id, paymentId, rowId, quantity}, and who put them there."""

    rows: dict[int, Values] = field(default_factory=dict)
    makers: dict[int, Maker] = field(default_factory=dict)
    last: int = 0


@method("crm.item.payment.product.add")
def product_add(call: Call) -> int:
    row_id, quantity = number(needed(call, "rowId")), real(needed(call, "quantity"))
    payment = payment_of(call, needed(call, "paymentId"), write=True, absent=NO_PAYMENT)
    lines = call.state(PaymentLines)
    _check(call, payment, row_id, quantity)
    lines.last += 1
    row = {"id": lines.last, "paymentId": payment["id"], "quantity": quantity, "rowId": row_id}
    lines.rows[lines.last], lines.makers[lines.last] = row, call.maker
    _recount(call, payment)
    return lines.last


@method("crm.item.payment.product.list")
def product_list(call: Call) -> list[Any]:
    payment = payment_of(call, needed(call, "paymentId"), absent=NO_PAYMENT)
    rows = [row for row in call.state(PaymentLines).rows.values() if row["paymentId"] == payment["id"]]
    return _chosen(call, rows)


@method("crm.item.payment.product.setQuantity")
def product_quantity(call: Call) -> bool:
    row, payment = _line(call)
    quantity = real(needed(call, "quantity"))
    _check(call, payment, row["rowId"], quantity, besides=row["id"])
    row["quantity"] = quantity
    _recount(call, payment)
    return True


@method("crm.item.payment.product.delete")
def product_delete(call: Call) -> bool:
    row, payment = _line(call)
    del call.state(PaymentLines).rows[row["id"]]
    _recount(call, payment)
    return True


@method("crm.item.payment.delivery.add")
def delivery_add(call: Call) -> int:
    delivery_id = needed(call, "deliveryId")
    payment = payment_of(call, needed(call, "paymentId"), write=True, absent=NO_PAYMENT)
    delivery = delivery_of(call, delivery_id, "Delivery item not found")
    values = {"paymentId": payment["id"], "shipmentId": delivery["id"]}
    made = int(call.portal.ask("sale.write", table=PAID_SHIPMENT, id=0, values=values, call=call))
    _recount(call, payment)
    return made


@method("crm.item.payment.delivery.list")
def delivery_list(call: Call) -> list[Any]:
    payment = payment_of(call, needed(call, "paymentId"), absent=NO_PAYMENT)
    rows = [row for row in _shipments(call) if row["paymentId"] == payment["id"]]
    return _chosen(call, rows)


@method("crm.item.payment.delivery.setDelivery")
def delivery_set(call: Call) -> bool:
    """Another delivery takes the place in the payment."""
    delivery_id, (row, payment) = needed(call, "deliveryId"), _shipment(call)
    delivery = delivery_of(call, delivery_id, "Delivery item not found")
    values = {"shipmentId": delivery["id"]}
    call.portal.ask("sale.write", table=PAID_SHIPMENT, id=row["id"], values=values, call=call, forced=True)
    _recount(call, payment)
    return True


@method("crm.item.payment.delivery.delete")
def delivery_delete(call: Call) -> bool:
    row, payment = _shipment(call)
    call.portal.ask("sale.erase", table=PAID_SHIPMENT, id=row["id"], call=call)
    _recount(call, payment)
    return True


@method("crm.item.productrow.getAvailableForPayment")
def available_rows(call: Call) -> dict[str, Any]:
    """The item's rows, each with the quantity that no payment has yet."""
    owner_id, letters = number(needed(call, "ownerId")), str(needed(call, "ownerType"))
    kind = kind_named(call.state(Crm), letters)
    record = record_of(call.portal, (kind.type_id, owner_id)) if kind else None
    if kind is None or record is None or not can_read(call.portal, call.user, (kind.type_id, owner_id)):
        raise denied()
    taken = _taken(call, orders_of(call, (kind.type_id, owner_id)))
    rows = [row | {"QUANTITY": row["QUANTITY"] - taken.get(int(row["ID"]), 0)} for row in record.products]
    return {"productRows": [shown_row(row) for row in rows if row["QUANTITY"] > 0]}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    lines = portal.state(PaymentLines)
    return [
        trace("crm payment products", key, lines.makers[key], f"product row {row['rowId']}", row)
        for key, row in lines.rows.items()
    ]


def _line(call: Call) -> tuple[Values, Values]:
    row = call.state(PaymentLines).rows.get(number(needed(call, "id")))
    if row is None:
        raise wrong(NO_LINE)
    return row, payment_of(call, row["paymentId"], write=True, absent=NO_LINE)


def _shipments(call: Call) -> list[Values]:
    rows = (call.portal.ask("sale.rows", table=PAID_SHIPMENT) or {}).values()
    return [
        {"id": row["id"], "paymentId": row["paymentId"], "quantity": 1, "deliveryId": row["shipmentId"]} for row in rows
    ]


def _shipment(call: Call) -> tuple[Values, Values]:
    wanted = number(needed(call, "id"))
    row = next((one for one in _shipments(call) if one["id"] == wanted), None)
    if row is None:
        raise wrong(NO_LINE)
    return row, payment_of(call, row["paymentId"], write=True, absent=NO_LINE)


def _chosen(call: Call, rows: list[Values]) -> list[Any]:
    found = [row for row in rows if matches(row, as_dict(call.get("filter")))]
    return list(ordered(found, as_dict(call.get("order")), "id"))


def _products(call: Call, order: int) -> dict[int, Values]:
    """Product rows by id of the items that an order belongs to."""
    records = [record_of(call.portal, owner) for owner in owners_of(call, order)]
    return {int(row["ID"]): row for record in records if record for row in record.products}


def _taken(call: Call, orders: list[int], besides: int = 0) -> dict[int, float]:
    """How much of each product row the payments of these orders have."""
    payments = call.portal.ask("sale.rows", table=PAYMENT) or {}
    found: dict[int, float] = {}
    for row in call.state(PaymentLines).rows.values():
        if row["paymentId"] in payments and payments[row["paymentId"]]["orderId"] in orders and row["id"] != besides:
            found[row["rowId"]] = found.get(row["rowId"], 0) + row["quantity"]
    return found


def _check(call: Call, payment: Values, row_id: int, quantity: float, besides: int = 0) -> None:
    product = _products(call, payment["orderId"]).get(row_id)
    if product is None:
        raise wrong("Product item not found")
    if quantity <= 0:
        raise wrong("Product quantity cannot be less than or equal to 0")
    if quantity + _taken(call, [payment["orderId"]], besides).get(row_id, 0) > product["QUANTITY"]:
        raise wrong("Insufficient product quantity to add to payment")


def _recount(call: Call, payment: Values) -> None:
    """A payment's sum is that of its products and deliveries."""
    products = _products(call, payment["orderId"])
    deliveries = call.portal.ask("sale.rows", table="sale.shipment") or {}
    lines = [row for row in call.state(PaymentLines).rows.values() if row["paymentId"] == payment["id"]]
    total = sum(products[row["rowId"]]["PRICE"] * row["quantity"] for row in lines if row["rowId"] in products)
    own = [row["deliveryId"] for row in _shipments(call) if row["paymentId"] == payment["id"]]
    total += sum(deliveries[one]["priceDelivery"] or 0 for one in own if one in deliveries)
    values = {"paySystemId": payment["paySystemId"], "sum": total}
    call.portal.ask("sale.write", table=PAYMENT, id=payment["id"], values=values, call=call)
