"""Properties of a storage's items. restdocs: api-reference/entity/items/properties."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, argument_empty, argument_wrong, core
from pytest_b24moderation.emulator.scopes.entity.storages import Storage, storage

TYPES = ("S", "N", "F")


@method("entity.item.property.add", app_only=True, refusal="ACCESS_DENIED")
def property_add(call: Call) -> bool:
    row, code = storage(call, "X"), _code(call)
    if code in row.properties:
        raise RestError(400, "ERROR_PROPERTY_ALREADY_EXISTS", "Property already exists")
    if code[0].isdigit():
        raise core("Property code cannot start with a digit")
    row.properties[code] = {
        "PROPERTY": code,
        "NAME": call.text("NAME") or code,
        "TYPE": _type(call),
        "SORT": call.text("SORT", "500"),
    }
    for values in row.values.values():
        values.setdefault(code, None)
    return True


@method("entity.item.property.get", app_only=True, refusal="ACCESS_DENIED")
def property_get(call: Call) -> Any:
    row = storage(call)
    if call.text("PROPERTY"):
        return row.properties[_known(call, row)]
    return list(row.properties.values())


@method("entity.item.property.update", app_only=True, refusal="ACCESS_DENIED")
def property_update(call: Call) -> bool:
    row = storage(call, "X")
    code = _known(call, row)
    found = row.properties[code]
    found["NAME"] = call.text("NAME") or found["NAME"]
    found["SORT"] = call.text("SORT") or found["SORT"]
    if call.get("TYPE") is not None:
        kind = _type(call)
        if kind == "F" and found["TYPE"] != "F":
            raise argument_wrong("Cannot change property type to File")
        found["TYPE"] = kind
    new = call.text("PROPERTY_NEW")
    if new and new != code:
        if new in row.properties:
            raise RestError(400, "ERROR_PROPERTY_ALREADY_EXISTS", f"Property {new} already exists")
        found["PROPERTY"] = new
        row.properties[new] = row.properties.pop(code)
        for values in row.values.values():
            values[new] = values.pop(code, None)
    return True


@method("entity.item.property.delete", app_only=True, refusal="ACCESS_DENIED")
def property_delete(call: Call) -> bool:
    row = storage(call, "X")
    code = _known(call, row)
    del row.properties[code]
    for values in row.values.values():
        values.pop(code, None)
    return True


def _code(call: Call) -> str:
    code = call.text("PROPERTY")
    if not code:
        raise argument_empty("PROPERTY")
    return code


def _known(call: Call, row: Storage) -> str:
    code = _code(call)
    if code not in row.properties:
        raise RestError(400, "ERROR_PROPERTY_NOT_FOUND", "Property not found")
    return code


def _type(call: Call) -> str:
    kind = call.text("TYPE", "S").upper()
    if kind == "L":
        raise RestError(400, "ERROR_UNSUPPORTED_PROPERTY_TYPE", "Invalid property type")
    if kind not in TYPES:
        raise argument_wrong("Wrong entity item property type")
    return kind
