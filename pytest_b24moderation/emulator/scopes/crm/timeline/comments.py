"""crm.timeline.comment.* and crm.timeline.bindings.*. restdocs: crm/timeline/comments, crm/timeline/bindings."""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.fields import described, table
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic, parameter_missing
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.access import denied
from pytest_b24moderation.emulator.scopes.crm.files import kept_files
from pytest_b24moderation.emulator.scopes.crm.owners import (
    Owner,
    can_read,
    can_write,
    checked_owner,
    kind_name,
    mark_active,
    not_found,
    owner_in,
    record_of,
    structure,
    type_of,
    whole,
)
from pytest_b24moderation.emulator.scopes.crm.timeline.entries import Entry, entries, new_entry, readable, writable
from pytest_b24moderation.emulator.selection import masked, matches, ordered

FIELDS = table("""
ID integer r ID
CREATED datetime r Date added
ENTITY_ID integer qi ID of the element the comment is attached to
ENTITY_TYPE string qi Type of the element the comment is attached to
AUTHOR_ID integer i Author
COMMENT string - Comment text
FILES attached_diskfile m File list
""")
BINDING = table("""
OWNER_ID integer qi Timeline record ID
ENTITY_ID integer qi Element ID
ENTITY_TYPE string qi Element type
""")
SORTABLE = ("ID", "CREATED", "AUTHOR_ID")
_PICTURE = re.compile(r"(?i)\.(gif|png|jpe?g|bmp|webp)$")


@method("crm.timeline.comment.fields")
def comment_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(FIELDS.values())


@method("crm.timeline.comment.add")
def comment_add(call: Call) -> int:
    given = structure(call, "fields")
    for name in ("ENTITY_ID", "ENTITY_TYPE"):
        if given.get(name) in (None, ""):
            raise parameter_missing(name)
    owner = checked_owner(call, (type_of(str(given["ENTITY_TYPE"])), number(given["ENTITY_ID"])), write=True)
    _not_empty(given.get("COMMENT"))
    row = new_entry(call, "comment", owner, str(given["COMMENT"]))
    row.files = kept_files(call, given.get("FILES"))
    call.announce("ONCRMTIMELINECOMMENTADD", {"ID": row.id})
    return row.id


@method("crm.timeline.comment.get")
def comment_get(call: Call) -> dict[str, Any]:
    wanted = number(call.get("id"))
    if wanted <= 0:
        raise classic("ID is not defined or invalid.")
    row = entries(call.portal).get(wanted)
    if row is None or row.kind != "comment":
        raise classic("Not found.")
    if not readable(call.portal, call.user, row):
        raise classic("Access denied.")
    return _shown(call, row, row.bindings[0])


@method("crm.timeline.comment.list")
def comment_list(call: Call) -> Listed:
    wanted = as_dict(call.get("filter"))
    owner = (type_of(str(wanted.get("ENTITY_TYPE") or "")), number(wanted.get("ENTITY_ID")))
    if owner[1] <= 0:
        raise classic("ENTITY_ID is not defined or invalid.")
    if not owner[0]:
        raise classic("ENTITY_TYPE is not defined or invalid.")
    if not can_read(call.portal, call.user, owner):
        raise classic("Access denied.")
    rest = {name: one for name, one in wanted.items() if name not in ("ENTITY_ID", "ENTITY_TYPE")}
    rows = [
        shown
        for row in entries(call.portal).values()
        if row.kind == "comment" and owner in row.bindings
        if matches(shown := _shown(call, row, owner), rest, FIELDS.__contains__)
    ]
    order = {name: way for name, way in as_dict(call.get("order")).items() if name in SORTABLE}
    cut, select = page(call, ordered(rows, order)), [str(one) for one in as_list(call.get("select"))]
    return Listed([masked(row, select) for row in cut.rows], cut.total, cut.next)


@method("crm.timeline.comment.update")
def comment_update(call: Call) -> int:
    row, given = _find(call), structure(call, "fields")
    _owner_of(call, row)
    if "COMMENT" in given:
        _not_empty(given["COMMENT"])
        row.text = str(given["COMMENT"])
    if "FILES" in given:
        row.files = kept_files(call, given["FILES"])
    call.announce("ONCRMTIMELINECOMMENTUPDATE", {"ID": row.id})
    return row.id


@method("crm.timeline.comment.delete")
def comment_delete(call: Call) -> None:
    """From one record where it is named, and altogether when that was the last."""
    row = _find(call)
    owner = _owner_of(call, row)
    if len(row.bindings) > 1 and owner is None:
        raise RestError(400, "MULTIPLE_BINDINGS", "Element has bindings to multiple entities")
    row.bindings = [one for one in row.bindings if one != owner] if owner else []
    entries(call.portal)
    call.announce("ONCRMTIMELINECOMMENTDELETE", {"ID": row.id})


@method("crm.timeline.bindings.fields")
def binding_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(BINDING.values())


@method("crm.timeline.bindings.bind")
def bind(call: Call) -> bool:
    row, owner = _binding(call)
    if owner in row.bindings:
        return False
    row.bindings.append(owner)
    mark_active(call.portal, owner, call.user)
    return True


@method("crm.timeline.bindings.unbind")
def unbind(call: Call) -> bool:
    row, owner = _binding(call)
    if owner not in row.bindings:
        raise classic("Not found.")
    row.bindings.remove(owner)
    entries(call.portal)
    return True


@method("crm.timeline.bindings.list")
def binding_list(call: Call) -> Listed:
    wanted = as_dict(call.get("filter"))
    row = entries(call.portal).get(number(wanted.get("OWNER_ID")))
    if row is None:
        raise classic("OWNER_ID is not defined or invalid.")
    shown = [
        {"OWNER_ID": str(row.id), "ENTITY_ID": str(owner[1]), "ENTITY_TYPE": kind_name(owner[0])}
        for owner in row.bindings
    ]
    found = [one for one in shown if matches(one, wanted)]
    return Listed(ordered(found, as_dict(call.get("order")), "ENTITY_ID"), len(found))


def _binding(call: Call) -> tuple[Entry, Owner]:
    given = as_dict(call.get("fields"))
    row = entries(call.portal).get(number(given.get("OWNER_ID")))
    owner = (type_of(str(given.get("ENTITY_TYPE") or "")), number(given.get("ENTITY_ID")))
    if row is None:
        raise classic("OWNER_ID is not defined or invalid.")
    if owner[1] <= 0:
        raise classic("ENTITY_ID is not defined or invalid.")
    if not owner[0]:
        raise classic("ENTITY_TYPE is not defined or invalid.")
    if record_of(call.portal, owner) is None or not can_write(call.portal, call.user, owner):
        raise classic("Access denied.")
    return row, owner


def _find(call: Call) -> Entry:
    row = entries(call.portal).get(whole(call, "id"))
    if row is None or row.kind != "comment":
        raise not_found()
    if not writable(call.portal, call.user, row):
        raise denied()
    return row


def _owner_of(call: Call, row: Entry) -> Owner | None:
    """The record that `ownerTypeId` and `ownerId` name, when they are sent."""
    if call.get("ownerTypeId") is None and call.get("ownerId") is None:
        return None
    owner = owner_in(call, "ownerTypeId", "ownerId", write=True)
    if owner not in row.bindings:
        raise not_found()
    return owner


def _not_empty(comment: Any) -> None:
    if not str(comment or "").strip():
        raise RestError(400, "INVALID_ARG_VALUE", "Empty comment message")


def _shown(call: Call, row: Entry, owner: Owner) -> dict[str, Any]:
    author = call.portal.people.users.get(row.author)
    base = f"https://{call.portal.host}/disk"
    files = {
        str(one["id"]): {
            "id": one["id"], "date": row.created, "type": "image" if _PICTURE.search(one["name"]) else "file",
            "name": one["name"], "size": len(one["content"]), "authorId": row.author,
            "authorName": author.full_name if author else "",
            "urlShow": f"{base}/showFile/{one['id']}/?&ncc=1&filename={one['name']}",
            "urlDownload": f"{base}/downloadFile/{one['id']}/?&ncc=1&filename={one['name']}",
        }
        for one in row.files
    }  # fmt: skip
    return {
        "ID": str(row.id), "ENTITY_ID": str(owner[1]), "ENTITY_TYPE": kind_name(owner[0]), "CREATED": row.created,
        "COMMENT": row.text, "AUTHOR_ID": str(row.author), "FILES": files,
    }  # fmt: skip
