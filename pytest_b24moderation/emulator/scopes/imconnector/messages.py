"""Messages between a connector and its lines. restdocs: api-reference/imopenlines/imconnector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, argument_empty, argument_wrong
from pytest_b24moderation.emulator.rest.params import as_list
from pytest_b24moderation.emulator.scopes.imconnector.connectors import connector_id, line_id
from pytest_b24moderation.emulator.scopes.imconnector.state import Connector, Connectors, connector


@method("imconnector.send.messages", app_only=True)
def send(call: Call) -> dict[str, Any]:
    line, messages = line_id_of(call), _messages(call)
    row = _provider(call)
    _check_line(call, row, line)
    facts = connector(call.portal, row.id)
    found = [
        call.portal.ask(
            "imopenlines.receive",
            connector=facts,
            line=line,
            message=one,
            maker=call.maker,
            hops=call.grant.hops,
        )
        for one in messages
    ]
    return {"SUCCESS": True, "DATA": {"RESULT": found}}


@method("imconnector.update.messages", app_only=True)
def update(call: Call) -> dict[str, Any]:
    return _revise(call, remove=False)


@method("imconnector.delete.messages", app_only=True)
def delete(call: Call) -> dict[str, Any]:
    return _revise(call, remove=True)


@method("imconnector.send.status.delivery", app_only=True)
def delivery(call: Call) -> dict[str, Any]:
    """Employees' messages arrived outside."""
    line_id_of(call)
    messages = _messages(call)
    row = _provider(call)
    for one in messages:
        call.portal.tell("imopenlines.delivered", connector=row.id, message=one)
    return {"SUCCESS": True, "DATA": []}


@method("imconnector.send.status.reading", app_only=True)
def reading(call: Call) -> dict[str, Any]:
    """Accepted, and of no effect: the documentation says so."""
    line_id_of(call)
    _messages(call)
    _provider(call)
    return {"SUCCESS": True, "DATA": []}


@method("imconnector.chat.name.set", app_only=True)
def chat_name(call: Call) -> dict[str, Any]:
    line = line_id_of(call)
    for name in ("CHAT_ID", "NAME"):
        if not call.text(name):
            raise argument_empty(name)
    row = _provider(call)
    if not row.flags["CHAT_GROUP"] and not call.text("USER_ID"):
        raise argument_empty("USER_ID")
    _check_line(call, row, line)
    chat, user = call.text("CHAT_ID"), call.text("USER_ID")
    facts = {"connector": row.id, "line": line, "chat": chat, "user": user, "name": call.text("NAME")}
    known = call.portal.ask("imopenlines.rename", **facts)
    if not known and call.portal.profile.unknown_chat_name == "refused":
        raise RestError(400, "CHAT_RENAMING_FAILED", "Failed to rename the chat")
    return {"SUCCESS": True, "DATA": {"RESULT": {}}}


def line_id_of(call: Call) -> int:
    """CONNECTOR and LINE are there; the line's number."""
    connector_id(call)
    return line_id(call)


def _revise(call: Call, *, remove: bool) -> dict[str, Any]:
    line, messages = line_id_of(call), _messages(call)
    row = _provider(call)
    _check_line(call, row, line)
    facts = connector(call.portal, row.id)
    found = [
        call.portal.ask("imopenlines.revise", connector=facts, line=line, message=one, maker=call.maker, remove=remove)
        for one in messages
    ]
    return {"SUCCESS": True, "DATA": {"RESULT": found}}


def _messages(call: Call) -> list[Mapping[str, Any]]:
    value = call.get("MESSAGES")
    if value is None or value in ("", [], {}):
        raise argument_empty("MESSAGES")
    if not isinstance(value, list | dict):
        raise argument_wrong("The value of an argument 'MESSAGES' must be of type array")
    rows = as_list(value)
    if not all(isinstance(one, Mapping) for one in rows):
        raise argument_wrong("The MESSAGES parameter must be an array of messages (arrays)")
    needed = ("message", "chat") if call.method.startswith("imconnector.send.status") else ("user", "message", "chat")
    if not all(name in one for one in rows for name in needed):
        raise argument_wrong("The incorrect structure of a message inside MESSAGES parameter")
    return rows


def _provider(call: Call) -> Connector:
    row = call.state(Connectors).rows.get(connector_id(call))
    if row is None or row.app_id != call.app.id:
        text = "Could not find a suitable provider for the connector"
        raise RestError(400, "IMCONNECTOR_NO_CORRECT_PROVIDER", text)
    return row


def _check_line(call: Call, row: Connector, line: int) -> None:
    """The line is active, and so is the connector on it."""
    found, standing = call.portal.ask("imopenlines.line", id=line), row.lines.get(line)
    if not found or not found["active"] or standing is None or not standing.active:
        raise RestError(400, "NOT_ACTIVE_LINE", "The line with this ID is inactive or does not exist")
