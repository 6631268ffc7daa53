"""The bells of people: what they were notified of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.messenger.chats import Messenger
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers

PERSONAL, SYSTEM = 2, 4


@dataclass(slots=True)
class Notice:
    """One notification. ``kind``: 2 from a person, 4 from the system. ``client``: whose tags these are."""

    id: int
    user_id: int
    author: int
    text: str
    kind: int
    maker: Maker
    at: float
    client: str = ""
    tag: str = ""
    sub_tag: str = ""
    attach: list[Any] = field(default_factory=list)
    read: bool = False


@dataclass
class Notices:
    """All of the portal's notifications by id; ``chats``: user → the id of his chat with the system."""

    rows: dict[int, Notice] = field(default_factory=dict)
    chats: dict[int, int] = field(default_factory=dict)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    rows = portal.state(Notices).rows.values()
    return [
        trace("notifications", row.id, row.maker, f"to user {row.user_id}: {row.text[:60]}", row.text) for row in rows
    ]


@answers("im.notices")
def notices(portal: Portal, user_id: int) -> list[Notice]:
    """What a user's bell shows, newest first."""
    return [row for row in reversed(portal.state(Notices).rows.values()) if row.user_id == user_id]


def unread_notices(portal: Portal, user_id: int) -> int:
    return sum(not row.read for row in notices(portal, user_id))


def ring(portal: Portal, notice: Notice) -> int:
    """Give the notification its id and put it in the bell; the one with the same tag goes."""
    state, messenger = portal.state(Notices), portal.state(Messenger)
    if notice.tag:
        same = (notice.client, notice.tag, notice.user_id)
        state.rows = {key: row for key, row in state.rows.items() if (row.client, row.tag, row.user_id) != same}
    messenger.last_message += 1
    notice.id = messenger.last_message
    state.rows[notice.id] = notice
    if notice.user_id not in state.chats:
        messenger.last_chat += 1
        state.chats[notice.user_id] = messenger.last_chat
    return notice.id
