"""A person sends a message from a CRM card. restdocs: api-reference/messageservice/messageservice-sender-add.md."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.events import bracketed
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.scopes.messageservice.state import Message, Messages

OWNER_TYPES = {"lead": 1, "deal": 2, "contact": 3, "company": 4}


SUBJECTS = {"ru": "Исходящее SMS"}


@act("send-sms")
async def send_sms(
    portal: Portal, user: User, sender: str, to: str, text: str, type: str = "", id: int = 0
) -> dict[str, Any]:
    """Send a message through that provider, from the card of ``type`` and ``id`` where they are given.

    Returns message_id, and the HTTP status with which the application took it (0: it could not be reached).
    """
    state = portal.state(Messages)
    row = next((one for one in state.senders.values() if sender in (one.code, str(one.id))), None)
    app = portal.apps.rows.get(row.app_id) if row else None
    if row is None or app is None:
        known = ", ".join(one.code for one in state.senders.values())
        raise ActError("send-sms: no such provider", known, str(sender), absent=not known)
    if not (app.installed or portal.profile.processes_before_install):
        raise ActError("send-sms: the application of that provider is not installed to the end", "", app.code)
    if type and type not in OWNER_TYPES:
        raise ActError("send-sms: messages are sent from cards of another type", ", ".join(OWNER_TYPES), str(type))
    message = Message(portal.people.hexes(32), app.id, row.code, user.id, str(to), str(text))
    state.sent[message.id] = message
    bindings = [{"OWNER_TYPE_ID": OWNER_TYPES[type], "OWNER_ID": id}] if type else []
    body = {
        "module_id": "crm",
        "bindings": bindings,
        "properties": {"phone_number": message.to, "message_text": message.text},
        "type": "SMS",
        "code": row.code,
        "message_id": message.id,
        "message_to": message.to,
        "message_body": message.text,
        "ts": int(portal.clock.now()),
        "auth": portal.events.auth_block(app, user.id, ""),
    }
    if type:
        _remember(portal, user, message, OWNER_TYPES[type], id)
    reached = await portal.outgoing.form(row.handler, urlencode(bracketed(body)))
    return {"message_id": message.id, "status": reached.status, "error": reached.error}


def _remember(portal: Portal, user: User, message: Message, owner_type: int, owner: int) -> None:
    """The message in the timeline of the card that it left from, done at once (provider CRM_SMS)."""
    fields = {
        "OWNER_TYPE_ID": owner_type,
        "OWNER_ID": owner,
        "TYPE_ID": 6,
        "PROVIDER_ID": "CRM_SMS",
        "PROVIDER_TYPE_ID": "SMS",
        "SUBJECT": SUBJECTS.get(portal.language, "Outgoing SMS"),
        "DESCRIPTION": message.text,
        "DIRECTION": 2,
        "COMPLETED": "Y",
        "RESPONSIBLE_ID": user.id,
        "COMMUNICATIONS": [{"TYPE": "PHONE", "VALUE": message.to, "ENTITY_TYPE_ID": owner_type, "ENTITY_ID": owner}],
    }
    portal.ask("crm.activity", fields=fields, maker=Maker("person", "", user.id), user=user)
