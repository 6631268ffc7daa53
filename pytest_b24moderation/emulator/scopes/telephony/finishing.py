"""A call is over: its row of the statistics, its activity, its event.

restdocs: api-reference/telephony/telephony-external-call-finish.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.scopes.telephony.state import INCOMING, REDIRECTED, PhoneCall, Telephony

OWNER_TYPES = {"LEAD": 1, "DEAL": 2, "CONTACT": 3, "COMPANY": 4}


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended. ``code`` "" = 200 for a talk, 304 without one."""

    user_id: int
    duration: int = 0
    code: str = ""
    reason: str = ""
    cost: str = "0"
    currency: str = ""
    vote: int = 0
    record_url: str = ""


def finish(portal: Portal, call: PhoneCall, ending: Ending, hops: int = 0) -> dict[str, Any]:
    """Move the call to the statistics; its row there, which belongs to whoever began the call."""
    state = portal.state(Telephony)
    record = _record(portal, call, ending)
    state.records[int(record["ID"])] = record
    state.makers[int(record["ID"])] = call.maker
    state.calls.pop(call.id, None)
    told = ("CALL_ID", "CALL_TYPE", "PHONE_NUMBER", "PORTAL_NUMBER", "PORTAL_USER_ID", "CALL_DURATION",
            "CALL_START_DATE", "COST", "COST_CURRENCY", "CALL_FAILED_CODE", "CALL_FAILED_REASON",
            "CRM_ACTIVITY_ID")  # fmt: skip
    data = {name: record[name] for name in told} | {"COST": _number(record["COST"])}
    portal.announce("ONVOXIMPLANTCALLEND", data, user_id=ending.user_id, hops=hops)
    return record


def _record(portal: Portal, call: PhoneCall, ending: Ending) -> dict[str, Any]:
    app, (kind, client) = portal.apps.rows.get(call.app_id), call.crm
    return {
        "ID": str(portal.state(Telephony).next_id("record")),
        "PORTAL_USER_ID": str(ending.user_id),
        "PORTAL_NUMBER": call.line or (f"REST_APP:{call.app_id}" if call.app_id else ""),
        "PHONE_NUMBER": call.phone,
        "CALL_ID": call.id,
        "EXTERNAL_CALL_ID": call.external_id or None,
        "CALL_CATEGORY": "external",
        "CALL_LOG": None,
        "CALL_DURATION": str(ending.duration),
        "CALL_START_DATE": portal.iso(call.started),
        "CALL_RECORD_URL": ending.record_url or None,
        "CALL_VOTE": str(ending.vote) if ending.vote else None,
        "COST": f"{_amount(ending.cost):.4f}",
        "COST_CURRENCY": ending.currency,
        "CALL_FAILED_CODE": ending.code or ("200" if ending.duration else "304"),
        "CALL_FAILED_REASON": ending.reason,
        "CRM_ENTITY_TYPE": kind or None,
        "CRM_ENTITY_ID": str(client) if client else None,
        "CRM_ACTIVITY_ID": _activity(portal, call, ending),
        "REST_APP_ID": str(app.id) if app else None,
        "REST_APP_NAME": app.title(portal.language) if app else None,
        "TRANSCRIPT_ID": None,
        "TRANSCRIPT_PENDING": "N",
        "SESSION_ID": None,
        "REDIAL_ATTEMPT": None,
        "COMMENT": None,
        "RECORD_DURATION": None,
        "RECORD_FILE_ID": None,
        "CALL_TYPE": str(call.kind),
    }


def finished(record: dict[str, Any]) -> dict[str, Any]:
    """The row of the statistics as `finish` answers with it."""
    numbers = ("PORTAL_USER_ID", "CALL_DURATION", "CALL_VOTE", "CRM_ACTIVITY_ID", "CRM_ENTITY_ID")
    shown: dict[str, Any] = {
        "CALL_ID": record["CALL_ID"],
        "EXTERNAL_CALL_ID": record["EXTERNAL_CALL_ID"],
        "PORTAL_USER_ID": None,
        "PHONE_NUMBER": record["PHONE_NUMBER"],
        "PORTAL_NUMBER": record["PORTAL_NUMBER"],
        "INCOMING": record["CALL_TYPE"],
        "CALL_DURATION": None,
        "CALL_START_DATE": {},
        "CALL_STATUS": int(record["CALL_FAILED_CODE"] == "200"),
        "CALL_VOTE": None,
        "COST": _number(record["COST"]),
        "COST_CURRENCY": record["COST_CURRENCY"],
        "CALL_FAILED_CODE": record["CALL_FAILED_CODE"],
        "CALL_FAILED_REASON": record["CALL_FAILED_REASON"],
        "REST_APP_ID": record["REST_APP_ID"],
        "REST_APP_NAME": record["REST_APP_NAME"],
        "CRM_ACTIVITY_ID": None,
        "COMMENT": None,
        "CRM_ENTITY_TYPE": record["CRM_ENTITY_TYPE"],
        "CRM_ENTITY_ID": None,
        "ID": int(record["ID"]),
    }
    return shown | {name: int(record[name]) if record[name] else record[name] for name in numbers}


def _activity(portal: Portal, call: PhoneCall, ending: Ending) -> str | None:
    """The call in its client's card, where the portal keeps such a card."""
    kind, client = call.crm
    user = portal.people.users.get(ending.user_id)
    if not client or user is None or kind not in OWNER_TYPES:
        return None
    incoming = call.kind in (INCOMING, REDIRECTED)
    fields = {
        "OWNER_TYPE_ID": OWNER_TYPES[kind],
        "OWNER_ID": client,
        "TYPE_ID": 2,
        "PROVIDER_ID": "VOXIMPLANT_CALL",
        "PROVIDER_TYPE_ID": "CALL",
        "ORIGIN_ID": f"VI_{call.id}",
        "SUBJECT": f"{'Incoming call from' if incoming else 'Outgoing call to'} {call.phone}",
        "DIRECTION": 1 if incoming else 2,
        "COMPLETED": "Y",
        "RESPONSIBLE_ID": user.id,
        "START_TIME": portal.iso(call.started),
        "END_TIME": portal.iso(call.started + ending.duration),
        "COMMUNICATIONS": [
            {"TYPE": "PHONE", "VALUE": call.phone, "ENTITY_TYPE_ID": OWNER_TYPES[kind], "ENTITY_ID": client}
        ],
    }
    found = portal.ask("crm.activity", fields=fields, maker=call.maker, user=user)
    return str(found) if found else None


def _amount(text: str) -> float:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return 0.0
    return found if abs(found) < 1e12 else 0.0


def _number(text: str) -> float | int:
    found = float(text)
    return int(found) if found.is_integer() else found
