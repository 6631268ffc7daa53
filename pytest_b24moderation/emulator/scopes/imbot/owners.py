"""Who calls `imbot.*`, and for which of his bots. restdocs: chat-bots/outdated/send-command.md."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import find
from pytest_b24moderation.emulator.messenger.asked import acting
from pytest_b24moderation.emulator.messenger.chats import PRIVATE, Chat, Message, Messenger
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.imbot.state import Bot, Bots, Command


def client(call: Call) -> str:
    """The application's client id; a webhook names one of its own in CLIENT_ID."""
    if call.grant.kind == "session":
        raise RestError(403, "WRONG_AUTH_TYPE", "Access for this method not allowed by session authorization.")
    if call.grant.app is not None:
        return call.grant.app.client_id
    if not call.text("CLIENT_ID"):
        raise access_denied("Client ID not specified")
    return f"custom{call.text('CLIENT_ID')}"


def bot(call: Call, *, needed: bool = False) -> Bot:
    """The bot of BOT_ID, or the caller's first one where it may be left out."""
    mine, wanted = client(call), number(call.get("BOT_ID"))
    rows = call.state(Bots).rows
    if call.get("BOT_ID") is None and not needed:
        own = call.state(Bots).of_client(mine)
        wanted = own[0].id if own else 0
    if wanted not in rows:
        raise RestError(400, "BOT_ID_ERROR", "Bot not found")
    if rows[wanted].client != mine:
        raise RestError(400, "APP_ID_ERROR", "Bot was installed by another rest application")
    return rows[wanted]


def command(call: Call) -> Command:
    """The command of COMMAND_ID, or of COMMAND among the caller's own."""
    mine, state = client(call), call.state(Bots)
    row = state.commands.get(number(call.get("COMMAND_ID")))
    if row is None and call.text("COMMAND"):
        name = call.text("COMMAND").lstrip("/").casefold()
        own = {one.id for one in state.of_client(mine)}
        rows = [one for one in state.commands.values() if one.name.casefold() == name and one.bot_id in own]
        row = rows[0] if rows else None
    if row is None:
        raise RestError(400, "COMMAND_ID_ERROR", "Command not found")
    if state.rows[row.bot_id].client != mine:
        raise RestError(400, "APP_ID_ERROR", "Command was installed by another rest application")
    return row


def by(call: Call, who: Bot) -> By:
    """The bot acts, through its application."""
    return acting(call, who.id)


def group(call: Call, who: Bot) -> Chat:
    """The group chat of CHAT_ID that the bot is in."""
    wanted = number(call.get("CHAT_ID"))
    if wanted <= 0:
        raise RestError(400, "CHAT_ID_EMPTY", "Chat ID can't be empty")
    chat = call.state(Messenger).chats.get(wanted)
    if chat is None or chat.kind == PRIVATE or who.id not in chat.members:
        raise RestError(403, "ACCESS_ERROR", "Action unavailable")
    return chat


def dialog(call: Call, who: Bot) -> Chat | None:
    """The dialog of DIALOG_ID in the bot's eyes; None where it may not be written to."""
    named = call.get("DIALOG_ID")
    if not find.spelt(named)[0]:
        raise RestError(400, "DIALOG_ID_EMPTY", "Dialog ID can't be empty")
    chat = find.opened(call.portal, by(call, who), named)
    return chat if chat is not None and who.id in chat.members else None


def message(call: Call, who: Bot) -> tuple[Chat, Message]:
    """The message of MESSAGE_ID in a chat that the bot is in."""
    wanted = number(call.get("MESSAGE_ID"))
    pair = call.state(Messenger).message(wanted) if wanted > 0 else None
    if pair is None or who.id not in pair[0].members:
        raise RestError(400, "MESSAGE_ID_ERROR", "Message ID can't be empty")
    return pair
