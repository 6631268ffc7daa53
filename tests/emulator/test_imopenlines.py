"""Open lines: their settings, sessions, operators, clients of the CRM, bots."""

from __future__ import annotations

from typing import Any

import pytest

CHAT_ERRORS = ("operator.answer", "operator.finish", "operator.another.finish", "operator.skip", "operator.spam",
               "session.start", "message.session.start", "session.join", "session.mode.silent",
               "crm.lead.create", "message.quick.save")  # fmt: skip
EMPTY_ERRORS = ("operator.transfer", "session.intercept", "session.mode.pin", "bot.session.finish",
                "bot.session.message.send", "bot.session.operator", "bot.session.transfer")  # fmt: skip


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=("imopenlines", "imconnector", "im", "crm", "imbot")).access
    connector = {"ID": "acme", "NAME": "Acme", "ICON": {"DATA_IMAGE": "data:x"}, "PLACEMENT_HANDLER": "https://a.b/"}
    portal.result("imconnector.register", connector, token)
    portal.result("imopenlines.config.update", {"CONFIG_ID": 1, "PARAMS": {"WELCOME_MESSAGE": "N"}}, token)
    portal.result("imconnector.activate", {"CONNECTOR": "acme", "LINE": 1, "ACTIVE": 1}, token)
    return token


def write(portal: Any, auth: str, guest: str = "u1", **user: Any) -> int:
    """A guest's first words; the chat's id."""
    message = {
        "user": {"id": guest, "name": "Ann"} | user,
        "message": {"id": "m", "text": "Hello"},
        "chat": {"id": guest},
    }
    params = {"CONNECTOR": "acme", "LINE": 1, "MESSAGES": [message]}
    row = portal.result("imconnector.send.messages", params, auth)["DATA"]["RESULT"][0]
    return int(row["session"]["CHAT_ID"])


def call(portal: Any, method: str, chat: int = 0, user_id: int = 1, **params: Any) -> Any:
    return portal.result(f"imopenlines.{method}", ({"CHAT_ID": chat} if chat else {}) | params, user_id=user_id)


def owner(portal: Any, chat: int) -> int:
    found: int = call(portal, "dialog.get", chat)["owner"]
    return found


def test_settings_of_lines(portal: Any, auth: str) -> None:
    me = portal.user_id
    assert portal.state.ask("imopenlines.lines") == [{"id": 1, "name": "Open Channel 1"}]
    queue = [{"ENTITY_TYPE": "user", "ENTITY_ID": 1}, {"ENTITY_TYPE": "department", "ENTITY_ID": 2}]
    params = {"LINE_NAME": "VIP", "QUEUE": queue, "CRM": "N", "NONSENSE": 1, "QUEUE_TIME": 90}
    made = portal.result("imopenlines.config.add", {"PARAMS": params}, user_id=me)
    row = call(portal, "config.get", CONFIG_ID=made)
    assert (row["ID"], row["LINE_NAME"], row["CRM"], row["QUEUE_TIME"], row["ACTIVE"]) == (
        str(made), "VIP", "N", "90", "Y"
    )  # fmt: skip
    assert (row["QUEUE"], row["QUEUE_ONLINE"], row["DATE_CREATE"]) == (["1", str(me)], "Y", {})
    assert (row["QUEUE_FULL"]["1"]["USER_ID"], "NONSENSE" in row) == ("1", False)
    assert "QUEUE" not in call(portal, "config.get", CONFIG_ID=made, WITH_QUEUE="N")
    assert call(portal, "config.get", CONFIG_ID=99) is False
    assert call(portal, "config.update", CONFIG_ID=made, PARAMS={"ACTIVE": "N", "QUEUE": [me]}) is True
    assert call(portal, "config.update", CONFIG_ID=99) is False
    assert call(portal, "config.delete", CONFIG_ID=99) is False
    order = {"select": ["ID", "LINE_NAME"], "order": {"ID": "desc"}, "filter": {"ACTIVE": "N"}}
    (found,) = call(portal, "config.list.get", PARAMS=order, OPTIONS={"QUEUE": "Y", "CONFIG_QUEUE": "Y"})
    name = portal.state.people.users[me].full_name
    assert (found["LINE_NAME"], found["QUEUE"], found["QUEUE_USERS_FIELDS"][str(me)]["USER_NAME"]) == (
        "VIP",
        [me],
        name,
    )
    assert found["CONFIG_QUEUE"] == [{"ENTITY_ID": str(me), "ENTITY_TYPE": "user"}]
    assert [one["ID"] for one in call(portal, "config.list.get", PARAMS={"limit": 1, "offset": 1})] == [str(made)]
    assert call(portal, "config.delete", CONFIG_ID=made) is True
    assert call(portal, "config.path.get")["SERVER_ADDRESS"] == f"https://{portal.state.host}"
    assert call(portal, "revision.get") == {"rest": 2, "web": 1, "mobile": 1}
    for verb in ("get", "update", "delete"):
        assert portal.refused(f"imopenlines.config.{verb}")[1:] == ("CONFIG_ID_EMPTY", "Config ID can't be empty")
    for verb in ("update", "delete"):
        refusal = portal.refused(f"imopenlines.config.{verb}", {"CONFIG_ID": 1}, user_id=me)
        assert refusal == (403, "CONFIG_WRONG_USER_PERMISSION", "Permission denied")


@pytest.mark.parametrize(
    ("params", "options", "text"),
    [
        ({"page": 1}, {}, "Unsupported PARAMS fields are passed: page"),
        ({"select": "ID"}, {}, "A wrong format for the PARAMS field 'select' is passed"),
        ({"order": "ID"}, {}, "A wrong format for the PARAMS field 'order' is passed"),
        ({"filter": [1]}, {}, "A wrong format for the PARAMS field 'filter' is passed"),
        ({"limit": -1}, {}, "A non-negative integer is expected in the PARAMS field 'limit'"),
        ({"offset": "x"}, {}, "A non-negative integer is expected in the PARAMS field 'offset'"),
        ({"select": [""]}, {}, "A wrong field name is passed in the PARAMS field 'select'"),
        ({"select": ["NO"]}, {}, "An unknown field 'NO' is passed in the PARAMS field 'select'"),
        ({"filter": {">=NO": 1}}, {}, "An unknown field 'NO' is passed in the PARAMS field 'filter'"),
        ({"order": {"ID": "up"}}, {}, "A wrong sorting direction is passed in the PARAMS field 'order'"),
        ({}, {"PAGE": 1}, "Unsupported OPTIONS fields are passed: PAGE"),
        ({}, {"QUEUE": [1]}, "A wrong format for the OPTIONS field 'QUEUE' is passed"),
        ({}, {"CONFIG_QUEUE": [1]}, "A wrong format for the OPTIONS field 'CONFIG_QUEUE' is passed"),
        ({}, {"CHECK_PERMISSION": "fly"}, "An unknown value for the OPTIONS field 'CHECK_PERMISSION' is passed"),
    ],
)
def test_formats_of_lists(portal: Any, params: dict[str, Any], options: dict[str, Any], text: str) -> None:
    sent = {"PARAMS": params, "OPTIONS": options}
    assert portal.refused("imopenlines.config.list.get", sent) == (400, "INVALID_FORMAT", text)


def test_a_dialog_and_its_history(portal: Any, auth: str) -> None:
    chat = write(portal, auth, phone="+1555")
    row = call(portal, "dialog.get", chat)
    code = row["entity_id"]
    assert (row["type"], row["entity_type"], row["dialog_id"], row["owner"]) == ("lines", "LINES", f"chat{chat}", 1)
    assert code.startswith("acme|1|u1|")
    assert row["entity_data_2"] == "LEAD|1|COMPANY|0|CONTACT|0|DEAL|0"
    assert row["entity_data_1"].split("|")[:6] == ["Y", "LEAD", "1", "N", "N", "1"]
    for name in ({"DIALOG_ID": f"chat{chat}"}, {"SESSION_ID": 1}, {"USER_CODE": code}):
        assert call(portal, "dialog.get", **name)["id"] == chat
    assert call(portal, "session.open", USER_CODE=code) == {"chatId": str(chat)}
    found = call(portal, "session.history.get", SESSION_ID=1)
    assert (found["chatId"], found["sessionId"], found["userId"], found["canVoteHead"]) == (chat, 1, f"chat{chat}", "Y")
    (message,) = [one for one in found["message"].values() if one["text"] == "Hello"]
    assert (message["chatid"], message["recipientid"]) == (str(chat), f"chat{chat}")
    assert found["chat"][str(chat)]["entityId"] == code
    assert found["users"]["1"]["id"] == "1"
    assert call(portal, "session.history.get", chat)["sessionId"] == 1
    for params, error in (
        ({}, "MISSING_REQUIRED_PARAM"), ({"CHAT_ID": 99}, "INVALID_SESSION_ID"), ({"SESSION_ID": 99}, "ACCESS_DENIED")
    ):  # fmt: skip
        assert portal.refused("imopenlines.session.history.get", params)[1] == error
    assert portal.refused("imopenlines.dialog.get", {"CHAT_ID": 99})[1] == "ACCESS_ERROR"
    assert portal.refused("imopenlines.session.open", {"USER_CODE": "x"})[1] == "ACCESS_DENIED"


def test_operators(portal: Any, auth: str) -> None:
    me, chat = portal.user_id, write(portal, auth)
    assert call(portal, "operator.answer", chat, me) is True
    assert owner(portal, chat) == me
    assert call(portal, "session.intercept", chat) is True
    assert owner(portal, chat) == 1
    assert portal.refused("imopenlines.session.intercept", {"CHAT_ID": chat})[1] == "OPERATOR_WRONG"
    assert call(portal, "operator.skip", chat) is True
    assert owner(portal, chat) == me
    assert call(portal, "operator.transfer", chat, TRANSFER_ID=1) is True
    assert owner(portal, chat) == 1
    line = call(portal, "config.add", PARAMS={"QUEUE": [me]})
    assert call(portal, "operator.transfer", chat, TRANSFER_ID=f"queue{line}") is True
    assert owner(portal, chat) == me
    for params, error in (
        ({}, "TRANSFER_ID_EMPTY"), ({"USER_ID": 0}, "USER_ID_EMPTY"), ({"QUEUE_ID": "x"}, "QUEUE_ID_EMPTY"),
        ({"USER_ID": 999}, "OPERATOR_WRONG"), ({"QUEUE_ID": 999}, "OPERATOR_WRONG"),
    ):  # fmt: skip
        assert portal.refused("imopenlines.operator.transfer", {"CHAT_ID": chat} | params)[1] == error
    assert call(portal, "operator.finish", chat, me) is True
    assert portal.refused("imopenlines.operator.skip", {"CHAT_ID": chat})[1] == "ACCESS_DENIED_KICK"
    assert call(portal, "operator.another.finish", chat) is True
    assert call(portal, "session.start", chat) is True
    assert call(portal, "operator.spam", chat) is True
    assert call(portal, "session.head.vote", SESSION_ID=2, RATING=5, COMMENT="fine") is True
    found = call(portal, "session.history.get", SESSION_ID=2)
    assert (found["sessionVoteHead"], found["sessionCommentHead"]) == (5, "fine")
    vote = "imopenlines.session.head.vote"
    assert portal.refused(vote)[1] == "EMPTY_SESSION_ID"
    assert portal.refused(vote, {"SESSION_ID": 2})[1] == "EMPTY_VOTE_PARAMS"
    assert portal.refused(vote, {"SESSION_ID": 2, "RATING": 1}, user_id=me)[1] == "ACCESS_DENIED"


def test_sessions(portal: Any, auth: str) -> None:
    me, chat, other = portal.user_id, write(portal, auth), write(portal, auth, "u2")
    assert call(portal, "session.join", chat, me) is True
    assert call(portal, "dialog.get", chat, me)["role"] == "member"
    assert call(portal, "session.mode.pin", chat) is True
    assert call(portal, "session.mode.pinAll") == [2]
    assert call(portal, "session.mode.unpinAll") == [2, 1]
    assert call(portal, "session.mode.pin", other, ACTIVATE="N") is True
    assert call(portal, "session.mode.silent", chat, ACTIVATE="Y") is True
    assert call(portal, "dialog.get", chat)["entity_data_3"] == "Y"
    first = call(portal, "session.history.get", chat)
    hello = next(int(key) for key, row in first["message"].items() if row["text"] == "Hello")
    assert call(portal, "message.quick.save", chat, MESSAGE_ID=hello) is True
    assert [one.summary for one in portal.state.fingerprint() if one.section == "quick answers"] == ["Hello"]
    refusal = portal.refused("imopenlines.message.quick.save", {"CHAT_ID": chat, "MESSAGE_ID": 9999})
    assert refusal[1:] == ("CANT_SAVE_QUICK_ANSWER", "Error saving quick answer")
    assert call(portal, "message.session.start", chat, MESSAGE_ID=hello) is True
    again = call(portal, "session.history.get", chat)
    assert (again["sessionId"], str(hello) in again["message"]) == (3, True)


def test_which_chat(portal: Any, auth: str) -> None:
    chat = write(portal, auth)
    portal.result("imopenlines.config.update", {"CONFIG_ID": 1, "PARAMS": {"QUEUE": [1]}})
    closed = "You cannot open this conversation as you do not have sufficient rights"
    for method in CHAT_ERRORS:
        name = f"imopenlines.{method}"
        assert portal.refused(name)[1] == "CHAT_ID"
        assert portal.refused(name, {"CHAT_ID": 999})[1] == "CHAT_TYPE"
        assert portal.refused(name, {"CHAT_ID": chat}, user_id=portal.user_id) == (400, "ACCESS_DENIED", closed)
    for method in EMPTY_ERRORS:
        assert portal.refused(f"imopenlines.{method}")[1:] == ("CHAT_ID_EMPTY", "Chat ID can't be empty")


def test_leads_and_clients(portal: Any, auth: str) -> None:
    contact = portal.result("crm.contact.add", {"fields": {"NAME": "Ann", "PHONE": [{"VALUE": "+1 555"}]}})
    chat, me = write(portal, auth, phone="1555"), portal.user_id
    client = {"CRM_ENTITY_TYPE": "contact", "CRM_ENTITY": contact}
    assert call(portal, "crm.chat.get", **client) == [
        {"CHAT_ID": str(chat), "CONNECTOR_ID": "acme", "CONNECTOR_TITLE": "Acme"}
    ]
    assert call(portal, "crm.chat.getLastId", **client) == chat
    assert call(portal, "crm.chat.user.add", USER_ID=me, **client) == chat
    text = call(portal, "crm.message.add", chat, USER_ID=me, MESSAGE="From the CRM", **client)
    assert str(text) in call(portal, "session.history.get", chat)["message"]
    assert call(portal, "crm.chat.user.delete", USER_ID=me, **client) == chat
    assert portal.refused("imopenlines.crm.lead.create", {"CHAT_ID": chat}, user_id=me)[1] == "ERROR_USER_NOT_OPERATOR"
    assert call(portal, "crm.lead.create", chat) is True
    assert call(portal, "crm.lead.create", chat) is True
    assert len(portal.result("crm.lead.list")) == 1
    call(portal, "operator.finish", chat)
    assert call(portal, "crm.chat.get", **client) == []
    assert len(call(portal, "crm.chat.get", ACTIVE_ONLY="N", **client)) == 1


def test_mistakes_with_clients(portal: Any, auth: str) -> None:
    contact = portal.result("crm.contact.add", {"fields": {"NAME": "Ann", "PHONE": [{"VALUE": "1555"}]}})
    lonely = portal.result("crm.contact.add", {"fields": {"NAME": "Bob"}})
    chat, me = write(portal, auth, phone="1555"), portal.user_id
    client = {"CRM_ENTITY_TYPE": "contact", "CRM_ENTITY": contact}

    def error(method: str, user_id: int = 1, **params: Any) -> tuple[str, str]:
        found = portal.refused(f"imopenlines.crm.{method}", params, user_id=user_id)
        return found[1:]

    assert error("chat.get") == ("ERROR_ARGUMENT", "Argument 'CRM_ENTITY_TYPE' is null or empty")
    assert error("chat.get", CRM_ENTITY_TYPE="lead") == ("ERROR_ARGUMENT", "Argument 'CRM_ENTITY' is null or empty")
    assert error("chat.get", CRM_ENTITY_TYPE="lead", CRM_ENTITY="x")[1].endswith("has an invalid type")
    assert call(portal, "crm.chat.get", CRM_ENTITY_TYPE="lead", CRM_ENTITY=99) == []
    assert error("chat.getLastId") == ("CRM_CHAT_EMPTY_CRM_DATA", "Empty CRM data")
    assert error("chat.getLastId", **client | {"CRM_ENTITY": lonely})[1] == "Could not find CRM object"
    assert error("chat.user.add", **client)[0] == "ERROR_ARGUMENT"
    assert error("chat.user.add", USER_ID=999, **client) == ("CRM_CHAT_USER_NOT_ACTIVE", "User not active")
    assert error("chat.user.add", USER_ID=1, CHAT_ID=99, **client)[0] == "CHAT_NOT_IN_CRM"
    assert error("chat.user.add", USER_ID=1, **client)[0] == "WRONG_REQUEST"
    assert call(portal, "crm.chat.user.add", USER_ID=1, **client | {"CRM_ENTITY": lonely}) == 0
    assert error("chat.user.delete", **client) == ("CRM_CHAT_EMPTY_USER", "Empty User ID")
    assert error("chat.user.delete", USER_ID=1) == ("CRM_CHAT_EMPTY_CRM_DATA", "Empty CRM data")
    assert error("chat.user.delete", USER_ID=me, **client)[0] == "WRONG_REQUEST"
    assert call(portal, "crm.chat.user.delete", USER_ID=1, **client | {"CRM_ENTITY": lonely}) == 0
    assert error("message.add", **client) == ("ERROR_ARGUMENT", "Argument 'USER_ID' is null or empty")
    assert error("message.add", USER_ID=me, CHAT_ID=chat, MESSAGE="x", **client)[0] == "CANCELED"
    assert error("message.add", USER_ID=999, CHAT_ID=chat, MESSAGE="x", **client)[0] == "ACCESS_DENIED"
    portal.switch(crm_role="closed")
    assert error("chat.get", me, **client) == ("ACCESS_DENIED", "Access denied! You don't have access to this action")
    assert error("chat.user.add", me, USER_ID=me, **client)[0] == "ACCESS_DENIED"
    assert error("chat.user.delete", me, USER_ID=me, **client)[0] == "ACCESS_DENIED"
    assert "does not have access to this CRM object" in error("chat.user.add", USER_ID=me, **client)[1]


def test_other_portals_cannot_be_reached(portal: Any) -> None:
    for method in ("join", "message.add"):
        name = f"imopenlines.network.{method}"
        assert portal.refused(name, {"CODE": "x"}) == (400, "CODE", "You entered an invalid code")
        assert portal.refused(name, {"CODE": "a" * 32}) == (400, "NOT_FOUND", "Line not found")


def test_a_bot_meets_the_guest(portal: Any, auth: str) -> None:
    facts = {"CODE": "greeter", "TYPE": "O", "EVENT_HANDLER": f"{portal.inbox.url}/bot", "OPENLINE": "Y",
             "PROPERTIES": {"NAME": "Greeter"}}  # fmt: skip
    bot = portal.result("imbot.register", facts, auth)
    params = {"WELCOME_BOT_ENABLE": "Y", "WELCOME_BOT_ID": bot}
    portal.result("imopenlines.config.update", {"CONFIG_ID": 1, "PARAMS": params}, auth)
    chat, me = write(portal, auth), portal.user_id
    room = {"CHAT_ID": chat}

    heard = [(post["event"], post.get("data[PARAMS][MESSAGE]", "")) for post in portal.settle()]
    assert ("ONIMBOTMESSAGEADD", "Hello") in heard
    assert "ONIMBOTJOINCHAT" in [event for event, _ in heard]

    def told(method: str, **more: Any) -> Any:
        return portal.result(f"imopenlines.bot.session.{method}", room | more, auth)

    assert told("message.send", NAME="DEFAULT", MESSAGE="I am a bot") is True
    assert told("message.send", NAME="WELCOME") is True
    texts = [row["text"] for row in call(portal, "session.history.get", chat)["message"].values()]
    assert "I am a bot" in texts
    assert told("operator") is True
    assert owner(portal, chat) == 1
    assert portal.refused("imopenlines.bot.session.operator", room, auth)[1:] == ("WRONG_CHAT", "Operator is not a bot")
    assert told("transfer", USER_ID=me, LEAVE="Y") is True
    assert owner(portal, chat) == me
    assert portal.refused("imopenlines.bot.session.transfer", room, auth)[1] == "TRANSFER_ID_EMPTY"
    assert portal.refused("imopenlines.bot.session.transfer", room | {"USER_ID": 999}, auth)[1] == "OPERATOR_WRONG"
    assert portal.refused("imopenlines.bot.session.transfer", room | {"USER_ID": 1})[1] == "BOT_ID_ERROR"
    assert portal.refused("imopenlines.bot.session.finish", room)[1] == "BOT_ID_ERROR"
    assert told("finish") is True
    assert call(portal, "session.mode.pinAll") == []


def test_permissions_of_bots_suffice_for_what_bots_do(portal: Any) -> None:
    token = portal.installed(scopes=("imbot",)).access
    assert portal.refused("imopenlines.bot.session.operator", {"CHAT_ID": 9}, token)[1] == "WRONG_CHAT"
    assert portal.refused("imopenlines.operator.answer", {"CHAT_ID": 9}, token)[1] == "insufficient_scope"
