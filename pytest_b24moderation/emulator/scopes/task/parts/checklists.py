"""Checklists of tasks. restdocs: api-reference/tasks/checklist-item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.params import as_dict, number, yes_no
from pytest_b24moderation.emulator.scopes.task.checklist import branch, write_item
from pytest_b24moderation.emulator.scopes.task.parts.positional import (
    ASSERT,
    arguments,
    failed,
    known_keys,
    not_allowed,
    part_of,
    part_values,
)
from pytest_b24moderation.emulator.scopes.task.tasks.access import actions, readable
from pytest_b24moderation.emulator.scopes.task.tasks.records import note
from pytest_b24moderation.emulator.scopes.task.tasks.shown import rights
from pytest_b24moderation.emulator.scopes.task.tasks.state import Part, Task, Tasks
from pytest_b24moderation.emulator.selection import ordered

ALIAS = "checklistitem"
ORDER = ("ID", "PARENT_ID", "CREATED_BY", "TITLE", "SORT_INDEX", "IS_COMPLETE", "IS_IMPORTANT", "TOGGLED_BY",
         "TOGGLED_DATE")  # fmt: skip


@method("task.checklistitem.add")
def add(call: Call) -> int:
    wanted, fields = arguments(call, ALIAS, "taskId arFields")
    task = readable(call, wanted)
    if task is None or not actions(call.portal, call.user, task)["CHECKLIST.ADD"]:
        raise failed("Adding item: action not allowed")
    if not str(fields.get("TITLE") or "").strip():
        raise failed("Item name not specified")
    state, by = call.state(Tasks), str(call.user.id)
    rows = _rows(call, task)
    parent: str | int = _parent(call, task, fields)
    below = [row for row in rows if str(row.values["PARENT_ID"]) == str(parent)]
    item_id = state.next_id("item")
    values: dict[str, Any] = {
        "ID": str(item_id), "TASK_ID": str(task.id), "PARENT_ID": parent, "CREATED_BY": by, "TITLE": "",
        "SORT_INDEX": str(len(below)), "IS_COMPLETE": "N", "IS_IMPORTANT": "N", "TOGGLED_BY": None,
        "TOGGLED_DATE": "", "MEMBERS": [], "ATTACHMENTS": [],
    }  # fmt: skip
    part = state.items[item_id] = Part(item_id, task.id, values, call.maker)
    _write(call, task, part, fields)
    note(call.portal, task, "CHECKLIST_ITEM_CREATE", "", values["TITLE"], call.user.id)
    return item_id


@method("task.checklistitem.get")
def get(call: Call) -> dict[str, Any]:
    wanted, item_id = arguments(call, ALIAS, "taskId itemId")
    return part_values(_found(call, wanted, item_id))


@method("task.checklistitem.getlist")
def get_list(call: Call) -> list[Any]:
    wanted, order = arguments(call, ALIAS, "taskId arOrder?")
    known_keys(order, ORDER, 1, "arOrder", call, ALIAS)
    task = readable(call, wanted)
    if task is None:
        raise failed()
    rows = [part.values for part in _rows(call, task)]
    return ordered(rows, {key.upper(): way for key, way in order.items()} or {"ID": "DESC"})


@method("task.checklistitem.update")
def update(call: Call) -> None:
    wanted, item_id, fields = arguments(call, ALIAS, "taskId itemId arFields")
    found = _found(call, wanted, item_id)
    if found is None or not rights(call.portal, call.user, *found)["modify"]:
        raise not_allowed("No access to edit the task")
    task, part = found
    if "PARENT_ID" in fields and number(fields["PARENT_ID"]) not in _below(call, part):
        part.values["PARENT_ID"] = _parent(call, task, fields)
    _write(call, task, part, fields)


@method("task.checklistitem.delete")
def delete(call: Call) -> bool:
    """An item goes with all below it."""
    wanted, item_id = arguments(call, ALIAS, "taskId itemId")
    found = _found(call, wanted, item_id)
    if found is None or not rights(call.portal, call.user, *found)["remove"]:
        raise failed("Deleting item: action not allowed")
    for key in _below(call, found[1]):
        del call.state(Tasks).items[key]
    note(call.portal, found[0], "CHECKLIST_ITEM_REMOVE", found[1].values["TITLE"], "", call.user.id)
    return True


@method("task.checklistitem.complete")
def complete(call: Call) -> bool:
    return _toggle(call, "Y")


@method("task.checklistitem.renew")
def renew(call: Call) -> bool:
    return _toggle(call, "N")


@method("task.checklistitem.moveafteritem")
def move_after(call: Call) -> None:
    wanted, item_id, after_id = arguments(call, ALIAS, "taskId itemId afterItemId")
    found, after = _found(call, wanted, item_id), _found(call, wanted, after_id)
    if found is None or after is None or not rights(call.portal, call.user, *found)["modify"]:
        raise failed("Moving item: action not allowed")
    part, anchor = found[1], after[1]
    if anchor.id in _below(call, part):
        raise failed("Moving item: action not allowed")
    part.values["PARENT_ID"] = anchor.values["PARENT_ID"]
    parent = str(anchor.values["PARENT_ID"])
    level = [row for row in _rows(call, found[0]) if str(row.values["PARENT_ID"]) == parent and row is not part]
    level.sort(key=lambda row: int(row.values["SORT_INDEX"]))
    level.insert(level.index(anchor) + 1, part)
    for place, row in enumerate(level):
        row.values["SORT_INDEX"] = str(place)


@method("task.checklistitem.isactionallowed")
def is_action_allowed(call: Call) -> bool:
    wanted, item_id, action = arguments(call, ALIAS, "taskId itemId actionId")
    task = readable(call, wanted)
    if task is not None and action in (1, 5):
        return actions(call.portal, call.user, task)["CHECKLIST.ADD" if action == 1 else "CHECKLIST.REORDER"]
    found = _found(call, wanted, item_id)
    name = {2: "modify", 3: "remove", 4: "toggle"}.get(action)
    return bool(found and name and rights(call.portal, call.user, *found)[name])


def _toggle(call: Call, state: str) -> bool:
    """Items are found by their own id alone; nothing changes where nothing is to change."""
    wanted, item_id = arguments(call, ALIAS, "taskId itemId")
    if wanted <= 0 or item_id <= 0:
        raise core(ASSERT)
    part = call.state(Tasks).items.get(item_id)
    task = readable(call, part.task_id) if part else None
    if part is None or task is None or not rights(call.portal, call.user, task, part)["toggle"]:
        return False
    _set_complete(call, part, state)
    return True


def _set_complete(call: Call, part: Part, state: str) -> None:
    if part.values["IS_COMPLETE"] != state:
        now = call.portal.iso()
        part.values |= {"IS_COMPLETE": state, "TOGGLED_BY": str(call.user.id), "TOGGLED_DATE": now}


def _rows(call: Call, task: Task) -> list[Part]:
    return [part for part in call.state(Tasks).items.values() if part.task_id == task.id]


def _found(call: Call, wanted: int, item_id: int) -> tuple[Task, Part] | None:
    return part_of(call, wanted, call.state(Tasks).items, item_id)


def _below(call: Call, part: Part) -> set[int]:
    """The item and all below it."""
    return branch({key: row.values for key, row in call.state(Tasks).items.items()}, part.id)


def _parent(call: Call, task: Task, fields: Mapping[str, Any]) -> str | int:
    """The item to hang on; 0 is a checklist of its own. Without PARENT_ID the first checklist is meant."""
    roots = [part for part in _rows(call, task) if part.values["PARENT_ID"] == 0]
    if "PARENT_ID" in fields:
        wanted = number(fields["PARENT_ID"])
        return str(wanted) if any(part.id == wanted for part in _rows(call, task)) else 0
    if roots:
        return str(roots[0].id)
    state = call.state(Tasks)
    root_id = state.next_id("item")
    title = "Чек-лист 1" if call.portal.language == "ru" else "Checklist 1"
    values: dict[str, Any] = {
        "ID": str(root_id), "TASK_ID": str(task.id), "PARENT_ID": 0, "CREATED_BY": str(call.user.id),
        "TITLE": title, "SORT_INDEX": "0", "IS_COMPLETE": "N", "IS_IMPORTANT": "N", "TOGGLED_BY": None,
        "TOGGLED_DATE": "", "MEMBERS": [], "ATTACHMENTS": [],
    }  # fmt: skip
    state.items[root_id] = Part(root_id, task.id, values, call.maker)
    return str(root_id)


def _write(call: Call, task: Task, part: Part, fields: Mapping[str, Any]) -> None:
    values = part.values
    write_item(values, fields)
    if "IS_COMPLETE" in fields:
        _set_complete(call, part, yes_no(fields["IS_COMPLETE"]))
    if "MEMBERS" in fields:
        values["MEMBERS"] = _members(call, task, as_dict(fields["MEMBERS"]))


def _members(call: Call, task: Task, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """People of an item become accomplices (A) or auditors (U) of the task."""
    found = []
    for key, value in given.items():
        user = call.portal.people.users.get(number(key))
        kind = str(as_dict(value).get("TYPE", value)).upper()
        if user is None or kind not in ("A", "U"):
            continue
        people = task.accomplices if kind == "A" else task.auditors
        if user.id not in people:
            people.append(user.id)
        photo = str(user.extra.get("PERSONAL_PHOTO") or "")
        found.append(
            {"ID": str(user.id), "TYPE": kind, "NAME": user.full_name, "PERSONAL_PHOTO": photo,
             "PERSONAL_GENDER": user.gender, "IMAGE": photo, "IS_COLLABER": False}
        )  # fmt: skip
    return found
