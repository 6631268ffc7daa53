"""Dialogs as answers show them. restdocs: imopenlines-dialog-get.md, imopenlines-session-history-get.md."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger.chats import Chat, Message
from pytest_b24moderation.emulator.messenger.persons import camel, person
from pytest_b24moderation.emulator.messenger.shown import dialog_row, params_of
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.imopenlines.access import CLOSED, may_see
from pytest_b24moderation.emulator.scopes.imopenlines.state import CRM_TYPES, Dialog, Lines, Session
from pytest_b24moderation.emulator.scopes.imopenlines.words import chat_of


def entity_data(portal: Portal, dialog: Dialog) -> dict[str, str]:
    """What the chat knows of its session and of its client, in three texts."""
    lines = portal.state(Lines)
    session = lines.session(dialog.chat_id)
    kind, client = next(iter(dialog.crm.items()), ("NONE", 0))
    parts = ("Y" if client else "N", kind, client, "N", "N", session.id if session else 0,
             int(session.opened) if session else 0, 0, 0, 0)  # fmt: skip
    return {
        "entity_data_1": "|".join(str(one) for one in parts),
        "entity_data_2": "|".join(f"{name}|{dialog.crm.get(name, 0)}" for name in CRM_TYPES),
        "entity_data_3": "Y" if dialog.silent else "N",
    }


@method("imopenlines.dialog.get")
def dialog_get(call: Call) -> dict[str, Any]:
    """By CHAT_ID, DIALOG_ID, SESSION_ID or USER_CODE."""
    state = call.state(Lines)
    session = state.sessions.get(number(call.get("SESSION_ID")))
    chat_id = number(call.get("CHAT_ID")) or number(call.text("DIALOG_ID").removeprefix("chat"))
    chat_id = chat_id or (session.chat_id if session else 0)
    code = call.text("USER_CODE")
    chat_id = chat_id or next((row.chat_id for row in state.dialogs.values() if row.code == code), 0)
    found = state.dialogs.get(chat_id)
    if found is None or not may_see(call.portal, call.user, found):
        raise RestError(400, "ACCESS_ERROR", "You do not have access to the specified dialog")
    row = dialog_row(call.portal, chat_of(call.portal, found), call.user.id)
    return row | entity_data(call.portal, found) | {"description": row["description"] or None}


@method("imopenlines.session.history.get")
def history(call: Call) -> dict[str, Any]:
    """The messages of a session, or of the last one of a chat."""
    wanted, chat_id, state = number(call.get("SESSION_ID")), number(call.get("CHAT_ID")), call.state(Lines)
    if wanted <= 0 and chat_id <= 0:
        raise RestError(400, "MISSING_REQUIRED_PARAM", "Session ID or Chat ID must be provided")
    session = state.sessions.get(wanted) if wanted > 0 else state.session(chat_id)
    if session is None and wanted <= 0:
        raise RestError(400, "INVALID_SESSION_ID", "Unable to determine session ID from provided parameters")
    dialog = state.dialogs.get(session.chat_id) if session else None
    if session is None or dialog is None or not may_see(call.portal, call.user, dialog):
        raise RestError(400, "ACCESS_DENIED", CLOSED)
    return _history(call, session, dialog)


def _history(call: Call, session: Session, dialog: Dialog) -> dict[str, Any]:
    portal = call.portal
    chat = chat_of(portal, dialog)
    rows = [row for row in chat.messages.values() if _within(portal, session, row)]
    rows.sort(key=lambda row: row.id, reverse=True)
    users = [portal.people.users[one] for one in chat.members if one in portal.people.users]
    head = call.user.admin
    groups: dict[str, dict[str, Any]] = {}
    for user in users:
        for unit in user.departments:
            groups.setdefault(str(unit), {"id": unit, "users": []})["users"].append(str(user.id))
    mute = {str(one): row.muted for one, row in chat.members.items()}
    return {
        "chatId": chat.id,
        "canJoin": "Y",
        "canVoteHead": "Y" if head else "N",
        "sessionId": session.id,
        "sessionVoteHead": session.rating,
        "sessionCommentHead": session.comment,
        "userId": f"chat{chat.id}",
        "message": {str(row.id): _message(portal, chat, row) for row in rows} or [],
        "usersMessage": {f"chat{chat.id}": [str(row.id) for row in rows]},
        "users": {str(user.id): camel(person(portal, user)) | {"id": str(user.id)} for user in users} or [],
        "openlines": {"canvoteashead": {str(session.line_id): head}},
        "userInGroup": groups or [],
        "woUserInGroup": [str(user.id) for user in users if not user.departments],
        "chat": {str(chat.id): _chat(call, chat, dialog) | {"muteList": mute or []}},
        "userBlockChat": {str(chat.id): mute or []},
        "userInChat": {str(chat.id): list(chat.members)},
        "files": [],
    }


def _within(portal: Portal, session: Session, message: Message) -> bool:
    """Whether a message was said in that session."""
    rows = portal.state(Lines).sessions.values()
    later = [row.first for row in rows if row.chat_id == session.chat_id and row.id > session.id]
    return message.id in session.moved or (message.id > session.first and not (later and message.id > min(later)))


def _message(portal: Portal, chat: Chat, row: Message) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "chatid": str(chat.id),
        "senderid": str(row.author),
        "recipientid": f"chat{chat.id}",
        "date": portal.iso(row.at),
        "text": row.text,
        "textlegacy": row.text,
        "params": camel({key.lower(): value for key, value in params_of(row).items()}) or [],
    }


def _chat(call: Call, chat: Chat, dialog: Dialog) -> dict[str, Any]:
    shown = camel(dialog_row(call.portal, chat, call.user.id) | entity_data(call.portal, dialog))
    names = (
        "parentChatId", "parentMessageId", "name", "color", "extranet", "avatar", "entityType", "entityId",
        "entityData1", "entityData2", "entityData3", "messageCount", "public", "managerList", "dateCreate", "type",
        "entityLink", "textFieldEnabled", "backgroundId", "messageType", "isNew",
    )  # fmt: skip
    row = {"id": str(chat.id), "owner": str(chat.owner), "call": "0", "callNumber": ""}
    return row | {name: shown[name] for name in names} | {"permissions": camel(shown["permissions"])}
