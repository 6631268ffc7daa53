"""Messages of a bot, v1. restdocs: api-reference/chat-bots/outdated/messages."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.asked import acting
from pytest_b24moderation.emulator.messenger.chats import Chat, Message
from pytest_b24moderation.emulator.messenger.rich import cleared, parsed
from pytest_b24moderation.emulator.messenger.talk import Content
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number, truth
from pytest_b24moderation.emulator.scopes.imbot.owners import bot, by, dialog, message
from pytest_b24moderation.emulator.scopes.imbot.state import Bot

PARTS = ("attach", "keyboard", "menu")
LONGEST = 30_000
EDITABLE = 3 * 86400
LATE = "Time has expired for modification or you don't have access"


@method("imbot.message.add")
def message_add(call: Call) -> int:
    """The bot writes; FROM_USER_ID with TO_USER_ID puts the system's words into the dialog of those two."""
    who = bot(call)
    pair = number(call.get("FROM_USER_ID")), number(call.get("TO_USER_ID"))
    system = truth(call.get("SYSTEM"))
    chat: Chat | None
    if all(one > 0 for one in pair):
        system, known = True, call.portal.people.users
        chat = talk.private(call.portal, *pair, by(call, who)) if all(one in known for one in pair) else None
    else:
        chat = dialog(call, who)
    text = call.text("MESSAGE").strip()
    if not text and not call.get("ATTACH"):
        raise RestError(400, "MESSAGE_EMPTY", "Message can't be empty")
    found = parts(call, who)
    if chat is None:
        raise RestError(400, "WRONG_REQUEST", "Message isn't added")
    return talk.say(call.portal, chat, 0 if system else who.id, text, by(call, who), found).id


@method("imbot.message.update")
def message_update(call: Call) -> bool:
    """Other text, other parts; an empty text deletes the message."""
    who = bot(call)
    chat, found = message(call, who)
    _check(call, found, who)
    sent = call.get("MESSAGE")
    if sent is not None and not str(sent).strip():
        talk.erase(call.portal, chat, found, by(call, who))
        return True
    for kind in PARTS:
        value = call.get(kind.upper())
        if value is not None:
            setattr(found, kind, [] if cleared(value) else parsed(kind, value, bot=who.id, longest=LONGEST))
    talk.changed(call.portal, chat, found, by(call, who), None if sent is None else str(sent))
    return True


@method("imbot.message.delete")
def message_delete(call: Call) -> bool:
    who = bot(call)
    chat, found = message(call, who)
    _check(call, found, who)
    talk.erase(call.portal, chat, found, by(call, who), complete=truth(call.get("COMPLETE")))
    return True


@method("imbot.message.like")
def message_like(call: Call) -> bool:
    who = bot(call)
    chat, found = message(call, who)
    action, liked = call.text("ACTION", "auto").lower(), who.id in found.reactions.get("like", ())
    on = not liked if action == "auto" else action == "plus"
    if not talk.react(call.portal, chat, found, by(call, who), "like", on=on):
        raise RestError(400, "WITHOUT_CHANGES", "Action completed without changes")
    return True


def parts(call: Call, who: Bot) -> Content:
    """ATTACH, KEYBOARD, MENU and URL_PREVIEW of a new message."""
    rows: dict[str, Any] = {}
    for kind in PARTS:
        value = call.get(kind.upper())
        if value not in (None, "", "N"):
            rows[kind] = parsed(kind, value, bot=who.id, longest=LONGEST)
    found = Content(rows.get("attach", []), rows.get("keyboard", []), rows.get("menu", []))
    if call.text("URL_PREVIEW", "Y").upper() == "N":
        found.params["URL_PREVIEW"] = "N"
    return found


def answer(call: Call, who: Bot, chat: Chat, text: str, content: Content, *, system: bool) -> Message:
    """The bot's answer to a command; where it is no member the system speaks for it, with its name."""
    if who.id not in chat.members:
        user = call.portal.people.users[who.id]
        text, system = f"[USER={who.id}]{user.full_name}[/USER]:[BR]{text}", True
    return talk.say(call.portal, chat, 0 if system else who.id, text, acting(call, who.id), content)


def _check(call: Call, found: Message, who: Bot) -> None:
    if found.author != who.id or found.deleted or call.portal.clock.now() - found.at > EDITABLE:
        raise RestError(403, "CANT_EDIT_MESSAGE", LATE)
