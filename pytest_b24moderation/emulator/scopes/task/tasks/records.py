"""Making, changing and forgetting tasks, with their history and events.

restdocs: api-reference/tasks/tasks-task-add.md, tasks-task-update.md, events-tasks.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, yes_no
from pytest_b24moderation.emulator.scopes.task.boards.userfields import check_mandatory, keep
from pytest_b24moderation.emulator.scopes.task.tasks.access import actions
from pytest_b24moderation.emulator.scopes.task.tasks.fields import ENUMS, KINDS, SYSTEM, WRITABLE, blank
from pytest_b24moderation.emulator.scopes.task.tasks.state import CONTROL, DONE, WORKING, Change, Task, Tasks

LONGEST_PLAN = 3650 * 86400
UNSET = "undefined"
LISTS = ("ACCOMPLICES", "AUDITORS", "TAGS", "DEPENDS_ON", "SE_PARAMETER")


def create(call: Call, given: Mapping[str, Any]) -> Task:
    """A new task; it is announced."""
    portal, state = call.portal, call.state(Tasks)
    fields = {str(name).upper(): value for name, value in given.items()}
    if not str(fields.get("TITLE") or "").strip():
        raise core("Task title is not specified<br>")
    if not number(fields.get("RESPONSIBLE_ID")):
        raise core("Responsible person is not specified<br>")
    if not call.user.admin or not number(fields.get("CREATED_BY")):
        fields["CREATED_BY"] = call.user.id
    check_mandatory(call, fields)
    _check(call, None, fields)
    now, by = portal.iso(), str(fields["CREATED_BY"])
    values = blank() | dict.fromkeys(SYSTEM, None)
    values |= {
        "CREATED_DATE": now, "CHANGED_BY": by, "CHANGED_DATE": now, "ACTIVITY_DATE": now,
        "STATUS_CHANGED_DATE": now, "GUID": f"{{{uuid.UUID(int=portal.rng.getrandbits(128), version=4)}}}",
    }  # fmt: skip
    task = Task(state.next_id("task"), values, call.maker)
    values["ID"] = str(task.id)
    _write(call, task, fields)
    state.rows[task.id] = task
    note(portal, task, "NEW", None, None, call.user.id)
    call.announce("ONTASKADD", _event(None, task.id, "N", UNSET))
    return task


@answers("tasks.add")
def add_plain(portal: Portal, call: Call, title: str) -> int:  # noqa: ARG001
    """A task of the caller's for himself; its id."""
    return create(call, {"TITLE": title, "RESPONSIBLE_ID": call.user.id}).id


def change(call: Call, task: Task, given: Mapping[str, Any]) -> None:
    """Write what was sent; what changed goes into the history, and the change is announced."""
    fields = {str(name).upper(): value for name, value in given.items()}
    fields.pop("CREATED_BY", None) if not call.user.admin else None
    _check(call, task, fields)
    before = _noted(task)
    status = task.values["STATUS"]
    _write(call, task, fields)
    if task.values["STATUS"] != status:
        _status_changed(call, task)
    for name, value in _noted(task).items():
        if value != before.get(name):
            note(call.portal, task, name, before.get(name), value, call.user.id)
    touched(call, task)


def move(call: Call, task: Task, status: str) -> None:
    """Put a task into another status."""
    before = task.values["STATUS"]
    task.values["STATUS"] = status
    _status_changed(call, task)
    note(call.portal, task, "STATUS", before, status, call.user.id)
    touched(call, task)


def remove(call: Call, task: Task) -> None:
    call.state(Tasks).drop(task.id)
    call.announce("ONTASKDELETE", _event(task.id, None, UNSET, "N"))


def touched(call: Call, task: Task) -> None:
    """Somebody changed the task: its dates say so, and applications are told."""
    now = call.portal.iso()
    version = str(number(task.values["OUTLOOK_VERSION"]) + 1)
    task.values |= {"CHANGED_BY": str(call.user.id), "CHANGED_DATE": now, "ACTIVITY_DATE": now}
    task.values["OUTLOOK_VERSION"] = version
    call.announce("ONTASKUPDATE", _event(task.id, task.id, UNSET, UNSET))


def note(portal: Portal, task: Task, field: str, before: Any, after: Any, user_id: int) -> None:
    """A line in the task's history."""
    number_ = portal.state(Tasks).next_id("history")
    task.history.append(Change(number_, portal.clock.now(), field, before, after, user_id))


def may_change(call: Call, task: Task, given: Mapping[str, Any]) -> bool:
    """Editors change everything; a responsible person only the deadline, where he may."""
    rights = actions(call.portal, call.user, task)
    names = {str(name).upper() for name in given}
    return rights["EDIT"] or (names == {"DEADLINE"} and rights["CHANGE_DEADLINE"])


def _event(before: int | None, after: int | None, was: str, is_now: str) -> dict[str, Any]:
    return {
        "FIELDS_BEFORE": UNSET if before is None else {"ID": before},
        "FIELDS_AFTER": UNSET if after is None else {"ID": after},
        "IS_ACCESSIBLE_BEFORE": was,
        "IS_ACCESSIBLE_AFTER": is_now,
    }


def _check(call: Call, task: Task | None, fields: Mapping[str, Any]) -> None:
    users, rows = call.portal.people.users, call.state(Tasks).rows
    if "TITLE" in fields and not str(fields["TITLE"] or "").strip():
        raise core("Task title is not specified<br>")
    if "RESPONSIBLE_ID" in fields and number(fields["RESPONSIBLE_ID"]) not in users:
        raise core('The user specified in the "Responsible" field was not found<br>')
    if "STATUS" in fields and str(fields["STATUS"]) not in ENUMS["STATUS"]:
        raise core("Invalid status<br>")
    parent = number(fields.get("PARENT_ID"))
    if parent and parent not in rows:
        raise core('The task specified in the "Parent Task" field was not found<br>')
    if parent and task is not None:
        if parent == task.id:
            raise core("Cannot bind the node to itself<br>")
        if task.id in _ancestors(rows, parent):
            raise core("Creating cyclic links in tasks is prohibited<br>")
    zone, old = call.portal.zone, task.values if task else {}
    start = moment(str(fields.get("START_DATE_PLAN", old.get("START_DATE_PLAN")) or ""), zone)
    end = moment(str(fields.get("END_DATE_PLAN", old.get("END_DATE_PLAN")) or ""), zone)
    if start and end and end < start:
        raise core("The end date specified in the scheduling is earlier than the start date<br>")
    if end and end > call.portal.iso(call.portal.clock.now() + LONGEST_PLAN):
        raise core("The duration of the task specified in the scheduling is too long<br>")


def _ancestors(rows: Mapping[int, Task], start: int) -> set[int]:
    found: set[int] = set()
    while start and start in rows and start not in found:
        found.add(start)
        start = number(rows[start].values["PARENT_ID"])
    return found


def _write(call: Call, task: Task, fields: Mapping[str, Any]) -> None:
    portal, users = call.portal, call.portal.people.users
    for name, value in fields.items():
        if name in ("ACCOMPLICES", "AUDITORS"):
            people = list(dict.fromkeys(number(one) for one in as_list(value)))
            setattr(task, name.lower(), [one for one in people if one in users])
        elif name == "TAGS":
            task.tags = {portal.state(Tasks).next_id("tag"): title for title in _titles(value)}
        elif name == "DEPENDS_ON":
            task.before = [number(one) for one in as_list(value)]
        elif name == "SE_PARAMETER":
            rows = [as_dict(row) for row in as_list(value)]
            task.settings |= {str(row.get("CODE")): str(row.get("VALUE")) for row in rows}
        elif name.startswith("UF_"):
            keep(call, task, name, value)
        elif name in WRITABLE:
            task.values[name] = _kept(name, value, portal)
    parent = number(task.values["PARENT_ID"])
    task.values["PARENT_ID"] = str(parent) if parent else None
    task.values["SUBORDINATE"] = "Y" if parent else "N"


def _titles(value: Any) -> list[str]:
    rows = value.split(",") if isinstance(value, str) else as_list(value)
    return list(dict.fromkeys(str(one).strip() for one in rows if str(one).strip()))


def _kept(name: str, value: Any, portal: Portal) -> Any:
    if value is None or isinstance(value, list | dict):
        return None
    kind, text = KINDS[name], str(value)
    if kind == "datetime":
        return moment(text, portal.zone) or None
    if kind == "integer" and name != "MATCH_WORK_TIME":
        return str(number(value))
    if kind == "enum" and name in ENUMS:
        return text if text in ENUMS[name] else None if name == "MARK" else next(iter(ENUMS[name]))
    return yes_no(value) if kind == "enum" or name == "MATCH_WORK_TIME" else text


def _status_changed(call: Call, task: Task) -> None:
    now, by, status = call.portal.iso(), str(call.user.id), task.values["STATUS"]
    task.values |= {"STATUS_CHANGED_BY": by, "STATUS_CHANGED_DATE": now, "CLOSED_BY": "0", "CLOSED_DATE": None}
    if status in (DONE, CONTROL):
        task.values |= {"CLOSED_BY": by, "CLOSED_DATE": now}
    if status == WORKING:
        task.values["DATE_START"] = now


def _noted(task: Task) -> dict[str, Any]:
    """What the history watches."""
    people = {name: ",".join(map(str, getattr(task, name.lower()))) for name in ("ACCOMPLICES", "AUDITORS")}
    names = WRITABLE - set(SYSTEM) - set(people)
    return {name: task.values.get(name) for name in names} | people | {"TAGS": ", ".join(task.tags.values())}
