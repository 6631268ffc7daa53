"""Cash registers and their handlers. restdocs: api-reference/sale/cashbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.handlers import (
    Brought,
    Shelf,
    add_handler,
    change_handler,
    drop_handlers,
    failure,
    handler_of,
    params,
    row_of,
    selected,
    shelf_traces,
    wanted,
)
from pytest_b24moderation.emulator.portal import Portal, Trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict

FIELDS = ("ID", "NAME", "OFD", "EMAIL", "DATE_CREATE", "DATE_LAST_CHECK", "NUMBER_KKM", "KKM_ID", "ACTIVE", "SORT",
          "USE_OFFLINE", "ENABLED")  # fmt: skip
FLAGS = ("ACTIVE", "USE_OFFLINE")
OFDS = ("bx_firstofd", "bx_platformaofd", "bx_yarusofd", "bx_taxcomofd", "bx_ofdruofd", "bx_tenzorofd", "bx_conturofd")
KINDS = ("STRING", "NUMBER", "Y/N", "ENUM", "DATE")
PRINTED = ("PRINT_END_TIME", "REG_NUMBER_KKT", "FISCAL_DOC_ATTR", "FISCAL_DOC_NUMBER", "FISCAL_RECEIPT_NUMBER",
           "FN_NUMBER", "SHIFT_NUMBER")  # fmt: skip


@dataclass
class Cashboxes(Shelf):
    """``receipts``: UUID → what printing it told, empty while it is printed."""

    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)


def _check_settings(settings: Any) -> None:
    found = as_dict(settings)
    for name in ("PRINT_URL", "CHECK_URL", "CONFIG"):
        if not found.get(name):
            raise failure(f"Parameter SETTINGS[{name}] is not defined")
    for code, section in as_dict(found["CONFIG"]).items():
        for name in ("LABEL", "ITEMS"):
            if not as_dict(section).get(name):
                raise failure(f"Parameter SETTINGS[CONFIG][{code}][{name}] is not defined")
        for item, facts in as_dict(section["ITEMS"]).items():
            if as_dict(facts).get("TYPE") not in KINDS:
                raise failure(f"Parameter SETTINGS[CONFIG][{code}][ITEMS][{item}][TYPE] is wrong")


@method("sale.cashbox.handler.add")
def handler_add(call: Call) -> int:
    call.require_admin()
    given = params(call)
    wanted(given, "NAME", "CODE", "SETTINGS")
    _check_settings(given["SETTINGS"])
    values = {"NAME": str(given["NAME"]), "CODE": str(given["CODE"]), "SORT": str(given.get("SORT") or 100),
              "SUPPORTS_FFD105": "Y" if given.get("SUPPORTS_FFD105") == "Y" else "N",
              "SETTINGS": given["SETTINGS"]}  # fmt: skip
    return add_handler(call, call.state(Cashboxes), values)


@method("sale.cashbox.handler.update")
def handler_update(call: Call) -> bool:
    call.require_admin()
    wanted(params(call), "ID", "FIELDS")
    shelf, fields = call.state(Cashboxes), as_dict(call.get("FIELDS"))
    row = handler_of(call, shelf)
    if "SETTINGS" in fields:
        _check_settings(fields["SETTINGS"])
    change_handler(shelf, row, fields, ("NAME", "SORT", "SETTINGS", "SUPPORTS_FFD105"))
    return True


@method("sale.cashbox.handler.delete")
def handler_delete(call: Call) -> bool:
    call.require_admin()
    shelf = call.state(Cashboxes)
    row = handler_of(call, shelf)
    if any(one.settings["handler"] == row.code for one in shelf.services.values()):
        raise failure("There are cashboxes with this handler")
    del shelf.handlers[row.id]
    return True


@method("sale.cashbox.handler.list")
def handler_list(call: Call) -> list[Any]:
    call.require_admin()
    return [row.values for row in call.state(Cashboxes).handlers.values()]


@method("sale.cashbox.add")
def add(call: Call) -> int:
    call.require_admin()
    given, shelf = params(call), call.state(Cashboxes)
    wanted(given, "NAME", "REST_CODE", "EMAIL")
    if shelf.handler(str(given["REST_CODE"])) is None:
        raise failure("Handler not found")
    key = shelf.next_id("service")
    values = dict.fromkeys(FIELDS) | {
        "ID": str(key), "OFD": "", "DATE_CREATE": {}, "NUMBER_KKM": "", "ACTIVE": "N", "SORT": "100",
        "USE_OFFLINE": "N", "ENABLED": "Y",
    }  # fmt: skip
    row = Brought(key, values, call.maker, {"handler": str(given["REST_CODE"])})
    _write(row, given)
    shelf.services[key] = row
    return key


@method("sale.cashbox.update")
def update(call: Call) -> bool:
    call.require_admin()
    wanted(params(call), "ID", "FIELDS")
    _write(_row(call), as_dict(call.get("FIELDS")))
    return True


@method("sale.cashbox.delete")
def delete(call: Call) -> bool:
    call.require_admin()
    del call.state(Cashboxes).services[_row(call).id]
    return True


@method("sale.cashbox.list")
def listed(call: Call) -> list[Any]:
    call.require_admin()
    rows = [row.values for row in call.state(Cashboxes).services.values()]
    return selected(call, rows, FIELDS, strict=True)


@method("sale.cashbox.check.apply")
def check_apply(call: Call) -> bool:
    """The result of printing a receipt."""
    call.require_admin()
    given = params(call)
    wanted(given, "UUID")
    receipts = call.state(Cashboxes).receipts
    if str(given["UUID"]) not in receipts:
        raise RestError(400, "ERROR_CHECK_NOT_FOUND", "Check not found")
    receipts[str(given["UUID"])] = {name: given.get(name) for name in PRINTED}
    return True


def _row(call: Call) -> Brought:
    return row_of(call, call.state(Cashboxes).services, "ERROR_CASHBOX_NOT_FOUND", "Cashbox not found")


def _write(row: Brought, fields: dict[str, Any]) -> None:
    if fields.get("OFD") and fields["OFD"] not in OFDS:
        raise failure("Value OFD is wrong")
    for name in ("NAME", "EMAIL", "OFD", "NUMBER_KKM", "SORT"):
        if name in fields:
            row.values[name] = str(fields[name])
    for name in FLAGS:
        if name in fields:
            row.values[name] = "Y" if fields[name] == "Y" else "N"
    for name in ("SETTINGS", "OFD_SETTINGS"):
        if name in fields:
            row.settings[name] = fields[name]


@answers("app.uninstalled")
def uninstalled(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - they go either way
    drop_handlers(portal.state(Cashboxes), app)


@answers("app.updated")
def updated(portal: Portal, app: App) -> None:
    """Another version begins; whether cash registers outlive it is not known."""
    if portal.profile.update_drops_cashboxes:
        drop_handlers(portal.state(Cashboxes), app)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return shelf_traces(portal.state(Cashboxes), "cashbox")
