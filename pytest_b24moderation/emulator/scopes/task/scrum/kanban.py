"""The Kanban of a sprint. restdocs: api-reference/sonet-group/scrum/kanban."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.task.scrum.sprints import sprint_of
from pytest_b24moderation.emulator.scopes.task.scrum.state import (
    Column,
    Place,
    fields_of,
    integer,
    scrum_of,
    types_told,
)
from pytest_b24moderation.emulator.scopes.task.tasks.access import readable, refusal

FIELDS = {"name": "string", "sort": "integer", "type": "string", "sprintId": "integer", "color": "string"}
KINDS = ("NEW", "WORK", "FINISH")
NO_TASK = "Task not found. The task must be with GROUP_ID"


@method("tasks.api.scrum.kanban.getFields")
def get_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return types_told(FIELDS)


@method("tasks.api.scrum.kanban.getStages")
def get_stages(call: Call) -> list[dict[str, Any]]:
    row = _sprint(call)
    return [
        {"id": str(one.id), "name": one.name, "sort": str(one.sort), "type": one.kind, "sprintId": str(one.sprint),
         "color": one.color}
        for one in scrum_of(call).stages(row.id, call.maker)
    ]  # fmt: skip


@method("tasks.api.scrum.kanban.addStage")
def add_stage(call: Call) -> int:
    given, scrum = fields_of(call), scrum_of(call)
    if not number(given.get("sprintId")):
        raise refusal("0", "Sprint id not found")
    sprint = sprint_of(call, number(given["sprintId"]))
    name = given.get("name")
    if not isinstance(name, str) or not name.strip():
        raise refusal("0", "Incorrect name format")
    sort = number(given.get("sort")) or (scrum.stages(sprint.id, call.maker)[-1].sort + 100)
    kind = given["type"] if given.get("type") in KINDS else "WORK"
    color = str(given.get("color") or "47D1E2").lstrip("#")
    return scrum.add_stage(sprint.id, name, sort, kind, color, call.maker).id


@method("tasks.api.scrum.kanban.updateStage")
def update_stage(call: Call) -> bool:
    row, given = _stage(call), fields_of(call)
    if "sprintId" in given:
        if number(given["sprintId"]) not in scrum_of(call).places:
            raise refusal("0", "Incorrect sprintId value")
        row.sprint = sprint_of(call, number(given["sprintId"])).id
    row.name = str(given.get("name") or row.name)
    row.kind = given["type"] if given.get("type") in KINDS else row.kind
    row.sort = number(given.get("sort")) or row.sort
    row.color = str(given.get("color") or row.color).lstrip("#")
    return True


@method("tasks.api.scrum.kanban.deleteStage")
def delete_stage(call: Call) -> bool:
    row, scrum = _stage(call), scrum_of(call)
    if any(item.stage == row.id for item in scrum.items.values()):
        raise refusal("0", "Stage has tasks")
    del scrum.columns[row.id]
    return True


@method("tasks.api.scrum.kanban.addTask")
def add_task(call: Call) -> bool:
    sprint_id, task_id = (
        integer(call, "sprintId", "Sprint id not found"),
        integer(call, "taskId", "TaskId id not found"),
    )
    stage_id, scrum = integer(call, "stageId", "StageId id not found"), scrum_of(call)
    sprint = sprint_of(call, sprint_id)
    stage = scrum.columns.get(stage_id)
    if stage is None or stage.sprint != sprint.id:
        raise refusal("0", "Stage not found")
    _task(call, sprint, task_id)
    scrum.put(call.portal, task_id, sprint)
    scrum.items[task_id].stage = stage.id
    return True


@method("tasks.api.scrum.kanban.deleteTask")
def delete_task(call: Call) -> bool:
    """The task stays in its sprint, off the Kanban."""
    sprint_id, task_id = (
        integer(call, "sprintId", "Sprint id not found"),
        integer(call, "taskId", "TaskId id not found"),
    )
    _task(call, sprint_of(call, sprint_id), task_id)
    scrum_of(call).items[task_id].stage = 0
    return True


def _task(call: Call, sprint: Place, task_id: int) -> None:
    task = readable(call, task_id)
    if task is None or task.group != sprint.group or task_id not in scrum_of(call).items:
        raise refusal("0", NO_TASK)


def _sprint(call: Call) -> Place:
    return sprint_of(call, integer(call, "sprintId", "Sprint id not found"))


def _stage(call: Call) -> Column:
    row = scrum_of(call).columns.get(integer(call, "stageId", "Stage id not found"))
    if row is None:
        raise refusal("0", "Stage not found")
    sprint_of(call, row.sprint)
    return row
