"""From a dialog's name in a call to the chat. restdocs: chats/im-dialog-get.md (DIALOG_ID)."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger.chats import OPEN, Chat, Messenger
from pytest_b24moderation.emulator.messenger.talk import By, private
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.params import number


def spelt(dialog: Any) -> tuple[str, int]:
    """`12` → ("user", 12), `chat5` → ("chat", 5), `sg3` → ("sg", 3); ("", 0) for what is no dialog."""
    text = str(dialog if isinstance(dialog, str | int) else "").strip()
    for kind in ("chat", "sg"):
        if text.startswith(kind) and number(text[len(kind) :]) > 0:
            return kind, number(text[len(kind) :])
    return ("user", number(text)) if number(text) > 0 else ("", 0)


def found(portal: Portal, user_id: int, dialog: Any) -> Chat | None:
    """The dialog where there is one and the user may see it."""
    messenger, (kind, key) = portal.state(Messenger), spelt(dialog)
    if kind == "user":
        return messenger.chats.get(messenger.pairs.get(frozenset((user_id, key)), 0))
    chat = messenger.chats.get(key) if kind == "chat" else bound(portal, "SONET_GROUP", str(key)) if kind else None
    return chat if chat is not None and sees(chat, user_id) else None


def opened(portal: Portal, by: By, dialog: Any) -> Chat | None:
    """The same; a dialog with a person who is there begins when it is wanted."""
    kind, key = spelt(dialog)
    if kind == "user":
        return private(portal, by.user_id, key, by) if key in portal.people.users else None
    return found(portal, by.user_id, dialog)


def sees(chat: Chat, user_id: int) -> bool:
    """Members, and for open chats everybody."""
    return user_id in chat.members or chat.kind == OPEN


def bound(portal: Portal, kind: str, entity_id: str) -> Chat | None:
    """The chat of an entity."""
    rows = portal.state(Messenger).chats.values()
    return next((chat for chat in rows if kind and entity_id and chat.entity == (kind, entity_id)), None)
