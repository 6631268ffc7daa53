"""A task as REST 3.0 prints it. restdocs: api-reference/tasks/fields-rest-v3.md, tasks-task-get-rest-v3.md."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.listing import Wanted
from pytest_b24moderation.emulator.scopes.task.tasks.access import actions, may_read
from pytest_b24moderation.emulator.scopes.task.tasks.state import Task, Tasks
from pytest_b24moderation.emulator.scopes.task.v3.fields import CLASSIC, TASK, shown

PEOPLE = {
    "creator": "CREATED_BY", "responsible": "RESPONSIBLE_ID", "changedBy": "CHANGED_BY",
    "statusChangedBy": "STATUS_CHANGED_BY", "closedBy": "CLOSED_BY",
}  # fmt: skip
NEVER: dict[str, Any] = {
    "fileIds": None, "epicId": None, "storyPoints": None, "containsPlacements": False, "numberOfReminders": 0,
    "chatId": None, "chat": None, "deadlineCount": None, "declineReason": None, "forkedByTemplateId": None,
    "forkedByTemplate": None, "requireResult": False, "matchesSubTasksTime": False, "autocompleteSubTasks": False,
    "allowsChangeDatePlan": False, "emailId": None, "email": None, "maxDeadlineChangeDate": None,
    "maxDeadlineChanges": None, "requireDeadlineChangeReason": False, "inGroupPin": [], "source": None,
    "scenarios": ["default"], "stage": None, "flow": None, "parent": None,
}  # fmt: skip
"""What the tasks of this portal do not have."""


def item(call: Call, task: Task, wanted: Wanted | None, basics: Iterable[str] = TASK.basics) -> dict[str, Any]:
    """The wanted fields of the task, the ``basics`` without any; its id is always there."""
    found: dict[str, Any] = {"id": task.id}
    for name, below in (wanted if wanted is not None else {key: [] for key in basics}).items():
        value = field(call, task, name, related=bool(below))
        if below and isinstance(value, dict):
            value = {one: value.get(one) for one in below}
        elif below and isinstance(value, list):
            value = [{one: row.get(one) for one in below} for row in value]
        found[name] = value
    return found


def field(call: Call, task: Task, name: str, *, related: bool = False) -> Any:
    """One field of the task; ``related``: its people as objects."""
    if name in PEOPLE:
        return person(call.portal, int(task.values[PEOPLE[name]] or 0))
    if name in ("accomplices", "auditors"):
        ids: list[int] = getattr(task, name)
        return [person(call.portal, one) for one in ids] if related else list(ids)
    if name in COMPUTED:
        return COMPUTED[name](call, task)
    return NEVER[name] if name in NEVER else shown(name, task.values.get(CLASSIC[name]))


def person(portal: Portal, user_id: int) -> dict[str, Any] | None:
    user = portal.people.users.get(user_id)
    if user is None:
        return None
    return {
        "id": user.id,
        "name": user.full_name,
        "role": "admin" if user.admin else "employee",
        "image": None,
        "gender": user.gender.lower(),
        "email": user.email,
        "externalAuthId": None,
        "rights": None,
    }


def rights(call: Call, task: Task | None) -> dict[str, bool]:
    """restdocs: api-reference/tasks/tasks-task-access-get.md. Nothing for a task that the caller may not see."""
    portal, user = call.portal, call.user
    reads = task is not None and may_read(portal, user, task)
    may = actions(portal, user, task) if task is not None and reads else {}
    names = dict.fromkeys(READ, reads) | {name: may.get(action, False) for name, action in ACTIONS.items()}
    return {name: names.get(name, name == "admin" and user.admin and reads) for name in RIGHTS}


RIGHTS = (
    "read", "watch", "mute", "createSubtask", "createResult", "edit", "remove", "complete", "approve", "disapprove",
    "start", "take", "delegate", "defer", "renew", "deadline", "datePlan", "changeDirector", "changeResponsible",
    "changeAccomplices", "pause", "timeTracking", "mark", "changeStatus", "reminder", "addAuditors", "elapsedTime",
    "favorite", "checklistAdd", "checklistEdit", "checklistSave", "checklistToggle", "automate", "resultEdit",
    "completeResult", "removeResult", "resultRead", "admin", "copy", "saveAsTemplate", "attachFile", "detachFile",
    "detachParent", "createGanttDependence", "sort",
)  # fmt: skip
READ = ("read", "watch", "mute", "createSubtask", "createResult", "reminder", "addAuditors", "favorite", "copy",
        "saveAsTemplate")  # fmt: skip
ACTIONS = {
    "edit": "EDIT", "remove": "REMOVE", "complete": "COMPLETE", "approve": "APPROVE", "disapprove": "DISAPPROVE",
    "start": "START", "take": "TAKE", "delegate": "DELEGATE", "defer": "DEFER", "renew": "RENEW",
    "deadline": "CHANGE_DEADLINE", "datePlan": "EDIT.PLAN", "changeResponsible": "EDIT", "changeAccomplices": "EDIT",
    "pause": "PAUSE", "timeTracking": "DAYPLAN.TIMER.TOGGLE", "mark": "RATE", "changeStatus": "ELAPSEDTIME.ADD",
    "elapsedTime": "ELAPSEDTIME.ADD", "checklistAdd": "CHECKLIST.ADD", "checklistEdit": "CHECKLIST.ADD",
    "checklistSave": "CHECKLIST.ADD", "checklistToggle": "CHECKLIST.ADD", "automate": "EDIT",
    "completeResult": "ELAPSEDTIME.ADD", "attachFile": "ELAPSEDTIME.ADD", "detachFile": "ELAPSEDTIME.ADD",
    "detachParent": "EDIT", "createGanttDependence": "EDIT",
}  # fmt: skip


def _mine(name: str) -> Callable[[Call, Task], list[int]]:
    return lambda call, task: [call.user.id] if call.user.id in getattr(task, name) else []


def _items(call: Call, task: Task) -> list[int]:
    return sorted(part.id for part in call.state(Tasks).items.values() if part.task_id == task.id)


def _has_parts(name: str) -> Callable[[Call, Task], bool]:
    return lambda call, task: any(part.task_id == task.id for part in getattr(call.state(Tasks), name).values())


def _has_children(call: Call, task: Task) -> bool:
    return any(str(row.values["PARENT_ID"]) == str(task.id) for row in call.state(Tasks).rows.values())


def _group(call: Call, task: Task) -> dict[str, Any] | None:
    found = call.portal.ask("sonet.group", id=task.group, user=call.user) if task.group else None
    if found is None:
        return None
    kind = "group" if found["opened"] else "closed"
    return {"id": int(found["id"]), "name": found["name"], "image": None, "type": kind, "isVisible": True}


def _elapsed(call: Call, task: Task) -> list[dict[str, Any]]:
    rows = [part for part in call.state(Tasks).elapsed.values() if part.task_id == task.id]
    return [
        {
            "id": part.id, "userId": int(part.values["USER_ID"]), "taskId": task.id,
            "minutes": int(part.values["SECONDS"]) // 60, "seconds": int(part.values["SECONDS"]),
            "text": part.values.get("COMMENT_TEXT") or "",
        }
        for part in rows
    ]  # fmt: skip


def _archive(call: Call, task: Task) -> str:
    sign = hashlib.sha256(f"{call.portal.member_id} {task.id}".encode()).hexdigest()
    facts = f"entityId={task.id}&entity=TASKS_TASK&fieldName=UF_TASK_WEBDAV_FILES&signature={sign}"
    return f"/bitrix/tools/disk/uf.php?{facts}&action=downloadArchiveByEntity&ncc=1"


COMPUTED: dict[str, Callable[[Call, Task], Any]] = {
    "id": lambda _, task: task.id,
    "groupId": lambda _, task: task.group or None,
    "group": _group,
    "checklist": _items,
    "containsChecklist": _has_parts("items"),
    "containsResults": _has_parts("results"),
    "containsSubTasks": _has_children,
    "containsRelatedTasks": lambda _, task: bool(task.before),
    "containsGanttLinks": lambda _, task: bool(task.links),
    "elapsedTime": _elapsed,
    "link": lambda call, task: f"/company/personal/user/{call.user.id}/tasks/task/view/{task.id}/",
    "rights": rights,
    "archiveLink": _archive,
    "crmItemIds": lambda _, task: list(task.values.get("UF_CRM_TASK") or []),
    "inFavorite": _mine("favorite"),
    "inPin": _mine("pinned"),
    "inMute": _mine("muted"),
    "dependsOn": lambda _, task: list(task.before),
}
