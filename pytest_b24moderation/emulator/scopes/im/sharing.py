"""What is made of a message. restdocs: api-reference/chats/messages/im-message-share.md"""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.chats import GROUP, Chat, Message
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.scopes.im.inputs import by, dialog, message


@method("im.message.share")
def message_share(call: Call) -> bool:
    """A chat with the same members, a task, a post for them, or an event, of a message; the caller made it."""
    _, found = message(call)
    chat, kind = dialog(call), call.text("TYPE").upper()
    portal, facts = call.portal, {"user": call.user, "maker": call.maker}
    if kind == "CHAT":
        _chat(call, chat, found)
    elif kind == "TASK":
        portal.ask("tasks.add", call=call, title=found.text)
    elif kind == "POST":
        portal.ask("log.add", text=found.text, dest=[f"U{one}" for one in chat.members], **facts)
    elif kind == "CALEND":
        portal.ask("calendar.add", name=found.text, start=portal.clock.now(), **facts)
    else:
        raise RestError(400, "PARAMS_ERROR", "Incorrect params")
    return True


def _chat(call: Call, chat: Chat, found: Message) -> None:
    made = talk.make(call.portal, GROUP, "", call.user.id, chat.members, by(call))
    talk.say(call.portal, made, found.author, found.text, by(call))
