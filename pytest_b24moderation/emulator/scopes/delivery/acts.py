"""The portal asks a delivery handler for its price. restdocs: api-reference/sale/delivery/webhooks/calculate.md."""

from __future__ import annotations

import json
from typing import Any

from pytest_b24moderation.emulator.handlers import Brought
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.delivery.services import Deliveries


@act("calculate-delivery")
async def calculate_delivery(portal: Portal, user: User, service: int | str, shipment: int) -> dict[str, Any]:  # noqa: ARG001
    """Calculate a shipment's cost by a delivery service (one of its profiles, where it has any): calls CALCULATE_URL.

    Returns {price}, or {error} where the handler says that it cannot; ActError where it does not answer as documented.
    """
    shelf = portal.state(Deliveries)
    row = _named(shelf, service)
    handler = shelf.handler(str(row.settings.get("handler")))
    if handler is None:
        raise ActError("calculate-delivery: no application serves this delivery service", "a handler", "none")
    facts = portal.ask("sale.shipped", id=number(shipment))
    if facts is None:
        raise ActError("calculate-delivery: there is no such shipment", "the id of a shipment", str(shipment))
    chosen: dict[str, Any] = {"ID": row.id, "CONFIG": _config(row)}
    if parent := shelf.services.get(row.values["PARENT_ID"] or 0):
        chosen["PARENT"] = {"ID": parent.id, "CONFIG": _config(parent)}
    body = {"SHIPMENT": {"ID": number(shipment), "DELIVERY_SERVICE": chosen, **facts, "EXTRA_SERVICES_VALUES": []}}
    url = str(as_dict(handler.values["SETTINGS"])["CALCULATE_URL"])
    reached = await portal.outgoing.json(url, body)
    try:
        answer = as_dict(json.loads(reached.text))
    except ValueError:
        answer = {}
    if answer.get("SUCCESS") == "Y" and isinstance(answer.get("PRICE"), int | float):
        return {"price": answer["PRICE"]}
    if answer.get("SUCCESS") == "N":
        return {"error": str(as_dict(answer.get("REASON")).get("TEXT") or "")}
    found = reached.error or f"HTTP {reached.status}: {reached.text[:200]}"
    raise ActError(f"calculate-delivery: {url} answered no price", '{"SUCCESS": "Y", "PRICE": 79.99}', found)


def _named(shelf: Deliveries, name: int | str) -> Brought:
    rows = shelf.services.values()
    for row in rows:
        if str(name) in (str(row.id), row.values["NAME"]):
            below = [one for one in rows if one.values["PARENT_ID"] == row.id]
            return below[0] if below else row
    known = ", ".join(f"{row.id} {row.values['NAME']}" for row in rows)
    raise ActError("calculate-delivery: there is no such delivery service", known, str(name))


def _config(row: Brought) -> list[dict[str, Any]]:
    return [{"CODE": code, "VALUE": value} for code, value in row.settings.get("config", {}).items()]
