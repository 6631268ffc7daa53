"""Messages of a bot, v2. restdocs: chat-bots-v2/imbot.v2/messages."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.chats import PRIVATE, Chat, Messenger
from pytest_b24moderation.emulator.messenger.persons import people_v2
from pytest_b24moderation.emulator.messenger.rich import cleared, parsed
from pytest_b24moderation.emulator.messenger.shown import message_v2
from pytest_b24moderation.emulator.messenger.talk import Content
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.imbot.owners import by
from pytest_b24moderation.emulator.scopes.imbot.state import Bot
from pytest_b24moderation.emulator.scopes.imbot.v2.owned import DONE, bot, denied, dialog, fields, flag, message
from pytest_b24moderation.emulator.scopes.imbot.v2.reactions import CODES

MOST_FORWARDED = 100


@method("imbot.v2.Chat.Message.send")
def send(call: Call) -> dict[str, Any]:
    """A message of the bot, and those it forwards: uuid → id of the new one."""
    who, sent = bot(call), fields(call)
    chat, text = dialog(call, who), str(sent.get("message") or "").strip()
    forwards = list(as_dict(sent.get("forwardIds")).items())[:MOST_FORWARDED]
    if not text and not sent.get("attach") and not forwards:
        raise RestError(400, "EMPTY_MESSAGE", "Message is empty")
    found = content(sent, who)
    sources = [_forwarded(call, who, number(one)) for _, one in forwards]
    made = 0
    if text or found.attach:
        author = 0 if flag(sent.get("system"), False) else who.id
        message_made = talk.say(call.portal, chat, author, text, by(call, who), found)
        message_made.uuid = str(sent.get("templateId") or message_made.uuid)
        made = message_made.id
    new = {str(key): _forward(call, who, chat, *source) for (key, _), source in zip(forwards, sources, strict=True)}
    return {"id": made or next(iter(new.values()), 0), "uuidMap": new}


@method("imbot.v2.Chat.Message.update")
def update(call: Call) -> dict[str, bool]:
    """The bot's own message gets another text or other parts."""
    who, sent = bot(call), fields(call)
    chat, found = message(call, who)
    if found.author != who.id or found.deleted:
        raise denied()
    for kind in ("attach", "keyboard"):
        if kind in sent:
            value = sent[kind]
            setattr(found, kind, [] if cleared(value) else parsed(kind, value, bot=who.id))
    text = str(sent["message"]) if sent.get("message") is not None else None
    talk.changed(call.portal, chat, found, by(call, who), text)
    return DONE


@method("imbot.v2.Chat.Message.delete")
def delete(call: Call) -> dict[str, bool]:
    """The bot's own; any where it leads the chat."""
    who = bot(call)
    chat, found = message(call, who)
    leads = chat.kind != PRIVATE and who.id in (chat.owner, *chat.managers)
    if found.author != who.id and not leads:
        raise denied()
    talk.erase(call.portal, chat, found, by(call, who), complete=flag(call.get("complete"), False))
    return DONE


@method("imbot.v2.Chat.Message.read")
def read(call: Call) -> dict[str, Any]:
    who, upto = bot(call), number(call.get("messageId"))
    chat = dialog(call, who)
    if upto and upto not in chat.messages:
        raise RestError(400, "MESSAGE_NOT_FOUND", "Message not found")
    viewed = talk.read(call.portal, chat, who.id, upto)
    left = len(chat.unread(who.id))
    return {"chatId": chat.id, "lastId": chat.members[who.id].read, "counter": left, "viewedMessages": viewed}


@method("imbot.v2.Chat.Message.get")
def message_get(call: Call) -> dict[str, Any]:
    """For bots that hear everything."""
    who = _reader(call)
    _, found = message(call, who)
    users = people_v2(call.portal, [found.author])
    return {"message": message_v2(call.portal, found, reader=who.id), "user": users[0] if users else None}


@method("imbot.v2.Chat.Message.getContext")
def get_context(call: Call) -> dict[str, Any]:
    """The messages around one, oldest first; for bots that hear everything."""
    who, wanted = _reader(call), number(call.get("messageId"))
    pair = call.state(Messenger).message(wanted)
    if pair is None:
        raise RestError(400, "MESSAGE_NOT_FOUND", "Message not found")
    rows = pair[0].seen_by(who.id) if who.id in pair[0].members else []
    place = next((n for n, row in enumerate(rows) if row.id == wanted), -1)
    if place < 0:
        raise RestError(403, "MESSAGE_ACCESS_DENIED", "Message access denied")
    span = min(max(number(call.get("range"), 50), 1), 50)
    shown = rows[max(place - span, 0) : place + span + 1]
    return {
        "messages": [message_v2(call.portal, row, reader=who.id) for row in shown],
        "users": people_v2(call.portal, [row.author for row in shown]),
        "hasPrevPage": place > span,
        "hasNextPage": place + span + 1 < len(rows),
    }


@method("imbot.v2.Chat.Message.Reaction.add")
def reaction_add(call: Call) -> dict[str, bool]:
    if not _react(call, on=True):
        raise RestError(400, "REACTION_ALREADY_SET", "Reaction already set")
    return DONE


@method("imbot.v2.Chat.Message.Reaction.delete")
def reaction_delete(call: Call) -> dict[str, bool]:
    _react(call, on=False)
    return DONE


def content(sent: dict[str, Any], who: Bot) -> Content:
    """attach, keyboard, replyId and urlPreview of `fields`."""
    rows = {
        kind: parsed(kind, sent[kind], bot=who.id)
        for kind in ("attach", "keyboard")
        if sent.get(kind) not in (None, "", "N")
    }
    found = Content(rows.get("attach", []), rows.get("keyboard", []))
    if number(sent.get("replyId")):
        found.params["REPLY_ID"] = number(sent["replyId"])
    if not flag(sent.get("urlPreview"), True):
        found.params["URL_PREVIEW"] = "N"
    return found


def _react(call: Call, *, on: bool) -> bool:
    who, code = bot(call), call.text("reaction")
    chat, found = message(call, who)
    if code not in CODES:
        raise RestError(400, "REACTION_NOT_FOUND", "Reaction not found")
    return talk.react(call.portal, chat, found, by(call, who), code, on=on)


def _reader(call: Call) -> Bot:
    who = bot(call)
    if not who.hears_all:
        raise RestError(403, "BOT_TYPE_NOT_ALLOWED", "Bot type not allowed")
    return who


def _forwarded(call: Call, who: Bot, message_id: int) -> tuple[Chat, int]:
    pair = call.state(Messenger).message(message_id)
    if pair is None or who.id not in pair[0].members:
        raise denied()
    return pair[0], message_id


def _forward(call: Call, who: Bot, chat: Chat, source: Chat, message_id: int) -> int:
    row = source.messages[message_id]
    card = {"id": f"{chat.id}/{row.id}", "userId": row.author, "chatId": source.id, "date": call.portal.iso(row.at)}
    found = Content(list(row.attach), params=dict(row.params), forward=card)
    return talk.say(call.portal, chat, who.id, row.text, by(call, who), found).id
