"""Which dialog a call means, and whether its caller may have to do with it."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger.asked import acting
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.imopenlines.state import Dialog, Lines, Session
from pytest_b24moderation.emulator.scopes.imopenlines.words import chat_of

CLOSED = "You cannot open this conversation as you do not have sufficient rights"


def may_see(portal: Portal, user: User, dialog: Dialog) -> bool:
    """Administrators, the line's employees, and whoever is in the chat."""
    line = portal.state(Lines).rows.get(dialog.line_id)
    listed = line is not None and user.id in line.operators(portal)
    return user.admin or listed or user.id in chat_of(portal, dialog).members


def dialog_of(call: Call) -> Dialog:
    """By CHAT_ID; CHAT_ID, CHAT_TYPE or ACCESS_DENIED."""
    chat_id = number(call.get("CHAT_ID"))
    if chat_id <= 0:
        raise RestError(400, "CHAT_ID", "The specified chat identifier is incorrect")
    found = call.state(Lines).dialogs.get(chat_id)
    if found is None:
        raise RestError(400, "CHAT_TYPE", "The specified chat is not an open line")
    if not may_see(call.portal, call.user, found):
        raise RestError(400, "ACCESS_DENIED", CLOSED)
    return found


def chat_id_of(call: Call) -> int:
    """CHAT_ID, for methods that only want it to be there: CHAT_ID_EMPTY."""
    found = number(call.get("CHAT_ID"))
    if found <= 0:
        raise RestError(400, "CHAT_ID_EMPTY", "Chat ID can't be empty")
    return found


def session_of(call: Call, dialog: Dialog) -> Session:
    """The dialog's last session; every dialog has had one."""
    found = call.state(Lines).session(dialog.chat_id)
    if found is None:
        raise RestError(400, "CHAT_TYPE", "The specified chat is not an open line")
    return found


def by(call: Call) -> By:
    return acting(call, call.user.id)
