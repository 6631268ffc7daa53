"""humanresources.node.*: departments and teams. restdocs: api-reference/departments/node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.people import Department
from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.errors import invalid, missing, mistyped, not_found
from pytest_b24moderation.emulator.rest.v3.given import flag, integer, integer_or, refusal, require, words, wrong
from pytest_b24moderation.emulator.rest.v3.listing import in_order, only, paged, selected
from pytest_b24moderation.emulator.scopes.humanresources.structure import (
    DEPARTMENT,
    ROLES,
    TEAM,
    Node,
    Structure,
    Team,
    below,
    drop,
    kind,
    members,
    nodes,
    people_of,
    put,
    shown,
    touched,
)

NODE = entity(
    "NodeDto",
    """
id int fsb
name string sb
type string fb
structureId int fb
parentId int fb
description string b
accessCode string b
userCount int b
colorName string b
xmlId string b
createdAt string sb
updatedAt string b
members array -
""",
    strict=True,
)
METHODS = field_methods("humanresources.node", NODE)
COLORS = ("blue", "green", "cyan", "orange", "purple", "pink")
SIZE, MOST = 50, 200


@method3("humanresources.node.list")
def node_list(call: Call) -> dict[str, Any]:
    """The departments, or the teams."""
    wanted = _kind(call)
    return _page(call, [node for node in nodes(call.portal).values() if kind(node) == wanted])


@method3("humanresources.node.search")
def search(call: Call) -> dict[str, Any]:
    """Those with these letters in their names, under a node where one is named."""
    wanted, name = _kind(call), words(call, "name").strip().lower()
    if not name:
        raise missing("name")
    parent = integer_or(call, "parentId", 0)
    near = below(call.portal, parent) - {parent} if parent else set(nodes(call.portal))
    rows = [node for node in nodes(call.portal).values() if kind(node) == wanted and node.id in near]
    return _page(call, [node for node in rows if name in node.name.lower()])


@method3("humanresources.node.children")
def children(call: Call) -> dict[str, Any]:
    wanted, parent = selected(call, NODE), integer(call)
    rows = [shown(call.portal, node) for node in nodes(call.portal).values() if node.parent == parent]
    return {"items": [only(row, wanted) for row in rows]}


@method3("humanresources.node.get")
def get(call: Call) -> dict[str, Any]:
    wanted = selected(call, NODE)
    node = found(call)
    return {"item": only(shown(call.portal, node) | {"members": people_of(call.portal, node)}, wanted, NODE.basics)}


@method3("humanresources.node.count")
def count(call: Call) -> dict[str, int]:
    kinds = [kind(node) for node in nodes(call.portal).values()]
    return {"departments": kinds.count(DEPARTMENT), "teams": kinds.count(TEAM)}


@method3("humanresources.node.add", writes=True)
def add(call: Call) -> dict[str, Any]:
    """A new department or team with its people; communications are bound by a method of their own."""
    wanted, name, parent = _kind(call), words(call, "name").strip(), integer(call, "parentId")
    if not name:
        raise missing("name")
    require(call, call.user.admin and parent in nodes(call.portal))
    people = roles(call, wanted, call.params["userIds"]) if call.params.get("userIds") else {}
    color, description = _color(call), _text(call, "description")
    moves = flag(call, "moveUsersToNode")
    node_id = call.portal.people.next_unit()
    node: Node = Team(node_id, name, parent, call.maker)
    if wanted == DEPARTMENT:
        node = call.portal.people.departments[node_id] = Department(node_id, name, parent, maker=call.maker)
    else:
        call.state(Structure).teams[node_id] = Team(node_id, name, parent, call.maker)
    facts = call.state(Structure).of(call.portal, node)
    facts.made = facts.changed = call.portal.clock.now()
    facts.color, facts.description = color, description
    settings = call.params.get("settings")
    facts.settings = dict(settings) if isinstance(settings, Mapping) else {}
    for user_id, role in people.items():
        user = call.portal.people.users[user_id]
        for other in list(user.departments) if moves and wanted == DEPARTMENT else ():
            drop(call.portal, nodes(call.portal)[other], user)
        put(call.portal, node, user, role)
    return shown(call.portal, node) | {"members": people_of(call.portal, node)}


@method3("humanresources.node.edit", writes=True)
def edit(call: Call) -> dict[str, Any]:
    integer(call)
    if all(call.params.get(name) is None for name in ("name", "description", "colorName")):
        raise wrong("name", "At least one of the following fields must be provided: name, description, colorName.")
    name = words(call, "name").strip() if call.params.get("name") is not None else ""
    color, description = _color(call), _text(call, "description")
    node = _writable(call)
    facts = call.state(Structure).of(call.portal, node)
    node.name = name or node.name
    facts.description = description if description is not None else facts.description
    facts.color = color if color is not None else facts.color
    touched(call.portal, [node])
    return shown(call.portal, node)


@method3("humanresources.node.move", writes=True)
def move(call: Call) -> dict[str, Any]:
    integer(call)
    parent = integer(call, "parentId")
    node = _writable(call)
    require(call, parent in nodes(call.portal) and parent not in below(call.portal, node.id) and node.parent)
    node.parent = parent
    touched(call.portal, [node])
    return shown(call.portal, node)


def roles(call: Call, of: str, given: Any) -> dict[int, int]:
    """User → role, of an object role → users."""
    if not isinstance(given, Mapping) or not given:
        raise wrong("userIds", 'Parameter "userIds" is required and must be a non-empty array.')
    names = ROLES[of]
    if unknown := [str(name) for name in given if name not in names]:
        raise wrong("userIds", f"Invalid roles: {', '.join(unknown)}. Allowed: {', '.join(names)}.")
    people: dict[int, int] = {}
    for name in reversed(names):
        rows = given.get(name) or []
        if not isinstance(rows, list) or not all(isinstance(one, int) for one in rows):
            raise invalid(mistyped("userIds", "array"))
        people |= {one: names.index(name) for one in rows if one in call.portal.people.users}
    return people


def found(call: Call, name: str = "id") -> Node:
    node_id = integer(call, name)
    node = nodes(call.portal).get(node_id)
    if node is None:
        raise not_found(node_id)
    return node


def _writable(call: Call) -> Node:
    node = nodes(call.portal).get(integer(call))
    if node is None or not call.user.admin:
        raise refusal(call)
    return node


def _page(call: Call, rows: list[Node]) -> dict[str, Any]:
    wanted = selected(call, NODE)
    offset, limit = paged(call, MOST, SIZE)
    shows = in_order(call, NODE, [shown(call.portal, node) for node in rows], lambda row, name: row[name])
    if wanted is not None and "members" in wanted:
        for row in shows:
            row["members"] = people_of(call.portal, nodes(call.portal)[row["id"]])
    return {"items": [only(row, wanted) for row in shows[offset : offset + limit]]}


def _kind(call: Call) -> str:
    value = words(call, "type")
    if value not in ROLES:
        raise wrong("type", f"Invalid value of `type`: {value}. Allowed: {DEPARTMENT}, {TEAM}.")
    return value


def _color(call: Call) -> str | None:
    value = _text(call, "colorName")
    if value is not None and value not in COLORS:
        raise wrong("colorName", f"Invalid color. Allowed: {', '.join(COLORS)}.")
    return value


def _text(call: Call, name: str) -> str | None:
    return words(call, name) if call.params.get(name) is not None else None


def employees(call: Call) -> set[int]:
    """Everybody who is in some department or team."""
    return {user for node in nodes(call.portal).values() for user in members(call.portal, node)}
