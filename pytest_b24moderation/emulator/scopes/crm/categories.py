"""Deal pipelines, by the new and the old methods. restdocs: crm/universal/category, crm/outdated/category-old."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.crm.access import require_crm_admin
from pytest_b24moderation.emulator.scopes.crm.records import stage_entity, stage_in
from pytest_b24moderation.emulator.scopes.crm.seeds import STATUSES
from pytest_b24moderation.emulator.scopes.crm.state import Category, Crm, Status

DEAL = 2


@method("crm.category.list")
def category_list(call: Call) -> Listed:
    _deals_only(call)
    rows = [_new_shape(row) for row in _sorted(call)]
    return Listed({"categories": rows}, len(rows))


@method("crm.category.get")
def category_get(call: Call) -> dict[str, Any]:
    _deals_only(call)
    row = call.state(Crm).categories.get(number(call.get("id"), -1))
    if row is None:
        raise RestError(400, "NOT_FOUND", "Element not found")
    return {"category": _new_shape(row)}


@method("crm.category.add")
def category_add(call: Call) -> dict[str, Any]:
    _deals_only(call)
    if not call.user.admin:
        raise RestError(400, "ACCESS_DENIED", "Access denied")
    given = as_dict(call.get("fields"))
    return {"category": _new_shape(_add(call, str(given.get("name") or ""), number(given.get("sort"), 500)))}


@method("crm.category.delete")
def category_delete(call: Call) -> None:
    _deals_only(call)
    if not call.user.admin:
        raise RestError(400, "ACCESS_DENIED", "Access denied")
    _remove(call)


@method("crm.dealcategory.list")
def old_list(call: Call) -> Listed:
    rows = [_old_shape(row) for row in _sorted(call) if row.id]
    return Listed(rows, len(rows))


@method("crm.dealcategory.get")
def old_get(call: Call) -> dict[str, Any]:
    row = call.state(Crm).categories.get(number(call.get("id")))
    if row is None or not row.id:
        raise classic("Not found")
    return _old_shape(row)


@method("crm.dealcategory.add")
def old_add(call: Call) -> int:
    require_crm_admin(call)
    given = as_dict(call.get("fields"))
    return _add(call, str(given.get("NAME") or ""), number(given.get("SORT"), 500)).id


@method("crm.dealcategory.delete")
def old_delete(call: Call) -> bool:
    require_crm_admin(call)
    _remove(call)
    return True


@method("crm.dealcategory.default.get")
def old_default(call: Call) -> dict[str, Any]:
    return {"ID": 0, "NAME": call.state(Crm).categories[0].name}


@method("crm.dealcategory.stage.list")
def old_stages(call: Call) -> list[dict[str, Any]]:
    rows = call.state(Crm).dictionary(stage_entity(number(call.get("id"))))
    return [{"NAME": row.name, "SORT": str(row.sort), "STATUS_ID": row.code} for row in rows]


@method("crm.dealcategory.status")
def old_status(call: Call) -> str:
    return stage_entity(number(call.get("id")))


def _add(call: Call, name: str, sort: int) -> Category:
    """A pipeline with the usual stages in its own dictionary."""
    if not name:
        raise classic("The field 'name' is required.")
    crm = call.state(Crm)
    row = Category(crm.next_id("category"), name, sort, call.maker)
    crm.categories[row.id] = row
    for n, (code, title, color, semantics) in enumerate(STATUSES["DEAL_STAGE"], 1):
        status_id = crm.next_id("status")
        crm.statuses[status_id] = Status(
            status_id, stage_entity(row.id), stage_in(row.id, code), title, n * 10, bool(semantics or code == "NEW"),
            color, semantics, call.maker, row.id,
        )  # fmt: skip
    return row


def _remove(call: Call) -> None:
    crm, wanted = call.state(Crm), number(call.get("id"))
    if wanted not in crm.categories or not wanted:
        raise RestError(400, "NOT_FOUND", "Element not found")
    if any(record.values.get("CATEGORY_ID") == str(wanted) for record in crm.of("deal").values()):
        raise classic("The pipeline cannot be deleted: it has deals")
    del crm.categories[wanted]
    crm.statuses = {key: row for key, row in crm.statuses.items() if row.category != wanted}


def _deals_only(call: Call) -> None:
    wanted = number(call.get("entityTypeId"))
    if wanted in (1, 3, 4):
        raise RestError(400, "ENTITY_TYPE_NOT_SUPPORTED", f"Entity type {wanted} is not supported")
    if wanted != DEAL:
        raise RestError(400, "NOT_FOUND", "Smart process not found")


def _sorted(call: Call) -> list[Category]:
    return sorted(call.state(Crm).categories.values(), key=lambda row: (row.id != 0, row.sort, row.id))


def _new_shape(row: Category) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "sort": row.sort, "entityTypeId": DEAL, "isDefault": "N" if row.id else "Y",
        "originId": "", "originatorId": "",
    }  # fmt: skip


def _old_shape(row: Category) -> dict[str, Any]:
    return {"ID": str(row.id), "NAME": row.name, "SORT": str(row.sort), "IS_LOCKED": "N"}
