"""Slash commands of v2, and the events a bot fetches. restdocs: chat-bots-v2/imbot.v2/commands, …/events."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger.chats import Messenger
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.imbot.messages import answer
from pytest_b24moderation.emulator.scopes.imbot.state import Bot, Bots, Command
from pytest_b24moderation.emulator.scopes.imbot.v2.messages import content
from pytest_b24moderation.emulator.scopes.imbot.v2.owned import DONE, bot, fields, flag

FLAT = ("command", "title", "params", "common", "hidden", "extranetSupport")


@method("imbot.v2.Command.register")
def register(call: Call) -> dict[str, Any]:
    """A new command, or, unchanged, the one that the bot has under that name."""
    who, state = bot(call), call.state(Bots)
    sent = fields(call) or {name: call.get(name) for name in FLAT if call.get(name) is not None}
    name = _name(sent.get("command"), "COMMAND_REQUIRED", "Command is required")
    if found := _same(call, who, name):
        return {"command": card(found)}
    hidden, titles = flag(sent.get("hidden"), False), _texts(sent.get("title"))
    if not hidden and not titles:
        raise RestError(400, "COMMAND_TITLE_REQUIRED", "Command title is required")
    row = Command(state.next_id(), who.id, name, call.maker, flag(sent.get("common"), False), hidden)
    row.extranet, row.titles, row.params = flag(sent.get("extranetSupport"), False), titles, _texts(sent.get("params"))
    state.commands[row.id] = row
    return {"command": card(row)}


@method("imbot.v2.Command.update")
def update(call: Call) -> dict[str, Any]:
    """Change what is given; a title of null takes that language away."""
    who, sent = bot(call), fields(call)
    row = _command(call, who)
    if "command" in sent:
        name = _name(sent["command"], "COMMAND_NAME_EMPTY", "Command name is empty")
        if (other := _same(call, who, name)) and other is not row:
            raise RestError(400, "COMMAND_ALREADY_EXISTS", "Command already exists")
        row.name = name
    hints = as_dict(sent.get("params"))
    for language, text in as_dict(sent.get("title")).items():
        for kept, value in ((row.titles, text), (row.params, hints.get(language) if text is not None else None)):
            if text is None:
                kept.pop(language, None)
            elif value is not None:
                kept[language] = str(value)
    row.common = flag(sent.get("common"), row.common)
    row.hidden = flag(sent.get("hidden"), row.hidden)
    row.extranet = flag(sent.get("extranetSupport"), row.extranet)
    return {"command": card(row)}


@method("imbot.v2.Command.unregister")
def unregister(call: Call) -> dict[str, bool]:
    del call.state(Bots).commands[_command(call, bot(call)).id]
    return DONE


@method("imbot.v2.Command.list")
def command_list(call: Call) -> dict[str, Any]:
    who, language = bot(call), call.portal.language
    name = call.portal.people.users[who.id].full_name
    return {
        "commands": [
            card(row)
            | {
                "title": _in(row.titles, language),
                "params": _in(row.params, language),
                "category": name,
                "context": "",
            }
            for row in call.state(Bots).of_bot(who)
        ]
    }


@method("imbot.v2.Command.answer")
def command_answer(call: Call) -> dict[str, bool]:
    """An answer where the command was called; the bot need not be in that chat."""
    who, sent, state = bot(call), fields(call), call.state(Bots)
    message_id, command_id = number(call.get("messageId")), number(call.get("commandId"))
    pair, row = call.state(Messenger).message(message_id), state.commands.get(command_id)
    text = str(sent.get("message") or "").strip()
    failed = RestError(400, "COMMAND_ANSWER_FAILED", "Command answer failed")
    if pair is None or row is None or row.bot_id != who.id or not (text or sent.get("attach")):
        raise failed
    if who.id not in pair[0].members and (message_id, command_id) not in state.called:
        raise failed
    answer(call, who, pair[0], text, content(sent, who), system=flag(sent.get("system"), False))
    return DONE


@method("imbot.v2.Event.get")
def event_get(call: Call) -> dict[str, Any]:
    """The bot's records from ``offset`` on, with the caller's own where he wants them; earlier ones go."""
    who, offset, portal = bot(call), number(call.get("offset")), call.portal
    rows = [row for row in who.log if row[0] >= offset]
    found: list[dict[str, Any]] = [
        {"eventId": key, "type": kind, "date": portal.iso(moment), "data": data} for key, kind, moment, data in rows
    ]
    if flag(call.get("withUserEvents"), False):
        if not call.grant.allows(("im",)):
            raise RestError(403, "SCOPE_ERROR", "Scope error")
        if not portal.ask("im.user_subscribed", user_id=call.user.id):
            raise RestError(400, "USER_NOT_SUBSCRIBED", "User not subscribed")
        found += portal.ask("im.user_events", user_id=call.user.id, offset=offset) or []
        found.sort(key=lambda row: int(row["eventId"]))
    who.log = rows
    limit = min(max(number(call.get("limit"), 100), 1), 1000)
    shown = found[:limit]
    ahead = int(shown[-1]["eventId"]) + 1 if shown else offset
    return {"events": shown, "nextOffset": ahead, "hasMore": len(found) > limit}


def card(row: Command) -> dict[str, Any]:
    return {
        "id": row.id,
        "botId": row.bot_id,
        "command": f"/{row.name}",
        "common": row.common,
        "hidden": row.hidden,
        "extranetSupport": row.extranet,
    }


def _command(call: Call, who: Bot) -> Command:
    row = call.state(Bots).commands.get(number(call.get("commandId")))
    if row is None or row.bot_id != who.id:
        raise RestError(400, "COMMAND_NOT_FOUND", "Command not found")
    return row


def _same(call: Call, who: Bot, name: str) -> Command | None:
    rows = call.state(Bots).of_bot(who)
    return next((row for row in rows if row.name.casefold() == name.casefold()), None)


def _name(sent: Any, code: str, text: str) -> str:
    if isinstance(sent, list | dict):
        raise RestError(400, "COMMAND_NAME_INVALID", "Command name is invalid")
    name = str(sent or "").strip().lstrip("/")
    if not name:
        raise RestError(400, code, text)
    return name


def _texts(sent: Any) -> dict[str, str]:
    return {language: str(text) for language, text in as_dict(sent).items() if text}


def _in(texts: dict[str, str], language: str) -> str:
    """The text in that language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
