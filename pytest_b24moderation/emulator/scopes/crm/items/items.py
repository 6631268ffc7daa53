"""`crm.item.*`: records of every kind. restdocs: api-reference/crm/universal/crm-item-*.md"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.crm.access import denied, may_read, may_write
from pytest_b24moderation.emulator.scopes.crm.items.shape import Shape, shape_of
from pytest_b24moderation.emulator.scopes.crm.items.writing import write_item
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, Record
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_asked
from pytest_b24moderation.emulator.scopes.crm.methods import choose
from pytest_b24moderation.emulator.scopes.crm.records import remove
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import split_key

MOST = 20
DEEPEST = 20


@method("crm.item.fields")
def item_fields(call: Call) -> dict[str, Any]:
    shape = _shape(call)
    category = number(call.get("categoryId"))
    if not category and shape.kind.pipelines and shape.kind.name != "deal":
        category = next((row.id for row in call.state(Crm).categories_of(shape.kind.type_id)), 0)
    return {"fields": shape.described(category)}


@method("crm.item.get")
def item_get(call: Call) -> dict[str, Any]:
    shape = _shape(call)
    return {"item": shape.shown(call, find_item(call, shape.kind))}


@method("crm.item.list")
def item_list(call: Call) -> Listed:
    shape = _shape(call)
    wanted = _filter(shape, as_dict(call.get("filter")), 0)
    order = _order(shape, as_dict(call.get("order")))
    found = choose(call, shape.kind, wanted, order, lambda name: True)  # noqa: ARG005
    names = {str(one) for one in as_list(call.get("select"))} - {""}
    rows = [shape.shown(call, record) for record in found.rows]
    if names and "*" not in names:
        rows = [{name: value for name, value in row.items() if name in names or name == "id"} for row in rows]
    return Listed({"items": rows}, found.total, found.next)


@method("crm.item.add")
def item_add(call: Call) -> dict[str, Any]:
    shape = _shape(call)
    return {"item": shape.shown(call, write_item(call, shape, None, _fields(call)))}


@method("crm.item.update")
def item_update(call: Call) -> dict[str, Any]:
    shape = _shape(call)
    record = find_item(call, shape.kind, write=True)
    return {"item": shape.shown(call, write_item(call, shape, record, _fields(call)))}


@method("crm.item.delete")
def item_delete(call: Call) -> list[Any]:
    kind = kind_asked(call)
    remove(call, kind, find_item(call, kind, write=True))
    return []


@method("crm.item.import")
def item_import(call: Call) -> dict[str, Any]:
    """Like `add`; facts of the past (createdTime and the like) are taken from administrators."""
    return {"item": {"id": write_item(call, _shape(call), None, _fields(call), imported=True).id}}


@method("crm.item.batchImport")
def item_batch_import(call: Call) -> dict[str, Any]:
    shape, data = _shape(call), as_list(call.get("data"))
    if len(data) > MOST:
        raise RestError(400, "MAX_IMPORT_BATCH_SIZE_EXCEEDED", f"You cannot import more than {MOST} items")
    items: list[dict[str, Any]] = []
    for given in data:
        try:
            items.append({"item": {"id": write_item(call, shape, None, as_dict(given), imported=True).id}})
        except RestError as problem:
            items.append({"error": problem.code, "error_description": problem.text})
    return {"items": items}


def find_item(call: Call, kind: Kind, *, write: bool = False) -> Record:
    """The record that the call's `id` names, with the universal methods' errors."""
    record = call.state(Crm).of(kind.name).get(number(call.get("id")))
    if record is None:
        raise RestError(400, "NOT_FOUND", "Element not found")
    if not (may_write if write else may_read)(call.portal, call.user, record):
        raise denied() if write else RestError(400, "ACCESS_denied()", "You do not have permission to view this item")
    return record


def _shape(call: Call) -> Shape:
    return shape_of(call.state(Crm), kind_asked(call), original=truth(call.get("useOriginalUfNames")))


def _fields(call: Call) -> dict[str, Any]:
    given = call.get("fields")
    if given is None:
        raise parameter_missing("fields")
    return as_dict(given)


def _filter(shape: Shape, wanted: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """The filter in classic names; INVALID_ARG_VALUE for a field that there is not."""
    found: dict[str, Any] = {}
    for key, value in wanted.items():
        if key.lower() == "logic":
            found["LOGIC"] = value
        elif key.isdecimal() and isinstance(value, dict | list):
            if depth < DEEPEST:
                found[key] = _filter(shape, as_dict(value), depth + 1)
        else:
            prefix, name = split_key(key)
            found[prefix + _classic(shape, name, "filter")] = value
    return found


def _order(shape: Shape, order: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, way in order.items():
        classic = _classic(shape, name, "order")
        if str(way).upper() not in ("ASC", "DESC"):
            text = f"Invalid order: allowed sort directions are `ASC, DESC`. But got '{way}' for field '{name}'"
            raise RestError(400, "INVALID_ARG_VALUE", text)
        found[classic] = str(way).upper()
    return found


def _classic(shape: Shape, name: str, where: str) -> str:
    if name in shape.users or name in shape.classic.values():  # `upperName` of crm.item.fields
        return name
    if name not in shape.classic:
        raise RestError(400, "INVALID_ARG_VALUE", f"Invalid {where}: field '{name}' is not allowed in {where}")
    return shape.classic[name]
