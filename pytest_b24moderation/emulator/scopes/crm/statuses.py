"""Dictionaries, pipelines and currencies. restdocs: api-reference/crm/status, universal/category, currency."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.crm.access import require_crm_admin
from pytest_b24moderation.emulator.scopes.crm.seeds import ENTITY_TYPES
from pytest_b24moderation.emulator.scopes.crm.state import Crm, Status
from pytest_b24moderation.emulator.selection import matches, ordered

MEANING = {"": "process", "S": "success", "F": "failure"}


@method("crm.status.list")
def status_list(call: Call) -> Listed:
    wanted = as_dict(call.get("filter"))
    rows = [row for row in map(_shown, call.state(Crm).statuses.values()) if matches(row, wanted)]
    return Listed(ordered(rows, as_dict(call.get("order")) or {"ENTITY_ID": "ASC", "SORT": "ASC"}), len(rows))


@method("crm.status.get")
def status_get(call: Call) -> dict[str, Any]:
    return _shown(_find(call))


@method("crm.status.add")
def status_add(call: Call) -> int:
    require_crm_admin(call)
    given, crm = as_dict(call.get("fields")), call.state(Crm)
    entity, code, name = (str(given.get(key) or "") for key in ("ENTITY_ID", "STATUS_ID", "NAME"))
    if not entity or not name:
        raise classic("The field ENTITY_ID or NAME is not defined")
    if not any(row.entity == entity for row in crm.statuses.values()):
        raise classic("The parameter ENTITY_ID is not defined or invalid.")
    code = code or f"UC_{call.portal.people.word(6).upper()}"
    if any(row.code == code for row in crm.dictionary(entity)):
        raise classic(f"Status {code} already exists")
    semantics = str(given.get("SEMANTICS") or as_dict(given.get("EXTRA")).get("SEMANTICS") or "")
    semantics = {"success": "S", "failure": "F"}.get(semantics, semantics[:1] if semantics in ("S", "F") else "")
    row = Status(
        crm.next_id("status"), entity, code, name, number(given.get("SORT"), 500), False,
        str(given.get("COLOR") or ""), semantics, call.maker,
    )  # fmt: skip
    crm.statuses[row.id] = row
    return row.id


@method("crm.status.update")
def status_update(call: Call) -> bool:
    require_crm_admin(call)
    row, given = _find(call), as_dict(call.get("fields"))
    row.name = str(given.get("NAME") or row.name)
    row.sort = number(given.get("SORT"), row.sort)
    row.color = str(given.get("COLOR") or row.color)
    return True


@method("crm.status.delete")
def status_delete(call: Call) -> bool:
    require_crm_admin(call)
    row = _find(call)
    forced = str(as_dict(call.get("params")).get("FORCED", "N")).upper() == "Y"
    if row.system and not forced:
        raise classic("CRM System Status can not be deleted")
    del call.state(Crm).statuses[row.id]
    return True


@method("crm.status.fields")
def status_fields(call: Call) -> dict[str, dict[str, Any]]:  # noqa: ARG001
    names = (
        "ID",
        "ENTITY_ID",
        "STATUS_ID",
        "SORT",
        "NAME",
        "NAME_INIT",
        "SYSTEM",
        "CATEGORY_ID",
        "COLOR",
        "SEMANTICS",
        "EXTRA",
    )
    return {
        name: {
            "type": "integer" if name in ("ID", "SORT") else "string",
            "isReadOnly": name in ("ID", "NAME_INIT", "SYSTEM"),
        }
        for name in names
    }


@method("crm.status.entity.types")
def entity_types(call: Call) -> list[dict[str, Any]]:
    crm = call.state(Crm)
    found: list[dict[str, Any]] = [{"ID": key, "NAME": name} for key, name in ENTITY_TYPES.items()]
    found += [
        {"ID": f"DEAL_STAGE_{row.id}", "NAME": f"Deal stages: {row.name}", "PARENT_ID": "DEAL_STAGE"}
        for row in crm.categories.values()
        if row.id
    ]
    for row in found:
        if row["ID"] == "STATUS" or str(row["ID"]).startswith("DEAL_STAGE"):
            stages = crm.dictionary(row["ID"])
            won = next((one.code for one in stages if one.semantics == "S"), "")
            lost = next((one.code for one in stages if one.semantics == "F"), "")
            row["SEMANTIC_INFO"] = {
                "START_FIELD": stages[0].code if stages else "", "FINAL_SUCCESS_FIELD": won,
                "FINAL_UNSUCCESS_FIELD": lost, "FINAL_SORT": 0,
            }  # fmt: skip
            row["ENTITY_TYPE_ID"] = 1 if row["ID"] == "STATUS" else 2
    return found


@method("crm.status.entity.items")
def entity_items(call: Call) -> list[dict[str, Any]]:
    rows = call.state(Crm).dictionary(call.text("entityId"))
    if not rows:
        raise classic("The parameter entityId is not defined or invalid.")
    return [{"NAME": row.name, "SORT": row.sort, "STATUS_ID": row.code} for row in rows]


@method("crm.currency.list")
def currency_list(call: Call) -> Listed:
    rows = list(call.state(Crm).currencies.values())
    return Listed(ordered(rows, as_dict(call.get("order")), "CURRENCY"), len(rows))


@method("crm.currency.get")
def currency_get(call: Call) -> dict[str, Any]:
    found = call.state(Crm).currencies.get(call.text("id"))
    if found is None:
        raise classic("Not found")
    return found


@method("crm.currency.base.get")
def currency_base(call: Call) -> str:
    return call.state(Crm).base_currency


def _find(call: Call) -> Status:
    wanted = number(call.get("ID"))
    if wanted <= 0:
        raise classic("ID is not defined or invalid")
    row = call.state(Crm).statuses.get(wanted)
    if row is None:
        raise RestError(400, "", "Not found")
    return row


def _shown(row: Status) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ID": str(row.id), "ENTITY_ID": row.entity, "STATUS_ID": row.code, "NAME": row.name,
        "NAME_INIT": row.name if row.system else "", "SORT": str(row.sort), "SYSTEM": "Y" if row.system else "N",
        "CATEGORY_ID": str(row.category) if row.category else None, "COLOR": row.color or None,
        "SEMANTICS": row.semantics or None,
    }  # fmt: skip
    if row.entity == "STATUS" or row.entity.startswith("DEAL_STAGE"):
        found["EXTRA"] = {"SEMANTICS": MEANING[row.semantics], "COLOR": row.color}
    return found
