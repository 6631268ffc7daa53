"""Departments and teams, and who is what in them. restdocs: api-reference/departments.

Departments are the portal's own; what REST 3.0 knows of them beyond that, and teams, are kept here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Department, Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers

DEPARTMENT, TEAM = "DEPARTMENT", "TEAM"
HEAD, DEPUTY, EMPLOYEE = range(3)
ROLES = {
    DEPARTMENT: ("MEMBER_HEAD", "MEMBER_DEPUTY_HEAD", "MEMBER_EMPLOYEE"),
    TEAM: ("MEMBER_TEAM_HEAD", "MEMBER_TEAM_DEPUTY_HEAD", "MEMBER_TEAM_EMPLOYEE"),
}
CODES = {DEPARTMENT: "DR", TEAM: "SNTR"}
STRUCTURE = 1


@dataclass(slots=True)
class Facts:
    """What is known of a department or team beyond its name and place. ``roles``: user → his, where it is no
    employee's; in a team everybody's."""

    made: float
    changed: float
    description: str | None = None
    color: str | None = None
    roles: dict[int, int] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Team:
    """A team; its people are the ``roles`` of its facts."""

    id: int
    name: str
    parent: int
    maker: Maker = PORTAL


Node = Department | Team


@dataclass
class Structure:
    """Teams by id, and the facts of every node."""

    teams: dict[int, Team] = field(default_factory=dict)
    facts: dict[int, Facts] = field(default_factory=dict)

    def of(self, portal: Portal, node: Node) -> Facts:
        if node.id not in self.facts:
            made = portal.people.users[1].registered if node.maker is PORTAL else portal.clock.now()
            self.facts[node.id] = Facts(made, made)
        return self.facts[node.id]


def kind(node: Node) -> str:
    return TEAM if isinstance(node, Team) else DEPARTMENT


def nodes(portal: Portal) -> dict[int, Node]:
    """Departments and teams by id."""
    return {**portal.people.departments, **portal.state(Structure).teams}


def members(portal: Portal, node: Node) -> dict[int, int]:
    """User → role, heads first."""
    facts = portal.state(Structure).of(portal, node)
    people = portal.people.users
    if isinstance(node, Team):
        found = {user: role for user, role in facts.roles.items() if user in people}
    else:
        found = {user.id: facts.roles.get(user.id, EMPLOYEE) for user in people.values() if node.id in user.departments}
        if node.head in people:
            found[node.head] = HEAD
    return dict(sorted(found.items(), key=lambda row: (row[1], row[0])))


def put(portal: Portal, node: Node, user: User, role: int) -> None:
    """Make the user a member in that role."""
    state = portal.state(Structure)
    roles = state.of(portal, node).roles
    if isinstance(node, Team):
        roles[user.id] = role
        return
    if node.id not in user.departments:
        user.departments = [*user.departments, node.id]
    roles.pop(user.id, None)
    if node.head == user.id and role != HEAD:
        node.head = next((one for one, held in roles.items() if held == HEAD), 0)
    if role == HEAD and node.head in (0, user.id):
        node.head = user.id
    elif role != EMPLOYEE:
        roles[user.id] = role


def drop(portal: Portal, node: Node, user: User) -> bool:
    """Let the user go; whether he was there."""
    if user.id not in members(portal, node):
        return False
    if isinstance(node, Department):
        put(portal, node, user, EMPLOYEE)
        user.departments = [one for one in user.departments if one != node.id]
    portal.state(Structure).of(portal, node).roles.pop(user.id, None)
    return True


def shown(portal: Portal, node: Node) -> dict[str, Any]:
    """A node as answers print it, without its members."""
    facts = portal.state(Structure).of(portal, node)
    return {
        "id": node.id,
        "name": node.name,
        "type": kind(node),
        "structureId": STRUCTURE,
        "parentId": node.parent or None,
        "description": facts.description,
        "accessCode": f"{CODES[kind(node)]}{node.id}",
        "userCount": len(members(portal, node)),
        "colorName": facts.color,
        "xmlId": None,
        "createdAt": portal.iso(facts.made),
        "updatedAt": portal.iso(facts.changed),
    }


def people_of(portal: Portal, node: Node) -> list[dict[str, Any]]:
    """The members of a node as answers print them."""
    names = ROLES[kind(node)]
    return [card(portal.people.users[user]) | {"role": names[role]} for user, role in members(portal, node).items()]


def card(user: User) -> dict[str, Any]:
    return {
        "userId": user.id,
        "name": user.full_name,
        "workPosition": user.position,
        "role": None,
        "avatar": user.extra.get("PERSONAL_PHOTO") or None,
        "url": f"/company/personal/user/{user.id}/",
    }


def below(portal: Portal, start: int) -> set[int]:
    """The node and everything under it."""
    found, rows = {start}, nodes(portal)
    while more := {node.id for node in rows.values() if node.parent in found} - found:
        found |= more
    return found


def touched(portal: Portal, rows: Iterable[Node]) -> None:
    for node in rows:
        portal.state(Structure).of(portal, node).changed = portal.clock.now()


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state, found = portal.state(Structure), []
    for node in nodes(portal).values():
        facts = state.facts.get(node.id)
        content = (facts.description, facts.color, facts.roles, facts.settings) if facts else (None, None, {}, {})
        if isinstance(node, Team) or any(content):
            found.append(trace(f"structure {kind(node).lower()}s", node.id, node.maker, node.name, content))
    return found
