"""Registering providers of messages. restdocs: api-reference/messageservice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, method_not_found
from pytest_b24moderation.emulator.rest.urls import check_handler
from pytest_b24moderation.emulator.scopes.messageservice.state import Messages, Sender

PARAMETERS = ("CODE", "TYPE", "HANDLER", "NAME", "DESCRIPTION")
STATUSES = ("queued", "sent", "delivered", "undelivered", "failed")
NOT_FOUND = ("ERROR_SENDER_NOT_FOUND", "Sender not found!")


@method("messageservice.sender.add", app_only=True, refusal="ACCESS_DENIED")
def sender_add(call: Call) -> bool:
    call.require_admin()
    if all(call.get(name) is None for name in PARAMETERS):
        raise _invalid("Empty data!")
    code, state = _code(call), call.state(Messages)
    check_handler(call.portal, call.text("HANDLER"))
    name = _words(call, "NAME")
    if not name:
        raise _invalid("Empty sender NAME!")
    if not call.text("TYPE"):
        raise _invalid("Empty sender message TYPE!")
    if call.text("TYPE") != "SMS":
        raise _invalid("Unknown sender message TYPE!")
    if (call.app.id, code) in state.senders:
        raise RestError(400, "ERROR_SENDER_ALREADY_INSTALLED", "Sender already installed!")
    state.last += 1
    row = Sender(
        state.last, call.app.id, code, call.text("HANDLER"), name, _words(call, "DESCRIPTION") or "", call.maker
    )
    state.senders[call.app.id, code] = row
    return True


@method("messageservice.sender.update", app_only=True, refusal="ACCESS_DENIED")
def sender_update(call: Call) -> bool:
    call.require_admin()
    code = call.text("CODE")
    if not code:
        raise RestError(400, "ERROR_SENDER_CODE_REQUIRED", "CODE is required!")
    handler, name, description = call.text("HANDLER"), _words(call, "NAME"), _words(call, "DESCRIPTION")
    if not (handler or name or description):
        raise RestError(400, "ERROR_SENDER_OTHER_PARAMS_REQUIRED", "At least one other parameter is required!")
    row = call.state(Messages).senders.get((call.app.id, code))
    if row is None:
        raise RestError(400, *NOT_FOUND)
    if handler:
        check_handler(call.portal, handler)
    row.handler = handler or row.handler
    row.name = name or row.name
    row.description = description or row.description
    return True


@method("messageservice.sender.list", app_only=True, refusal="ACCESS_DENIED")
def sender_list(call: Call) -> list[str]:
    call.require_admin()
    return [row.code for row in call.state(Messages).senders.values() if row.app_id == call.app.id]


@method("messageservice.sender.delete", app_only=True, refusal="ACCESS_DENIED")
def sender_delete(call: Call) -> bool:
    call.require_admin()
    if call.state(Messages).senders.pop((call.app.id, _code(call)), None) is None:
        raise RestError(400, *NOT_FOUND)
    return True


@method("messageservice.message.status.update", app_only=True, refusal="ACCESS_DENIED")
def status_update(call: Call) -> bool:
    """For whoever sent the message, and for administrators."""
    code = _code(call)
    found = call.state(Messages).sent.get(call.text("MESSAGE_ID"))
    if found is None or (found.app_id, found.code) != (call.app.id, code):
        raise RestError(400, "ERROR_MESSAGE_NOT_FOUND", "Message not found!")
    if found.user_id != call.user.id:
        call.require_admin()
    if call.text("STATUS") not in STATUSES:
        raise RestError(400, "ERROR_MESSAGE_STATUS_INCORRECT", "Message status incorrect!")
    found.status = call.text("STATUS")
    return True


@method("messageservice.message.status.get", app_only=True, refusal="ACCESS_DENIED")
def status_get(call: Call) -> str:
    """What its provider told last of a message; only some portals have the method, and no page of the docs."""
    if not call.portal.profile.message_status:
        raise method_not_found()
    found = call.state(Messages).sent.get(call.text("MESSAGE_ID"))
    if found is None or found.app_id != call.app.id:
        raise RestError(400, "ERROR_MESSAGE_NOT_FOUND", "Message not found!")
    return found.status or "queued"


def _code(call: Call) -> str:
    code = call.text("CODE")
    if not code:
        raise _invalid("Empty sender code!")
    if not re.fullmatch(r"[a-zA-Z0-9.\-_]+", code):
        raise _invalid("Wrong sender code!")
    return code


def _words(call: Call, name: str) -> str | Mapping[str, Any]:
    """A text, or texts by language."""
    value = call.get(name)
    return value if isinstance(value, Mapping) else call.text(name)


def _invalid(text: str) -> RestError:
    return RestError(400, "ERROR_SENDER_VALIDATION_FAILURE", text)
