"""What a workflow asks of people, and the values that its template leaves to the moment."""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.params import as_list
from pytest_b24moderation.emulator.scopes.bizproc.bpt import listed
from pytest_b24moderation.emulator.scopes.bizproc.documents import card
from pytest_b24moderation.emulator.scopes.bizproc.state import Processes, Task, Workflow

LABELS = {
    "ApproveActivity": {"StatusYesLabel": ("TaskButton1Message", "Approve"),
                        "StatusNoLabel": ("TaskButton2Message", "Reject")},
    "ReviewActivity": {"StatusOkLabel": ("TaskButtonMessage", "Done")},
    "RequestInformationActivity": {"StatusOkLabel": ("TaskButtonMessage", "Save")},
    "RequestInformationOptionalActivity": {"StatusOkLabel": ("TaskButtonMessage", "Save"),
                                           "StatusCancelLabel": ("TaskButtonCancelMessage", "Cancel")},
}  # fmt: skip
STARTER = ("author", "{=Template:TargetUser}", "{=Document:CREATED_BY}")
REFERENCE = re.compile(r"\{=\s*(Document|Template|Workflow):\s*([A-Za-z0-9_]+)\s*\}", re.IGNORECASE)


def ask_people(portal: Portal, flow: Workflow, node: dict[str, Any]) -> None:
    """A task for everybody whom the activity names; nobody named: the one who started the workflow."""
    properties = node.get("Properties")
    facts: dict[str, Any] = properties if isinstance(properties, dict) else {}
    state, activity = portal.state(Processes), str(node["Type"])
    for user_id in _people(portal, flow, facts.get("Users")) or [flow.by]:
        task_id = state.next_id("task")
        state.tasks[task_id] = Task(
            task_id, flow, user_id, activity, str(node.get("Name") or f"A{task_id}"),
            str(resolved(portal, flow, facts.get("Name")) or ""),
            str(resolved(portal, flow, facts.get("Description")) or ""),
            _parameters(activity, facts), listed(node.get("Children")), _first(activity, facts),
            portal.clock.now(),
        )  # fmt: skip
    flow.status = str(facts.get("StatusMessage") or flow.status)


def resolved(portal: Portal, flow: Workflow, value: Any) -> Any:
    """A value with {=Document:FIELD} and {=Template:Parameter} put in; a value that is only that keeps its type."""
    if isinstance(value, dict):
        return {key: resolved(portal, flow, one) for key, one in value.items()}
    if isinstance(value, list):
        return [resolved(portal, flow, one) for one in value]
    if not isinstance(value, str) or "{=" not in value:
        return value
    whole = REFERENCE.fullmatch(value)
    if whole:
        return _refer(portal, flow, whole)
    return REFERENCE.sub(lambda match: str(_refer(portal, flow, match) or ""), value)


def _refer(portal: Portal, flow: Workflow, match: re.Match[str]) -> Any:
    where, name = match[1].lower(), match[2]
    if where == "template":
        return flow.parameters.get(name)
    if where == "workflow":
        return flow.id if name.lower() == "id" else None
    user = portal.people.users.get(flow.by) or portal.people.users[1]
    found = card(portal, flow.document, user)
    return found["fields"].get(name) if found else None


def _people(portal: Portal, flow: Workflow, value: Any) -> list[int]:
    found: list[int] = []
    for one in as_list(value):
        text = str(one).strip()
        number = text.removeprefix("user_")
        user_id = flow.by if text in STARTER else int(number) if number.isdecimal() else 0
        if user_id in portal.people.users and user_id not in found:
            found.append(user_id)
    return found


def _first(activity: str, facts: dict[str, Any]) -> bool:
    return activity.startswith("RequestInformation") or str(facts.get("ApproveType") or "all") != "all"


def _parameters(activity: str, facts: dict[str, Any]) -> dict[str, Any]:
    """As bizproc.task.list shows them."""
    found: dict[str, Any] = {
        "CommentLabel": str(facts.get("CommentLabelMessage") or "Comment"),
        "CommentRequired": str(facts.get("CommentRequired") or "N"),
        "ShowComment": str(facts.get("ShowComment") or "Y"),
    }
    found |= {name: str(facts.get(source) or word) for name, (source, word) in LABELS[activity].items()}
    if activity.startswith("RequestInformation"):
        found["Fields"] = [
            {
                "Id": str(row.get("Name") or ""), "Type": str(row.get("Type") or "string"),
                "Name": str(row.get("Title") or ""), "Description": str(row.get("Description") or ""),
                "Multiple": bool(row.get("Multiple")), "Required": bool(row.get("Required")),
                "Options": row.get("Options") or None, "Settings": None, "Default": row.get("Default") or "",
            }
            for row in listed(facts.get("RequestedInformation"))
        ]  # fmt: skip
    return found
