"""The blocks of v1 events: BOT, PARAMS, USER. restdocs: chat-bots/outdated/messages/events and others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pytest_b24moderation.emulator.messenger.chats import PRIVATE, Chat, Message
from pytest_b24moderation.emulator.messenger.persons import is_bot
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.scopes.imbot.delivery import auth
from pytest_b24moderation.emulator.scopes.imbot.state import Bot, Bots

MENTION = re.compile(r"\[USER=(\d+|all)\b[^\]]*\].*?\[/USER\]", re.IGNORECASE | re.DOTALL)
FLAGS = {
    "PUSH": "Y", "PUSH_IMPORTANT": "N", "RECENT_SKIP_AUTHOR": "N", "CONVERT": "N", "SKIP_COMMAND": "N",
    "SKIP_COUNTER_INCREMENTS": "N", "SILENT_CONNECTOR": "N", "SKIP_CONNECTOR": "N", "IMPORTANT_CONNECTOR": "N",
    "NO_SESSION_OL": "N", "FAKE_RELATION": "0", "SKIP_URL_INDEX": "N",
}  # fmt: skip


def mentioned(text: str) -> set[str]:
    """Ids of whom a text mentions, and `all`."""
    return {found.lower() for found in MENTION.findall(text)}


def bot_block(portal: Portal, bot: Bot, hops: int) -> dict[str, Any]:
    """One bot's authorisation, and itself."""
    block = auth(portal, bot, hops)
    if not bot.client.startswith("custom"):
        block = block | {"client_id": bot.client}
    return {**block, "AUTH": block, "BOT_ID": bot.id, "BOT_CODE": bot.code}


def user_block(portal: Portal, user_id: int, *, flags: bool) -> dict[str, Any]:
    user = portal.people.users.get(user_id)
    if user is None:
        return {}
    block = {
        "ID": user.id,
        "NAME": user.full_name,
        "FIRST_NAME": user.name,
        "LAST_NAME": user.last_name,
        "WORK_POSITION": user.position,
        "GENDER": user.gender,
    }
    if not flags:
        return block
    connector = "Y" if user.extra.get("EXTERNAL_AUTH_ID") == "imconnector" else "N"
    bot = "Y" if is_bot(user) else "N"
    return block | {"IS_BOT": bot, "IS_CONNECTOR": connector, "IS_NETWORK": "N", "IS_EXTRANET": "N"}


def written(portal: Portal, chat: Chat, message: Message, user_id: int, text: str) -> dict[str, Any]:
    """PARAMS of a message that this user wrote, or of a command that he called under it."""
    private = chat.kind == PRIVATE
    found: dict[str, Any] = {
        "MESSAGE": text,
        "TEMPLATE_ID": message.uuid,
        "MESSAGE_TYPE": chat.kind,
        "FROM_USER_ID": user_id,
        "DIALOG_ID": user_id if private else f"chat{chat.id}",
        "TO_CHAT_ID": chat.id,
        "AUTHOR_ID": user_id,
        "SYSTEM": "N",
    }
    found |= {"TO_USER_ID": chat.other(user_id)} if private else _group(portal, chat, user_id)
    return found | FLAGS | {"MESSAGE_ID": message.id, "CHAT_TYPE": chat.kind, "LANGUAGE": portal.language}


def stands(portal: Portal, chat: Chat, message: Message) -> dict[str, Any]:
    """PARAMS of a message that was changed or deleted."""
    private = chat.kind == PRIVATE
    found: dict[str, Any] = {
        "ID": message.id,
        "CHAT_ID": chat.id,
        "AUTHOR_ID": message.author,
        "MESSAGE": message.text,
        "MESSAGE_TYPE": chat.kind,
        "CHAT_AUTHOR_ID": chat.owner,
    }
    if not private:
        found["CHAT_ENTITY_TYPE"] = chat.entity[0]
    found |= {"CHAT_ENTITY_ID": chat.entity[1]} | {f"CHAT_ENTITY_DATA_{n}": "" for n in (1, 2, 3)}
    if private:
        found |= {"FROM_USER_ID": message.author, "TO_USER_ID": chat.other(message.author)}
    dialog = message.author if private else f"chat{chat.id}"
    found |= {"DIALOG_ID": dialog, "MESSAGE_ID": message.id, "CHAT_TYPE": chat.kind, "LANGUAGE": portal.language}
    return found


def by_client(bots: Iterable[Bot]) -> list[list[Bot]]:
    """The bots of each owner together: one event tells them all."""
    groups: dict[str, list[Bot]] = {}
    for bot in bots:
        groups.setdefault(bot.client, []).append(bot)
    return list(groups.values())


def _group(portal: Portal, chat: Chat, user_id: int) -> dict[str, Any]:
    ids = list(chat.messages)
    bots = {str(one): one for one in chat.members if one in portal.state(Bots).rows}
    found = {
        "CHAT_ID": chat.id,
        "CHAT_PARENT_ID": 0,
        "CHAT_PARENT_MID": 0,
        "CHAT_TITLE": chat.title,
        "CHAT_AUTHOR_ID": chat.owner,
        "CHAT_AVATAR": 0,
        "CHAT_COLOR": chat.color,
        "CHAT_ENTITY_TYPE": chat.entity[0],
        "CHAT_ENTITY_ID": chat.entity[1],
        "CHAT_ENTITY_DATA_1": "",
        "CHAT_ENTITY_DATA_2": "",
        "CHAT_ENTITY_DATA_3": "",
        "CHAT_EXTRANET": "N",
        "CHAT_PREV_MESSAGE_ID": ids[-2] if len(ids) > 1 else 0,
        "CHAT_CAN_POST": "MEMBER",
        "RID": user_id,
        "IS_MANAGER": "Y" if user_id in chat.managers else "N",
    }
    return found | ({"BOT_IN_CHAT": bots} if bots else {})
