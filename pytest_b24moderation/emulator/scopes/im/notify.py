"""Notifications to people. restdocs: api-reference/chats/notifications."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number, truth


@dataclass(slots=True)
class Notice:
    """One notification. ``kind``: USER (from the caller) or SYSTEM."""

    id: int
    user_id: int
    text: str
    kind: str
    maker: Maker
    at: float
    tag: str = ""
    sub_tag: str = ""
    attach: Any = None
    read: bool = False


@dataclass
class Notices:
    """All of the portal's notifications by id."""

    rows: dict[int, Notice] = field(default_factory=dict)
    last: int = 0


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


@method("im.notify")
def im_notify(call: Call) -> int:
    return _add(call, call.text("TYPE", "USER").upper())


@method("im.notify.personal.add")
def personal_add(call: Call) -> int:
    return _add(call, "USER")


@method("im.notify.system.add")
def system_add(call: Call) -> int:
    return _add(call, "SYSTEM")


@method("im.notify.delete")
def notify_delete(call: Call) -> bool:
    """By ID, TAG or SUB_TAG; only what the caller's application or person made."""
    state, wanted = call.state(Notices), number(call.get("ID"))
    tag, sub = call.text("TAG"), call.text("SUB_TAG")
    if not (wanted or tag or sub):
        raise RestError(400, "PARAMS_ERROR", "Incorrect params")
    gone = [
        key
        for key, row in state.rows.items()
        if row.maker.code == call.maker.code
        and (key == wanted or (bool(tag) and row.tag == tag) or (bool(sub) and row.sub_tag == sub))
    ]
    for key in gone:
        del state.rows[key]
    return bool(gone)


@method("im.notify.read")
def notify_read(call: Call) -> bool:
    """Mark the caller's notification as read, and with ONLY_CURRENT=N those after it too; ACTION=N unmarks."""
    wanted, action = number(call.get("ID")), call.text("ACTION", "Y") != "N"
    if not wanted:
        raise RestError(400, "ID_ERROR", "ID can't be empty")
    only = truth(call.get("ONLY_CURRENT", "N"))
    for key, row in call.state(Notices).rows.items():
        if row.user_id == call.user.id and (key == wanted or (not only and key > wanted)):
            row.read = action
    return True


@method("im.notify.get")
def notify_get(call: Call) -> dict[str, Any]:
    """The caller's own notifications, newest first."""
    portal = call.portal
    rows = notices(portal, call.user.id)
    shown = [
        {
            "id": row.id,
            "chat_id": 0,
            "author_id": row.maker.user_id if row.kind == "USER" else 0,
            "date": portal.iso(row.at),
            "notify_type": 3,
            "notify_tag": row.tag,
            "text": row.text,
            "notify_read": "Y" if row.read else "N",
        }
        for row in rows
    ]
    unread = sum(not row.read for row in rows)
    return {"total_count": len(rows), "total_unread_count": unread, "chat_id": 0, "notifications": shown, "users": []}


def _add(call: Call, kind: str) -> int:
    user_id = number(call.get("USER_ID", call.get("TO")))
    if not user_id:
        raise RestError(400, "USER_ID_EMPTY", "User ID can't be empty")
    if user_id not in call.portal.people.users:
        raise RestError(400, "USER_NOT_FOUND", "User not found")
    text = call.text("MESSAGE")
    if not text and call.get("ATTACH") is None:
        raise RestError(400, "MESSAGE_EMPTY", "Message can't be empty")
    state, tag, sub = call.state(Notices), call.text("TAG"), call.text("SUB_TAG")
    if tag:
        state.rows = {key: row for key, row in state.rows.items() if (row.tag, row.user_id) != (tag, user_id)}
    state.last += 1
    now = call.portal.clock.now()
    state.rows[state.last] = Notice(
        state.last,
        user_id,
        text,
        "SYSTEM" if kind == "SYSTEM" else "USER",
        call.maker,
        now,
        tag,
        sub,
        call.get("ATTACH"),
    )
    return state.last
