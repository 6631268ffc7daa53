"""Payments and deliveries of CRM items, over orders of the shop."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def deal(portal: Any) -> int:
    """A deal with two products."""
    made: int = portal.result("crm.deal.add", {"fields": {"TITLE": "T"}})
    rows = [{"productName": "A", "price": 10, "quantity": 3}, {"productName": "B", "price": 5}]
    portal.result("crm.item.productrow.set", {"ownerId": made, "ownerType": "D", "productRows": rows})
    return made


def test_life_of_a_payment(portal: Any, deal: int) -> None:
    where = {"entityTypeId": 2, "entityId": deal}
    made = portal.result("crm.item.payment.add", where)
    row = portal.result("crm.item.payment.get", {"id": made})
    assert (row["paid"], row["sum"], row["currency"], row["paySystemName"], row["datePaid"]) == (
        "N", 0, "USD", "Cash", None,
    )  # fmt: skip
    assert portal.result("crm.item.payment.list", where) == [row]
    assert portal.result("crm.item.payment.pay", {"id": made}) is True
    paid = portal.result("sale.payment.get", {"id": made})["payment"]
    assert (paid["paid"], paid["empPaidId"]) == ("Y", 1)
    assert portal.result("crm.item.payment.unpay", {"id": made}) is True
    assert portal.result("crm.item.payment.get", {"id": made})["datePaid"] is None
    assert portal.result("crm.item.payment.update", {"id": made, "fields": {"paid": "Y"}}) is True
    assert portal.result("crm.item.payment.list", where | {"filter": {"paid": "Y"}})[0]["id"] == made
    orders = portal.result("crm.orderentity.list", {"filter": {"ownerId": deal}})["orderEntity"]
    assert len(orders) == 1
    assert portal.result("crm.item.payment.delete", {"id": made}) is True
    assert portal.result("crm.item.payment.list", where) == []


def test_products_of_a_payment(portal: Any, deal: int) -> None:
    payment = portal.result("crm.item.payment.add", {"entityTypeId": 2, "entityId": deal})
    owner = {"ownerId": deal, "ownerType": "D"}
    first, second = portal.result("crm.item.productrow.getAvailableForPayment", owner)["productRows"]
    row = {"paymentId": payment, "rowId": first["id"], "quantity": 2}
    made = portal.result("crm.item.payment.product.add", row)
    assert portal.result("crm.item.payment.product.list", {"paymentId": payment, "filter": {}}) == [{"id": made} | row]
    assert portal.result("crm.item.payment.get", {"id": payment})["sum"] == 20
    left = portal.result("crm.item.productrow.getAvailableForPayment", owner)["productRows"]
    assert [(one["id"], one["quantity"]) for one in left] == [(first["id"], 1), (second["id"], 1)]
    assert portal.result("crm.item.payment.product.setQuantity", {"id": made, "quantity": 3}) is True
    assert portal.result("crm.item.payment.get", {"id": payment})["sum"] == 30
    for params, text in (
        (row | {"quantity": 1}, "Insufficient product quantity to add to payment"),
        (row | {"quantity": 0}, "Product quantity cannot be less than or equal to 0"),
        (row | {"rowId": 999}, "Product item not found"), (row | {"paymentId": 999}, "Payment has not been found"),
    ):  # fmt: skip
        assert portal.refused("crm.item.payment.product.add", params) == (400, 0, text)
    assert portal.result("crm.item.payment.product.delete", {"id": made}) is True
    assert portal.refused("crm.item.payment.product.delete", {"id": made})[2] == "Payable item has not been found"
    assert portal.result("crm.item.payment.get", {"id": payment})["sum"] == 0


def test_deliveries_of_a_payment(portal: Any, deal: int) -> None:
    where = {"entityTypeId": 2, "entityId": deal}
    payment = portal.result("crm.item.payment.add", where)
    order = portal.result("crm.orderentity.list", {"filter": {"ownerId": deal}})["orderEntity"][0]["orderId"]
    fields = {"orderId": order, "allowDelivery": "Y", "deducted": "N", "deliveryId": 1, "basePriceDelivery": 7}
    one, two = (portal.result("sale.shipment.add", {"fields": fields})["shipment"]["id"] for _ in range(2))
    row = portal.result("crm.item.delivery.get", {"id": one})
    assert (row["priceDelivery"], row["deducted"], row["currency"]) == (7, "N", "USD")
    assert [each["id"] for each in portal.result("crm.item.delivery.list", where)] == [one, two]
    made = portal.result("crm.item.payment.delivery.add", {"paymentId": payment, "deliveryId": one})
    listed = {"paymentId": payment, "filter": {}}
    assert portal.result("crm.item.payment.delivery.list", listed) == [
        {"id": made, "paymentId": payment, "quantity": 1, "deliveryId": one}
    ]
    assert portal.result("crm.item.payment.get", {"id": payment})["sum"] == 7
    assert portal.result("crm.item.payment.delivery.setDelivery", {"id": made, "deliveryId": two}) is True
    assert portal.result("crm.item.payment.delivery.list", listed)[0]["deliveryId"] == two
    assert portal.result("crm.item.payment.delivery.delete", {"id": made}) is True
    assert portal.refused("crm.item.payment.delivery.delete", {"id": made})[2] == "Payable item has not been found"
    assert portal.refused("crm.item.delivery.get", {"id": 999})[1:] == (0, "Insufficient permissions")


def test_errors_of_payments(portal: Any, deal: int) -> None:
    payment = portal.result("crm.item.payment.add", {"entityTypeId": 2, "entityId": deal})
    for params, told in (
        ({}, (100, "Could not find value for parameter {entityId}")),
        ({"entityTypeId": 3, "entityId": 1}, (0, "Invalid CRM object type")),
        ({"entityTypeId": 2, "entityId": 999}, (0, "Entity with identifier №999 does not exist")),
    ):
        assert portal.refused("crm.item.payment.add", params)[1:] == told
    me = {"user_id": portal.user_id}
    assert portal.refused("crm.item.payment.add", {"entityTypeId": 2, "entityId": deal}, **me)[2] == "Access denied"
    assert portal.result("crm.item.payment.get", {"id": payment}, **me)["id"] == payment
    for verb in ("pay", "unpay", "delete"):
        assert portal.refused(f"crm.item.payment.{verb}", {"id": payment}, **me)[2] == "Access denied"
        assert portal.refused(f"crm.item.payment.{verb}", {"id": 999})[2] == "Insufficient permissions"
    told = portal.refused("crm.item.payment.update", {"id": payment, "fields": {"paySystemId": 99}})
    assert told[2] == "Pay system not found"
