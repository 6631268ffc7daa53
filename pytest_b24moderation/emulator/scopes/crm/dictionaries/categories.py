"""Pipelines, by the new and the old methods. restdocs: crm/universal/category, crm/outdated/category-old."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.rest.params import as_dict, number, truth
from pytest_b24moderation.emulator.scopes.crm.access import require_crm_admin, require_universal_admin
from pytest_b24moderation.emulator.scopes.crm.items.words import described_word
from pytest_b24moderation.emulator.scopes.crm.kind import Kind
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_asked, not_supported
from pytest_b24moderation.emulator.scopes.crm.russian import seeded
from pytest_b24moderation.emulator.scopes.crm.stages import stage_entity
from pytest_b24moderation.emulator.scopes.crm.state import Category, Crm
from pytest_b24moderation.emulator.selection import ordered

DEAL = 2
FIELDS = {
    "id": "integer", "name": "string", "sort": "integer", "entityTypeId": "integer", "isDefault": "boolean",
    "originId": "string", "originatorId": "string",
}  # fmt: skip
NOT_FOUND = RestError(400, "NOT_FOUND", "Element not found")


@method("crm.category.list")
def category_list(call: Call) -> Listed:
    kind = _kind(call)
    rows = [_new_shape(row) for row in call.state(Crm).categories_of(kind.type_id)]
    return Listed({"categories": rows}, len(rows))


@method("crm.category.get")
def category_get(call: Call) -> dict[str, Any]:
    return {"category": _new_shape(_find(call, _kind(call)))}


@method("crm.category.fields")
def category_fields(call: Call) -> dict[str, Any]:
    deal = _kind(call).type_id == DEAL
    return {
        "fields": {
            name: described_word(name, kind, required=name == "entityTypeId",
                                 read_only=name in ("id", "entityTypeId", "isDefault"))
            for name, kind in FIELDS.items() if deal or not name.startswith("origin")
        }
    }  # fmt: skip


@method("crm.category.add")
def category_add(call: Call) -> dict[str, Any]:
    kind = _kind(call)
    require_universal_admin(call)
    given = as_dict(call.get("fields"))
    if not str(given.get("name") or ""):
        raise RestError(400, "0", "Field 'NAME' is required")
    row = _add(call, kind.type_id, str(given["name"]), number(given.get("sort"), 500))
    _write(call, row, given)
    return {"category": _new_shape(row)}


@method("crm.category.update")
def category_update(call: Call) -> dict[str, Any]:
    row = _find(call, _kind(call))
    require_universal_admin(call)
    _write(call, row, as_dict(call.get("fields")))
    return {"category": _new_shape(row)}


@method("crm.category.delete")
def category_delete(call: Call) -> None:
    kind = _kind(call)
    row = _find(call, kind)
    require_universal_admin(call)
    used = any(one.values.get("CATEGORY_ID") == str(row.id) for one in call.state(Crm).of(kind.name).values())
    if kind.type_id == DEAL and (row.default or not row.id):
        raise RestError(400, "0", "Default deal category cannot be deleted")
    if kind.type_id == DEAL and used:
        raise RestError(400, "0", f"Deals related to the funnel {row.name} found")
    if row.default:
        raise RestError(400, "BX_ERROR", "This funnel is the default funnel")
    if used:
        raise RestError(400, "BX_ERROR", "Elements related to the funnel found")
    _remove(call, row)


@method("crm.dealcategory.list")
def old_list(call: Call) -> Listed:
    rows = [_old_shape(row) for row in call.state(Crm).categories_of(DEAL) if row.id]
    return Listed(ordered(rows, as_dict(call.get("order")), "SORT"), len(rows))


@method("crm.dealcategory.get")
def old_get(call: Call) -> dict[str, Any]:
    return _old_shape(_old(call))


@method("crm.dealcategory.add")
def old_add(call: Call) -> int:
    require_crm_admin(call)
    given = as_dict(call.get("fields"))
    if not str(given.get("NAME") or ""):
        raise classic("The field 'NAME' is required.")
    return _add(call, DEAL, str(given["NAME"]), number(given.get("SORT"), 500)).id


@method("crm.dealcategory.update")
def old_update(call: Call) -> bool:
    require_crm_admin(call)
    given = as_dict(call.get("fields"))
    _write(call, _old(call), {"name": given.get("NAME"), "sort": given.get("SORT")})
    return True


@method("crm.dealcategory.delete")
def old_delete(call: Call) -> bool:
    require_crm_admin(call)
    row = _old(call)
    if any(record.values.get("CATEGORY_ID") == str(row.id) for record in call.state(Crm).of("deal").values()):
        raise classic("The pipeline cannot be deleted: it has deals")
    _remove(call, row)
    return True


@method("crm.dealcategory.fields")
def old_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    kinds = {"ID": "integer", "CREATED_DATE": "date", "NAME": "string", "IS_LOCKED": "char", "SORT": "integer"}
    return {
        name: {"type": kind, "isRequired": name == "NAME", "isReadOnly": name in ("ID", "CREATED_DATE", "IS_LOCKED"),
               "isImmutable": False, "isMultiple": False, "isDynamic": False}
        for name, kind in kinds.items()
    }  # fmt: skip


@method("crm.dealcategory.default.get")
def old_default(call: Call) -> dict[str, Any]:
    return {"ID": 0, "NAME": call.state(Crm).categories[0].name}


@method("crm.dealcategory.default.set")
def old_default_set(call: Call) -> bool:
    """The general pipeline's name; which one is the default does not change."""
    require_crm_admin(call)
    name = call.text("name").strip()
    if not name:
        raise classic("The parameter 'name' is required.")
    call.state(Crm).categories[0].name = name
    return True


@method("crm.dealcategory.stage.list")
def old_stages(call: Call) -> list[dict[str, Any]]:
    rows = call.state(Crm).dictionary(stage_entity(number(call.get("id"))))
    return [{"NAME": row.name, "SORT": str(row.sort), "STATUS_ID": row.code} for row in rows]


@method("crm.dealcategory.status")
def old_status(call: Call) -> str:
    return stage_entity(number(call.get("id")))


def _add(call: Call, entity_type: int, name: str, sort: int) -> Category:
    """A pipeline with the usual stages in its own dictionary."""
    crm = call.state(Crm)
    row = Category(crm.next_id("category"), name, sort, call.maker, entity_type)
    if entity_type == DEAL:
        return crm.add_category(row, seeded(call.portal.language, "DEAL_STAGE"))
    kind = kind_asked(call)
    return crm.add_category(row, seeded(call.portal.language, "SMART") if kind.stage else (), kind.dictionary)


def _write(call: Call, row: Category, given: dict[str, Any]) -> None:
    row.name = str(given.get("name") or row.name)
    row.sort = number(given.get("sort"), row.sort)
    row.origin = (str(given.get("originId") or row.origin[0]), str(given.get("originatorId") or row.origin[1]))
    if row.entity_type != DEAL and truth(given.get("isDefault")):
        for other in call.state(Crm).categories_of(row.entity_type):
            other.default = other is row


def _remove(call: Call, row: Category) -> None:
    crm = call.state(Crm)
    del crm.categories[row.id]
    crm.statuses = {key: status for key, status in crm.statuses.items() if status.category != row.id}


def _kind(call: Call) -> Kind:
    kind = kind_asked(call)
    if kind.type_id in (1, 3, 4, 7):
        raise not_supported(kind.type_id)
    return kind


def _find(call: Call, kind: Kind) -> Category:
    row = call.state(Crm).categories.get(number(call.get("id"), -1))
    if row is None or row.entity_type != kind.type_id:
        raise NOT_FOUND
    return row


def _old(call: Call) -> Category:
    row = call.state(Crm).categories.get(number(call.get("id")))
    if row is None or not row.id or row.entity_type != DEAL:
        raise classic("Not found")
    return row


def _new_shape(row: Category) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": row.id, "name": row.name, "sort": row.sort, "entityTypeId": row.entity_type,
        "isDefault": "Y" if row.default else "N",
    }  # fmt: skip
    if row.entity_type == DEAL:
        return shape | {"originId": row.origin[0], "originatorId": row.origin[1]}
    return shape | {"isSystem": "N", "code": ""}


def _old_shape(row: Category) -> dict[str, Any]:
    return {"ID": str(row.id), "NAME": row.name, "SORT": str(row.sort), "IS_LOCKED": "N"}
