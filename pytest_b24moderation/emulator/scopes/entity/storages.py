"""Storages that an application makes for itself. restdocs: api-reference/entity/entities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied, argument_empty, argument_wrong
from pytest_b24moderation.emulator.rest.params import as_dict

LONGEST = 50
"""The portal keeps a storage's code behind `APP_`, the application's client id and `_`."""
LEVELS = ("D", "R", "W", "X")


@dataclass(slots=True)
class Storage:
    """One storage; ``access``: access code → R, W or X. Rows are kept as they are shown, ``files`` by their paths."""

    id: int
    client_id: str
    code: str
    name: str
    access: dict[str, str]
    maker: Maker
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    sections: dict[int, dict[str, Any]] = field(default_factory=dict)
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Storages:
    """All applications' storages, by client id and code."""

    rows: dict[tuple[str, str], Storage] = field(default_factory=dict)
    last: int = 0

    def next_id(self) -> int:
        self.last += 1
        return self.last


@answers("app.uninstalled")
def wipe(portal: Portal, app: App, clean: bool) -> None:
    if clean:
        state = portal.state(Storages)
        state.rows = {key: row for key, row in state.rows.items() if row.client_id != app.client_id}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    found = []
    for row in portal.state(Storages).rows.values():
        key = f"{row.maker.code} {row.code}"
        found.append(trace("entity storages", key, row.maker, row.name, (row.name, row.access, row.properties)))
        for item_id, item in row.items.items():
            content = (item, row.values.get(item_id))
            found.append(trace("entity items", f"{key} {item_id}", row.maker, f"{row.code}: {item['NAME']}", content))
        for section_id, section in row.sections.items():
            found.append(
                trace("entity sections", f"{key} {section_id}", row.maker, f"{row.code}: {section['NAME']}", section)
            )
    return found


def code_of(call: Call, name: str = "ENTITY", *, required: bool = True) -> str:
    """The storage's code without what codes may not hold; ERROR_ARGUMENT when empty or too long."""
    code = re.sub(r"[^a-zA-Z0-9_]", "", call.text(name))
    if not code and required:
        raise argument_empty(name)
    longest = LONGEST - len(f"APP_{call.app.client_id}_")
    if len(code) > longest:
        raise argument_wrong(f"Entity code is too long. Max length is {longest} characters.")
    return code


def storage(call: Call, level: str = "R") -> Storage:
    """The storage the call names, where its user has that level."""
    found = call.state(Storages).rows.get((call.app.client_id, code_of(call)))
    if found is None:
        raise RestError(400, "ERROR_ENTITY_NOT_FOUND", "Entity not found")
    if LEVELS.index(_level(call, found)) < LEVELS.index(level):
        raise access_denied()
    return found


def _level(call: Call, row: Storage) -> str:
    if call.user.admin:
        return "X"
    codes = call.portal.people.access_codes(call.user)
    return max((level for code, level in row.access.items() if code in codes and level in LEVELS), default="D")


@method("entity.add", app_only=True, refusal="ACCESS_DENIED")
def entity_add(call: Call) -> bool:
    if call.portal.profile.storage_makers == "admin":
        call.require_admin()
    code, name, state = code_of(call), call.text("NAME"), call.state(Storages)
    if not name:
        raise argument_empty("NAME")
    if (call.app.client_id, code) in state.rows:
        raise RestError(400, "ERROR_ENTITY_ALREADY_EXISTS", "Entity already exists")
    access = _access(call) | {f"U{call.user.id}": "X"}
    state.rows[call.app.client_id, code] = Storage(state.next_id(), call.app.client_id, code, name, access, call.maker)
    return True


@method("entity.update", app_only=True, refusal="ACCESS_DENIED")
def entity_update(call: Call) -> bool:
    row, state = storage(call, "X"), call.state(Storages)
    row.name = call.text("NAME") or row.name
    if call.get("ACCESS") is not None:
        row.access = _access(call) | {f"U{call.user.id}": "X"}
    new = code_of(call, "ENTITY_NEW", required=False)
    if new and new != row.code:
        if (row.client_id, new) in state.rows:
            raise RestError(400, "ERROR_ENTITY_ALREADY_EXISTS", "Entity already exists")
        del state.rows[row.client_id, row.code]
        row.code = new
        state.rows[row.client_id, new] = row
        for shown in (*row.items.values(), *row.sections.values()):
            shown["ENTITY"] = new
    return True


@method("entity.get", app_only=True, refusal="ACCESS_DENIED")
def entity_get(call: Call) -> Any:
    if call.get("ENTITY") is not None:
        return _shown(storage(call))
    return [_shown(row) for row in call.state(Storages).rows.values() if row.client_id == call.app.client_id]


@method("entity.delete", app_only=True, refusal="ACCESS_DENIED")
def entity_delete(call: Call) -> bool:
    row = storage(call, "X")
    del call.state(Storages).rows[row.client_id, row.code]
    return True


@method("entity.rights", app_only=True, refusal="ACCESS_DENIED")
def entity_rights(call: Call) -> dict[str, str] | None:
    """The storage's rights, changed first where ACCESS is given; null for an unknown storage."""
    if (call.app.client_id, code_of(call)) not in call.state(Storages).rows:
        return None
    changes = call.get("ACCESS") is not None
    row = storage(call, "X" if changes else "R")
    if changes:
        row.access = _access(call) | {f"U{call.user.id}": "X"}
    return row.access


def _access(call: Call) -> dict[str, str]:
    """Other levels than R, W, X are left out."""
    given = as_dict(call.get("ACCESS"))
    return {str(code): str(level) for code, level in given.items() if str(level) in LEVELS[1:]}


def _shown(row: Storage) -> dict[str, str]:
    return {"ID": str(row.id), "IBLOCK_TYPE_ID": "rest_entity", "ENTITY": row.code, "NAME": row.name}
