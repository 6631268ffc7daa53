"""What happens in dialogs: sessions begin and end, words go to connectors, applications are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.chats import LINES, Chat, Message, Messenger
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.imopenlines.state import BLANK, Dialog, Lines, Session


def chat_of(portal: Portal, dialog: Dialog) -> Chat:
    return portal.state(Messenger).chats[dialog.chat_id]


def facts_of(portal: Portal, line_id: int) -> Mapping[str, Any]:
    """The settings of a line; of one that is gone, those of a line where nothing happens by itself."""
    line = portal.state(Lines).rows.get(line_id)
    return line.facts if line else {**BLANK, "WELCOME_MESSAGE": "N"}


def begin(portal: Portal, dialog: Dialog, by: By, operator: int = 0) -> Session:
    """A session in the dialog, given to the bot of the line, or the first of its queue; applications are told."""
    lines = portal.state(Lines)
    line, before = lines.rows.get(dialog.line_id), lines.session(dialog.chat_id)
    parent = before.id if before else 0
    row = Session(lines.next_id("session"), dialog.chat_id, dialog.line_id, parent, portal.clock.now())
    row.first = chat_of(portal, dialog).last()
    lines.sessions[row.id] = row
    queue = line.operators(portal) if line else []
    row.operator = operator or bot_of(portal, dialog.line_id) or next(iter(queue), 0)
    chat = chat_of(portal, dialog)
    talk.join(portal, chat, [row.operator], by)
    chat.owner = row.operator if row.operator in chat.members else chat.owner
    _tell_session(portal, dialog, row, "ONIMCONNECTORDIALOGSTART", "ONSESSIONSTART", by)
    facts = facts_of(portal, dialog.line_id)
    if facts["WELCOME_MESSAGE"] == "Y" and (not before or facts["SEND_WELCOME_EACH_SESSION"] == "Y"):
        talk.say(portal, chat, 0, str(facts["WELCOME_MESSAGE_TEXT"]), by)
    return row


def end(portal: Portal, session: Session, by: By, *, spam: bool = False) -> None:
    """Close a session that is open."""
    if session.closed:
        return
    session.closed, session.spam = portal.clock.now(), spam
    dialog = portal.state(Lines).dialogs[session.chat_id]
    _tell_session(portal, dialog, session, "ONIMCONNECTORDIALOGFINISH", "ONSESSIONFINISH", by)


def bot_of(portal: Portal, line_id: int) -> int:
    """The bot that meets the guests of a line, 0 without one."""
    facts = facts_of(portal, line_id)
    wanted = number(facts["WELCOME_BOT_ID"]) if facts["WELCOME_BOT_ENABLE"] == "Y" else 0
    return wanted if wanted in portal.people.users else 0


def owner_tell(portal: Portal, dialog: Dialog, event: str, data: Mapping[str, Any], by: By) -> None:
    """An event for the application whose connector it is."""
    row = portal.ask("imconnector.connector", id=dialog.connector)
    app = portal.apps.rows.get(row["app_id"]) if row else None
    if app is not None:
        portal.events.announce(event, data, user_id=by.user_id, app=app, hops=by.hops)


def connector_block(dialog: Dialog) -> dict[str, Any]:
    return {
        "connector_id": dialog.connector,
        "line_id": dialog.line_id,
        "chat_id": dialog.chat,
        "user_id": 0 if dialog.group else dialog.user_id,
    }


def guest_said(portal: Portal, dialog: Dialog, text: str, by: By) -> Message:
    """A guest's words; they open a session where none is open."""
    lines, chat = portal.state(Lines), chat_of(portal, dialog)
    session = lines.session(dialog.chat_id)
    if session is None or session.closed:
        begin(portal, dialog, by)
    content = talk.Content(params={"NAME": dialog.name} if dialog.name else {})
    return talk.say(portal, chat, dialog.user_id, text, by, content)


@answers("im.said")
def said(portal: Portal, chat: Chat, message: Message, by: By, context: str) -> None:  # noqa: ARG001 - for bots
    """Somebody wrote to a line's chat: what is not the guest's own goes to the connector."""
    dialog = portal.state(Lines).dialogs.get(chat.id) if chat.kind == LINES else None
    if dialog is None:
        return
    row = {
        "connector": connector_block(dialog),
        "chat": {"id": chat.id},
        "message": {
            "id": message.id,
            "date": portal.iso(message.at),
            "text": message.text,
            "files": [],
            "attach": "",
            "system": "N" if message.author else "Y",
            "user_id": message.author,
        },
        "ref": [],
        "extra": {"EXTRA_URL": ""},
    }
    owner_tell(portal, dialog, "ONOPENLINEMESSAGEADD", {"DATA": [row]}, by)
    if message.author == dialog.user_id or dialog.silent:
        return
    session = portal.state(Lines).session(chat.id)
    if session and message.author == session.operator:
        session.answered = True
    connector = portal.ask("imconnector.connector", id=dialog.connector)
    if not connector or not (message.author or connector["system"]):
        return
    text = signed(portal, message, connector)
    outgoing = {"im": im_block(message), "message": {"user_id": message.author, "text": text}}
    _outward(portal, dialog, "ONIMCONNECTORMESSAGEADD", outgoing, by)


@answers("im.changed")
def changed(portal: Portal, chat: Chat, message: Message, by: By) -> None:
    """An employee corrected himself."""
    _revised(portal, chat, message, by, "UPDATE", "edits")


@answers("im.erased")
def erased(portal: Portal, chat: Chat, message: Message, by: By) -> None:
    """An employee took his words back."""
    _revised(portal, chat, message, by, "DELETE", "erases")


def signed(portal: Portal, message: Message, connector: Mapping[str, Any]) -> str:
    """The text under its author's name, where the connector wants names."""
    author = portal.people.users.get(message.author)
    return f"[b]{author.full_name}:[/b] [br]{message.text}" if author and connector["signature"] else message.text


def im_block(message: Message) -> dict[str, int]:
    return {"chat_id": message.chat_id, "message_id": message.id}


def _revised(portal: Portal, chat: Chat, message: Message, by: By, what: str, needs: str) -> None:
    dialog = portal.state(Lines).dialogs.get(chat.id) if chat.kind == LINES else None
    if dialog is None:
        return
    row = {"im": im_block(message), "message": {"id": message.id}, "chat": {"id": chat.id}}
    data = {"CONNECTOR": dialog.connector, "LINE": dialog.line_id, "DATA": [row]}
    owner_tell(portal, dialog, f"ONOPENLINEMESSAGE{what}", data, by)
    connector = portal.ask("imconnector.connector", id=dialog.connector)
    known = dialog.outer.get(message.id, [])
    if message.author == dialog.user_id or not known or not connector or not connector[needs]:
        return
    facts = {"id": known, "text": signed(portal, message, connector)} if what == "UPDATE" else {"id": known[0]}
    _outward(portal, dialog, f"ONIMCONNECTORMESSAGE{what}", {"im": im_block(message), "message": facts}, by)


def _outward(portal: Portal, dialog: Dialog, event: str, row: Mapping[str, Any], by: By) -> None:
    messages = [{**row, "chat": {"id": dialog.chat}}]
    data = {"CONNECTOR": dialog.connector, "LINE": dialog.line_id, "MESSAGES": messages}
    owner_tell(portal, dialog, event, data, by)


def _tell_session(portal: Portal, dialog: Dialog, row: Session, outer: str, inner: str, by: By) -> None:
    term = number(facts_of(portal, row.line_id)["AUTO_CLOSE_TIME"]) // 60
    block = connector_block(dialog)
    element = {
        "connector": block,
        "session": {
            "id": row.id,
            "closed": "Y" if row.closed else "N",
            "parent_id": row.parent,
            "close_term": term,
        },
        "chat": {"id": dialog.chat_id},
        "user": {"id": block["user_id"]},
    }
    owner_tell(portal, dialog, outer, {"CONNECTOR": dialog.connector, "LINE": dialog.line_id, "DATA": [element]}, by)
    owner_tell(portal, dialog, inner, {"DATA": [element]}, by)
