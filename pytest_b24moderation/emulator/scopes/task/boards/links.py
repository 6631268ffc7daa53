"""Dependencies of tasks, the plan of the day, files.

restdocs: api-reference/tasks/task-dependence-add.md, planner, tasks-task-files-attach.md.
"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import core, parameter_missing, parameter_wrong
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.task.tasks.access import (
    INTERNAL,
    actions,
    may_read,
    readable,
    refusal,
    task_id,
)
from pytest_b24moderation.emulator.scopes.task.tasks.records import touched
from pytest_b24moderation.emulator.scopes.task.tasks.state import Task, Tasks

LINKS = (0, 1, 2, 3)


@method("task.dependence.add")
def add(call: Call) -> list[Any]:
    first, second = _pair(call, "Unable to add a link between tasks")
    kind = number(call.get("linkType"), -1)
    if first is second or kind not in LINKS:
        raise refusal("ACTION_NOT_ALLOWED", "Unable to add a link between tasks")
    if first.id in second.links or second.id in first.links:
        raise refusal("ILLEGAL_NEW_LINK", "A link between tasks already exists")
    second.links[first.id] = kind
    return []


@method("task.dependence.delete")
def delete(call: Call) -> list[Any]:
    first, second = _pair(call, "It is not possible to delete the dependency between tasks")
    if second.links.pop(first.id, None) is None:
        raise refusal("ILLEGAL_NEW_LINK", "The dependency between tasks does not exist")
    return []


@method("task.planner.getlist")
def planner(call: Call) -> list[int]:
    """The tasks of the caller's plan of the day."""
    state = call.state(Tasks)
    return [task for task in state.day_plans.get(call.user.id, []) if task in state.rows]


@act("plan-task")
def plan_task(portal: Portal, user: User, task: int) -> None:
    """Put a task into one's plan of the day."""
    found = portal.state(Tasks).rows.get(number(task))
    if found is None or not may_read(portal, user, found):
        raise ActError("plan-task: there is no such task that this user may see", "a task's id", str(task))
    plan = portal.state(Tasks).day_plans.setdefault(user.id, [])
    if found.id not in plan:
        plan.append(found.id)


@method("tasks.task.files.attach")
def attach(call: Call) -> dict[str, int]:
    """A file of the Drive becomes the task's; the Drive is asked whether the caller may read it."""
    wanted, given = task_id(call, internal=True), call.get("fileId")
    if given is None:
        raise parameter_missing("fileId", INTERNAL)
    if not str(given).isdecimal():
        raise parameter_wrong("fileId", "int", given, INTERNAL)
    task = readable(call, wanted)
    if task is None or not actions(call.portal, call.user, task)["EDIT"]:
        raise refusal("0", "Access denied" + INTERNAL)
    facts = {"module": "tasks", "entity_type": "TASKS_TASK", "entity": str(wanted)}
    attachment: int | None = call.portal.ask("disk.attach", id=number(given), user=call.user, **facts)
    if attachment is None:
        raise core("Insufficient permissions.<br>")
    task.values["UF_TASK_WEBDAV_FILES"] = [*(task.values["UF_TASK_WEBDAV_FILES"] or []), attachment]
    touched(call, task)
    return {"attachmentId": attachment}


def _pair(call: Call, text: str) -> tuple[Task, Task]:
    found = [readable(call, number(call.get(name))) for name in ("taskIdFrom", "taskIdTo")]
    first, second = found
    if first is None or second is None or not actions(call.portal, call.user, second)["EDIT"]:
        raise refusal("ACTION_NOT_ALLOWED", text)
    return first, second
