"""Connectors and their sources. restdocs: api-reference/biconnector/connector, source."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.events import bracketed
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
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

LONGEST = 512
APP = "ACCESS_DENIED"


@dataclass
class Checks:
    """Calls of urlCheck that are under way."""

    tasks: set[asyncio.Task[Any]] = field(default_factory=set)


def connection(portal: Portal, source: Thing) -> dict[str, Any]:
    """What the connector's addresses get of a source: its settings by code."""
    codes = portal.state(Hub).rows["connector"][source.values["connectorId"]].values["settings"]
    own = source.values["settings"]
    return {one["code"]: own.get(one["code"], "") for one in codes}


def connector_of(portal: Portal, source: Thing) -> dict[str, Any]:
    values: dict[str, Any] = portal.state(Hub).rows["connector"][source.values["connectorId"]].values
    return values


def check(call: Call, source: Thing) -> None:
    """Call urlCheck. REST has answered by the time it comes back: a failure leaves the source as it is."""
    portal = call.portal
    body = urlencode(bracketed({"connection": connection(portal, source)}))
    job: Coroutine[Any, Any, Any] = portal.outgoing.form(connector_of(portal, source)["urlCheck"], body)
    tasks = portal.state(Checks).tasks
    task = asyncio.get_running_loop().create_task(job)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


@method("biconnector.connector.fields")
def connector_fields(call: Call) -> Any:  # noqa: ARG001
    return {"fields": described("connector")}


@method("biconnector.connector.add", app_only=True, refusal=APP)
def connector_add(call: Call) -> Any:
    access(call)
    fields, hub = given(call, "connector", new=True), call.state(Hub)
    key = hub.next_id("connector")
    values = {
        "id": key, "title": "", "dateCreate": now(call), "logo": "", "description": "", "sort": 100, **fields,
        "settings": _settings(fields["settings"]),
    }  # fmt: skip
    values["sort"] = number(values["sort"], 100)
    hub.rows["connector"][key] = Thing(key, values, call.maker)
    return {"id": key}


@method("biconnector.connector.update", app_only=True, refusal=APP)
def connector_update(call: Call) -> bool:
    access(call)
    row = thing(call, "connector")
    fields = given(call, "connector", new=False)
    if "settings" in fields:
        fields["settings"] = _settings(fields["settings"])
    row.values.update(fields)
    return True


@method("biconnector.connector.get", app_only=True, refusal=APP)
def connector_get(call: Call) -> Any:
    access(call)
    return {"item": thing(call, "connector").values}


@method("biconnector.connector.list", app_only=True, refusal=APP)
def connector_list(call: Call) -> Any:
    access(call)
    return listed(call, "connector")


@method("biconnector.connector.delete", app_only=True, refusal=APP)
def connector_delete(call: Call) -> bool:
    access(call)
    row, hub = thing(call, "connector"), call.state(Hub)
    if hub.below("source", "connectorId", row.id):
        text = "Connector cannot be removed. Remove the connections related to the connector first."
        raise refused("CONNECTOR_DELETE_RESTRICTED", text)
    del hub.rows["connector"][row.id]
    return True


def _settings(sent: Any) -> list[dict[str, Any]]:
    found = []
    for one in map(as_dict, as_list(sent)):
        if not all(one.get(name) for name in ("type", "name", "code")):
            text = 'Settings must include "type", "name" and "code" fields.'
            raise refused("VALIDATION_SETTINGS_MISSING_REQUIRED_FIELDS", text)
        for name in ("name", "code"):
            if len(str(one[name])) > LONGEST:
                text = f'Parameter "{name}" must be less than {LONGEST} characters.'
                raise refused(f"VALIDATION_SETTINGS_{name.upper()}_TOO_LONG", text)
        if one["type"] not in ("STRING", "INT"):
            raise refused("VALIDATION_SETTINGS_INVALID_TYPE", 'Parameter "type" is not correct.')
        found.append({name: one[name] for name in ("name", "code", "type")})
    return found


@method("biconnector.source.fields")
def source_fields(call: Call) -> Any:  # noqa: ARG001
    return {"fields": described("source")}


@method("biconnector.source.add", app_only=True, refusal=APP)
def source_add(call: Call) -> Any:
    access(call)
    fields, hub = given(call, "source", new=True), call.state(Hub)
    known(call, "connector", number(fields["connectorId"]))
    key, moment = hub.next_id("source"), now(call)
    values = {
        "id": key, "type": "rest", "code": f"rest_{key}", "title": fields["title"],
        "description": fields.get("description", ""), "active": truth(fields.get("active", True)),
        "dateCreate": moment, "dateUpdate": moment, "createdById": call.user.id, "updatedById": call.user.id,
        "connectorId": number(fields["connectorId"]), "settings": as_dict(fields["settings"]),
    }  # fmt: skip
    hub.rows["source"][key] = Thing(key, values, call.maker)
    check(call, hub.rows["source"][key])
    return {"id": key}


@method("biconnector.source.update", app_only=True, refusal=APP)
def source_update(call: Call) -> bool:
    access(call)
    row = thing(call, "source")
    fields = given(call, "source", new=False)
    if "active" in fields:
        fields["active"] = truth(fields["active"])
    if "settings" in fields:
        fields["settings"] = {**row.values["settings"], **as_dict(fields["settings"])}
    row.values.update(fields, dateUpdate=now(call), updatedById=call.user.id)
    check(call, row)
    return True


@method("biconnector.source.get", app_only=True, refusal=APP)
def source_get(call: Call) -> Any:
    access(call)
    row = thing(call, "source")
    own = row.values["settings"]
    settings = [
        {**one, "value": own.get(one["code"]), "id": n}
        for n, one in enumerate(connector_of(call.portal, row)["settings"], 1)
    ]
    plain = {name: value for name, value in row.values.items() if name not in ("connectorId", "settings")}
    return {"item": {"connection": plain, "connectorId": row.values["connectorId"], "settings": settings}}


@method("biconnector.source.list", app_only=True, refusal=APP)
def source_list(call: Call) -> Any:
    access(call)
    return listed(call, "source")


@method("biconnector.source.delete", app_only=True, refusal=APP)
def source_delete(call: Call) -> bool:
    access(call)
    row, hub = thing(call, "source"), call.state(Hub)
    if hub.below("dataset", "sourceId", row.id):
        raise refused("BX_ERROR", "Cannot delete source. Delete all related datasets first.")
    del hub.rows["source"][row.id]
    return True
