"""A buyer's order, made by the portal itself."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call, Grant
from pytest_b24moderation.emulator.scopes.sale import orders, payments
from pytest_b24moderation.emulator.scopes.sale.state import Sale
from pytest_b24moderation.emulator.tables import Table, write


@answers("sale.charge")
def charge(portal: Portal, pay_system: int, amount: float, user: User) -> dict[str, Any]:
    """A new order of that amount with one payment; the payment's values."""
    buyer = Maker("person", user_id=user.id)
    currency = "RUB" if portal.language == "ru" else "USD"
    store = portal.state(Sale)
    person = min(store.of("sale.persontype"))
    order = _made(
        portal, user, orders.TABLE, {"lid": "s1", "personTypeId": person, "currency": currency, "price": amount}
    )
    fields = {"orderId": order, "paySystemId": pay_system, "sum": amount}
    payment = _made(portal, user, payments.PAYMENT, fields)
    for table, key in (("sale.order", order), ("sale.payment", payment)):
        store.of(table)[key].maker = buyer
    return dict(store.of("sale.payment")[payment].values)


def _made(portal: Portal, user: User, table: Table, fields: dict[str, Any]) -> int:
    """A row as the table's own rules make it, with its events."""
    call = Call(portal, Grant("session", user), f"{table.name}.add", {})
    row = write(call, table, fields)
    if table.after:
        table.after(call, portal.state(Sale), row, "add")
    key: int = row.id
    return key


@answers("sale.shipped")
def shipped(portal: Portal, id: int) -> dict[str, Any] | None:
    """What a delivery handler is told of a shipment: goods, prices, weights, properties and contacts."""
    store = portal.state(Sale)
    row = store.of("sale.shipment").get(id)
    if row is None:
        return None
    order = store.of("sale.order")[row.values["orderId"]].values
    lines = []
    for one in store.where("sale.shipmentitem", orderDeliveryId=id):
        basket = store.of("sale.basketitem")[one.values["basketId"]].values
        product = portal.ask("catalog.product", id=basket["productId"]) or {}
        size = {name.upper(): product.get(name) for name in ("width", "height", "length")}
        lines.append({
            "NAME": basket["name"], "PRICE": basket["price"], "WEIGHT": basket["weight"] or 0,
            "CURRENCY": basket["currency"], "QUANTITY": one.values["quantity"], "DIMENSIONS": size,
        })  # fmt: skip
    values = [
        {"ID": one.values["shipmentPropsId"], "VALUE": one.values["value"],
         "TYPE": store.of("sale.shipmentproperty")[one.values["shipmentPropsId"]].values["type"]}
        for one in store.where("sale.shipmentpropertyvalue", shipmentId=id)
    ]  # fmt: skip
    return {
        "PRICE": sum(one["PRICE"] * one["QUANTITY"] for one in lines), "CURRENCY": order["currency"],
        "WEIGHT": sum(one["WEIGHT"] * one["QUANTITY"] for one in lines), "PROPERTY_VALUES": values, "ITEMS": lines,
        "RESPONSIBLE_CONTACT": _employee(portal, order["responsibleId"]),
        "RECIPIENT_CONTACT": _buyer(store, order["id"]),
    }  # fmt: skip


def _employee(portal: Portal, user_id: int) -> dict[str, Any]:
    user = portal.people.users.get(user_id)
    if user is None:
        return {"NAME": "", "PHONES": []}
    return {"NAME": user.full_name, "PHONES": [{"TYPE": "MOBILE", "VALUE": user.phone}] if user.phone else []}


def _buyer(store: Sale, order: int) -> dict[str, Any]:
    """From the order's properties of the name and of the phone."""
    found = {one.values["code"]: one.values["value"] for one in store.where("sale.propertyvalue", orderId=order)}
    phone = found.get("PHONE")
    return {"NAME": found.get("FIO") or "", "PHONES": [{"TYPE": "WORK", "VALUE": phone}] if phone else []}
