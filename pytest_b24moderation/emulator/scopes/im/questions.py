"""What pages, scopes and the fingerprint want to know of the messenger."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger.chats import LINES, PRIVATE, Chat, Messenger
from pytest_b24moderation.emulator.messenger.persons import is_bot
from pytest_b24moderation.emulator.messenger.shown import name
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    """Chats with their settings and members, and every message; a dialog of two is nothing until somebody writes."""
    found = []
    for chat in portal.state(Messenger).chats.values():
        if chat.kind == PRIVATE and not chat.messages:
            continue
        title = chat.title or f"dialog of users {' and '.join(map(str, chat.members))}"
        content = (chat.kind, chat.description, chat.color, chat.owner, sorted(chat.members), sorted(chat.managers))
        found.append(trace("chats", f"chat{chat.id}", chat.maker, title, (content, chat.entity, chat.text_field)))
        for row in chat.messages.values():
            parts = (row.author, row.attach, row.keyboard, row.menu, row.params, sorted(row.reactions))
            summary = f"in chat {chat.id}: {row.text[:60]}"
            found.append(trace("messages", row.id, row.maker, summary, (row.text, parts)))
    return found


@answers("im.dialogs")
def dialogs(portal: Portal, user: User) -> list[dict[str, Any]]:
    """The user's dialogs, the newest first, with the messages that he sees, oldest first."""
    rows = portal.state(Messenger).of(user.id)
    rows.sort(key=lambda chat: chat.last(), reverse=True)
    return [
        {
            "id": chat.dialog_id(user.id),
            "title": name(portal, chat, user.id),
            "kind": _kind(portal, chat, user),
            "messages": [
                {
                    "id": row.id,
                    "author": _name(portal, row.author) or str(row.params.get("NAME", "")),
                    "text": row.text,
                    "keyboard": row.keyboard,
                    "app": row.maker.code,
                }
                for row in chat.seen_by(user.id)
            ],
            "members": sorted(chat.members),
            "writing": [_name(portal, one) for one in chat.typing],
        }
        for chat in rows
    ]


def _name(portal: Portal, user_id: int) -> str:
    user = portal.people.users.get(user_id)
    return user.full_name if user else ""


def _kind(portal: Portal, chat: Chat, user: User) -> str:
    if chat.kind == LINES:
        return "lines"
    if chat.kind != PRIVATE:
        return "chat"
    return "bot" if is_bot(portal.people.users.get(chat.other(user.id))) else "user"
