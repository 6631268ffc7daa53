"""Chats of a bot, v1. restdocs: api-reference/chat-bots/outdated/chats."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import find, talk, tuning
from pytest_b24moderation.emulator.messenger.asked import acting, bound_chat, found_chat
from pytest_b24moderation.emulator.messenger.shown import dialog_row, may
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.imbot.owners import bot, by, dialog, group
from pytest_b24moderation.emulator.scopes.imbot.state import Bot


@method("imbot.chat.add")
def chat_add(call: Call) -> int:
    """Make a chat that the bot owns."""
    users = call.get("USERS")
    if users is not None and not isinstance(users, list | dict):
        raise RestError(400, "INVALID_FORMAT", "Parameter USERS has wrong type")
    return found_chat(call, bot(call).id, as_list(users))


@method("imbot.chat.get")
def chat_get(call: Call) -> dict[str, int] | None:
    return bound_chat(call)


@method("imbot.dialog.get")
def dialog_get(call: Call) -> dict[str, Any]:
    """As the caller himself sees the dialog."""
    named = call.get("DIALOG_ID")
    if not find.spelt(named)[0]:
        raise RestError(400, "DIALOG_ID_EMPTY", "Dialog ID can't be empty")
    chat = find.opened(call.portal, acting(call, call.user.id), named)
    if chat is None:
        raise RestError(403, "ACCESS_ERROR", "You do not have access to the specified dialog")
    return dialog_row(call.portal, chat, call.user.id) | {"dialog_id": call.text("DIALOG_ID")}


@method("imbot.chat.leave")
def chat_leave(call: Call) -> bool:
    who = bot(call)
    return _out(call, who, who.id)


@method("imbot.chat.user.add")
def user_add(call: Call) -> bool:
    """Newcomers do not see the history unless HIDE_HISTORY is N."""
    who = bot(call)
    chat, users = group(call, who), call.get("USERS")
    if not may(chat, "extend"):
        raise RestError(403, "ACCESS_ERROR", "It is forbidden to add users to this chat")
    if not isinstance(users, list | dict):
        raise RestError(400, "WRONG_REQUEST", "User IDs must be passed in array format")
    wanted = [number(one) for one in as_list(users)]
    history = call.text("HIDE_HISTORY", "Y").upper() == "N"
    if not talk.join(call.portal, chat, wanted, by(call, who), history=history):
        raise RestError(400, "WRONG_REQUEST", "You don't have access or user already member in chat")
    return True


@method("imbot.chat.user.delete")
def user_delete(call: Call) -> bool:
    who, user = bot(call), number(call.get("USER_ID"))
    group(call, who)
    if user <= 0:
        raise RestError(400, "USER_ID_EMPTY", "User ID can't be empty")
    return _out(call, who, user)


@method("imbot.chat.user.list")
def user_list(call: Call) -> list[int]:
    return list(group(call, bot(call)).members)


@method("imbot.chat.setOwner")
def set_owner(call: Call) -> bool:
    who = bot(call)
    chat, user = group(call, who), number(call.get("USER_ID"))
    if user <= 0:
        raise RestError(400, "USER_ID_EMPTY", "User ID can't be empty")
    tuning.give(call.portal, chat, by(call, who), user)
    return True


@method("imbot.chat.setManager")
def set_manager(call: Call) -> bool:
    who = bot(call)
    chat, user = group(call, who), number(call.get("USER_ID"))
    if user <= 0:
        raise RestError(400, "USER_ID_EMPTY", "User ID can't be empty")
    if chat.owner != who.id or user not in chat.members:
        raise RestError(400, "WRONG_REQUEST", "Change manager can only owner and user must be member in chat")
    (chat.managers.add if call.text("IS_MANAGER", "Y").upper() == "Y" else chat.managers.discard)(user)
    return True


@method("imbot.chat.updateTitle")
def update_title(call: Call) -> bool:
    who = bot(call)
    tuning.rename(call.portal, group(call, who), by(call, who), call.text("TITLE"))
    return True


@method("imbot.chat.updateColor")
def update_color(call: Call) -> bool:
    who = bot(call)
    tuning.recolor(call.portal, group(call, who), by(call, who), call.text("COLOR"))
    return True


@method("imbot.chat.updateAvatar")
def update_avatar(call: Call) -> bool:
    who = bot(call)
    tuning.repaint(call.portal, group(call, who), by(call, who), call.text("AVATAR"))
    return True


@method("imbot.chat.sendTyping")
def send_typing(call: Call) -> bool:
    """The dialog shows that the bot is writing, until it writes."""
    who = bot(call)
    chat = dialog(call, who)
    if chat is not None:
        chat.typing[who.id] = ""
    return True


def _out(call: Call, who: Bot, user: int) -> bool:
    chat = group(call, who)
    if not may(chat, "leave"):
        raise RestError(403, "ACCESS_ERROR", "It is forbidden to delete users of this chat")
    if user not in chat.members or (user != who.id and who.id not in (chat.owner, *chat.managers)):
        raise RestError(400, "WRONG_REQUEST", "You don't have access or user isn't member in chat")
    if user == chat.owner and not may(chat, "leave_owner"):
        raise RestError(403, "ACCESS_ERROR", "LEAVE_OWNER_FORBIDDEN")
    talk.leave(call.portal, chat, user, by(call, who))
    return True
