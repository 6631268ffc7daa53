"""User fields of tasks. restdocs: api-reference/tasks/user-field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.fields import cast, cast_many
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, core
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.task.tasks.fields import SYSTEM
from pytest_b24moderation.emulator.scopes.task.tasks.state import Task
from pytest_b24moderation.emulator.selection import matches, ordered

TYPES = {
    "string": "String", "integer": "Integer", "double": "Number", "boolean": "Yes/No", "enumeration": "Enumeration",
    "datetime": "Date/Time", "date": "Date", "money": "Money", "url": "URL", "address": "Google Map Address",
    "file": "File", "employee": "User Binding", "crm_status": "CRM Reference Binding",
    "iblock_section": "Information Block Section Binding", "iblock_element": "Information Block Element Binding",
    "crm": "CRM Element Binding",
}  # fmt: skip
KINDS = ("string", "double", "datetime", "boolean")
LABELS = ("EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL", "ERROR_MESSAGE", "HELP_MESSAGE")
ENTITY = "TASKS_TASK"
FIELDS = (
    ("ID", "int", "ID", "isReadOnly"), ("ENTITY_ID", "string", "Entity", "isImmutable"),
    ("FIELD_NAME", "string", "Code", "isImmutable"), ("USER_TYPE_ID", "string", "Data Type", "isImmutable"),
    ("XML_ID", "string", "External ID (XML ID)", ""), ("SORT", "int", "Sort Order", ""),
    ("MULTIPLE", "char", "Multiple", ""), ("MANDATORY", "char", "Mandatory", ""),
    ("SHOW_FILTER", "char", "Show in List Filter", ""), ("SHOW_IN_LIST", "char", "Show in List", ""),
    ("EDIT_IN_LIST", "char", "Allow User Editing", ""), ("IS_SEARCHABLE", "char", "Field Values are Searchable", ""),
    ("EDIT_FORM_LABEL", "string", "Edit Form Label", ""), ("LIST_COLUMN_LABEL", "string", "List Column Header", ""),
    ("LIST_FILTER_LABEL", "string", "List Filter Label", ""), ("ERROR_MESSAGE", "string", "Error Message", ""),
    ("HELP_MESSAGE", "string", "Help", ""), ("LIST", "uf_enum_element", "List Elements", "isMultiple"),
    ("SETTINGS", "object", "Additional Settings (depends on type)", ""),
)  # fmt: skip


@dataclass(slots=True)
class UserField:
    """One field; ``facts`` as task.item.userfield.get prints them."""

    id: int
    name: str
    kind: str
    facts: dict[str, Any]
    maker: Maker


@dataclass
class UserFields:
    """The portal's task fields, by id; the three of the system are the first."""

    rows: dict[int, UserField] = field(default_factory=dict)
    last: int = 0

    def seed(self, portal: Portal) -> None:  # noqa: ARG002
        for name, kind in zip(SYSTEM, ("crm", "disk_file", "mail_message"), strict=True):
            multiple = "N" if kind == "mail_message" else "Y"
            facts = {"MULTIPLE": multiple, "SHOW_IN_LIST": "N", "EDIT_IN_LIST": "N"}
            self.add(name, kind, facts, Maker())

    def add(self, name: str, kind: str, facts: Mapping[str, Any], maker: Maker) -> UserField:
        self.last += 1
        base = {
            "ID": str(self.last), "ENTITY_ID": ENTITY, "FIELD_NAME": name, "USER_TYPE_ID": kind, "XML_ID": "",
            "SORT": "100", "MULTIPLE": "N", "MANDATORY": "N", "SHOW_FILTER": "N", "SHOW_IN_LIST": "Y",
            "EDIT_IN_LIST": "Y", "IS_SEARCHABLE": "N", "SETTINGS": {},
        }  # fmt: skip
        row = self.rows[self.last] = UserField(self.last, name, kind, base | dict(facts), maker)
        return row


def described_fields(call: Call) -> dict[str, Any]:
    """The applications' and people's fields, for tasks.task.getFields."""
    rows = [row for row in call.state(UserFields).rows.values() if row.name not in SYSTEM]
    return {row.name: {"title": _label(row, call.portal), "type": row.kind} for row in rows}


def check_mandatory(call: Call, fields: Mapping[str, Any]) -> None:
    """ERROR_CORE for a mandatory field without a value."""
    for row in call.state(UserFields).rows.values():
        if row.facts["MANDATORY"] == "Y" and fields.get(row.name) in (None, "", []):
            raise core(f'Required field "{_label(row, call.portal)}" value is not entered<br>')


def keep(call: Call, task: Task, name: str, value: Any) -> None:
    """Store a user field's value; unknown fields are dropped."""
    row = next((one for one in call.state(UserFields).rows.values() if one.name == name), None)
    if row is None:
        return
    zone = call.portal.zone
    if name == "UF_TASK_WEBDAV_FILES":
        task.values[name] = _attached(call, task, value)
    elif row.facts["MULTIPLE"] == "Y":
        task.values[name] = cast_many(row.kind, value, zone)
    else:
        task.values[name] = cast(row.kind, value, zone)


@method("task.item.userfield.gettypes")
def get_types(call: Call) -> Listed:  # noqa: ARG001
    return Listed([{"ID": kind, "title": title} for kind, title in TYPES.items()], 0)


@method("task.item.userfield.getfields")
def get_fields(call: Call) -> Listed:  # noqa: ARG001
    rows = {name: {"type": kind, "title": title} | ({flag: True} if flag else {}) for name, kind, title, flag in FIELDS}
    return Listed(rows, 0)


@method("task.item.userfield.add")
def add(call: Call) -> int:
    _require_admin(call)
    params, state = as_dict(call.get("PARAMS")), call.state(UserFields)
    kind, code = str(params.get("USER_TYPE_ID") or ""), str(params.get("FIELD_NAME") or "").upper()
    if not kind:
        raise core("The 'USER_TYPE_ID' field is not found.")
    if kind not in KINDS:
        raise core("Invalid user type specified.")
    if not code:
        raise core("The 'FIELD_NAME' field is not found.")
    name = re.sub(r"[^A-Z0-9_]", "", code if code.startswith("UF_") else f"UF_{code}")
    if any(row.name == name for row in state.rows.values()):
        raise core(f"The field {name} for the object {ENTITY} already exists.")
    row = state.add(name, kind, {"XML_ID": name}, call.maker)
    for label in LABELS:
        row.facts[label] = {call.portal.language: name}
    _write(row, params, call.portal)
    return row.id


@method("task.item.userfield.get")
def get(call: Call) -> Listed:
    if call.get("ID") is None:
        raise core("No parameters found.")
    return Listed(_found(call).facts, 0)


@method("task.item.userfield.getlist")
def get_list(call: Call) -> list[dict[str, Any]]:
    rows = [row.facts for row in call.state(UserFields).rows.values()]
    plain = [{key: value for key, value in row.items() if key not in LABELS} for row in rows]
    wanted = as_dict(call.get("FILTER"))
    return [dict(row) for row in ordered([row for row in plain if matches(row, wanted)], as_dict(call.get("ORDER")))]


@method("task.item.userfield.update")
def update(call: Call) -> bool:
    _require_admin(call)
    data = as_dict(call.get("DATA"))
    if call.get("ID") is None or not data:
        raise _no_arguments("update")
    _write(_found(call), data, call.portal)
    return True


@method("task.item.userfield.delete")
def delete(call: Call) -> bool:
    _require_admin(call)
    if call.get("ID") is None:
        raise _no_arguments("delete")
    del call.state(UserFields).rows[_found(call).id]
    return True


def _attached(call: Call, task: Task, value: Any) -> list[int]:
    """Attachments: `n5` attaches file 5 of the Drive, which must be readable; a number is an attachment there is."""
    found = []
    for one in as_list(value):
        key = number(str(one).removeprefix("n"))
        if str(one).startswith("n"):
            facts = {"module": "tasks", "entity_type": ENTITY, "entity": str(task.values["ID"])}
            key = call.portal.ask("disk.attach", id=key, user=call.user, **facts) or 0
            if not key:
                raise core("Insufficient permissions.<br>")
        elif key not in (task.values["UF_TASK_WEBDAV_FILES"] or []):
            continue
        found.append(key)
    return found


def _write(row: UserField, params: Mapping[str, Any], portal: Portal) -> None:
    for name in ("XML_ID", "SORT"):
        if params.get(name) is not None:
            row.facts[name] = str(params[name])
    for name in ("MULTIPLE", "MANDATORY"):
        if params.get(name) is not None:
            row.facts[name] = "Y" if truth(params[name]) and (row.kind, name) != ("boolean", "MULTIPLE") else "N"
    if params.get("LABEL") is not None:
        for name in LABELS:
            row.facts[name] = {portal.language: str(params["LABEL"])}
    labels = params.get("EDIT_FORM_LABEL")
    if labels is not None:
        row.facts["EDIT_FORM_LABEL"] = labels if isinstance(labels, dict) else {portal.language: str(labels)}
    if isinstance(params.get("SETTINGS"), dict):
        row.facts["SETTINGS"] = params["SETTINGS"]


def _found(call: Call) -> UserField:
    wanted = number(call.get("ID"))
    if wanted <= 0:
        raise core("ID is not defined or invalid.")
    row = call.state(UserFields).rows.get(wanted)
    if row is None:
        raise RestError(400, "ERROR_NOT_FOUND", f"The entity with ID '{wanted}' is not found.")
    return row


def _label(row: UserField, portal: Portal) -> str:
    labels = as_dict(row.facts.get("EDIT_FORM_LABEL"))
    return str(labels.get(portal.language) or labels.get("en") or row.name)


def _require_admin(call: Call) -> None:
    if not call.user.admin:
        raise core("Access denied.")


def _no_arguments(verb: str) -> RestError:
    where = f"Bitrix\\Tasks\\Integration\\Rest\\Task\\UserField::{verb}"
    return core(f"TASKS_ERROR_EXCEPTION_#0; Invalid arguments for {where}; 0/TE")
