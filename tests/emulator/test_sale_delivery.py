"""A delivery handler that is asked for its price."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_b24moderation.emulator.portal import ActError

TAXI = {"NAME": "Taxi", "CODE": "taxi", "PROFILES": [{"NAME": "Cargo", "CODE": "CARGO"}]}


class Service:
    """Answers every call with ``answer`` and keeps the bodies."""

    def __init__(self) -> None:
        self.answer: Any = {"SUCCESS": "Y", "PRICE": 79.99}
        self.bodies: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.bodies.append(json.loads(body))
        text = json.dumps(self.answer).encode()
        head = [(b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": text})


def ask(portal: Any, **params: Any) -> Any:
    return portal.perform("calculate-delivery", **params)


@pytest.fixture
def shipment(portal: Any) -> int:
    """Two mugs that are to be shipped to Ann."""
    goods = {"iblockId": 23, "name": "Mug", "width": 4, "height": 5, "length": 6}
    mug = portal.result("catalog.product.add", {"fields": goods})["element"]["id"]
    order = portal.result("sale.order.add", {"fields": {"lid": "s1", "personTypeId": 3, "currency": "USD"}})["order"]
    line = {"orderId": order["id"], "productId": mug, "currency": "USD", "quantity": 2, "name": "Mug", "price": 15,
            "weight": 300}  # fmt: skip
    basket = portal.result("sale.basketitem.add", {"fields": line})["basketItem"]["id"]
    ship = {"orderId": order["id"], "allowDelivery": "N", "deducted": "N", "deliveryId": 1}
    made: int = portal.result("sale.shipment.add", {"fields": ship})["shipment"]["id"]
    portal.result("sale.shipmentitem.add", {"fields": {"orderDeliveryId": made, "basketId": basket, "quantity": 2}})
    values = [{"orderPropsId": 1, "value": "Ann"}, {"orderPropsId": 3, "value": "+1909"}]
    portal.result("sale.propertyvalue.modify", {"fields": {"order": {"id": order["id"], "propertyValues": values}}})
    return made


def test_a_price_is_asked_for(portal: Any, shipment: int, inbox_server: Any) -> None:
    settings = {"CALCULATE_URL": f"{portal.inbox.url}/calculate"}
    portal.result("sale.delivery.handler.add", TAXI | {"SETTINGS": settings})
    given = {"REST_CODE": "taxi", "NAME": "Uber", "CURRENCY": "USD", "CONFIG": [{"CODE": "KEY", "VALUE": "k"}]}
    made = portal.result("sale.delivery.add", given)
    service = Service()
    inbox_server.mount(service)
    assert ask(portal, service="Uber", shipment=shipment) == {"price": 79.99}
    body = service.bodies[0]["SHIPMENT"]
    assert body["DELIVERY_SERVICE"] == {
        "ID": made["profiles"][0]["ID"], "CONFIG": [{"CODE": "PROFILE_TYPE", "VALUE": "CARGO"}],
        "PARENT": {"ID": made["parent"]["ID"], "CONFIG": [{"CODE": "KEY", "VALUE": "k"}]},
    }  # fmt: skip
    assert (body["ID"], body["PRICE"], body["CURRENCY"], body["WEIGHT"]) == (shipment, 30, "USD", 600)
    assert body["ITEMS"] == [{"NAME": "Mug", "PRICE": 15, "WEIGHT": 300, "CURRENCY": "USD", "QUANTITY": 2,
                              "DIMENSIONS": {"WIDTH": 4, "HEIGHT": 5, "LENGTH": 6}}]  # fmt: skip
    assert body["RECIPIENT_CONTACT"] == {"NAME": "Ann", "PHONES": [{"TYPE": "WORK", "VALUE": "+1909"}]}
    assert body["RESPONSIBLE_CONTACT"]["NAME"] == portal.state.people.users[1].full_name
    service.answer = {"SUCCESS": "N", "REASON": {"TEXT": "Too far"}}
    assert ask(portal, service="Cargo", shipment=shipment) == {"error": "Too far"}
    service.answer = {}
    for params in ({"service": "Uber", "shipment": shipment}, {"service": "No", "shipment": shipment},
                   {"service": "Uber", "shipment": 99}, {"service": 1, "shipment": shipment}):  # fmt: skip
        with pytest.raises(ActError):
            ask(portal, **params)


@pytest.fixture
def ordered(portal: Any, shipment: int, inbox_server: Any) -> dict[str, Any]:
    """What names a request that a service took."""
    settings = {"CALCULATE_URL": f"{portal.inbox.url}/c", "CREATE_DELIVERY_REQUEST_URL": f"{portal.inbox.url}/r"}
    portal.result("sale.delivery.handler.add", TAXI | {"SETTINGS": settings})
    made = portal.result("sale.delivery.add", {"REST_CODE": "taxi", "NAME": "Uber", "CURRENCY": "USD"})
    service = Service()
    service.answer = {"SUCCESS": "Y", "REQUEST_ID": "4757ac"}
    inbox_server.mount(service)
    assert portal.perform("order-delivery", service="Uber", shipments=[shipment]) == {"request": "4757ac"}
    (body,) = service.bodies[0]["SHIPMENTS"]
    cargo = made["profiles"][0]["ID"]
    assert (body["ID"], body["DELIVERY_SERVICE"]["ID"], body["PRICE"]) == (shipment, cargo, 30)
    service.answer = {"SUCCESS": "N", "REASON": {"TEXT": "No car"}}
    assert portal.perform("order-delivery", service="Uber", shipments=[shipment]) == {"error": "No car"}
    service.answer = {"SUCCESS": "Y"}
    for shipments in ([shipment], [99]):
        with pytest.raises(ActError):
            portal.perform("order-delivery", service="Uber", shipments=shipments)
    return {"DELIVERY_ID": cargo, "REQUEST_ID": "4757ac"}


REQUEST = "sale.delivery.request"


def test_a_delivery_is_ordered_and_reported_of(portal: Any, ordered: dict[str, Any]) -> None:
    def told() -> str:
        return next(one.digest for one in portal.state.fingerprint() if one.section == "delivery requests")

    before = told()
    facts = {"STATUS": {"TEXT": "Found", "SEMANTIC": "process"}, "PROPERTIES": [
        {"NAME": "Phone", "VALUE": "+1", "TAGS": ["phone"]}]}  # fmt: skip
    assert portal.result(f"{REQUEST}.update", ordered | facts) is True
    assert told() != before
    more = {"PROPERTIES": [{"NAME": "Car", "VALUE": "Grey"}]}
    assert portal.result(f"{REQUEST}.update", ordered | more) is True
    once = told()
    assert portal.result(f"{REQUEST}.update", ordered | more | {"OVERWRITE_PROPERTIES": "Y"}) is True
    assert told() != once
    assert portal.result(f"{REQUEST}.update", ordered | {"FINALIZE": "Y"}) is True
    message = {"SUBJECT": "On its way", "STATUS": {"MESSAGE": "Success", "SEMANTIC": "success"}}
    once = told()
    assert portal.result(f"{REQUEST}.sendmessage", ordered | {"ADDRESSEE": "MANAGER", "MESSAGE": message}) is True
    assert told() != once
    assert portal.result(f"{REQUEST}.delete", ordered) is True
    assert portal.refused(f"{REQUEST}.delete", ordered)[:2] == (400, "REQUEST_NOT_FOUND")


def test_reports_that_are_refused(portal: Any, ordered: dict[str, Any], shipment: int) -> None:
    for verb in ("update", "sendmessage", "delete"):
        method = f"{REQUEST}.{verb}"
        assert portal.refused(method, ordered, user_id=portal.user_id)[:2] == (403, "ACCESS_DENIED")
        assert portal.refused(method)[1] == "DELIVERY_ID_NOT_SPECIFIED"
        assert portal.refused(method, ordered | {"DELIVERY_ID": 99}) == (
            400, "DELIVERY_NOT_FOUND", "Delivery service has not been found"
        )  # fmt: skip
        assert portal.refused(method, {"DELIVERY_ID": ordered["DELIVERY_ID"]})[1] == "REQUEST_ID_NOT_SPECIFIED"
        assert portal.refused(method, ordered | {"DELIVERY_ID": 1})[1] == "REQUEST_NOT_FOUND"
    named = {"NAME": "A", "VALUE": "1"}
    for wrong, error in (
        ({}, "EMPTY_UPDATE_PAYLOAD"),
        ({"STATUS": "x"}, "STATUS_UNEXPECTED_FORMAT"),
        ({"STATUS": {"SEMANTIC": "process"}}, "STATUS_TEXT_NOT_SPECIFIED"),
        ({"STATUS": {"TEXT": "A"}}, "STATUS_SEMANTIC_NOT_SPECIFIED"),
        ({"PROPERTIES": "x"}, "PROPERTIES_UNEXPECTED_FORMAT"),
        ({"PROPERTIES": ["x"]}, "PROPERTY_VALUE_UNEXPECTED_FORMAT"),
        ({"PROPERTIES": [named | {"TAGS": "phone"}]}, "PROPERTY_VALUE_TAGS_UNEXPECTED_FORMAT"),
        ({"PROPERTIES": [named | {"TAGS": ["fax"]}]}, "PROPERTY_VALUE_TAG_UNEXPECTED_FORMAT"),
        ({"FINALIZE": 1}, "UNEXPECTED_REQUEST_FINALIZE_INDICATOR_VALUE"),
        ({"FINALIZE": "N", "OVERWRITE_PROPERTIES": "yes"}, "UNEXPECTED_OVERWRITE_PROPERTIES_VALUE"),
    ):
        assert portal.refused(f"{REQUEST}.update", ordered | wrong)[:2] == (400, error)
    good = {"ADDRESSEE": "RECIPIENT", "MESSAGE": {"BODY": "A"}}
    for wrong, error in (
        ({"ADDRESSEE": ""}, "ADDRESSEE_IS_NOT_SPECIFIED"),
        ({"ADDRESSEE": "ALL"}, "ADDRESSEE_UNEXPECTED_VALUE"),
        ({"MESSAGE": {}}, "MESSAGE_NOT_SPECIFIED"),
        ({"MESSAGE": {"BODY": "A", "STATUS": {"SEMANTIC": "error"}}}, "MESSAGE_STATUS_NOT_SPECIFIED"),
        ({"MESSAGE": {"BODY": "A", "STATUS": {"MESSAGE": "A"}}}, "MESSAGE_STATUS_SEMANTIC_NOT_SPECIFIED"),
        (
            {"MESSAGE": {"BODY": "A", "STATUS": {"MESSAGE": "A", "SEMANTIC": "x"}}},
            "UNEXPECTED_MESSAGE_STATUS_SEMANTIC",
        ),
    ):
        assert portal.refused(f"{REQUEST}.sendmessage", ordered | good | wrong)[:2] == (400, error)
    portal.result("sale.shipment.delete", {"id": shipment})
    assert portal.refused(f"{REQUEST}.sendmessage", ordered | good)[:2] == (400, "REQUEST_SHIPMENT_NOT_FOUND")
