"""crm.activity.*: system activities. restdocs: api-reference/crm/timeline/activities/activity-base."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import described, table
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import access_denied, classic
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.activities.activity import (
    CONFIGURABLE,
    FIELDS,
    FILE_PATH,
    REST_APP,
    Activity,
    activities,
    announce,
    readable,
    writable,
)
from pytest_b24moderation.emulator.scopes.crm.activities.writing import add_system, communication, write
from pytest_b24moderation.emulator.scopes.crm.inputs import given_fields
from pytest_b24moderation.emulator.scopes.crm.owners import not_found, whole
from pytest_b24moderation.emulator.selection import masked, matches, ordered

COMMUNICATION = table("""
ID integer r ID
ACTIVITY_ID integer r Case
ENTITY_ID integer - Entity element ID
ENTITY_TYPE_ID integer - Entity type
TYPE string - Type
VALUE string - Value
""")
BY_NAME = frozenset({"COMMUNICATIONS", "FILES", "WEBDAV_ELEMENTS", "BINDINGS"})


@method("crm.activity.fields")
def activity_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    found = described(FIELDS.values())
    found["WEBDAV_ELEMENTS"]["isDeprecated"] = True
    return found


@method("crm.activity.communication.fields")
def communication_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(COMMUNICATION.values())


@method("crm.activity.add")
def activity_add(call: Call) -> int:
    return add_system(call, given_fields(call)).id


@method("crm.activity.get")
def activity_get(call: Call) -> dict[str, Any]:
    row = _find(call)
    if not readable(call.portal, call.user, row):
        raise classic("Access denied.")
    return {name: value for name, value in row.values.items() if name not in BY_NAME}


@method("crm.activity.list")
def activity_list(call: Call) -> Listed:
    """Those the caller may read; one bound to several of the wanted `BINDINGS` comes once for each."""
    wanted = dict(as_dict(call.get("filter")))
    pairs = [as_dict(one) for one in as_list(wanted.pop("BINDINGS", None))]
    select = [str(one) for one in as_list(call.get("select"))]
    found: list[dict[str, Any]] = []
    for row in activities(call.portal).values():
        if readable(call.portal, call.user, row) and matches(row.values, wanted, FIELDS.__contains__):
            found += [_shown(call, row, select)] * (_bound(row, pairs) if pairs else 1)
    order = {name: way for name, way in as_dict(call.get("order")).items() if name in FIELDS}
    cut = page(call, ordered(found, order, "START_TIME"))
    return Listed([masked(row, select, BY_NAME) for row in cut.rows], cut.total, cut.next)


@method("crm.activity.update")
def activity_update(call: Call) -> bool:
    row, given = _find(call), given_fields(call)
    if row.values["PROVIDER_ID"] == CONFIGURABLE:
        if set(given) - {"COMPLETED", "STATUS"}:
            raise classic("Use crm.activity.configurable.update for this activity provider")
    else:
        _own_context(call, row)
    if not writable(call.portal, call.user, row):
        raise classic("Access denied.")
    if "SUBJECT" in given and not str(given["SUBJECT"] or "").strip():
        raise classic("The field SUBJECT is not defined or empty")
    if "RESPONSIBLE_ID" in given and number(given["RESPONSIBLE_ID"]) not in call.portal.people.users:
        raise classic("The field RESPONSIBLE_ID is not defined or invalid")
    if "COMMUNICATIONS" in given:
        kind, sent = number(row.values["TYPE_ID"]), [as_dict(one) for one in as_list(given["COMMUNICATIONS"])]
        row.communications = [communication(call, one, kind) for one in sent]
    write(call, row, given)
    announce(call, "UPDATE", row)
    return True


@method("crm.activity.delete")
def activity_delete(call: Call) -> bool:
    row = _find(call)
    _own_context(call, row)
    if not writable(call.portal, call.user, row):
        raise classic("Access denied.")
    del activities(call.portal)[row.id]
    announce(call, "DELETE", row)
    return True


@method("crm.activity.call.getTranscript")
def transcript(call: Call) -> None:
    """Nothing: no call of this portal is ever transcribed by its AI."""
    row = activities(call.portal).get(whole(call, "activityId"))
    if row is None:
        raise not_found()
    if not readable(call.portal, call.user, row):
        raise access_denied()


def _find(call: Call) -> Activity:
    wanted = number(call.get("id"))
    if wanted <= 0:
        raise classic("ID is not defined or invalid")
    row = activities(call.portal).get(wanted)
    if row is None:
        raise classic("Activity is not found")
    return row


def _own_context(call: Call, row: Activity) -> None:
    """An application's own activities are changed by it, or by a person in the portal, not by a webhook."""
    if row.values["PROVIDER_ID"] == REST_APP and (call.grant.app is None or call.app.client_id != row.client_id):
        raise classic("Application context required")


def _bound(row: Activity, pairs: list[dict[str, Any]]) -> int:
    def fits(owner: tuple[int, int], pair: dict[str, Any]) -> bool:
        kinds = [number(one) for one in as_list(pair.get("OWNER_TYPE_ID"))]
        ids = [number(one) for one in as_list(pair.get("OWNER_ID"))]
        return (not kinds or owner[0] in kinds) and (not ids or owner[1] in ids)

    return sum(any(fits(owner, pair) for pair in pairs) for owner in row.bindings)


def _shown(call: Call, row: Activity, select: list[str]) -> dict[str, Any]:
    found = dict(row.values)
    if "COMMUNICATIONS" in select:
        found["COMMUNICATIONS"] = row.communications
    if "FILES" in select:
        base = f"https://{call.portal.host}{FILE_PATH}"
        found["FILES"] = [
            {"id": one["id"], "url": f"{base}?fileId={one['id']}&ownerTypeId=6&ownerId={row.id}&auth="}
            for one in row.files
        ]
    return found
