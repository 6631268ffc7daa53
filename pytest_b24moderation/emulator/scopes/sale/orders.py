"""Orders. restdocs: api-reference/sale/order."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.scopes.sale.state import Sale, blanks, drop, recount, saved, xml_id
from pytest_b24moderation.emulator.tablemethods import table_methods
from pytest_b24moderation.emulator.tables import Link, Row, Rows, Table, columns, wrong

FIELDS = columns("""
    accountNumber:string:r additionalInfo:string affiliateId:integer canceled:char comments:string companyId:integer
    currency:string:qi dateCanceled:datetime:r dateInsert:datetime dateLock:datetime:r dateMarked:datetime:r
    dateStatus:datetime:r dateUpdate:datetime:r deducted:char:r discountValue:double empCanceledId:integer
    empMarkedId:integer empStatusId:integer externalOrder:char id:integer:r id1c:string lid:string:qi lockedBy:char
    marked:char orderTopic:string payed:char:r personTypeId:integer:qi personTypeXmlId:string:r price:double
    reasonCanceled:string reasonMarked:string recountFlag:char recurringId:char responsibleId:integer statusId:char
    statusXmlId:string:r taxValue:double:r updated1c:char userDescription:string userId:integer:i version:integer:r
    version1c:string xmlId:string""")
BLANK = blanks(FIELDS, "canceled deducted externalOrder marked payed updated1c") | {
    "statusId": "N", "price": 0, "discountValue": 0, "taxValue": 0, "companyId": 0, "version": 0, "recountFlag": "Y",
    "clients": [], "requisiteLink": [],
}  # fmt: skip


def _order(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:
    now, old = call.portal.iso(), row.values if row else {}
    if values["statusId"] not in {one.id for one in store.where("sale.status", type="O")}:
        raise wrong("Order status does not exist")
    if values["statusId"] != old.get("statusId"):
        values |= {"dateStatus": now, "empStatusId": call.user.id}
    if values["canceled"] == "Y" and old.get("canceled") != "Y":
        values |= {"dateCanceled": now, "empCanceledId": call.user.id}
    if values["marked"] == "Y" and old.get("marked") != "Y":
        values |= {"dateMarked": now, "empMarkedId": call.user.id}
    person = store.of("sale.persontype")[values["personTypeId"]]
    values["personTypeXmlId"] = person.values["xmlId"] or ""
    values["responsibleId"] = values["responsibleId"] or call.user.id
    values["userId"] = values["userId"] or call.user.id
    values["version"] += 1
    xml_id(call, values)


def _after(call: Call, store: Rows, row: Row, verb: str) -> None:
    if verb != "delete":
        row.values["accountNumber"] = row.values["accountNumber"] or str(row.id)
        recount(store, row.id)
        saved(call, row.id)
        return
    for one in drop(store, "sale.basketitem", orderId=row.id):
        drop(store, "sale.basketproperties", basketId=one.id)
    for one in drop(store, "sale.payment", orderId=row.id):
        drop(store, "sale.paymentitembasket", paymentId=one.id)
        drop(store, "sale.paymentItemShipment", paymentId=one.id)
        call.announce("ONPAYMENTDELETED", {"FIELDS": {"ID": one.id}})
    for one in drop(store, "sale.shipment", orderId=row.id):
        drop(store, "sale.shipmentitem", orderDeliveryId=one.id)
        call.announce("ONSHIPMENTDELETED", {"FIELDS": {"ID": one.id}})
    for one in drop(store, "sale.propertyvalue", orderId=row.id):
        call.announce("ONPROPERTYVALUEDELETED", {"FIELDS": {"ID": one.id}})
    call.announce("ONORDERDELETED", {"FIELDS": {"ID": row.id}})


def _before(call: Call, store: Rows, row: Row) -> None:
    if store.where("sale.payment", orderId=row.id, paid="Y"):
        raise RestError(400, "SALE_ORDER_CANCEL_PAYMENT_EXIST_ACTIVE", "The order has active payments")
    facts = {"ID": row.id, "XML_ID": row.values["xmlId"], "ACTION": "delete"}
    call.announce("ONSALEBEFOREORDERDELETE", {"FIELDS": facts})


def _parts(store: Rows, row: Row) -> dict[str, Any]:
    """What `get` tells besides: the order's basket, payments, shipments and property values."""
    baskets = [
        one.values | {"properties": [p.values for p in store.where("sale.basketproperties", basketId=one.id)]}
        for one in store.where("sale.basketitem", orderId=row.id)
    ]
    shipments = [
        one.values | {"shipmentItems": [p.values for p in store.where("sale.shipmentitem", orderDeliveryId=one.id)]}
        for one in store.where("sale.shipment", orderId=row.id)
    ]
    values = [
        {name: value for name, value in one.values.items() if name != "orderId"}
        for one in store.where("sale.propertyvalue", orderId=row.id)
    ]
    payments = [one.values for one in store.where("sale.payment", orderId=row.id)]
    return {"basketItems": baskets, "payments": payments, "propertyValues": values, "shipments": shipments,
            "tradeBindings": []}  # fmt: skip


TABLE = Table(
    "sale.order", Sale, "order", "orders", FIELDS, (200540400001, "order does not exist"), BLANK, check=_order,
    links={"personTypeId": Link("sale.persontype", 0, "Person type does not exist")}, guard=_before,
    after=_after, more=_parts,
)  # fmt: skip
METHODS = table_methods(TABLE)
