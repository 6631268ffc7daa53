"""Slash commands of v1. restdocs: api-reference/chat-bots/outdated/commands."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger.chats import Messenger
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.imbot.delivery import bind, url_of
from pytest_b24moderation.emulator.scopes.imbot.messages import answer, parts
from pytest_b24moderation.emulator.scopes.imbot.owners import bot, command
from pytest_b24moderation.emulator.scopes.imbot.state import Bots, Command

EVENT = "ONIMCOMMANDADD"


@method("imbot.command.register")
def register(call: Call) -> int:
    """The command's id; a name that the bot has already gives the one it has."""
    if not call.get("EVENT_COMMAND_ADD"):
        text = 'Handler for "Command add" event isn\'t specified'
        raise RestError(400, "EVENT_COMMAND_ADD_ERROR", text)
    url = _url(call, call.get("EVENT_COMMAND_ADD"))
    name = call.text("COMMAND").strip().lstrip("/")
    if not name:
        raise RestError(400, "COMMAND_ERROR", "Command isn't specified")
    who, state = bot(call, needed=True), call.state(Bots)
    titles, params = _languages(call.get("LANG"))
    hidden = truth(call.get("HIDDEN"))
    if not titles and not hidden:
        raise RestError(400, "LANG_ERROR", "Lang set can't be empty")
    row = next((one for one in state.of_bot(who) if one.name.casefold() == name.casefold()), None)
    if row is None:
        row = Command(state.next_id(), who.id, name, call.maker, truth(call.get("COMMON")), hidden)
        row.extranet, row.titles, row.params = truth(call.get("EXTRANET_SUPPORT")), titles, params
        state.commands[row.id] = row
    row.url = url
    bind(call.portal, who, EVENT, url)
    return row.id


@method("imbot.command.update")
def update(call: Call) -> bool:
    row, fields = command(call), as_dict(call.get("FIELDS"))
    wanted = {key: fields[key] for key in ("COMMAND", "EVENT_COMMAND_ADD", "HIDDEN", "EXTRANET_SUPPORT", "LANG")
              if key in fields}  # fmt: skip
    if not wanted:
        raise RestError(400, "WRONG_REQUEST", "Update fields can't be empty")
    if "EVENT_COMMAND_ADD" in wanted:
        row.url = _url(call, wanted["EVENT_COMMAND_ADD"])
        bind(call.portal, call.state(Bots).rows[row.bot_id], EVENT, row.url)
    row.name = str(wanted.get("COMMAND") or row.name).lstrip("/")
    row.hidden = truth(wanted.get("HIDDEN", row.hidden))
    row.extranet = truth(wanted.get("EXTRANET_SUPPORT", row.extranet))
    if "LANG" in wanted:
        row.titles, row.params = _languages(wanted["LANG"])
    return True


@method("imbot.command.unregister")
def unregister(call: Call) -> bool:
    del call.state(Bots).commands[command(call).id]
    return True


@method("imbot.command.answer")
def command_answer(call: Call) -> int:
    """An answer in the chat where the command was called; the bot need not be in it."""
    row = command(call)
    message_id, state = number(call.get("MESSAGE_ID")), call.state(Bots)
    if message_id <= 0:
        raise RestError(400, "MESSAGE_ID_EMPTY", "Message ID can't be empty")
    text = call.text("MESSAGE").strip()
    if not text and not call.get("ATTACH"):
        raise RestError(400, "MESSAGE_EMPTY", "Message can't be empty")
    who = state.rows[row.bot_id]
    content = parts(call, who)
    pair = call.state(Messenger).message(message_id)
    if pair is None or (who.id not in pair[0].members and (message_id, row.id) not in state.called):
        raise RestError(400, "WRONG_REQUEST", "Message isn't added")
    return answer(call, who, pair[0], text, content, system=truth(call.get("SYSTEM"))).id


def _url(call: Call, sent: object) -> str:
    return url_of(call.portal, sent, "EVENT_COMMAND_ADD_ERROR", "Wrong handler URL")


def _languages(sent: Any) -> tuple[dict[str, str], dict[str, str]]:
    """(titles, hints) by language."""
    rows = [row for row in as_list(sent) if isinstance(row, dict) and row.get("LANGUAGE_ID")]
    titles = {str(row["LANGUAGE_ID"]): str(row["TITLE"]) for row in rows if row.get("TITLE")}
    return titles, {str(row["LANGUAGE_ID"]): str(row["PARAMS"]) for row in rows if row.get("PARAMS")}
