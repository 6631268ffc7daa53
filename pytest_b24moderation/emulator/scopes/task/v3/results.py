"""Results of tasks in REST 3.0. restdocs: api-reference/tasks/result."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.errors import FILTER, invalid, missing, mistyped
from pytest_b24moderation.emulator.rest.v3.filtering import fixed
from pytest_b24moderation.emulator.rest.v3.given import fields, integer, refusal, require, wrong
from pytest_b24moderation.emulator.rest.v3.listing import chosen, only, selected
from pytest_b24moderation.emulator.scopes.task.tasks.access import readable
from pytest_b24moderation.emulator.scopes.task.tasks.state import Part, Tasks
from pytest_b24moderation.emulator.scopes.task.v3.fields import USER
from pytest_b24moderation.emulator.scopes.task.v3.shown import person

RESULT = entity(
    "ResultDto",
    """
id int fsb
taskId int feqb
text string eqb
authorId int fsb
author object -
createdAt datetime sb
updatedAt datetime sb
status string fsb
fileIds array b
rights object b
messageId int fsb
""",
    related={"author": USER},
    strict=True,
)
NEW_TEXT = entity("ResultDto", "text string eqb")
FROM_MESSAGE = entity("ResultDto", "messageId int eqb")


@method3("tasks.task.result.list")
def result_list(call: Call) -> dict[str, Any]:
    given = call.params.get("filter")
    if given in (None, []):
        raise wrong("filter", "The field value cannot be empty")
    tasks = fixed(given, "taskId")
    if not tasks:
        text = "A filter for the required field `taskId` must be specified"
        raise invalid(("filter.taskId", text), kind=FILTER)
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in tasks):
        raise invalid(mistyped("taskId", "int"))
    wanted = selected(call, RESULT)
    for one in tasks:
        require(call, readable(call, one))
    rows = [shown(call, part) for part in call.state(Tasks).results.values() if part.task_id in tasks]
    found = chosen(call, RESULT, rows, lambda row, name: row.get(name))
    return {"items": [only(row, wanted, RESULT.basics) for row in found]}


@method3("tasks.task.result.add", writes=True)
def add(call: Call) -> dict[str, Any]:
    given = fields(call, RESULT, adds=True)
    if given["taskId"] <= 0:
        raise wrong("taskId", "Task id must be positive")
    if given["taskId"] not in call.state(Tasks).rows:
        raise wrong("taskId", "Task not found")
    require(call, readable(call, given["taskId"]))
    return _item(call, _made(call, given["taskId"], given["text"], 0))


@method3("tasks.task.result.addfromchatmessage", writes=True)
def add_from_message(call: Call) -> dict[str, Any]:
    """A message of a task's chat is a comment of the task."""
    given = fields(call, FROM_MESSAGE, adds=True)
    comment = call.state(Tasks).comments.get(given["messageId"])
    if comment is None:
        raise wrong("messageId", "Message is not from task chat")
    require(call, readable(call, comment.task_id))
    return _item(call, _made(call, comment.task_id, comment.values["POST_MESSAGE"], comment.id))


@method3("tasks.task.result.update", writes=True)
def update(call: Call) -> dict[str, Any]:
    part = _own(call)
    given = fields(call, NEW_TEXT, adds=True)
    part.values |= {"text": given["text"], "formattedText": given["text"], "updatedAt": call.portal.iso()}
    return _item(call, part)


@method3("tasks.task.result.delete", writes=True)
def delete(call: Call) -> dict[str, bool]:
    part = _own(call)
    del call.state(Tasks).results[part.id]
    return {"result": True}


def shown(call: Call, part: Part) -> dict[str, Any]:
    values, author = part.values, int(part.values["createdBy"])
    mine = author == call.user.id
    created, updated = values["createdAt"], values["updatedAt"]
    return {
        "id": part.id,
        "taskId": part.task_id,
        "text": values["text"],
        "authorId": author,
        "author": person(call.portal, author),
        "createdAt": created,
        "updatedAt": updated if updated != created else None,
        "status": "closed" if values["status"] else "open",
        "fileIds": [],
        "rights": {"edit": mine, "remove": mine},
        "messageId": values["commentId"] or None,
    }


def _item(call: Call, part: Part) -> dict[str, Any]:
    return {"item": only(shown(call, part), None, RESULT.basics)}


def _made(call: Call, task_id: int, text: str, comment_id: int) -> Part:
    state, now = call.state(Tasks), call.portal.iso()
    result_id = state.next_id("result")
    values = {
        "id": result_id, "taskId": task_id, "commentId": comment_id, "createdBy": call.user.id, "createdAt": now,
        "updatedAt": now, "status": 0, "text": text, "formattedText": text, "files": None,
    }  # fmt: skip
    part = state.results[result_id] = Part(result_id, task_id, values, call.maker)
    return part


def _own(call: Call) -> Part:
    """The result that the call names, where the caller is its author."""
    if call.params.get("id") is None:
        raise missing("id")
    part = call.state(Tasks).results.get(integer(call))
    if part is None or int(part.values["createdBy"]) != call.user.id:
        raise refusal(call)
    return part
