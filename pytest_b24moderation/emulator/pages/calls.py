"""The card of a call that is going on (docs: api-reference/widgets/telephony/call-card.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_b24moderation.emulator.pages.places import offered

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.pages.visit import Visit


def open_call(visit: Visit) -> dict[str, Any] | None:
    """The open call of this user with the tabs of applications; None without a call."""
    call = visit.portal.ask("telephony.call", user=visit.user)
    if call is None:
        return None
    return {**call, "tabs": offered(visit, "CALL_CARD", _context(call))}


def _context(call: dict[str, Any]) -> dict[str, Any]:
    line, kind, number = str(call.get("line", "")), str(call.get("crm_type", "")), call.get("crm_id") or ""
    return {
        "CALL_ID": str(call["id"]),
        "PHONE_NUMBER": str(call["phone"]),
        "LINE_NUMBER": line,
        "LINE_NAME": line,
        "CRM_ENTITY_TYPE": kind,
        "CRM_ENTITY_ID": str(number),
        "CRM_ACTIVITY_ID": "undefined",
        "CRM_BINDINGS": [{"ENTITY_TYPE": kind, "ENTITY_ID": str(number)}] if kind and number else [],
        "CALL_DIRECTION": str(call["kind"]),
        "CALL_STATE": "connected",
        "CALL_LIST_MODE": "false",
    }
