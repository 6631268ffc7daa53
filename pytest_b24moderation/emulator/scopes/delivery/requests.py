"""What a service reports of deliveries that were ordered. restdocs: api-reference/sale/delivery/delivery-request."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.handlers import params
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.delivery.services import Deliveries, Ordered

TAGS = ("phone",)
ADDRESSEES = ("MANAGER", "RECIPIENT")
OF_MESSAGES = ("success", "process", "error")
CHANGES = ("STATUS", "PROPERTIES", "FINALIZE")


@method("sale.delivery.request.update")
def update(call: Call) -> bool:
    row, given = _found(call), params(call)
    if all(given.get(name) is None for name in CHANGES):
        raise _bad("EMPTY_UPDATE_PAYLOAD", "Nothing to update")
    status = _status(given["STATUS"]) if given.get("STATUS") is not None else row.status
    properties = _properties(given["PROPERTIES"]) if given.get("PROPERTIES") is not None else []
    finalize = _flag(given.get("FINALIZE"), "UNEXPECTED_REQUEST_FINALIZE_INDICATOR_VALUE")
    overwrite = _flag(given.get("OVERWRITE_PROPERTIES"), "UNEXPECTED_OVERWRITE_PROPERTIES_VALUE")
    row.status = status
    row.properties = properties if overwrite else [*row.properties, *properties]
    row.finalized = row.finalized or finalize
    return True


@method("sale.delivery.request.sendmessage")
def send_message(call: Call) -> bool:
    """A message to the manager or the recipient, kept with the request."""
    row, given = _found(call), params(call)
    if not given.get("ADDRESSEE"):
        raise _bad("ADDRESSEE_IS_NOT_SPECIFIED", "Addressee is not specified")
    if given["ADDRESSEE"] not in ADDRESSEES:
        raise _bad("ADDRESSEE_UNEXPECTED_VALUE", f"Addressee must be one of: {', '.join(ADDRESSEES)}")
    message = as_dict(given.get("MESSAGE"))
    if not message.get("SUBJECT") and not message.get("BODY"):
        raise _bad("MESSAGE_NOT_SPECIFIED", "Message is not specified")
    if "STATUS" in message:
        status = as_dict(message["STATUS"])
        if not status.get("MESSAGE"):
            raise _bad("MESSAGE_STATUS_NOT_SPECIFIED", "Message status is not specified")
        if not status.get("SEMANTIC"):
            raise _bad("MESSAGE_STATUS_SEMANTIC_NOT_SPECIFIED", "Message status semantic is not specified")
        if status["SEMANTIC"] not in OF_MESSAGES:
            raise _bad("UNEXPECTED_MESSAGE_STATUS_SEMANTIC", "Message status semantic is not known")
    if all(call.portal.ask("sale.shipped", id=one) is None for one in row.shipments):
        raise _bad("REQUEST_SHIPMENT_NOT_FOUND", "Shipments of the request have not been found")
    row.messages.append({"addressee": given["ADDRESSEE"], **message})
    return True


@method("sale.delivery.request.delete")
def delete(call: Call) -> bool:
    row = _found(call)
    del call.state(Deliveries).requests[row.delivery, row.id]
    return True


def _found(call: Call) -> Ordered:
    call.require_admin()
    shelf = call.state(Deliveries)
    if call.get("DELIVERY_ID") in (None, ""):
        raise _bad("DELIVERY_ID_NOT_SPECIFIED", "Delivery ID is not specified")
    if number(call.get("DELIVERY_ID")) not in shelf.services:
        raise _bad("DELIVERY_NOT_FOUND", "Delivery service has not been found")
    if call.get("REQUEST_ID") in (None, ""):
        raise _bad("REQUEST_ID_NOT_SPECIFIED", "Request ID is not specified")
    row = shelf.requests.get((number(call.get("DELIVERY_ID")), call.text("REQUEST_ID")))
    if row is None:
        raise _bad("REQUEST_NOT_FOUND", "Delivery request has not been found")
    return row


def _status(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _bad("STATUS_UNEXPECTED_FORMAT", "Status must be an array")
    for name in ("TEXT", "SEMANTIC"):
        if not value.get(name):
            raise _bad(f"STATUS_{name}_NOT_SPECIFIED", f"Status {name.lower()} is not specified")
    return {"TEXT": str(value["TEXT"]), "SEMANTIC": str(value["SEMANTIC"])}


def _properties(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list | dict):
        raise _bad("PROPERTIES_UNEXPECTED_FORMAT", "Properties must be an array")
    return [_property(one) for one in as_list(value)]


def _property(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not value.get("NAME") or value.get("VALUE") is None:
        raise _bad("PROPERTY_VALUE_UNEXPECTED_FORMAT", "A property must have a name and a value")
    tags = value.get("TAGS")
    if tags is not None and not isinstance(tags, list | dict):
        raise _bad("PROPERTY_VALUE_TAGS_UNEXPECTED_FORMAT", "Tags of a property must be an array")
    if any(tag not in TAGS for tag in as_list(tags)):
        raise _bad("PROPERTY_VALUE_TAG_UNEXPECTED_FORMAT", "A tag of a property is not known")
    return {"NAME": str(value["NAME"]), "VALUE": str(value["VALUE"]), "TAGS": as_list(tags)}


def _flag(value: Any, error: str) -> bool:
    if value not in (None, "Y", "N"):
        raise _bad(error, "Y or N is expected")
    return bool(value == "Y")


def _bad(error: str, text: str) -> RestError:
    return RestError(400, error, text)
