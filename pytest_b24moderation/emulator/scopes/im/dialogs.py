"""Dialogs: their card, messages, readers. restdocs: chats/im-dialog-get.md, chats/messages/im-dialog-*.md."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import find, talk
from pytest_b24moderation.emulator.messenger.chats import Chat, Messenger
from pytest_b24moderation.emulator.messenger.files import file_row
from pytest_b24moderation.emulator.messenger.persons import camel, is_bot, people
from pytest_b24moderation.emulator.messenger.shown import dialog_row, message_row, message_v2
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number, truth
from pytest_b24moderation.emulator.scopes.im.inputs import by, dialog, dialog_empty, instant, no_access, window

PAGE, MOST = 20, 50
DAY = 86400


@method("im.dialog.get")
def dialog_get(call: Call) -> dict[str, Any]:
    return dialog_row(call.portal, dialog(call), call.user.id) | {"dialog_id": call.text("DIALOG_ID")}


@method("im.dialog.messages.get")
def messages_get(call: Call) -> dict[str, Any]:
    """The newest messages, or those before LAST_ID or after FIRST_ID, newest first."""
    chat, state = dialog(call), call.state(Messenger)
    first, last = _id(call, "FIRST_ID", "First"), _id(call, "LAST_ID", "Last")
    limit = min(max(number(call.get("LIMIT"), PAGE), 1), MOST)
    rows = chat.seen_by(call.user.id)
    if first is not None:
        rows = [row for row in rows if row.id > first][:limit]
    else:
        rows = [row for row in rows if last is None or row.id < last][-limit:]
    shown = [message_row(call.portal, chat, row, call.user.id) for row in reversed(rows)]
    return {
        "chat_id": chat.id,
        "messages": shown,
        "users": people(call.portal, [row.author for row in rows if row.author]),
        "files": [file_row(call.portal, state.files[one]) for row in rows for one in row.params.get("FILE_ID", ())],
    }


@method("im.dialog.messages.search")
def messages_search(call: Call) -> dict[str, Any]:
    """By text (three letters at least), by date, in a chat that the caller is in."""
    if number(call.get("CHAT_ID")) <= 0:
        raise RestError(400, "CHAT_ID_EMPTY", "CHAT_ID can't be empty")
    chat = call.state(Messenger).chats.get(number(call.get("CHAT_ID")))
    if chat is None or not find.sees(chat, call.user.id):
        raise no_access("You do not have access to this chat")
    text = call.text("SEARCH_MESSAGE").casefold()
    low, high = _dates(call)
    rows = [
        row
        for row in chat.seen_by(call.user.id)
        if (len(text) < 3 or text in row.text.casefold()) and low <= row.at < high and not row.deleted
    ]
    order = str(as_dict(call.get("ORDER")).get("ID", "DESC")).upper()
    last = number(call.get("LAST_ID"))
    rows = rows if order == "ASC" else rows[::-1]
    if last:
        rows = [row for row in rows if (row.id > last if order == "ASC" else row.id < last)]
    rows = rows[: min(max(number(call.get("LIMIT"), MOST), 1), 200)]
    users = people(call.portal, [row.author for row in rows if row.author])
    found = []
    for row in rows:
        card = message_v2(call.portal, row, reader=call.user.id)
        viewers = sum(one.read >= row.id for one in chat.members.values() if one.user_id != row.author)
        more = {"chat_id": chat.id, "author_id": row.author, "block": None, "viewedCount": viewers}
        found.append(card | more | {"params": card["params"] or []})
    return {
        "users": [camel(user) for user in users],
        "files": [],
        "additionalMessages": [],
        "copilot": None,
        "stickers": [],
        "reactions": [],
        "tariffRestrictions": {"isHistoryLimitExceeded": False},
        "usersShort": [],
        "messages": found,
    }


@method("im.dialog.users.list")
def users_list(call: Call) -> Listed:
    """Members with their cards; SKIP_EXTERNAL leaves out bots unless SKIP_EXTERNAL_EXCEPT_TYPES keeps them."""
    chat, known = dialog(call), call.portal.people.users
    ids = [one for one in chat.members if one in known]
    kept = {one.strip() for one in call.text("SKIP_EXTERNAL_EXCEPT_TYPES").split(",")}
    if truth(call.get("SKIP_EXTERNAL")) and "bot" not in kept:
        ids = [one for one in ids if not is_bot(known[one])]
    if last := number(call.get("LAST_ID")):
        ids = sorted(one for one in ids if one > last)
    found = window(call, ids, 50, 200)
    return Listed(people(call.portal, found.rows), found.total, found.next)


@method("im.dialog.read")
def dialog_read(call: Call) -> dict[str, Any] | bool:
    """False where the caller has no access."""
    chat = _named(call)
    if chat is None or call.user.id not in chat.members:
        return False
    talk.read(call.portal, chat, call.user.id, number(call.get("MESSAGE_ID")))
    last, left = chat.members[call.user.id].read, len(chat.unread(call.user.id))
    return {"dialogId": call.text("DIALOG_ID"), "chatId": chat.id, "lastId": last, "counter": left}


@method("im.dialog.unread")
def dialog_unread(call: Call) -> bool:
    """What follows the message, and itself, is unread again."""
    first = number(call.get("MESSAGE_ID"))
    if first <= 0:
        raise RestError(400, "MESSAGE_ID_ERROR", "First unread message id can't be empty")
    chat = _named(call)
    member = chat.members.get(call.user.id) if chat else None
    if chat is None or member is None:
        return False
    member.read = max((row.id for row in chat.seen_by(call.user.id) if row.id < first), default=0)
    return True


@method("im.dialog.read.all")
def read_all(call: Call) -> bool:
    for chat in call.state(Messenger).of(call.user.id):
        talk.read(call.portal, chat, call.user.id)
    return True


@method("im.dialog.writing")
def writing(call: Call) -> bool:
    """The dialog's other members see that the caller is writing."""
    dialog(call, "Action unavailable").typing[by(call).user_id] = ""
    return True


def _named(call: Call) -> Chat | None:
    named = call.get("DIALOG_ID")
    if not find.spelt(named)[0]:
        raise dialog_empty()
    return find.found(call.portal, call.user.id, named)


def _id(call: Call, name: str, word: str) -> int | None:
    sent = call.get(name)
    if sent in (None, "", 0, "0"):
        return None
    if not str(sent).strip().isdecimal():
        raise RestError(400, f"{name}_STRING", f"{word} ID can't be string")
    return number(sent)


def _dates(call: Call) -> tuple[float, float]:
    if day := instant(call, "DATE"):
        return day, day + DAY
    return instant(call, "DATE_FROM") or 0.0, instant(call, "DATE_TO") or float("inf")
