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
from pytest_b24moderation.emulator.scopes.crm.state import Crm

WRITE_ONLY = ("CONTACT_IDS", "COMPANY_IDS")
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


def given_fields(call: Call) -> dict[str, Any]:
    fields = call.get("fields")
    if isinstance(fields, dict):
        return fields
    if isinstance(fields, list):
        return as_dict(fields)
    raise classic("Parameter 'fields' must be array.")


def create(call: Call, kind: Kind) -> Record:
    """A new record with the kind's first values and what was sent; it is announced."""
    given = given_fields(call)
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
    if kind.name == "deal":
        values["CATEGORY_ID"] = str(number(given.get("CATEGORY_ID")))
        values["STAGE_ID"] = stage_in(number(given.get("CATEGORY_ID")), "NEW")
        today = portal.clock.now() // DAY * DAY
        values["BEGINDATE"], values["CLOSEDATE"] = portal.iso(today), portal.iso(today + 7 * DAY)
    record = Record(int(values["ID"]), values, call.maker)
    for userfield in crm.fields_of(kind.uf_entity):
        values[userfield.name] = _first(userfield)
    change(call, kind, record, given, new=True)
    if "TITLE" in kind.fields and not values.get("TITLE"):
        values["TITLE"] = kind.title(values)
    crm.of(kind.name)[record.id] = record
    call.announce(f"ONCRM{kind.upper}ADD", {"FIELDS": {"ID": record.id}})
    return record


def change(call: Call, kind: Kind, record: Record, given: Mapping[str, Any], *, new: bool = False) -> None:
    """Write what may be written; unknown fields are ignored."""
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
    for userfield in crm.fields_of(kind.uf_entity):
        if userfield.name in given:
            values[userfield.name] = kept(userfield, given[userfield.name], portal)
    for name in ("CONTACT_ID", "COMPANY_ID"):
        if name in given and not isinstance(given[name], list | dict) and kind.name != "company":
            link(record, f"{name}S", [number(given[name])] if number(given[name]) else [])
    _computed(
        portal, crm, kind, record, str(call.user.id), moved=new or (bool(kind.stage) and values[kind.stage] != before)
    )


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


def stage_in(category: int, code: str) -> str:
    """A stage's code in a pipeline: C3:NEW, plain in the default one."""
    return f"C{category}:{code}" if category else code


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


def _computed(portal: Portal, crm: Crm, kind: Kind, record: Record, by: str, *, moved: bool) -> None:
    values, now = record.values, portal.iso()
    values |= {"DATE_MODIFY": now, "MODIFY_BY_ID": by, "LAST_ACTIVITY_TIME": now, "LAST_ACTIVITY_BY": by}
    if not values.get("ASSIGNED_BY_ID"):
        values["ASSIGNED_BY_ID"] = by
    if kind.multifields:
        values["HAS_PHONE"] = "Y" if record.fm.get("PHONE") else "N"
        values["HAS_EMAIL"] = "Y" if record.fm.get("EMAIL") else "N"
    if not kind.stage:
        return
    if moved:
        values |= {"MOVED_BY_ID": by, "MOVED_TIME": now}
    entity = "STATUS" if kind.name == "lead" else stage_entity(number(values.get("CATEGORY_ID")))
    found = next((row for row in crm.dictionary(entity) if row.code == values[kind.stage]), None)
    semantics = (found.semantics if found else "") or "P"
    values["STATUS_SEMANTIC_ID" if kind.name == "lead" else "STAGE_SEMANTIC_ID"] = semantics
    if kind.name == "deal":
        values["CLOSED"] = "N" if semantics == "P" else "Y"
    else:
        values["DATE_CLOSED"] = "" if semantics == "P" else now


def stage_entity(category: int) -> str:
    """The dictionary of a pipeline's stages."""
    return f"DEAL_STAGE_{category}" if category else "DEAL_STAGE"
