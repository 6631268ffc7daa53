"""Dictionaries. restdocs: api-reference/crm/status."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import described, table
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.crm.access import require_crm_admin
from pytest_b24moderation.emulator.scopes.crm.russian import dictionaries
from pytest_b24moderation.emulator.scopes.crm.state import Category, Crm, Status
from pytest_b24moderation.emulator.selection import matches, ordered

FIELDS = table("""
ID integer r ID
ENTITY_ID string qi Entity ID
STATUS_ID string qi Status
SORT integer - Sorting
NAME string q Name
NAME_INIT string r Default Name
SYSTEM char r System
CATEGORY_ID integer i CATEGORY_ID
COLOR string - COLOR
SEMANTICS char i SEMANTICS
EXTRA crm_status_extra - Additional Fields
""")


OWNERS = {"STATUS": 1, "DEAL_STAGE": 2, "QUOTE_STATUS": 7}
"""Dictionary of stages → the owner type that has them."""
MEANING = {"": "process", "S": "success", "F": "failure"}
LOST = ("LOSE", "JUNK", "DECLAINED", "FAIL", "D")
"""Stages that mean failure itself; other lost ones are told as `apology`."""


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
    return described(FIELDS.values())


@method("crm.status.entity.types")
def entity_types(call: Call) -> list[dict[str, Any]]:
    crm = call.state(Crm)
    found: list[dict[str, Any]] = [
        {"ID": key, "NAME": name} for key, name in dictionaries(call.portal.language).items()
    ]
    for row in found:
        if row["ID"] in OWNERS:
            row |= {"SEMANTIC_INFO": _semantics(crm, row["ID"]), "ENTITY_TYPE_ID": OWNERS[row["ID"]]}
    found += [_pipeline(crm, row) for row in crm.categories.values() if row.id]
    return found


def _pipeline(crm: Crm, row: Category) -> dict[str, Any]:
    """The dictionary of a pipeline's stages."""
    common = {"FIELD_ATTRIBUTE_SCOPE": f"category_{row.id}", "ENTITY_TYPE_ID": row.entity_type}
    if row.entity_type == 2:
        entity = f"DEAL_STAGE_{row.id}"
        return {
            "ID": entity, "NAME": f"Deal stages: {row.name}", "PARENT_ID": "DEAL_STAGE",
            "SEMANTIC_INFO": _semantics(crm, entity), "PREFIX": f"C{row.id}", **common, "CATEGORY_ID": str(row.id),
        }  # fmt: skip
    invoice = row.entity_type == 31
    entity = f"SMART_INVOICE_STAGE_{row.id}" if invoice else f"DYNAMIC_{row.entity_type}_STAGE_{row.id}"
    smart = crm.types.get(row.entity_type)
    shape = {
        "ID": entity, "NAME": f"{smart.title} ({row.name})" if smart else "Invoice stages", "SEMANTIC_INFO": [],
        "PREFIX": f"DT{row.entity_type}_{row.id}", **common, "IS_ENABLED": True, "CATEGORY_ID": row.id,
    }  # fmt: skip
    more = {"CATEGORY_NAME": row.name, "CATEGORY_SORT": row.sort, "IS_DEFAULT_CATEGORY": row.default}
    return shape if invoice else shape | more


def _semantics(crm: Crm, entity: str) -> dict[str, Any]:
    stages = crm.dictionary(entity)
    won = next((one.code for one in stages if one.semantics == "S"), "")
    lost = next((one.code for one in stages if one.semantics == "F"), "")
    start = stages[0].code if stages else ""
    return {"START_FIELD": start, "FINAL_SUCCESS_FIELD": won, "FINAL_UNSUCCESS_FIELD": lost, "FINAL_SORT": 0}


@method("crm.status.entity.items")
def entity_items(call: Call) -> list[dict[str, Any]]:
    rows = call.state(Crm).dictionary(call.text("entityId"))
    if not rows:
        raise classic("The parameter entityId is not defined or invalid.")
    return [{"NAME": row.name, "SORT": row.sort, "STATUS_ID": row.code} for row in rows]


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
    if row.entity in OWNERS or "_STAGE_" in row.entity:
        other = row.semantics == "F" and row.code.rpartition(":")[2] not in LOST
        found["EXTRA"] = {"SEMANTICS": "apology" if other else MEANING[row.semantics], "COLOR": row.color}
    return found
