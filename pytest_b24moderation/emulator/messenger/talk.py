"""What happens in chats: made, joined, left, written to, changed. Scopes are told of each (see Portal.tell)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.messenger.chats import (
    COLORS,
    GROUP,
    LONGEST_TEXT,
    PRIVATE,
    Chat,
    Member,
    Message,
    Messenger,
)
from pytest_b24moderation.emulator.messenger.remarks import remark
from pytest_b24moderation.emulator.people import PORTAL, Maker
from pytest_b24moderation.emulator.portal import Portal


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: the user, what is behind him (an application, a webhook), and how many events led here."""

    user_id: int
    maker: Maker = PORTAL
    hops: int = 0


@dataclass(slots=True)
class Content:
    """What a message brings beside its text."""

    attach: list[Any] = field(default_factory=list)
    keyboard: list[Any] = field(default_factory=list)
    menu: list[Any] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    forward: dict[str, Any] | None = None


def private(portal: Portal, one: int, other: int, by: By) -> Chat:
    """The dialog of these two, opened now where there was none."""
    messenger, pair = portal.state(Messenger), frozenset((one, other))
    if pair in messenger.pairs:
        return messenger.chats[messenger.pairs[pair]]
    chat = _new(portal, PRIVATE, "", one, by)
    chat.members = {user: Member(user) for user in (one, other)}
    messenger.pairs[pair] = chat.id
    portal.tell("im.joined", chat=chat, users=[other], by=by, history=True)
    return chat


def make(portal: Portal, kind: str, title: str, owner: int, users: Iterable[int], by: By, color: str = "") -> Chat:
    """A group chat with its owner and those users who exist."""
    chat = _new(portal, kind, title, owner, by)
    chat.color = color if color in COLORS else list(COLORS)[chat.id % len(COLORS)]
    chat.title = title or f"{chat.color.replace('_', ' ').capitalize()} chat #{chat.id}"
    wanted = dict.fromkeys([owner, *users])
    added = [one for one in wanted if one in portal.people.users and portal.people.users[one].active]
    chat.members = {one: Member(one) for one in added}
    portal.tell("im.joined", chat=chat, users=[one for one in added if one != by.user_id], by=by, history=True)
    return chat


def join(portal: Portal, chat: Chat, users: Iterable[int], by: By, *, history: bool = True) -> list[int]:
    """Bring people in; those who are in already, or are nobody, are passed over. Returns the newcomers."""
    known = portal.people.users
    added = [one for one in dict.fromkeys(users) if one in known and known[one].active and one not in chat.members]
    for one in added:
        chat.members[one] = Member(one, since=0 if history else chat.last(), read=chat.last())
    if added:
        names = ", ".join(known[one].full_name for one in added)
        note(portal, chat, by, "joined", names, code="CHAT_JOIN")
        portal.tell("im.joined", chat=chat, users=added, by=by, history=history)
    return added


def leave(portal: Portal, chat: Chat, user_id: int, by: By) -> None:
    """Take a member out; the chat's oldest other member inherits it from its owner."""
    user = portal.people.users.get(user_id)
    del chat.members[user_id]
    chat.managers.discard(user_id)
    if chat.owner == user_id:
        chat.owner = next(iter(chat.members), 0)
    gone = user.full_name if user else ""
    note(portal, chat, by, "left" if by.user_id == user_id else "excluded", gone, code="CHAT_LEAVE")


def say(
    portal: Portal, chat: Chat, author: int, text: str, by: By, content: Content | None = None, *, context: str = ""
) -> Message:
    """A message of that author (0 = the system). ``context``: TEXTAREA where commands in it are to be called."""
    content = content or Content()
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]} (...)"
    message = _put(portal, chat, Message(0, chat.id, author, text, 0.0, _uuid(portal), by.maker))
    message.attach, message.keyboard, message.menu = content.attach, content.keyboard, content.menu
    message.params, message.forward = content.params, content.forward
    chat.typing.pop(author, None)
    for member in chat.members.values():
        member.gone = -1
        if member.user_id == author:
            member.read, member.read_at, member.marked = message.id, message.at, False
    portal.tell("im.said", chat=chat, message=message, by=by, context=context or "TEXTAREA")
    return message


def note(portal: Portal, chat: Chat, by: By, what: str, value: str = "", *, code: str = "") -> None:
    """The portal's own remark in a chat on what somebody did there."""
    user = portal.people.users.get(by.user_id)
    text = remark(portal.language, what, user.full_name if user else "", value)
    message = _put(portal, chat, Message(0, chat.id, 0, text, 0.0, "", by.maker))
    message.quiet, message.code = True, code


def changed(portal: Portal, chat: Chat, message: Message, by: By, text: str | None = None) -> None:
    """A message has another text or other parts now."""
    if text is not None:
        message.text = text.strip()[:LONGEST_TEXT]
        message.params["IS_EDITED"] = "Y"
    portal.tell("im.changed", chat=chat, message=message, by=by)


def erase(portal: Portal, chat: Chat, message: Message, by: By, *, complete: bool = False) -> None:
    """Delete a message: a mark stays in its place unless it goes completely."""
    message.deleted = True
    message.attach, message.keyboard, message.menu = [], [], []
    message.params = {"IS_DELETED": "Y"}
    message.text = remark(portal.language, "deleted", "", portal.iso(message.at))
    if complete:
        del chat.messages[message.id]
    portal.tell("im.erased", chat=chat, message=message, by=by)


def react(portal: Portal, chat: Chat, message: Message, by: By, code: str, *, on: bool) -> bool:
    """Set or take back one user's reaction; whether anything changed."""
    users = message.reactions.setdefault(code, set())
    if (by.user_id in users) == on:
        return False
    (users.add if on else users.discard)(by.user_id)
    portal.tell("im.reacted", chat=chat, message=message, by=by, reaction=code, on=on)
    return True


def read(portal: Portal, chat: Chat, user_id: int, upto: int = 0) -> list[int]:
    """Mark messages as read, all of them without ``upto``; returns those that were not."""
    member = chat.members[user_id]
    upto = min(upto or chat.last(), chat.last())
    seen = [row.id for row in chat.unread(user_id) if row.id <= upto]
    if upto > member.read:
        member.read, member.read_at = upto, portal.clock.now()
    member.marked = False
    return seen


def _new(portal: Portal, kind: str, title: str, owner: int, by: By) -> Chat:
    messenger = portal.state(Messenger)
    messenger.last_chat += 1
    chat = Chat(messenger.last_chat, kind or GROUP, title, owner, portal.clock.now(), by.maker)
    messenger.chats[chat.id] = chat
    return chat


def _put(portal: Portal, chat: Chat, message: Message) -> Message:
    messenger = portal.state(Messenger)
    messenger.last_message += 1
    message.id, message.at = messenger.last_message, portal.clock.now()
    chat.messages[message.id] = message
    return message


def _uuid(portal: Portal) -> str:
    text = portal.people.hexes(32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"
