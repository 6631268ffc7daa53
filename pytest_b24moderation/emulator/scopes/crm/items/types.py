"""Smart processes: `crm.type.*`. restdocs: crm/universal/user-defined-object-types"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.crm.access import require_universal_admin
from pytest_b24moderation.emulator.scopes.crm.items.words import check_choice, described_word
from pytest_b24moderation.emulator.scopes.crm.kinds.smart import smart_kind
from pytest_b24moderation.emulator.scopes.crm.russian import seeded
from pytest_b24moderation.emulator.scopes.crm.state import Category, Crm, SmartType
from pytest_b24moderation.emulator.selection import matches, ordered

SWITCHES = (
    "isCategoriesEnabled", "isStagesEnabled", "isBeginCloseDatesEnabled", "isClientEnabled", "isUseInUserfieldEnabled",
    "isLinkWithProductsEnabled", "isMycompanyEnabled", "isDocumentsEnabled", "isSourceEnabled", "isObserversEnabled",
    "isRecyclebinEnabled", "isAutomationEnabled", "isBizProcEnabled", "isSetOpenPermissions", "isPaymentsEnabled",
    "isCountersEnabled",
)  # fmt: skip
KEPT = (
    "id", "title", "code", "createdBy", "entityTypeId", "customSectionId", *SWITCHES, "createdTime", "updatedTime",
    "updatedBy",
)  # fmt: skip
"""What can be filtered and ordered by."""
LINKED = ("CALENDAR_EVENT|UF_CRM_CAL_EVENT", "TASKS_TASK|UF_CRM_TASK", "TASKS_TASK_TEMPLATE|UF_CRM_TASK")
CLIENTS = (3, 4)
FIRST = 1030


@method("crm.type.add")
def type_add(call: Call) -> dict[str, Any]:
    require_universal_admin(call)
    given, crm = _fields(call), call.state(Crm)
    wanted = number(given.get("entityTypeId")) if given.get("entityTypeId") else _free(crm)
    if not ((wanted >= FIRST and wanted % 2 == 0) or 128 <= wanted <= 192) or wanted in crm.types:
        raise RestError(400, "INVALID_ARG_VALUE", "entityTypeId is out of allowed range")
    row_id = crm.next_id("type")
    title = str(given.get("title") or f"Smart Process #{row_id}")
    row = SmartType(row_id, wanted, title, call.maker, call.portal.iso(), {"isSetOpenPermissions": True, "code": ""})
    _write(call, row, given)
    crm.types[wanted] = row
    category = Category(crm.next_id("category"), crm.categories[0].name, 500, call.maker, wanted, default=True)
    crm.add_category(category, seeded(call.portal.language, "SMART"), smart_kind(row).dictionary)
    call.announce("ONCRMTYPEADD", {"FIELDS": {"ID": row.id}})
    return {"type": _shown(row, whole=True)}


@method("crm.type.update")
def type_update(call: Call) -> dict[str, Any]:
    require_universal_admin(call)
    row = _find(call)
    _write(call, row, _fields(call))
    call.announce("ONCRMTYPEUPDATE", {"FIELDS": {"ID": row.id}})
    return {"type": _shown(row, whole=True)}


@method("crm.type.delete")
def type_delete(call: Call) -> list[Any]:
    """A smart process without items goes, with its pipelines, stages and user fields."""
    require_universal_admin(call)
    row, crm = _find(call), call.state(Crm)
    kind = smart_kind(row)
    if crm.of(kind.name):
        raise RestError(400, "0", "You cannot delete a smart process that has items")
    del crm.types[row.entity_type_id]
    gone = {one.id for one in crm.categories_of(row.entity_type_id)}
    crm.categories = {key: one for key, one in crm.categories.items() if key not in gone}
    crm.statuses = {key: one for key, one in crm.statuses.items() if one.category not in gone}
    crm.userfields = {key: one for key, one in crm.userfields.items() if one.entity != kind.uf_entity}
    call.announce("ONCRMTYPEDELETE", {"FIELDS": {"ID": row.id}})
    return []


@method("crm.type.get")
def type_get(call: Call) -> dict[str, Any]:
    return {"type": _shown(_find(call), whole=True)}


@method("crm.type.getByEntityTypeId")
def type_by_entity(call: Call) -> dict[str, Any]:
    row = call.state(Crm).types.get(number(call.get("entityTypeId")))
    if row is None:
        raise RestError(400, "0", "Smart process not found")
    return {"type": _shown(row, whole=True)}


@method("crm.type.list")
def type_list(call: Call) -> Listed:
    wanted, order = as_dict(call.get("filter")), as_dict(call.get("order"))
    check_choice(wanted, order, KEPT)
    rows = [row for row in map(_shown, call.state(Crm).types.values()) if matches(row, wanted)]
    found = page(call, ordered(rows, order, "id"))
    return Listed({"types": found.rows}, found.total, found.next)


@method("crm.type.fields")
def type_fields(call: Call) -> dict[str, Any]:
    require_universal_admin(call)
    found = {
        "id": described_word("id", "integer", title="ID", read_only=True),
        "title": described_word("title", "string", title="Title", required=True),
        "code": described_word("code", "string", title="Symbolic Code"),
        "createdBy": described_word("createdBy", "user", read_only=True),
        "entityTypeId": described_word("entityTypeId", "integer", required=True, immutable=True),
        "customSectionId": described_word("customSectionId", "integer", immutable=True),
    }
    found |= {name: described_word(name, "boolean") for name in SWITCHES}
    found |= {name: described_word(name, "datetime") for name in ("createdTime", "updatedTime")}
    return {"fields": found | {"updatedBy": described_word("updatedBy", "user", read_only=True)}}


def _free(crm: Crm) -> int:
    taken = [one for one in crm.types if one >= FIRST]
    return max(taken, default=FIRST - 2) + 2 - max(taken, default=0) % 2


def _write(call: Call, row: SmartType, given: Mapping[str, Any]) -> None:
    crm = call.state(Crm)
    if truth(given.get("isExternal")) and not given.get("customSectionId"):
        raise RestError(400, "0", "Select a workplace where the SPA will be located")
    row.title = str(given.get("title") or row.title)
    row.facts |= {name: truth(given[name]) for name in SWITCHES if name in given}
    row.facts |= {"updated": call.portal.iso(), "by": call.user.id}
    if "code" in given:
        row.facts["code"] = str(given["code"] or "")
    if number(given.get("customSectionId")) in crm.solutions:
        row.solution = number(given["customSectionId"])
    relations = as_dict(given.get("relations"))
    if "parent" in relations:
        row.parents = _relations(relations["parent"])
    if "child" in relations:
        row.children = _relations(relations["child"])
    if row.facts.get("isClientEnabled"):
        row.parents |= dict.fromkeys(CLIENTS, True)
    if row.facts.get("isUseInUserfieldEnabled") and "linkedUserFields" in given:
        row.linked |= {name: _strict(as_dict(given["linkedUserFields"]).get(name)) for name in LINKED}


def _relations(sent: Any) -> dict[int, bool]:
    """Owner type → whether its card has a tab; Y and N are no flags here."""
    rows = map(as_dict, as_list(sent))
    return {number(row.get("entityTypeId")): _strict(row.get("isChildrenListEnabled")) for row in rows}


def _strict(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def _shown(row: SmartType, *, whole: bool = False) -> dict[str, Any]:
    """As `list` shows it; ``whole`` as the others do, with its relations."""
    found: dict[str, Any] = {
        "id": row.id, "title": row.title, "code": row.facts["code"], "createdBy": row.maker.user_id,
        "entityTypeId": row.entity_type_id, "customSectionId": row.solution or None,
    }  # fmt: skip
    found |= {name: "Y" if row.facts.get(name) else "N" for name in SWITCHES}
    found |= {"createdTime": row.created, "updatedTime": row.facts["updated"], "updatedBy": row.facts["by"]}
    if whole:
        predefined = CLIENTS if row.facts.get("isClientEnabled") else ()
        found |= {
            "relations": {
                "parent": [_relation(one, tab, one in predefined) for one, tab in row.parents.items()],
                "child": [_relation(one, tab, predefined=False) for one, tab in row.children.items()],
            },
            "linkedUserFields": {name: "Y" if row.linked.get(name) else "N" for name in LINKED},
            "customSections": [],
        }
    return found


def _relation(type_id: int, tab: bool, predefined: bool) -> dict[str, Any]:
    flags = {"isChildrenListEnabled": "Y" if tab else "N", "isPredefined": "Y" if predefined else "N"}
    return {"entityTypeId": type_id} | flags


def _find(call: Call) -> SmartType:
    wanted = number(call.get("id"))
    row = next((one for one in call.state(Crm).types.values() if one.id == wanted), None)
    if row is None:
        raise RestError(400, "0", "Smart process not found")
    return row


def _fields(call: Call) -> dict[str, Any]:
    if call.get("fields") is None:
        raise parameter_missing("fields")
    return as_dict(call.get("fields"))
