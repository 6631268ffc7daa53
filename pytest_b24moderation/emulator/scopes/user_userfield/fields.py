"""Custom fields of users. restdocs: api-reference/user/userfields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import classic, core
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth, yes_no
from pytest_b24moderation.emulator.selection import matches, ordered

KINDS = ("string", "integer", "double", "date", "datetime", "boolean", "file", "enumeration", "url", "address", "money",
         "iblock_section", "iblock_element", "employee", "crm", "crm_status")  # fmt: skip
FLAGS = {"MANDATORY": "N", "SHOW_FILTER": "N", "SHOW_IN_LIST": "Y", "EDIT_IN_LIST": "Y", "IS_SEARCHABLE": "N"}
LABELS = ("EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL", "ERROR_MESSAGE", "HELP_MESSAGE")


@dataclass(slots=True)
class UserField:
    """A field; ``values`` are as the list shows them, ``labels`` its names."""

    id: int
    values: dict[str, Any]
    labels: dict[str, Any]
    maker: Maker


@dataclass
class UserFields(Numbering):
    """Fields by id; ``files``: names and contents of what such fields hold."""

    rows: dict[int, UserField] = field(default_factory=dict)
    files: dict[int, tuple[str, bytes]] = field(default_factory=dict)


@method("user.userfield.add")
def add(call: Call) -> int:
    _administrator(call)
    given, state = as_dict(call.get("fields")), call.state(UserFields)
    name, kind = str(given.get("FIELD_NAME") or "").upper(), str(given.get("USER_TYPE_ID") or "")
    if not name:
        raise classic("The 'FIELD_NAME' field is not found.")
    if not kind:
        raise classic("The 'USER_TYPE_ID' field is not found.")
    if not name.startswith("UF_USR_"):
        name = f"UF_USR_{name.removeprefix('UF_')}"
    if any(row.values["FIELD_NAME"] == name for row in state.rows.values()):
        raise core(f"Field {name} for USER object already exists")
    if kind not in KINDS or not re.fullmatch(r"[A-Z0-9_]{8,50}", name):
        raise core("Fail to create new user field")
    key = state.next_id("field")
    values: dict[str, Any] = {
        "ID": str(key), "ENTITY_ID": "USER", "FIELD_NAME": name, "USER_TYPE_ID": kind, "XML_ID": None, "SORT": "100",
        "MULTIPLE": yes_no(given.get("MULTIPLE")), **FLAGS, "SETTINGS": {},
    }  # fmt: skip
    if kind == "enumeration":
        values["LIST"] = []
    row = state.rows[key] = UserField(key, values, {}, call.maker)
    _write(state, row, given)
    return key


@method("user.userfield.list")
def listed(call: Call) -> Listed:
    _administrator(call)
    rows = [row.values for row in call.state(UserFields).rows.values()]
    found = ordered([row for row in rows if matches(row, as_dict(call.get("filter")))], as_dict(call.get("order")))
    return Listed(found, len(found))


@method("user.userfield.update")
def update(call: Call) -> bool:
    row = _find(call)
    _write(call.state(UserFields), row, as_dict(call.get("fields")))
    return True


@method("user.userfield.delete")
def delete(call: Call) -> bool:
    row = _find(call)
    del call.state(UserFields).rows[row.id]
    for user in call.portal.people.users.values():
        user.extra.pop(row.values["FIELD_NAME"], None)
    return True


def _administrator(call: Call) -> None:
    if not call.user.admin:
        raise classic("Access denied.")


def _find(call: Call) -> UserField:
    _administrator(call)
    key = number(call.get("id"))
    if key <= 0:
        raise classic("ID is not defined or invalid")
    row = call.state(UserFields).rows.get(key)
    if row is None:
        raise classic("Access denied.")
    return row


def _write(state: UserFields, row: UserField, given: dict[str, Any]) -> None:
    values = row.values
    for name in FLAGS:
        if name in given:
            values[name] = yes_no(given[name])
    for name in ("XML_ID", "SORT"):
        if name in given:
            values[name] = str(given[name])
    if "SETTINGS" in given:
        values["SETTINGS"] = {**values["SETTINGS"], **as_dict(given["SETTINGS"])}
    row.labels |= {name: given[name] for name in LABELS if name in given}
    if "LIST" in given and values["USER_TYPE_ID"] == "enumeration":
        _items(state, values, as_list(given["LIST"]))


def _items(state: UserFields, values: dict[str, Any], items: list[Any]) -> None:
    """Items with an ID change, with DEL=Y go, others are added."""
    known = {one["ID"]: one for one in values["LIST"]}
    for item in map(as_dict, items):
        key = str(item.get("ID") or "")
        if key in known and truth(item.get("DEL")):
            del known[key]
            continue
        if key not in known:
            key = str(state.next_id("item"))
            known[key] = {"ID": key, "SORT": "500", "VALUE": "", "DEF": "N", "XML_ID": f"{int(key):032x}"}
        known[key] |= {name: str(item[name]) for name in ("SORT", "VALUE", "DEF", "XML_ID") if item.get(name)}
    values["LIST"] = list(known.values())


@answers("user.userfields")
def names(portal: Portal) -> dict[str, str]:
    """Name → label of the custom fields, for `user.*`."""
    rows = portal.state(UserFields).rows.values()
    return {row.values["FIELD_NAME"]: _label(row, portal.language) for row in rows}


def _label(row: UserField, language: str) -> str:
    label = row.labels.get("EDIT_FORM_LABEL")
    if isinstance(label, dict):
        label = label.get(language) or next(iter(label.values()), "")
    return str(label or row.values["FIELD_NAME"])


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("user fields", f"USER {row.values['FIELD_NAME']}", row.maker, f"{row.values['FIELD_NAME']} of USER",
              (row.values, row.labels))
        for row in portal.state(UserFields).rows.values()
    ]  # fmt: skip
