"""What is done with a task: its status, and what every user sets for himself.

restdocs: api-reference/tasks/status, api-reference/tasks/user-actions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.scopes.task.tasks.access import allowed, readable, refusal, task_id
from pytest_b24moderation.emulator.scopes.task.tasks.records import move, note, touched
from pytest_b24moderation.emulator.scopes.task.tasks.shown import whole
from pytest_b24moderation.emulator.scopes.task.tasks.state import CONTROL, DEFERRED, DONE, PENDING, WORKING, Task

STATUSES = {
    "start": ("START", WORKING, "0"),
    "pause": ("PAUSE", PENDING, "1048582"),
    "complete": ("COMPLETE", DONE, "0"),
    "defer": ("DEFER", DEFERRED, "1048582"),
    "renew": ("RENEW", PENDING, "1048582"),
    "approve": ("APPROVE", DONE, "1048582"),
    "disapprove": ("DISAPPROVE", PENDING, "1048582"),
}


def finished(call: Call, task: Task, status: str) -> str:
    """Work under control is done only when the creator says so."""
    controlled = task.values["TASK_CONTROL"] == "Y" and not call.user.admin and call.user.id != task.creator
    return CONTROL if status == DONE and controlled else status


def _status_method(verb: str) -> Callable[[Call], Any]:
    action, status, code = STATUSES[verb]

    def act(call: Call) -> dict[str, Any]:
        task = allowed(call, action, code)
        move(call, task, finished(call, task, status))
        return {"task": whole(call.portal, call.user, task)}

    return method(f"tasks.task.{verb}")(act)


def _own_method(verb: str, name: str, row: str, *, add: bool) -> Callable[[Call], Any]:
    """Pinning and muting: a user's own mark on a task."""

    def act(call: Call) -> dict[str, Any]:
        task = _seen(call, name)
        marks: set[int] = getattr(task, row)
        (marks.add if add else marks.discard)(call.user.id)
        return {"task": whole(call.portal, call.user, task)}

    return method(f"tasks.task.{verb}")(act)


def _seen(call: Call, name: str) -> Task:
    task = readable(call, task_id(call, name))
    if task is None:
        raise refusal("1048584", "a:0:{}")
    return task


def _favorite(call: Call) -> Task:
    task = readable(call, task_id(call))
    if task is None:
        raise refusal("1", "Task not found or not accessible")
    return task


@method("tasks.task.favorite.add")
def favorite_add(call: Call) -> bool:
    _favorite(call).favorite.add(call.user.id)
    return True


@method("tasks.task.favorite.remove")
def favorite_remove(call: Call) -> bool:
    _favorite(call).favorite.discard(call.user.id)
    return True


@method("tasks.task.startwatch")
def start_watch(call: Call) -> dict[str, Any]:
    return _watch(call, watches=True)


@method("tasks.task.stopwatch")
def stop_watch(call: Call) -> dict[str, Any]:
    return _watch(call, watches=False)


def _watch(call: Call, *, watches: bool) -> dict[str, Any]:
    """Who watches a task is one of its auditors."""
    task = _seen(call, "taskId")
    before = list(task.auditors)
    task.auditors = [one for one in before if one != call.user.id] + ([call.user.id] if watches else [])
    if task.auditors != before:
        old, new = (",".join(map(str, people)) for people in (before, task.auditors))
        note(call.portal, task, "AUDITORS", old, new, call.user.id)
        touched(call, task)
    return {"task": whole(call.portal, call.user, task)}


METHODS = [
    *(_status_method(verb) for verb in STATUSES),
    _own_method("pin", "id", "pinned", add=True),
    _own_method("unpin", "id", "pinned", add=False),
    _own_method("mute", "id", "muted", add=True),
    _own_method("unmute", "id", "muted", add=False),
]
