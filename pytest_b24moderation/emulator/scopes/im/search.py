"""Search of chats, people and departments, and its history. restdocs: api-reference/chats/search."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import find
from pytest_b24moderation.emulator.messenger.chats import LINES, OPEN, PRIVATE, Chat, Messenger
from pytest_b24moderation.emulator.messenger.persons import person
from pytest_b24moderation.emulator.messenger.shown import chat_row, dialog_row
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import truth
from pytest_b24moderation.emulator.scopes.im.inputs import dialog_empty, window
from pytest_b24moderation.emulator.scopes.im.users import department

BRIEF = ("id", "name", "owner", "extranet", "avatar", "color", "type", "entity_type", "entity_id", "entity_data_1",
         "entity_data_2", "entity_data_3", "mute_list", "date_create", "message_type")  # fmt: skip
VIEWS = ("readed_list", "last_message_views", "dialog_id", "manager_list")


@method("im.search.chat.list")
def chats(call: Call) -> Listed:
    """Chats by title and by the names of their members, newest first; FIND_LINES looks in open lines."""
    phrase, lines = call.text("FIND"), False
    if not phrase:
        phrase, lines = call.text("FIND_LINES"), True
    if len(phrase) < 2:
        raise short()
    me = call.user.id
    rows = [
        chat
        for chat in reversed(call.state(Messenger).chats.values())
        if (me in chat.members or chat.kind == OPEN) and (chat.kind == LINES) == lines and chat.kind != PRIVATE
    ]
    found = window(call, [chat for chat in rows if _fits(phrase, _words(call, chat))])
    shown = [
        {key: value for key, value in dialog_row(call.portal, chat, me).items() if key not in VIEWS}
        for chat in found.rows
    ]
    return Listed(shown, found.total, found.next)


@method("im.search.user.list")
def users(call: Call) -> Listed:
    """By name, position and department."""
    phrase = call.text("FIND")
    if len(phrase) < 2:
        raise short()
    people = [user for user in call.portal.people.users.values() if user.present]
    found = window(call, [user for user in people if _fits(phrase, _about(call, user))])
    shown = {str(user.id): person(call.portal, user) for user in found.rows}
    return Listed(shown or [], found.total, found.next)


@method("im.search.department.list")
def departments(call: Call) -> Listed:
    """By the beginnings of words of the full name; a phrase that is too short finds all."""
    if call.get("FIND") is None:
        raise short()
    phrase, cards = call.text("FIND"), truth(call.get("USER_DATA"))
    rows = [department(call.portal, unit, cards=cards) for unit in call.portal.people.departments.values()]
    return window(call, [row for row in rows if len(phrase) < 2 or _fits(phrase, row["full_name"])])


@method("im.search.last.add")
def last_add(call: Call) -> bool:
    named, history = _named(call), _history(call)
    if named in history:
        history.remove(named)
    history.insert(0, named)
    return True


@method("im.search.last.delete")
def last_delete(call: Call) -> bool:
    named, history = _named(call), _history(call)
    if named not in history:
        return False
    history.remove(named)
    return True


@method("im.search.last.get")
def last_get(call: Call) -> list[dict[str, Any]]:
    """The dialogs of the history that are still there, newest first."""
    found = []
    for named in _history(call):
        kind, key = find.spelt(named)
        if kind == "user":
            user = call.portal.people.users.get(key)
            if user and not truth(call.get("SKIP_DIALOG")):
                card = person(call.portal, user)
                look = {"url": card["avatar"], "color": card["color"]}
                found.append({"id": key, "type": "user", "avatar": look, "title": card["name"], "user": card})
        elif (chat := find.found(call.portal, call.user.id, named)) and not _skipped(call, chat):
            row = chat_row(call.portal, chat, call.user.id)
            look = {"url": row["avatar"], "color": row["color"]}
            brief = {name: row[name] for name in BRIEF}
            found.append({"id": named, "type": "chat", "avatar": look, "title": row["name"], "chat": brief})
    return found


def short() -> RestError:
    return RestError(400, "FIND_SHORT", "Too short a search phrase.")


def _skipped(call: Call, chat: Chat) -> bool:
    return truth(call.get("SKIP_OPENLINES" if chat.kind == LINES else "SKIP_CHAT"))


def _named(call: Call) -> str:
    named = call.get("DIALOG_ID")
    if find.spelt(named)[0] not in ("user", "chat"):
        raise dialog_empty()
    return str(named).strip()


def _history(call: Call) -> list[str]:
    return call.state(Messenger).searched.setdefault(call.user.id, [])


def _words(call: Call, chat: Chat) -> str:
    known = call.portal.people.users
    return " ".join([chat.title, *(known[one].full_name for one in chat.members if one in known)])


def _about(call: Call, user: User) -> str:
    units = call.portal.people.departments
    return " ".join([user.full_name, user.position, *(units[one].name for one in user.departments if one in units)])


def _fits(phrase: str, text: str) -> bool:
    """Whether every word of the phrase begins a word of the text."""
    words = text.casefold().split()
    return all(any(word.strip("\"'([").startswith(part) for word in words) for part in phrase.casefold().split())
