"""User fields of classic entities. restdocs: api-reference/crm/deals/user-defined-fields and its twins."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic, core
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth, yes_no
from pytest_b24moderation.emulator.scopes.crm.access import require_crm_admin
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, UserField
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import matches, ordered

TYPES = (
    "string", "integer", "double", "boolean", "enumeration", "date", "datetime", "money", "url", "file", "address",
    "employee", "crm", "crm_status", "iblock_element", "iblock_section",
)  # fmt: skip
LABELS = ("EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL", "ERROR_MESSAGE", "HELP_MESSAGE")
FLAGS = {"SHOW_IN_LIST": "Y", "EDIT_IN_LIST": "Y", "IS_SEARCHABLE": "N"}
LONGEST = 50


def userfield_methods(kind: Kind) -> list[Callable[[Call], Any]]:
    """add, get, list, update, delete of that kind's user fields."""
    verbs = {"add": _add, "get": _get, "list": _list, "update": _update, "delete": _delete}
    return [method(f"crm.{kind.name}.userfield.{verb}")(partial(act, kind)) for verb, act in verbs.items()]


def _add(kind: Kind, call: Call) -> int:
    require_crm_admin(call)
    return add_field(kind, call, as_dict(call.get("fields"))).id


def add_field(kind: Kind, call: Call, given: dict[str, Any]) -> UserField:
    """A new field, which every record has from now on; it is announced."""
    row = _new(call, kind, given)
    call.state(Crm).userfields[row.id] = row
    for record in call.state(Crm).of(kind.name).values():
        record.values.setdefault(row.name, [] if row.multiple else None)
    _tell(kind, call, "ADD", row)
    if row.kind == "enumeration" and "LIST" in given:
        _tell(kind, call, "SETENUMVALUES", row)
    return row


def _get(kind: Kind, call: Call) -> dict[str, Any]:
    require_crm_admin(call)
    return _shown(_find(call, kind), "")


def _list(kind: Kind, call: Call) -> Listed:
    require_crm_admin(call)
    wanted = dict(as_dict(call.get("filter")))
    language = str(wanted.pop("LANG", "")) or call.portal.language
    rows = [_shown(row, language) for row in call.state(Crm).fields_of(kind.uf_entity)]
    found = ordered([row for row in rows if matches(row, wanted)], as_dict(call.get("order")))
    return Listed(found, len(found))


def _update(kind: Kind, call: Call) -> bool:
    require_crm_admin(call)
    change_field(kind, call, _find(call, kind), as_dict(call.get("fields")))
    return True


def change_field(kind: Kind, call: Call, row: UserField, given: dict[str, Any]) -> None:
    """Write what may change; it is announced."""
    _fill(call, row, given)
    _tell(kind, call, "UPDATE", row)
    if row.kind == "enumeration" and "LIST" in given:
        _tell(kind, call, "SETENUMVALUES", row)


def _delete(kind: Kind, call: Call) -> bool:
    require_crm_admin(call)
    drop_field(kind, call, _find(call, kind))
    return True


def drop_field(kind: Kind, call: Call, row: UserField) -> None:
    """The field goes, with its values; it is announced."""
    del call.state(Crm).userfields[row.id]
    for record in call.state(Crm).of(kind.name).values():
        record.values.pop(row.name, None)
    _tell(kind, call, "DELETE", row)


def _tell(kind: Kind, call: Call, verb: str, row: UserField) -> None:
    facts = {"ID": row.id, "ENTITY_ID": row.entity, "FIELD_NAME": row.name}
    call.announce(f"ONCRM{'TYPE' if kind.dynamic else kind.upper}USERFIELD{verb}", {"FIELDS": facts})


def described_field(row: UserField) -> dict[str, Any]:
    """A user field among `crm.*.fields`."""
    label = _text(row.facts.get("EDIT_FORM_LABEL"), "") or row.name
    found: dict[str, Any] = {
        "type": row.kind, "isRequired": row.mandatory, "isReadOnly": False, "isImmutable": False,
        "isMultiple": row.multiple, "isDynamic": True,
    }  # fmt: skip
    if row.values:
        found["items"] = [{"ID": item["ID"], "VALUE": item["VALUE"]} for item in row.values.values()]
    listed, formed = _text(row.facts.get("LIST_COLUMN_LABEL"), "") or label, label
    return found | {
        "title": row.name, "listLabel": listed, "formLabel": formed,
        "filterLabel": _text(row.facts.get("LIST_FILTER_LABEL"), "") or label, "settings": row.facts["SETTINGS"] or [],
    }  # fmt: skip


def _new(call: Call, kind: Kind, given: dict[str, Any]) -> UserField:
    crm = call.state(Crm)
    name, user_type = str(given.get("FIELD_NAME") or "").upper(), str(given.get("USER_TYPE_ID") or "")
    if not name:
        raise classic("The 'FIELD_NAME' field is not found.")
    if not user_type:
        raise classic("The 'USER_TYPE_ID' field is not found.")
    name = name if name.startswith("UF_CRM_") else f"UF_CRM_{name.removeprefix('UF_')}"
    if len(name) > LONGEST:
        raise core(f"Field name is too long (more than {LONGEST} characters).")
    if not re.fullmatch(r"[A-Z0-9_]+", name):
        raise core("Field name contains invalid characters. Allowed characters are: A-Z, 0-9 and _.")
    if user_type not in TYPES and not user_type.startswith("rest_"):
        raise core("Incorrect custom type specified.")
    if any(row.name == name for row in crm.fields_of(kind.uf_entity)):
        raise core(f"Field {name} for object {kind.uf_entity} already exists.")
    multiple, mandatory = truth(given.get("MULTIPLE")), truth(given.get("MANDATORY"))
    maker: Maker = call.maker
    row = UserField(
        crm.next_id("userfield"), kind.uf_entity, name, user_type, multiple, mandatory, {"SETTINGS": {}}, maker
    )
    label = given.get("LABEL")
    row.facts |= {key: label for key in LABELS[:3] if label}
    _fill(call, row, given)
    return row


def _fill(call: Call, row: UserField, given: dict[str, Any]) -> None:
    for name in (*LABELS, *FLAGS, "XML_ID", "SORT", "SHOW_FILTER"):
        if name in given:
            row.facts[name] = given[name]
    if "SETTINGS" in given:
        row.facts["SETTINGS"] = row.facts["SETTINGS"] | as_dict(given["SETTINGS"])
    if "MANDATORY" in given:
        row.mandatory = truth(given["MANDATORY"])
    if row.kind == "enumeration" and "LIST" in given:
        _items(call, row, as_list(given["LIST"]))


def _items(call: Call, row: UserField, items: list[Any]) -> None:
    """Items with an ID change, with DEL=Y go, others are added."""
    for item in map(as_dict, items):
        key = str(item.get("ID") or "")
        if key in row.values and truth(item.get("DEL")):
            del row.values[key]
            continue
        if key not in row.values:
            key = str(call.state(Crm).next_id("enum"))
            xml = str(item.get("XML_ID") or call.portal.people.hexes(32))
            if any(old["XML_ID"] == xml for old in row.values.values()):
                raise core(f"List item with value XML_ID={xml} already exists.")
            row.values[key] = {"ID": key, "SORT": "500", "VALUE": "", "DEF": "N", "XML_ID": xml}
        row.values[key] |= {name: str(item[name]) for name in ("SORT", "VALUE", "DEF", "XML_ID") if item.get(name)}


def _find(call: Call, kind: Kind) -> UserField:
    wanted = number(call.get("ID"))
    if wanted <= 0:
        raise classic("ID is not defined or invalid")
    row = call.state(Crm).userfields.get(wanted)
    if row is None or row.entity != kind.uf_entity:
        raise RestError(400, "ERROR_NOT_FOUND", f"The entity with ID '{wanted}' is not found")
    return row


def _shown(row: UserField, language: str) -> dict[str, Any]:
    """As `list` shows it in one language; with "" as `get` does, labels of every language."""
    facts = row.facts
    found: dict[str, Any] = {
        "ID": str(row.id), "ENTITY_ID": row.entity, "FIELD_NAME": row.name, "USER_TYPE_ID": row.kind,
        "XML_ID": facts.get("XML_ID"), "SORT": str(facts.get("SORT", "100")), "MULTIPLE": "Y" if row.multiple else "N",
        "MANDATORY": "Y" if row.mandatory else "N", "SHOW_FILTER": str(facts.get("SHOW_FILTER", "N")),
    }  # fmt: skip
    found |= {name: yes_no(facts.get(name, default)) for name, default in FLAGS.items()}
    found["SETTINGS"] = facts["SETTINGS"] or []
    for name in LABELS:
        label = facts.get(name)
        found[name] = (_text(label, language) or None) if language else (as_dict(label) or {"en": _text(label, "")})
    if row.kind == "enumeration":
        found["LIST"] = list(row.values.values())
    return found


def _text(label: Any, language: str) -> str:
    if isinstance(label, dict):
        return str(label.get(language) or label.get("en") or next(iter(label.values()), "") or "")
    return "" if label is None else str(label)
