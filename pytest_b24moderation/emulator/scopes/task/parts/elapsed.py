"""Time spent on tasks. restdocs: api-reference/tasks/elapsed-item."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.task.parts.positional import arguments
from pytest_b24moderation.emulator.scopes.task.tasks.access import actions, may_edit, may_read, readable
from pytest_b24moderation.emulator.scopes.task.tasks.records import note
from pytest_b24moderation.emulator.scopes.task.tasks.state import Part, Task, Tasks
from pytest_b24moderation.emulator.selection import masked, matches, ordered

ALIAS = "elapseditem"
BY_HAND = "2"


@method("task.elapseditem.add")
def add(call: Call) -> int:
    wanted, fields = arguments(call, ALIAS, "taskId arFields")
    task = _task(call, wanted)
    if not actions(call.portal, call.user, task)["ELAPSEDTIME.ADD"]:
        raise core("ACTION_NOT_ALLOWED")
    state, now = call.state(Tasks), call.portal.iso()
    record_id = state.next_id("elapsed")
    user_id = number(fields.get("USER_ID")) if call.user.admin else 0
    values = {
        "ID": str(record_id), "TASK_ID": str(task.id), "USER_ID": str(user_id or call.user.id),
        "COMMENT_TEXT": "", "SECONDS": "0", "MINUTES": "0", "SOURCE": BY_HAND,
        "CREATED_DATE": moment(str(fields.get("CREATED_DATE") or ""), call.portal.zone) or now,
        "DATE_START": now, "DATE_STOP": now,
    }  # fmt: skip
    _write(values, fields)
    state.elapsed[record_id] = Part(record_id, task.id, values, call.maker)
    note(call.portal, task, "TIME_SPENT_IN_LOGS", None, values["SECONDS"], call.user.id)
    return record_id


@method("task.elapseditem.get")
def get(call: Call) -> list[Any]:
    wanted, item_id = arguments(call, ALIAS, "taskId itemId")
    _task(call, wanted)
    part = call.state(Tasks).elapsed.get(item_id)
    if part is None or part.task_id != wanted:
        raise core("ACTION_NOT_ALLOWED")
    return [part.values]


@method("task.elapseditem.getlist")
def get_list(call: Call) -> Listed:
    """The records of a task, or without one of all tasks the caller may see; pages by NAV_PARAMS."""
    given = [value for name, value in call.params.items() if name.lower() != "auth"]
    if given and not isinstance(given[0], list | dict):
        wanted, *more = arguments(call, ALIAS, "taskId arOrder? arFilter? arSelect? arParams?")
        _task(call, wanted)
    else:
        wanted, more = 0, arguments(call, ALIAS, "arOrder? arFilter? arSelect? arParams?")
    order, filter_, select, params = more
    tasks = call.state(Tasks).rows
    rows = [
        part.values
        for part in call.state(Tasks).elapsed.values()
        if wanted in (0, part.task_id) and may_read(call.portal, call.user, tasks[part.task_id])
    ]
    found = ordered([row for row in rows if matches(row, filter_)], order)
    nav = as_dict(as_dict(params).get("NAV_PARAMS", params))
    size = min(number(nav.get("nPageSize")) or 50, 50)
    first = (max(number(nav.get("iNumPage")), 1) - 1) * size
    shown = [masked(row, as_list(select)) for row in found[first : first + size]]
    return Listed(shown, len(found))


@method("task.elapseditem.update")
def update(call: Call) -> None:
    wanted, item_id, fields = arguments(call, ALIAS, "taskId itemId arFields")
    _write(_own(call, wanted, item_id).values, fields)


@method("task.elapseditem.delete")
def delete(call: Call) -> None:
    wanted, item_id = arguments(call, ALIAS, "taskId itemId")
    del call.state(Tasks).elapsed[_own(call, wanted, item_id).id]


@method("task.elapseditem.isActionAllowed")
def is_action_allowed(call: Call) -> bool:
    wanted, item_id, action = arguments(call, ALIAS, "taskId itemId actionId")
    task, part = readable(call, wanted), call.state(Tasks).elapsed.get(item_id)
    if task is None:
        return False
    if action == 1:
        return actions(call.portal, call.user, task)["ELAPSEDTIME.ADD"]
    return action in (2, 3) and part is not None and part.task_id == task.id and _may_change(call, task, part)


def _task(call: Call, wanted: int) -> Task:
    task = readable(call, wanted)
    if task is None:
        raise core("Task not found")
    return task


def _may_change(call: Call, task: Task, part: Part) -> bool:
    return may_edit(call.portal, call.user, task) or part.values["USER_ID"] == str(call.user.id)


def _own(call: Call, wanted: int, item_id: int) -> Part:
    task, part = _task(call, wanted), call.state(Tasks).elapsed.get(item_id)
    if part is None or part.task_id != wanted or not _may_change(call, task, part):
        raise core("ACTION_NOT_ALLOWED")
    return part


def _write(values: dict[str, Any], fields: dict[str, Any]) -> None:
    if "SECONDS" in fields or "MINUTES" in fields:
        seconds = number(fields.get("SECONDS", number(fields.get("MINUTES")) * 60))
        values |= {"SECONDS": str(seconds), "MINUTES": str(seconds // 60)}
    if "COMMENT_TEXT" in fields:
        values["COMMENT_TEXT"] = str(fields["COMMENT_TEXT"])
