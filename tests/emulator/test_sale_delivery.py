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
