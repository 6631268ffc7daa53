"""tasks.task.* of REST 3.0. restdocs: api-reference/tasks/tasks-task-*-rest-v3.md and their neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.errors import V3Error, missing, not_found
from pytest_b24moderation.emulator.rest.v3.given import fields, integer, numbers, refusal, require, wrong
from pytest_b24moderation.emulator.rest.v3.listing import chosen, selected
from pytest_b24moderation.emulator.scopes.task.parts.comments import write_comment
from pytest_b24moderation.emulator.scopes.task.tasks.access import actions, may_read, readable
from pytest_b24moderation.emulator.scopes.task.tasks.records import change, create, may_change, remove
from pytest_b24moderation.emulator.scopes.task.tasks.state import Task, Tasks
from pytest_b24moderation.emulator.scopes.task.v3.fields import ENUMS, TASK, classic
from pytest_b24moderation.emulator.scopes.task.v3.shown import RIGHTS, field, item, rights

RIGHT = entity("RightsDto", "id int fsb\n" + "\n".join(f"{name} bool b" for name in RIGHTS))
MESSAGE = entity("ChatMessageDto", "id int fsb\ntaskId int eqb\ntext string eqb")
FILE = entity("FileDto", "taskId int eqb\nfileIds array eqb")
METHODS = [
    *field_methods("tasks.task", TASK),
    *field_methods("tasks.task.access", RIGHT),
    *field_methods("tasks.task.chat.message", MESSAGE),
    *field_methods("tasks.task.file", FILE),
]
COMPLAINTS = {
    "Responsible": "responsibleId", "Parent Task": "parentId", "bind the node": "parentId", "cyclic": "parentId",
    "end date": "endPlan", "duration": "endPlan", "title": "title", "status": "status",
}  # fmt: skip
"""Words of a classic complaint → the field it is about."""


@method3("tasks.task.get")
def get(call: Call) -> dict[str, Any]:
    wanted = selected(call, TASK)
    task_id = integer(call)
    task = readable(call, task_id)
    if task is None:
        raise not_found(task_id)
    return {"item": item(call, task, wanted)}


@method3("tasks.task.list")
def task_list(call: Call) -> dict[str, Any]:
    """The tasks that the caller may see; their ids alone where nothing is selected."""
    wanted = selected(call, TASK)
    rows = [task for task in call.state(Tasks).rows.values() if may_read(call.portal, call.user, task)]
    found = chosen(call, TASK, rows, lambda task, name: field(call, task, name))
    return {"items": [item(call, task, wanted, ()) for task in found]}


@method3("tasks.task.add", writes=True)
def add(call: Call) -> dict[str, Any]:
    given = fields(call, TASK, adds=True)
    people = call.portal.people.users
    if given["creatorId"] not in people:
        raise wrong("creatorId", "")
    return {"item": item(call, _kept(lambda: create(call, _classic(given))), None)}


@method3("tasks.task.update", writes=True)
def update(call: Call) -> dict[str, bool]:
    task_id = integer(call)
    given = fields(call, TASK, adds=False, closed=("creatorId",))
    task = readable(call, task_id)
    if task is None or not may_change(call, task, classic(given)):
        raise refusal(call)
    _kept(lambda: change(call, task, _classic(given)))
    return {"result": True}


@method3("tasks.task.delete", writes=True)
def delete(call: Call) -> dict[str, bool]:
    task = readable(call, integer(call))
    if task is None or not actions(call.portal, call.user, task)["REMOVE"]:
        raise refusal(call)
    remove(call, task)
    return {"result": True}


@method3("tasks.task.access.get")
def access_get(call: Call) -> dict[str, bool]:
    return rights(call, call.state(Tasks).rows.get(integer(call)))


@method3("tasks.task.chat.message.send", writes=True)
def message_send(call: Call) -> dict[str, bool]:
    """A message of the task's chat, which is what comments of tasks are on portals of 2026."""
    given = fields(call, MESSAGE, adds=True)
    require(call, readable(call, given["taskId"]))
    _kept(lambda: write_comment(call, given["taskId"], {"POST_MESSAGE": given["text"]}))
    return {"result": True}


@method3("tasks.task.file.attach", writes=True)
def file_attach(call: Call) -> dict[str, bool]:
    """Files of the Drive that the caller may read become the task's."""
    task = readable(call, integer(call, "taskId"))
    if call.params.get("fileIds") is None:
        raise missing("fileIds")
    wanted = numbers(call, "fileIds")
    if task is None or not actions(call.portal, call.user, task)["ELAPSEDTIME.ADD"]:
        raise wrong("", "Insufficient permissions")
    if any(call.portal.ask("disk.file", id=one, user=call.user) is None for one in wanted):
        raise wrong("", "Insufficient permissions")
    held = [str(one) for one in task.values.get("UF_TASK_WEBDAV_FILES") or []]
    change(call, task, {"UF_TASK_WEBDAV_FILES": [*held, *(f"n{one}" for one in wanted)]})
    return {"result": True}


def _classic(given: Mapping[str, Any]) -> dict[str, Any]:
    found = classic(dict(given))
    for key, words in ENUMS.items():
        if key in found and found[key] not in words and found[key] is not None:
            name = key.lower()
            raise wrong(name, f"Unexpected value of `{name}`: {', '.join(words.values())} are known")
    return found


def _kept(act: Any) -> Task:
    """Do it; a complaint of the classic code becomes one about a field."""
    try:
        return act()  # type: ignore[no-any-return]
    except V3Error:
        raise
    except RestError as problem:
        text = problem.text.removesuffix("<br>")
        name = next((one for word, one in COMPLAINTS.items() if word in text), "")
        raise wrong(name, text) from problem
