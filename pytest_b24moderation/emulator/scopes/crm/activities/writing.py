"""What `crm.activity.add` and `update` write. restdocs: crm/timeline/activities/activity-base."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import cast
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth, yes_no
from pytest_b24moderation.emulator.scopes.crm.activities.activity import (
    BLANK,
    CALL,
    CONFIGURABLE,
    EMAIL,
    FIELDS,
    MEETING,
    PROVIDER,
    REST_APP,
    TASK,
    Activities,
    Activity,
    announce,
    complete,
)
from pytest_b24moderation.emulator.scopes.crm.files import kept_files
from pytest_b24moderation.emulator.scopes.crm.owners import Owner, can_write, record_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm

PROVIDERS = {MEETING: ("CRM_MEETING", "MEETING"), CALL: ("VOXIMPLANT_CALL", "CALL"), EMAIL: ("CRM_EMAIL", "EMAIL")}
CHANNELS = {CALL: "PHONE", EMAIL: "EMAIL"}
OWN = ("COMPLETED", "STATUS", "COMMUNICATIONS", "FILES", "WEBDAV_ELEMENTS", "SETTINGS", "PROVIDER_PARAMS", "DEADLINE")


def new_row(call: Call, owners: list[Owner], client_id: str = "", **values: Any) -> Activity:
    """An activity of those records, not announced yet."""
    activity_id, now, by = call.state(Crm).next_id("activity"), call.portal.iso(), str(call.user.id)
    found = {"ID": str(activity_id), "OWNER_ID": "", "OWNER_TYPE_ID": "", "TYPE_ID": str(PROVIDER)} | BLANK
    found |= {"CREATED": now, "LAST_UPDATED": now, "AUTHOR_ID": by, "EDITOR_ID": by, "RESPONSIBLE_ID": by}
    found |= {"OWNER_TYPE_ID": str(owners[0][0]), "OWNER_ID": str(owners[0][1])} | values
    row = Activity(activity_id, found, owners, call.maker, client_id, call.portal.clock.now())
    call.state(Activities).rows[activity_id] = row
    return row


def add_system(call: Call, given: dict[str, Any], *, by_portal: bool = False) -> Activity:
    """A system activity from the fields of `crm.activity.add`; classic errors for what is wrong with them.

    ``by_portal``: the portal makes it, whatever the rights of the user are.
    """
    provider = str(given.get("PROVIDER_ID") or "")
    kind = number(given.get("TYPE_ID"), PROVIDER if provider else 0)
    _responsible(call, given)
    _check(call, given, kind, provider)
    channels = _communications(call, given, kind) if kind != PROVIDER else []
    owners = _owners(call, given, channels)
    if not by_portal and not can_write(call.portal, call.user, owners[0]):
        raise classic("Access denied.")
    client_id = call.app.client_id if provider == REST_APP else ""
    provider_id, provider_type = PROVIDERS.get(kind, (provider, ""))
    values = {"TYPE_ID": str(kind), "PROVIDER_ID": provider_id, "PROVIDER_TYPE_ID": provider_type}
    row = new_row(call, owners, client_id, **values)
    row.communications = channels
    if client_id:
        row.values["ASSOCIATED_ENTITY_ID"] = str(call.app.id)
    write(call, row, given, new=True)
    announce(call, "ADD", row)
    return row


def write(call: Call, row: Activity, given: dict[str, Any], *, new: bool = False) -> None:
    """Write the fields that may be written."""
    for name, value in given.items():
        field = FIELDS.get(name)
        if field and not field.read_only and not field.immutable and name not in OWN:
            kind = "integer" if field.kind.startswith("crm_enum") else field.kind
            row.values[name] = cast(kind, value, call.portal.zone)
    for name in ("SETTINGS", "PROVIDER_PARAMS"):
        if name in given:
            row.values[name] = as_dict(given[name]) or []
    if new and "IS_INCOMING_CHANNEL" in given:
        row.values["IS_INCOMING_CHANNEL"] = yes_no(given["IS_INCOMING_CHANNEL"])
    if "COMPLETED" in given or "STATUS" in given:
        complete(row, truth(given.get("COMPLETED")) or number(given.get("STATUS")) in (2, 3))
    files = given.get("FILES", given.get("WEBDAV_ELEMENTS"))
    if files is not None:
        row.files = kept_files(call, files)
    _times(call, row, given)


def _times(call: Call, row: Activity, given: dict[str, Any]) -> None:
    values, kind = row.values, number(row.values["TYPE_ID"])
    if kind in (MEETING, CALL):
        values["START_TIME"] = values["START_TIME"] or call.portal.iso()
        values["END_TIME"] = values["END_TIME"] or values["START_TIME"]
        values["DEADLINE"] = values["START_TIME"]
    elif kind == TASK:
        values["DEADLINE"] = values["END_TIME"]
    elif "DEADLINE" in given or "END_TIME" in given:
        values["DEADLINE"] = cast("datetime", given.get("DEADLINE", given.get("END_TIME")), call.portal.zone)


def _responsible(call: Call, given: dict[str, Any]) -> None:
    """Without one, the person responsible for the owner answers for the activity; else who adds it."""
    if number(given.get("RESPONSIBLE_ID")) or call.portal.profile.activity_responsible == "required":
        return
    record = record_of(call.portal, (number(given.get("OWNER_TYPE_ID")), number(given.get("OWNER_ID"))))
    owner = number(record.values.get("ASSIGNED_BY_ID")) if record else 0
    given["RESPONSIBLE_ID"] = owner if owner in call.portal.people.users else call.user.id


def _check(call: Call, given: dict[str, Any], kind: int, provider: str) -> None:
    if provider == CONFIGURABLE:
        raise classic("Use crm.activity.configurable.add for this activity provider")
    if provider == REST_APP and call.grant.app is None:
        raise classic("Application context required")
    if kind not in (MEETING, CALL, EMAIL, PROVIDER):
        raise classic("The field TYPE_ID is not defined or invalid")
    if kind == PROVIDER and not provider:
        raise classic("The custom activity without provider is not supported in current context")
    if not str(given.get("SUBJECT") or "").strip():
        raise classic("The field SUBJECT is not defined or empty")
    if number(given.get("RESPONSIBLE_ID")) not in call.portal.people.users:
        raise classic("The field RESPONSIBLE_ID is not defined or invalid")


def _communications(call: Call, given: dict[str, Any], kind: int) -> list[dict[str, Any]]:
    sent = [as_dict(one) for one in as_list(given.get("COMMUNICATIONS"))]
    if not sent:
        raise classic("The field COMMUNICATIONS is not defined or invalid")
    if kind == CALL and len(sent) > 1:
        raise classic("The only one communication is allowed for activity of specified type")
    return [communication(call, one, kind) for one in sent]


def communication(call: Call, sent: dict[str, Any], kind: int) -> dict[str, Any]:
    """One communication as `COMMUNICATIONS` shows it; names of a contact, the title of others."""
    owner = (number(sent.get("ENTITY_TYPE_ID")), number(sent.get("ENTITY_ID")))
    record = record_of(call.portal, owner)
    names = ("HONORIFIC", "NAME", "SECOND_NAME", "LAST_NAME", "COMPANY_TITLE", "COMPANY_ID", "TITLE")
    known = {name: record.values[name] or "" for name in names if name in record.values} if record else {}
    return {
        "ID": str(call.state(Crm).next_id("communication")),
        "TYPE": str(sent.get("TYPE") or CHANNELS.get(kind, "")), "VALUE": str(sent.get("VALUE") or ""),
        "ENTITY_ID": str(owner[1]), "ENTITY_TYPE_ID": str(owner[0]), "ENTITY_SETTINGS": known,
    }  # fmt: skip


def _owners(call: Call, given: dict[str, Any], channels: list[dict[str, Any]]) -> list[Owner]:
    found = [(number(given.get("OWNER_TYPE_ID")), number(given.get("OWNER_ID")))]
    found += [(int(one["ENTITY_TYPE_ID"]), int(one["ENTITY_ID"])) for one in channels]
    owners = [owner for owner in dict.fromkeys(found) if record_of(call.portal, owner) is not None]
    if not owners:
        raise classic("Could not build binding. Please ensure that owner info and communications are defined correctly")
    return owners
