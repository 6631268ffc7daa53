"""What an operator does with a guest. restdocs: api-reference/imopenlines/imconnector/events."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.imopenlines.access import may_see
from pytest_b24moderation.emulator.scopes.imopenlines.operators import take
from pytest_b24moderation.emulator.scopes.imopenlines.state import Dialog, Lines
from pytest_b24moderation.emulator.scopes.imopenlines.words import chat_of, end


@act("line-message")
def line_message(
    portal: Portal, user: User, text: str, connector: str = "", line: int = 0, chat: str = "", message: int = 0
) -> dict[str, int]:
    """Answer a guest: the last dialog, of that connector, line and chat of it where they are given.

    With ``message``, correct what was said before. Returns chat_id, message_id and session.
    """
    dialog = _dialog(portal, user, "line-message", connector, line, chat)
    room, by = chat_of(portal, dialog), By(user.id, Maker("person", "", user.id))
    session = portal.state(Lines).session(room.id)
    if message:
        found = room.messages.get(number(message))
        if found is None or found.author != user.id:
            mine = ", ".join(str(row.id) for row in room.messages.values() if row.author == user.id)
            raise ActError("line-message: no such message of this person", mine or "no messages", str(message))
        talk.changed(portal, room, found, by, str(text))
    else:
        if session and not session.closed and session.operator != user.id:
            take(portal, dialog, session, user.id, by)
        found = talk.say(portal, room, user.id, str(text), by)
    return {"chat_id": room.id, "message_id": found.id, "session": session.id if session else 0}


@act("close-line")
def close_line(portal: Portal, user: User, session: int = 0) -> int:
    """End a session, the last open one without ``session``; returns which."""
    state = portal.state(Lines)
    rows = [row for row in state.sessions.values() if not row.closed]
    found = next((row for row in reversed(rows) if number(session) in (0, row.id)), None)
    if found is None or not may_see(portal, user, state.dialogs[found.chat_id]):
        raise ActError("close-line: no such open session", ", ".join(str(row.id) for row in rows), str(session))
    end(portal, found, By(user.id, Maker("person", "", user.id)))
    return found.id


def _dialog(portal: Portal, user: User, verb: str, connector: str, line: int, chat: str) -> Dialog:
    rows = portal.state(Lines).dialogs.values()
    for row in reversed(rows):
        right = (not connector or row.connector == str(connector).lower()) and number(line) in (0, row.line_id)
        if right and str(chat) in ("", row.chat) and may_see(portal, user, row):
            return row
    known = ", ".join(row.code for row in rows) or "nobody has written yet"
    raise ActError(f"{verb}: there is no such dialog", known, f"{connector}|{line}|{chat}")
