"""Handlers that applications bring for paying, printing receipts and delivering: one life for all three.

restdocs: api-reference/pay-system, api-reference/sale/cashbox, api-reference/sale/delivery/handler.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import PORTAL, Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.selection import matches, ordered


@dataclass(slots=True)
class Brought:
    """A handler, or a service made by one. ``values`` are as lists show them; ``settings`` are its own facts."""

    id: int
    values: dict[str, Any]
    maker: Maker = PORTAL
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return str(self.values.get("CODE") or "")


@dataclass
class Shelf(Numbering):
    """``handlers`` of applications and the ``services`` set up with them, by id."""

    handlers: dict[int, Brought] = field(default_factory=dict)
    services: dict[int, Brought] = field(default_factory=dict)

    def handler(self, code: str) -> Brought | None:
        return next((row for row in self.handlers.values() if row.code == code), None)


def failure(text: str) -> RestError:
    """A parameter is missing or wrong."""
    return RestError(400, "ERROR_CHECK_FAILURE", text)


def wanted(given: Mapping[str, Any], *names: str) -> None:
    """Every one of these parameters must be there."""
    for name in names:
        if given.get(name) in (None, "", [], {}):
            raise failure(f"Parameter {name} is not defined")


def params(call: Call) -> dict[str, Any]:
    """The call's own parameters by upper-case names."""
    return {key.upper(): value for key, value in call.params.items()}


def row_of(call: Call, rows: Mapping[int, Brought], error: str, text: str, *, name: str = "ID") -> Brought:
    """The row that the call's ``name`` names; another application's is not to be touched."""
    if call.get(name) in (None, ""):
        raise failure(f"Parameter {name} is not defined")
    row = rows.get(number(call.get(name)))
    if row is None:
        raise RestError(400, error, text)
    own(call, row)
    return row


def own(call: Call, row: Brought) -> None:
    """Raises ACCESS_DENIED where another application made the row."""
    app = call.grant.app
    if app is not None and row.maker.kind == "app" and row.maker.code != app.code:
        raise access_denied()


def handler_of(call: Call, shelf: Shelf) -> Brought:
    return row_of(call, shelf.handlers, "ERROR_HANDLER_NOT_FOUND", "Handler not found")


def add_handler(call: Call, shelf: Shelf, values: dict[str, Any]) -> int:
    """A handler more; its code must be its own."""
    if shelf.handler(str(values["CODE"])):
        raise RestError(400, "ERROR_HANDLER_ALREADY_EXIST", "Handler already exists!")
    key = shelf.next_id("handler")
    shelf.handlers[key] = Brought(key, {"ID": str(key), **values}, call.maker)
    return key


def change_handler(shelf: Shelf, row: Brought, fields: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Write the fields that were sent."""
    other = shelf.handler(str(fields.get("CODE") or ""))
    if other is not None and other is not row:
        raise RestError(400, "ERROR_HANDLER_ALREADY_EXIST", "Handler already exists!")
    for name in names:
        if name in fields:
            row.values[name] = str(fields[name]) if name == "SORT" else fields[name]


def selected(call: Call, rows: list[dict[str, Any]], known: tuple[str, ...], *, strict: bool = False) -> list[Any]:
    """By SELECT, FILTER and ORDER; ``strict`` complains of fields that are not known."""
    select = [str(one) for one in as_list(call.get("SELECT")) if one]
    filtered, order = as_dict(call.get("FILTER")), as_dict(call.get("ORDER"))
    if not strict:  # names of fields have no case where nothing complains of them, as the PHP SDK's tests take it
        select = [one.upper() for one in select]
        filtered, order = ({key.upper(): value for key, value in row.items()} for row in (filtered, order))
    for name in (*select, *order) if strict else ():
        if name not in known:
            raise RestError(400, "", f"{name} not allowed for {'select' if name in select else 'order'}")
    found = [row for row in rows if matches(row, filtered, lambda name: name in known)]
    chosen = select if select and "*" not in select else list(known)
    found = [dict(row) for row in ordered(found, {name: way for name, way in order.items() if name in known})]
    return [{name: row[name] for name in row if name in chosen} for row in found]


def shelf_traces(shelf: Shelf, what: str) -> list[Trace]:
    """Traces of handlers and of services."""
    found = [trace(f"{what} handlers", row.code, row.maker, str(row.values["NAME"]), row.values)
             for row in shelf.handlers.values()]  # fmt: skip
    for row in shelf.services.values():
        found.append(trace(f"{what} services", row.id, row.maker, str(row.values["NAME"]), (row.values, row.settings)))
    return found


def drop_handlers(shelf: Shelf, app: App) -> None:
    """The application is gone: its handlers go with it, and with them what they serve."""
    mine = {key for key, row in shelf.handlers.items() if row.maker.kind == "app" and row.maker.code == app.code}
    codes = {shelf.handlers[key].code for key in mine}
    shelf.handlers = {key: row for key, row in shelf.handlers.items() if key not in mine}
    shelf.services = {key: row for key, row in shelf.services.items() if row.settings.get("handler") not in codes}


def app_code(portal: Portal, row: Brought) -> str:
    """The application behind a row, "" where a person made it."""
    found = portal.app(row.maker.code) if row.maker.kind == "app" else None
    return found.code if found else ""
