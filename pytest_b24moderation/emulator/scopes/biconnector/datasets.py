"""Datasets, and asking a connector for data. restdocs: api-reference/biconnector/dataset, connector/index.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.events import bracketed
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.biconnector.connectors import APP, connection, connector_of
from pytest_b24moderation.emulator.scopes.biconnector.state import (
    Hub,
    Thing,
    access,
    described,
    given,
    known,
    listed,
    now,
    refused,
    thing,
)

KINDS = ("int", "string", "double", "date", "datetime")
NAME, FIELD = re.compile(r"[a-z][a-z0-9_]*"), re.compile(r"[A-Z][A-Z0-9_]*")
ROWS = 100


@method("biconnector.dataset.fields")
def fields(call: Call) -> Any:
    access(call)
    return {"fields": described("dataset")}


@method("biconnector.dataset.add", app_only=True, refusal=APP)
def add(call: Call) -> Any:
    access(call)
    sent, hub = given(call, "dataset", new=True), call.state(Hub)
    name = str(sent["name"])
    if not NAME.fullmatch(name):
        text = ("Dataset name has to start with a lowercase Latin character. Possible entry includes lowercase Latin "
                "characters (a-z), numbers (0-9) and underscores.")  # fmt: skip
        raise refused("VALIDATION_DATASET_NAME_INVALID", text)
    if len(name) > 230:
        raise refused("VALIDATION_DATASET_NAME_TOO_LONG", "Dataset name must not exceed 230 characters.")
    known(call, "source", number(sent["sourceId"]))
    if any(row.values["name"] == name for row in hub.rows["dataset"].values()):
        raise refused("DATASET_ALREADY_EXIST", "Dataset with this name already exists.")
    columns = [as_dict(one) for one in as_list(sent["fields"])]
    if not all(one.get(part) for one in columns for part in ("name", "externalCode", "type")):
        text = 'Field must include the required parameters: "name", "externalCode" and "type".'
        raise refused("VALIDATION_FIELD_MISSING_REQUIRED_PARAMETERS", text)
    _check_columns(columns)
    key, moment = hub.next_id("dataset"), now(call)
    values = {
        "id": key, "type": "rest", "name": name, "description": sent.get("description", ""),
        "externalCode": sent["externalCode"], "externalName": sent["externalName"], "dateCreate": moment,
        "dateUpdate": moment, "createdById": call.user.id, "updatedById": call.user.id,
        "externalId": hub.next_id("external"), "sourceId": number(sent["sourceId"]), "fields": [],
    }  # fmt: skip
    row = hub.rows["dataset"][key] = Thing(key, values, call.maker)
    _add_columns(hub, row, columns)
    return {"id": key}


@method("biconnector.dataset.update", app_only=True, refusal=APP)
def update(call: Call) -> bool:
    access(call)
    row = thing(call, "dataset")
    if "fields" in as_dict(call.get("fields")):
        text = 'Use the method "biconnector.dataset.fields.update" to update the dataset fields.'
        raise refused("INVALID_METHOD", text)
    row.values.update(given(call, "dataset", new=False), dateUpdate=now(call), updatedById=call.user.id)
    return True


@method("biconnector.dataset.fields.update", app_only=True, refusal=APP)
def fields_update(call: Call) -> bool:
    """Add, show or hide, and delete fields of a dataset."""
    access(call)
    row, hub = thing(call, "dataset"), call.state(Hub)
    new = [as_dict(one) for one in as_list(call.get("add"))]
    changed = [as_dict(one) for one in as_list(call.get("update"))]
    gone = [str(one) for one in as_list(call.get("delete"))]
    if not all(one.get(part) for one in new for part in ("name", "externalCode", "type")):
        text = 'Field to be added must include the required parameters: "name", "externalCode" and "type".'
        raise refused("VALIDATION_FIELD_ADD_MISSING_REQUIRED_FIELDS", text)
    _check_columns(new)
    for part, word in (("externalCode", "CODE"), ("name", "NAME")):
        present = {one[part] for one in row.values["fields"]}
        if twice := [one[part] for one in new if one[part] in present]:
            text = f'The following "{part}" values already exist in the current fields: {", ".join(twice)}'
            raise refused(f"VALIDATION_DUPLICATE_EXIST_{word}", text)
    if not all("id" in one and "visible" in one for one in changed):
        text = 'Field to be updated must include the required parameters: "id" and "visible".'
        raise refused("VALIDATION_FIELD_UPDATE_MISSING_REQUIRED_FIELDS", text)
    if not all(one.isdecimal() and int(one) for one in gone):
        raise refused("VALIDATION_FIELD_DELETE_INVALID_ID", "ID to be deleted must be a positive integer.")
    row.values["fields"] = [one for one in row.values["fields"] if str(one["id"]) not in gone]
    for change in changed:
        for one in row.values["fields"]:
            if one["id"] == number(change["id"]):
                one["visible"] = truth(change["visible"])
    _add_columns(hub, row, new)
    row.values.update(dateUpdate=now(call), updatedById=call.user.id)
    return True


@method("biconnector.dataset.get", app_only=True, refusal=APP)
def get(call: Call) -> Any:
    access(call)
    values = thing(call, "dataset").values
    return {"item": {name: value for name, value in values.items() if name != "sourceId"}}


@method("biconnector.dataset.list", app_only=True, refusal=APP)
def dataset_list(call: Call) -> Any:
    access(call)
    return listed(call, "dataset")


@method("biconnector.dataset.delete", app_only=True, refusal=APP)
def delete(call: Call) -> bool:
    access(call)
    del call.state(Hub).rows["dataset"][thing(call, "dataset").id]
    return True


def _check_columns(columns: list[dict[str, Any]]) -> None:
    for part, word, told in (("externalCode", "CODE", "code"), ("name", "NAME", "name")):
        if twice := _twice(one[part] for one in columns):
            text = f'Duplicate values found in the "{told}" parameter: {", ".join(twice)}'
            raise refused(f"VALIDATION_DUPLICATE_FIELD_{word}", text)
    for one in columns:
        if not FIELD.fullmatch(str(one["name"])):
            text = ('Field "name" has to start with an uppercase Latin character. Possible entry includes uppercase '
                    "Latin characters (A-Z), numbers (0-9) and underscores.")  # fmt: skip
            raise refused("VALIDATION_FIELD_NAME_INVALID_FORMAT", text)
        if len(str(one["name"])) > 32:
            raise refused("VALIDATION_FIELD_NAME_TOO_LONG", 'Field "name" must not exceed 32 characters.')
        if one["type"] not in KINDS:
            raise refused("VALIDATION_FIELD_INVALID_TYPE", "Invalid field type.")


def _twice(names: Iterable[Any]) -> list[str]:
    seen: list[str] = [str(name) for name in names]
    return sorted({name for name in seen if seen.count(name) > 1})


def _add_columns(hub: Hub, row: Thing, columns: list[dict[str, Any]]) -> None:
    for one in columns:
        row.values["fields"].append({
            "id": hub.next_id("field"), "datasetId": row.id, "type": one["type"], "name": one["name"],
            "externalCode": one["externalCode"], "visible": True,
        })  # fmt: skip


@act("ask-bi")
async def ask_bi(portal: Portal, user: User, source: int | str, table: str = "") -> dict[str, Any]:  # noqa: ARG001
    """Ask a source of data as the BI builder does: check, list of tables, one's description, its rows.

    ``table`` "" asks for the first one. Returns {tables, description, data}; ActError where the
    connector's address does not answer as documented.
    """
    hub = portal.state(Hub)
    row = next((one for one in hub.rows["source"].values() if str(source) in (str(one.id), one.values["title"])), None)
    if row is None:
        titles = ", ".join(f"{one.id} {one.values['title']}" for one in hub.rows["source"].values())
        raise ActError("ask-bi: there is no such source", titles, str(source), absent=not titles)
    urls, bag = connector_of(portal, row), {"connection": connection(portal, row)}
    checked = await _called(portal, urls["urlCheck"], bag)
    if not checked:
        raise ActError("ask-bi: urlCheck answered nothing", "some text", "an empty body", answered=True)
    tables = _objects(await _called(portal, urls["urlTableList"], {"searchString": "", **bag}), ("code", "title"))
    code = table or (str(tables[0]["code"]) if tables else "")
    text = await _called(portal, urls["urlTableDescription"], {"table": code, **bag})
    description = _objects(text, ("code", "name", "type"))
    names = {one["code"]: one["name"] for one in description}
    request = {"table": code, "limit": ROWS, "mapFields": names, **bag}
    data = _json(await _called(portal, urls["urlData"], request))
    if not isinstance(data, list) or not all(isinstance(one, list) for one in data) or not data:
        wanted = "a list of lists, the first with field codes"
        raise ActError("ask-bi: urlData answered no table", wanted, str(data), answered=True)
    return {"tables": tables, "description": description, "data": data}


async def _called(portal: Portal, url: str, body: dict[str, Any]) -> str:
    reached = await portal.outgoing.form(url, urlencode(bracketed(body)))
    if reached.status != 200:
        found = reached.error or f"HTTP {reached.status}: {reached.text[:200]}"
        raise ActError(f"ask-bi: the connector's {url} cannot be used", "HTTP 200", found, answered=True)
    return reached.text


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as problem:
        raise ActError("ask-bi: the connector answered no JSON", "JSON", text[:200], answered=True) from problem


def _objects(text: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    found = _json(text)
    fine = isinstance(found, list) and all(isinstance(one, dict) and all(one.get(n) for n in names) for one in found)
    if not fine:
        wanted = f"a list of objects, each with {', '.join(names)}"
        raise ActError("ask-bi: the connector's answer is not valid", wanted, text[:200], answered=True)
    rows: list[dict[str, Any]] = found
    return rows
