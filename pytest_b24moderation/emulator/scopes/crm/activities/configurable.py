"""crm.activity.configurable.* and badges. restdocs: crm/timeline/activities/configurable."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number, truth, yes_no
from pytest_b24moderation.emulator.scopes.crm.access import denied
from pytest_b24moderation.emulator.scopes.crm.activities.activity import (
    CONFIGURABLE,
    Activities,
    Activity,
    Badge,
    activities,
    announce,
    complete,
    readable,
    writable,
)
from pytest_b24moderation.emulator.scopes.crm.activities.layout import check_layout
from pytest_b24moderation.emulator.scopes.crm.activities.writing import new_row
from pytest_b24moderation.emulator.scopes.crm.owners import (
    not_found,
    owner_in,
    require_context,
    required,
    structure,
    whole,
)

NAMES = (
    "typeId", "completed", "deadline", "pingOffsets", "isIncomingChannel", "responsibleId", "badgeCode",
    "originatorId", "originId",
)  # fmt: skip


@method("crm.activity.configurable.add")
def configurable_add(call: Call) -> dict[str, Any]:
    client_id = require_context(call)
    required(call, "ownerTypeId", "ownerId", "fields", "layout")
    owner, given = owner_in(call, "ownerTypeId", "ownerId", write=True), structure(call, "fields")
    layout = check_layout(call.get("layout"))
    _check(call, client_id, given, {})
    row = new_row(call, [owner], client_id, PROVIDER_ID=CONFIGURABLE, PROVIDER_TYPE_ID="CONFIGURABLE")
    row.about = {"pingOffsets": [], "badgeCode": ""}
    row.layout = layout
    _fill(call, row, given)
    announce(call, "ADD", row)
    return {"activity": {"id": row.id}}


@method("crm.activity.configurable.update")
def configurable_update(call: Call) -> dict[str, Any]:
    client_id = require_context(call)
    row = _find(call)
    if row.client_id != client_id:
        raise RestError(
            400, "ERROR_WRONG_APPLICATION", "Activity can be updated only by the application that created it"
        )
    if not writable(call.portal, call.user, row):
        raise denied()
    given = structure(call, "fields") if call.get("fields") is not None else {}
    layout = check_layout(call.get("layout")) if call.get("layout") is not None else row.layout
    _check(call, client_id, given, row.values)
    row.layout = layout
    _fill(call, row, given)
    announce(call, "UPDATE", row)
    return {"activity": {"id": row.id}}


@method("crm.activity.configurable.get")
def configurable_get(call: Call) -> dict[str, Any]:
    require_context(call)
    row = _find(call)
    if not readable(call.portal, call.user, row):
        raise denied()
    values = row.values
    fields = {
        "typeId": values["PROVIDER_TYPE_ID"], "completed": row.completed, "deadline": values["DEADLINE"] or None,
        "pingOffsets": row.about["pingOffsets"], "isIncomingChannel": values["IS_INCOMING_CHANNEL"] == "Y",
        "responsibleId": number(values["RESPONSIBLE_ID"]), "badgeCode": row.about["badgeCode"],
        "originatorId": values["ORIGINATOR_ID"], "originId": values["ORIGIN_ID"],
    }  # fmt: skip
    owner = {"ownerTypeId": number(values["OWNER_TYPE_ID"]), "ownerId": number(values["OWNER_ID"])}
    return {"activity": {"id": row.id, **owner, "fields": fields, "layout": row.layout}}


@method("crm.activity.badge.add")
def badge_add(call: Call) -> dict[str, Any]:
    if not call.user.admin:
        raise denied()
    for name in ("code", "title", "value", "type"):
        if call.get(name) in (None, "", [], {}):
            raise RestError(400, "REQUIRED_ARG_MISSING", f"Required argument {name} is missing")
    badges, code = call.state(Activities).badges, call.text("code")
    if code in badges:
        raise RestError(400, "INVALID_ARG_VALUE", f"Badge with code {code} already exists")
    badges[code] = Badge(code, call.get("title"), call.get("value"), call.text("type"), call.maker)
    return {"badge": _badge(badges[code])}


@method("crm.activity.badge.get")
def badge_get(call: Call) -> dict[str, Any]:
    return {"badge": _badge(_find_badge(call))}


@method("crm.activity.badge.list")
def badge_list(call: Call) -> dict[str, Any]:
    return {"badges": [_badge(row) for row in call.state(Activities).badges.values()]}


@method("crm.activity.badge.delete")
def badge_delete(call: Call) -> bool:
    if not call.user.admin:
        raise denied()
    del call.state(Activities).badges[_find_badge(call).code]
    return True


def _find_badge(call: Call) -> Badge:
    required(call, "code")
    row = call.state(Activities).badges.get(call.text("code"))
    if row is None:
        raise not_found("Badge not found")
    return row


def _badge(row: Badge) -> dict[str, Any]:
    return {"code": row.code, "title": row.title, "value": row.value, "type": row.type}


def _find(call: Call) -> Activity:
    row = activities(call.portal).get(whole(call, "id"))
    if row is None or row.values["PROVIDER_ID"] != CONFIGURABLE:
        raise not_found()
    return row


def _check(call: Call, client_id: str, given: dict[str, Any], known: dict[str, Any]) -> None:
    """Whether these fields may be; nothing is written yet."""
    state, kind = call.state(Activities), str(given.get("typeId") or "CONFIGURABLE")
    if kind != "CONFIGURABLE":
        row = state.types.get((client_id, kind))
        if row is None or not row.configurable:
            raise _wrong("typeId")
    if (extra := next((name for name in given if name not in NAMES), None)) is not None:
        raise RestError(400, "FIELD_IS_REDUNDANT", f"Field fields.{extra} is redundant")
    if given.get("deadline") and not moment(str(given["deadline"]), call.portal.zone):
        raise _wrong("deadline")
    if given.get("responsibleId") and number(given["responsibleId"]) not in call.portal.people.users:
        raise _wrong("responsibleId")
    if given.get("badgeCode") and str(given["badgeCode"]) not in state.badges:
        raise _wrong("badgeCode")
    incoming = truth(given.get("isIncomingChannel", known.get("IS_INCOMING_CHANNEL")))
    if incoming and given.get("deadline", known.get("DEADLINE")):
        raise RestError(
            400, "INCOMING_ACTIVITY_CAN_NOT_BE_WITH_DEADLINE", "An incoming activity cannot have a deadline"
        )


def _wrong(name: str) -> RestError:
    return RestError(400, "WRONG_FIELD_VALUE", f"Wrong value of the field {name}")


def _fill(call: Call, row: Activity, given: dict[str, Any]) -> None:
    values = row.values
    if given.get("typeId"):
        values["PROVIDER_TYPE_ID"] = str(given["typeId"])
    if "deadline" in given:
        values["DEADLINE"] = moment(str(given["deadline"] or ""), call.portal.zone)
    if "completed" in given:
        complete(row, truth(given["completed"]))
    if "isIncomingChannel" in given:
        values["IS_INCOMING_CHANNEL"] = yes_no(given["isIncomingChannel"])
    if given.get("responsibleId"):
        values["RESPONSIBLE_ID"] = str(number(given["responsibleId"]))
    for name, field in (("originatorId", "ORIGINATOR_ID"), ("originId", "ORIGIN_ID")):
        if name in given:
            values[field] = str(given[name]) if given[name] is not None else None
    if "pingOffsets" in given:
        row.about["pingOffsets"] = [number(one) for one in as_list(given["pingOffsets"])]
    if "badgeCode" in given:
        row.about["badgeCode"] = str(given["badgeCode"] or "")
