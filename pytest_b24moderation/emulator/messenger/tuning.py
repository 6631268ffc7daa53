"""Changes of a chat's owner, title, colour and icon, with the errors that `im.chat.*` and `imbot.chat.*` share."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from pytest_b24moderation.emulator.messenger.chats import COLORS, Chat
from pytest_b24moderation.emulator.messenger.shown import may
from pytest_b24moderation.emulator.messenger.talk import By, note
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.errors import RestError

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")


def give(portal: Portal, chat: Chat, by: By, user_id: int) -> None:
    """Make another member the owner; only the owner may."""
    if chat.owner != by.user_id or user_id not in chat.members:
        raise RestError(400, "WRONG_REQUEST", "Change owner can only owner and user must be member in chat")
    chat.owner = user_id
    user = portal.people.users.get(user_id)
    note(portal, chat, by, "owner", user.full_name if user else "")


def rename(portal: Portal, chat: Chat, by: By, title: str) -> None:
    title = title.strip()
    if not title:
        raise RestError(400, "TITLE_EMPTY", "Title can't be empty")
    if not may(chat, "rename"):
        raise RestError(403, "ACCESS_ERROR", "This chat cannot be renamed")
    chat.title = title
    note(portal, chat, by, "title", title)


def recolor(portal: Portal, chat: Chat, by: By, color: str) -> None:
    color = color.upper()
    if color not in COLORS:
        raise RestError(400, "WRONG_COLOR", "This color currently unavailable")
    if chat.color == color:
        raise RestError(400, "WRONG_REQUEST", "This color currently set or chat doesn't exist")
    chat.color = color
    note(portal, chat, by, "color", color.replace("_", " ").capitalize())


def repaint(portal: Portal, chat: Chat, by: By, sent: Any) -> None:
    """Another icon, sent as Base64."""
    if not may(chat, "avatar"):
        raise RestError(403, "ACCESS_ERROR", "The avatar of this chat cannot be changed")
    if not is_picture(sent):
        raise RestError(400, "AVATAR_ERROR", "Avatar incorrect type")
    chat.avatar = icon(portal, chat, sent)
    note(portal, chat, by, "avatar")


def is_picture(sent: Any) -> bool:
    """Whether it is Base64 of an image."""
    try:
        return base64.b64decode(str(sent), validate=True).startswith(PICTURES)
    except (binascii.Error, ValueError):
        return False


def icon(portal: Portal, chat: Chat, sent: Any) -> str:
    """Where the portal shows the picture, "" for what is none."""
    return f"https://{portal.host}/upload/im/{chat.id}/avatar" if is_picture(sent) else ""
