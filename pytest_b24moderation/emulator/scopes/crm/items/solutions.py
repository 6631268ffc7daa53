"""Digital workplaces: `crm.automatedsolution.*`. restdocs: api-reference/crm/automated-solution"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.items.words import described_word
from pytest_b24moderation.emulator.scopes.crm.state import Crm, Solution
from pytest_b24moderation.emulator.selection import matches, ordered, split_key


@method("crm.automatedsolution.add")
def solution_add(call: Call) -> dict[str, Any]:
    _admin(call)
    given, crm = as_dict(call.get("fields")), call.state(Crm)
    if not str(given.get("title") or "").strip():
        raise _empty()
    row = Solution(crm.next_id("solution"), str(given["title"]), call.maker)
    crm.solutions[row.id] = row
    _link(crm, row, given)
    return {"automatedSolution": _shown(crm, row)}


@method("crm.automatedsolution.update")
def solution_update(call: Call) -> dict[str, Any]:
    _admin(call)
    given, crm, row = as_dict(call.get("fields")), call.state(Crm), _find(call)
    if "title" in given:
        if not str(given["title"] or "").strip():
            raise _empty()
        row.title = str(given["title"])
    _link(crm, row, given)
    return {"automatedSolution": _shown(crm, row)}


@method("crm.automatedsolution.get")
def solution_get(call: Call) -> dict[str, Any]:
    _admin(call)
    return {"automatedSolution": _shown(call.state(Crm), _find(call))}


@method("crm.automatedsolution.list")
def solution_list(call: Call) -> Listed:
    _admin(call)
    crm, wanted, order = call.state(Crm), as_dict(call.get("filter")), as_dict(call.get("order"))
    for name in [split_key(key)[1] for key in wanted if key.lower() != "logic" and not key.isdecimal()] + list(order):
        if name not in ("id", "title"):
            raise RestError(400, "INVALID_ARG_VALUE", f"Invalid field '{name}'")
    rows = [row for row in (_shown(crm, one) for one in crm.solutions.values()) if matches(row, wanted)]
    found = page(call, ordered(rows, order, "id"))
    return Listed({"automatedSolutions": found.rows}, found.total, found.next)


@method("crm.automatedsolution.delete")
def solution_delete(call: Call) -> None:
    _admin(call)
    row, crm = _find(call), call.state(Crm)
    if _types(crm, row):
        text = "Cannot delete the workplace that has SPAs. Move them to another workplace"
        raise RestError(400, "HAS_BOUND_TYPES", text)
    del crm.solutions[row.id]


@method("crm.automatedsolution.fields")
def solution_fields(call: Call) -> dict[str, Any]:
    _admin(call)
    types = described_word("typeIds", "crm_dynamic_type") | {"isMultiple": True}
    return {
        "id": described_word("id", "integer", read_only=True),
        "title": described_word("title", "string", required=True),
        "typeIds": types,
    }


def _link(crm: Crm, row: Solution, given: dict[str, Any]) -> None:
    """`typeIds` names all smart processes of the workplace; those left out return to the CRM."""
    if "typeIds" not in given:
        return
    wanted = {number(one) for one in as_list(given["typeIds"])}
    for smart in crm.types.values():
        if smart.id in wanted:
            smart.solution = row.id
        elif smart.solution == row.id:
            smart.solution = 0


def _types(crm: Crm, row: Solution) -> list[int]:
    return [smart.id for smart in crm.types.values() if smart.solution == row.id]


def _shown(crm: Crm, row: Solution) -> dict[str, Any]:
    return {"id": row.id, "title": row.title, "typeIds": _types(crm, row)}


def _find(call: Call) -> Solution:
    row = call.state(Crm).solutions.get(number(call.get("id")))
    if row is None:
        raise RestError(400, "NOT_FOUND", "Digital workplace with such id not found")
    return row


def _empty() -> RestError:
    return RestError(400, "BX_EMPTY_REQUIRED", "The required field 'Title' is not filled")


def _admin(call: Call) -> None:
    if not call.user.admin:
        raise RestError(400, "ACCESS_DENIED", "Insufficient permissions")
