"""Dialogs of clients of the CRM. restdocs: api-reference/imopenlines/openlines/chats, …/messages."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.asked import acting
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied, argument_empty
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.imopenlines.access import by, dialog_of
from pytest_b24moderation.emulator.scopes.imopenlines.state import Dialog, Lines
from pytest_b24moderation.emulator.scopes.imopenlines.words import chat_of

TYPES = ("lead", "deal", "company", "contact")
NOT_THERE = ("CHAT_NOT_IN_CRM", "Chat does not belong to the CRM object being checked")


@method("imopenlines.crm.chat.get")
def chat_get(call: Call) -> list[dict[str, str]]:
    """The chats of a client; with ACTIVE_ONLY=N those whose session is over too."""
    kind, client = _client(call)
    if not _readable(call, call.user, kind, client):
        if kind in TYPES and _readable(call, call.portal.people.users[1], kind, client):
            raise access_denied("You don't have access to this action")
        return []
    found = []
    for dialog in _dialogs(call, kind, client):
        session = call.state(Lines).session(dialog.chat_id)
        if call.text("ACTIVE_ONLY", "Y") == "N" or (session and not session.closed):
            row = call.portal.ask("imconnector.connector", id=dialog.connector)
            title = str(row["name"]) if row else dialog.connector
            chat = {"CHAT_ID": str(dialog.chat_id), "CONNECTOR_ID": dialog.connector, "CONNECTOR_TITLE": title}
            found.append(chat)
    return found


@method("imopenlines.crm.chat.getLastId")
def chat_last(call: Call) -> int:
    if not call.text("CRM_ENTITY_TYPE") or not call.text("CRM_ENTITY"):
        raise RestError(400, "CRM_CHAT_EMPTY_CRM_DATA", "Empty CRM data")
    kind, client = _client(call)
    rows = _dialogs(call, kind, client) if _readable(call, call.user, kind, client) else []
    if not rows:
        raise RestError(400, "CRM_CHAT_EMPTY_CRM_DATA", "Could not find CRM object")
    return rows[-1].chat_id


@method("imopenlines.crm.chat.user.add")
def user_add(call: Call) -> int:
    kind, client = _client(call)
    if not call.text("USER_ID"):
        raise argument_empty("Empty USER_ID")
    if not _readable(call, call.user, kind, client):
        raise access_denied("You don't have access to join user to chat")
    dialog, user = _chat(call, kind, client), _active(call)
    if dialog is None:
        return 0
    if not _readable(call, user, kind, client):
        text = "This user does not have access to the chat because he does not have access to this CRM object"
        raise access_denied(text)
    if not talk.join(call.portal, chat_of(call.portal, dialog), [user.id], by(call)):
        raise RestError(400, "WRONG_REQUEST", "You don't have access or user already member in chat")
    return dialog.chat_id


@method("imopenlines.crm.chat.user.delete")
def user_delete(call: Call) -> int:
    if not call.text("USER_ID"):
        raise RestError(400, "CRM_CHAT_EMPTY_USER", "Empty User ID")
    if not call.text("CRM_ENTITY_TYPE") or not call.text("CRM_ENTITY"):
        raise RestError(400, "CRM_CHAT_EMPTY_CRM_DATA", "Empty CRM data")
    kind, client = _client(call)
    if not _readable(call, call.user, kind, client):
        raise access_denied("You don't have access to join user to chat")
    dialog, user = _chat(call, kind, client), _active(call)
    if dialog is None:
        return 0
    chat = chat_of(call.portal, dialog)
    if user.id not in chat.members:
        raise RestError(400, "WRONG_REQUEST", "You don't have access or user already not in chat")
    talk.leave(call.portal, chat, user.id, by(call))
    return dialog.chat_id


@method("imopenlines.crm.message.add")
def message_add(call: Call) -> int:
    """A message of that employee or bot, who must be in the chat and see the client."""
    kind, client = _client(call)
    for name in ("USER_ID", "CHAT_ID", "MESSAGE"):
        if not call.text(name):
            raise argument_empty(name)
    author = call.portal.people.users.get(number(call.get("USER_ID")))
    dialog = _chat(call, kind, client)
    if author is None or not _readable(call, author, kind, client):
        raise access_denied("User don't have access to this entity")
    chat = chat_of(call.portal, dialog) if dialog else None
    if chat is None or author.id not in chat.members:
        raise RestError(400, "CANCELED", "You cannot send messages to the specified chat")
    return talk.say(call.portal, chat, author.id, call.text("MESSAGE"), acting(call, author.id)).id


@method("imopenlines.message.quick.save")
def quick_save(call: Call) -> bool:
    dialog = dialog_of(call)
    found = chat_of(call.portal, dialog).messages.get(number(call.get("MESSAGE_ID")))
    if found is None or not found.text:
        raise RestError(400, "CANT_SAVE_QUICK_ANSWER", "Error saving quick answer")
    call.state(Lines).quick[found.id] = (found.text, call.maker)
    return True


def _client(call: Call) -> tuple[str, int]:
    for name in ("CRM_ENTITY_TYPE", "CRM_ENTITY"):
        if not call.text(name) and not isinstance(call.get(name), list | dict):
            raise argument_empty(name)
    client = number(call.get("CRM_ENTITY"))
    if client <= 0:
        raise RestError(400, "ERROR_ARGUMENT", "The value of an argument 'CRM_ENTITY' has an invalid type")
    return call.text("CRM_ENTITY_TYPE").lower(), client


def _readable(call: Call, user: User, kind: str, client: int) -> bool:
    return kind in TYPES and call.portal.ask("crm.card", type=kind, id=client, user=user) is not None


def _dialogs(call: Call, kind: str, client: int) -> list[Dialog]:
    return [row for row in call.state(Lines).dialogs.values() if row.crm.get(kind.upper()) == client]


def _chat(call: Call, kind: str, client: int) -> Dialog | None:
    """The chat that is named, or the client's last one."""
    rows, wanted = _dialogs(call, kind, client), number(call.get("CHAT_ID"))
    if not wanted:
        return rows[-1] if rows else None
    found = next((row for row in rows if row.chat_id == wanted), None)
    if found is None:
        raise RestError(400, *NOT_THERE)
    return found


def _active(call: Call) -> User:
    user = call.portal.people.users.get(number(call.get("USER_ID")))
    if user is None or not user.active:
        raise RestError(400, "CRM_CHAT_USER_NOT_ACTIVE", "User not active")
    return user
