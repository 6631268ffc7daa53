"""Tasks as answers print them: lower camel case, text values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_b24moderation.emulator.fields import camel
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.scopes.task.tasks.access import actions, may_edit
from pytest_b24moderation.emulator.scopes.task.tasks.fields import SYSTEM
from pytest_b24moderation.emulator.scopes.task.tasks.state import DONE, Part, Task, Tasks

ICON = "/bitrix/images/tasks/default_avatar.png"
DAY = 86400


def flat(portal: Portal, user: User, task: Task) -> dict[str, Any]:
    """Every field by its upper-case name, computed ones too."""
    spent = [int(part.values["SECONDS"]) for part in portal.state(Tasks).elapsed.values() if part.task_id == task.id]
    return task.values | {
        "TIME_SPENT_IN_LOGS": str(sum(spent)) if spent else None,
        "FAVORITE": _flag(user.id in task.favorite),
        "IS_MUTED": _flag(user.id in task.muted),
        "IS_PINNED": _flag(user.id in task.pinned),
        "ACCOMPLICES": [str(one) for one in task.accomplices],
        "AUDITORS": [str(one) for one in task.auditors],
        "DESCRIPTION_IN_BBCODE": "Y",
    }


def shown(portal: Portal, user: User, task: Task, select: Iterable[str] = ()) -> dict[str, Any]:
    """The fields asked for (all but user fields without any), with the people and the group they name."""
    names = {str(one).upper() for one in select if one}
    every = not names or "*" in names
    values = flat(portal, user, task)
    system = bool(names & set(SYSTEM))
    found: dict[str, Any] = {}
    for name, value in values.items():
        own = name.startswith("UF_")
        by_name = name in names or (name in SYSTEM and system) or (own and "UF_*" in names)
        if by_name or (every and not own) or (name == "DESCRIPTION_IN_BBCODE" and "DESCRIPTION" in names):
            found[camel(name)] = value
    found.setdefault("id", str(task.id))
    found["group"] = group(portal, user, task) if every or "GROUP_ID" in names else []
    if every or "CREATED_BY" in names:
        found["creator"] = card(portal, task.creator)
    if every or "RESPONSIBLE_ID" in names:
        found["responsible"] = card(portal, task.responsible)
    for name, people in (("ACCOMPLICES", task.accomplices), ("AUDITORS", task.auditors)):
        if every or name in names:
            found[f"{name.lower()}Data"] = {str(one): card(portal, one) for one in people} or []
    if "TAGS" in names:
        found["tags"] = {str(key): {"id": key, "title": title} for key, title in task.tags.items()} or []
    return found


def listed(portal: Portal, user: User, task: Task, select: Iterable[str]) -> dict[str, Any]:
    """A row of tasks.task.list."""
    found = shown(portal, user, task, select)
    return found | ({"subStatus": sub_status(portal, task)} if "status" in found else {})


def whole(portal: Portal, user: User, task: Task) -> dict[str, Any]:
    """A task after something was done with it."""
    state = portal.state(Tasks)
    found = shown(portal, user, task)
    items = sorted((part for part in state.items.values() if part.task_id == task.id), key=lambda part: part.id)
    works = actions(portal, user, task)["CHECKLIST.ADD"]
    return found | {
        "checklist": {str(part.id): _item(portal, user, task, part) for part in items} or [],
        "newCommentsCount": 0,
        "action": action(portal, user, task),
        "checkListTree": _tree(portal, user, task, items),
        "checkListCanAdd": works,
    }


def action(portal: Portal, user: User, task: Task) -> dict[str, bool]:
    """What the user may do, in the names of a task's `action`."""
    return {camel(name): value for name, value in actions(portal, user, task).items()}


def card(portal: Portal, user_id: int) -> dict[str, Any]:
    """A person as tasks show him."""
    user = portal.people.users.get(user_id)
    return {
        "id": str(user_id),
        "name": user.full_name if user else "",
        "link": f"/company/personal/user/{user_id}/",
        "icon": str((user.extra.get("PERSONAL_PHOTO") if user else "") or ICON),
        "workPosition": user.position if user else "",
    }


def group(portal: Portal, user: User, task: Task) -> Any:
    found = portal.ask("sonet.group", id=task.group, user=user) if task.group else None
    if found is None:
        return []
    return {
        "id": str(found["id"]),
        "name": found["name"],
        "opened": found["opened"],
        "membersCount": found["members"],
        "image": "/bitrix/images/socialnetwork/workgroup/folder.png",
        "additionalData": [],
    }


def sub_status(portal: Portal, task: Task) -> str:
    """The status, or -1 overdue, -3 overdue within a day."""
    from_iso = portal.iso
    deadline, status = task.values["DEADLINE"], task.values["STATUS"]
    if not deadline or status in (DONE, "4"):
        return str(status)
    if deadline < from_iso():
        return "-1"
    return "-3" if deadline < from_iso(portal.clock.now() + DAY) else str(status)


def rights(portal: Portal, user: User, task: Task, part: Part) -> dict[str, bool]:
    """What the user may do with a checklist item."""
    works = actions(portal, user, task)["CHECKLIST.ADD"]
    edits = may_edit(portal, user, task) or (works and part.values["CREATED_BY"] == str(user.id))
    return {"modify": edits, "remove": edits, "toggle": works, "add": works, "addAccomplice": edits}


def _item(portal: Portal, user: User, task: Task, part: Part) -> dict[str, Any]:
    values = {camel(name): value for name, value in part.values.items()}
    more = {"ufChecklistFiles": False, "entityId": str(task.id), "action": rights(portal, user, task, part)}
    return values | {"toggledDate": values["toggledDate"] or None} | more


def _tree(portal: Portal, user: User, task: Task, items: list[Part]) -> dict[str, Any]:
    root: dict[str, Any] = {
        "id": None, "copiedId": None, "entityId": None, "userId": user.id, "createdBy": None, "parentId": None,
        "title": "", "sortIndex": None, "displaySortIndex": "", "isComplete": False, "isImportant": False,
        "completedCount": 0, "members": [], "attachments": [], "nodeId": None,
    }  # fmt: skip
    numbers = iter(range(1, len(items) + 1))

    def branch(parent: str, prefix: str) -> list[dict[str, Any]]:
        found = []
        below = [part for part in items if str(part.values["PARENT_ID"]) == parent]
        for place, part in enumerate(sorted(below, key=lambda one: int(one.values["SORT_INDEX"])), 1):
            label = "" if parent == "0" else f"{prefix}{place}"
            node, children = next(numbers), branch(str(part.id), f"{label}." if label else "")
            done = sum(child["fields"]["isComplete"] for child in children)
            fields = root | {
                "id": part.id, "entityId": task.id, "createdBy": int(part.values["CREATED_BY"]),
                "parentId": int(parent), "title": part.values["TITLE"], "sortIndex": int(part.values["SORT_INDEX"]),
                "displaySortIndex": label, "isComplete": part.values["IS_COMPLETE"] == "Y",
                "isImportant": part.values["IS_IMPORTANT"] == "Y", "completedCount": done,
                "members": part.values["MEMBERS"],
            }  # fmt: skip
            allowed = rights(portal, user, task, part)
            found.append({"nodeId": node, "fields": fields, "action": allowed, "descendants": children})
        return found

    return {"nodeId": 0, "fields": root, "action": [], "descendants": branch("0", "")}


def _flag(value: bool) -> str:
    return "Y" if value else "N"
