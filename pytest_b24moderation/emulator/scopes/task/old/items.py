"""The task methods of the first years, of which newer ones do the same.

restdocs: api-reference/tasks/deprecated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.task.parts.positional import arguments, failed, not_allowed
from pytest_b24moderation.emulator.scopes.task.tasks.access import actions, readable
from pytest_b24moderation.emulator.scopes.task.tasks.listing import chosen
from pytest_b24moderation.emulator.scopes.task.tasks.records import change, create, may_change, move, remove
from pytest_b24moderation.emulator.scopes.task.tasks.shown import flat
from pytest_b24moderation.emulator.scopes.task.tasks.state import Task
from pytest_b24moderation.emulator.scopes.task.tasks.verbs import STATUSES, finished
from pytest_b24moderation.emulator.selection import masked

ALIAS = "item"
VERBS = {
    "startexecution": "start", "complete": "complete", "defer": "defer", "renew": "renew", "approve": "approve",
    "disapprove": "disapprove",
}  # fmt: skip
ACTIONS = {
    1: "ACCEPT", 2: "DECLINE", 3: "COMPLETE", 4: "APPROVE", 5: "DISAPPROVE", 6: "START", 7: "DELEGATE", 8: "REMOVE",
    9: "EDIT", 10: "DEFER", 11: "RENEW", 12: "CREATE", 13: "CHANGE_DEADLINE", 14: "CHECKLIST_ADD_ITEMS",
    15: "ELAPSED_TIME_ADD", 16: "CHANGE_DIRECTOR", 17: "PAUSE", 18: "START_TIME_TRACKING",
}  # fmt: skip
NEWER = {
    "ELAPSED_TIME_ADD": "ELAPSEDTIME.ADD", "CHANGE_DIRECTOR": "EDIT.ORIGINATOR",
    "START_TIME_TRACKING": "DAYPLAN.TIMER.TOGGLE",
}  # fmt: skip
LARGEST = 50


def _task(call: Call, wanted: int) -> Task:
    task = readable(call, wanted)
    if task is None:
        raise failed()
    return task


@method("task.item.add")
def add(call: Call) -> int:
    (fields,) = arguments(call, ALIAS, "arFields")
    return create(call, fields).id


@method("task.item.update")
def update(call: Call) -> None:
    wanted, fields = arguments(call, ALIAS, "taskId arFields")
    task = _task(call, wanted)
    if not may_change(call, task, fields):
        raise not_allowed()
    change(call, task, fields)


@method("task.item.delete")
def delete(call: Call) -> None:
    remove(call, _allowed(call, "REMOVE"))


@method("task.item.delegate")
def delegate(call: Call) -> None:
    wanted, user_id = arguments(call, ALIAS, "taskId userId")
    task = _task(call, wanted)
    if not actions(call.portal, call.user, task)["DELEGATE"]:
        raise not_allowed()
    change(call, task, {"RESPONSIBLE_ID": user_id, "AUDITORS": [*task.auditors, task.responsible]})


@method("task.item.getdata")
def get_data(call: Call) -> dict[str, Any]:
    (wanted,) = arguments(call, ALIAS, "taskId")
    return _row(call, _task(call, wanted))


@method("task.item.getdescription")
def get_description(call: Call) -> str:
    (wanted,) = arguments(call, ALIAS, "taskId")
    return str(_task(call, wanted).values["DESCRIPTION"])


@method("task.item.getdependson")
def get_depends_on(call: Call) -> list[int]:
    (wanted,) = arguments(call, ALIAS, "taskId")
    return list(_task(call, wanted).before)


@method("task.item.addtofavorite")
def add_to_favorite(call: Call) -> None:
    (wanted,) = arguments(call, ALIAS, "taskId")
    _task(call, wanted).favorite.add(call.user.id)


@method("task.item.deletefromfavorite")
def delete_from_favorite(call: Call) -> None:
    (wanted,) = arguments(call, ALIAS, "taskId")
    _task(call, wanted).favorite.discard(call.user.id)


@method("task.item.getallowedactions")
def get_allowed_actions(call: Call) -> list[int]:
    (wanted,) = arguments(call, ALIAS, "taskId")
    rights = _rights(call, _task(call, wanted))
    return [number_ for number_, name in ACTIONS.items() if rights[name]]


@method("task.item.getallowedtaskactionsasstrings")
def get_allowed_as_strings(call: Call) -> dict[str, bool]:
    (wanted,) = arguments(call, ALIAS, "taskId")
    return {f"ACTION_{name}": allowed for name, allowed in _rights(call, _task(call, wanted)).items()}


@method("task.item.isactionallowed")
def is_action_allowed(call: Call) -> bool:
    wanted, action = arguments(call, ALIAS, "taskId actionId")
    name = ACTIONS.get(action)
    return name is not None and _rights(call, _task(call, wanted))[name]


@method("task.item.list")
def item_list(call: Call) -> Listed:
    """ORDER, FILTER, PARAMS, SELECT, in this order."""
    order, filter_, params, select = arguments(call, ALIAS, "arOrder? arFilter? arParams? arSelect?")
    return _listed(call, order, filter_, as_list(select), as_dict(as_dict(params).get("NAV_PARAMS", params)))


@method("task.items.getlist")
def items_get_list(call: Call) -> Listed:
    """ORDER, FILTER, TASKDATA (the fields wanted), NAV_PARAMS, in this order."""
    order, filter_, select, nav = arguments(call, "items", "arOrder? arFilter? arSelect? arNavParams?")
    return _listed(call, order, filter_, as_list(select), as_dict(as_dict(nav).get("NAV_PARAMS", nav)))


def _listed(
    call: Call, order: Mapping[str, Any], filter_: Mapping[str, Any], select: list[Any], nav: Mapping[str, Any]
) -> Listed:
    rows = chosen(call, filter_, {str(name).upper(): way for name, way in order.items()})
    size = min(number(nav.get("nPageSize")) or LARGEST, LARGEST)
    start = number(call.get("start")) or (max(number(nav.get("iNumPage")), 1) - 1) * size
    shown = [masked(_row(call, task), select) for task in rows[start : start + size]]
    return Listed(shown, len(rows), start + size if start + size < len(rows) else 0)


def _row(call: Call, task: Task) -> dict[str, Any]:
    values = flat(call.portal, call.user, task)
    return values | {"REAL_STATUS": values["STATUS"], "TAGS": list(task.tags.values()), "DEPENDS_ON": task.before}


def _rights(call: Call, task: Task) -> dict[str, bool]:
    found = actions(call.portal, call.user, task)
    return {name: found[NEWER.get(name, name)] for name in ACTIONS.values()}


def _allowed(call: Call, action: str) -> Task:
    (wanted,) = arguments(call, ALIAS, "taskId")
    task = _task(call, wanted)
    if not actions(call.portal, call.user, task)[action]:
        raise not_allowed()
    return task


def _verb(name: str) -> Callable[[Call], Any]:
    action, status, _ = STATUSES[VERBS[name]]

    def act(call: Call) -> None:
        task = _allowed(call, action)
        move(call, task, finished(call, task, status))

    return method(f"task.item.{name}")(act)


METHODS = [_verb(name) for name in VERBS]


@method("task.logitem.list")
def log_list(call: Call) -> list[dict[str, Any]]:
    """The task's history, the oldest first. restdocs: tasks/deprecated/task-item/task-log-item-list.md."""
    (wanted,) = arguments(call, "logitem", "taskId")
    return [
        {
            "CREATED_DATE": call.portal.iso(row.at),
            "USER_ID": str(row.user_id),
            "TASK_ID": str(wanted),
            "FIELD": row.field,
            "FROM_VALUE": row.before or "",
            "TO_VALUE": row.after or "",
        }
        for row in _task(call, wanted).history
    ]
