"""People in the messenger, their statuses and departments. restdocs: chats/users, chats/departments."""

from __future__ import annotations

import json
from typing import Any

from pytest_b24moderation.emulator.messenger.chats import Messenger
from pytest_b24moderation.emulator.messenger.persons import is_bot, people, person
from pytest_b24moderation.emulator.people import Department, User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number, truth
from pytest_b24moderation.emulator.scopes.im.inputs import no_access, window

STATUSES = ("online", "dnd", "away", "break")


@method("im.user.get")
def user_get(call: Call) -> dict[str, Any]:
    """The user of ID, or the caller."""
    wanted = call.user.id if call.get("ID") is None else number(call.get("ID"))
    if wanted <= 0:
        raise RestError(400, "ID_EMPTY", "User ID can't be empty")
    user = call.portal.people.users.get(wanted)
    if user is None:
        raise RestError(400, "USER_NOT_EXISTS", "User does not exist")
    return person(call.portal, user)


@method("im.user.list.get")
def user_list_get(call: Call) -> dict[str, Any] | list[Any]:
    """By id; null stands for whoever is not there."""
    users, ids = call.portal.people.users, _ids(call, "INVALID_FORMAT", "A wrong format for the ID field is passed")
    if call.text("RESULT_TYPE") == "array":
        return people(call.portal, ids)
    return {str(one): person(call.portal, users[one]) if one in users else None for one in ids}


@method("im.user.status.get")
def status_get(call: Call) -> str:
    return call.state(Messenger).statuses.get(call.user.id, "online")


@method("im.user.status.set")
def status_set(call: Call) -> bool:
    status = call.text("STATUS")
    if status not in STATUSES:
        raise RestError(400, "STATUS_ERROR", "Status is not available")
    call.state(Messenger).statuses[call.user.id] = status
    return True


@method("im.user.status.idle.start")
def idle_start(call: Call) -> bool:
    """Away since AGO minutes."""
    ago = max(number(call.get("AGO"), 10), 1)
    call.state(Messenger).idle[call.user.id] = call.portal.clock.now() - ago * 60
    return True


@method("im.user.status.idle.end")
def idle_end(call: Call) -> bool:
    call.state(Messenger).idle.pop(call.user.id, None)
    return True


@method("im.department.get")
def department_get(call: Call) -> list[dict[str, Any]]:
    _employee(call)
    units = call.portal.people.departments
    ids = _ids(call, "INVALID_FORMAT", "A wrong format for the ID field is passed")
    return [department(call.portal, units[one], cards=_cards(call)) for one in ids if one in units]


@method("im.department.employees.get")
def employees_get(call: Call) -> dict[str, Any]:
    _employee(call)
    units, found = call.portal.people.departments, {}
    for one in _ids(call, "ID_EMPTY", "Department ID can't be empty"):
        if one in units:
            staff = [user.id for user in _staff(call.portal) if one in user.departments]
            found[str(one)] = people(call.portal, staff) if _cards(call) else staff
    return found


@method("im.department.managers.get")
def managers_get(call: Call) -> dict[str, Any]:
    _employee(call)
    units, found = call.portal.people.departments, {}
    for one in _ids(call, "ID_EMPTY", "Department ID can't be empty"):
        if one in units:
            heads = [units[one].head] if units[one].head else []
            found[str(one)] = people(call.portal, heads) if _cards(call) else heads
    return found


@method("im.department.colleagues.list")
def colleagues(call: Call) -> Listed:
    """Those of the caller's departments, of departments he leads, and who leads his."""
    _employee(call)
    units, me = call.portal.people.departments, call.user
    own = set(me.departments) | {unit.id for unit in units.values() if unit.head == me.id}
    heads = {units[one].head for one in me.departments if one in units}
    for unit in units.values():
        if unit.parent in own and any(row.head == me.id for row in (unit, units[unit.parent])):
            own.add(unit.id)
    staff = _staff(call.portal)
    ids = [user.id for user in staff if user.id != me.id and (own & set(user.departments) or user.id in heads)]
    found = window(call, ids)
    return Listed(people(call.portal, found.rows) if _cards(call) else found.rows, found.total, found.next)


def department(portal: Portal, unit: Department, *, cards: bool) -> dict[str, Any]:
    """A department as the messenger shows it, with its head's card where wanted."""
    names, above, units = [unit.name], unit.parent, portal.people.departments
    while above in units and len(names) <= len(units):
        names.append(units[above].name)
        above = units[above].parent
    row = {"id": unit.id, "name": unit.name, "full_name": " / ".join(names), "manager_user_id": unit.head}
    head = portal.people.users.get(unit.head)
    return row | ({"manager_user_data": person(portal, head) if head else None} if cards else {})


def _staff(portal: Portal) -> list[User]:
    return [user for user in portal.people.users.values() if user.present and not is_bot(user)]


def _employee(call: Call) -> None:
    if is_bot(call.user):
        raise no_access("Only intranet users have access to this method")


def _cards(call: Call) -> bool:
    return truth(call.get("USER_DATA"))


def _ids(call: Call, code: str, text: str) -> list[int]:
    """ID: an array, or JSON with one."""
    sent = call.get("ID")
    if isinstance(sent, str) and sent.strip().startswith("["):
        try:
            sent = json.loads(sent)
        except ValueError:
            sent = None
    if not isinstance(sent, list | dict) or not sent:
        raise RestError(400, code, text)
    return [number(one) for one in as_list(sent)]
