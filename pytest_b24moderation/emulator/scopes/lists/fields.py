"""Fields of a list. restdocs: api-reference/lists/fields."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import PORTAL
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.lists.access import block, given, missing
from pytest_b24moderation.emulator.scopes.lists.state import Block, Field, Lists

SYSTEM = {
    "SORT": "Sorting", "ACTIVE_FROM": "Start of activity", "ACTIVE_TO": "End of activity",
    "PREVIEW_PICTURE": "Preview image", "PREVIEW_TEXT": "Preview text", "DETAIL_PICTURE": "Detail image",
    "DETAIL_TEXT": "Detail text", "DATE_CREATE": "Creation date", "CREATED_BY": "Created by",
    "TIMESTAMP_X": "Modification date", "MODIFIED_BY": "Modified by",
}  # fmt: skip
CUSTOM = {
    "S": "String", "N": "Number", "L": "List", "F": "File", "G": "Binding to sections", "E": "Binding to elements",
    "S:Date": "Date", "S:DateTime": "Date/Time", "S:HTML": "HTML/text", "E:EList": "Binding to elements as a list",
    "N:Sequence": "Counter", "S:ECrm": "Binding to CRM elements", "S:Money": "Money", "S:DiskFile": "File (Disk)",
    "S:employee": "Binding to employee",
}  # fmt: skip
LINKED = ("G", "E", "E:EList")
SETTINGS = {
    "SHOW_ADD_FORM": "Y", "SHOW_EDIT_FORM": "Y", "ADD_READ_ONLY_FIELD": "N", "EDIT_READ_ONLY_FIELD": "N",
    "SHOW_FIELD_PREVIEW": "N",
}  # fmt: skip
FACTS = ("IS_REQUIRED", "MULTIPLE", "SORT", "DEFAULT_VALUE", "CODE", "ROW_COUNT", "COL_COUNT", "LINK_IBLOCK_ID",
         "USER_TYPE_SETTINGS")  # fmt: skip


def name_field(portal: Portal) -> Field:
    """What every list has."""
    title = "Название" if portal.language == "ru" else "Name"
    return Field("NAME", "NAME", title, PORTAL, {"IS_REQUIRED": "Y", "SORT": 10, "SETTINGS": dict(SETTINGS)})


@method("lists.field.add")
def field_add(call: Call) -> str:
    row = block(call, "X")
    given(call, "FIELDS")
    sent = as_dict(call.get("FIELDS"))
    for name in ("NAME", "TYPE"):
        if not sent.get(name):
            raise missing(name)
    kind, state, error = str(sent["TYPE"]), call.state(Lists), "ERROR_SAVE_FIELD"
    if kind in SYSTEM:
        if kind in row.fields:
            raise RestError(400, error, "Property already exists")
        field = Field(kind, kind, "", call.maker)
    elif kind in CUSTOM:
        _check_code(row, sent)
        field = Field(f"PROPERTY_{state.next_id('property')}", kind, "", call.maker)
    else:
        raise RestError(400, error, "Error saving the field")
    field.facts["SETTINGS"] = dict(SETTINGS)
    _fill(state, field, sent, error)
    row.fields[field.id] = field
    return field.id


@method("lists.field.update")
def field_update(call: Call) -> bool:
    row = block(call, "X")
    given(call, "FIELD_ID", "FIELDS")
    sent, error = as_dict(call.get("FIELDS")), "ERROR_UPDATE_FIELD"
    for name in ("NAME", "TYPE"):
        if not sent.get(name):
            raise missing(name)
    field = row.fields.get(call.text("FIELD_ID"))
    if field is None or str(sent["TYPE"]) != field.type:
        raise RestError(400, error, "Error updating the field")
    _fill(call.state(Lists), field, sent, error)
    return True


@method("lists.field.delete")
def field_delete(call: Call) -> bool:
    """With its values; the name stays."""
    row = block(call, "X")
    given(call, "FIELD_ID")
    key = call.text("FIELD_ID")
    if key != "NAME" and key in row.fields:
        del row.fields[key]
        for element in row.elements.values():
            element.values.pop(key, None)
    return True


@method("lists.field.get")
def field_get(call: Call) -> Any:
    """One field by its type, or all by their ids."""
    row = block(call, "R")
    key = call.text("FIELD_ID")
    if key:
        return {row.fields[key].type: _shown(row.fields[key])} if key in row.fields else []
    fields = sorted(row.fields.values(), key=lambda field: number(field.facts.get("SORT"), 500))
    return {field.id: _shown(field) for field in fields}


@method("lists.field.type.get")
def field_types(call: Call) -> dict[str, str]:
    """What can be added: system fields once only, but for the one named by FIELD_ID."""
    row = block(call, "X")
    left = {name: title for name, title in SYSTEM.items() if name not in row.fields or name == call.text("FIELD_ID")}
    return left | CUSTOM


def _check_code(row: Block, sent: dict[str, Any]) -> None:
    code = str(sent.get("CODE") or "")
    if not code:
        raise RestError(400, "ERROR_SAVE_FIELD", "Please fill the code fields")
    if any(field.facts.get("CODE") == code for field in row.fields.values()):
        raise RestError(400, "ERROR_SAVE_FIELD", "Property already exists")


def _fill(state: Lists, field: Field, sent: dict[str, Any], error: str) -> None:
    name = str(sent["NAME"])
    settings = field.facts["SETTINGS"] | {
        key: str(flag) for key, flag in as_dict(sent.get("SETTINGS")).items() if key in SETTINGS
    }
    facts = field.facts | {key: sent[key] for key in FACTS if key in sent} | {"SETTINGS": settings}
    if settings["ADD_READ_ONLY_FIELD"] == "Y" and facts.get("DEFAULT_VALUE") in (None, ""):
        raise RestError(400, error, f"The default value of the field '{name}' is required")
    if field.type in LINKED and not number(facts.get("LINK_IBLOCK_ID")):
        raise RestError(400, error, f"Incorrect lists specified for '{name}' property")
    if field.type in SYSTEM:
        facts["MULTIPLE"] = "N"
    field.name, field.facts = name, facts
    if field.type == "L":
        _options(state, field, sent)


def _options(state: Lists, field: Field, sent: dict[str, Any]) -> None:
    """LIST says which options there are, LIST_TEXT_VALUES which more; LIST_DEF names a default of them."""
    names: dict[str, str] = {}
    if "LIST" in sent:
        before, field.options = field.options, {}
        for key, option in as_dict(sent["LIST"]).items():
            known = key if key in before else str(state.next_id("option"))
            names[key] = known
            field.options[known] = before.get(key, {"SORT": 500, "DEF": "N"}) | as_dict(option)
    for text in str(sent.get("LIST_TEXT_VALUES") or "").split("\n"):
        if text.strip():
            field.options[str(state.next_id("option"))] = {"VALUE": text.strip(), "SORT": 500, "DEF": "N"}
    default = [names.get(str(key), str(key)) for key in as_list(sent.get("LIST_DEF"))]
    for key, option in field.options.items():
        if default:
            option["DEF"] = "Y" if key in default else "N"
    field.facts["DEFAULT_VALUE"] = next((key for key, row in field.options.items() if row.get("DEF") == "Y"), "")


def _shown(field: Field) -> dict[str, Any]:
    facts = field.facts
    found: dict[str, Any] = {
        "FIELD_ID": field.id, "SORT": number(facts.get("SORT"), 500), "NAME": field.name,
        "IS_REQUIRED": "Y" if field.required else "N", "MULTIPLE": "Y" if field.multiple else "N",
        "DEFAULT_VALUE": facts.get("DEFAULT_VALUE", ""), "TYPE": field.type,
    }  # fmt: skip
    if field.type in CUSTOM:
        base, _, own = field.type.partition(":")
        found |= {
            "PROPERTY_TYPE": base, "PROPERTY_USER_TYPE": {"PROPERTY_TYPE": base, "USER_TYPE": own} if own else False,
            "CODE": facts.get("CODE"), "ID": field.id.removeprefix("PROPERTY_"),
            "LINK_IBLOCK_ID": facts.get("LINK_IBLOCK_ID"), "ROW_COUNT": str(facts.get("ROW_COUNT", 1)),
            "COL_COUNT": str(facts.get("COL_COUNT", 30)), "USER_TYPE_SETTINGS": facts.get("USER_TYPE_SETTINGS"),
        }  # fmt: skip
    found["SETTINGS"] = facts["SETTINGS"]
    if field.type == "L":
        rows = sorted(field.options.items(), key=lambda item: number(item[1].get("SORT"), 500))
        found["DISPLAY_VALUES_FORM"] = {key: str(row.get("VALUE", "")) for key, row in rows}
    return found
