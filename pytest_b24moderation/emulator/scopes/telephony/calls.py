"""Calls that applications register. restdocs: api-reference/telephony/telephony-external-call-*.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, core
from pytest_b24moderation.emulator.rest.params import as_list, number, truth
from pytest_b24moderation.emulator.scopes.telephony.finishing import Ending, finish, finished
from pytest_b24moderation.emulator.scopes.telephony.state import (
    KINDS,
    OUTGOING,
    PhoneCall,
    Telephony,
    clients,
    initialised,
    name_of,
    plain_number,
    user_of,
)

SAME_CALL = 30 * 60
"""Seconds in which a repeated registration gives the call of before."""
CLIENTS = ("CONTACT", "COMPANY", "LEAD", "DEAL")


def _owner(call: Call) -> int:
    """The application whose call it is; 0 for a webhook, where the portal lets it have calls."""
    profile = call.portal.profile
    if call.grant.app is None and not profile.calls_by_webhook:
        more = " Application context required" if profile.context_suffix else ""
        raise RestError(403, "WRONG_AUTH_TYPE", f"Current authorization type is denied for this method{more}")
    return call.grant.app.id if call.grant.app else 0


@method("telephony.externalCall.register")
def register(call: Call) -> dict[str, Any]:
    owner = _owner(call)
    user, kind, phone = user_of(call), number(call.get("TYPE")), plain_number(call.text("PHONE_NUMBER"))
    if kind not in KINDS:
        raise core("Unknown TYPE")
    if not phone:
        raise core("Unsupported phone number format")
    state, portal = call.state(Telephony), call.portal
    started, now = _started(call), portal.clock.now()
    line, external = call.text("LINE_NUMBER"), call.text("EXTERNAL_CALL_ID")
    for row in state.calls.values():
        same = (row.app_id, row.phone, row.kind, row.user_id) == (owner, phone, kind, user.id)
        same = same and (not line or row.line == line) and (not external or row.external_id == external)
        if same and now - row.registered < SAME_CALL:
            return _registered(row)
    call_id = f"externalCall.{portal.people.hexes(32)}.{int(now)}"
    row = PhoneCall(call_id, owner, user.id, phone, kind, line, external, started, now, call.maker)
    row.crm = _client(call, row)
    state.calls[call_id] = row
    if truth(call.get("SHOW", "1")):
        row.shown.add(user.id)
    initialised(portal, row, call.grant.hops)
    if kind == OUTGOING:
        call.announce("ONVOXIMPLANTCALLSTART", {"CALL_ID": call_id, "USER_ID": user.id})
    return _registered(row)


@method("telephony.externalCall.show")
def show(call: Call) -> bool:
    row = call.state(Telephony).calls.get(call.text("CALL_ID"))
    if row is not None:
        row.shown |= {number(one) for one in as_list(call.get("USER_ID"))} or {row.user_id}
    return row is not None


@method("telephony.externalCall.hide")
def hide(call: Call) -> bool:
    row = call.state(Telephony).calls.get(call.text("CALL_ID"))
    if row is not None:
        row.shown -= {number(one) for one in as_list(call.get("USER_ID"))} or set(row.shown)
    return row is not None


@method("telephony.externalCall.finish")
def finish_call(call: Call) -> dict[str, Any]:
    owner = _owner(call)
    call_id = call.get("CALL_ID")
    if not isinstance(call_id, str):
        raise RestError(400, "INVALID_ARGUMENT", "CALL_ID must be a string")
    user = user_of(call)
    row = call.state(Telephony).calls.get(call_id)
    if row is None or row.app_id not in (0, owner):  # the PHP SDK's live tests finish what its webhook has registered
        raise core(call.portal.profile.absent_call)
    ending = Ending(
        user.id,
        max(number(call.get("DURATION")), 0),
        call.text("STATUS_CODE"),
        call.text("FAILED_REASON"),
        call.text("COST", "0"),
        call.text("COST_CURRENCY"),
        number(call.get("VOTE")),
        call.text("RECORD_URL"),
    )
    return finished(finish(call.portal, row, ending, call.grant.hops))


@method("telephony.externalCall.searchCrmEntities")
def search(call: Call) -> list[dict[str, Any]]:
    phone = call.text("PHONE_NUMBER")
    if not phone:
        raise core("PHONE_NUMBER is empty")
    found = []
    for card in clients(call.portal, call.user, phone):
        responsible = number(card["fields"].get("ASSIGNED_BY_ID"))
        extra = getattr(call.portal.people.users.get(responsible), "extra", {})
        phones = ("USER_PHONE_INNER", "WORK_PHONE", "PERSONAL_PHONE", "PERSONAL_MOBILE")
        person = {name: extra.get("UF_PHONE_INNER" if name == phones[0] else name) for name in phones}
        found.append(
            {
                "CRM_ENTITY_TYPE": card["type"].upper(),
                "CRM_ENTITY_ID": card["id"],
                "ASSIGNED_BY_ID": responsible,
                "NAME": card["title"],
                "ASSIGNED_BY": {"ID": str(responsible), "TIMEMAN_STATUS": "CLOSED", **person},
            }
        )
    return found


def _started(call: Call) -> float:
    text = call.text("CALL_START_DATE")
    if not text:
        return call.portal.clock.now()
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=found.tzinfo or call.portal.zone).timestamp()
    except (ValueError, OverflowError):
        raise core("CALL_START_DATE should be in the ISO-8601 format") from None


def _client(call: Call, row: PhoneCall) -> tuple[str, int]:
    """The client that was named, that has the number, or the lead that is made now."""
    named, client = call.text("CRM_ENTITY_TYPE").upper(), number(call.get("CRM_ENTITY_ID"))
    if named in CLIENTS and client:
        return named, client
    portal = call.portal
    known = clients(portal, call.user, row.phone)
    if known:
        return known[0]["type"].upper(), known[0]["id"]
    line = call.state(Telephony).line(row.app_id, row.line)
    wanted = truth(call.get("CRM_CREATE")) and not (row.kind == OUTGOING and line and line.auto_create == "N")
    if not wanted:
        return "", 0
    fields = {
        "TITLE": f"{row.phone} - {name_of(portal, row.kind)}",
        "PHONE": [{"VALUE": row.phone, "VALUE_TYPE": "WORK"}],
        "ASSIGNED_BY_ID": row.user_id,
        "SOURCE_ID": call.text("CRM_SOURCE") or "CALL",
    }
    row.lead = portal.ask("crm.add", type="lead", fields=fields, maker=call.maker, user=call.user) or 0
    return ("LEAD", row.lead) if row.lead else ("", 0)


def _registered(row: PhoneCall) -> dict[str, Any]:
    kind, client = row.crm
    return {
        "CALL_ID": row.id,
        "CRM_CREATED_LEAD": row.lead or None,
        "CRM_CREATED_ENTITIES": [{"ENTITY_TYPE": "LEAD", "ENTITY_ID": row.lead}] if row.lead else [],
        "CRM_ENTITY_TYPE": kind or None,
        "CRM_ENTITY_ID": client or None,
    }
