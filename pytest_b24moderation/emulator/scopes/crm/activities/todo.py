"""crm.activity.todo.*: universal activities. restdocs: crm/timeline/activities/todo."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.crm.activities.activity import TODO, Activity, activities, announce
from pytest_b24moderation.emulator.scopes.crm.activities.writing import new_row
from pytest_b24moderation.emulator.scopes.crm.owners import not_found, owner_in, required

COLORS = ("", "default", "1", "2", "3", "4", "5", "6", "7")


@method("crm.activity.todo.add")
def todo_add(call: Call) -> dict[str, int]:
    required(call, "ownerTypeId", "ownerId", "deadline")
    owner, deadline = owner_in(call, "ownerTypeId", "ownerId", write=True), _moment(call, "deadline")
    parent = _parent(call)
    _color(call)
    values = {"PROVIDER_ID": TODO, "PROVIDER_TYPE_ID": "TODO", "DESCRIPTION_TYPE": "2"}
    row = new_row(call, [owner], **values)
    row.about = {"pingOffsets": [], "colorId": "", "parentActivityId": 0}
    _times(row, deadline)
    _fill(call, row, parent)
    announce(call, "ADD", row)
    return {"id": row.id}


@method("crm.activity.todo.update")
def todo_update(call: Call) -> dict[str, int]:
    required(call, "deadline")
    row = _open(call, "CAN_NOT_UPDATE_COMPLETED_TODO")
    deadline, parent = _moment(call, "deadline"), _parent(call)
    _color(call)
    _times(row, deadline)
    _fill(call, row, parent)
    return _changed(call, row)


@method("crm.activity.todo.updateDeadline")
def todo_deadline(call: Call) -> dict[str, int]:
    required(call, "value")
    row = _open(call, "CAN_NOT_UPDATE_COMPLETED_TODO")
    _times(row, _moment(call, "value"))
    return _changed(call, row)


@method("crm.activity.todo.updateDescription")
def todo_description(call: Call) -> dict[str, int]:
    required(call, "value")
    row = _open(call, "CAN_NOT_UPDATE_COMPLETED_TODO")
    row.values["DESCRIPTION"] = call.text("value")
    return _changed(call, row)


@method("crm.activity.todo.updateColor")
def todo_color(call: Call) -> dict[str, int]:
    required(call, "colorId")
    row = _open(call, "CAN_NOT_UPDATE_COLOR_COMPLETED_TODO")
    _color(call)
    row.about["colorId"] = call.text("colorId")
    return _changed(call, row)


@method("crm.activity.todo.updateResponsibleUser")
def todo_responsible(call: Call) -> dict[str, int]:
    required(call, "responsibleId")
    if number(call.get("responsibleId")) <= 0:
        raise RestError(400, "INVALID_ARG_VALUE", 'Parameter "responsibleId" must be greater than 0')
    row = _open(call, "CAN_NOT_UPDATE_RESPONSIBLE_USER_COMPLETED_TODO")
    _responsible(call, row)
    return _changed(call, row)


def _open(call: Call, refusal: str) -> Activity:
    """The to-do that `id` names on the record that `ownerTypeId` and `ownerId` name; ``refusal`` when it is done."""
    required(call, "id", "ownerTypeId", "ownerId")
    owner = owner_in(call, "ownerTypeId", "ownerId", write=True)
    row = activities(call.portal).get(number(call.get("id")))
    if row is None or owner not in row.bindings or row.values["PROVIDER_ID"] != TODO:
        raise not_found()
    if row.completed:
        raise RestError(400, refusal, "A completed activity cannot be changed")
    return row


def _changed(call: Call, row: Activity) -> dict[str, int]:
    announce(call, "UPDATE", row)
    return {"id": row.id}


def _fill(call: Call, row: Activity, parent: int) -> None:
    texts: dict[str, Any] = {"title": "SUBJECT", "description": "DESCRIPTION"}
    for name, field in texts.items():
        if call.get(name) is not None:
            row.values[field] = call.text(name)
    if call.get("colorId") is not None:
        row.about["colorId"] = call.text("colorId")
    if call.get("pingOffsets") is not None:
        row.about["pingOffsets"] = [number(one) for one in as_list(call.get("pingOffsets"))]
    if parent:
        row.about["parentActivityId"] = parent
    _responsible(call, row)


def _responsible(call: Call, row: Activity) -> None:
    wanted = number(call.get("responsibleId"))
    if wanted in call.portal.people.users:
        row.values["RESPONSIBLE_ID"] = str(wanted)


def _times(row: Activity, deadline: str) -> None:
    row.values |= {"START_TIME": deadline, "END_TIME": deadline, "DEADLINE": deadline}


def _moment(call: Call, name: str) -> str:
    found = moment(call.text(name), call.portal.zone)
    if not found:
        raise RestError(400, "WRONG_DATETIME_FORMAT", "Wrong date and time format")
    return found


def _color(call: Call) -> None:
    if call.get("colorId") is not None and call.text("colorId") not in COLORS:
        raise RestError(400, "CAN_NOT_UPDATE_WRONG_COLOR_TODO", "Unknown color")


def _parent(call: Call) -> int:
    wanted = number(call.get("parentActivityId"))
    parent = activities(call.portal).get(wanted) if wanted else None
    if parent is not None and parent.completed:
        raise RestError(400, "ERROR_PARENT_ACTIVITY_RESTRICT", "A closed activity can have no new ones")
    return wanted if parent is not None else 0
