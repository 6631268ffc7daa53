"""Making, changing and showing classic CRM records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.fields import cast, cast_many
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.crm.access import may_read, may_write
from pytest_b24moderation.emulator.scopes.crm.kind import MULTIFIELDS, Kind, Record, UserField
from pytest_b24moderation.emulator.scopes.crm.stages import first_stage, note_move, stage_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.scopes.crm.userfiles import kept_files

WRITE_ONLY = ("CONTACT_IDS", "COMPANY_IDS")
REFERENCES = {
    "contact": ("CONTACT_ID",), "company": ("COMPANY_ID", "MYCOMPANY_ID"), "lead": ("LEAD_ID",), "deal": ("DEAL_ID",),
    "quote": ("QUOTE_ID",),
}  # fmt: skip
"""Kind → the fields of other records that name one of it."""
DAY = 86400


def find(call: Call, kind: Kind, *, write: bool = False) -> Record:
    """The record the call's `id` names; classic errors for a wrong id, none, or no right."""
    record_id = number(call.get("ID"))
    if record_id <= 0:
        raise classic("ID is not defined or invalid")
    record = call.state(Crm).of(kind.name).get(record_id)
    if record is None:
        raise classic("Not found")
    if not (may_write if write else may_read)(call.portal, call.user, record):
        raise classic("Access denied.")
    return record


def create(call: Call, kind: Kind, given: Mapping[str, Any]) -> Record:
    """A new record with the kind's first values and what was sent; it is announced."""
    if kind.name == "company" and not str(given.get("TITLE") or "").strip():
        raise classic('The field "Company Name" is required.')
    if kind.name == "contact" and not any(str(given.get(name) or "").strip() for name in ("NAME", "LAST_NAME")):
        raise classic('One of the fields "First name" or "Last name" is required.')
    crm, portal = call.state(Crm), call.portal
    now, by = portal.iso(), str(call.user.id)
    values: dict[str, Any] = {name: None for name in kind.fields if name not in (*MULTIFIELDS, *WRITE_ONLY)}
    values |= kind.blank
    values |= {"ID": str(crm.next_id(kind.name)), "ASSIGNED_BY_ID": by, "CREATED_BY_ID": by, "DATE_CREATE": now}
    if "CURRENCY_ID" in values:
        values["CURRENCY_ID"] = crm.base_currency
    if kind.pipelines:
        category = category_for(crm, kind, given.get("CATEGORY_ID"))
        values["CATEGORY_ID"] = str(category)
        values[kind.stage] = first_stage(crm, kind, category)
    if kind.name in ("deal", "quote") or "BEGINDATE" in kind.blank:
        today = portal.clock.now() // DAY * DAY
        values["BEGINDATE"], values["CLOSEDATE"] = portal.iso(today), portal.iso(today + 7 * DAY)
    record = Record(int(values["ID"]), values, call.maker)
    for userfield in crm.fields_of(kind.uf_entity):
        values[userfield.name] = _first(userfield)
    change(call, kind, record, given, new=True)
    if "TITLE" in kind.fields and not values.get("TITLE"):
        values["TITLE"] = kind.title(values)
    for name in ("QUOTE_NUMBER", "ACCOUNT_NUMBER"):
        if name in kind.fields and not values.get(name):
            values[name] = values["ID"]
    crm.of(kind.name)[record.id] = record
    announce(call, kind, record, "ADD")
    return record


def remove(call: Call, kind: Kind, record: Record, heir: Record | None = None) -> None:
    """The record goes; what pointed at it points at the heir, or at nothing. It is announced."""
    crm = call.state(Crm)
    del crm.of(kind.name)[record.id]
    old, new = record.id, heir.id if heir else 0
    names = [*REFERENCES.get(kind.name, ()), f"PARENT_ID_{kind.type_id}"]
    for other in [one for rows in crm.records.values() for one in rows.values()]:
        for name, rows in (("CONTACT_IDS", other.contacts), ("COMPANY_IDS", other.companies)):
            ids = [row[name[:-1]] for row in rows]
            if name.startswith(kind.upper) and old in ids:
                link(other, name, list(dict.fromkeys(new if one == old else one for one in ids)))
        other.values |= {name: str(new) if new else None for name in names if other.values.get(name) == str(old)}
    announce(call, kind, record, "DELETE")


def announce(call: Call, kind: Kind, record: Record, verb: str) -> None:
    """ADD, UPDATE or DELETE of a record. restdocs: crm/deals/events, crm/universal/events"""
    facts = {"ID": record.id} | ({"ENTITY_TYPE_ID": kind.type_id} if kind.dynamic else {})
    call.announce(f"ONCRM{kind.event or kind.upper}{verb}", {"FIELDS": facts})


def category_for(crm: Crm, kind: Kind, wanted: Any) -> int:
    """The pipeline that was asked for, else the default one."""
    rows = crm.categories_of(kind.type_id)
    found = number(wanted)
    if kind.name == "deal" or any(row.id == found for row in rows):
        return found
    return rows[0].id if rows else 0


def change(
    call: Call, kind: Kind, record: Record, given: Mapping[str, Any], *, new: bool = False, pipeline: bool = False
) -> None:
    """Write what may be written; unknown fields are ignored. ``pipeline``: it has just changed."""
    portal, crm, values = call.portal, call.state(Crm), record.values
    before = values.get(kind.stage) if kind.stage else None
    for name, value in given.items():
        field = kind.fields.get(name)
        if name in MULTIFIELDS and kind.multifields:
            _multifield(crm, record, name, value)
        elif name in WRITE_ONLY or (kind.name == "company" and name == "CONTACT_ID"):
            link(record, name, [number(one) for one in as_list(value)])
        elif field and not field.read_only and not (field.immutable and not new):
            values[name] = cast(field.kind, value, portal.zone)
        elif name.startswith("PARENT_ID_"):
            values[name] = cast("integer", value, portal.zone)
    for userfield in crm.fields_of(kind.uf_entity):
        if userfield.name in given and userfield.kind == "file":
            sent, old = given[userfield.name], values.get(userfield.name)
            values[userfield.name] = kept_files(portal, userfield, sent, old)
        elif userfield.name in given:
            values[userfield.name] = kept(userfield, given[userfield.name], portal)
    for name in ("CONTACT_ID", "COMPANY_ID"):
        if name in given and not isinstance(given[name], list | dict) and kind.name != "company":
            link(record, f"{name}S", [number(given[name])] if number(given[name]) else [])
    moved = new or (bool(kind.stage) and values[kind.stage] != before)
    _computed(portal, crm, kind, record, str(call.user.id), moved=moved, new=new, pipeline=pipeline)


def link(record: Record, name: str, ids: list[int]) -> None:
    """Contacts or companies of a record, the first one primary."""
    contacts = name.startswith("CONTACT")
    key = "CONTACT_ID" if contacts else "COMPANY_ID"
    rows = [
        {key: one, "SORT": n * 10, "ROLE_ID": 0, "IS_PRIMARY": "Y" if n == 1 else "N"}
        for n, one in enumerate(filter(None, ids), 1)
    ]
    if contacts:
        record.contacts = rows
    else:
        record.companies = rows
    if key in record.values:
        record.values[key] = str(rows[0][key]) if rows else None


def shown(kind: Kind, record: Record) -> dict[str, Any]:
    """The flat object of `get`."""
    found = {name: value for name, value in record.values.items() if name not in WRITE_ONLY}
    if kind.name == "company":
        found.pop("CONTACT_ID", None)
    return found | {name: rows for name, rows in record.fm.items() if rows}


def kept(userfield: UserField, value: Any, portal: Portal) -> Any:
    """A user field's value as it is stored."""
    kind = {"enumeration": "integer", "iblock_element": "integer", "employee": "employee"}.get(
        userfield.kind, userfield.kind
    )
    if userfield.multiple:
        return cast_many(kind, value, portal.zone)
    if userfield.kind == "enumeration":
        return str(value) if str(value) in userfield.values else None
    return cast(kind, value, portal.zone)


def _first(userfield: UserField) -> Any:
    if userfield.multiple:
        return []
    settings = as_dict(userfield.facts.get("SETTINGS"))
    default = settings.get("DEFAULT_VALUE")
    if userfield.kind in ("string", "integer", "double", "boolean") and default not in (None, ""):
        return str(default)
    chosen = next((key for key, row in userfield.values.items() if row["DEF"] == "Y"), None)
    return chosen if userfield.kind == "enumeration" else "" if userfield.kind == "string" else None


def _multifield(crm: Crm, record: Record, name: str, value: Any) -> None:
    """Rows with an ID change or (empty, or DELETE=Y) remove; others are added. A plain text is one WORK value."""
    rows = record.fm.setdefault(name, [])
    for one in as_list(value):
        row = as_dict(one) if isinstance(one, dict) else {"VALUE": one, "VALUE_TYPE": "WORK"}
        text = str(row.get("VALUE") or "")
        known = next((old for old in rows if old["ID"] == str(row.get("ID", ""))), None)
        if known and (truth(row.get("DELETE")) or ("VALUE" in row and not text)):
            rows.remove(known)
        elif known:
            known.update({key: str(row[key]) for key in ("VALUE", "VALUE_TYPE") if key in row})
        elif text:
            kind = str(row.get("VALUE_TYPE") or "WORK")
            rows.append({"ID": str(crm.next_id("fm")), "VALUE_TYPE": kind, "VALUE": text, "TYPE_ID": name})


def _computed(
    portal: Portal, crm: Crm, kind: Kind, record: Record, by: str, *, moved: bool, new: bool, pipeline: bool
) -> None:
    values, now = record.values, portal.iso()
    values |= {"DATE_MODIFY": now, "MODIFY_BY_ID": by, "LAST_ACTIVITY_TIME": now, "LAST_ACTIVITY_BY": by}
    if not values.get("ASSIGNED_BY_ID"):
        values["ASSIGNED_BY_ID"] = by
    if kind.multifields:
        values["HAS_PHONE"] = "Y" if record.fm.get("PHONE") else "N"
        values["HAS_EMAIL"] = "Y" if record.fm.get("EMAIL") else "N"
    if not kind.stage or not values.get(kind.stage):
        return
    found = stage_of(crm, kind, record)
    semantics = (found.semantics if found else "") or "P"
    for name in ("STATUS_SEMANTIC_ID", "STAGE_SEMANTIC_ID"):
        if name in kind.fields:
            values[name] = semantics
    if "CLOSED" in kind.fields:
        values["CLOSED"] = "N" if semantics == "P" else "Y"
    if "DATE_CLOSED" in kind.fields:
        values["DATE_CLOSED"] = "" if semantics == "P" else now
    if moved:
        if "MOVED_TIME" in kind.fields:
            values |= {"MOVED_BY_ID": by, "MOVED_TIME": now}
        note_move(crm, kind, record, now, new=new, pipeline=pipeline)
