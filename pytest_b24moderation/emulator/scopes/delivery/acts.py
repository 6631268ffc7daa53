"""The portal asks a delivery handler for its price, and orders a delivery.

restdocs: api-reference/sale/delivery/webhooks/calculate.md, create-delivery-request.md.
"""

from __future__ import annotations

import json
from typing import Any

from pytest_b24moderation.emulator.handlers import Brought
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.delivery.services import Deliveries, Ordered


@act("calculate-delivery")
async def calculate_delivery(portal: Portal, user: User, service: int | str, shipment: int) -> dict[str, Any]:  # noqa: ARG001
    """Calculate a shipment's cost by a delivery service (one of its profiles, where it has any): calls CALCULATE_URL.

    Returns {price}, or {error} where the handler says that it cannot; ActError where it does not answer as documented.
    """
    row, url = _served(portal, "calculate-delivery", service, "CALCULATE_URL")
    answer, found = await _asked(portal, url, {"SHIPMENT": _shipment(portal, "calculate-delivery", row, shipment)})
    if answer.get("SUCCESS") == "Y" and isinstance(answer.get("PRICE"), int | float):
        return {"price": answer["PRICE"]}
    if answer.get("SUCCESS") == "N":
        return {"error": str(as_dict(answer.get("REASON")).get("TEXT") or "")}
    raise ActError(f"calculate-delivery: {url} answered no price", '{"SUCCESS": "Y", "PRICE": 79.99}', found)


@act("order-delivery")
async def order_delivery(portal: Portal, user: User, service: int | str, shipments: list[int | str]) -> dict[str, Any]:
    """Order the delivery of shipments by a delivery service: calls CREATE_DELIVERY_REQUEST_URL.

    Returns {request}, the number that the service gave, or {error} where it refuses; ActError for any other answer.
    """
    row, url = _served(portal, "order-delivery", service, "CREATE_DELIVERY_REQUEST_URL")
    body = {"SHIPMENTS": [_shipment(portal, "order-delivery", row, one) for one in shipments]}
    answer, found = await _asked(portal, url, body)
    if answer.get("SUCCESS") == "Y" and answer.get("REQUEST_ID"):
        made = Ordered(
            str(answer["REQUEST_ID"]), row.id, [number(one) for one in shipments], Maker("person", user_id=user.id)
        )
        portal.state(Deliveries).requests[row.id, made.id] = made
        return {"request": made.id}
    if answer.get("SUCCESS") == "N":
        return {"error": str(as_dict(answer.get("REASON")).get("TEXT") or "")}
    raise ActError(f"order-delivery: {url} answered no request", '{"SUCCESS": "Y", "REQUEST_ID": "17"}', found)


def _served(portal: Portal, verb: str, service: int | str, setting: str) -> tuple[Brought, str]:
    """The service, and the address of its handler that is called for this."""
    shelf = portal.state(Deliveries)
    row = _named(verb, shelf, service)
    handler = shelf.handler(str(row.settings.get("handler")))
    if handler is None:
        raise ActError(f"{verb}: no application serves this delivery service", "a handler", "none")
    url = str(as_dict(handler.values["SETTINGS"]).get(setting) or "")
    if not url:
        raise ActError(f"{verb}: the handler of this delivery service names no address for it", setting, "none")
    return row, url


def _shipment(portal: Portal, verb: str, row: Brought, shipment: int | str) -> dict[str, Any]:
    facts, shelf = portal.ask("sale.shipped", id=number(shipment)), portal.state(Deliveries)
    if facts is None:
        raise ActError(f"{verb}: there is no such shipment", "the id of a shipment", str(shipment))
    chosen: dict[str, Any] = {"ID": row.id, "CONFIG": _config(row)}
    if parent := shelf.services.get(row.values["PARENT_ID"] or 0):
        chosen["PARENT"] = {"ID": parent.id, "CONFIG": _config(parent)}
    return {"ID": number(shipment), "DELIVERY_SERVICE": chosen, **facts, "EXTRA_SERVICES_VALUES": []}


async def _asked(portal: Portal, url: str, body: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """What the handler answered, empty for anything but JSON; and how to tell of it."""
    reached = await portal.outgoing.json(url, body)
    try:
        answer = as_dict(json.loads(reached.text))
    except ValueError:
        answer = {}
    return answer, reached.error or f"HTTP {reached.status}: {reached.text[:200]}"


def _named(verb: str, shelf: Deliveries, name: int | str) -> Brought:
    rows = shelf.services.values()
    for row in rows:
        if str(name) in (str(row.id), row.values["NAME"]):
            below = [one for one in rows if one.values["PARENT_ID"] == row.id]
            return below[0] if below else row
    known = ", ".join(f"{row.id} {row.values['NAME']}" for row in rows)
    raise ActError(f"{verb}: there is no such delivery service", known, str(name))


def _config(row: Brought) -> list[dict[str, Any]]:
    return [{"CODE": code, "VALUE": value} for code, value in row.settings.get("config", {}).items()]
