"""Processes: `rpa.type.*`. restdocs: api-reference/outdated/rpa/type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied, parameter_missing
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.selection import masked, matches, ordered

IMAGE = "list"


@dataclass(slots=True)
class Process:
    """A process. ``permissions``: rows of who may do what with it."""

    id: int
    title: str
    image: str
    by: int
    maker: Maker
    settings: Any = field(default_factory=list)
    permissions: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Processes(Numbering):
    """All processes by id."""

    rows: dict[int, Process] = field(default_factory=dict)


@method("rpa.type.add")
def type_add(call: Call) -> dict[str, Any]:
    """A process without stages, robots and fields."""
    given, state = _fields(call), call.state(Processes)
    title = str(given.get("title") or "")
    if not title:
        raise RestError(400, "0", "Field 'title' is required")
    row = Process(state.next_id("type"), title, IMAGE, call.user.id, call.maker)
    _write(state, row, given)
    state.rows[row.id] = row
    return {"type": _shown(row)}


@method("rpa.type.update")
def type_update(call: Call) -> dict[str, Any]:
    row = _find(call, "MODIFY")
    _write(call.state(Processes), row, _fields(call))
    return {"type": _shown(row)}


@method("rpa.type.get")
def type_get(call: Call) -> dict[str, Any]:
    return {"type": _shown(_find(call))}


@method("rpa.type.list")
def type_list(call: Call) -> Listed:
    wanted, select = as_dict(call.get("filter")), [str(one) for one in as_list(call.get("select"))]
    rows = [_shown(row) for row in call.state(Processes).rows.values() if _may(call.portal, call.user, row)]
    found = page(call, ordered([row for row in rows if matches(row, wanted)], as_dict(call.get("order")), "id"))
    return Listed({"types": [masked(row, select) for row in found.rows]}, found.total, found.next)


@method("rpa.type.delete")
def type_delete(call: Call) -> None:
    del call.state(Processes).rows[_find(call, "MODIFY").id]


def _fields(call: Call) -> dict[str, Any]:
    if call.get("fields") is None:
        raise parameter_missing("fields")
    return as_dict(call.get("fields"))


def _find(call: Call, action: str = "") -> Process:
    row = call.state(Processes).rows.get(number(call.get("id")))
    if row is None:
        raise RestError(400, "NOT_FOUND", "Element not found")
    if not _may(call.portal, call.user, row, action):
        raise access_denied()
    return row


def _may(portal: Portal, user: User, row: Process, action: str = "") -> bool:
    """Administrators, and whom a permission of that action (any, without one) names; UA stands for everybody."""
    codes = portal.people.access_codes(user) | {"UA"}
    given = [one for one in row.permissions if one["action"] == action or not action]
    return user.admin or any(one["accessCode"] in codes for one in given)


def _write(state: Processes, row: Process, given: Mapping[str, Any]) -> None:
    row.title = str(given.get("title") or row.title)
    row.image = str(given.get("image") or row.image)
    row.settings = given.get("settings", row.settings)
    if "permissions" in given:
        row.permissions = [
            {
                "id": str(state.next_id("permission")), "entity": "TYPE", "entityId": str(row.id),
                "accessCode": str(one.get("accessCode", "")), "action": str(one.get("action", "")),
                "permission": str(one.get("permission", "")),
            }
            for one in map(as_dict, as_list(given["permissions"]))
        ]  # fmt: skip


def _shown(row: Process) -> dict[str, Any]:
    return {
        "id": row.id, "title": row.title, "image": row.image, "createdBy": row.by, "settings": row.settings,
        "permissions": list(row.permissions),
    }  # fmt: skip


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("rpa processes", row.id, row.maker, row.title, (row.image, row.settings, row.permissions))
        for row in portal.state(Processes).rows.values()
    ]
