"""humanresources.node.member.* and humanresources.employee.*.

restdocs: api-reference/departments/node-member, api-reference/departments/employee.
"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.given import integer, integer_or, numbers, require, words, wrong
from pytest_b24moderation.emulator.rest.v3.listing import only, selected
from pytest_b24moderation.emulator.scopes.humanresources.nodes import employees, found, roles
from pytest_b24moderation.emulator.scopes.humanresources.structure import (
    EMPLOYEE,
    ROLES,
    Node,
    Team,
    card,
    drop,
    kind,
    members,
    nodes,
    put,
    touched,
)

MEMBER = entity(
    "NodeMemberDto", "userId int b\nname string b\nworkPosition string b\nrole string b\navatar string b\nurl string b"
)
PERSON = entity(
    "EmployeeDto",
    "userId int b\nname string b\nworkPosition string b\navatar string b\nurl string b\ndepartments array b\n"
    "teams array b",
    strict=True,
)
METHODS = [
    *field_methods("humanresources.node.member", MEMBER),
    *field_methods("humanresources.employee", PERSON),
]
NO_USERS = 'Parameter "userIds" is required and must be a non-empty array.'
TITLES = ("HEAD", "DEPUTY_HEAD")


@method3("humanresources.node.member.add", writes=True)
def member_add(call: Call) -> dict[str, bool]:
    """People get a role in a node; who is there already changes his."""
    node, people = _node(call), _people(call)
    if call.params.get("role") is None:
        raise wrong("role", 'Parameter "role" is required.')
    role = _role(call, node)
    require(call, call.user.admin)
    for user in people:
        put(call.portal, node, user, role)
    touched(call.portal, [node])
    return {"success": True}


@method3("humanresources.node.member.move", writes=True)
def member_move(call: Call) -> dict[str, bool]:
    """People leave their other departments (or teams) for this one."""
    node, people = _node(call), _people(call)
    role = _role(call, node) if call.params.get("role") is not None else EMPLOYEE
    require(call, call.user.admin)
    for user in people:
        for other in nodes(call.portal).values():
            if other.id != node.id and kind(other) == kind(node):
                drop(call.portal, other, user)
        put(call.portal, node, user, role)
    touched(call.portal, [node])
    return {"success": True}


@method3("humanresources.node.member.remove", writes=True)
def member_remove(call: Call) -> dict[str, Any]:
    node = _node(call)
    wanted = _ids(call)
    require(call, call.user.admin)
    users = call.portal.people.users
    gone = [one for one in wanted if one in users and drop(call.portal, node, users[one])]
    touched(call.portal, [node])
    failed = [{"userId": one, "reason": "Not found in this node"} for one in wanted if one not in gone]
    return {"removed": gone, "failed": failed}


@method3("humanresources.node.member.set", writes=True)
def member_set(call: Call) -> dict[str, bool]:
    """The whole composition of a node: whoever is not named leaves it."""
    node = _node(call)
    wanted = roles(call, kind(node), call.params.get("userIds"))
    require(call, call.user.admin)
    users = call.portal.people.users
    for one in set(members(call.portal, node)) - set(wanted):
        drop(call.portal, node, users[one])
    for one, role in wanted.items():
        put(call.portal, node, users[one], role)
    touched(call.portal, [node])
    return {"success": True}


@method3("humanresources.employee.search")
def search(call: Call) -> dict[str, Any]:
    """Employees with these letters in their names, of one node where one is named."""
    if call.params.get("name") is None:
        raise wrong("name", 'Parameter "name" is required.')
    name, node_id, wanted = words(call, "name").strip().lower(), integer_or(call, "nodeId", 0), selected(call, PERSON)
    staff = _staff(call)
    if node_id:
        node = nodes(call.portal).get(node_id)
        staff &= set(members(call.portal, node)) if node else set()
    people = [user for user in call.portal.people.users.values() if user.id in staff]
    rows = [_employee(call, user) for user in people if name in user.full_name.lower()]
    return {"items": [only(row, wanted) for row in rows]}


@method3("humanresources.employee.count")
def count(call: Call) -> dict[str, int]:
    return {"total": len(_staff(call))}


@method3("humanresources.employee.subordinates")
def subordinates(call: Call) -> dict[str, Any]:
    """How many people the user leads, by department."""
    user_id = integer(call)
    if user_id <= 0:
        raise wrong("id", 'Parameter "id" is required and must be a positive integer')
    _staff(call)
    rows = []
    for node in call.portal.people.departments.values():
        people = members(call.portal, node)
        role = people.get(user_id, EMPLOYEE)
        if role != EMPLOYEE:
            rest = sum(held > role for held in people.values())
            row = {"nodeId": node.id, "name": node.name, "role": TITLES[role], "subordinatesCount": rest}
            rows.append(row)
    return {"userId": user_id, "departments": rows}


@method3("humanresources.employee.multidepartment")
def multidepartment(call: Call) -> dict[str, Any]:
    """Who belongs to more than one department."""
    staff = _staff(call)
    rows = [_employee(call, user) for user in call.portal.people.users.values() if user.id in staff]
    names = ("userId", "name", "workPosition", "departments")
    found_ = [{name: row[name] for name in names} for row in rows if len(row["departments"]) > 1]
    return {"employees": found_, "total": len(found_)}


def _employee(call: Call, user: User) -> dict[str, Any]:
    mine = [node for node in nodes(call.portal).values() if user.id in members(call.portal, node)]
    found_ = {name: value for name, value in card(user).items() if name != "role"}
    return found_ | {
        "departments": [{"id": node.id, "name": node.name} for node in mine if not isinstance(node, Team)],
        "teams": [{"id": node.id, "name": node.name} for node in mine if isinstance(node, Team)],
    }


def _staff(call: Call) -> set[int]:
    """The employees; only one of them may ask."""
    staff = employees(call)
    require(call, call.user.id in staff)
    return staff


def _node(call: Call) -> Node:
    if call.params.get("nodeId") is None:
        raise wrong("nodeId", 'Parameter "nodeId" is required.')
    return found(call, "nodeId")


def _ids(call: Call) -> list[int]:
    if not (wanted := numbers(call, "userIds")):
        raise wrong("userIds", NO_USERS)
    return wanted


def _people(call: Call) -> list[User]:
    users = call.portal.people.users
    return [users[one] for one in _ids(call) if one in users]


def _role(call: Call, node: Node) -> int:
    names, role = ROLES[kind(node)], words(call, "role")
    if role not in names:
        raise wrong("role", f"Invalid role {role}. Allowed: {', '.join(names)}.")
    return names.index(role)
