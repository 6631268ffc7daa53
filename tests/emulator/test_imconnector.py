"""Connectors of applications: registered, switched on, and words both ways."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.portal import ActError

ICON = {"DATA_IMAGE": "data:image/svg+xml,%3Csvg%3E"}
SEND, UPDATE, DELETE = (f"imconnector.{verb}.messages" for verb in ("send", "update", "delete"))
PLACE = {"CONNECTOR": "acme", "LINE": 1}
EVENTS = ("ONIMCONNECTORMESSAGEADD", "ONIMCONNECTORMESSAGEUPDATE", "ONIMCONNECTORMESSAGEDELETE",
          "ONIMCONNECTORDIALOGSTART", "ONIMCONNECTORDIALOGFINISH", "ONIMCONNECTORSTATUSDELETE",
          "ONIMCONNECTORLINEDELETE", "ONOPENLINEMESSAGEADD", "ONOPENLINEMESSAGEUPDATE", "ONOPENLINEMESSAGEDELETE",
          "ONSESSIONSTART", "ONSESSIONFINISH")  # fmt: skip


def words(text: str = "Hello", key: str = "m1", **user: Any) -> dict[str, Any]:
    return {
        "user": {"id": "u1", "name": "Ann", "last_name": "Lee"} | user,
        "message": {"id": key, "date": 1773000000, "text": text},
        "chat": {"id": "c1", "name": "Support", "url": "https://out.example/c1"},
    }


def register(portal: Any, auth: str, **facts: Any) -> Any:
    row = {"ID": "Acme", "NAME": "Acme", "ICON": ICON, "PLACEMENT_HANDLER": f"{portal.inbox.url}/settings"}
    return portal.result("imconnector.register", row | facts, auth)


@pytest.fixture
def auth(portal: Any) -> str:
    """Open channels are all that applications of connectors ask for: the connectors' events come with them."""
    token: str = portal.installed(scopes=("imopenlines", "im")).access
    return token


@pytest.fixture
def channel(portal: Any, auth: str) -> str:
    """A connector that is on, on a line that greets nobody; its events go to the inbox."""
    assert register(portal, auth) == {"result": True}
    portal.result("imopenlines.config.update", {"CONFIG_ID": 1, "PARAMS": {"WELCOME_MESSAGE": "N"}}, auth)
    assert portal.result("imconnector.activate", PLACE | {"ACTIVE": 1}, auth) is True
    assert portal.result("imconnector.connector.data.set", PLACE | {"DATA": {"ID": "c1", "NAME": "S"}}, auth) is True
    for event in EVENTS:
        portal.result("event.bind", {"event": event, "handler": f"{portal.inbox.url}/{event}"}, auth)
    return auth


def told(portal: Any, event: str) -> list[dict[str, str]]:
    """The data of all events of that name."""
    return [
        {key[4:]: value for key, value in post.items() if key.startswith("data")}
        for post in portal.settle()
        if post["event"] == event
    ]


def test_life_of_a_connector(portal: Any, auth: str) -> None:
    assert portal.result("imconnector.status", {"CONNECTOR": "acme", "LINE": 1}, auth) == {
        "LINE": 1, "CONNECTOR": "acme", "ERROR": False, "CONFIGURED": False, "STATUS": False
    }  # fmt: skip
    assert register(portal, auth) == {"result": True}
    assert register(portal, auth, NAME="Acme two") == {"result": True}
    assert portal.result("imconnector.list", auth=auth)["acme"] == "Acme two"
    (spot,) = [row for row in portal.state.bindings.placements if row.code == "SETTING_CONNECTOR"]
    assert portal.result("imconnector.activate", PLACE | {"ACTIVE": "1"}, auth) is True
    assert portal.result("imconnector.connector.data.set", PLACE | {"DATA": {"ID": "c1"}}, auth) is True
    assert portal.result("imconnector.status", PLACE, auth)["STATUS"] is True
    assert portal.result("imconnector.status", {"CONNECTOR": "acme"}, auth)["LINE"] == 0
    (tile,) = portal.state.ask("imconnector.connectors")
    assert (tile["id"], tile["placement"], tile["active"], tile["app"]) == ("acme", spot.id, True, "acme.score")
    assert {one.section for one in portal.state.fingerprint()} >= {"connectors", "channels", "open lines"}
    assert portal.result("imconnector.activate", PLACE | {"ACTIVE": "0"}, auth) is True
    assert portal.result("imconnector.status", PLACE, auth)["STATUS"] is False
    assert portal.result("imconnector.activate", {"CONNECTOR": "acme", "LINE": 9, "ACTIVE": 1}, auth) is False
    assert portal.result("imconnector.unregister", {"ID": "acme"}, auth) == {"result": True}
    assert portal.state.ask("imconnector.connectors") == []
    assert portal.result("imconnector.unregister", {"ID": "acme"}, auth)["error"] == "APPLICATION_UNREGISTRATION_ERROR"


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"ID": ""}, "CONNECTOR_ID_REQUIRED"),
        ({"ID": "a.b"}, "APPLICATION_REGISTRATION_ERROR_POINT"),
        ({"NAME": ""}, "NAME_REQUIRED"),
        ({"ICON": {}}, "ICON_REQUIRED"),
        ({"PLACEMENT_HANDLER": ""}, "NO_PLACEMENT_HANDLER"),
        ({"ID": "livechat"}, "APPLICATION_REGISTRATION_ERROR"),
    ],
)
def test_mistakes_of_registration(portal: Any, auth: str, facts: dict[str, Any], error: str) -> None:
    answer = register(portal, auth, **facts)
    assert (answer["result"], answer["error"]) == (False, error)


@pytest.mark.parametrize(
    ("method", "params", "error", "text"),
    [
        ("activate", {}, "ERROR_ARGUMENT", "Argument 'CONNECTOR' is null or empty"),
        ("activate", {"CONNECTOR": "acme"}, "ERROR_ARGUMENT", "Argument 'LINE' is null or empty"),
        ("activate", PLACE, "ERROR_ARGUMENT", "Argument 'ACTIVE' is null or empty"),
        ("connector.data.set", PLACE, "ERROR_ARGUMENT", "Argument 'DATA' is null or empty"),
        ("status", {}, "ERROR_ARGUMENT", "Argument 'CONNECTOR' is null or empty"),
        ("send.messages", PLACE, "ERROR_ARGUMENT", "Argument 'MESSAGES' is null or empty"),
        ("send.messages", PLACE | {"MESSAGES": "x"}, "ERROR_ARGUMENT",
         "The value of an argument 'MESSAGES' must be of type array"),
        ("send.messages", PLACE | {"MESSAGES": ["x"]}, "ERROR_ARGUMENT",
         "The MESSAGES parameter must be an array of messages (arrays)"),
        ("send.messages", PLACE | {"MESSAGES": [{"user": {}}]}, "ERROR_ARGUMENT",
         "The incorrect structure of a message inside MESSAGES parameter"),
        ("send.messages", PLACE | {"LINE": 9, "MESSAGES": [words()]}, "NOT_ACTIVE_LINE",
         "The line with this ID is inactive or does not exist"),
        ("send.messages", {"CONNECTOR": "none", "LINE": 1, "MESSAGES": [words()]}, "IMCONNECTOR_NO_CORRECT_PROVIDER",
         "Could not find a suitable provider for the connector"),
        ("chat.name.set", PLACE | {"CHAT_ID": "c1"}, "ERROR_ARGUMENT", "Argument 'NAME' is null or empty"),
        ("chat.name.set", PLACE | {"CHAT_ID": "c1", "NAME": "x"}, "ERROR_ARGUMENT",
         "Argument 'USER_ID' is null or empty"),
    ],
)  # fmt: skip
def test_errors(portal: Any, channel: str, method: str, params: dict[str, Any], error: str, text: str) -> None:
    assert portal.refused(f"imconnector.{method}", params, channel) == (400, error, text)


def test_a_chat_that_no_message_began(portal: Any, channel: str) -> None:
    params = PLACE | {"CHAT_ID": "c1", "NAME": "x", "USER_ID": "u1"}
    assert portal.result("imconnector.chat.name.set", params, channel)["SUCCESS"] is True
    portal.switch(unknown_chat_name="refused")
    told = portal.refused("imconnector.chat.name.set", params, channel)
    assert told == (400, "CHAT_RENAMING_FAILED", "Failed to rename the chat")


def test_application_context(portal: Any, channel: str) -> None:
    methods = ("register", "unregister", "activate", "status", "list", "connector.data.set", "send.messages",
               "update.messages", "delete.messages", "send.status.delivery", "send.status.reading")  # fmt: skip
    for method in methods:
        assert portal.refused(f"imconnector.{method}", PLACE)[:2] == (403, "WRONG_AUTH_TYPE")
    user = portal.tokens(portal.state.app("acme.score"), portal.user_id).access
    assert portal.refused("imconnector.list", auth=user) == (
        400, "ACCESS_DENIED", "You don't have access to this action"
    )  # fmt: skip


def test_a_guest_writes(portal: Any, channel: str) -> None:
    answer = portal.result(SEND, PLACE | {"MESSAGES": [words(phone="+1555", skip_phone_validate="Y")]}, channel)
    (row,) = answer["DATA"]["RESULT"]
    chat_id = row["session"]["CHAT_ID"]
    assert answer["SUCCESS"] is True
    assert row == {
        "user": row["user"], "message": {"id": "m1", "date": {}, "text": "Hello", "files": []},
        "chat": {"id": "c1", "name": "Support", "description": "Link to the original post: https://out.example/c1"},
        "extra": {"skip_phone_validate": "Y"}, "SUCCESS": True, "session": {"ID": "1", "CHAT_ID": chat_id},
    }  # fmt: skip
    (start,) = told(portal, "ONIMCONNECTORDIALOGSTART")
    assert (start["[CONNECTOR]"], start["[LINE]"], start["[DATA][0][session][closed]"]) == ("acme", "1", "N")
    assert start["[DATA][0][connector][chat_id]"] == "c1"
    (said,) = told(portal, "ONOPENLINEMESSAGEADD")
    assert (said["[DATA][0][message][text]"], said["[DATA][0][message][system]"]) == ("Hello", "N")
    assert len(told(portal, "ONSESSIONSTART")) == 1
    assert {post["auth[user_id]"] for post in portal.settle()} == {"1"}
    assert told(portal, "ONIMCONNECTORMESSAGEADD") == []
    (dialog,) = portal.state.ask("im.dialogs", user=portal.state.people.users[1])
    assert (dialog["kind"], dialog["title"]) == ("lines", "Ann Lee - Open Channel 1")
    assert ("Ann Lee", "Hello") in [(one["author"], one["text"]) for one in dialog["messages"]]
    (lead,) = portal.result("crm.lead.list", {"select": ["TITLE", "PHONE"]})
    assert (lead["TITLE"], lead["PHONE"][0]["VALUE"]) == ("Ann Lee - Open Channel 1", "+1555")
    again = portal.result(SEND, PLACE | {"MESSAGES": [words("More", "m2")]}, channel)["DATA"]["RESULT"][0]
    assert again["session"] == row["session"]
    bad = words() | {"message": {"id": "m3"}}
    failed = portal.result(SEND, PLACE | {"MESSAGES": [bad]}, channel)["DATA"]["RESULT"][0]
    assert (failed["SUCCESS"], len(failed["ERRORS"])) == (False, 1)


def test_an_operator_answers(portal: Any, channel: str) -> None:
    portal.result(SEND, PLACE | {"MESSAGES": [words()]}, channel)
    me = portal.user_id
    name = portal.state.people.users[me].full_name
    said = portal.perform("line-message", me, text="Good day", connector="acme", line=1)
    (out,) = told(portal, "ONIMCONNECTORMESSAGEADD")
    assert out == {
        "[CONNECTOR]": "acme", "[LINE]": "1", "[MESSAGES][0][im][chat_id]": str(said["chat_id"]),
        "[MESSAGES][0][im][message_id]": str(said["message_id"]), "[MESSAGES][0][message][user_id]": str(me),
        "[MESSAGES][0][message][text]": f"[b]{name}:[/b] [br]Good day", "[MESSAGES][0][chat][id]": "c1",
    }  # fmt: skip
    im = {"chat_id": said["chat_id"], "message_id": said["message_id"]}
    status = PLACE | {"MESSAGES": [{"im": im, "message": {"id": ["o1"], "date": 1}, "chat": {"id": "c1"}}]}
    assert portal.result("imconnector.send.status.delivery", status, channel) == {"SUCCESS": True, "DATA": []}
    assert portal.result("imconnector.send.status.reading", status, channel) == {"SUCCESS": True, "DATA": []}
    portal.perform("line-message", me, text="Good evening", message=said["message_id"])
    (corrected,) = told(portal, "ONIMCONNECTORMESSAGEUPDATE")
    assert corrected["[MESSAGES][0][message][id][0]"] == "o1"
    assert corrected["[MESSAGES][0][message][text]"].endswith("Good evening")
    hook = portal.result("im.message.delete", {"MESSAGE_ID": said["message_id"]}, user_id=me)
    assert hook is True
    (erased,) = told(portal, "ONIMCONNECTORMESSAGEDELETE")
    assert (erased["[MESSAGES][0][message][id]"], erased["[MESSAGES][0][chat][id]"]) == ("o1", "c1")
    assert len(told(portal, "ONOPENLINEMESSAGEUPDATE")) == len(told(portal, "ONOPENLINEMESSAGEDELETE")) == 1
    portal.result("im.message.add", {"DIALOG_ID": f"chat{said['chat_id']}", "MESSAGE": "By hand"}, user_id=me)
    assert told(portal, "ONIMCONNECTORMESSAGEADD")[-1]["[MESSAGES][0][message][text]"].endswith("By hand")
    with pytest.raises(ActError):
        portal.perform("line-message", 1, text="x", message=said["message_id"])
    with pytest.raises(ActError):
        portal.perform("line-message", 1, text="x", connector="none")


def test_a_guest_corrects_and_takes_back(portal: Any, channel: str) -> None:
    portal.result(SEND, PLACE | {"MESSAGES": [words()]}, channel)
    changed = portal.result(UPDATE, PLACE | {"MESSAGES": [words("Hi")]}, channel)["DATA"]["RESULT"][0]
    assert (changed["SUCCESS"], changed["message"]["text"]) == (True, "Hi")
    history = portal.result("imopenlines.session.history.get", {"SESSION_ID": 1})
    assert [row["text"] for row in history["message"].values() if row["senderid"] == changed["user"]] == ["Hi"]
    gone = portal.result(DELETE, PLACE | {"MESSAGES": [words()]}, channel)["DATA"]["RESULT"][0]
    assert (gone["SUCCESS"], gone["message"]) == (True, {"id": "m1"})
    lost = portal.result(DELETE, PLACE | {"MESSAGES": [words(key="m9")]}, channel)["DATA"]["RESULT"][0]
    assert (lost["SUCCESS"], bool(lost["ERRORS"])) == (False, True)
    assert told(portal, "ONIMCONNECTORMESSAGEUPDATE") == []
    name = {"CHAT_ID": "c1", "NAME": "Renamed", "USER_ID": "u1"}
    answer = portal.result("imconnector.chat.name.set", PLACE | name, channel)
    assert answer == {"SUCCESS": True, "DATA": {"RESULT": {}}}
    assert portal.result("imopenlines.dialog.get", {"SESSION_ID": 1})["name"] == "Renamed"


def test_groups_signatures_and_greetings(portal: Any, channel: str) -> None:
    register(portal, channel, CHAT_GROUP=True, NEED_SIGNATURE=False)
    portal.result("imopenlines.config.update", {"CONFIG_ID": 1, "PARAMS": {"WELCOME_MESSAGE": "Y"}}, channel)
    rows = [words(), words("And me", "m2", id="u2")]
    first, second = portal.result(SEND, PLACE | {"MESSAGES": rows}, channel)["DATA"]["RESULT"]
    assert first["session"] == second["session"]
    portal.perform("line-message", text="Plain")
    greeting, plain = told(portal, "ONIMCONNECTORMESSAGEADD")
    assert (greeting["[MESSAGES][0][message][user_id]"], plain["[MESSAGES][0][message][text]"]) == ("0", "Plain")
    assert portal.result("crm.lead.list") == []


def test_the_end_of_a_session_and_of_a_line(portal: Any, channel: str) -> None:
    portal.result(SEND, PLACE | {"MESSAGES": [words()]}, channel)
    assert portal.perform("close-line") == 1
    (end,) = told(portal, "ONIMCONNECTORDIALOGFINISH")
    assert (end["[DATA][0][session][closed]"], end["[DATA][0][session][close_term]"]) == ("Y", "60")
    assert len(told(portal, "ONSESSIONFINISH")) == 1
    with pytest.raises(ActError):
        portal.perform("close-line", session=1)
    row = portal.result(SEND, PLACE | {"MESSAGES": [words(key="m2")]}, channel)["DATA"]["RESULT"][0]
    assert row["session"]["ID"] == "2"
    portal.perform("disconnect-channel", connector="acme", line=1)
    assert told(portal, "ONIMCONNECTORSTATUSDELETE") == [{"[connector]": "acme", "[line]": "1"}]
    with pytest.raises(ActError):
        portal.perform("disconnect-channel", connector="acme", line=1)
    assert portal.result("imopenlines.config.delete", {"CONFIG_ID": 1}, channel) is True
    assert told(portal, "ONIMCONNECTORLINEDELETE") == [{"": "1"}]
    assert portal.refused(SEND, PLACE | {"MESSAGES": [words()]}, channel)[1] == "NOT_ACTIVE_LINE"
    assert portal.perform("close-line") == 2


def test_a_removed_application_takes_its_connectors(portal: Any, channel: str) -> None:
    app, admin = portal.state.app("acme.score"), portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=False))
    assert portal.state.ask("imconnector.connectors") == []
    assert not {"connectors", "channels"} & {one.section for one in portal.state.fingerprint()}
