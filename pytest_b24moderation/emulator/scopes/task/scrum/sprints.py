"""Sprints. restdocs: api-reference/sonet-group/scrum/sprint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.task.scrum.backlogs import backlog_of
from pytest_b24moderation.emulator.scopes.task.scrum.epics import chosen
from pytest_b24moderation.emulator.scopes.task.scrum.state import (
    SPRINT,
    Place,
    fields_of,
    inside,
    integer,
    people,
    require_inside,
    scrum_of,
    types_told,
)
from pytest_b24moderation.emulator.scopes.task.tasks.access import refusal
from pytest_b24moderation.emulator.scopes.task.tasks.state import DONE, Tasks

STATUSES = ("active", "planned", "completed")
FIELDS = {
    "groupId": "integer", "name": "string", "sort": "integer", "createdBy": "integer", "modifiedBy": "integer",
    "dateStart": "string", "dateEnd": "string", "status": "string",
}  # fmt: skip
SHOWN = ("id", "groupId", "entityType", "name", "goal", "sort", "createdBy", "modifiedBy", "dateStart", "dateEnd",
         "status")  # fmt: skip
LATEST = 4_000_000_000


@method("tasks.api.scrum.sprint.getFields")
def get_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return types_told(FIELDS)


@method("tasks.api.scrum.sprint.add")
def add(call: Call) -> dict[str, Any]:
    given, scrum = fields_of(call), scrum_of(call)
    group = number(given.get("groupId"))
    require_inside(call, group)
    if not str(given.get("name") or "").strip():
        raise refusal("0", "Sprint not created")
    now = call.portal.iso()
    facts: dict[str, Any] = {
        "id": 0, "groupId": group, "entityType": SPRINT, "name": "", "goal": "", "sort": 1,
        "createdBy": call.user.id, "modifiedBy": call.user.id, "dateStart": now, "dateEnd": now, "status": "planned",
    }  # fmt: skip
    _write(call, facts, given)
    facts["id"] = scrum.next_id("place")
    scrum.places[facts["id"]] = Place(facts["id"], SPRINT, group, facts, call.maker)
    return facts


@method("tasks.api.scrum.sprint.get")
def get(call: Call) -> dict[str, Any]:
    return sprint_of(call, integer(call, "sprintId" if call.get("id") is None else "id")).facts


@method("tasks.api.scrum.sprint.update")
def update(call: Call) -> dict[str, Any]:
    row, given = sprint_of(call, integer(call)), fields_of(call)
    facts = dict(row.facts)
    if number(given.get("groupId")):
        require_inside(call, number(given["groupId"]))
        facts["groupId"] = number(given["groupId"])
    facts["modifiedBy"] = call.user.id
    _write(call, facts, given)
    _only_one_active(call, row, facts)
    row.facts, row.group = facts, facts["groupId"]
    return facts


@method("tasks.api.scrum.sprint.delete")
def delete(call: Call) -> list[Any]:
    """Its tasks go to the backlog."""
    row, scrum = sprint_of(call, integer(call)), scrum_of(call)
    _to_backlog(call, row, scrum.tasks_in(row.id))
    del scrum.places[row.id]
    scrum.columns = {key: one for key, one in scrum.columns.items() if one.sprint != row.id}
    return []


@method("tasks.api.scrum.sprint.list")
def sprint_list(call: Call) -> list[dict[str, Any]]:
    places = scrum_of(call).places.values()
    return chosen(call, [row.facts for row in places if row.kind == SPRINT and inside(call, row.group)], SHOWN)


@method("tasks.api.scrum.sprint.start")
def start(call: Call) -> dict[str, Any]:
    """Its tasks come onto the Kanban; those that are done already go to the backlog."""
    row, scrum = sprint_of(call, integer(call)), scrum_of(call)
    if row.facts["status"] != "planned":
        raise refusal("0", "Sprint must be planned")
    _only_one_active(call, row, row.facts | {"status": "active"})
    tasks = scrum.tasks_in(row.id)
    _to_backlog(call, row, [task for task in tasks if _done(call, task)])
    first = scrum.stages(row.id, call.maker)[0]
    for task in scrum.tasks_in(row.id):
        scrum.items[task].stage = first.id
    row.facts |= {"status": "active", "dateStart": call.portal.iso()}
    return row.facts


@method("tasks.api.scrum.sprint.complete")
def complete(call: Call) -> dict[str, Any]:
    """The group's active sprint ends; what is not done goes to the backlog."""
    group, scrum = integer(call), scrum_of(call)
    require_inside(call, group)
    rows = scrum.places.values()
    row = next((one for one in rows if one.group == group and one.facts.get("status") == "active"), None)
    if row is None:
        raise refusal("0", "Sprint not found")
    _to_backlog(call, row, [task for task in scrum.tasks_in(row.id) if not _done(call, task)])
    row.facts |= {"status": "completed", "dateEnd": call.portal.iso()}
    return row.facts


def sprint_of(call: Call, sprint_id: int) -> Place:
    """The sprint, where there is one that the caller may work in."""
    row = scrum_of(call).places.get(sprint_id)
    if row is None or row.kind != SPRINT:
        raise refusal("0", "Sprint not found")
    require_inside(call, row.group)
    return row


def _done(call: Call, task: int) -> bool:
    return bool(call.state(Tasks).rows[task].values["STATUS"] == DONE)


def _to_backlog(call: Call, row: Place, tasks: list[int]) -> None:
    if not tasks:
        return
    backlog = backlog_of(call, row.group)
    if backlog is None:
        raise refusal("0", "Sprint items have not been moved to backlog")
    for task in tasks:
        scrum_of(call).put(call.portal, task, backlog)


def _only_one_active(call: Call, row: Place, facts: dict[str, Any]) -> None:
    others = [one for one in scrum_of(call).places.values() if one is not row and one.group == facts["groupId"]]
    if facts["status"] == "active" and any(one.facts.get("status") == "active" for one in others):
        raise refusal("0", "Unable to add two active sprint")


def _write(call: Call, facts: dict[str, Any], given: dict[str, Any]) -> None:
    facts |= people(call, given)
    for name in ("name", "goal"):
        if given.get(name) is not None:
            facts[name] = str(given[name])
    if "sort" in given:
        facts["sort"] = number(given["sort"])
    if given.get("status") is not None:
        if given["status"] not in STATUSES:
            raise refusal("0", "Incorrect sprint status")
        facts["status"] = given["status"]
    for name in ("dateStart", "dateEnd"):
        if given.get(name) is not None:
            facts[name] = _date(call, str(given[name]))
            if not facts[name]:
                raise refusal("0", f"Incorrect {name} format")


def _date(call: Call, text: str) -> str:
    if text.isdecimal():
        at = number(text)
        return datetime.fromtimestamp(at, call.portal.zone).isoformat() if at < LATEST else ""
    return moment(text, call.portal.zone)
