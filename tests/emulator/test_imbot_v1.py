"""Bots of the first generation."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

PNG = base64.b64encode(b"\x89PNG\r\n").decode()
SCOPES = ("im", "imbot", "user")


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=SCOPES).access
    return token


@pytest.fixture
def about(portal: Any) -> dict[str, Any]:
    looks = {"NAME": "Echo", "LAST_NAME": "Bot", "COLOR": "GREEN", "WORK_POSITION": "Parrot", "PERSONAL_GENDER": "F",
             "PERSONAL_PHOTO": PNG, "PERSONAL_WWW": "https://example.com", "EMAIL": "echo@example.com"}  # fmt: skip
    return {"CODE": "echo", "EVENT_HANDLER": f"{portal.inbox.url}/bot", "PROPERTIES": looks}


@pytest.fixture
def bot(portal: Any, auth: str, about: dict[str, Any]) -> int:
    made: int = portal.result("imbot.register", about, auth)
    return made


def flat(post: dict[str, str], prefix: str) -> dict[str, str]:
    """The members directly under `data[PARAMS]` and the like."""
    found = {}
    for key, value in post.items():
        if match := re.fullmatch(re.escape(prefix) + r"\[(\w+)\]", key):
            found[match[1]] = value
    return found


def test_a_bot_is_a_user(portal: Any, auth: str, bot: int, about: dict[str, Any]) -> None:
    card = portal.result("im.user.get", {"ID": bot}, auth)
    assert (card["name"], card["bot"], card["external_auth_id"], card["type"]) == ("Echo Bot", True, "bot", "bot")
    assert (card["color"], card["work_position"], card["gender"]) == ("#64a513", "Parrot", "F")
    assert card["avatar"].startswith("https://")
    assert card["bot_data"]["code"] == "echo"
    assert str(bot) not in [row["ID"] for row in portal.result("user.get", {}, auth)]
    assert portal.result("imbot.bot.list", {}, auth) == {
        str(bot): {"ID": bot, "NAME": "Echo Bot", "CODE": "echo", "OPENLINE": "N"}
    }
    assert portal.result("imbot.register", about, auth) == bot
    traces = {(row.section, row.key): row.owner for row in portal.state.fingerprint()}
    assert traces["bots", str(bot)] == traces["users", str(bot)] == "acme.score"
    assert portal.state.ask("im.bots") == [{"id": bot, "name": "Echo Bot", "code": "echo", "app": "acme.score"}]
    handlers = {row["event"] for row in portal.result("event.get", {}, auth)}
    assert handlers == {"ONIMBOTMESSAGEADD", "ONIMBOTJOINCHAT", "ONIMBOTDELETE"}


def test_update(portal: Any, auth: str, bot: int) -> None:
    fields = {"CODE": "loud", "PROPERTIES": {"NAME": "Loud"}, "EVENT_MESSAGE_DELETE": f"{portal.inbox.url}/gone"}
    assert portal.result("imbot.update", {"BOT_ID": bot, "FIELDS": fields}, auth) is True
    assert portal.result("imbot.bot.list", {}, auth)[str(bot)]["CODE"] == "loud"
    assert portal.result("im.user.get", {"ID": bot}, auth)["name"] == "Loud Bot"
    said = portal.perform("write-to-bot", portal.user_id, bot="loud", text="Oh")
    portal.result("im.message.delete", {"MESSAGE_ID": said["message"]}, user_id=portal.user_id)
    (post,) = portal.posts("ONIMBOTMESSAGEDELETE")
    params = flat(post, "data[PARAMS]")
    assert (params["ID"], params["FROM_USER_ID"], params["TO_USER_ID"]) == (
        str(said["message"]), str(portal.user_id), str(bot),
    )  # fmt: skip
    assert "/gone" in portal.inbox.paths


def test_words_reach_the_bot_and_its_answer_the_person(portal: Any, auth: str, bot: int) -> None:
    me = portal.state.people.users[portal.user_id]
    said = portal.perform("write-to-bot", portal.user_id, bot="Echo Bot", text="Hello")
    (joined,) = portal.posts("ONIMBOTJOINCHAT")
    assert flat(joined, "data[PARAMS]") == {
        "CHAT_TYPE": "P", "MESSAGE_TYPE": "P", "BOT_ID": str(bot), "USER_ID": str(me.id), "TO_USER_ID": str(me.id),
        "FROM_USER_ID": str(bot), "DIALOG_ID": str(me.id), "LANGUAGE": "en",
    }  # fmt: skip
    assert "IS_BOT" not in flat(joined, "data[USER]")
    (post,) = portal.posts("ONIMBOTMESSAGEADD")
    params = flat(post, "data[PARAMS]")
    assert (params["MESSAGE"], params["MESSAGE_TYPE"], params["TO_USER_ID"]) == ("Hello", "P", str(bot))
    assert (params["FROM_USER_ID"], params["DIALOG_ID"], params["MESSAGE_ID"]) == (
        str(me.id), str(me.id), str(said["message"]),
    )  # fmt: skip
    assert (params["COMMAND_CONTEXT"], params["CHAT_USER_COUNT"], params["PUSH"]) == ("TEXTAREA", "2", "Y")
    assert flat(post, "data[USER]")["IS_BOT"] == "N"
    block = flat(post, f"data[BOT][{bot}]")
    assert (block["BOT_ID"], block["BOT_CODE"], block["user_id"]) == (str(bot), "echo", str(bot))
    assert block["access_token"] == flat(post, f"data[BOT][{bot}][AUTH]")["access_token"]
    assert {"refresh_token", "client_id", "application_token"} <= set(block)
    assert (post["auth[user_id]"], post["auth[application_token]"]) == (str(me.id), block["application_token"])
    assert post["auth[refresh_token]"]
    answer = {"DIALOG_ID": params["DIALOG_ID"], "MESSAGE": "[b]Hello[/b]", "KEYBOARD": [{"TEXT": "Go", "COMMAND": "x"}]}
    made = portal.result("imbot.message.add", answer, block["access_token"])
    (dialog,) = portal.state.ask("im.dialogs", user=me)
    assert (dialog["kind"], dialog["title"], dialog["id"]) == ("bot", "Echo Bot", str(bot))
    assert [row["text"] for row in dialog["messages"]] == ["Hello", "[b]Hello[/b]"]
    assert (dialog["messages"][1]["id"], dialog["messages"][1]["app"]) == (made, "acme.score")
    assert dialog["messages"][1]["keyboard"][0]["BOT_ID"] == bot
    assert len(portal.posts("ONIMBOTMESSAGEADD")) == 1


def test_group_chats(portal: Any, auth: str, bot: int) -> None:
    portal.perform("invite-bot", portal.user_id, bot="echo", chat="Team")
    (joined,) = portal.posts("ONIMBOTJOINCHAT")
    params = flat(joined, "data[PARAMS]")
    assert (params["CHAT_TYPE"], params["ACCESS_HISTORY"], params["CHAT_AUTHOR_ID"]) == (
        "C", "1", str(portal.user_id),
    )  # fmt: skip
    dialog, mine = {"DIALOG_ID": params["DIALOG_ID"]}, {"user_id": portal.user_id}
    portal.result("im.message.add", dialog | {"MESSAGE": "Not for it"}, **mine)
    assert portal.posts("ONIMBOTMESSAGEADD") == []
    portal.result("im.message.add", dialog | {"MESSAGE": f"[USER={bot}]Echo[/USER], say"}, **mine)
    (post,) = portal.posts("ONIMBOTMESSAGEADD")
    params = flat(post, "data[PARAMS]")
    assert (params["MESSAGE"], params["MESSAGE_ORIGINAL"]) == (", say", f"[USER={bot}]Echo[/USER], say")
    assert (params["CHAT_TITLE"], params["TO_USER_ID"]) == ("Team", str(bot))
    assert post[f"data[PARAMS][MENTIONED_LIST][{bot}]"] == str(bot)
    watcher = {"CODE": "spy", "TYPE": "S", "EVENT_HANDLER": f"{portal.inbox.url}/bot", "PROPERTIES": {"NAME": "Spy"}}
    spy = portal.result("imbot.register", watcher, auth)
    portal.perform("invite-bot", portal.user_id, bot=spy, chat="Team")
    made = portal.result("im.message.add", dialog | {"MESSAGE": "For the spy"}, **mine)
    post = portal.posts("ONIMBOTMESSAGEADD")[-1]
    assert f"data[BOT][{spy}][BOT_ID]" in post
    assert f"data[BOT][{bot}][BOT_ID]" not in post
    portal.result("im.message.update", {"MESSAGE_ID": made, "MESSAGE": "Changed"}, **mine)
    (post,) = portal.posts("ONIMBOTMESSAGEUPDATE")
    assert flat(post, "data[PARAMS]")["MESSAGE"] == "Changed"


def test_commands(portal: Any, auth: str, bot: int) -> None:
    url = f"{portal.inbox.url}/command"
    command = {"BOT_ID": bot, "COMMAND": "echo", "EVENT_COMMAND_ADD": url,
               "LANG": [{"LANGUAGE_ID": "en", "TITLE": "Echo", "PARAMS": "text"}]}  # fmt: skip
    made = portal.result("imbot.command.register", command, auth)
    said = portal.perform("bot-command", portal.user_id, bot=bot, command="/echo", params="loud words")
    (post,) = portal.posts("ONIMCOMMANDADD")
    assert portal.posts("ONIMBOTMESSAGEADD") == []
    block = flat(post, f"data[COMMAND][{made}]")
    assert (block["COMMAND"], block["COMMAND_PARAMS"], block["COMMAND_CONTEXT"]) == ("echo", "loud words", "TEXTAREA")
    assert (block["BOT_ID"], block["MESSAGE_ID"]) == (str(bot), str(said["message"]))
    assert flat(post, "data[PARAMS]")["MESSAGE"] == "/echo loud words"
    assert "IS_BOT" not in flat(post, "data[USER]")
    answer = {"COMMAND_ID": made, "MESSAGE_ID": block["MESSAGE_ID"], "MESSAGE": "LOUD"}
    portal.result("imbot.command.answer", answer | {"KEYBOARD": [{"TEXT": "Again", "COMMAND": "echo",
                  "COMMAND_PARAMS": "more", "BLOCK": "Y"}]}, block["access_token"])  # fmt: skip
    pressed = portal.perform("press-keyboard", portal.user_id, bot=bot, button="Again")
    post = portal.posts("ONIMCOMMANDADD")[-1]
    block = flat(post, f"data[COMMAND][{made}]")
    assert (block["COMMAND_CONTEXT"], block["COMMAND_PARAMS"]) == ("KEYBOARD", "more")
    assert block["MESSAGE_ID"] == str(pressed["message"])
    assert flat(post, "data[PARAMS]")["MESSAGE"] == "/echo more"
    with pytest.raises(ValueError, match="no such button"):
        portal.perform("press-keyboard", portal.user_id, bot=bot, button="Again")
    fields = {"COMMAND": "shout", "HIDDEN": "Y", "EVENT_COMMAND_ADD": url, "LANG": [], "EXTRANET_SUPPORT": "Y"}
    assert portal.result("imbot.command.update", {"COMMAND_ID": made, "FIELDS": fields}, auth) is True
    params = {"MESSAGE_ID": said["message"], "BOT_ID": bot, "COMMAND": "shout", "COMMAND_PARAMS": "x"}
    assert portal.result("im.message.command", params, user_id=portal.user_id) is True
    assert len(portal.posts("ONIMCOMMANDADD")) == 3
    assert portal.result("imbot.command.unregister", {"COMMAND_ID": made}, auth) is True
    refusal = portal.refused("im.message.command", params, user_id=portal.user_id)
    assert refusal == (400, "PARAMS_ERROR", "Incorrect params")
    for left_out, error in (
        ("MESSAGE_ID", "MESSAGE_ID_ERROR"),
        ("BOT_ID", "BOT_ID_ERROR"),
        ("COMMAND", "COMMAND_ERROR"),
    ):
        refusal = portal.refused("im.message.command", params | {left_out: ""}, user_id=portal.user_id)
        assert refusal[:2] == (400, error)


def test_common_command_where_the_bot_is_not(portal: Any, auth: str, bot: int) -> None:
    command = {"BOT_ID": bot, "COMMAND": "help", "EVENT_COMMAND_ADD": f"{portal.inbox.url}/command", "COMMON": "Y",
               "LANG": [{"LANGUAGE_ID": "en", "TITLE": "Help"}]}  # fmt: skip
    made = portal.result("imbot.command.register", command, auth)
    chat = portal.result("im.chat.add", {"TITLE": "Far", "MESSAGE": "/help me"})
    (post,) = portal.posts("ONIMCOMMANDADD")
    block = flat(post, f"data[COMMAND][{made}]")
    answer = {"COMMAND": "help", "MESSAGE_ID": block["MESSAGE_ID"], "MESSAGE": "Here"}
    portal.result("imbot.command.answer", answer, block["access_token"])
    row = portal.result("im.dialog.messages.get", {"DIALOG_ID": f"chat{chat}"})["messages"][0]
    assert (row["author_id"], row["text"]) == (0, f"[USER={bot}]Echo Bot[/USER]:[BR]Here")
    other = portal.result("im.message.add", {"DIALOG_ID": f"chat{chat}", "MESSAGE": "no command"})
    refusal = portal.refused("imbot.command.answer", answer | {"MESSAGE_ID": other}, auth)
    assert refusal == (400, "WRONG_REQUEST", "Message isn't added")


def test_chats_of_the_bot(portal: Any, auth: str, bot: int) -> None:
    params = {"TITLE": "News", "USERS": [portal.user_id], "COLOR": "MINT", "ENTITY_TYPE": "N", "ENTITY_ID": "1",
              "MESSAGE": "First", "BOT_ID": bot}  # fmt: skip
    chat = portal.result("imbot.chat.add", params, auth)
    me = {"CHAT_ID": chat, "BOT_ID": bot}
    assert portal.result("imbot.chat.get", {"ENTITY_TYPE": "N", "ENTITY_ID": "1"}, auth) == {"ID": chat}
    for method, more in (
        ("updateTitle", {"TITLE": "Old"}), ("updateColor", {"COLOR": "RED"}), ("updateAvatar", {"AVATAR": PNG}),
        ("user.add", {"USERS": [1]}), ("setManager", {"USER_ID": 1}), ("setManager", {"USER_ID": 1, "IS_MANAGER": "N"}),
        ("sendTyping", {"DIALOG_ID": f"chat{chat}"}),
    ):  # fmt: skip
        assert portal.result(f"imbot.chat.{method}", me | more, auth) is True
    row = portal.result("imbot.dialog.get", {"DIALOG_ID": f"chat{chat}"}, auth)
    assert (row["name"], row["color"], row["owner"], row["role"]) == ("Old", "#df532d", bot, "member")
    assert portal.state.ask("im.dialogs", user=portal.state.people.users[1])[0]["writing"] == ["Echo Bot"]
    assert portal.result("imbot.chat.user.list", me, auth) == [bot, portal.user_id, 1]
    refusal = portal.refused("imbot.chat.user.add", me | {"USERS": [1]}, auth)
    assert refusal == (400, "WRONG_REQUEST", "You don't have access or user already member in chat")
    assert portal.result("imbot.chat.user.delete", me | {"USER_ID": 1}, auth) is True
    assert portal.refused("imbot.chat.user.delete", me | {"USER_ID": 1}, auth)[:2] == (400, "WRONG_REQUEST")
    assert portal.result("imbot.chat.setOwner", me | {"USER_ID": portal.user_id}, auth) is True
    assert portal.refused("imbot.chat.setManager", me | {"USER_ID": portal.user_id}, auth)[:2] == (400, "WRONG_REQUEST")
    assert portal.result("imbot.chat.leave", me, auth) is True
    assert portal.refused("imbot.chat.leave", me, auth) == (403, "ACCESS_ERROR", "Action unavailable")


def test_messages_of_the_bot(portal: Any, auth: str, bot: int) -> None:
    to = {"DIALOG_ID": portal.user_id}
    made = portal.result("imbot.message.add", to | {"MESSAGE": "One", "URL_PREVIEW": "N"}, auth)
    change = {"BOT_ID": bot, "MESSAGE_ID": made, "MESSAGE": "Two", "ATTACH": [{"MESSAGE": "m"}]}
    assert portal.result("imbot.message.update", change, auth) is True
    assert portal.result("imbot.message.like", {"MESSAGE_ID": made}, auth) is True
    refusal = portal.refused("imbot.message.like", {"MESSAGE_ID": made, "ACTION": "plus"}, auth)
    assert refusal[:2] == (400, "WITHOUT_CHANGES")
    mine = {"DIALOG_ID": str(bot)}
    (row,) = portal.result("im.dialog.messages.get", mine, user_id=portal.user_id)["messages"]
    assert (row["text"], row["author_id"], row["params"]["LIKE"]) == ("Two", bot, [bot])
    assert portal.result("imbot.message.delete", {"MESSAGE_ID": made, "COMPLETE": "Y"}, auth) is True
    assert portal.result("im.dialog.messages.get", mine, user_id=portal.user_id)["messages"] == []
    pair = {"FROM_USER_ID": 1, "TO_USER_ID": portal.user_id, "MESSAGE": "Between you"}
    portal.result("imbot.message.add", pair, auth)
    (row,) = portal.result("im.dialog.messages.get", {"DIALOG_ID": str(portal.user_id)})["messages"]
    assert (row["author_id"], row["text"]) == (0, "Between you")
    said = portal.perform("write-to-bot", portal.user_id, bot=bot, text="mine")
    refusal = portal.refused("imbot.message.delete", {"MESSAGE_ID": said["message"]}, auth)
    assert refusal[:2] == (403, "CANT_EDIT_MESSAGE")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"EVENT_HANDLER": ""}, "EVENT_MESSAGE_ADD_ERROR"),
        ({"EVENT_HANDLER": "ftp://x.y/"}, "EVENT_MESSAGE_ADD_ERROR"),
        ({"EVENT_HANDLER": "", "EVENT_MESSAGE_ADD": "https://a.b/"}, "EVENT_WELCOME_MESSAGE_ERROR"),
        ({"EVENT_HANDLER": "", "EVENT_MESSAGE_ADD": "https://a.b/", "EVENT_WELCOME_MESSAGE": "https://a.b/"},
         "EVENT_BOT_DELETE_ERROR"),
        ({"CODE": ""}, "CODE_ERROR"),
        ({"PROPERTIES": {}}, "NAME_ERROR"),
    ],
)  # fmt: skip
def test_register_errors(portal: Any, auth: str, about: dict[str, Any], change: dict[str, Any], error: str) -> None:
    assert portal.refused("imbot.register", about | change, auth)[:2] == (400, error)


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("imbot.update", {"BOT_ID": 999}, "BOT_ID_ERROR"),
        ("imbot.update", {"BOT_ID": 0}, "BOT_ID_ERROR"),
        ("imbot.update", {}, "WRONG_REQUEST"),
        ("imbot.update", {"FIELDS": {"PROPERTIES": {"NAME": "", "LAST_NAME": ""}}}, "NAME_ERROR"),
        ("imbot.update", {"FIELDS": {"EVENT_BOT_DELETE": "x"}}, "EVENT_BOT_DELETE_ERROR"),
        ("imbot.unregister", {"BOT_ID": 999}, "BOT_ID_ERROR"),
        ("imbot.message.add", {"MESSAGE": "x"}, "DIALOG_ID_EMPTY"),
        ("imbot.message.add", {"DIALOG_ID": 1}, "MESSAGE_EMPTY"),
        ("imbot.message.add", {"DIALOG_ID": "chat99", "MESSAGE": "x"}, "WRONG_REQUEST"),
        ("imbot.message.add", {"DIALOG_ID": 1, "MESSAGE": "x", "KEYBOARD": [{}]}, "KEYBOARD_ERROR"),
        ("imbot.message.add", {"DIALOG_ID": 1, "MESSAGE": "x", "MENU": "x"}, "MENU_ERROR"),
        ("imbot.message.add", {"DIALOG_ID": 1, "MESSAGE": "x", "ATTACH": 5}, "ATTACH_ERROR"),
        ("imbot.message.add", {"DIALOG_ID": 1, "MESSAGE": "x", "ATTACH": [{"MESSAGE": "x" * 30_000}]},
         "ATTACH_OVERSIZE"),
        ("imbot.message.update", {}, "MESSAGE_ID_ERROR"),
        ("imbot.message.delete", {"MESSAGE_ID": 0}, "MESSAGE_ID_ERROR"),
        ("imbot.message.like", {}, "MESSAGE_ID_ERROR"),
        ("imbot.chat.add", {"USERS": "x"}, "INVALID_FORMAT"),
        ("imbot.chat.sendTyping", {}, "DIALOG_ID_EMPTY"),
        ("imbot.chat.user.list", {}, "CHAT_ID_EMPTY"),
        ("imbot.dialog.get", {}, "DIALOG_ID_EMPTY"),
        ("imbot.command.register", {"COMMAND": "x"}, "EVENT_COMMAND_ADD_ERROR"),
        ("imbot.command.register", {"EVENT_COMMAND_ADD": "https://a.b/"}, "COMMAND_ERROR"),
        ("imbot.command.register", {"EVENT_COMMAND_ADD": "https://a.b/", "COMMAND": "x"}, "LANG_ERROR"),
        ("imbot.command.update", {"COMMAND_ID": 9}, "COMMAND_ID_ERROR"),
        ("imbot.command.unregister", {}, "COMMAND_ID_ERROR"),
        ("imbot.app.register", {}, "PARAMS_ERROR"),
        ("imbot.app.register", {"IFRAME": "http://a.b/"}, "IFRAME_HTTPS"),
        ("imbot.app.register", {"IFRAME": "https://a.b/"}, "HASH_ERROR"),
        ("imbot.app.register", {"JS_METHOD": "SEND", "JS_PARAM": "/x"}, "LANG_ERROR"),
        ("imbot.app.update", {"APP_ID": 9}, "CHAT_APP_ID_ERROR"),
    ],
)  # fmt: skip
def test_errors(portal: Any, auth: str, bot: int, method: str, params: dict[str, Any], error: str) -> None:
    named = {"BOT_ID": bot} if method != "imbot.message.add" else {}
    assert portal.refused(method, named | params, auth)[:2] == (400, error)


def test_command_errors(portal: Any, auth: str, bot: int) -> None:
    command = {"BOT_ID": bot, "COMMAND": "x", "EVENT_COMMAND_ADD": "https://a.b/", "HIDDEN": "Y"}
    made = {"COMMAND_ID": portal.result("imbot.command.register", command, auth)}
    assert portal.result("imbot.command.register", command, auth) == made["COMMAND_ID"]
    assert portal.refused("imbot.command.update", made, auth)[:2] == (400, "WRONG_REQUEST")
    wrong = made | {"FIELDS": {"EVENT_COMMAND_ADD": "x"}}
    assert portal.refused("imbot.command.update", wrong, auth)[:2] == (400, "EVENT_COMMAND_ADD_ERROR")
    assert portal.refused("imbot.command.answer", made, auth)[:2] == (400, "MESSAGE_ID_EMPTY")
    assert portal.refused("imbot.command.answer", made | {"MESSAGE_ID": 1}, auth)[:2] == (400, "MESSAGE_EMPTY")
    foreign = made | {"CLIENT_ID": "else"}
    assert portal.refused("imbot.command.unregister", foreign)[:2] == (400, "APP_ID_ERROR")


def test_only_five(portal: Any, auth: str, bot: int, about: dict[str, Any]) -> None:
    for n in range(4):
        portal.result("imbot.register", about | {"CODE": f"b{n}"}, auth)
    refusal = portal.refused("imbot.register", about | {"CODE": "b5"}, auth)
    assert refusal[:2] == (400, "MAX_COUNT_ERROR")


def test_panel(portal: Any, auth: str, bot: int) -> None:
    params = {"BOT_ID": bot, "CODE": "echo", "JS_METHOD": "SEND", "JS_PARAM": "/help",
              "LANG": [{"LANGUAGE_ID": "en", "TITLE": "Help"}]}  # fmt: skip
    made = portal.result("imbot.app.register", params, auth)
    assert portal.result("imbot.app.update", {"APP_ID": made, "CONTEXT": "ALL"}, auth) is True
    assert portal.refused("imbot.app.update", {"APP_ID": made}, auth)[:2] == (400, "WRONG_REQUEST")
    assert [row.key for row in portal.state.fingerprint() if row.section == "chat applications"] == [str(made)]
    assert portal.result("imbot.app.unregister", {"APP_ID": made}, auth) is True
    assert portal.refused("imbot.app.unregister", {"APP_ID": made}, auth)[:2] == (400, "CHAT_APP_ID_ERROR")


def test_bots_of_webhooks(portal: Any, about: dict[str, Any]) -> None:
    assert portal.refused("imbot.register", about) == (403, "ACCESS_DENIED", "Access denied! Client ID not specified")
    mine = {"CLIENT_ID": "secret"}
    bot = portal.result("imbot.register", about | mine)
    refusal = portal.refused("imbot.register", about | {"CLIENT_ID": "else"})
    assert refusal == (400, "WRONG_REQUEST", "Bot can't be created")
    portal.perform("write-to-bot", portal.user_id, bot=bot, text="Hi")
    (post,) = portal.posts("ONIMBOTMESSAGEADD")
    assert (post["auth[application_token]"], post[f"data[BOT][{bot}][application_token]"]) == ("secret", "secret")
    assert "auth[access_token]" not in post
    assert portal.result("imbot.message.add", mine | {"DIALOG_ID": portal.user_id, "MESSAGE": "Yes"}) > 0
    refusal = portal.refused("imbot.unregister", {"BOT_ID": bot, "CLIENT_ID": "else"})
    assert refusal[:2] == (400, "APP_ID_ERROR")
    assert portal.result("imbot.unregister", {"BOT_ID": bot} | mine) is True
    (post,) = portal.posts("ONIMBOTDELETE")
    assert flat(post, "data") == {"BOT_ID": str(bot), "BOT_CODE": "echo"}
    session = portal.state.people.open_session(1)
    answer = portal.http.post(
        "/rest/imbot.bot.list", json={"sessid": session.sessid}, headers={"Cookie": f"PHPSESSID={session.key}"}
    )
    assert portal.told(answer)[:2] == (403, "WRONG_AUTH_TYPE")


def test_leaving(portal: Any, auth: str, bot: int) -> None:
    portal.perform("write-to-bot", portal.user_id, bot=bot, text="Hi")
    portal.perform("invite-bot", portal.user_id, bot=bot, chat="Team")
    portal.result("imbot.message.add", {"DIALOG_ID": "chat2", "MESSAGE": "I was here"}, auth)
    assert portal.result("imbot.unregister", {"BOT_ID": bot}, auth) is True
    assert len(portal.posts("ONIMBOTDELETE")) == 1
    assert portal.refused("im.user.get", {"ID": bot}, auth)[:2] == (400, "USER_NOT_EXISTS")
    (dialog,) = portal.state.ask("im.dialogs", user=portal.state.people.users[portal.user_id])
    assert (dialog["title"], dialog["messages"][-1]["text"]) == ("Team", "I was here")
    newcomer = portal.result("user.add", {"EMAIL": "new@example.com"})
    assert newcomer > bot


def test_goes_with_its_application(portal: Any, bot: int) -> None:
    state = portal.state
    app = state.app("acme.score")
    assert not [row for row in state.fingerprint() if row.section == "disk storages" and "Echo" in row.summary]
    portal.running.call(lambda: state.apps.uninstall(app, state.people.users[1], clean=False))
    assert bot not in state.people.users
    assert not [row for row in state.fingerprint() if row.section in ("bots", "bot commands", "event handlers")]


def test_acts_say_what_is_wrong(portal: Any, bot: int) -> None:
    for verb, params in (
        ("write-to-bot", {"bot": "none", "text": "x"}),
        ("write-to-bot", {"bot": bot, "text": " "}),
        ("bot-command", {"bot": bot, "command": "none"}),
        ("invite-bot", {"bot": bot, "chat": "chat99"}),
        ("press-keyboard", {"bot": bot, "button": "x"}),
    ):
        with pytest.raises(ValueError):
            portal.perform(verb, portal.user_id, **params)
    portal.perform("invite-bot", portal.user_id, bot=bot, chat="Team")
    with pytest.raises(ValueError, match="already"):
        portal.perform("invite-bot", portal.user_id, bot=bot, chat="Team")


def test_buttons_of_pages(portal: Any, auth: str, bot: int) -> None:
    buttons = [{"TEXT": "Site", "LINK": "https://example.com"},
               {"TEXT": "Say", "ACTION": "SEND", "ACTION_VALUE": "yes"},
               {"TEXT": "Put", "ACTION": "PUT", "ACTION_VALUE": "text"},
               {"TEXT": "Lost", "COMMAND": "lost"}]  # fmt: skip
    portal.result("imbot.message.add", {"DIALOG_ID": portal.user_id, "MESSAGE": "Choose", "KEYBOARD": buttons}, auth)
    assert portal.perform("press-keyboard", portal.user_id, bot=bot, button="Site") == {"link": "https://example.com"}
    assert portal.perform("press-keyboard", portal.user_id, bot=bot, button="Put") == {"action": "PUT", "value": "text"}
    portal.perform("press-keyboard", portal.user_id, bot=bot, button="Say")
    (post,) = portal.posts("ONIMBOTMESSAGEADD")
    assert flat(post, "data[PARAMS]")["MESSAGE"] == "yes"
    with pytest.raises(ValueError, match="not registered"):
        portal.perform("press-keyboard", portal.user_id, bot=bot, button="Lost")


def test_commands_are_told_apart_by_the_code_of_their_bot(portal: Any, auth: str, bot: int) -> None:
    url = f"{portal.inbox.url}/command"
    command = {
        "BOT_ID": bot,
        "COMMAND": "echo",
        "EVENT_COMMAND_ADD": url,
        "LANG": [{"LANGUAGE_ID": "en", "TITLE": "E"}],
    }
    portal.result("imbot.command.register", command, auth)
    traces = portal.running.call(portal.state.fingerprint)
    assert [row.summary for row in traces if row.section == "bot commands"] == ["/echo of echo"]
