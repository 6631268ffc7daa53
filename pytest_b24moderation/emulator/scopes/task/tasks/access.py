"""Who may do what with a task. restdocs: api-reference/tasks/tasks-task-get-access.md."""

from __future__ import annotations

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.scopes.task.tasks.state import CONTROL, DEFERRED, DONE, PENDING, WORKING, Task, Tasks

NO_TASK = "CTaskItem All parameters in the constructor must have real class type"
NOT_ALLOWED = "Action on the task is not allowed"
INTERNAL = " (internal error)"


def may_read(portal: Portal, user: User, task: Task) -> bool:
    """Administrators, members of the task, heads of its creator or responsible, members of its group."""
    if user.admin or user.id in task.members or _heads(portal, user, task):
        return True
    group = portal.ask("sonet.group", id=task.group, user=user) if task.group else None
    return bool(group and group["role"] in ("A", "E", "K"))


def may_edit(portal: Portal, user: User, task: Task) -> bool:
    return user.admin or user.id == task.creator or _heads(portal, user, task)


def _heads(portal: Portal, user: User, task: Task) -> bool:
    people = portal.people
    for member in (people.users.get(task.creator), people.users.get(task.responsible)):
        for unit in member.departments if member else ():
            above, seen = people.departments.get(unit), set[int]()
            while above and above.id not in seen:
                if above.head == user.id:
                    return True
                seen.add(above.id)
                above = people.departments.get(above.parent)
    return False


def actions(portal: Portal, user: User, task: Task) -> dict[str, bool]:
    """What the user may do, in the names of tasks.task.getaccess."""
    reads, edits = may_read(portal, user, task), may_edit(portal, user, task)
    works = edits or user.id == task.responsible or user.id in task.accomplices
    judges = user.admin or user.id == task.creator
    status, favorite = task.values["STATUS"], user.id in task.favorite
    waiting = status == CONTROL and task.values["TASK_CONTROL"] == "Y"
    tracked = task.values["ALLOW_TIME_TRACKING"] == "Y" and works and status != DONE
    return {
        "ACCEPT": False,
        "DECLINE": False,
        "COMPLETE": works and status in (PENDING, WORKING, DEFERRED),
        "APPROVE": judges and waiting,
        "DISAPPROVE": judges and waiting,
        "START": works and status in (PENDING, DEFERRED),
        "PAUSE": works and status == WORKING,
        "DELEGATE": (edits or user.id == task.responsible) and status in (PENDING, WORKING, DEFERRED),
        "REMOVE": edits,
        "EDIT": edits,
        "DEFER": works and status == PENDING,
        "RENEW": works and status in (CONTROL, DONE, DEFERRED),
        "CREATE": reads,
        "CHANGE_DEADLINE": edits or (user.id == task.responsible and task.values["ALLOW_CHANGE_DEADLINE"] == "Y"),
        "CHECKLIST_ADD_ITEMS": works,
        "ADD_FAVORITE": reads and not favorite,
        "DELETE_FAVORITE": reads and favorite,
        "RATE": edits,
        "TAKE": False,
        "EDIT.ORIGINATOR": False,
        "CHECKLIST.REORDER": works,
        "ELAPSEDTIME.ADD": works,
        "DAYPLAN.TIMER.TOGGLE": tracked,
        "EDIT.PLAN": edits,
        "CHECKLIST.ADD": works,
        "FAVORITE.ADD": reads and not favorite,
        "FAVORITE.DELETE": reads and favorite,
    }


def task_id(call: Call, name: str = "taskId", *, internal: bool = False) -> int:
    """The id that the call names: 100 without one, 0 for what is no id.

    A plain `id` does as well: the JavaScript SDK's tests call the cloud so (deprecated-call.spec.ts).
    """
    value = call.get(name, call.get("id"))
    if value is None:
        raise refusal("100", NO_TASK + (INTERNAL if internal else ""))
    text = str(value).strip()
    if isinstance(value, list | dict | bool) or not text.isdecimal() or not int(text):
        raise refusal("0", "wrong task id" + (INTERNAL if internal else ""))
    return int(text)


def readable(call: Call, wanted: int) -> Task | None:
    """The task, where there is one that the caller may see."""
    task = call.state(Tasks).rows.get(wanted)
    return task if task is not None and may_read(call.portal, call.user, task) else None


def allowed(call: Call, action: str, code: str, text: str = NOT_ALLOWED, *, internal: bool = False) -> Task:
    """The call's task, where the caller may do that with it; ``code`` and ``text`` where not."""
    task = readable(call, task_id(call, internal=internal))
    if task is None or not actions(call.portal, call.user, task)[action]:
        raise refusal(code, text + (INTERNAL if internal else ""))
    return task


def refusal(code: str, text: str) -> RestError:
    return RestError(400, code, text)
