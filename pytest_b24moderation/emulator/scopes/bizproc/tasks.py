"""Tasks that workflows give to people. restdocs: api-reference/bizproc/bizproc-task."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.bizproc.documents import card
from pytest_b24moderation.emulator.scopes.bizproc.running import advance
from pytest_b24moderation.emulator.scopes.bizproc.state import Processes, Task
from pytest_b24moderation.emulator.scopes.bizproc.templates import selected
from pytest_b24moderation.emulator.selection import split_key

DEFAULT = ("ENTITY", "DOCUMENT_ID", "ID", "WORKFLOW_ID", "DOCUMENT_NAME", "NAME", "DOCUMENT_URL")
STATUSES = {"1": 1, "yes": 1, "2": 2, "no": 2, "3": 3, "ok": 3, "4": 4, "cancel": 4}
ALLOWED = {
    "ApproveActivity": (1, 2),
    "ReviewActivity": (3,),
    "RequestInformationActivity": (3,),
    "RequestInformationOptionalActivity": (3, 4),
}
CANCELLED = 5


@method("bizproc.task.list")
def task_list(call: Call) -> Listed:
    select = call.get("SELECT")
    if select is not None and (
        not isinstance(select, list | dict) or any(not isinstance(n, str) for n in as_list(select))
    ):
        raise RestError(400, "ERROR_SELECT_VALIDATION_FAILURE", "Invalid data in SELECT parameter")
    wanted = {split_key(key)[1].upper(): value for key, value in as_dict(call.get("FILTER")).items()}
    if not call.user.admin:
        users = [number(one) for one in as_list(wanted.get("USER_ID"))]
        if any(one != call.user.id and not _leads(call.portal, call.user, one) for one in users):
            raise access_denied()
    rows = [
        task
        for task in call.state(Processes).tasks.values()
        if call.user.admin or "USER_ID" in wanted or task.user_id == call.user.id
    ]
    return selected(call, [_shown(call.portal, task) for task in rows], DEFAULT, {"ID": "ASC"})


@method("bizproc.task.complete")
def task_complete(call: Call) -> bool:
    """Only one's own."""
    task_id, status = number(call.get("TASK_ID")), STATUSES.get(call.text("STATUS").lower())
    if task_id <= 0:
        raise _invalid("empty TASK_ID")
    if status is None:
        raise _invalid("incorrect STATUS")
    task = call.state(Processes).tasks.get(task_id)
    if task is None or task.user_id != call.user.id:
        raise RestError(400, "ERROR_TASK_NOT_FOUND", "Task not found")
    if task.status:
        raise RestError(400, "ERROR_TASK_COMPLETED", "Task already completed")
    if status not in ALLOWED[task.activity]:
        raise _invalid("incorrect STATUS")
    fields, comment = as_dict(call.get("FIELDS")), call.text("COMMENT")
    if status == 3:
        _check_fields(task, fields)
    if task.parameters["CommentRequired"] == "Y" and not comment:
        raise RestError(400, "ERROR_TASK_EXECUTION", f'The field "{task.parameters["CommentLabel"]}" is required.')
    task.status, task.comment, task.fields, task.modified = status, comment, fields, call.portal.clock.now()
    _decide(call, task)
    return True


@method("bizproc.task.delegate")
def task_delegate(call: Call) -> bool:
    """Only tasks of one's own; an administrator anybody's."""
    ids = [number(one) for one in as_list(call.get("TASK_IDS"))]
    if not ids or any(one <= 0 for one in ids):
        raise _invalid("Invalid TASK_IDS")
    users, state = call.portal.people.users, call.state(Processes)
    giver, taker = number(call.get("FROM_USER_ID")), number(call.get("TO_USER_ID"))
    for name, user_id in (("FROM_USER_ID", giver), ("TO_USER_ID", taker)):
        if user_id not in users:
            raise RestError(400, "ERROR_INVALID_USER_ID", f"Invalid {name}")
    if giver != call.user.id and not call.user.admin:
        raise access_denied()
    tasks = [state.tasks.get(one) for one in ids]
    mine = [task for task in tasks if task is not None and task.user_id == giver and not task.status]
    if len(mine) < len(tasks):
        text = "; ".join(["User is not responsible for the task"] * (len(tasks) - len(mine)))
        raise RestError(400, "ERROR_DELEGATION_NOT_ALLOWED", text)
    for task in mine:
        task.user_id, task.modified = taker, call.portal.clock.now()
    return True


def _decide(call: Call, task: Task) -> None:
    """Go on with the workflow when enough people have answered."""
    flow, state = task.workflow, call.state(Processes)
    others = [row for row in state.tasks.values() if row.workflow is flow and row.name == task.name and not row.status]
    if others and not (task.first or task.status == 2):
        return
    for row in others:
        del state.tasks[row.id]
    flow.parameters |= task.fields
    if task.activity == "ApproveActivity":
        flow.todo[:0] = task.branches[task.status - 1 : task.status]
    advance(call.portal, flow)


def _check_fields(task: Task, fields: dict[str, Any]) -> None:
    for row in task.parameters.get("Fields", []):
        if row["Required"] and fields.get(row["Id"]) in (None, "", []):
            raise RestError(400, "ERROR_TASK_EXECUTION", f'The field "{row["Name"]}" is required.')


def _invalid(text: str) -> RestError:
    return RestError(400, "ERROR_TASK_VALIDATION", text)


def _leads(portal: Portal, user: User, other: int) -> bool:
    """Whether the user is at the head of one of the other's departments."""
    person, units = portal.people.users.get(other), portal.people.departments
    return person is not None and any(units[unit].head == user.id for unit in person.departments if unit in units)


def _shown(portal: Portal, task: Task) -> dict[str, Any]:
    flow = task.workflow
    module, entity, name = flow.document
    person = portal.people.users.get(task.user_id) or portal.people.users[1]
    document = card(portal, flow.document, person)
    template = portal.state(Processes).templates.get(flow.template)
    return {
        "ENTITY": entity, "DOCUMENT_ID": name, "ID": str(task.id), "WORKFLOW_ID": flow.id,
        "DOCUMENT_NAME": document["title"] if document else "", "DESCRIPTION": task.description, "NAME": task.title,
        "MODIFIED": portal.iso(task.modified), "WORKFLOW_STARTED": portal.iso(flow.started),
        "WORKFLOW_STARTED_BY": str(flow.by), "OVERDUE_DATE": None, "WORKFLOW_TEMPLATE_ID": str(flow.template),
        "WORKFLOW_TEMPLATE_NAME": template.name if template else "", "WORKFLOW_STATE": flow.status,
        "STATUS": str(CANCELLED if task.status == 4 else task.status), "USER_ID": str(task.user_id),
        "USER_STATUS": str(task.status), "MODULE_ID": module, "ACTIVITY": task.activity, "ACTIVITY_NAME": task.name,
        "PARAMETERS": task.parameters, "DOCUMENT_URL": _address(module, name, document),
    }  # fmt: skip


def _address(module: str, name: str, document: dict[str, Any] | None) -> str:
    if module == "crm":
        kind, _, number_ = name.rpartition("_")
        return f"/crm/{kind.lower()}/details/{number_}/"
    if module == "lists" and document:
        return f"/bizproc/processes/?livefeed=y&list_id={document['type'].partition('_')[2]}&element_id={name}"
    return ""
