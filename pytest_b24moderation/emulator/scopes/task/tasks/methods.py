"""tasks.task.add, get, list, update, delete and what tells about them. restdocs: api-reference/tasks."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import parameter_missing, parameter_wrong
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.task.boards.userfields import UserFields, described_fields
from pytest_b24moderation.emulator.scopes.task.tasks.access import (
    INTERNAL,
    actions,
    allowed,
    may_read,
    readable,
    refusal,
    task_id,
)
from pytest_b24moderation.emulator.scopes.task.tasks.fields import described
from pytest_b24moderation.emulator.scopes.task.tasks.listing import found_tasks
from pytest_b24moderation.emulator.scopes.task.tasks.records import change, create, may_change, remove
from pytest_b24moderation.emulator.scopes.task.tasks.shown import action, card, listed, shown, whole
from pytest_b24moderation.emulator.scopes.task.tasks.state import Task, Tasks

NOT_ALLOWED = "Action on the task is not allowed" + INTERNAL


@method("tasks.task.getFields")
def get_fields(call: Call) -> dict[str, Any]:
    return {"fields": described() | described_fields(call)}


@method("tasks.task.add")
def add(call: Call) -> dict[str, Any]:
    return {"task": whole(call.portal, call.user, create(call, _fields(call)))}


@method("tasks.task.get")
def get(call: Call) -> Any:
    """The task; [] where there is none that the caller may see."""
    wanted = task_id(call, internal=True)
    select = call.get("select")
    if select is not None and not isinstance(select, list | dict):
        raise parameter_wrong("select", "array", more=INTERNAL)
    task = readable(call, wanted)
    if task is None:
        return []
    found = shown(call.portal, call.user, task, as_list(select))
    if select and "*" not in as_list(select):
        return {"task": found | {"action": action(call.portal, call.user, task)}}
    return {"task": whole(call.portal, call.user, task) | found}


@method("tasks.task.list")
def task_list(call: Call) -> Listed:
    page = found_tasks(call)
    select = as_list(call.get("select"))
    rows = [listed(call.portal, call.user, task, select) for task in page.rows]
    return Listed({"tasks": rows}, page.total, page.next)


@method("tasks.task.update")
def update(call: Call) -> dict[str, Any]:
    task = readable(call, task_id(call))
    fields = _fields(call)
    if task is None or not may_change(call, task, fields):
        raise refusal("0", NOT_ALLOWED)
    change(call, task, fields)
    return {"task": whole(call.portal, call.user, task)}


@method("tasks.task.delete")
def delete(call: Call) -> dict[str, bool]:
    remove(call, allowed(call, "REMOVE", "1048582", "No access to delete the task"))
    return {"task": True}


@method("tasks.task.delegate")
def delegate(call: Call) -> dict[str, Any]:
    wanted = task_id(call)
    if call.get("userId") is None:
        raise parameter_missing("userId")
    task = allowed(call, "DELEGATE", "0")
    user_id = number(call.get("userId"))
    auditors = [*task.auditors, task.responsible]
    change(call, task, {"RESPONSIBLE_ID": user_id, "AUDITORS": [one for one in auditors if one != user_id]})
    task.values["STATUS"] = "2"
    return {"task": whole(call.portal, call.user, call.state(Tasks).rows[wanted])}


@method("tasks.task.getaccess")
def get_access(call: Call) -> dict[str, Any]:
    """Everybody's rights to a task; who may not see it may nothing."""
    wanted, users = task_id(call), call.get("users")
    if users is not None and not isinstance(users, list | dict):
        raise parameter_wrong("users", "array")
    people = [number(one) for one in as_list(users)] or [call.user.id]
    task = readable(call, wanted)
    found = {}
    for user_id in people:
        user = call.portal.people.users.get(user_id)
        if user is not None and task is not None:
            rights = actions(call.portal, user, task)
            reads = may_read(call.portal, user, task)
            found[str(user_id)] = {name: value and reads for name, value in rights.items()}
    return {"allowedActions": found}


@method("tasks.task.history.list")
def history(call: Call) -> dict[str, Any]:
    """The task's changes, the newest first."""
    task = readable(call, task_id(call, internal=True))
    if task is None:
        raise refusal("0", "Access denied." + INTERNAL)
    wanted = {str(key).upper(): value for key, value in as_dict(call.get("filter")).items()}
    fields = {str(one) for one in as_list(wanted.get("FIELD"))}
    order = {str(key).lower(): str(way).lower() for key, way in as_dict(call.get("order")).items()}
    ascending = "asc" in order.values()
    rows = [row for row in task.history if not fields or row.field in fields]
    return {"list": [_change(call.portal, row) for row in (rows if ascending else reversed(rows))]}


@method("tasks.task.counters.get")
def counters(call: Call) -> dict[str, Any]:
    """Overdue tasks of a user; nobody has unread comments here."""
    given = call.get("userId")
    if given is not None and not str(given).isdecimal():
        raise refusal("0", parameter_wrong("userId", "int", given).text)
    user_id, group = number(given) or call.user.id, number(call.get("groupId"))
    if group and call.portal.ask("sonet.group", id=group, user=call.user) is None:
        raise refusal("0", "Group not found or access denied." + INTERNAL)
    kind = call.text("type", "view_all")
    late = sum(_overdue(call.portal, task, user_id, kind, group) for task in call.state(Tasks).rows.values())
    return {"expired": {"counter": late, "code": 6291456}, "new_comments": {"counter": 0, "code": 12582912}}


def _overdue(portal: Portal, task: Task, user_id: int, kind: str, group: int) -> bool:
    roles = {
        "view_role_responsible": {task.responsible},
        "view_role_accomplice": set(task.accomplices),
        "view_role_auditor": set(task.auditors),
        "view_role_originator": {task.creator},
    }
    deadline = task.values["DEADLINE"]
    mine = user_id in roles.get(kind, task.members) and group in (0, task.group)
    return bool(mine and deadline and deadline < portal.iso() and task.values["STATUS"] not in ("4", "5"))


def _fields(call: Call) -> dict[str, Any]:
    fields = as_dict(call.get("fields"))
    if not fields:
        raise parameter_missing("fields", INTERNAL)
    return fields


def _change(portal: Portal, row: Any) -> dict[str, Any]:
    user = portal.people.users.get(row.user_id)
    return {
        "id": row.id,
        "createdDate": portal.iso(row.at),
        "field": row.field,
        "value": {"from": row.before, "to": row.after},
        "user": {
            "id": row.user_id,
            "name": user.name if user else "",
            "lastName": user.last_name if user else "",
            "secondName": "",
            "login": user.login if user else "",
        },
    }


@answers("tasks.tasks")
def tasks_of(portal: Portal, user: User) -> list[dict[str, Any]]:
    """Every task that the user may see, for a page."""
    rows = portal.state(Tasks).rows.values()
    return [_row(portal, user, task) for task in rows if may_read(portal, user, task)]


@answers("tasks.task")
def task_of(portal: Portal, id: int, user: User) -> dict[str, Any] | None:
    """A task for a page, with its description, checklist and comments; None when absent or not for this user."""
    state = portal.state(Tasks)
    task = state.rows.get(id)
    if task is None or not may_read(portal, user, task):
        return None
    items = [part.values for part in state.items.values() if part.task_id == id]
    comments = [part.values for part in state.comments.values() if part.task_id == id]
    return _row(portal, user, task) | {
        "description": task.values["DESCRIPTION"],
        "checklist": [{"title": row["TITLE"], "done": row["IS_COMPLETE"] == "Y"} for row in items],
        "comments": [{"author": row["AUTHOR_NAME"], "text": row["POST_MESSAGE"]} for row in comments],
    }


def _row(portal: Portal, user: User, task: Task) -> dict[str, Any]:
    group = portal.ask("sonet.group", id=task.group, user=user) if task.group else None
    return {
        "id": task.id,
        "title": task.values["TITLE"],
        "status": task.values["STATUS"],
        "responsible": card(portal, task.responsible)["name"],
        "deadline": task.values["DEADLINE"],
        "group": group["name"] if group else "",
        "group_id": task.group,
    }


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state, found = portal.state(Tasks), []
    for task in state.rows.values():
        lasting = {key: value for key, value in task.values.items() if key not in ("VIEWED_DATE", "ACTIVITY_DATE")}
        content = (lasting, task.accomplices, task.auditors, task.tags, task.links, task.before)
        found.append(trace("tasks", task.id, task.maker, task.values["TITLE"], content))
        for name, part in state.parts(task.id):
            title = part.values.get("TITLE") or part.values.get("POST_MESSAGE") or name
            found.append(trace(f"task {name}", part.id, part.maker, str(title)[:60], part.values))
    for row in portal.state(UserFields).rows.values():
        found.append(trace("task user fields", row.name, row.maker, row.name, row.facts))
    return found
