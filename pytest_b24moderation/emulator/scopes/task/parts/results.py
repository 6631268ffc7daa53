"""Comments that are the result of a task. restdocs: api-reference/tasks/result."""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import parameter_wrong
from pytest_b24moderation.emulator.scopes.task.tasks.access import readable, refusal
from pytest_b24moderation.emulator.scopes.task.tasks.state import Part, Tasks


@method("tasks.task.result.list")
def result_list(call: Call) -> list[dict[str, Any]]:
    wanted = _integer(call, "taskId")
    if readable(call, wanted) is None:
        raise refusal("0", "Access denied.")
    rows = [part for part in call.state(Tasks).results.values() if part.task_id == wanted]
    return [part.values for part in reversed(rows)]


@method("tasks.task.result.addFromComment")
def add_from_comment(call: Call) -> dict[str, Any]:
    comment, state = _comment(call), call.state(Tasks)
    if any(row.values["commentId"] == comment.id for row in state.results.values()):
        raise refusal("0", "Result already exists.")
    result_id, now = state.next_id("result"), call.portal.iso()
    text = comment.values["POST_MESSAGE"]
    values = {
        "id": result_id, "taskId": comment.task_id, "commentId": comment.id,
        "createdBy": int(comment.values["AUTHOR_ID"]), "createdAt": now, "updatedAt": now, "status": 0,
        "text": text, "formattedText": _formatted(text), "files": None,
    }  # fmt: skip
    state.results[result_id] = Part(result_id, comment.task_id, values, call.maker)
    return values


@method("tasks.task.result.deleteFromComment")
def delete_from_comment(call: Call) -> None:
    comment, state = _comment(call), call.state(Tasks)
    state.results = {key: row for key, row in state.results.items() if row.values["commentId"] != comment.id}


def _comment(call: Call) -> Part:
    """The comment that the call names, where it is the caller's own."""
    comment = call.state(Tasks).comments.get(_integer(call, "commentId"))
    if comment is None:
        raise refusal("0", "Comment not found.")
    mine = call.user.admin or comment.values["AUTHOR_ID"] == str(call.user.id)
    if not mine or readable(call, comment.task_id) is None:
        raise refusal("0", "Access denied.")
    return comment


def _integer(call: Call, name: str) -> int:
    value = call.get(name)
    if value is None or not str(value).isdecimal():
        shown = "" if value is None or isinstance(value, list | dict) else str(value)
        raise parameter_wrong(name, "int", shown)
    return int(str(value))


def _formatted(text: str) -> str:
    return re.sub(r"\[(/?[BIUS])\]", lambda tag: f"<{tag[1].lower()}>", text)
