"""crm.timeline.logmessage.*, icon.*, logo.*. restdocs: crm/timeline/logmessage."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing
from pytest_b24moderation.emulator.rest.params import as_dict, decoded, number
from pytest_b24moderation.emulator.scopes.crm.access import denied
from pytest_b24moderation.emulator.scopes.crm.owners import (
    checked_owner,
    not_found,
    owner_in,
    required,
    structure,
    whole,
)
from pytest_b24moderation.emulator.scopes.crm.timeline.entries import (
    Entry,
    Picture,
    Timeline,
    entries,
    new_entry,
    readable,
    writable,
)
from pytest_b24moderation.emulator.selection import ordered

PAGE = 10
SYSTEM = {
    "icon": ("call", "arrow-down", "info", "call-completed", "attention", "comment", "document", "IM", "mail", "task"),
    "logo": ("call", "arrow-down", "call-incoming", "call-outgoing", "notification", "comment", "document", "task"),
}
"""Pictures that are there already; a portal has more of them than the pages name."""
PNG = b"\x89PNG\r\n\x1a\n"


@method("crm.timeline.logmessage.add")
def log_add(call: Call) -> dict[str, Any]:
    given = structure(call, "fields")
    for name in ("entityTypeId", "entityId", "title", "text", "iconCode"):
        if given.get(name) in (None, ""):
            raise parameter_missing(name)
    owner = checked_owner(call, (number(given["entityTypeId"]), number(given["entityId"])), write=True)
    row = new_entry(call, "log", owner, str(given["text"]))
    row.title, row.icon = str(given["title"]), str(given["iconCode"])
    return {"logMessage": _shown(row)}


@method("crm.timeline.logmessage.get")
def log_get(call: Call) -> dict[str, Any]:
    row = _find(call)
    if not readable(call.portal, call.user, row):
        raise denied()
    return {"logMessage": _shown(row)}


@method("crm.timeline.logmessage.list")
def log_list(call: Call) -> Listed:
    """The newest first, ten a page."""
    owner = owner_in(call, "entityTypeId", "entityId")
    rows = [_shown(row) for row in entries(call.portal).values() if row.kind == "log" and owner in row.bindings]
    order = {name: way for name, way in as_dict(call.get("order")).items() if name in ("id", "created")}
    found, start = ordered(rows, order or {"id": "desc"}), max(0, number(call.get("start")))
    more = start + PAGE if start + PAGE < len(found) else 0
    return Listed(found[start : start + PAGE], len(found), more)


@method("crm.timeline.logmessage.delete")
def log_delete(call: Call) -> bool:
    row = _find(call)
    if not writable(call.portal, call.user, row):
        raise denied()
    if row.client_id != (call.grant.app.client_id if call.grant.app else ""):
        raise RestError(400, "REMOVING_DISABLED", "The entry was made by another application")
    del call.state(Timeline).entries[row.id]
    return True


def _find(call: Call) -> Entry:
    wanted = whole(call, "id")
    row = entries(call.portal).get(wanted)
    if row is None or row.kind != "log":
        raise not_found(f"Timeline logmessage not found for id {wanted}")
    return row


def _shown(row: Entry) -> dict[str, Any]:
    return {
        "id": row.id, "created": row.created, "authorId": row.author, "title": row.title, "text": row.text,
        "iconCode": row.icon,
    }  # fmt: skip


def _picture_add(kind: str, call: Call) -> dict[str, Any]:
    required(call, "code", "fileContent")
    if not call.user.admin:
        raise denied()
    code, content = call.text("code"), decoded(call.text("fileContent"))
    if not content or not content.startswith(PNG):
        raise RestError(400, "INVALID_ARG_VALUE", "Parameter fileContent must be a png picture in base64")
    people = call.portal.people
    uri = f"/upload/crm/{people.hexes(3)}/{people.word(32)}/{people.word(32)}"
    call.state(Timeline).pictures[kind, code] = Picture(code, uri, content, call.maker)
    return {kind: _pictures(call, kind)[code]}


def _picture_get(kind: str, call: Call) -> dict[str, Any]:
    required(call, "code")
    return {kind: _known(call, kind)}


def _picture_list(kind: str, call: Call) -> Listed:
    found = list(_pictures(call, kind).values())
    return Listed({f"{kind}s": found}, len(found))


def _picture_delete(kind: str, call: Call) -> bool:
    required(call, "code")
    if not call.user.admin or _known(call, kind)["isSystem"]:
        raise denied()
    del call.state(Timeline).pictures[kind, call.text("code")]
    return True


def _known(call: Call, kind: str) -> dict[str, Any]:
    found = _pictures(call, kind).get(call.text("code"))
    if found is None:
        raise not_found(f"{kind.capitalize()} not found for code `{call.text('code')}`")
    return found


def _pictures(call: Call, kind: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {code: {"code": code, "isSystem": True, "fileUri": ""} for code in SYSTEM[kind]}
    for (what, code), row in call.state(Timeline).pictures.items():
        if what == kind:
            found[code] = {"code": code, "isSystem": False, "fileUri": row.uri}
    return found


VERBS = {"add": _picture_add, "get": _picture_get, "list": _picture_list, "delete": _picture_delete}
METHODS: list[Callable[[Call], Any]] = [
    method(f"crm.timeline.{kind}.{verb}")(partial(one, kind)) for kind in SYSTEM for verb, one in VERBS.items()
]
