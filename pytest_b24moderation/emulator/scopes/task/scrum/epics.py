"""Epics. restdocs: api-reference/sonet-group/scrum/epic."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import camel
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.task.scrum.state import (
    Epic,
    fields_of,
    inside,
    integer,
    people,
    require_inside,
    scrum_of,
    types_told,
)
from pytest_b24moderation.emulator.scopes.task.tasks.access import refusal
from pytest_b24moderation.emulator.selection import matches, ordered, split_key

FIELDS = {
    "name": "string", "description": "string", "groupId": "integer", "color": "string", "files": "array",
    "createdBy": "integer", "modifiedBy": "integer",
}  # fmt: skip
SHOWN = ("id", "groupId", "name", "description", "createdBy", "modifiedBy", "color")
SIZE = 50


@method("tasks.api.scrum.epic.getFields")
def get_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return types_told(FIELDS)


@method("tasks.api.scrum.epic.add")
def add(call: Call) -> dict[str, Any]:
    given, scrum = fields_of(call), scrum_of(call)
    group = number(given.get("groupId"))
    if not group or call.portal.ask("sonet.group", id=group, user=call.user) is None:
        raise refusal("0", "Group is not found")
    if not str(given.get("name") or "").strip():
        raise refusal("0", "Name is not found")
    require_inside(call, group)
    facts: dict[str, Any] = {"id": 0, "groupId": group, "name": "", "description": "", "createdBy": call.user.id,
             "modifiedBy": call.user.id, "color": "#69dafc"} | people(call, given)  # fmt: skip
    facts["id"] = scrum.next_id("epic")
    row = scrum.epics[facts["id"]] = Epic(facts["id"], facts, call.maker)
    _write(row, given)
    return facts


@method("tasks.api.scrum.epic.get")
def get(call: Call) -> dict[str, Any]:
    return _found(call).facts


@method("tasks.api.scrum.epic.update")
def update(call: Call) -> dict[str, Any]:
    row, given = _found(call), fields_of(call)
    group = number(given.get("groupId"))
    if group:
        require_inside(call, group)
        row.facts["groupId"] = group
    row.facts |= {"modifiedBy": call.user.id} | people(call, given)
    _write(row, given)
    return row.facts


@method("tasks.api.scrum.epic.delete")
def delete(call: Call) -> list[Any]:
    """Its tasks go on without an epic."""
    row, scrum = _found(call), scrum_of(call)
    del scrum.epics[row.id]
    for item in scrum.items.values():
        if item.facts["epicId"] == row.id:
            item.facts["epicId"] = 0
    return []


@method("tasks.api.scrum.epic.list")
def epic_list(call: Call) -> list[dict[str, Any]]:
    rows = [row.facts for row in scrum_of(call).epics.values() if inside(call, row.facts["groupId"])]
    return chosen(call, rows, SHOWN)


def chosen(call: Call, rows: list[dict[str, Any]], names: tuple[str, ...]) -> list[dict[str, Any]]:
    """A page of rows by `filter`, `order`, `select`, whose names may be of either case."""
    wanted = {}
    for key, value in as_dict(call.get("filter")).items():
        prefix, name = split_key(key)
        wanted[prefix + _name(name)] = value
    order = {_name(key): way for key, way in as_dict(call.get("order")).items()}
    found = ordered([row for row in rows if matches(row, wanted)], order, "id")
    select = [_name(str(one)) for one in as_list(call.get("select"))]
    keep = [name for name in names if not select or "*" in select or name in select]
    start = max(number(call.get("start")), 0)
    return [{name: row[name] for name in keep} for row in found[start : start + SIZE]]


def _name(name: str) -> str:
    return camel(name) if name.upper() == name else name


def _write(row: Epic, given: dict[str, Any]) -> None:
    for name in ("name", "description", "color"):
        if given.get(name) is not None:
            row.facts[name] = str(given[name])


def _found(call: Call) -> Epic:
    row = scrum_of(call).epics.get(integer(call))
    if row is None:
        raise refusal("0", "Epic not found")
    require_inside(call, row.facts["groupId"])
    return row
