"""Chats and messages as answers and events show them.

restdocs: chats/im-dialog-get.md, chats/im-recent-list.md, chats/messages/im-dialog-messages-get.md.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pytest_b24moderation.emulator.messenger.chats import COLORS, GROUP, LINES, OPEN, PRIVATE, Chat, Message, Messenger
from pytest_b24moderation.emulator.messenger.persons import camel
from pytest_b24moderation.emulator.portal import Portal

KINDS = {PRIVATE: "private", OPEN: "open", GROUP: "chat", LINES: "lines"}
LINKS = {
    "LEAD": "/crm/lead/details/{}/", "DEAL": "/crm/deal/details/{}/", "CONTACT": "/crm/contact/details/{}/",
    "COMPANY": "/crm/company/details/{}/", "SONET_GROUP": "/workgroups/group/{}/",
    "TASKS": "/company/personal/user/0/tasks/task/view/{}/",
}  # fmt: skip
RIGHTS = {
    "manage_users_add": "member", "manage_users_delete": "manager", "manage_ui": "member",
    "manage_settings": "owner", "manage_messages": "member", "can_post": "member",
}  # fmt: skip
MAY = ("avatar", "rename", "extend", "call", "mute", "leave", "leave_owner", "send", "user_list")
BOUND = {
    "CRM": ("avatar", "rename", "leave_owner"),
    "SONET_GROUP": ("avatar", "rename", "extend", "leave", "leave_owner"),
}
PERSONAL = ("role", "muteList")
_BB = re.compile(r"\[/?[a-z*]+(?:=[^\]]*)?\]", re.IGNORECASE)


def kind_of(chat: Chat) -> str:
    """`chat`, `open`, `private`, or the word of what it belongs to: `crm`, `sonetGroup`."""
    words = chat.entity[0].lower().split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:]) if words[0] else KINDS[chat.kind]


def role(chat: Chat, user_id: int) -> str:
    if user_id == chat.owner and user_id in chat.members:
        return "owner"
    if user_id not in chat.members:
        return "guest" if chat.kind == OPEN else "none"
    return "manager" if user_id in chat.managers else "member"


def may(chat: Chat, what: str) -> bool:
    """Whether the kind of chat allows it: rename, avatar, extend, leave, …"""
    return what not in BOUND.get(chat.entity[0], ())


def plain(text: str) -> str:
    """A message's text without BB codes and line breaks."""
    return re.sub(r"\s+", " ", _BB.sub("", text)).strip()


def chat_row(portal: Portal, chat: Chat, user_id: int) -> dict[str, Any]:
    """A chat as lists carry it."""
    kind, entity_id = chat.entity
    crm, _, number = entity_id.partition("|")
    url = LINKS.get(crm if kind == "CRM" else kind, "").format(number or entity_id)
    return {
        "id": chat.id,
        "parent_chat_id": 0,
        "parent_message_id": 0,
        "name": name(portal, chat, user_id),
        "owner": chat.owner,
        "extranet": False,
        "contains_collaber": False,
        "avatar": chat.avatar,
        "color": COLORS[chat.color],
        "type": kind_of(chat),
        "entity_type": kind,
        "entity_id": entity_id,
        "entity_data_1": "",
        "entity_data_2": "",
        "entity_data_3": "",
        "mute_list": [one.user_id for one in chat.members.values() if one.muted],
        "manager_list": managers(chat),
        "date_create": portal.iso(chat.created),
        "message_type": chat.kind,
        "user_counter": len(chat.members),
        "restrictions": {what: may(chat, what) for what in MAY},
        "role": role(chat, user_id).upper(),
        "text_field_enabled": chat.text_field,
        "background_id": None,
        "entity_link": {"type": crm if kind == "CRM" else kind, "url": url, "id": entity_id},
        "permissions": dict(RIGHTS),
        "public": "",
    }


def name(portal: Portal, chat: Chat, user_id: int) -> str:
    """The chat's title; a dialog of two is called by the other one."""
    if chat.kind != PRIVATE:
        return chat.title
    user = portal.people.users.get(chat.other(user_id))
    return user.full_name if user else ""


def managers(chat: Chat) -> list[int]:
    return list(dict.fromkeys([one for one in (chat.owner,) if one in chat.members] + sorted(chat.managers)))


def dialog_row(portal: Portal, chat: Chat, user_id: int) -> dict[str, Any]:
    """A chat with the counters and the reading state of one user."""
    row = chat_row(portal, chat, user_id)
    member, unread, last = chat.members.get(user_id), chat.unread(user_id), chat.last()
    users = portal.people.users
    others = [one for one in chat.members.values() if one.user_id != user_id]
    del row["contains_collaber"]
    return row | {
        "description": chat.description,
        "counter": len(unread),
        "message_count": len(chat.seen_by(user_id)),
        "unread_id": unread[0].id if unread else 0,
        "restrictions": row["restrictions"] | ({} if may(chat, "rename") else {"path": "", "path_title": ""}),
        "last_message_id": last,
        "last_id": member.read if member else 0,
        "marked_id": 0,
        "disk_folder_id": 0,
        "role": role(chat, user_id),
        "is_new": False,
        "readed_list": [
            {
                "user_id": one.user_id,
                "user_name": users[one.user_id].full_name if one.user_id in users else "",
                "message_id": one.read,
                "date": portal.iso(one.read_at) if one.read_at else None,
            }
            for one in others
        ],
        "last_message_views": _views(portal, chat, user_id),
        "dialog_id": chat.dialog_id(user_id),
    }


def _views(portal: Portal, chat: Chat, user_id: int) -> dict[str, Any]:
    """Who of the others has read the newest message, its author left out."""
    last, users = chat.messages.get(chat.last()), portal.people.users
    skipped = (user_id, last.author if last else 0)
    readers = [one for one in chat.members.values() if last and one.read >= last.id and one.user_id not in skipped]
    first = [
        {"user_id": one.user_id, "user_name": users[one.user_id].full_name, "date": portal.iso(one.read_at)}
        for one in readers[:1]
        if one.user_id in users
    ]
    return {"message_id": last.id if last else 0, "first_viewers": first, "count_of_viewers": len(readers)}


def chat_v2(portal: Portal, chat: Chat, user_id: int, *, event: bool = False) -> dict[str, Any]:
    """A chat as `imbot.v2` shows it; an event leaves out what differs from reader to reader."""
    full = camel(dialog_row(portal, chat, user_id))
    views = camel(full["lastMessageViews"])
    views["firstViewers"] = [camel(one) for one in views["firstViewers"]]
    names = (
        "id", "dialogId", "name", "description", "type", "messageType", "owner", "color", "avatar", "extranet",
        "entityType", "entityId", "entityData1", "entityData2", "entityData3", "entityLink", "role", "permissions",
        "muteList",
    )  # fmt: skip
    row = {key: full[key] for key in names if not (event and key in PERSONAL)}
    row |= {"containsCollaber": False, "diskFolderId": None, "parentChatId": 0, "parentMessageId": 0, "isNew": False,
            "textFieldEnabled": "Y" if chat.text_field else "N", "backgroundId": None}  # fmt: skip
    if event:
        return row
    return row | {
        "dateCreate": full["dateCreate"],
        "lastMessageId": full["lastMessageId"] or None,
        "lastMessageViews": json.dumps(views) if views["countOfViewers"] else "{}",
        "lastId": full["lastId"] or None,
        "managerList": sorted(chat.managers),
        "markedId": None,
        "messageCount": full["messageCount"],
        "public": "",
        "unreadId": full["unreadId"] or None,
        "userCounter": full["userCounter"],
    }


def params_of(message: Message) -> dict[str, Any]:
    """What goes with the text: ATTACH, KEYBOARD, MENU, LIKE, CODE and others."""
    found = dict(message.params)
    for key, rows in (("ATTACH", message.attach), ("KEYBOARD", message.keyboard), ("MENU", message.menu)):
        if rows:
            found[key] = rows
    if likes := message.reactions.get("like"):
        found["LIKE"] = sorted(likes)
    if message.code:
        found |= {"CODE": message.code, "NOTIFY": "N"}
    return found


def message_row(portal: Portal, chat: Chat, message: Message, user_id: int) -> dict[str, Any]:
    """A message in the classic spelling."""
    return {
        "id": message.id,
        "chat_id": message.chat_id,
        "author_id": message.author,
        "date": portal.iso(message.at),
        "text": message.text,
        "unread": message in chat.unread(user_id),
        "uuid": message.uuid or None,
        "replaces": [],
        "params": params_of(message) or [],
        "disappearing_date": None,
    }


def message_v2(portal: Portal, message: Message, *, reader: int = 0) -> dict[str, Any]:
    """A message as `im.v2` and `imbot.v2` show it; with a reader also whether he has read it."""
    chat = portal.state(Messenger).chats.get(message.chat_id)
    readers = [one for one in chat.members.values() if one.user_id != message.author] if chat else []
    row = {
        "id": message.id,
        "chatId": message.chat_id,
        "authorId": message.author,
        "date": portal.iso(message.at),
        "text": message.text,
        "isSystem": message.author == 0,
        "uuid": message.uuid,
        "forward": message.forward,
        "params": params_of(message),
        "viewedByOthers": any(one.read >= message.id for one in readers),
    }
    if not reader or chat is None:
        return row
    unread = message in chat.unread(reader)
    return row | {"unread": unread, "viewed": not unread}
