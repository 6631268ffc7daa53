"""crm.calllist.*: contacts or companies to be called. restdocs: api-reference/crm/call-list"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.owners import can_read, kind_name, record_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import matches, ordered, split_key

TYPES = {"CONTACT": 3, "COMPANY": 4}
STATUSES = (
    (61, "In Progress", "IN_WORK"), (63, "Successful", "SUCCESS"), (65, "Wrong Number", "WRONG_NUMBER"),
    (67, "Do Not Call Again", "STOP_CALLING"),
)  # fmt: skip
FIELDS = ("ID", "DATE_CREATE", "CREATED_BY_ID", "WEBFORM_ID", "ENTITY_TYPE_ID")


@dataclass(slots=True)
class CallList:
    """Whom to call. ``items``: id of a contact or company → status."""

    id: int
    entity_type: int
    items: dict[int, str]
    created: str
    author: int
    maker: Maker


@dataclass
class CallLists:
    """Call lists by id."""

    rows: dict[int, CallList] = field(default_factory=dict)


@method("crm.calllist.statuslist")
def status_list(call: Call) -> list[dict[str, Any]]:  # noqa: ARG001
    return [
        {"ID": row_id, "NAME": name, "SORT": n * 10, "STATUS_ID": code}
        for n, (row_id, name, code) in enumerate(STATUSES, 1)
    ]


@method("crm.calllist.add")
def list_add(call: Call) -> int:
    _wanted(call, "ENTITY_TYPE", "ENTITIES")
    if not isinstance(call.get("ENTITIES"), list | dict):
        raise RestError(400, "ENTITIES_ERROR", "Entities is not array")
    kind = TYPES.get(call.text("ENTITY_TYPE").upper())
    if kind is None:
        raise RestError(400, "ENTITY_TYPE_ERROR", "Incorrect entity type")
    ids = _ids(call)
    if not ids or any(record_of(call.portal, (kind, one)) is None for one in ids):
        raise RestError(400, "ENTITY_ERROR", "Incorrect entities id")
    allowed = [one for one in ids if can_read(call.portal, call.user, (kind, one))]
    if not allowed:
        raise RestError(403, "ACCESS_ERROR", "You don't have access to these entities")
    _no_form(call)
    items, created = dict.fromkeys(allowed, STATUSES[0][2]), call.portal.iso()
    row = CallList(call.state(Crm).next_id("calllist"), kind, items, created, call.user.id, call.maker)
    call.state(CallLists).rows[row.id] = row
    return row.id


@method("crm.calllist.get")
def list_get(call: Call) -> dict[str, Any]:
    _wanted(call, "ID")
    row = call.state(CallLists).rows.get(number(call.get("ID")))
    if row is None or not _readable(call, row):
        raise RestError(400, "LIST_ID_ERROR", "Incorrect list id")
    found = _shown(row)
    return found | {"ENTITY_TYPE": kind_name(row.entity_type).upper()}


@method("crm.calllist.list")
def list_list(call: Call) -> list[dict[str, Any]]:
    select = [str(one) for one in as_list(call.get("SELECT"))]
    wanted, order = as_dict(call.get("FILTER")), as_dict(call.get("ORDER"))
    for name in (*select, *(split_key(key)[1] for key in wanted), *order):
        if name not in (*FIELDS, "*"):
            entity = r"\Bitrix\Crm\CallList\Internals\CallList Entity."
            raise RestError(400, "100", f"Unknown field definition `{name}` ({name}) for {entity}")
    rows = [_shown(row) for row in call.state(CallLists).rows.values() if _readable(call, row)]
    found = ordered([row for row in rows if matches(row, wanted)], order)
    names = FIELDS if not select or "*" in select else select
    return [{name: row[name] for name in names} for row in found]


@method("crm.calllist.items.get")
def items_get(call: Call) -> list[dict[str, Any]]:
    _wanted(call, "LIST_ID")
    wanted = number(call.get("LIST_ID"))
    if wanted <= 0:
        raise RestError(400, "LIST_ID_ERROR", "List id should be positive")
    row = call.state(CallLists).rows.get(wanted)
    if row is None:
        raise RestError(400, "LIST_ID_ERROR", "Call list is not found")
    status = str(as_dict(call.get("FILTER")).get("STATUS") or "")
    if status and status not in {code for _, _, code in STATUSES}:
        raise RestError(400, "STATUS_ERROR", "Incorrect status")
    if not _readable(call, row):
        raise RestError(403, "ACCESS_ERROR", "You do not have access to the participants of this call list")
    return [
        {"ID": one, "STATUS": now, "ENTITY_TYPE": row.entity_type}
        for one, now in row.items.items()
        if status in ("", now) and can_read(call.portal, call.user, (row.entity_type, one))
    ]


@method("crm.calllist.update")
def list_update(call: Call) -> bool:
    """The participants become those that are sent; who stays keeps the status."""
    _wanted(call, "LIST_ID", "ENTITY_TYPE", "ENTITIES")
    kind = TYPES.get(call.text("ENTITY_TYPE").upper())
    if kind is None:
        raise RestError(400, "ENTITY_TYPE_ERROR", "EntityType is incorrect")
    if not isinstance(call.get("ENTITIES"), list | dict):
        raise RestError(400, "ENTITIES_ERROR", "Entities is not array")
    ids = _ids(call)
    if not ids or any(record_of(call.portal, (kind, one)) is None for one in ids):
        raise RestError(400, "ENTITIES_ERROR", "Incorrect entities id")
    row = call.state(CallLists).rows.get(number(call.get("LIST_ID")))
    if row is None or not _readable(call, row):
        raise RestError(400, "LIST_ID_ERROR", "Incorrect list id or access denied")
    if row.entity_type != kind:
        text = "Discrepancy between the type of call participants and incoming type"
        raise RestError(400, "ENTITY_TYPE_ERROR", text)
    _no_form(call)
    if not all(can_read(call.portal, call.user, (kind, one)) for one in ids):
        raise RestError(403, "ACCESS_ERROR", "Access Denied")
    row.items = {one: row.items.get(one, STATUSES[0][2]) for one in ids}
    return True


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("crm call lists", row.id, row.maker, f"{len(row.items)} to call", (row.entity_type, row.items))
        for row in portal.state(CallLists).rows.values()
    ]


def _wanted(call: Call, *names: str) -> None:
    for name in names:
        if call.get(name) in (None, ""):
            raise RestError(400, "ERROR_ARGUMENT", f"{name} is not found", name)


def _ids(call: Call) -> list[int]:
    return list(dict.fromkeys(number(one) for one in as_list(call.get("ENTITIES"))))


def _no_form(call: Call) -> None:
    """There are no CRM forms on the portal that a list could show."""
    if number(call.get("WEBFORM_ID")):
        raise RestError(400, "WEBFORM_ERROR", "Incorrect webform id")


def _readable(call: Call, row: CallList) -> bool:
    return row.author == call.user.id or any(
        can_read(call.portal, call.user, (row.entity_type, one)) for one in row.items
    )


def _shown(row: CallList) -> dict[str, Any]:
    return {
        "ID": str(row.id), "DATE_CREATE": row.created.replace("T", " ")[:19], "CREATED_BY_ID": str(row.author),
        "WEBFORM_ID": None, "ENTITY_TYPE_ID": str(row.entity_type),
    }  # fmt: skip
