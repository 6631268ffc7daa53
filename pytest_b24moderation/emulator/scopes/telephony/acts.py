"""What people do with phones: click a number, order a call back, hang up. restdocs: api-reference/telephony/events."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.scopes.telephony.finishing import Ending, finish
from pytest_b24moderation.emulator.scopes.telephony.state import (
    OUTGOING,
    PhoneCall,
    Telephony,
    initialised,
    plain_number,
)

VOICE = "usinternalfemale"


@act("click-to-call")
def click_to_call(portal: Portal, user: User, phone: str, type: str = "", id: int = 0, line: str = "") -> str:
    """Click a number, in the card of ``type`` and ``id`` where they are given: the CALL_ID told to the application."""
    number = _number("click-to-call", phone)
    app = _provider(portal, "click-to-call", "ONEXTERNALCALLSTART", line)
    now = portal.clock.now()
    call_id = f"externalCall.{portal.people.hexes(32)}.{int(now)}"
    line = line or _first_line(portal, app)
    maker = Maker("person", "", user.id)
    call = PhoneCall(call_id, app.id, user.id, number, OUTGOING, line, "", now, now, maker, (type.upper(), int(id)))
    call.shown.add(user.id)
    portal.state(Telephony).calls[call_id] = call
    initialised(portal, call)
    data = {
        "PHONE_NUMBER": str(phone),
        "PHONE_NUMBER_INTERNATIONAL": number,
        "EXTENSION": "",
        "USER_ID": user.id,
        "CALL_LIST_ID": 0,
        "LINE_NUMBER": line,
        "IS_MOBILE": 0,
        "CALL_ID": call_id,
        "CRM_ENTITY_TYPE": type.upper(),
        "CRM_ENTITY_ID": int(id),
    }
    portal.events.announce("ONEXTERNALCALLSTART", data, user_id=user.id, app=app)
    return call_id


@act("call-back")
def call_back(
    portal: Portal, user: User, phone: str, text: str = "", type: str = "", id: int = 0, line: str = ""
) -> None:
    """A visitor fills in a form with a request to be called; ``text`` is said to the employee first."""
    number = _number("call-back", phone)
    app = _provider(portal, "call-back", "ONEXTERNALCALLBACKSTART", line)
    data = {
        "PHONE_NUMBER": number,
        "TEXT": str(text) or "A client asks to be called back",
        "VOICE": VOICE,
        "CRM_ENTITY_TYPE": type.upper(),
        "CRM_ENTITY_ID": int(id),
        "LINE_NUMBER": line or _first_line(portal, app),
    }
    portal.events.announce("ONEXTERNALCALLBACKSTART", data, user_id=user.id, app=app)


@act("finish-call")
def finish_call(portal: Portal, user: User, call: str = "", duration: int = 0) -> dict[str, Any]:
    """Hang up after so many seconds of talk, one's last call without ``call``: its row in the statistics."""
    state = portal.state(Telephony)
    mine = [row for row in state.calls.values() if row.user_id == user.id]
    row = state.calls.get(str(call)) if call else next(iter(mine[::-1]), None)
    if row is None:
        known = ", ".join(state.calls) or "no calls"
        raise ActError("finish-call: no such call is under way", known, str(call) or "none of this user's")
    seconds = int(duration)
    reason = "" if seconds else "Call canceled"
    return finish(portal, row, Ending(user.id, seconds, reason=reason))


def _number(verb: str, phone: str) -> str:
    found = plain_number(str(phone))
    if not found:
        raise ActError(f"{verb}: this is no phone number", "digits, with or without a +", str(phone))
    return found


def _provider(portal: Portal, verb: str, event: str, line: str) -> App:
    """The application that makes the call: the one whose line it is, else the first that handles the event."""
    owner = next((row.app_id for row in portal.state(Telephony).lines.values() if line and row.number == line), 0)
    for handler in portal.bindings.handlers:
        app = portal.apps.rows.get(handler.app_id)
        if app and app.active and handler.event == event and owner in (0, app.id):
            return app
    raise ActError(f"{verb}: no application takes calls", f"a handler of {event}", event, absent=not line)


def _first_line(portal: Portal, app: App) -> str:
    return next((row.number for row in portal.state(Telephony).lines.values() if row.app_id == app.id), "")
