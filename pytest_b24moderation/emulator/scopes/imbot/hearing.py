"""What bots hear of: messages, changes, reactions, being brought into chats, commands, their own end.

restdocs: chat-bots-v2/index.md (bot types), chat-bots/outdated/**/events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.messenger.chats import LINES, PRIVATE, Chat, Message
from pytest_b24moderation.emulator.messenger.persons import person_v2
from pytest_b24moderation.emulator.messenger.shown import chat_v2, message_v2
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.imbot import blocks
from pytest_b24moderation.emulator.scopes.imbot.delivery import send_v1, send_v2
from pytest_b24moderation.emulator.scopes.imbot.state import Bot, Bots, Command

SLASH = re.compile(r"^/([\w-]+)(?:[ \t]+(.*))?$", re.MULTILINE)


@answers("im.said")
def said(portal: Portal, chat: Chat, message: Message, by: By, context: str) -> None:
    """A person's message: first the commands in it; only without any is it told as a message."""
    state = portal.state(Bots)
    if not state.rows or message.author in state.rows or not message.author:
        return
    called = [
        (command, params) for name, params in SLASH.findall(message.text) for command in available(portal, chat, name)
    ]
    if called:
        call(portal, chat, message, By(message.author, by.maker, by.hops), called, context)
        return
    bots = hearers(portal, chat, message)
    for group in blocks.by_client(bot for bot in bots if bot.version == 1):
        text = blocks.MENTION.sub("", message.text).strip() if chat.kind != PRIVATE else message.text
        params = blocks.written(portal, chat, message, message.author, text)
        params |= {"COMMAND_CONTEXT": context, "CHAT_USER_COUNT": len(chat.members), "PLATFORM_CONTEXT": "web"}
        params |= _mention(group, chat, message)
        _tell_v1(portal, "ONIMBOTMESSAGEADD", group, params, message.author, by)
    _tell_v2(portal, "MESSAGEADD", bots, chat, message.author, by, {"message": message_v2(portal, message)})


@answers("im.changed")
def changed(portal: Portal, chat: Chat, message: Message, by: By) -> None:
    if not message.author or message.author in portal.state(Bots).rows:
        return
    bots = hearers(portal, chat, message)
    for group in blocks.by_client(bot for bot in bots if bot.version == 1):
        params = blocks.stands(portal, chat, message) | _mention(group, chat, message)
        params |= {"CHAT_USER_COUNT": len(chat.members), "PLATFORM_CONTEXT": "web"}
        _tell_v1(portal, "ONIMBOTMESSAGEUPDATE", group, params, message.author, by)
    _tell_v2(portal, "MESSAGEUPDATE", bots, chat, message.author, by, {"message": message_v2(portal, message)})


@answers("im.erased")
def erased(portal: Portal, chat: Chat, message: Message, by: By) -> None:
    if not message.author or message.author in portal.state(Bots).rows:
        return
    bots = hearers(portal, chat, message)
    for group in blocks.by_client(bot for bot in bots if bot.version == 1):
        params = blocks.stands(portal, chat, message)
        _tell_v1(portal, "ONIMBOTMESSAGEDELETE", group, params, message.author, by)
    _tell_v2(portal, "MESSAGEDELETE", bots, chat, message.author, by, {"messageId": message.id})


@answers("im.reacted")
def reacted(portal: Portal, chat: Chat, message: Message, by: By, reaction: str, on: bool) -> None:
    """The bot whose message it is hears of it, and those who hear everything; v2 only."""
    rows = portal.state(Bots).rows
    if by.user_id in rows:
        return
    bots = [bot for bot in rows.values() if bot.id in chat.members and (bot.id == message.author or bot.hears_all)]
    facts = {"reaction": reaction, "action": "add" if on else "delete", "message": message_v2(portal, message)}
    _tell_v2(portal, "REACTIONCHANGE", [bot for bot in bots if bot.reactions], chat, by.user_id, by, facts)


@answers("im.joined")
def joined(portal: Portal, chat: Chat, users: Iterable[int], by: By, history: bool) -> None:
    """A bot is brought into a chat, or a person opens the dialog with it."""
    rows = portal.state(Bots).rows
    for bot in [rows[one] for one in users if one in rows and one != by.user_id]:
        dialog = by.user_id if chat.kind == PRIVATE else f"chat{chat.id}"
        params: dict[str, Any] = {"CHAT_TYPE": chat.kind, "MESSAGE_TYPE": chat.kind, "BOT_ID": bot.id}
        params["USER_ID"] = by.user_id
        if chat.kind == PRIVATE:
            params |= {"TO_USER_ID": by.user_id, "FROM_USER_ID": bot.id}
        else:
            params |= {"CHAT_ID": chat.id, "CHAT_AUTHOR_ID": chat.owner, "CHAT_ENTITY_TYPE": chat.entity[0],
                       "CHAT_ENTITY_ID": chat.entity[1], "ACCESS_HISTORY": int(history)}  # fmt: skip
        params |= {"DIALOG_ID": dialog, "LANGUAGE": portal.language}
        if bot.version == 1:
            _tell_v1(portal, "ONIMBOTJOINCHAT", [bot], params, by.user_id, by, flags=False)
        else:
            _tell_v2(portal, "JOINCHAT", [bot], chat, by.user_id, by, {"dialogId": str(dialog)})


@answers("im.command")
def command(
    portal: Portal, chat: Chat, message: Message, by: By, context: str, bot_id: int, command: str, params: str
) -> bool:
    """Call a bot's command under a message, as its buttons do; false where the bot has no such command there."""
    name = command.strip().lstrip("/").casefold()
    found = [row for row in available(portal, chat, name) if row.bot_id == bot_id]
    if found:
        call(portal, chat, message, by, [(found[0], params)], context)
    return bool(found)


def call(portal: Portal, chat: Chat, message: Message, by: By, called: list[tuple[Command, str]], context: str) -> None:
    """Tell the bots of these commands."""
    state = portal.state(Bots)
    groups: dict[str, list[tuple[Command, str]]] = {}
    for row, params in called:
        state.called.add((message.id, row.id))
        bot = state.rows[row.bot_id]
        if bot.version == 1:
            groups.setdefault(bot.client, []).append((row, params))
            continue
        facts = {"id": row.id, "command": f"/{row.name}", "params": params.strip(), "context": context.lower()}
        more = {"command": facts, "message": message_v2(portal, message)}
        _tell_v2(portal, "COMMANDADD", [bot], chat, by.user_id, by, more)
    for rows in groups.values():
        _call_v1(portal, chat, message, by, rows, context)


def _call_v1(
    portal: Portal, chat: Chat, message: Message, by: By, rows: list[tuple[Command, str]], context: str
) -> None:
    state, block = portal.state(Bots), {}
    for row, params in rows:
        block[str(row.id)] = {
            **blocks.bot_block(portal, state.rows[row.bot_id], by.hops),
            "COMMAND": row.name,
            "COMMAND_ID": row.id,
            "COMMAND_PARAMS": params.strip(),
            "COMMAND_CONTEXT": context,
            "MESSAGE_ID": message.id,
        }
    first, params = rows[0]
    text = message.text if context == "TEXTAREA" else f"/{first.name} {params}".strip()
    data = {
        "COMMAND": block,
        "PARAMS": blocks.written(portal, chat, message, by.user_id, text),
        "USER": blocks.user_block(portal, by.user_id, flags=False),
    }
    bots = [state.rows[row.bot_id] for row, _ in rows]
    send_v1(portal, "ONIMCOMMANDADD", bots, data, by.user_id, by.hops)


def opened(portal: Portal, chat: Chat, by: By, bot: Bot, context: dict[str, Any]) -> None:
    """A link with BOT_CONTEXT opened the dialog: the bot gets what the link carried; v2 only."""
    facts = {"dialogId": str(by.user_id), "context": context}
    _tell_v2(portal, "CONTEXTGET", [bot], chat, by.user_id, by, facts)


def farewell(portal: Portal, bot: Bot, user_id: int, hops: int) -> None:
    """The last event: the bot is going."""
    if bot.version == 1:
        send_v1(portal, "ONIMBOTDELETE", [bot], {"BOT_ID": bot.id, "BOT_CODE": bot.code}, user_id, hops)
    else:
        send_v2(portal, "ONIMBOTV2DELETE", bot, {}, user_id, hops)


@answers("app.leaving")
def left(portal: Portal, app: App, user: User) -> None:
    """An application is removed, and its bots with it."""
    if portal.profile.bot_delete_event:
        for bot in portal.state(Bots).of_client(app.client_id):
            farewell(portal, bot, user.id, 0)


def hearers(portal: Portal, chat: Chat, message: Message) -> list[Bot]:
    """Bots that a message is for: the other side of a dialog, those mentioned, those who hear everything."""
    rows, named = portal.state(Bots).rows, blocks.mentioned(message.text)
    return [
        bot
        for bot in (rows[one] for one in chat.members if one in rows)
        if chat.kind == PRIVATE or bot.hears_all or str(bot.id) in named or (chat.kind == LINES and bot.openline)
    ]


def available(portal: Portal, chat: Chat, name: str) -> list[Command]:
    """Commands of that name that may be called in this chat."""
    return [
        row
        for row in portal.state(Bots).commands.values()
        if row.name.casefold() == name.casefold() and (row.common or row.bot_id in chat.members)
    ]


def _mention(group: list[Bot], chat: Chat, message: Message) -> dict[str, Any]:
    named = blocks.mentioned(message.text)
    found = {str(bot.id): bot.id for bot in group if str(bot.id) in named}
    if chat.kind == PRIVATE or not found:
        return {}
    return {"MENTIONED_LIST": found, "MESSAGE_ORIGINAL": message.text, "TO_USER_ID": next(iter(found.values()))}


def _tell_v1(
    portal: Portal, event: str, bots: list[Bot], params: dict[str, Any], user_id: int, by: By, *, flags: bool = True
) -> None:
    data = {
        "BOT": {str(bot.id): blocks.bot_block(portal, bot, by.hops) for bot in bots},
        "PARAMS": params,
        "USER": blocks.user_block(portal, user_id, flags=flags),
    }
    send_v1(portal, event, bots, data, user_id, by.hops)


def _tell_v2(
    portal: Portal, name: str, bots: Iterable[Bot], chat: Chat, user_id: int, by: By, facts: dict[str, Any]
) -> None:
    user = portal.people.users.get(user_id)
    for bot in bots:
        if bot.version == 2:
            data = facts | {
                "chat": chat_v2(portal, chat, bot.id, event=True),
                "user": person_v2(portal, user, event=True) if user else {},
                "language": portal.language,
            }
            send_v2(portal, f"ONIMBOTV2{name}", bot, data, user_id, by.hops)
