"""Delivery services, their handlers, settings and extra services. restdocs: api-reference/sale/delivery."""

from __future__ import annotations

from collections.abc import Mapping
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
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number

FIELDS = ("NAME", "ACTIVE", "DESCRIPTION", "CURRENCY", "ID", "PARENT_ID", "SORT")
KINDS = ("STRING", "Y/N", "NUMBER", "ENUM", "DATE", "LOCATION")
EXTRAS = ("enum", "checkbox", "quantity")


@dataclass(slots=True)
class Ordered:
    """A delivery that was ordered: ``id`` is the service's own number; ``delivery`` the service that was chosen."""

    id: str
    delivery: int
    shipments: list[int]
    maker: Maker
    finalized: bool = False
    status: dict[str, str] = field(default_factory=dict)
    properties: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Deliveries(Shelf):
    """``extras``: extra services by id; ``requests``: orders by service and number.

    One service without delivery to begin with.
    """

    extras: dict[int, Brought] = field(default_factory=dict)
    requests: dict[tuple[int, str], Ordered] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        name = "Без доставки" if portal.language == "ru" else "No delivery"
        self.services[self.next_id("service")] = _service(1, {"NAME": name, "ACTIVE": "Y", "CURRENCY": "USD"})


def _service(key: int, fields: Mapping[str, Any], parent: int | None = None) -> Brought:
    values = {
        "NAME": str(fields["NAME"]), "ACTIVE": "N" if fields.get("ACTIVE") == "N" else "Y",
        "DESCRIPTION": str(fields.get("DESCRIPTION") or ""), "CURRENCY": str(fields["CURRENCY"]), "ID": key,
        "PARENT_ID": parent, "SORT": number(fields.get("SORT"), 100),
    }  # fmt: skip
    return Brought(key, values)


def _check_handler(fields: Mapping[str, Any], names: tuple[str, ...]) -> None:
    if "SETTINGS" in names:
        settings = as_dict(fields["SETTINGS"])
        if not settings.get("CALCULATE_URL"):
            raise failure("Parameter SETTINGS[CALCULATE_URL] is not defined")
        for item in as_list(settings.get("CONFIG")):
            wanted(as_dict(item), "TYPE", "CODE", "NAME")
            if item["TYPE"] not in KINDS:
                raise failure(f"Unknown type of setting: {item['TYPE']}")
    if "PROFILES" in names:
        for one in as_list(fields["PROFILES"]):
            wanted(as_dict(one), "NAME", "CODE")


@method("sale.delivery.handler.add")
def handler_add(call: Call) -> int:
    call.require_admin()
    given = params(call)
    wanted(given, "CODE", "NAME", "SETTINGS", "PROFILES")
    _check_handler(given, ("SETTINGS", "PROFILES"))
    values = {"NAME": str(given["NAME"]), "CODE": str(given["CODE"]), "SORT": str(given.get("SORT") or 100),
              "DESCRIPTION": str(given.get("DESCRIPTION") or ""), "SETTINGS": given["SETTINGS"],
              "PROFILES": as_list(given["PROFILES"])}  # fmt: skip
    return add_handler(call, call.state(Deliveries), values)


@method("sale.delivery.handler.update")
def handler_update(call: Call) -> bool:
    call.require_admin()
    given, shelf = params(call), call.state(Deliveries)
    row = handler_of(call, shelf)
    _check_handler(given, tuple(name for name in ("SETTINGS", "PROFILES") if name in given))
    before = row.code
    change_handler(shelf, row, given, ("NAME", "CODE", "SORT", "DESCRIPTION", "SETTINGS", "PROFILES"))
    for one in shelf.services.values():
        if one.settings.get("handler") == before:
            one.settings["handler"] = row.code
    return True


@method("sale.delivery.handler.delete")
def handler_delete(call: Call) -> bool:
    call.require_admin()
    shelf = call.state(Deliveries)
    del shelf.handlers[handler_of(call, shelf).id]
    return True


@method("sale.delivery.handler.list")
def handler_list(call: Call) -> list[Any]:
    call.require_admin()
    return [row.values for row in call.state(Deliveries).handlers.values()]


@method("sale.delivery.add")
def add(call: Call) -> Any:
    """A service with one profile for each of its handler's."""
    call.require_admin()
    given, shelf = params(call), call.state(Deliveries)
    wanted(given, "REST_CODE", "NAME", "CURRENCY")
    handler = shelf.handler(str(given["REST_CODE"]))
    if handler is None:
        raise RestError(400, "ERROR_HANDLER_NOT_FOUND", "Handler not found")
    settings = {"handler": handler.code, "config": _config(given.get("CONFIG"))}
    parent = _new(call, shelf, given, None, settings)
    profiles = []
    for one in as_list(handler.values["PROFILES"]):
        fields = {**given, "NAME": one["NAME"], "DESCRIPTION": one.get("DESCRIPTION", "")}
        facts = {"handler": handler.code, "config": {"PROFILE_TYPE": one["CODE"]}}
        profiles.append(_new(call, shelf, fields, parent.id, facts))
    return {"parent": parent.values | {"LOGOTYPE": None},
            "profiles": [one.values | {"LOGOTYPE": None} for one in profiles]}  # fmt: skip


def _new(
    call: Call, shelf: Deliveries, fields: dict[str, Any], parent: int | None, settings: dict[str, Any]
) -> Brought:
    row = _service(shelf.next_id("service"), fields, parent)
    row.maker, row.settings = call.maker, settings
    shelf.services[row.id] = row
    return row


def _config(given: Any) -> dict[str, Any]:
    found = {}
    for one in as_list(given):
        wanted(as_dict(one), "CODE")
        found[str(one["CODE"])] = one.get("VALUE")
    return found


@method("sale.delivery.update")
def update(call: Call) -> bool:
    call.require_admin()
    row, given = _row(call), params(call)
    for name in ("NAME", "CURRENCY", "DESCRIPTION"):
        if name in given:
            row.values[name] = str(given[name])
    if "SORT" in given:
        row.values["SORT"] = number(given["SORT"])
    if "ACTIVE" in given:
        row.values["ACTIVE"] = "Y" if given["ACTIVE"] == "Y" else "N"
    return True


@method("sale.delivery.delete")
def delete(call: Call) -> bool:
    call.require_admin()
    shelf, row = call.state(Deliveries), _row(call)
    gone = {row.id} | {key for key, one in shelf.services.items() if one.values["PARENT_ID"] == row.id}
    shelf.services = {key: one for key, one in shelf.services.items() if key not in gone}
    shelf.extras = {key: one for key, one in shelf.extras.items() if one.settings["delivery"] not in gone}
    return True


@method("sale.delivery.getlist")
def listed(call: Call) -> list[Any]:
    call.require_admin()
    return selected(call, [row.values for row in call.state(Deliveries).services.values()], FIELDS)


@method("sale.delivery.config.get")
def config_get(call: Call) -> list[Any]:
    call.require_admin()
    return [{"CODE": code, "VALUE": value} for code, value in _row(call).settings.get("config", {}).items()]


@method("sale.delivery.config.update")
def config_update(call: Call) -> bool:
    call.require_admin()
    row = _row(call)
    wanted(params(call), "CONFIG")
    row.settings.setdefault("config", {}).update(_config(call.get("CONFIG")))
    return True


@method("sale.delivery.extra.service.add")
def extra_add(call: Call) -> int:
    call.require_admin()
    given, shelf = params(call), call.state(Deliveries)
    wanted(given, "DELIVERY_ID", "TYPE", "NAME")
    service = _row(call, "DELIVERY_ID")
    if given["TYPE"] not in EXTRAS:
        raise failure("Unknown type of extra service")
    key = shelf.next_id("extra")
    values = {"ID": str(key), "CODE": given.get("CODE"), "NAME": str(given["NAME"]), "DESCRIPTION": "", "ACTIVE": "Y",
              "SORT": "100", "TYPE": given["TYPE"]}  # fmt: skip
    if given["TYPE"] == "enum":
        wanted(given, "ITEMS")
    row = Brought(key, values, call.maker, {"delivery": service.id})
    _write_extra(row, given)
    shelf.extras[key] = row
    return key


@method("sale.delivery.extra.service.update")
def extra_update(call: Call) -> bool:
    call.require_admin()
    _write_extra(_extra(call), params(call))
    return True


@method("sale.delivery.extra.service.delete")
def extra_delete(call: Call) -> bool:
    call.require_admin()
    del call.state(Deliveries).extras[_extra(call).id]
    return True


@method("sale.delivery.extra.service.get")
def extra_get(call: Call) -> list[Any]:
    call.require_admin()
    service = _row(call, "DELIVERY_ID")
    return [row.values for row in call.state(Deliveries).extras.values() if row.settings["delivery"] == service.id]


def _extra(call: Call) -> Brought:
    rows = call.state(Deliveries).extras
    return row_of(call, rows, "ERROR_EXTRA_SERVICE_NOT_FOUND", "Extra service not found")


def _write_extra(row: Brought, given: Mapping[str, Any]) -> None:
    for name in ("NAME", "CODE", "DESCRIPTION", "SORT"):
        if name in given:
            row.values[name] = str(given[name])
    if "ACTIVE" in given:
        row.values["ACTIVE"] = "Y" if given["ACTIVE"] == "Y" else "N"
    if row.values["TYPE"] == "enum" and "ITEMS" in given:
        row.values["ITEMS"] = [
            {"TITLE": one.get("TITLE"), "CODE": one.get("CODE"), "PRICE": str(one.get("PRICE") or 0)}
            for one in map(as_dict, as_list(given["ITEMS"]))
        ]
    elif "PRICE" in given:
        row.values["PRICE"] = given["PRICE"]


def _row(call: Call, name: str = "ID") -> Brought:
    services = call.state(Deliveries).services
    return row_of(call, services, "ERROR_DELIVERY_NOT_FOUND", "Delivery not found", name=name)


@answers("sale.delivery")
def delivery(portal: Portal, id: int) -> dict[str, Any] | None:
    """What a shipment tells of its delivery service."""
    row = portal.state(Deliveries).services.get(id)
    return {"id": id, "name": row.values["NAME"]} if row else None


@answers("app.uninstalled")
def uninstalled(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - they go either way
    drop_handlers(portal.state(Deliveries), app)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    shelf = portal.state(Deliveries)
    return shelf_traces(shelf, "delivery") + [
        trace(
            "delivery requests", f"{row.delivery} {row.id}", row.maker, f"request {row.id}",
            (row.shipments, row.finalized, row.status, row.properties, row.messages),
        )
        for row in shelf.requests.values()
    ]  # fmt: skip
