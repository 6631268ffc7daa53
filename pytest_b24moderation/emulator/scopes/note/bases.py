"""note.collection.*: knowledge bases. restdocs: api-reference/note/collection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.errors import bad_page, missing, not_found
from pytest_b24moderation.emulator.rest.v3.given import fields, integer, require
from pytest_b24moderation.emulator.rest.v3.listing import paged
from pytest_b24moderation.emulator.scopes.note.state import (
    Base,
    Notes,
    base_of,
    may_write,
    moment,
    stamped,
    titled,
)

BASE = entity(
    "CollectionDto",
    """
id int b
name string eqb
position int eb
policyLevel string b
createdBy int b
createdAt string b
updatedBy int b
updatedAt string b
""",
)
METHODS = field_methods("note.collection", BASE)
MOST = 200
WHAT = "Knowledge base name"


@method3("note.collection.add", writes=True)
def add(call: Call) -> dict[str, Any]:
    given, state = fields(call, BASE, adds=True), call.state(Notes)
    name = titled(given["name"], "name", WHAT)
    base_id = state.next_id("base")
    values = {"id": base_id, "name": name, "position": given.get("position") or 0, "policyLevel": "view"}
    state.bases[base_id] = Base(base_id, values | stamped(call.portal, call.user), call.maker)
    return {"item": state.bases[base_id].values}


@method3("note.collection.update", writes=True)
def update(call: Call) -> dict[str, Any]:
    base = _writable(call)
    given = fields(call, BASE, adds=True, closed=("position",))
    base.values |= {"name": titled(given["name"], "name", WHAT), "updatedBy": call.user.id}
    base.values["updatedAt"] = moment(call.portal)
    return {"item": base.values}


@method3("note.collection.get")
def get(call: Call) -> dict[str, Any]:
    return {"item": base_of(call, integer(call)).values}


@method3("note.collection.list")
def base_list(call: Call) -> dict[str, Any]:
    """Those not in the archive, by position and id; `nextCursor` names the last one where more follow."""
    given = call.params.get("pagination")
    cursor = given.get("afterCursor") if isinstance(given, Mapping) else None
    _, limit = paged(call, MOST)
    rows = [base.values for base in call.state(Notes).bases.values() if not base.archived]
    rows.sort(key=_place)
    if cursor is not None:
        if not isinstance(cursor, Mapping) or not all(isinstance(cursor.get(one), int) for one in ("position", "id")):
            raise bad_page(given)
        rows = [row for row in rows if _place(row) > _place(cursor)]
    last = rows[limit - 1] if len(rows) > limit else None
    return {"items": rows[:limit], "nextCursor": last and {"position": last["position"], "id": last["id"]}}


@method3("note.collection.archive", writes=True)
def archive(call: Call) -> dict[str, bool]:
    base = _writable(call)
    if base.archived:
        raise not_found(base.id)
    base.archived = True
    for document in call.state(Notes).documents.values():
        document.archived = document.archived or document.base == base.id
    return {"result": True}


@method3("note.collection.delete", writes=True)
def delete(call: Call) -> dict[str, bool]:
    """To the trash, with all documents; nothing of REST brings them back."""
    base, state = _writable(call), call.state(Notes)
    state.drop([document for document in state.documents.values() if document.base == base.id])
    del state.bases[base.id]
    return {"result": True}


def _place(row: Mapping[str, Any]) -> tuple[int, int]:
    return row["position"], row["id"]


def _writable(call: Call) -> Base:
    if call.params.get("id") is None:
        raise missing("id")
    base = base_of(call, integer(call))
    require(call, may_write(call.user, base))
    return base
