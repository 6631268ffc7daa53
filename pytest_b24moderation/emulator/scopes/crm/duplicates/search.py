"""crm.duplicate.*. restdocs: api-reference/crm/duplicates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.crm.access import may_read, require_universal_admin
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_of
from pytest_b24moderation.emulator.scopes.crm.owners import whole
from pytest_b24moderation.emulator.scopes.crm.state import Crm

MOST_VALUES = 20
MOST_FIELDS = 7
CHANNELS = ("PHONE", "EMAIL")
KINDS = {"LEAD": 1, "CONTACT": 3, "COMPANY": 4}
FIELD_KINDS = ("string", "char", "crm_status", "integer", "double", "url")


@dataclass(slots=True)
class Watched:
    """A field that the search looks at besides its own ones."""

    id: int
    entity_type: int
    code: str
    maker: Maker


@dataclass
class Duplicates:
    """The watched fields by id."""

    watched: dict[int, Watched] = field(default_factory=dict)


@method("crm.duplicate.findbycomm")
def find_by_communication(call: Call) -> dict[str, list[int]] | list[Any]:
    """Leads, contacts and companies with one of the phones (by digits) or e-mails; no more kinds after 20 found."""
    what = call.text("type").upper()
    if not what:
        raise RestError(400, "Communication type is not defined", "Parameter 'type' is required.")
    if what not in CHANNELS:
        text = f"Communication type '{what}' is not supported in current context"
        raise RestError(400, text, "Parameter 'type' must be PHONE or EMAIL.")
    values = [_plain(what, str(one)) for one in as_list(call.get("values"))][:MOST_VALUES]
    if not values:
        raise RestError(400, "Communication values is not defined", "Parameter 'values' is required.")
    wanted = call.text("entity_type").upper()
    found: dict[str, list[int]] = {}
    for name in KINDS:
        if wanted in ("", name):
            ids = [
                row.id
                for row in call.state(Crm).of(name.lower()).values()
                if any(_plain(what, fm["VALUE"]) in values for fm in row.fm.get(what, []))
                and may_read(call.portal, call.user, row)
            ]
            found |= {name: ids[:MOST_VALUES]} if ids else {}
            if len(ids) >= MOST_VALUES:
                break
    return found or []


@method("crm.duplicate.volatileType.fields")
def volatile_fields(call: Call) -> list[dict[str, Any]]:
    require_universal_admin(call)
    wanted = number(call.get("entityTypeId"))
    return [
        {"entityTypeId": kind, "fieldCode": code, "fieldTitle": title}
        for kind in KINDS.values()
        if wanted in (0, kind)
        for code, title in _fields(call.state(Crm), kind).items()
    ]


@method("crm.duplicate.volatileType.list")
def volatile_list(call: Call) -> list[dict[str, Any]]:
    require_universal_admin(call)
    rows = call.state(Duplicates).watched.values()
    return [{"id": row.id, "entityTypeId": row.entity_type, "fieldCode": row.code} for row in rows]


@method("crm.duplicate.volatileType.register")
def volatile_register(call: Call) -> dict[str, int]:
    require_universal_admin(call)
    kind, code, watched = whole(call, "entityTypeId"), call.text("fieldCode"), call.state(Duplicates).watched
    if kind not in KINDS.values() or code not in _fields(call.state(Crm), kind):
        raise RestError(400, "FIELD_NOT_FOUND", "Field not found")
    known = next((row.id for row in watched.values() if (row.entity_type, row.code) == (kind, code)), 0)
    if known:
        return {"id": known}
    if len(watched) >= MOST_FIELDS:
        raise RestError(400, "MAX_TYPES_COUNT_EXCEEDED", "There is already a maximum number of volatile types")
    row = Watched(call.state(Crm).next_id("volatile"), kind, code, call.maker)
    watched[row.id] = row
    return {"id": row.id}


@method("crm.duplicate.volatileType.unregister")
def volatile_unregister(call: Call) -> bool:
    require_universal_admin(call)
    if call.state(Duplicates).watched.pop(whole(call, "id"), None) is None:
        raise RestError(400, "TYPE_IS_NOT_ASSIGNED", "This type is not assigned")
    return True


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("crm duplicate search", row.id, row.maker, f"{row.code} of {row.entity_type}", row.code)
        for row in portal.state(Duplicates).watched.values()
    ]


def _fields(crm: Crm, type_id: int) -> dict[str, str]:
    """Code → title of the fields of a kind that the search can look at."""
    kind = kind_of(crm, type_id)
    if kind is None:
        return {}
    own = {
        one.name: one.title
        for one in kind.fields.values()
        if one.kind in FIELD_KINDS and not one.read_only and not one.multiple
    }
    users = crm.fields_of(kind.uf_entity)
    return own | {row.name: row.name for row in users if row.kind in FIELD_KINDS and not row.multiple}


def _plain(what: str, text: str) -> str:
    return re.sub(r"\D", "", text) if what == "PHONE" else text.strip().casefold()
