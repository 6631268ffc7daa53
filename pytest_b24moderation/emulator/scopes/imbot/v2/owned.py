"""Who calls `imbot.v2.*`, for which bot, in which dialog; and the errors where they do not fit."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import find
from pytest_b24moderation.emulator.messenger.chats import PRIVATE, Chat, Message, Messenger
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.imbot.owners import by
from pytest_b24moderation.emulator.scopes.imbot.state import Bot, Bots

DONE = {"result": True}
LONGEST_TOKEN = 40


def client(call: Call, token: object = None) -> str:
    """The application's client id; a webhook proves itself by the bot's token."""
    if call.grant.app is not None:
        return call.grant.app.client_id
    token = token or call.get("botToken")
    if not isinstance(token, str) or not token.strip():
        raise RestError(400, "BOT_TOKEN_NOT_SPECIFIED", "Bot token is not specified")
    return f"custom{token}"


def bot(call: Call) -> Bot:
    """The caller's bot of botId."""
    mine, wanted = client(call), number(call.get("botId"))
    if wanted <= 0:
        raise RestError(400, "BOT_ID_REQUIRED", "Bot ID is required")
    row = call.state(Bots).rows.get(wanted)
    if row is None:
        raise RestError(400, "BOT_NOT_FOUND", "Bot not found")
    if row.client != mine:
        raise RestError(403, "BOT_OWNERSHIP_ERROR", "Bot is registered by another application")
    return row


def fields(call: Call) -> dict[str, Any]:
    return as_dict(call.get("fields"))


def denied() -> RestError:
    return RestError(403, "ACCESS_DENIED", "Access denied")


def dialog(call: Call, who: Bot, *, group: bool = False) -> Chat:
    """The dialog of dialogId that the bot is in; one with a person begins now."""
    named = call.get("dialogId")
    if group and find.spelt(named)[0] == "user":
        raise denied()
    chat = find.opened(call.portal, by(call, who), named)
    if chat is None or who.id not in chat.members or (group and chat.kind == PRIVATE):
        raise denied()
    return chat


def message(call: Call, who: Bot) -> tuple[Chat, Message]:
    """The message of messageId in a chat that the bot is in."""
    pair = call.state(Messenger).message(number(call.get("messageId")))
    if pair is None or who.id not in pair[0].members:
        raise denied()
    return pair


def flag(value: Any, default: bool) -> bool:
    """true, false, "Y", "N"; the default for what is absent."""
    if value is None or value == "":
        return default
    return value is True or str(value).lower() in ("y", "true", "1")
