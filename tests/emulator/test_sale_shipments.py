"""Shipments of orders, and values of properties."""

from __future__ import annotations

from typing import Any

from tests.emulator.rows import line, order

PROPERTY = {"personTypeId": 3, "propsGroupId": 1, "name": "Floor", "type": "NUMBER"}


def test_shipments(portal: Any, mug: int) -> None:
    made = order(portal)["id"]
    basket = line(portal, mug, made)["id"]
    fields = {"orderId": made, "allowDelivery": "Y", "deducted": "N", "deliveryId": 1, "basePriceDelivery": 5}
    row = portal.result("sale.shipment.add", {"fields": fields})["shipment"]
    assert (row["statusId"], row["priceDelivery"], row["deliveryName"], row["empAllowDeliveryId"]) == (
        "DN", 5, "No delivery", 1)  # fmt: skip
    assert portal.result("sale.order.get", {"id": made})["order"]["price"] == 35
    assert portal.refused("sale.shipment.add", {"fields": fields | {"orderId": 99}})[2] == "Unable to load order"
    assert portal.refused("sale.shipment.add", {"fields": fields | {"deliveryId": 99}})[1] == (
        "SALE_SHIPMENT_WRONG_DELIVERY_SERVICE")  # fmt: skip
    assert portal.refused("sale.shipment.add", {"fields": fields | {"statusId": "N"}})[1] == "BX_INVALID_VALUE"
    join = {"orderDeliveryId": row["id"], "basketId": basket, "quantity": 2}
    item = portal.result("sale.shipmentitem.add", {"fields": join})["shipmentItem"]
    for more, code in (({}, 201250000001), ({"orderDeliveryId": 99}, 201240400002), ({"basketId": 99}, 201240400003)):
        assert portal.refused("sale.shipmentitem.add", {"fields": join | more})[1] == code
    other = line(portal, mug, order(portal)["id"])["id"]
    assert portal.refused("sale.shipmentitem.add", {"fields": join | {"basketId": other}})[1] == 0
    assert portal.result("sale.shipmentitem.update", {"id": item["id"], "fields": {"quantity": 1}})
    assert portal.result("sale.shipmentitem.get", {"id": item["id"]})["shipmentItem"]["quantity"] == 1
    assert portal.result("sale.shipmentitem.list", {"filter": {"orderDeliveryId": row["id"]}})["shipmentItems"]
    assert portal.result("sale.shipmentitem.getfields")["shipmentItem"]
    assert portal.result("sale.shipment.get", {"id": row["id"]})["shipment"]["shipmentItems"][0]["id"] == item["id"]
    payment = portal.result("sale.payment.add", {"fields": {"orderId": made, "paySystemId": 1, "sum": 5}})["payment"]
    pair = {"paymentId": payment["id"], "shipmentId": row["id"]}
    name = "sale.paymentItemShipment"
    both = portal.result(f"{name}.add", {"fields": pair})["paymentItemShipment"]
    assert portal.refused(f"{name}.add", {"fields": pair})[1] == 201250000001
    assert portal.refused(f"{name}.add", {"fields": pair | {"shipmentId": 99}})[1] == 201240400003
    assert portal.result(f"{name}.update", {"id": both["id"], "fields": {"xmlId": "x"}})
    assert portal.result(f"{name}.get", {"id": both["id"]})["paymentItemShipment"]["xmlId"] == "x"
    assert len(portal.result(f"{name}.list")["paymentItemsShipment"]) == 1
    assert portal.result(f"{name}.getFields")["paymentItemShipment"]
    assert portal.result(f"{name}.delete", {"id": both["id"]}) is True
    _values(portal, made, row["id"])
    assert portal.result("sale.shipmentitem.delete", {"id": item["id"]}) is True
    shipped = {"allowDelivery": "Y", "deducted": "Y", "deliveryId": 1}
    assert portal.result("sale.shipment.update", {"id": row["id"], "fields": shipped})["shipment"]["empDeductedId"] == 1
    assert portal.result("sale.order.get", {"id": made})["order"]["deducted"] == "Y"
    assert portal.refused("sale.shipment.delete", {"id": row["id"]})[1] == "SALE_SHIPMENT_EXIST_SHIPPED"
    portal.result("sale.shipment.update", {"id": row["id"], "fields": shipped | {"deducted": "N"}})
    assert portal.result("sale.shipment.delete", {"id": row["id"]}) is True
    assert portal.result("sale.shipment.list") == {"shipments": []}
    assert portal.result("sale.shipment.getFields")["shipment"]["deliveryId"]["isRequired"] is True


def _values(portal: Any, order_id: int, shipment: int) -> None:
    """Values of properties of both kinds."""
    given = {"order": {"id": order_id, "propertyValues": [{"orderPropsId": 1, "value": "Ann"}]}}
    (row,) = portal.result("sale.propertyvalue.modify", {"fields": given})["propertyValues"]
    assert (row["code"], row["value"], "orderId" in row) == ("FIO", "Ann", False)
    assert portal.result("sale.propertyvalue.get", {"id": row["id"]})["propertyValue"]["value"] == "Ann"
    assert portal.result("sale.propertyvalue.list", {"filter": {"orderId": order_id}})["propertyValues"][0]["orderId"]
    assert portal.refused("sale.propertyvalue.modify", {"fields": {"order": {"id": 99}}})[2] == "Order not found"
    bad = {"order": {"id": order_id, "propertyValues": [{"orderPropsId": 1}]}}
    assert portal.refused("sale.propertyvalue.modify", {"fields": bad})[2] == "Required fields: value"
    assert portal.result("sale.propertyvalue.getFields")["propertyValue"]["orderId"]["isImmutable"] is True
    assert portal.result("sale.propertyvalue.delete", {"id": row["id"]}) is True
    assert portal.refused("sale.propertyvalue.delete", {"id": row["id"]})[1] == 201040400001
    prop = portal.result("sale.shipmentproperty.add", {"fields": PROPERTY})["property"]["id"]
    given = {"shipment": {"id": shipment, "propertyValues": [{"shipmentPropsId": prop, "value": "3"}]}}
    (row,) = portal.result("sale.shipmentpropertyvalue.modify", {"fields": given})["propertyValues"]
    assert portal.result("sale.shipmentpropertyvalue.get", {"id": row["id"]})["propertyValue"] == row
    assert portal.result("sale.shipmentpropertyvalue.list")["propertyValues"] == [row]
    for key, code in ((0, 201040400006), (99, 201040400007)):
        fields = {"fields": {"shipment": {"id": key}}}
        assert portal.refused("sale.shipmentpropertyvalue.modify", fields)[1] == code
    wrong = {"fields": {"shipment": {"id": shipment, "propertyValues": [{"shipmentPropsId": 99, "value": 1}]}}}
    assert portal.refused("sale.shipmentpropertyvalue.modify", wrong)[1] == 0
    assert portal.result("sale.shipmentpropertyvalue.getfields")["propertyValue"]
    assert portal.result("sale.shipmentpropertyvalue.delete", {"id": row["id"]}) is True
