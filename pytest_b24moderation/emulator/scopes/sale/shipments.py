"""Shipments of orders and their lines. restdocs: api-reference/sale/shipment, shipment-item."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.scopes.sale.state import Sale, blanks, drop, recount, saved, xml_id
from pytest_b24moderation.emulator.tablemethods import table_methods
from pytest_b24moderation.emulator.tables import Link, Row, Rows, Table, columns, wrong

FIELDS = columns("""
    accountNumber:string:r allowDelivery:char:q basePriceDelivery:double canceled:char:r comments:string
    companyId:integer currency:string:r customPriceDelivery:char:r dateAllowDelivery:datetime:r dateCanceled:datetime:r
    dateDeducted:datetime:r dateInsert:datetime:r dateMarked:datetime:r dateResponsibleId:datetime:r deducted:char:q
    deliveryDocDate:datetime deliveryDocNum:string deliveryId:integer:q deliveryName:string:r deliveryXmlId:string:r
    discountPrice:double:r empAllowDeliveryId:integer:r empCanceledId:integer:r empDeductedId:integer:r
    empMarkedId:integer:r empResponsibleId:integer:r externalDelivery:char:r id:integer:r id1c:string:r marked:char:r
    orderId:integer:qi priceDelivery:double reasonMarked:string:r reasonUndoDeducted:string:r responsibleId:integer
    statusId:char statusXmlId:char:r system:char:r trackingDescription:string:r trackingLastCheck:string:r
    trackingNumber:string trackingStatus:string:r updated1c:char:r version1c:string:r xmlId:string""")
BLANK = blanks(FIELDS, "canceled customPriceDelivery externalDelivery marked system updated1c") | {
    "companyId": 0, "responsibleId": 0, "statusId": "DN", "basePriceDelivery": 0, "priceDelivery": None,
}  # fmt: skip


def _shipment(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:
    delivery = call.portal.ask("sale.delivery", id=values["deliveryId"])
    if delivery is None:
        raise RestError(400, "SALE_SHIPMENT_WRONG_DELIVERY_SERVICE", "Delivery service not found")
    if values["statusId"] not in {one.id for one in store.where("sale.status", type="D")}:
        raise RestError(400, "BX_INVALID_VALUE", "Delivery status does not exist")
    now, old = call.portal.iso(), row.values if row else {}
    order = store.of("sale.order")[values["orderId"]].values
    values |= {"deliveryName": delivery["name"], "deliveryXmlId": "", "currency": order["currency"]}
    if values["priceDelivery"] is None or (row and values["basePriceDelivery"] != old["basePriceDelivery"]):
        values["priceDelivery"] = values["basePriceDelivery"] or 0
    for name, when, who in (("allowDelivery", "dateAllowDelivery", "empAllowDeliveryId"),
                            ("deducted", "dateDeducted", "empDeductedId")):  # fmt: skip
        if values[name] == "Y" and old.get(name) != "Y":
            values |= {when: now, who: call.user.id}
    xml_id(call, values)


def _before(call: Call, store: Rows, row: Row) -> None:  # noqa: ARG001
    if row.values["deducted"] == "Y":
        text = "The shipment has already been shipped. Please cancel the shipment"
        raise RestError(400, "SALE_SHIPMENT_EXIST_SHIPPED", text)


def _after(call: Call, store: Rows, row: Row, verb: str) -> None:
    order = row.values["orderId"]
    if verb == "delete":
        drop(store, "sale.shipmentitem", orderDeliveryId=row.id)
        drop(store, "sale.paymentItemShipment", shipmentId=row.id)
        drop(store, "sale.shipmentpropertyvalue", shipmentId=row.id)
        call.announce("ONSHIPMENTDELETED", {"FIELDS": {"ID": row.id}})
    else:
        number_in_order = len(store.where("sale.shipment", orderId=order)) + 1  # 1 is the system's own
        row.values["accountNumber"] = row.values["accountNumber"] or f"{order}/{number_in_order}"
        call.announce("ONSHIPMENTENTITYSAVED", {"FIELDS": {"ID": row.id}})
    recount(store, order)
    saved(call, order)


def _lines(store: Rows, row: Row) -> dict[str, Any]:
    return {"shipmentItems": [one.values for one in store.where("sale.shipmentitem", orderDeliveryId=row.id)]}


def _line(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    basket = store.of("sale.basketitem")[values["basketId"]].values
    shipment = store.of("sale.shipment")[values["orderDeliveryId"]].values
    if basket["orderId"] != shipment["orderId"]:
        raise wrong("The basket item belongs to another order")
    values["reservedQuantity"] = values["reservedQuantity"] or 0
    xml_id(call, values)


SHIPMENT = Table(
    "sale.shipment", Sale, "shipment", "shipments", FIELDS, (201140400001, "shipment does not exist"), BLANK,
    needs=("allowDelivery", "deducted", "deliveryId"), check=_shipment, guard=_before, after=_after, more=_lines,
    links={"orderId": Link("sale.order", 0, "Unable to load order")},
)  # fmt: skip
ITEM = Table(
    "sale.shipmentitem", Sale, "shipmentItem", "shipmentItems", columns(
        "basketId:integer:qi dateInsert:datetime:r id:integer:r orderDeliveryId:integer:qi quantity:double:q "
        "reservedQuantity:double:r xmlId:string"),
    (201240400001, "shipment item does not exist"), needs=("quantity",), check=_line,
    links={"orderDeliveryId": Link("sale.shipment", 201240400002, "shipment not exists"),
           "basketId": Link("sale.basketitem", 201240400003, "basket item not exists")},
    unique=(("basketId", "orderDeliveryId"), 201250000001, "Duplicate entry for key [basketId, orderDeliveryId]"),
)  # fmt: skip
METHODS = [*table_methods(SHIPMENT), *table_methods(ITEM)]
