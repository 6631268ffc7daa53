"""A buyer pays: the call of the handler as the payment page makes it.

restdocs: api-reference/pay-system/sale-pay-system-handler-add.md (the three modes).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.events import bracketed
from pytest_b24moderation.emulator.handlers import Brought
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act, answers
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.pay_system.handlers import PaySystems
from pytest_b24moderation.emulator.scopes.pay_system.systems import plain

NO_ANSWER = "Error registering order in payment system"


@act("start-payment")
async def start_payment(
    portal: Portal, user: User, pay_system: int | str, amount: float, type: str = "", id: int = 0
) -> dict[str, Any]:
    """A new order of that amount, to be paid by that payment system; of the card of ``type`` and ``id``, if any.

    Returns `payment` and, by the handler's mode: `form` {action, method, fields}; `url` of the service's payment page
    (or `errors`, and the `answer` that was none) after the call of ACTION_URI; `iframe` {src, fields}.
    For a system without a handler `payment` only.
    """
    row, amount = _named(portal, pay_system), _amount(amount)
    if type and portal.ask("crm.card", type=type, id=number(id), user=user) is None:
        raise ActError("start-payment: there is no such card", "deal and its id", f"{type} {id}")
    payment = portal.ask("sale.charge", pay_system=row.id, amount=amount, user=user)
    if payment is None:
        raise ActError("start-payment: the portal keeps no orders", "scope sale", "none")
    if type:
        portal.tell("crm.ordered", order=payment["orderId"], type=type, id=number(id), user=user)
    found = await _begin(portal, user, row, payment)
    portal.state(PaySystems).begun[payment["id"]] = found
    return found


async def _begin(portal: Portal, user: User, row: Brought, payment: dict[str, Any]) -> dict[str, Any]:
    """How the buyer goes on, by the mode of the handler."""
    found: dict[str, Any] = {"payment": payment["id"]}
    handler = portal.state(PaySystems).handler(str(row.settings.get("handler")))
    if handler is None:
        return found
    settings = as_dict(handler.values["SETTINGS"])
    values = plain(portal, row, str(row.values["PERSON_TYPE_ID"]), payment, user)
    back = f"https://{portal.host}/pub/payment-slider/{payment['orderId']}/"
    for mode in ("FORM_DATA", "CHECKOUT_DATA", "IFRAME_DATA"):
        if data := as_dict(settings.get(mode)):
            fields = _fields(data, values)
            if mode == "CHECKOUT_DATA":
                return found | await _checkout(portal, row, payment, str(data["ACTION_URI"]), fields, back)
            system = {"BX_PAYSYSTEM_ID": row.id, "BX_RETURN_URL": back}
            if mode == "FORM_DATA":
                form = {"action": data["ACTION_URI"], "method": str(data.get("METHOD") or "GET").upper()}
                return found | {"form": form | {"fields": fields | system}}
            return found | {"iframe": {"src": data["ACTION_URI"], "fields": fields | _system(row, payment, back)}}
    return found


@act("pay")
def pay(portal: Portal, user: User, payment: int) -> None:
    """Somebody of the company reports a payment as paid by hand."""
    if portal.ask("sale.paid", id=number(payment), user=user, facts={"psStatus": ""}) is None:
        raise ActError("pay: there is no such payment", "the id of a payment", str(payment))


@answers("sale.begun")
def begun(portal: Portal, type: str, id: int, user: User) -> list[dict[str, Any]]:
    """The payments of a card, the newest first: what `start-payment` told, with sum, currency and paid (Y, N)."""
    orders = portal.ask("crm.orders", type=type, id=id, user=user) or []
    known = portal.state(PaySystems).begun
    rows = (portal.ask("sale.rows", table="sale.payment") or {}).values()
    found = [
        {**known.get(row["id"], {"payment": row["id"]}), **{name: row[name] for name in ("sum", "currency", "paid")}}
        for row in rows
        if row["orderId"] in orders
    ]
    return sorted(found, key=lambda one: one["payment"], reverse=True)


def _named(portal: Portal, name: int | str) -> Brought:
    """By number, name or handler; of several with one handler those for orders come first: an order is paid."""
    rows = [row for row in portal.state(PaySystems).services.values() if row.values["ACTIVE"] == "Y"]
    for row in sorted(rows, key=lambda row: row.values["ENTITY_REGISTRY_TYPE"] != "ORDER"):
        if str(name) in (str(row.id), row.values["NAME"], row.values["ACTION_FILE"]):
            return row
    known = ", ".join(f"{row.id} {row.values['NAME']}" for row in rows)
    raise ActError("start-payment: there is no such active payment system", known, str(name))


def _amount(amount: float) -> float:
    try:
        found = float(amount)
    except (TypeError, ValueError):
        found = 0
    if not 0 < found < 1e12:
        raise ActError("start-payment: the amount is no sum of money", "a number above 0", str(amount))
    return found


def _fields(data: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Field → value: of the code that FIELDS (or the older PARAMS) names; a field of its own begins empty."""
    found: dict[str, Any] = {}
    for name, description in as_dict(data.get("FIELDS")).items():
        code = as_dict(description).get("CODE")
        found[name] = values.get(str(code), "") if not isinstance(code, dict) else ""
    if not found:
        found = {name: values.get(str(code), "") for name, code in as_dict(data.get("PARAMS")).items()}
    return found


def _system(row: Brought, payment: dict[str, Any], back: str) -> dict[str, Any]:
    return {"BX_SYSTEM_PARAMS": {
        "RETURN_URL": back, "PAYSYSTEM_ID": row.id, "PAYMENT_ID": payment["id"], "SUM": payment["sum"],
        "CURRENCY": payment["currency"], "EXTERNAL_PAYMENT_ID": payment["psInvoiceId"] or "",
    }}  # fmt: skip


async def _checkout(
    portal: Portal, row: Brought, payment: dict[str, Any], url: str, fields: dict[str, Any], back: str
) -> dict[str, Any]:
    """Ask the service for its payment page; what it does not answer is an error for the manager."""
    body = fields | _system(row, payment, back)
    if portal.profile.checkout_body == "form":
        reached = await portal.outgoing.form(url, urlencode(bracketed(body)))
    else:
        reached = await portal.outgoing.json(url, body)
    try:
        answer = as_dict(json.loads(reached.text))
    except ValueError:
        answer = {}
    if errors := answer.get("PAYMENT_ERRORS"):
        return {"errors": errors}
    if not answer.get("PAYMENT_URL"):
        return {"errors": [NO_ANSWER], "answer": reached.error or f"HTTP {reached.status}: {reached.text[:200]}"}
    portal.tell("sale.external", id=payment["id"], number=str(answer.get("PAYMENT_ID") or ""))
    return {"url": answer["PAYMENT_URL"]}
