"""Roles, and who has them. restdocs: api-reference/document-generator/role."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.documentgenerator.access import fields, no_field, no_value, require_settings
from pytest_b24moderation.emulator.scopes.documentgenerator.state import Generator, Role

RIGHTS = {"SETTINGS": ("MODIFY",), "TEMPLATES": ("MODIFY",), "DOCUMENTS": ("MODIFY", "VIEW")}


@method("documentgenerator.role.add")
def role_add(call: Call) -> dict[str, Any]:
    require_settings(call)
    given, state = fields(call), call.state(Generator)
    if not given.get("name"):
        raise no_field("NAME")
    permissions = _permissions(given.get("permissions"))
    row = Role(state.next_id("role"), str(given["name"]), str(given.get("code") or ""), permissions, call.maker)
    state.roles[row.id] = row
    return {"role": _shown(row)}


@method("documentgenerator.role.get")
def role_get(call: Call) -> dict[str, Any]:
    return {"role": _shown(_find(call))}


@method("documentgenerator.role.list")
def role_list(call: Call) -> Listed:
    require_settings(call)
    found = page(call, list(call.state(Generator).roles.values()))
    rows = [{"id": row.id, "name": row.name, "code": row.code} for row in found.rows]
    return Listed({"roles": rows}, found.total, found.next)


@method("documentgenerator.role.update")
def role_update(call: Call) -> dict[str, Any]:
    row = _find(call)
    given = fields(call)
    row.name, row.code = str(given.get("name") or row.name), str(given.get("code", row.code))
    if "permissions" in given:
        row.permissions = _permissions(given["permissions"])
    return {"role": _shown(row)}


@method("documentgenerator.role.delete")
def role_delete(call: Call) -> None:
    row, state = _find(call), call.state(Generator)
    del state.roles[row.id]
    state.accesses = [pair for pair in state.accesses if pair[0] != row.id]


@method("documentgenerator.role.fillaccesses")
def fill_accesses(call: Call) -> None:
    """Instead of all that was set before."""
    require_settings(call)
    found = []
    for row in map(as_dict, as_list(call.get("accesses"))):
        if not row.get("roleId"):
            raise no_field("ROLE_ID")
        if not row.get("accessCode"):
            raise no_field("ACCESS_CODE")
        found.append((number(row["roleId"]), str(row["accessCode"])))
    call.state(Generator).accesses = found


def _find(call: Call) -> Role:
    require_settings(call)
    if call.get("id") in (None, ""):
        text = "Bitrix\\DocumentGenerator\\Model\\Role All parameters in the constructor must have real class type"
        raise no_value(text)
    row = call.state(Generator).roles.get(number(call.get("id")))
    if row is None:
        raise no_value("Could not construct parameter {role}")
    return row


def _permissions(value: Any) -> dict[str, dict[str, str]]:
    """Only names in upper case count."""
    given = as_dict(value)
    return {
        entity: {verb: str(as_dict(given.get(entity)).get(verb) or "") for verb in verbs}
        for entity, verbs in RIGHTS.items()
    }


def _shown(row: Role) -> dict[str, Any]:
    permissions = {
        entity.lower(): {verb.lower(): letter for verb, letter in rights.items()}
        for entity, rights in row.permissions.items()
    }
    return {"id": row.id, "name": row.name, "code": row.code, "permissions": permissions}
