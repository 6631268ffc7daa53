"""Handlers of payment systems. restdocs: api-reference/pay-system/sale-pay-system-handler-add.md and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.handlers import (
    Brought,
    Shelf,
    add_handler,
    app_code,
    change_handler,
    drop_handlers,
    failure,
    handler_of,
    params,
    selected,
    shelf_traces,
    wanted,
)
from pytest_b24moderation.emulator.portal import Portal, Trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict

FIELDS = ("ID", "NAME", "CODE", "SORT", "SETTINGS")
MODES = ("FORM_DATA", "CHECKOUT_DATA", "IFRAME_DATA")


@dataclass
class PaySystems(Shelf):
    """Handlers of applications, and the payment systems: one for cash to begin with.

    ``begun``: payment → what `start-payment` told of it, so that a buyer can go on later.
    """

    begun: dict[int, dict[str, Any]] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        name = "Наличные" if portal.language == "ru" else "Cash"
        self.services[self.next_id("service")] = Brought(1, SYSTEM | {
            "ID": 1, "NAME": name, "PSA_NAME": name, "ACTION_FILE": "cash", "ACTIVE": "Y", "IS_CASH": "Y",
            "ENTITY_REGISTRY_TYPE": "ORDER", "PERSON_TYPE_ID": 3,
        })  # fmt: skip


SYSTEM: dict[str, Any] = {
    "ID": 0, "NAME": "", "PSA_NAME": "", "DESCRIPTION": None, "ACTION_FILE": "", "RESULT_FILE": None, "NEW_WINDOW": "N",
    "PS_MODE": None, "HAVE_PAYMENT": "N", "HAVE_ACTION": "N", "HAVE_RESULT": "N", "HAVE_PREPAY": "N",
    "HAVE_PRICE": "N", "HAVE_RESULT_RECEIVE": "Y", "ENCODING": None, "ACTIVE": "N", "ALLOW_EDIT_PAYMENT": "Y",
    "IS_CASH": "N", "AUTO_CHANGE_1C": "N", "CAN_PRINT_CHECK": "N", "ENTITY_REGISTRY_TYPE": "CRM_INVOICE",
    "XML_ID": None, "PERSON_TYPE_ID": 0, "SORT": 100, "TARIFF": None,
}  # fmt: skip
"""A payment system's fields as lists show them."""


def check_settings(settings: Any) -> None:
    """One of the three modes with its address, and the codes."""
    found = as_dict(settings)
    modes = [name for name in MODES if found.get(name)]
    if not modes:
        raise failure(f"One of parameters {', '.join(MODES)} must be specified")
    for name in modes:
        if not as_dict(found[name]).get("ACTION_URI"):
            raise failure(f"Parameter SETTINGS[{name}][ACTION_URI] is not defined")
    if not as_dict(found.get("CODES")):
        raise failure("Parameter SETTINGS[CODES] is not defined")


@method("sale.paysystem.handler.add")
def add(call: Call) -> int:
    call.require_admin()
    given = params(call)
    wanted(given, "NAME", "CODE", "SETTINGS")
    check_settings(given["SETTINGS"])
    values = {"NAME": str(given["NAME"]), "CODE": str(given["CODE"]), "SORT": str(given.get("SORT") or 100),
              "SETTINGS": given["SETTINGS"]}  # fmt: skip
    return add_handler(call, call.state(PaySystems), values)


@method("sale.paysystem.handler.update")
def update(call: Call) -> bool:
    call.require_admin()
    shelf, fields = call.state(PaySystems), as_dict(call.get("FIELDS"))
    wanted(params(call), "ID", "FIELDS")
    row = handler_of(call, shelf)
    if "SETTINGS" in fields:
        check_settings(fields["SETTINGS"])
    other = shelf.handler(str(fields.get("CODE") or ""))
    if other is not None and other is not row:
        raise RestError(400, "ERROR_UNEXPECTED_ANSWER", "Unexpected server response")
    before = row.code
    change_handler(shelf, row, fields, ("NAME", "CODE", "SORT", "SETTINGS"))
    for system in shelf.services.values():
        if system.settings.get("handler") == before:
            system.settings["handler"] = system.values["ACTION_FILE"] = row.code
    return True


@method("sale.paysystem.handler.delete")
def delete(call: Call) -> bool:
    call.require_admin()
    shelf = call.state(PaySystems)
    if call.get("ID") in (None, ""):
        raise RestError(400, "ERROR_PAY_SYSTEM_DELETE", "Parameter ID is not defined")
    row = handler_of(call, shelf)
    if any(one.settings.get("handler") == row.code for one in shelf.services.values()):
        raise RestError(400, "ERROR_PAY_SYSTEM_DELETE", "There are pay systems with this handler")
    del shelf.handlers[row.id]
    return True


@method("sale.paysystem.handler.list")
def listed(call: Call) -> list[Any]:
    call.require_admin()
    return selected(call, [row.values for row in call.state(PaySystems).handlers.values()], FIELDS)


@answers("sale.pay_systems")
def pay_systems(portal: Portal) -> list[dict[str, Any]]:
    """The active payment systems, for pages."""
    rows = portal.state(PaySystems).services.values()
    return [
        {"id": row.id, "name": row.values["NAME"], "handler": row.values["ACTION_FILE"], "app": app_code(portal, row)}
        for row in rows
        if row.values["ACTIVE"] == "Y"
    ]


@answers("sale.pay_system")
def pay_system(portal: Portal, id: int) -> dict[str, Any] | None:
    """What a payment tells of its payment system."""
    row = portal.state(PaySystems).services.get(id)
    if row is None:
        return None
    return {"id": id, "name": row.values["NAME"], "is_cash": row.values["IS_CASH"], "xml_id": row.values["XML_ID"]}


@answers("app.uninstalled")
def uninstalled(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - they go either way
    drop_handlers(portal.state(PaySystems), app)


@answers("app.updated")
def updated(portal: Portal, app: App) -> None:
    """Another version begins; whether handlers of payments outlive it is not known."""
    if portal.profile.update_drops_pay_systems:
        drop_handlers(portal.state(PaySystems), app)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return shelf_traces(portal.state(PaySystems), "payment")
