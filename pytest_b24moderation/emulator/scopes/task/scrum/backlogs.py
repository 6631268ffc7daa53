"""Backlogs, and tasks in Scrum. restdocs: api-reference/sonet-group/scrum/backlog, task."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Maker
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.task.scrum.state import (
    BACKLOG,
    Item,
    Place,
    Scrum,
    fields_of,
    inside,
    integer,
    is_scrum,
    people,
    require_inside,
    scrum_of,
)
from pytest_b24moderation.emulator.scopes.task.tasks.access import readable, refusal
from pytest_b24moderation.emulator.scopes.task.tasks.state import Task


def backlog_of(call: Call, group: int) -> Place | None:
    """The group's backlog; a Scrum group always has one."""
    scrum = scrum_of(call)
    found = scrum.backlog(group)
    return _new(scrum, group, call.user.id, PORTAL) if found is None and is_scrum(call, group) else found


@method("tasks.api.scrum.backlog.getFields")
def get_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return {"fields": {name: {"type": "integer"} for name in ("groupId", "createdBy", "modifiedBy")}}


@method("tasks.api.scrum.backlog.add")
def add(call: Call) -> dict[str, Any]:
    given, scrum = fields_of(call), scrum_of(call)
    group = number(given.get("groupId"))
    if not group:
        raise refusal("0", "Group id not found")
    require_inside(call, group)
    if backlog_of(call, group) is not None:
        raise refusal("0", "Backlog already added")
    found = people(call, given)
    row = _new(scrum, group, call.user.id, call.maker)
    row.facts |= found
    return row.facts


@method("tasks.api.scrum.backlog.get")
def get(call: Call) -> dict[str, Any]:
    group = integer(call, "id", "Group id not found")
    require_inside(call, group)
    row = backlog_of(call, group)
    if row is None:
        raise refusal("0", "Backlog not found")
    return row.facts


@method("tasks.api.scrum.backlog.update")
def update(call: Call) -> dict[str, Any]:
    row, given, scrum = _found(call), fields_of(call), scrum_of(call)
    group = number(given.get("groupId")) or row.group
    if group != row.group:
        require_inside(call, group)
        if scrum.tasks_in(row.id):
            raise refusal("0", "It is forbidden move a backlog with items")
        if backlog_of(call, group) is not None:
            raise refusal("0", "The target group already has a backlog")
    row.facts |= people(call, given) | {"groupId": group}
    row.group = group
    return row.facts


@method("tasks.api.scrum.backlog.delete")
def delete(call: Call) -> list[Any]:
    row, scrum = _found(call), scrum_of(call)
    if scrum.tasks_in(row.id):
        raise refusal("0", "It is forbidden remove a backlog with items")
    del scrum.places[row.id]
    return []


@method("tasks.api.scrum.task.getFields")
def task_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    names = ("entityId", "storyPoints", "epicId", "sort", "createdBy", "modifiedBy")
    return {"fields": {name: {"type": "string" if name == "storyPoints" else "integer"} for name in names}}


@method("tasks.api.scrum.task.get")
def task_get(call: Call) -> dict[str, Any]:
    item = scrum_of(call).items.get(_task(call).id)
    if item is None:
        raise refusal("0", "Task not found")
    return {"entityId": item.place} | item.facts


@method("tasks.api.scrum.task.update")
def task_update(call: Call) -> bool:
    """Put a task of the group into Scrum, or change where and what it is there."""
    task, given, scrum = _task(call), fields_of(call), scrum_of(call)
    require_inside(call, task.group)
    epic = number(given.get("epicId"))
    if epic and epic not in scrum.epics:
        raise refusal("0", "Epic not found")
    wanted = number(given.get("entityId"))
    item = scrum.items.get(task.id)
    place = scrum.places.get(wanted or (item.place if item else 0)) or (
        None if wanted else backlog_of(call, task.group)
    )
    if place is None or not inside(call, place.group):
        raise refusal("0", "Item not created")
    if item is None:
        facts = {"storyPoints": "", "epicId": 0, "sort": 1, "createdBy": call.user.id, "modifiedBy": call.user.id}
        item = scrum.items[task.id] = Item(place.id, facts)
    if "storyPoints" in given:
        item.facts["storyPoints"] = str(given["storyPoints"])
    for name in ("epicId", "sort"):
        if name in given:
            item.facts[name] = number(given[name])
    item.facts["modifiedBy"] = call.user.id
    task.values["GROUP_ID"] = str(place.group)
    scrum.put(call.portal, task.id, place)
    return True


def _new(scrum: Scrum, group: int, by: int, maker: Maker) -> Place:
    key = scrum.next_id("place")
    facts = {"id": key, "groupId": group, "createdBy": by, "modifiedBy": 0}
    row = scrum.places[key] = Place(key, BACKLOG, group, facts, maker)
    return row


def _found(call: Call) -> Place:
    row = scrum_of(call).places.get(integer(call, "id", "Backlog id not found"))
    if row is None or row.kind != BACKLOG:
        raise refusal("0", "Backlog not found")
    require_inside(call, row.group)
    return row


def _task(call: Call) -> Task:
    task = readable(call, integer(call))
    if task is None:
        raise refusal("0", "Task not found")
    return task
