"""Payment systems and their settings. restdocs: api-reference/pay-system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.handlers import Brought, failure, params, row_of, selected, wanted
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.pay_system.handlers import SYSTEM, PaySystems

BINDINGS = ("ORDER", "CRM_INVOICE", "CRM_QUOTE")
WRITABLE = ("NAME", "DESCRIPTION", "ACTIVE", "NEW_WINDOW", "XML_ID")
OF_PAYMENT = {"ID": "id", "ACCOUNT_NUMBER": "accountNumber", "DATE_BILL": "dateBill", "SUM": "sum", "PAID": "paid",
              "CURRENCY": "currency", "DATE_PAID": "datePaid", "PAY_SYSTEM_ID": "paySystemId", "XML_ID": "xmlId",
              "PAY_SYSTEM_NAME": "paySystemName", "COMPANY_ID": "companyId"}  # fmt: skip
OF_ORDER = {"ID": "id", "ACCOUNT_NUMBER": "accountNumber", "DATE_INSERT": "dateInsert", "CURRENCY": "currency",
            "SHOULD_PAY": "price", "PRICE": "price", "USER_ID": "userId", "DISCOUNT_VALUE": "discountValue",
            "TAX_VALUE": "taxValue", "USER_DESCRIPTION": "userDescription", "ORDER_TOPIC": "orderTopic"}  # fmt: skip
CHECKED = ("ERROR_CHECK_FAILURE", "Pay system not found")


@method("sale.paysystem.add")
def add(call: Call) -> int:
    call.require_admin()
    given, shelf = params(call), call.state(PaySystems)
    wanted(given, "NAME", "PERSON_TYPE_ID", "BX_REST_HANDLER")
    handler = _handler(shelf, given["BX_REST_HANDLER"])
    binding = str(given.get("ENTITY_REGISTRY_TYPE") or "CRM_INVOICE")
    if binding not in BINDINGS:
        raise failure("Value ENTITY_REGISTRY_TYPE is wrong")
    person = _person(call, given["PERSON_TYPE_ID"], binding)
    key = shelf.next_id("service")
    values = SYSTEM | {
        "ID": key,
        "ACTION_FILE": handler.code,
        "ENTITY_REGISTRY_TYPE": binding,
        "PERSON_TYPE_ID": person,
    }
    row = Brought(key, values, call.maker, {"handler": handler.code, "values": {}})
    _write(row, given)
    row.settings["values"] = {str(person): as_dict(given.get("SETTINGS"))}
    shelf.services[key] = row
    return key


@method("sale.paysystem.update")
def update(call: Call) -> bool:
    call.require_admin()
    row, fields, shelf = _row(call), as_dict(call.get("FIELDS")), call.state(PaySystems)
    if "BX_REST_HANDLER" in fields:
        row.settings["handler"] = row.values["ACTION_FILE"] = _handler(shelf, fields["BX_REST_HANDLER"]).code
    if "PERSON_TYPE_ID" in fields:
        row.values["PERSON_TYPE_ID"] = _person(call, fields["PERSON_TYPE_ID"], row.values["ENTITY_REGISTRY_TYPE"])
    _write(row, fields)
    return True


@method("sale.paysystem.delete")
def delete(call: Call) -> bool:
    call.require_admin()
    del call.state(PaySystems).services[_row(call).id]
    return True


@method("sale.paysystem.list")
def listed(call: Call) -> list[Any]:
    call.require_admin()
    return selected(call, [row.values for row in call.state(PaySystems).services.values()], tuple(SYSTEM))


@method("sale.paysystem.settings.get")
def settings_get(call: Call) -> Any:
    """The values that are written out; 0 as the payer type means the defaults."""
    call.require_admin()
    wanted(params(call), "ID", "PERSON_TYPE_ID")
    row = row_of(call, call.state(PaySystems).services, *CHECKED)
    return plain(call.portal, row, str(number(call.get("PERSON_TYPE_ID"))))


@method("sale.paysystem.settings.update")
def settings_update(call: Call) -> bool:
    call.require_admin()
    wanted(params(call), "ID")
    row = row_of(call, call.state(PaySystems).services, *CHECKED)
    given = as_dict(call.get("SETTINGS"))
    if not given:
        raise RestError(400, "ERROR_HANDLER_NOT_FOUND", "Parameter SETTINGS is not defined")
    person = str(number(call.get("PERSON_TYPE_ID"), row.values["PERSON_TYPE_ID"]))
    own = row.settings.setdefault("values", {})
    own[person] = {**own.get(person, {}), **given}
    return True


@method("sale.paysystem.settings.payment.get")
def payment_settings(call: Call) -> Any:
    """The values for one payment, with what comes from the payment and its order."""
    row, payment = _payment(call)
    return plain(call.portal, row, str(row.values["PERSON_TYPE_ID"]), payment, call.user)


@method("sale.paysystem.pay.payment")
def pay_payment(call: Call) -> bool:
    """The payment service says that this payment is paid."""
    _, payment = _payment(call)
    call.portal.ask("sale.paid", id=payment["id"], user=call.user, facts={})
    return True


def plain(
    portal: Portal, row: Brought, person: str, payment: Mapping[str, Any] | None = None, user: User | None = None
) -> dict[str, Any]:
    """The values of a payment system's codes; with a payment, those that come from it and from its order too."""
    handler = portal.state(PaySystems).handler(str(row.settings.get("handler")))
    codes = as_dict(as_dict(handler.values["SETTINGS"]).get("CODES")) if handler else {}
    own = row.settings.get("values", {})
    values = {**own.get("0", {}), **own.get(person, {})}
    found: dict[str, Any] = {}
    for code, description in codes.items():
        default = as_dict(as_dict(description).get("DEFAULT"))
        fact = as_dict(values.get(code)) or {
            "TYPE": default.get("PROVIDER_KEY"),
            "VALUE": default.get("PROVIDER_VALUE"),
        }
        value = _value(portal, str(fact.get("TYPE") or "VALUE"), fact.get("VALUE"), payment, user)
        if value is not None:
            found[code] = value
    return found


def _value(portal: Portal, kind: str, value: Any, payment: Mapping[str, Any] | None, user: User | None) -> Any:
    if kind in ("VALUE", "Y/N", "Y\\N"):
        return value
    if payment is None:
        return None
    if kind == "PAYMENT":
        return payment.get(OF_PAYMENT.get(str(value), ""))
    if kind == "ORDER":
        order = portal.ask("sale.order", id=payment["orderId"]) or {}
        return order.get(OF_ORDER.get(str(value), ""))
    if kind == "USER" and user is not None:
        return {"ID": user.id, "LOGIN": user.login, "NAME": user.name, "LAST_NAME": user.last_name,
                "EMAIL": user.email, "PERSONAL_MOBILE": user.phone}.get(str(value))  # fmt: skip
    return None


def _payment(call: Call) -> tuple[Brought, dict[str, Any]]:
    wanted(params(call), "PAYMENT_ID", "PAY_SYSTEM_ID")
    if call.portal.profile.crm_role == "closed":
        call.require_admin()
    row = call.state(PaySystems).services.get(number(call.get("PAY_SYSTEM_ID")))
    if row is None:
        raise failure("Pay system not found")
    payment = call.portal.ask("sale.payment", id=number(call.get("PAYMENT_ID")))
    if payment is None or payment["paySystemId"] != row.id:
        raise failure("Payment not found")
    return row, payment


def _row(call: Call) -> Brought:
    rows = call.state(PaySystems).services
    return row_of(call, rows, "ERROR_PAY_SYSTEM_NOT_FOUND", "Pay system not found")


def _handler(shelf: PaySystems, code: Any) -> Brought:
    found = shelf.handler(str(code))
    if found is None:
        raise RestError(400, "ERROR_HANDLER_NOT_FOUND", "Handler not found")
    return found


def _person(call: Call, given: Any, binding: str) -> int:
    """A type of payers: of the shop's orders, or of invoices where the system is for these."""
    invoice = binding == "CRM_INVOICE" and number(given) in (call.portal.ask("crm.payer_types") or {})
    if not invoice and call.portal.ask("sale.person_type", id=number(given)) is None:
        raise RestError(400, "ERROR_PERSON_TYPE_NOT_FOUND", "Person type not found")
    return number(given)


def _write(row: Brought, fields: Mapping[str, Any]) -> None:
    for name in WRITABLE:
        if name in fields:
            value = str(fields[name])
            row.values[name] = ("Y" if value == "Y" else "N") if name in ("ACTIVE", "NEW_WINDOW") else value
    row.values["PSA_NAME"] = row.values["NAME"]
