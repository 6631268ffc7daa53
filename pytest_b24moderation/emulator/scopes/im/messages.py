"""Messages: sent, changed, liked. restdocs: api-reference/chats/messages."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import find, talk
from pytest_b24moderation.emulator.messenger.chats import PRIVATE, Chat, Message, Messenger
from pytest_b24moderation.emulator.messenger.rich import cleared, parsed
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.im.inputs import by, content, message, no_access

PARTS = ("attach", "keyboard", "menu")
EDITABLE = 3 * 86400
"""Seconds in which a message may be changed."""


@method("im.message.add")
def message_add(call: Call) -> int:
    chat = _target(call)
    text = call.text("MESSAGE").strip()
    if not text and not call.get("ATTACH"):
        raise RestError(400, "MESSAGE_EMPTY", "Message can't be empty")
    parts = content({kind: call.get(kind.upper()) for kind in PARTS})
    reply = number(call.get("REPLY_ID"))
    if reply:
        _check_reply(call, chat, reply)
        parts.params["REPLY_ID"] = reply
    if call.text("URL_PREVIEW", "Y").upper() == "N":
        parts.params["URL_PREVIEW"] = "N"
    author = 0 if call.text("SYSTEM", "N").upper() == "Y" else call.user.id
    return talk.say(call.portal, chat, author, text, by(call), parts).id


@method("im.message.update")
def message_update(call: Call) -> bool:
    """Other text, other parts; an empty text deletes the message."""
    chat, found = message(call)
    _check_editable(call, found, found.author == call.user.id)
    sent = call.get("MESSAGE")
    if sent is not None and not str(sent).strip():
        talk.erase(call.portal, chat, found, by(call))
        return True
    for kind in PARTS:
        value = call.get(kind.upper())
        if value is not None:
            setattr(found, kind, [] if cleared(value) else parsed(kind, value))
    if call.get("ATTACH") is not None and call.text("IS_EDITED", "Y").upper() != "N":
        found.params["IS_EDITED"] = "Y"
    talk.changed(call.portal, chat, found, by(call), None if sent is None else str(sent))
    return True


@method("im.message.delete")
def message_delete(call: Call) -> bool:
    """One's own; in group chats their owner and managers delete any."""
    chat, found = message(call)
    leads = chat.kind != PRIVATE and (call.user.id == chat.owner or call.user.id in chat.managers)
    _check_editable(call, found, leads or found.author == call.user.id)
    talk.erase(call.portal, chat, found, by(call))
    return True


@method("im.message.like")
def message_like(call: Call) -> bool:
    chat, found = message(call)
    action, liked = call.text("ACTION", "auto").lower(), call.user.id in found.reactions.get("like", ())
    on = not liked if action == "auto" else action == "plus"
    if not talk.react(call.portal, chat, found, by(call), "like", on=on):
        raise RestError(400, "WITHOUT_CHANGES", "Action completed without changes")
    return True


@method("im.message.command")
def message_command(call: Call) -> bool:
    """Call a bot's command as a button under that message does."""
    chat, found = message(call)
    if number(call.get("BOT_ID")) <= 0:
        raise RestError(400, "BOT_ID_ERROR", "Bot ID can't be empty")
    if not call.text("COMMAND"):
        raise RestError(400, "COMMAND_ERROR", "Command can't be empty")
    facts = {
        "bot_id": number(call.get("BOT_ID")),
        "command": call.text("COMMAND"),
        "params": call.text("COMMAND_PARAMS"),
    }
    if not call.portal.ask("im.command", chat=chat, message=found, by=by(call), context="KEYBOARD", **facts):
        raise RestError(400, "PARAMS_ERROR", "Incorrect params")
    return True


def _target(call: Call) -> Chat:
    named = call.get("DIALOG_ID")
    kind, key = find.spelt(named)
    if not kind:
        raise RestError(400, "USER_ID_EMPTY", "User ID can't be empty")
    if kind == "user" and key not in call.portal.people.users:
        raise RestError(400, "USER_NOT_FOUND", "User not found")
    if kind == "chat" and key not in call.state(Messenger).chats:
        raise RestError(400, "CHAT_ID", "Error creating message")
    chat = find.opened(call.portal, by(call), named)
    if chat is None or call.user.id not in chat.members:
        raise no_access("Action unavailable")
    return chat


def _check_reply(call: Call, chat: Chat, reply: int) -> None:
    pair = call.state(Messenger).message(reply)
    if pair is None or not find.sees(pair[0], call.user.id):
        raise RestError(400, "REPLY_ACCESS_ERROR", "Action unavailable")
    if pair[0] is not chat:
        raise RestError(400, "REPLY_FROM_OTHER_CHAT_ERROR", "You can only reply to a message within the same chat")


def _check_editable(call: Call, found: Message, allowed: bool) -> None:
    if not allowed or found.deleted or call.portal.clock.now() - found.at > EDITABLE:
        text = "Time has expired for modification or you don't have access"
        raise RestError(403, "CANT_EDIT_MESSAGE", text)
