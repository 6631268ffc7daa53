"""The list of recent dialogs and its counters. restdocs: chats/im-recent-*.md, chats/special-operations."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import find, talk
from pytest_b24moderation.emulator.messenger.chats import COLORS, LINES, PRIVATE, Chat, Member, Messenger
from pytest_b24moderation.emulator.messenger.persons import person
from pytest_b24moderation.emulator.messenger.shown import chat_row, name, plain
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.params import number, truth
from pytest_b24moderation.emulator.scopes.im.inputs import dialog_empty, instant, no_access
from pytest_b24moderation.emulator.scopes.im.notices import unread_notices

REVISIONS = {"rest": 36, "web": 130, "mobile": 23, "desktop": 6}


@method("im.revision.get")
def revision(call: Call) -> dict[str, int]:  # noqa: ARG001
    return REVISIONS | {"im_revision_mobile": REVISIONS["mobile"]}


@method("im.recent.get")
def recent_get(call: Call) -> list[dict[str, Any]]:
    """The caller's dialogs, pinned first, newest first; only those changed since LAST_UPDATE."""
    since = max(instant(call, "LAST_UPDATE"), instant(call, "LAST_SYNC_DATE"))
    return [item(call, chat) for chat in _recent(call) if _moved(chat) >= since]


@method("im.recent.list")
def recent_list(call: Call) -> Listed:
    before, start = instant(call, "LAST_MESSAGE_DATE"), max(number(call.get("OFFSET")), 0)
    limit = min(max(number(call.get("LIMIT"), 50), 1), 200)
    rows = [chat for chat in _recent(call) if not before or _moved(chat) < before]
    if truth(call.get("UNREAD_ONLY")):
        rows = [chat for chat in rows if chat.unread(call.user.id) or chat.members[call.user.id].marked]
    raw = truth(call.get("GET_ORIGINAL_TEXT"))
    more = start + limit < len(rows)
    found = {
        "items": [item(call, chat, raw=raw) for chat in rows[start : start + limit]],
        "hasMorePages": more,
        "hasMore": more,
        "copilot": None,
        "messagesAutoDeleteConfigs": [],
    }
    return Listed(found)


@method("im.recent.pin")
def recent_pin(call: Call) -> bool:
    _, member = _own(call)
    if member is None:
        raise no_access("You don’t have permission to pin this chat", 400)
    member.pinned = call.text("PIN", "Y").upper() != "N"
    return True


@method("im.recent.hide")
def recent_hide(call: Call) -> bool:
    chat, member = _own(call)
    if chat is None or member is None:
        return False
    member.gone = chat.last()
    return True


@method("im.recent.unread")
def recent_unread(call: Call) -> bool:
    """Put a dialog aside as unread, or take the mark off and read it."""
    chat, member = _own(call)
    if chat is None or member is None:
        return False
    if call.text("ACTION", "Y").upper() == "N":
        talk.read(call.portal, chat, call.user.id)
    else:
        member.marked = True
    return True


@method("im.counters.get")
def counters(call: Call) -> dict[str, Any]:
    """Unread messages by dialog; muted chats do not count in the sums."""
    me = call.user.id
    names = ("CHAT", "CHAT_MUTED", "CHAT_UNREAD", "LINES", "DIALOG", "DIALOG_UNREAD")
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    marks: dict[str, list[int]] = {"CHAT_UNREAD": [], "DIALOG_UNREAD": []}
    for chat in call.state(Messenger).of(me):
        member, count = chat.members[me], len(chat.unread(me))
        kind = "DIALOG" if chat.kind == PRIVATE else "LINES" if chat.kind == LINES else "CHAT"
        key = chat.other(me) if kind == "DIALOG" else chat.id
        if count:
            found["CHAT_MUTED" if member.muted else kind][str(key)] = count
        if member.marked:
            marks["DIALOG_UNREAD" if kind == "DIALOG" else "CHAT_UNREAD"].append(key)
    sums = {kind: sum(found[kind].values()) for kind in ("CHAT", "LINES", "DIALOG")}
    messenger, notices = sum(sums.values()), unread_notices(call.portal, me)
    kinds = {"ALL": messenger + notices, "NOTIFY": notices, **sums, "MESSENGER": messenger}
    return {"TYPE": kinds} | {name: rows or [] for name, rows in found.items()} | marks


def item(call: Call, chat: Chat, *, raw: bool = False) -> dict[str, Any]:
    """A row of the recent list."""
    portal, me = call.portal, call.user.id
    member, last = chat.members[me], chat.messages.get(chat.last())
    other = portal.people.users.get(chat.other(me)) if chat.kind == PRIVATE else None
    card = person(portal, other) if other else {"id": 0}
    moment = portal.iso(_moved(chat))
    row = {
        "id": chat.other(me) if other else f"chat{chat.id}",
        "chat_id": chat.id,
        "type": "user" if other else "chat",
        "avatar": {"url": card["avatar"] if other else chat.avatar, "color": card.get("color", COLORS[chat.color])},
        "title": name(portal, chat, me),
        "message": {
            "id": last.id if last else 0,
            "text": (last.text if raw else plain(last.text)) if last else "",
            "file": bool(last and last.params.get("FILE_ID")),
            "author_id": last.author if last else 0,
            "attach": bool(last and last.attach),
            "sticker": None,
            "date": moment,
            "status": "received",
            "uuid": last.uuid or None if last else None,
        },
        "counter": len(chat.unread(me)),
        "last_id": member.read,
        "pinned": member.pinned,
        "unread": member.marked,
        "has_reminder": False,
        "date_update": moment,
        "date_last_activity": moment,
    }
    brief: dict[str, Any] = {"text_field_enabled": chat.text_field, "background_id": None, "mute_list": []}
    return row | {"chat": brief if other else chat_row(portal, chat, me), "user": card, "options": []}


def _recent(call: Call) -> list[Chat]:
    me = call.user.id
    rows = [chat for chat in call.state(Messenger).of(me) if chat.members[me].gone < 0 and _wanted(call, chat)]
    rows.sort(key=lambda chat: (chat.members[me].pinned, _moved(chat), chat.id), reverse=True)
    return [chat for chat in rows if chat.messages or chat.kind != PRIVATE]


def _wanted(call: Call, chat: Chat) -> bool:
    kind = "DIALOG" if chat.kind == PRIVATE else "OPENLINES" if chat.kind == LINES else "CHAT"
    if truth(call.get("ONLY_OPENLINES")) and kind != "OPENLINES":
        return False
    if truth(call.get("ONLY_COPILOT")) or truth(call.get("ONLY_CHANNEL")):
        return False
    return not truth(call.get(f"SKIP_{kind}"))


def _moved(chat: Chat) -> float:
    last = chat.messages.get(chat.last())
    return last.at if last else chat.created


def _own(call: Call) -> tuple[Chat | None, Member | None]:
    named = call.get("DIALOG_ID")
    if not find.spelt(named)[0]:
        raise dialog_empty()
    chat = find.found(call.portal, call.user.id, named)
    return chat, chat.members.get(call.user.id) if chat else None
