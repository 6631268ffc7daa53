"""Events of the messenger for a person's own agent, fetched by asking. restdocs: chat-bots-v2/im.v2/events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.messenger.chats import PRIVATE, Chat, Message
from pytest_b24moderation.emulator.messenger.persons import person_v2
from pytest_b24moderation.emulator.messenger.shown import chat_v2, message_v2
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import number

KEPT = 24 * 3600
"""Seconds a record stays."""


@dataclass
class Log:
    """Subscribers and the records kept for them: user → [(id, type, moment, data)]."""

    subscribed: set[int] = field(default_factory=set)
    rows: dict[int, list[tuple[int, str, float, dict[str, Any]]]] = field(default_factory=dict)
    last: int = 0


@method("im.v2.Event.subscribe")
def subscribe(call: Call) -> bool:
    call.state(Log).subscribed.add(call.user.id)
    return True


@method("im.v2.Event.unsubscribe")
def unsubscribe(call: Call) -> bool:
    call.state(Log).subscribed.discard(call.user.id)
    return True


@method("im.v2.Event.get")
def event_get(call: Call) -> dict[str, Any]:
    """The caller's records from ``offset`` on; what is before it is confirmed and goes."""
    portal, offset = call.portal, number(call.get("offset"))
    limit = min(max(number(call.get("limit"), 100), 1), 1000)
    rows = user_events(portal, call.user.id, offset)
    shown = rows[:limit]
    ahead = shown[-1]["eventId"] + 1 if shown else offset
    return {"events": shown, "nextOffset": ahead, "hasMore": len(rows) > limit}


@answers("im.user_events")
def user_events(portal: Portal, user_id: int, offset: int = 0) -> list[dict[str, Any]]:
    """The records of a subscriber, after those before ``offset`` were confirmed."""
    log, now = portal.state(Log), portal.clock.now()
    rows = [row for row in log.rows.get(user_id, []) if row[0] >= offset and now - row[2] <= KEPT]
    log.rows[user_id] = rows
    return [
        {"eventId": number, "type": kind, "date": portal.iso(moment), "data": data}
        for number, kind, moment, data in rows
    ]


@answers("im.user_subscribed")
def subscribed(portal: Portal, user_id: int) -> bool:
    return user_id in portal.state(Log).subscribed


@answers("im.event_id")
def next_id(portal: Portal) -> int:
    """A new id: one row of them for people's and bots' records."""
    log = portal.state(Log)
    log.last += 1
    return log.last


@answers("im.said")
def said(portal: Portal, chat: Chat, message: Message, by: By, context: str) -> None:  # noqa: ARG001
    _record(portal, chat, "ONIMV2MESSAGEADD", message.author, {"message": message})


@answers("im.changed")
def changed(portal: Portal, chat: Chat, message: Message, by: By) -> None:  # noqa: ARG001
    _record(portal, chat, "ONIMV2MESSAGEUPDATE", message.author, {"message": message})


@answers("im.erased")
def erased(portal: Portal, chat: Chat, message: Message, by: By) -> None:  # noqa: ARG001
    _record(portal, chat, "ONIMV2MESSAGEDELETE", message.author, {"messageId": message.id})


@answers("im.reacted")
def reacted(portal: Portal, chat: Chat, message: Message, by: By, reaction: str, on: bool) -> None:
    facts = {"reaction": reaction, "action": "add" if on else "delete", "message": message}
    _record(portal, chat, "ONIMV2REACTIONCHANGE", by.user_id, facts)


@answers("im.joined")
def joined(portal: Portal, chat: Chat, users: Iterable[int], by: By, history: bool) -> None:  # noqa: ARG001
    for one in users if chat.kind != PRIVATE else ():
        _record(portal, chat, "ONIMV2JOINCHAT", one, {"dialogId": f"chat{chat.id}"})


def _record(portal: Portal, chat: Chat, kind: str, about: int, facts: dict[str, Any]) -> None:
    log, user = portal.state(Log), portal.people.users.get(about)
    for one in log.subscribed & set(chat.members):
        data = {key: message_v2(portal, value) if isinstance(value, Message) else value for key, value in facts.items()}
        data |= {
            "chat": chat_v2(portal, chat, one, event=True),
            "user": person_v2(portal, user, event=True) if user else {},
            "language": portal.language,
        }
        log.rows.setdefault(one, []).append((next_id(portal), kind, portal.clock.now(), data))
