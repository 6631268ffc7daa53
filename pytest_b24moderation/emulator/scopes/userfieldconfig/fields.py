"""Settings of user fields. restdocs: api-reference/crm/universal/userfieldconfig.

Fields of the module crm; those of other modules stay a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.dispatch import gap
from pytest_b24moderation.emulator.rest.errors import classic, parameter_missing
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.selection import matches, ordered

PAGE = "api-reference/crm/universal/userfieldconfig/index.md"
TYPES = {
    "crm": "Linked to CRM entities", "crm_status": "Linked to CRM directories", "money": "Money",
    "employee": "Linked to employee", "string": "String", "integer": "Integer", "double": "Number",
    "datetime": "Date with time", "date": "Date", "boolean": "Yes/No", "address": "Address", "url": "Link",
    "file": "File", "enumeration": "List", "iblock_section": "Linked to information block sections",
    "iblock_element": "Linked to information block elements",
}  # fmt: skip
NAMES = {
    "id": "ID", "entityId": "ENTITY_ID", "fieldName": "FIELD_NAME", "userTypeId": "USER_TYPE_ID", "xmlId": "XML_ID",
    "sort": "SORT", "multiple": "MULTIPLE", "mandatory": "MANDATORY", "showFilter": "SHOW_FILTER",
    "showInList": "SHOW_IN_LIST", "editInList": "EDIT_IN_LIST", "isSearchable": "IS_SEARCHABLE",
    "settings": "SETTINGS",
}  # fmt: skip
LABELS = {
    "editFormLabel": "EDIT_FORM_LABEL", "listColumnLabel": "LIST_COLUMN_LABEL", "listFilterLabel": "LIST_FILTER_LABEL",
    "errorMessage": "ERROR_MESSAGE", "helpMessage": "HELP_MESSAGE",
}  # fmt: skip
ADDED = ("fieldName", "userTypeId", "xmlId", "sort", "multiple", "mandatory", "showFilter", "editInList",
         "isSearchable", "settings", "editFormLabel", "helpMessage")  # fmt: skip
CHANGED = ("xmlId", "sort", "mandatory", "showFilter", "isSearchable", "settings", "editFormLabel", "helpMessage")
ITEM = {"id": "ID", "value": "VALUE", "def": "DEF", "sort": "SORT", "xmlId": "XML_ID", "del": "DEL"}
FOREIGN = "You cannot create custom fields"


def _module(call: Call) -> None:
    """The module's own permission is needed too."""
    module = call.text("moduleId")
    if not module:
        raise parameter_missing("moduleId")
    if module == "rpa":
        raise gap(call.portal, call.method, PAGE)
    if module != "crm":
        raise classic("No settings for UserFieldAccess")
    if not call.grant.allows(("crm",)):
        raise classic("The current method required more scopes. (crm)")


@method("userfieldconfig.getTypes")
def get_types(call: Call) -> Any:
    _module(call)
    own = {row["full"]: row["title"] for row in call.portal.ask("userfieldtype.types") or []}
    return {"types": {key: {"userTypeId": key, "description": name} for key, name in (TYPES | own).items()}}


@method("userfieldconfig.add")
def add(call: Call) -> Any:
    _module(call)
    given = as_dict(call.get("field"))
    if not call.user.admin:
        raise classic("Access denied")
    entity, name = str(given.get("entityId") or ""), str(given.get("fieldName") or "").upper()
    if not given.get("userTypeId"):
        raise classic("The 'USER_TYPE_ID' field is not found")
    if not name:
        raise classic("The 'FIELD_NAME' field is not found")
    prefix = f"UF_{entity}_" if entity.removeprefix("CRM_").isdecimal() else "UF_CRM_"
    if not name.startswith(prefix):
        raise classic(FOREIGN)
    if any(row["FIELD_NAME"] == name for row in _rows(call, entity)):
        raise classic(f"Field {name} already exists")
    fields = _classic(given, ADDED)
    made = call.portal.ask("crm.userfieldconfig", call=call, verb="add", params={"fields": fields}, entity=entity)
    if made is None:
        raise classic(FOREIGN)
    return _shown(call, made)


@method("userfieldconfig.get")
def get(call: Call) -> Any:
    _module(call)
    found = _shown(call, number(call.get("id"))) if call.user.admin else None
    if found is None:
        raise classic("You do not have permission to view user field settings")
    return found


@method("userfieldconfig.list")
def listed(call: Call) -> Listed:
    """Fields of the entities that the filter's `entityId` names, else of all."""
    _module(call)
    if not call.user.admin:
        raise classic("You do not have permission to view user field settings")
    wanted = as_dict(call.get("filter"))
    select = call.get("select")
    language = str(as_dict(select).get("language") or call.portal.language)
    rows: list[Mapping[str, Any]] = []
    for entity in call.portal.ask("crm.userfield_entities") or []:
        for row in _rows(call, entity, language):
            flat = {name: row[upper] for name, upper in (NAMES | LABELS).items()}
            if matches(flat, wanted, lambda name: name in NAMES):
                rows.append(flat)
    answer = page(call, ordered(rows, as_dict(call.get("order")) or {"sort": "ASC", "id": "ASC"}))
    names = [str(one) for one in as_list(select)] if isinstance(select, list) else list(as_dict(select).values())
    every = not names or "*" in names
    chosen = [{name: row[name] for name in row if every or name in names} for row in answer.rows]
    return Listed({"fields": chosen}, answer.total, answer.next)


@method("userfieldconfig.update")
def update(call: Call) -> Any:
    _module(call)
    given, key = as_dict(call.get("field")), number(call.get("id"))
    before = _shown(call, key) if call.user.admin else None
    if before is None:
        raise classic("You cannot change the settings of the user field")
    fields = _classic(given, CHANGED)
    if "enum" in given and given.get("userTypeId") == "enumeration":
        named = {str(one.get("id")) for one in map(as_dict, as_list(given["enum"]))}
        gone = [{"ID": one["id"], "DEL": "Y"} for one in before["field"]["enum"] if one["id"] not in named]
        fields["LIST"] += gone
    else:
        fields.pop("LIST", None)
    call.portal.ask("crm.userfieldconfig", call=call, verb="update", params={"ID": key, "fields": fields})
    return _shown(call, key)


@method("userfieldconfig.delete")
def delete(call: Call) -> None:
    _module(call)
    params = {"ID": number(call.get("id"))}
    if not call.user.admin or not call.portal.ask("crm.userfieldconfig", call=call, verb="delete", params=params):
        raise classic("You cannot delete the user field")


def _classic(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Sent settings by the names of `crm.*.userfield.*`."""
    found = {(NAMES | LABELS)[name]: given[name] for name in names if name in given}
    if "enum" in given:
        found["LIST"] = [
            {ITEM[name]: value for name, value in as_dict(one).items() if name in ITEM}
            for one in as_list(given["enum"])
        ]
    return found


def _rows(call: Call, entity: str, language: str = "") -> list[dict[str, Any]]:
    params = {"filter": {"LANG": language}} if language else {}
    found = call.portal.ask("crm.userfieldconfig", call=call, verb="list", params=params, entity=entity)
    return list(found.rows) if found is not None else []


def _shown(call: Call, key: int) -> dict[str, Any] | None:
    """One field with labels of every language and the values of a list; None where there is none."""
    row = call.portal.ask("crm.userfieldconfig", call=call, verb="get", params={"ID": key})
    if row is None:
        return None
    found = {name: row[upper] for name, upper in NAMES.items()}
    labels: dict[str, Any] = {
        name: {lang: text or None for lang, text in row[upper].items()} for name, upper in LABELS.items()
    }
    found["languageId"] = {lang: lang for lang in labels["editFormLabel"]}
    if row["USER_TYPE_ID"] == "enumeration":
        labels["enum"] = [
            {"id": one["ID"], "userFieldId": str(key), "value": one["VALUE"], "def": one["DEF"], "sort": one["SORT"],
             "xmlId": one["XML_ID"]}
            for one in row["LIST"]
        ]  # fmt: skip
    return {"field": found | labels}
