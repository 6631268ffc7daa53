"""What the numbers of the CRM mean, and the characteristics of user fields. restdocs: crm/auxiliary"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.scopes.crm.seeds import OWNER_TYPES
from pytest_b24moderation.emulator.scopes.crm.state import Crm

ADDRESSES = {
    11: "Shipping address", 1: "Physical address", 6: "Legal address", 4: "Registered address", 8: "Mailing address",
    9: "Beneficiary address",
}  # fmt: skip
TYPES = {
    "string": "String", "integer": "Integer", "double": "Number", "boolean": "Yes/No", "enumeration": "List",
    "datetime": "Date/Time", "date": "Date", "money": "Money", "url": "Link", "address": "Google Maps Address",
    "file": "File", "employee": "Binding to User", "crm_status": "Binding to CRM Directories",
    "iblock_section": "Binding to Information Block Sections",
    "iblock_element": "Binding to Information Block Elements", "crm": "Binding to CRM Entities",
}  # fmt: skip
USER_FIELD = {
    "ID": ("int", "ID"), "ENTITY_ID": ("string", "Object"), "FIELD_NAME": ("string", "Code"),
    "USER_TYPE_ID": ("string", "Data Type"), "XML_ID": ("string", "External ID (XML ID)"), "SORT": ("int", "Sorting"),
    "MULTIPLE": ("char", "Multiple"), "MANDATORY": ("char", "Mandatory"),
    "SHOW_FILTER": ("char", "Show in list filter"), "SHOW_IN_LIST": ("char", "Show in list"),
    "EDIT_IN_LIST": ("char", "Allow user editing"), "IS_SEARCHABLE": ("char", "Field values are searchable"),
    "EDIT_FORM_LABEL": ("string", "Label in edit form"), "LIST_COLUMN_LABEL": ("string", "Header in list"),
    "LIST_FILTER_LABEL": ("string", "Filter label in list"), "ERROR_MESSAGE": ("string", "Error message"),
    "HELP_MESSAGE": ("string", "Help"), "LIST": ("uf_enum_element", "List elements"),
    "SETTINGS": ("object", "Additional settings (dependent on type)"),
}  # fmt: skip
IMMUTABLE = ("ENTITY_ID", "FIELD_NAME", "USER_TYPE_ID")
ITEM = {"ID": ("int", "ID"), "SORT": ("int", "Sorting"), "VALUE": ("string", "Value"),
        "DEF": ("string", "Default Value"), "DEL": ("string", "Element Deletion Flag")}  # fmt: skip
DEFAULT = "Default Value"
SETTINGS: dict[str, dict[str, tuple[str, str]]] = {
    "string": {"DEFAULT_VALUE": ("string", DEFAULT), "ROWS": ("int", "Number of input lines")},
    "integer": {"DEFAULT_VALUE": ("int", DEFAULT)},
    "double": {"DEFAULT_VALUE": ("double", DEFAULT), "PRECISION": ("int", "Precision")},
    "boolean": {"DEFAULT_VALUE": ("int", DEFAULT), "DISPLAY": ("string", "Appearance")},
    "datetime": {"DEFAULT_VALUE": ("object", DEFAULT)},
    "date": {"DEFAULT_VALUE": ("object", DEFAULT)},
    "enumeration": {"DISPLAY": ("string", "Appearance"), "LIST_HEIGHT": ("int", "List height")},
    "iblock_section": {"IBLOCK_TYPE_ID": ("string", "Information block type"),
                       "IBLOCK_ID": ("string", "Information block"),
                       "DEFAULT_VALUE": ("string", DEFAULT), "DISPLAY": ("string", "Appearance"),
                       "LIST_HEIGHT": ("int", "List height"), "ACTIVE_FILTER": ("char", "Show active elements")},
    "crm_status": {"ENTITY_TYPE": ("string", "Directory")},
    "crm": {"LEAD": ("char", "Lead"), "CONTACT": ("char", "Contact"), "COMPANY": ("char", "Company"),
            "DEAL": ("char", "Deal")},
}  # fmt: skip
SETTINGS["iblock_element"] = SETTINGS["iblock_section"]


@method("crm.enum.ownertype")
def owner_types(call: Call) -> list[dict[str, Any]]:
    """The types of every portal, then its smart processes."""
    smart = [
        (row.entity_type_id, row.title, f"DYNAMIC_{row.entity_type_id}", f"T{row.entity_type_id:x}")
        for row in call.state(Crm).types.values()
    ]
    return [
        {"ID": n, "NAME": name, "SYMBOL_CODE": code, "SYMBOL_CODE_SHORT": short}
        for n, name, code, short in (*OWNER_TYPES, *smart)
    ]


@method("crm.enum.fields")
def enum_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    titles = {"ID": "ID", "NAME": "Name", "SYMBOL_CODE": "Symbol code", "SYMBOL_CODE_SHORT": "Short symbol code"}
    return {
        name: {"type": "int" if name == "ID" else "string", "isRequired": False, "isReadOnly": True,
               "isImmutable": False, "isMultiple": False, "isDynamic": False, "title": title}
        for name, title in titles.items()
    }  # fmt: skip


@method("crm.enum.addresstype")
def address_types(call: Call) -> list[dict[str, Any]]:  # noqa: ARG001
    return [_plain(n, name) for n, name in ADDRESSES.items()]


@method("crm.enum.settings.mode")
def settings_modes(call: Call) -> list[dict[str, Any]]:  # noqa: ARG001
    return [_plain(1, "Classic CRM"), _plain(2, "Simple CRM")]


@method("crm.enum.getorderownertypes")
def order_owners(call: Call) -> list[dict[str, Any]]:  # noqa: ARG001
    return [{"attribute": "DYN", "code": "DEAL", "id": 2, "name": "Deal"}]


@method("crm.settings.mode.get")
def settings_mode(call: Call) -> int:  # noqa: ARG001
    return 1


@method("crm.multifield.fields")
def multifield_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    names = {"ID": "integer", "TYPE_ID": "string", "VALUE": "string", "VALUE_TYPE": "string"}
    return {
        name: {"type": kind, "isRequired": name not in ("ID", "TYPE_ID"), "isReadOnly": name == "ID",
               "isImmutable": name == "TYPE_ID", "isMultiple": False, "isDynamic": False, "title": name}
        for name, kind in names.items()
    }  # fmt: skip


@method("crm.userfield.fields")
def userfield_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    found: dict[str, dict[str, Any]] = {name: _fact(facts) for name, facts in USER_FIELD.items()}
    found["ID"]["isReadOnly"] = True
    for name in IMMUTABLE:
        found[name]["isImmutable"] = True
    found["LIST"]["isMultiple"] = True
    return found


@method("crm.userfield.types")
def userfield_types(call: Call) -> list[dict[str, str]]:  # noqa: ARG001
    return [{"ID": code, "title": title} for code, title in TYPES.items()]


@method("crm.userfield.enumeration.fields")
def userfield_items(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return {name: _fact(facts) | ({"isReadOnly": True} if name == "ID" else {}) for name, facts in ITEM.items()}


@method("crm.userfield.settings.fields")
def userfield_settings(call: Call) -> dict[str, Any]:
    wanted = call.text("type")
    if not wanted:
        raise classic("Parameter 'type' is not specified or empty.")
    return {name: _fact(facts) for name, facts in SETTINGS.get(wanted, {}).items()}


def _fact(facts: tuple[str, str]) -> dict[str, Any]:
    return {"type": facts[0], "title": facts[1]}


def _plain(n: int, name: str) -> dict[str, Any]:
    return {"ID": n, "NAME": name, "SYMBOL_CODE": None, "SYMBOL_CODE_SHORT": None}
