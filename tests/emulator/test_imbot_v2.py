"""Bots of the second generation."""

from __future__ import annotations

import base64
from typing import Any

import pytest

PNG = base64.b64encode(b"\x89PNG\r\n").decode()
SCOPES = ("im", "imbot", "user")


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=SCOPES).access
    return token


def register(portal: Any, auth: str, **fields: Any) -> int:
    looks = {"name": "Support", "lastName": "Bot", "workPosition": "Agent", "color": "lightBlue", "gender": "F"}
    params = {"fields": {"code": "support", "properties": looks} | fields}
    made: int = portal.result("imbot.v2.Bot.register", params, auth)["bot"]["id"]
    return made


@pytest.fixture
def bot(portal: Any, auth: str) -> int:
    return register(portal, auth)


def events(portal: Any, auth: str, bot: int, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = portal.result("imbot.v2.Event.get", {"botId": bot} | params, auth)["events"]
    return found


def test_register(portal: Any, auth: str) -> None:
    looks = {"name": "Support", "lastName": "Bot", "color": "lightBlue", "avatar": PNG}
    fields = {"code": "support", "properties": looks, "isHidden": "Y", "backgroundId": "mint"}
    told = portal.result("imbot.v2.Bot.register", {"fields": fields}, auth)
    assert told["bot"] == {
        "id": told["bot"]["id"], "code": "support", "type": "bot", "isHidden": True, "isSupportOpenline": False,
        "isReactionsEnabled": True, "backgroundId": "mint", "language": "en", "moduleId": "rest",
        "eventMode": "fetch", "countMessage": 0, "countCommand": 0, "countChat": 0, "countUser": 0,
    }  # fmt: skip
    (user,) = told["users"]
    assert (user["name"], user["bot"], user["externalAuthId"], user["type"]) == ("Support Bot", True, "bot", "bot")
    assert (user["color"], user["departments"]) == ("#4ba5c3", [1])
    assert portal.result("imbot.v2.Bot.register", {"fields": {"code": "support"}}, auth)["bot"] == told["bot"]
    assert portal.result("imbot.bot.list", {}, auth)[str(user["id"])]["CODE"] == "support"
    listed = portal.result("imbot.v2.Bot.list", {"filter": {"type": "bot"}}, auth)
    assert (listed["bots"], listed["hasNextPage"]) == ([told["bot"]], False)
    assert portal.result("imbot.v2.Bot.list", {"filter": {"type": "personal"}}, auth)["bots"] == []
    brief = portal.result("imbot.v2.Bot.get", {"code": "support", "botToken": "foreign"})["bot"]
    assert "eventMode" not in brief
    assert portal.result("imbot.v2.Bot.get", {"botId": user["id"]}, auth)["bot"] == told["bot"]
    revisions = portal.result("imbot.v2.Revision.get", {}, auth)
    assert set(revisions) == {"rest", "web", "mobile", "desktop"}


def test_fetched_events(portal: Any, auth: str, bot: int) -> None:
    said = portal.perform("write-to-bot", portal.user_id, bot=bot, text="Hello")
    joined, added = events(portal, auth, bot)
    assert (joined["type"], added["type"]) == ("ONIMBOTV2JOINCHAT", "ONIMBOTV2MESSAGEADD")
    assert (joined["data"]["dialogId"], joined["data"]["bot"]["eventMode"]) == (str(portal.user_id), "fetch")
    data = added["data"]
    assert (data["message"]["id"], data["message"]["text"], data["language"]) == (said["message"], "Hello", "en")
    assert (data["chat"]["dialogId"], data["chat"]["type"], "role" in data["chat"]) == (
        str(portal.user_id), "private", False,
    )  # fmt: skip
    assert (data["user"]["id"], data["user"]["type"]) == (portal.user_id, "employee")
    mine = {"user_id": portal.user_id}
    sent = portal.result(
        "imbot.v2.Chat.Message.send",
        {"botId": bot, "dialogId": data["chat"]["dialogId"], "fields": {"message": "Hi"}},
        auth,
    )
    portal.result("im.message.like", {"MESSAGE_ID": sent["id"]}, **mine)
    portal.result("im.message.update", {"MESSAGE_ID": said["message"], "MESSAGE": "Hey"}, **mine)
    portal.result("im.message.delete", {"MESSAGE_ID": said["message"]}, **mine)
    found = portal.result("imbot.v2.Event.get", {"botId": bot, "offset": added["eventId"] + 1, "limit": 2}, auth)
    liked, changed = found["events"]
    assert (liked["type"], liked["data"]["reaction"], liked["data"]["action"]) == (
        "ONIMBOTV2REACTIONCHANGE", "like", "add",
    )  # fmt: skip
    assert liked["data"]["message"]["viewedByOthers"] is False
    assert (changed["type"], changed["data"]["message"]["text"]) == ("ONIMBOTV2MESSAGEUPDATE", "Hey")
    assert (found["hasMore"], found["nextOffset"]) == (True, changed["eventId"] + 1)
    (gone,) = events(portal, auth, bot, offset=found["nextOffset"])
    assert (gone["type"], gone["data"]["messageId"]) == ("ONIMBOTV2MESSAGEDELETE", said["message"])
    assert portal.settle() == []


def test_context_of_a_link(portal: Any, auth: str, bot: int) -> None:
    assert portal.perform("open-bot", portal.user_id, bot=bot, context={"action": "open", "id": 5}) == {
        "dialog": str(bot)
    }
    joined, opened = events(portal, auth, bot)
    assert (joined["type"], opened["type"]) == ("ONIMBOTV2JOINCHAT", "ONIMBOTV2CONTEXTGET")
    data = opened["data"]
    assert (data["context"], data["dialogId"]) == ({"action": "open", "id": 5}, str(portal.user_id))
    assert (data["user"]["id"], data["chat"]["type"]) == (portal.user_id, "private")
    with pytest.raises(ValueError, match="BOT_CONTEXT"):
        portal.perform("open-bot", portal.user_id, bot=bot, context={})


def test_events_of_the_person_too(portal: Any, auth: str, bot: int) -> None:
    refusal = portal.refused("imbot.v2.Event.get", {"botId": bot, "withUserEvents": True}, auth)
    assert refusal[:2] == (400, "USER_NOT_SUBSCRIBED")
    portal.result("im.v2.Event.subscribe", {}, auth)
    portal.result("im.message.add", {"DIALOG_ID": str(bot), "MESSAGE": "Hi"})
    found = events(portal, auth, bot, withUserEvents="Y")
    assert {row["type"] for row in found} == {"ONIMV2MESSAGEADD", "ONIMBOTV2MESSAGEADD", "ONIMBOTV2JOINCHAT"}
    assert [row["eventId"] for row in found] == sorted(row["eventId"] for row in found)


def test_events_by_webhook(portal: Any, auth: str) -> None:
    bot = register(portal, auth, eventMode="webhook", webhookUrl=f"{portal.inbox.url}/v2", type="personal")
    handlers = [row["event"] for row in portal.result("event.get", {}, auth)]
    assert len(handlers) == 8
    portal.perform("write-to-bot", portal.user_id, bot=bot, text="Hello")
    (post,) = portal.posts("ONIMBOTV2MESSAGEADD")
    assert (post["data[bot][id]"], post["data[bot][code]"]) == (str(bot), "support")
    assert (post["data[message][text]"], post["data[user][active]"]) == ("Hello", "1")
    assert (post["data[user][idle]"], post["data[chat][backgroundId]"]) == ("0", "")
    assert post["auth[application_token]"] == post["data[bot][auth][application_token]"]
    token = post["data[bot][auth][access_token]"]
    answer = {"botId": bot, "dialogId": post["data[chat][dialogId]"], "fields": {"message": "Hi"}}
    assert portal.result("imbot.v2.Chat.Message.send", answer, token)["id"] > 0
    assert events(portal, auth, bot) == []
    url = {"botId": bot, "fields": {"webhookUrl": f"{portal.inbox.url}/other"}}
    assert portal.result("imbot.v2.Bot.update", url, auth)["bot"]["eventMode"] == "webhook"
    assert {row["handler"] for row in portal.result("event.get", {}, auth)} == {f"{portal.inbox.url}/other"}
    portal.result("imbot.v2.Bot.update", {"botId": bot, "fields": {"eventMode": "fetch"}}, auth)
    assert portal.result("event.get", {}, auth) == []
    portal.result("imbot.v2.Bot.update", {"botId": bot, "fields": {"eventMode": "webhook",
                  "webhookUrl": f"{portal.inbox.url}/v2", "isHidden": True}}, auth)  # fmt: skip
    assert portal.result("imbot.v2.Bot.unregister", {"botId": bot}, auth) == {"result": True}
    (post,) = portal.posts("ONIMBOTV2DELETE")
    assert post["data[bot][code]"] == "support"
    assert portal.result("event.get", {}, auth) == []


def test_who_hears_what(portal: Any, auth: str, bot: int) -> None:
    spy = register(portal, auth, code="spy", type="supervisor")
    for one in (bot, spy):
        portal.perform("invite-bot", portal.user_id, bot=one, chat="Team")
    dialog, mine = {"DIALOG_ID": "chat1"}, {"user_id": portal.user_id}
    portal.result("im.message.add", dialog | {"MESSAGE": "To all"}, **mine)
    portal.result("im.message.add", dialog | {"MESSAGE": f"[USER={bot}]Bot[/USER] hi"}, **mine)

    def heard(one: int) -> list[str]:
        return [row["data"]["message"]["text"] for row in events(portal, auth, one) if "message" in row["data"]]

    assert heard(spy) == ["To all", f"[USER={bot}]Bot[/USER] hi"]
    assert heard(bot) == [f"[USER={bot}]Bot[/USER] hi"]
    first = events(portal, auth, spy)[1]["data"]["message"]["id"]
    found = portal.result("imbot.v2.Chat.Message.get", {"botId": spy, "messageId": first}, auth)
    assert (found["message"]["text"], found["user"]["id"], found["message"]["unread"]) == (
        "To all", portal.user_id, True,
    )  # fmt: skip
    window = portal.result("imbot.v2.Chat.Message.getContext", {"botId": spy, "messageId": first, "range": 1}, auth)
    assert [row["id"] for row in window["messages"]] == [first - 1, first, first + 1]
    assert (window["hasPrevPage"], window["hasNextPage"]) == (True, False)
    refusal = portal.refused("imbot.v2.Chat.Message.get", {"botId": bot, "messageId": first}, auth)
    assert refusal == (403, "BOT_TYPE_NOT_ALLOWED", "Bot type not allowed")
    refusal = portal.refused("imbot.v2.Chat.Message.getContext", {"botId": spy, "messageId": 99}, auth)
    assert refusal[:2] == (400, "MESSAGE_NOT_FOUND")
    away = portal.result("im.message.add", {"DIALOG_ID": "1", "MESSAGE": "private"})
    refusal = portal.refused("imbot.v2.Chat.Message.getContext", {"botId": spy, "messageId": away}, auth)
    assert refusal[:2] == (403, "MESSAGE_ACCESS_DENIED")


def test_chats(portal: Any, auth: str, bot: int) -> None:
    fields = {"title": "News", "description": "d", "color": "mint", "userIds": [portal.user_id], "message": "First",
              "avatar": PNG}  # fmt: skip
    made = portal.result("imbot.v2.Chat.add", {"botId": bot, "fields": fields}, auth)
    chat = made["chat"]
    assert (chat["name"], chat["owner"], chat["color"], chat["role"]) == ("News", bot, "#4ba984", "owner")
    assert (chat["isNew"], chat["textFieldEnabled"], chat["messageCount"]) == (True, "Y", 1)
    assert [user["id"] for user in made["users"]] == [bot, portal.user_id]
    me = {"botId": bot, "dialogId": chat["dialogId"]}
    for method, more in (
        ("Chat.update", {"fields": {"title": "Old", "color": "red", "description": "e", "avatar": PNG}}),
        ("Chat.User.add", {"userIds": [1, 999]}),
        ("Chat.Manager.add", {"userIds": [1, 999]}),
        ("Chat.InputAction.notify", {"statusMessageCode": "IMBOT_AGENT_ACTION_THINKING"}),
        ("Chat.TextField.enabled", {"enabled": False}),
    ):
        assert portal.result(f"imbot.v2.{method}", me | more, auth) == {"result": True}
    row = portal.result("imbot.v2.Chat.get", me, auth)["chat"]
    assert (row["name"], row["color"], row["description"], row["textFieldEnabled"]) == ("Old", "#df532d", "e", "N")
    assert (row["managerList"], row["userCounter"]) == ([1], 3)
    ids = [user["id"] for user in portal.result("imbot.v2.Chat.User.list", me | {"order": {"userId": "DESC"}}, auth)]
    assert ids == sorted((1, bot, portal.user_id), reverse=True)
    ids = [user["id"] for user in portal.result("imbot.v2.Chat.User.list", me | {"limit": 1}, auth)]
    assert ids == [bot]
    assert portal.result("imbot.v2.Chat.Manager.delete", me | {"userIds": [1]}, auth) == {"result": True}
    for _ in range(2):
        assert portal.result("imbot.v2.Chat.User.delete", me | {"userId": 1}, auth) == {"result": True}
    assert portal.result("imbot.v2.Chat.setOwner", me | {"userId": portal.user_id}, auth) == {"result": True}
    for method, more in (("Chat.setOwner", {"userId": 1}), ("Chat.Manager.add", {"userIds": [1]}),
                         ("Chat.User.add", {"userIds": [1]}), ("Chat.User.delete", {"userId": 1})):  # fmt: skip
        assert portal.refused(f"imbot.v2.{method}", me | more, auth) == (403, "ACCESS_DENIED", "Access denied")
    refusal = portal.refused("imbot.v2.Chat.Manager.add", me, auth)
    assert refusal == (400, "EMPTY_USER_IDS", "Empty user IDs")
    assert portal.result("imbot.v2.Chat.leave", me, auth) == {"result": True}
    for method in ("get", "update", "leave", "User.list", "InputAction.notify", "TextField.enabled"):
        assert portal.refused(f"imbot.v2.Chat.{method}", me, auth)[:2] == (403, "ACCESS_DENIED")
    private = {"botId": bot, "dialogId": str(portal.user_id)}
    assert portal.refused("imbot.v2.Chat.leave", private, auth)[:2] == (403, "ACCESS_DENIED")
    assert portal.result("imbot.v2.Chat.get", private, auth)["chat"]["type"] == "private"


def test_messages(portal: Any, auth: str, bot: int) -> None:
    me, to = {"botId": bot}, {"botId": bot, "dialogId": str(portal.user_id)}
    fields = {"message": "One", "attach": [{"MESSAGE": "m"}], "keyboard": [{"TEXT": "Go", "COMMAND": "go"}],
              "urlPreview": False, "templateId": "abc"}  # fmt: skip
    sent = portal.result("imbot.v2.Chat.Message.send", to | {"fields": fields}, auth)
    assert sent["uuidMap"] == {}
    fields = {"message": "Reply", "replyId": sent["id"], "forwardIds": {"u-1": sent["id"]}}
    more = portal.result("imbot.v2.Chat.Message.send", to | {"fields": fields}, auth)
    new = more["uuidMap"]["u-1"]
    mine = portal.result("im.dialog.messages.get", {"DIALOG_ID": str(bot)}, user_id=portal.user_id)["messages"]
    assert [row["id"] for row in mine] == [new, more["id"], sent["id"]]
    assert (mine[2]["uuid"], mine[2]["params"]["KEYBOARD"][0]["BOT_ID"], mine[1]["params"]) == (
        "abc", bot, {"REPLY_ID": sent["id"]},
    )  # fmt: skip
    change = me | {"messageId": sent["id"], "fields": {"message": "Two", "keyboard": "N"}}
    assert portal.result("imbot.v2.Chat.Message.update", change, auth) == {"result": True}
    said = portal.perform("write-to-bot", portal.user_id, bot=bot, text="Hey")
    assert portal.result("imbot.v2.Chat.get", to, auth)["chat"]["lastMessageViews"] == "{}"
    read = portal.result("imbot.v2.Chat.Message.read", to, auth)
    assert (read["lastId"], read["counter"], read["viewedMessages"]) == (said["message"], 0, [said["message"]])
    smile = me | {"messageId": said["message"], "reaction": "fire"}
    assert portal.result("imbot.v2.Chat.Message.Reaction.add", smile, auth) == {"result": True}
    assert portal.refused("imbot.v2.Chat.Message.Reaction.add", smile, auth)[:2] == (400, "REACTION_ALREADY_SET")
    assert portal.result("imbot.v2.Chat.Message.Reaction.delete", smile, auth) == {"result": True}
    gone = me | {"messageId": sent["id"], "complete": True}
    assert portal.result("imbot.v2.Chat.Message.delete", gone, auth) == {"result": True}
    mine = portal.result("im.dialog.messages.get", {"DIALOG_ID": str(bot)}, user_id=portal.user_id)["messages"]
    assert sent["id"] not in [row["id"] for row in mine]
    own = me | {"messageId": said["message"]}
    for method, params, refusal in (
        ("update", own, (403, "ACCESS_DENIED", "Access denied")),
        ("delete", own, (403, "ACCESS_DENIED", "Access denied")),
        ("send", to, (400, "EMPTY_MESSAGE", "Message is empty")),
        ("send", me | {"dialogId": "chat99", "fields": {"message": "x"}}, (403, "ACCESS_DENIED", "Access denied")),
        ("read", to | {"messageId": 99}, (400, "MESSAGE_NOT_FOUND", "Message not found")),
        ("Reaction.add", own | {"reaction": "none"}, (400, "REACTION_NOT_FOUND", "Reaction not found")),
        ("Reaction.delete", me | {"messageId": 99}, (403, "ACCESS_DENIED", "Access denied")),
    ):
        assert portal.refused(f"imbot.v2.Chat.Message.{method}", params, auth) == refusal


def test_commands(portal: Any, auth: str, bot: int) -> None:
    me = {"botId": bot}
    fields = {"command": "/help", "title": {"en": "Help", "de": "Hilfe"}, "params": {"en": "topic"}}
    made = portal.result("imbot.v2.Command.register", me | {"fields": fields}, auth)["command"]
    assert made == {"id": made["id"], "botId": bot, "command": "/help", "common": False, "hidden": False,
                    "extranetSupport": False}  # fmt: skip
    assert portal.result("imbot.v2.Command.register", me | {"command": "help"}, auth)["command"] == made
    said = portal.perform("bot-command", portal.user_id, bot=bot, command="help", params="me")
    called = events(portal, auth, bot)[-1]
    assert called["type"] == "ONIMBOTV2COMMANDADD"
    assert called["data"]["command"] == {"id": made["id"], "command": "/help", "params": "me", "context": "textarea"}
    assert called["data"]["message"]["id"] == said["message"]
    answer = me | {"commandId": made["id"], "messageId": said["message"], "dialogId": str(portal.user_id)}
    keyboard = [{"TEXT": "More", "COMMAND": "help", "COMMAND_PARAMS": "x"}]
    told = answer | {"fields": {"message": "So", "keyboard": keyboard}}
    assert portal.result("imbot.v2.Command.answer", told, auth) == {"result": True}
    portal.perform("press-keyboard", portal.user_id, bot=bot, button="More")
    assert events(portal, auth, bot)[-1]["data"]["command"]["context"] == "keyboard"
    change = me | {"commandId": made["id"], "fields": {"command": "aid", "title": {"de": None, "en": "Aid"},
                   "common": "Y", "hidden": True, "extranetSupport": True}}  # fmt: skip
    assert portal.result("imbot.v2.Command.update", change, auth)["command"]["command"] == "/aid"
    (row,) = portal.result("imbot.v2.Command.list", me, auth)["commands"]
    assert (row["title"], row["params"], row["category"], row["hidden"]) == ("Aid", "topic", "Support Bot", True)
    portal.result("imbot.v2.Command.register", me | {"fields": {"command": "b", "hidden": "Y"}}, auth)
    wanted = {"commandId": made["id"]}
    for method, params, error in (
        ("register", {}, "COMMAND_REQUIRED"),
        ("register", {"fields": {"command": ["x"]}}, "COMMAND_NAME_INVALID"),
        ("register", {"fields": {"command": "x"}}, "COMMAND_TITLE_REQUIRED"),
        ("update", {"commandId": 99}, "COMMAND_NOT_FOUND"),
        ("update", wanted | {"fields": {"command": ""}}, "COMMAND_NAME_EMPTY"),
        ("update", wanted | {"fields": {"command": "b"}}, "COMMAND_ALREADY_EXISTS"),
        ("answer", wanted | {"messageId": 99}, "COMMAND_ANSWER_FAILED"),
        ("unregister", {}, "COMMAND_NOT_FOUND"),
    ):
        assert portal.refused(f"imbot.v2.Command.{method}", me | params, auth)[:2] == (400, error)
    assert portal.result("imbot.v2.Command.unregister", me | wanted, auth) == {"result": True}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"code": ""}, "BOT_CODE_REQUIRED"),
        ({"properties": {}}, "BOT_PROPERTIES_REQUIRED"),
        ({"type": "x"}, "BOT_INVALID_TYPE"),
        ({"eventMode": "x"}, "BOT_INVALID_EVENT_MODE"),
        ({"eventMode": "webhook"}, "BOT_WEBHOOK_URL_REQUIRED"),
        ({"eventMode": "webhook", "webhookUrl": "x"}, "BOT_INVALID_CALLBACK"),
        ({"properties": {"name": "x", "avatar": "eHg="}}, "BOT_AVATAR_INCORRECT_TYPE"),
    ],
)
def test_register_errors(portal: Any, auth: str, fields: dict[str, Any], error: str) -> None:
    sent = {"code": "x", "properties": {"name": "x"}} | fields
    assert portal.refused("imbot.v2.Bot.register", {"fields": sent}, auth)[:2] == (400, error)


def test_webhooks_prove_themselves_by_token(portal: Any) -> None:
    fields = {"code": "hook", "properties": {"name": "Hook"}}
    assert portal.refused("imbot.v2.Bot.register", {"fields": fields})[:2] == (400, "BOT_TOKEN_NOT_SPECIFIED")
    long = {"fields": fields | {"botToken": "x" * 41}}
    assert portal.refused("imbot.v2.Bot.register", long)[:2] == (400, "BOT_TOKEN_INVALID_LENGTH")
    url = {"eventMode": "webhook", "webhookUrl": f"{portal.inbox.url}/v2"}
    bot = portal.result("imbot.v2.Bot.register", {"fields": fields | url | {"botToken": "one"}})["bot"]["id"]
    taken = {"fields": fields | {"botToken": "two"}}
    assert portal.refused("imbot.v2.Bot.register", taken)[:2] == (400, "BOT_CODE_ALREADY_TAKEN")
    portal.perform("write-to-bot", portal.user_id, bot=bot, text="Hi")
    (post,) = portal.posts("ONIMBOTV2MESSAGEADD")
    assert (post["auth[application_token]"], post["data[bot][id]"]) == ("one", str(bot))
    assert "data[bot][auth][access_token]" not in post
    rotation = {"botId": bot, "botToken": "one", "fields": {"botToken": "new"}}
    assert portal.result("imbot.v2.Bot.update", rotation)["bot"]["id"] == bot
    assert portal.refused("imbot.v2.Bot.update", rotation)[:2] == (403, "BOT_OWNERSHIP_ERROR")
    second = {"fields": {"code": "second", "properties": {"name": "x"}, "botToken": "used"}}
    portal.result("imbot.v2.Bot.register", second)
    collision = {"botId": bot, "botToken": "new", "fields": {"botToken": "used"}}
    assert portal.refused("imbot.v2.Bot.update", collision)[:2] == (400, "BOT_TOKEN_ROTATION_FAILED")
    for params, error in (({}, "BOT_ID_REQUIRED"), ({"botId": 999}, "BOT_NOT_FOUND")):
        refusal = portal.refused("imbot.v2.Bot.unregister", params | {"botToken": "new"})
        assert refusal[:2] == (400, error)
    for params, error in (({}, "PARAMS_REQUIRED"), ({"code": "none"}, "BOT_NOT_FOUND")):
        refusal = portal.refused("imbot.v2.Bot.get", params | {"botToken": "new"})
        assert refusal[:2] == (400, error)
    wrong = {"botId": bot, "botToken": "new", "fields": {"eventMode": "x"}}
    assert portal.refused("imbot.v2.Bot.update", wrong)[:2] == (400, "BOT_INVALID_EVENT_MODE")
    assert portal.result("imbot.v2.Bot.unregister", {"botId": bot, "botToken": "new"}) == {"result": True}
    assert len(portal.posts("ONIMBOTV2DELETE")) == 1


def test_user_events_want_their_permission(portal: Any) -> None:
    auth = portal.installed(scopes=("imbot",)).access
    bot = register(portal, auth)
    refusal = portal.refused("imbot.v2.Event.get", {"botId": bot, "withUserEvents": True}, auth)
    assert refusal == (403, "SCOPE_ERROR", "Scope error")
