"""What a person does with bots: write to one, bring it into a chat, press its buttons, call its commands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_b24moderation.emulator.messenger import find, talk
from pytest_b24moderation.emulator.messenger.chats import GROUP, PRIVATE, Chat, Message, Messenger
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.scopes.imbot.hearing import available, call, opened
from pytest_b24moderation.emulator.scopes.imbot.state import Bot, Bots


@act("write-to-bot")
def write_to_bot(portal: Portal, user: User, bot: int | str, text: str) -> dict[str, Any]:
    """Write in the dialog with the bot of that id, code or name; the first words open the dialog."""
    found = _bot(portal, bot)
    if not str(text).strip():
        raise ActError("write-to-bot: there is nothing to write", "a text", repr(text))
    return _say(portal, user, _dialog(portal, user, found), str(text))


@act("open-bot")
def open_bot(portal: Portal, user: User, bot: int | str, context: dict[str, Any]) -> dict[str, Any]:
    """Follow a link that opens the dialog with the bot and carries BOT_CONTEXT for it."""
    found = _bot(portal, bot)
    if not isinstance(context, dict) or not context:
        raise ActError("open-bot: a link's BOT_CONTEXT is an object", "an object with members", repr(context))
    chat = _dialog(portal, user, found)
    opened(portal, chat, _by(user), found, context)
    return {"dialog": chat.dialog_id(user.id)}


@act("bot-command")
def bot_command(portal: Portal, user: User, bot: int | str, command: str, params: str = "") -> dict[str, Any]:
    """Call the bot's command in the dialog with it."""
    found = _bot(portal, bot)
    chat, name = _dialog(portal, user, found), str(command).strip().lstrip("/")
    if not [row for row in available(portal, chat, name) if row.bot_id == found.id]:
        known = [f"/{row.name}" for row in portal.state(Bots).of_bot(found)]
        raise ActError(f"bot-command: {found.code} has no such command", _listed(known), f"/{name}")
    return _say(portal, user, chat, f"/{name} {params}".strip())


@act("invite-bot")
def invite_bot(portal: Portal, user: User, bot: int | str, chat: int | str) -> dict[str, Any]:
    """Bring the bot into a group chat of that id, "chat5" or title; a title that there is not makes the chat."""
    found, by = _bot(portal, bot), _by(user)
    rows = [row for row in portal.state(Messenger).of(user.id) if row.kind != PRIVATE]
    wanted = str(chat).strip()
    room = next((row for row in rows if wanted in (str(row.id), f"chat{row.id}", row.title)), None)
    if room is None:
        if not wanted or wanted.isdecimal() or find.spelt(wanted)[0]:
            raise ActError("invite-bot: there is no such chat", _listed(row.title for row in rows), wanted)
        room = talk.make(portal, GROUP, wanted, user.id, [], by)
    if found.id in room.members:
        raise ActError("invite-bot: the bot is in that chat already", "a chat without it", room.title)
    talk.join(portal, room, [found.id], by)
    return {"dialog": f"chat{room.id}"}


@act("press-keyboard")
def press_keyboard(portal: Portal, user: User, bot: int | str, button: str, message: int | str = "") -> dict[str, Any]:
    """Press the button of that text under a message of the bot, under the newest with buttons without one.

    A button calls its command, sends its text, or gives back what the page would do: {link} or {action, value}.
    """
    chat, row = _keyboard(portal, user, _bot(portal, bot), message)
    buttons = [one for one in row.keyboard if one.get("TYPE") != "NEWLINE"]
    found = next((one for one in buttons if str(one["TEXT"]) == str(button)), None)
    if found is None or found.get("DISABLED") == "Y":
        active = (str(one["TEXT"]) for one in buttons if one.get("DISABLED") != "Y")
        raise ActError("press-keyboard: there is no such button that can be pressed", _listed(active), str(button))
    if found.get("COMMAND"):
        return _command(portal, user, chat, row, found)
    if found.get("LINK"):
        return {"link": found["LINK"]}
    if str(found.get("ACTION", "")).upper() == "SEND":
        return _say(portal, user, chat, str(found["ACTION_VALUE"]))
    return {"action": found.get("ACTION", "APP"), "value": found.get("ACTION_VALUE", found.get("APP_ID"))}


def _command(portal: Portal, user: User, chat: Chat, row: Message, button: dict[str, Any]) -> dict[str, Any]:
    name, params = str(button["COMMAND"]).lstrip("/"), str(button.get("COMMAND_PARAMS") or "")
    rows = [one for one in available(portal, chat, name) if button["BOT_ID"] in (0, one.bot_id)]
    if not rows:
        known = _listed(f"/{one.name}" for one in portal.state(Bots).commands.values())
        raise ActError("press-keyboard: the button's command is not registered", known, f"/{name}")
    if button.get("BLOCK") == "Y":
        button["DISABLED"] = "Y"
    call(portal, chat, row, _by(user), [(rows[0], params)], "KEYBOARD")
    return {"dialog": chat.dialog_id(user.id), "message": row.id}


def _keyboard(portal: Portal, user: User, bot: Bot, message: int | str) -> tuple[Chat, Message]:
    chats = [chat for chat in portal.state(Messenger).of(user.id) if bot.id in chat.members]
    rows = [(chat, row) for chat in chats for row in chat.seen_by(user.id) if row.keyboard]
    rows.sort(key=lambda pair: pair[1].id)
    found = [pair for pair in rows if str(pair[1].id) == str(message)] if str(message) else rows[-1:]
    if not found:
        ids = _listed(str(row.id) for _, row in rows)
        raise ActError("press-keyboard: there is no such message with buttons", ids, str(message) or "none")
    return found[0]


def _bot(portal: Portal, wanted: int | str) -> Bot:
    rows = portal.state(Bots).rows
    names = {bot.id: (str(bot.id), bot.code, portal.people.users[bot.id].full_name) for bot in rows.values()}
    for key, words in names.items():
        if str(wanted) in words:
            return rows[key]
    known = _listed(code for _, code, _ in names.values())
    raise ActError("there is no such bot", known, str(wanted), absent=not rows)


def _dialog(portal: Portal, user: User, bot: Bot) -> Chat:
    return talk.private(portal, user.id, bot.id, _by(user))


def _say(portal: Portal, user: User, chat: Chat, text: str) -> dict[str, Any]:
    message = talk.say(portal, chat, user.id, text, _by(user))
    return {"dialog": chat.dialog_id(user.id), "message": message.id}


def _by(user: User) -> By:
    return By(user.id, Maker("person", "", user.id))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none are there"
