"""Choosing tasks: filter, order, pages. restdocs: api-reference/tasks/tasks-task-list.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, truth
from pytest_b24moderation.emulator.scopes.task.tasks.access import INTERNAL, may_read, refusal
from pytest_b24moderation.emulator.scopes.task.tasks.fields import SORTABLE, upper
from pytest_b24moderation.emulator.scopes.task.tasks.shown import flat, sub_status
from pytest_b24moderation.emulator.scopes.task.tasks.state import DONE, Task, Tasks
from pytest_b24moderation.emulator.selection import matches, ordered, split_key


def found_tasks(call: Call) -> Listed:
    """The page of tasks that the call's `order`, `filter` and `start` ask for."""
    order = {upper(name): way for name, way in as_dict(call.get("order")).items()}
    if set(order) - SORTABLE and any(not name.startswith("UF_") for name in set(order) - SORTABLE):
        raise refusal("0", "Invalid sorting key" + INTERNAL)
    return page(call, chosen(call, as_dict(call.get("filter")), order))


def chosen(call: Call, wanted: Mapping[str, Any], order: Mapping[str, Any]) -> list[Task]:
    """All the tasks the caller may see that fit, in that order (the newest first without one)."""
    portal, user = call.portal, call.user
    seen = {task.id: task for task in call.state(Tasks).rows.values() if may_read(portal, user, task)}
    conditions, favorites, roots = _conditions(wanted)
    rows = []
    for task in seen.values():
        if favorites and user.id not in task.favorite:
            continue
        if roots and int(task.values["PARENT_ID"] or 0) in seen:
            continue
        row = _row(call, task)
        if matches(row, conditions, row.__contains__):
            rows.append(row)
    return [seen[int(row["ID"])] for row in ordered(rows, order or {"ID": "DESC"})]


def _row(call: Call, task: Task) -> dict[str, Any]:
    users = call.portal.people.users
    creator, responsible = users.get(task.creator), users.get(task.responsible)
    return flat(call.portal, call.user, task) | {
        "PARENT_ID": task.values["PARENT_ID"] or "0",
        "REAL_STATUS": task.values["STATUS"],
        "STATUS": [task.values["STATUS"], sub_status(call.portal, task)],
        "STATUS_COMPLETE": "2" if task.values["STATUS"] == DONE else "1",
        "ACCOMPLICE": [str(one) for one in task.accomplices],
        "AUDITOR": [str(one) for one in task.auditors],
        "MEMBER": [str(one) for one in task.members],
        "TAG": list(task.tags.values()),
        "DEPENDS_ON": [str(one) for one in task.before],
        "CREATED_BY_LAST_NAME": creator.last_name if creator else "",
        "RESPONSIBLE_LAST_NAME": responsible.last_name if responsible else "",
    }


def _conditions(wanted: Mapping[str, Any]) -> tuple[dict[str, Any], bool, bool]:
    """(conditions on fields, favorites only, roots only)."""
    found: dict[str, Any] = {}
    favorites = roots = False
    for key, value in wanted.items():
        if key == "::SUBFILTER-PARAMS":
            favorites = truth(as_dict(value).get("FAVORITE"))
            continue
        if key.startswith("::"):
            found[str(len(found))] = _conditions(as_dict(value))[0]
            continue
        prefix, name = split_key(key)
        if upper(name) == "ONLY_ROOT_TASKS":
            roots = truth(value)
        elif key.upper() in ("LOGIC", "::LOGIC"):
            found["LOGIC"] = value
        elif upper(name) == "TITLE" and not prefix and isinstance(value, str) and "%" in value:
            found["=%TITLE"] = value
        else:
            found[prefix + upper(name)] = value
    return found, favorites, roots
