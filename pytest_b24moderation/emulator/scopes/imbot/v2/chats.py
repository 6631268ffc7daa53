"""Chats of a bot, v2. restdocs: chat-bots-v2/imbot.v2/chats, …/ui."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import talk, tuning
from pytest_b24moderation.emulator.messenger.chats import COLORS, GROUP
from pytest_b24moderation.emulator.messenger.persons import people_v2
from pytest_b24moderation.emulator.messenger.shown import chat_v2, may
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.imbot.owners import by
from pytest_b24moderation.emulator.scopes.imbot.v2.bots import capitals
from pytest_b24moderation.emulator.scopes.imbot.v2.owned import DONE, bot, denied, dialog, fields, flag


@method("imbot.v2.Chat.add")
def chat_add(call: Call) -> dict[str, Any]:
    """A group chat with the bot in it; the bot owns it unless ownerId names somebody."""
    who, sent = bot(call), fields(call)
    owner = number(sent.get("ownerId"))
    owner = owner if owner in call.portal.people.users else who.id
    users = [number(one) for one in as_list(sent.get("userIds"))]
    color, title = capitals(str(sent.get("color") or "")), str(sent.get("title") or "").strip()
    chat = talk.make(call.portal, GROUP, title, owner, [who.id, *users], by(call, who), color)
    chat.description = str(sent.get("description") or "")
    chat.avatar = tuning.icon(call.portal, chat, sent.get("avatar"))
    if sent.get("message"):
        talk.say(call.portal, chat, who.id, str(sent["message"]), by(call, who))
    shown = chat_v2(call.portal, chat, who.id) | {"isNew": True}
    return {"chat": shown, "users": people_v2(call.portal, chat.members)}


@method("imbot.v2.Chat.get")
def chat_get(call: Call) -> dict[str, Any]:
    who = bot(call)
    return {"chat": chat_v2(call.portal, dialog(call, who), who.id)}


@method("imbot.v2.Chat.update")
def chat_update(call: Call) -> dict[str, bool]:
    who, sent = bot(call), fields(call)
    chat, actor = dialog(call, who), by(call, who)
    title, color = str(sent.get("title") or "").strip(), capitals(str(sent.get("color") or ""))
    if title and title != chat.title and may(chat, "rename"):
        tuning.rename(call.portal, chat, actor, title)
    if color in COLORS and color != chat.color:
        tuning.recolor(call.portal, chat, actor, color)
    if tuning.is_picture(sent.get("avatar")):
        tuning.repaint(call.portal, chat, actor, sent["avatar"])
    if "description" in sent:
        chat.description = str(sent["description"] or "")
    return DONE


@method("imbot.v2.Chat.leave")
def chat_leave(call: Call) -> dict[str, bool]:
    who = bot(call)
    talk.leave(call.portal, dialog(call, who, group=True), who.id, by(call, who))
    return DONE


@method("imbot.v2.Chat.setOwner")
def set_owner(call: Call) -> dict[str, bool]:
    who = bot(call)
    chat = dialog(call, who, group=True)
    if chat.owner != who.id or number(call.get("userId")) not in chat.members:
        raise denied()
    tuning.give(call.portal, chat, by(call, who), number(call.get("userId")))
    return DONE


@method("imbot.v2.Chat.Manager.add")
def manager_add(call: Call) -> dict[str, bool]:
    """Those who are not in the chat are passed over."""
    return _managers(call, on=True)


@method("imbot.v2.Chat.Manager.delete")
def manager_delete(call: Call) -> dict[str, bool]:
    return _managers(call, on=False)


@method("imbot.v2.Chat.User.add")
def user_add(call: Call) -> dict[str, bool]:
    """The bot has to lead the chat; nobody and those who left are passed over."""
    who = bot(call)
    chat = dialog(call, who, group=True)
    if who.id not in (chat.owner, *chat.managers) or not may(chat, "extend"):
        raise denied()
    talk.join(call.portal, chat, [number(one) for one in as_list(call.get("userIds"))], by(call, who))
    return DONE


@method("imbot.v2.Chat.User.delete")
def user_delete(call: Call) -> dict[str, bool]:
    """The bot has to lead the chat; whoever is not in it counts as removed."""
    who, user = bot(call), number(call.get("userId"))
    chat = dialog(call, who, group=True)
    if who.id not in (chat.owner, *chat.managers) or user == chat.owner:
        raise denied()
    if user in chat.members:
        talk.leave(call.portal, chat, user, by(call, who))
    return DONE


@method("imbot.v2.Chat.User.list")
def user_list(call: Call) -> list[dict[str, Any]]:
    chat, order = dialog(call, bot(call)), as_dict(call.get("order"))
    ids = list(chat.members)
    for name, way in order.items():
        down = str(way).upper() == "DESC"
        if name == "userId":
            ids.sort(reverse=down)
        elif name == "lastSendMessageId":
            written = {row.author: row.id for row in chat.messages.values()}
            ids.sort(key=lambda one: written.get(one, 0), reverse=down)
        elif name == "id" and down:
            ids.reverse()
    return people_v2(call.portal, ids[: min(max(number(call.get("limit"), 50), 1), 200)])


@method("imbot.v2.Chat.InputAction.notify")
def input_action(call: Call) -> dict[str, bool]:
    """The dialog shows what the bot is busy with, until it writes."""
    who = bot(call)
    dialog(call, who).typing[who.id] = call.text("statusMessageCode")
    return DONE


@method("imbot.v2.Chat.TextField.enabled")
def text_field(call: Call) -> dict[str, bool]:
    dialog(call, bot(call)).text_field = flag(call.get("enabled"), True)
    return DONE


def _managers(call: Call, *, on: bool) -> dict[str, bool]:
    who, users = bot(call), {number(one) for one in as_list(call.get("userIds"))}
    if not users:
        raise RestError(400, "EMPTY_USER_IDS", "Empty user IDs")
    chat = dialog(call, who, group=True)
    if chat.owner != who.id:
        raise denied()
    chat.managers = chat.managers | (users & set(chat.members)) if on else chat.managers - users
    return DONE
