"""Group chats. restdocs: chats/im-chat-*.md, chats/chat-update, chats/chat-users, chats/special-operations."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import find, talk, tuning
from pytest_b24moderation.emulator.messenger.asked import bound_chat, found_chat
from pytest_b24moderation.emulator.messenger.chats import PRIVATE, Messenger
from pytest_b24moderation.emulator.messenger.shown import may
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.im.inputs import by, dialog_empty, group, no_access


@method("im.chat.add")
def chat_add(call: Call) -> int:
    """Make a chat; the caller owns it."""
    return found_chat(call, call.user.id, as_list(call.get("USERS")))


@method("im.chat.get")
def chat_get(call: Call) -> dict[str, int] | None:
    return bound_chat(call)


@method("im.chat.setOwner")
def set_owner(call: Call) -> bool:
    chat = group(call)
    tuning.give(call.portal, chat, by(call), _user(call))
    return True


@method("im.chat.updateTitle")
def update_title(call: Call) -> bool:
    tuning.rename(call.portal, group(call), by(call), call.text("TITLE"))
    return True


@method("im.chat.updateColor")
def update_color(call: Call) -> bool:
    tuning.recolor(call.portal, group(call), by(call), call.text("COLOR"))
    return True


@method("im.chat.updateAvatar")
def update_avatar(call: Call) -> bool:
    tuning.repaint(call.portal, group(call), by(call), call.text("AVATAR"))
    return True


@method("im.chat.user.add")
def user_add(call: Call) -> bool:
    """Newcomers do not see the history unless HIDE_HISTORY is N."""
    chat = group(call, either=False)
    if not may(chat, "extend"):
        raise no_access("It is forbidden to add users to this chat")
    users = [number(one) for one in as_list(call.get("USERS"))]
    talk.join(call.portal, chat, users, by(call), history=call.text("HIDE_HISTORY", "Y").upper() == "N")
    return True


@method("im.chat.user.delete")
def user_delete(call: Call) -> bool:
    chat, user = group(call, either=False), _user(call)
    if not may(chat, "leave"):
        raise no_access("It is forbidden to delete users of this chat")
    if user not in chat.members:
        raise RestError(400, "USER_NOT_FOUND", "The specified user is not in the chat")
    leads = call.user.id == chat.owner or (call.user.id in chat.managers and user != chat.owner)
    if not leads and user != call.user.id:
        text = "Insufficient rights to exclude participants from the chat"
        raise RestError(403, "ACCESS_DENIED_KICK", text)
    talk.leave(call.portal, chat, user, by(call))
    return True


@method("im.chat.user.list")
def user_list(call: Call) -> list[int]:
    return list(group(call, either=False).members)


@method("im.chat.leave")
def chat_leave(call: Call) -> bool:
    chat = group(call, either=False)
    if not may(chat, "leave"):
        raise no_access("It is forbidden to delete users of this chat")
    talk.leave(call.portal, chat, call.user.id, by(call))
    return True


@method("im.chat.mute")
def chat_mute(call: Call) -> bool:
    named = call.get("DIALOG_ID")
    if named is None and number(call.get("CHAT_ID")) <= 0:
        raise RestError(400, "CHAT_ID_EMPTY", "Chat ID can't be empty")
    if named is not None and not find.spelt(named)[0]:
        raise dialog_empty()
    chat = (
        call.state(Messenger).chats.get(number(call.get("CHAT_ID")))
        if named is None
        else find.found(call.portal, call.user.id, named)
    )
    if chat is None or chat.kind == PRIVATE or call.user.id not in chat.members:
        raise no_access("This chat cannot be muted")
    chat.members[call.user.id].muted = call.text("MUTE", "Y").upper() != "N"
    return True


def _user(call: Call) -> int:
    user = number(call.get("USER_ID"))
    if user <= 0:
        raise RestError(400, "USER_ID_EMPTY", "User ID can't be empty")
    return user
