"""crm.activity.type.*: types of an application, and content blocks that it adds to activities.

restdocs: crm/timeline/activities/types, crm/timeline/activities/layout-blocks.
"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import as_dict, truth
from pytest_b24moderation.emulator.scopes.crm.activities.activity import (
    CONFIGURABLE,
    Activities,
    Activity,
    ActivityType,
    activities,
)
from pytest_b24moderation.emulator.scopes.crm.activities.layout import check_blocks
from pytest_b24moderation.emulator.scopes.crm.files import kept_files
from pytest_b24moderation.emulator.scopes.crm.owners import not_found, owner_in, require_context, required, whole


@method("crm.activity.type.add")
def type_add(call: Call) -> bool:
    client_id = _application(call)
    given, types = as_dict(call.get("fields")), call.state(Activities).types
    code = str(given.get("TYPE_ID") or "")
    if not code:
        raise _argument("TYPE_ID is required")
    if (client_id, code) in types:
        raise _argument(f"Type {code} already exists")
    icon = as_dict(given.get("ICON_FILE")).get("fileData", given.get("ICON_FILE"))
    kept = kept_files(call, [icon]) if icon else []
    configurable = truth(given.get("IS_CONFIGURABLE_TYPE"))
    icon_id = kept[0]["id"] if kept else 0
    types[client_id, code] = ActivityType(code, str(given.get("NAME") or ""), configurable, icon_id, call.maker)
    return True


@method("crm.activity.type.list")
def type_list(call: Call) -> list[dict[str, str]]:
    client_id = _application(call)
    return [
        {
            "TYPE_ID": row.code, "NAME": row.name, "IS_CONFIGURABLE_TYPE": "Y" if row.configurable else "N",
            "ICON_ID": str(row.icon_id),
        }
        for (owner, _), row in call.state(Activities).types.items()
        if owner == client_id
    ]  # fmt: skip


@method("crm.activity.type.delete")
def type_delete(call: Call) -> bool:
    client_id, code = _application(call), call.text("TYPE_ID")
    if call.state(Activities).types.pop((client_id, code), None) is None:
        raise _argument(f"Type {code} does not exist")
    return True


@method("crm.activity.layout.blocks.set")
def blocks_set(call: Call) -> dict[str, bool]:
    client_id, row = require_context(call), _find(call, write=True)
    required(call, "layout")
    if row.values["PROVIDER_ID"] == CONFIGURABLE:
        raise RestError(400, "UNSUITABLE_ACTIVITY_TYPE_ERROR", "Activity type is not suitable for content blocks")
    row.blocks[client_id] = check_blocks(call.get("layout"))
    return {"success": True}


@method("crm.activity.layout.blocks.get")
def blocks_get(call: Call) -> dict[str, Any]:
    client_id, row = require_context(call), _find(call)
    return {"layout": row.blocks.get(client_id)}


@method("crm.activity.layout.blocks.delete")
def blocks_delete(call: Call) -> dict[str, bool]:
    client_id, row = require_context(call), _find(call, write=True)
    row.blocks.pop(client_id, None)
    return {"success": True}


def _find(call: Call, *, write: bool = False) -> Activity:
    owner = owner_in(call, "entityTypeId", "entityId", write=write)
    row = activities(call.portal).get(whole(call, "activityId"))
    if row is None or owner not in row.bindings:
        raise not_found()
    return row


def _application(call: Call) -> str:
    if call.grant.app is None:
        raise access_denied("Application context required")
    call.require_admin("Admin permissions required")
    return call.app.client_id


def _argument(text: str) -> RestError:
    return RestError(400, "INVALID_ARG_VALUE", text)
