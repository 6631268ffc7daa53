"""Group chats, dialogs and messages."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.messenger.find import spelt
from pytest_b24moderation.emulator.messenger.rich import parsed
from pytest_b24moderation.emulator.rest.errors import RestError

PNG = base64.b64encode(b"\x89PNG\r\n").decode()
BUTTON = {"TEXT": "Open", "LINK": "https://example.com"}


@pytest.fixture
def chat(portal: Any) -> int:
    params = {"TITLE": "Deal", "USERS": [portal.user_id], "MESSAGE": "Hi [b]all[/b]", "COLOR": "PINK",
              "ENTITY_TYPE": "MINE", "ENTITY_ID": "7"}  # fmt: skip
    made: int = portal.result("im.chat.add", params)
    return made


def messages(portal: Any, dialog: str, user_id: int = 1, **more: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = portal.result("im.dialog.messages.get", {"DIALOG_ID": dialog} | more, user_id=user_id)[
        "messages"
    ]
    return rows


def test_make_and_find(portal: Any, chat: int) -> None:
    assert portal.result("im.chat.get", {"ENTITY_TYPE": "MINE", "ENTITY_ID": "7"}) == {"ID": chat}
    assert portal.result("im.chat.get", {"ENTITY_TYPE": "MINE"}) is None
    row = portal.result("im.dialog.get", {"DIALOG_ID": f"chat{chat}"}, user_id=portal.user_id)
    assert (row["id"], row["name"], row["owner"], row["color"], row["type"]) == (chat, "Deal", 1, "#f76187", "mine")
    assert (row["role"], row["counter"], row["user_counter"], row["message_type"]) == ("member", 1, 2, "C")
    assert (row["entity_id"], row["manager_list"], row["dialog_id"]) == ("7", [1], f"chat{chat}")
    assert row["unread_id"] == row["last_message_id"]
    assert row["readed_list"][0]["user_id"] == 1
    nameless = portal.result("im.chat.add")
    assert "#" in portal.result("im.dialog.get", {"DIALOG_ID": f"chat{nameless}"})["name"]
    bound = portal.result("im.chat.add", {"ENTITY_TYPE": "CRM", "ENTITY_ID": "DEAL|3"})
    row = portal.result("im.dialog.get", {"DIALOG_ID": f"chat{bound}"})
    assert (row["type"], row["entity_link"]["url"]) == ("crm", "/crm/deal/details/3/")
    assert row["restrictions"]["rename"] is False
    refusal = portal.refused("im.chat.updateTitle", {"CHAT_ID": bound, "TITLE": "x"})
    assert refusal == (403, "ACCESS_ERROR", "This chat cannot be renamed")


def test_change(portal: Any, chat: int) -> None:
    for method, params in (
        ("im.chat.updateTitle", {"CHAT_ID": chat, "TITLE": " Sale "}),
        ("im.chat.updateColor", {"DIALOG_ID": f"chat{chat}", "COLOR": "MINT"}),
        ("im.chat.updateAvatar", {"CHAT_ID": chat, "AVATAR": PNG}),
        ("im.chat.mute", {"CHAT_ID": chat}),
        ("im.chat.setOwner", {"CHAT_ID": chat, "USER_ID": portal.user_id}),
    ):
        assert portal.result(method, params) is True
    row = portal.result("im.dialog.get", {"DIALOG_ID": f"chat{chat}"})
    assert (row["name"], row["color"], row["owner"], row["mute_list"]) == ("Sale", "#4ba984", portal.user_id, [1])
    assert row["avatar"].startswith("https://")
    remarks = [one for one in messages(portal, f"chat{chat}") if not one["author_id"]]
    assert len(remarks) == 4
    assert "Sale" in remarks[-1]["text"]


@pytest.mark.parametrize(
    ("method", "params", "refusal"),
    [
        ("im.chat.updateTitle", {"CHAT_ID": "chat1", "TITLE": "x"}, (400, "CHAT_ID_EMPTY", "Chat ID can't be empty")),
        ("im.chat.updateTitle", {"DIALOG_ID": "1"}, (400, "DIALOG_ID_EMPTY", "Dialog ID can't be empty")),
        ("im.chat.updateTitle", {"CHAT_ID": 1}, (400, "TITLE_EMPTY", "Title can't be empty")),
        ("im.chat.updateTitle", {"CHAT_ID": 99, "TITLE": "x"}, (403, "ACCESS_ERROR", "Action unavailable")),
        ("im.chat.updateColor", {"CHAT_ID": 1}, (400, "WRONG_COLOR", "This color currently unavailable")),
        ("im.chat.updateColor", {"CHAT_ID": 1, "COLOR": "PINK"},
         (400, "WRONG_REQUEST", "This color currently set or chat doesn't exist")),
        ("im.chat.updateAvatar", {"CHAT_ID": 1, "AVATAR": "eHg="}, (400, "AVATAR_ERROR", "Avatar incorrect type")),
        ("im.chat.setOwner", {"CHAT_ID": 1}, (400, "USER_ID_EMPTY", "User ID can't be empty")),
        ("im.chat.setOwner", {"CHAT_ID": 1, "USER_ID": 99},
         (400, "WRONG_REQUEST", "Change owner can only owner and user must be member in chat")),
        ("im.chat.user.delete", {"CHAT_ID": 1}, (400, "USER_ID_EMPTY", "User ID can't be empty")),
        ("im.chat.user.delete", {"CHAT_ID": 1, "USER_ID": 99},
         (400, "USER_NOT_FOUND", "The specified user is not in the chat")),
        ("im.chat.user.list", {}, (400, "CHAT_ID_EMPTY", "Chat ID can't be empty")),
        ("im.chat.mute", {}, (400, "CHAT_ID_EMPTY", "Chat ID can't be empty")),
        ("im.chat.mute", {"DIALOG_ID": "x"}, (400, "DIALOG_ID_EMPTY", "Dialog ID can't be empty")),
        ("im.chat.mute", {"CHAT_ID": 99}, (403, "ACCESS_ERROR", "This chat cannot be muted")),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("chat")
def test_chat_errors(portal: Any, method: str, params: dict[str, Any], refusal: tuple[int, str, str]) -> None:
    assert portal.refused(method, params) == refusal


def test_members(portal: Any, chat: int) -> None:
    mate = portal.result("user.add", {"EMAIL": "mate@example.com", "NAME": "Mate"})
    me = {"CHAT_ID": chat}
    assert portal.result("im.chat.user.list", me) == [1, portal.user_id]
    assert portal.result("im.chat.user.add", me | {"USERS": [mate, 999]}, user_id=portal.user_id) is True
    assert messages(portal, f"chat{chat}", mate)[0]["params"]["CODE"] == "CHAT_JOIN"
    assert len(messages(portal, f"chat{chat}", mate)) == 1
    cards = portal.hook("im.dialog.users.list", {"DIALOG_ID": f"chat{chat}", "LIMIT": 2}).json()
    assert ([row["id"] for row in cards["result"]], cards["total"], cards["next"]) == ([1, portal.user_id], 3, 2)
    params = {"DIALOG_ID": f"chat{chat}", "LAST_ID": portal.user_id}
    assert [row["id"] for row in portal.result("im.dialog.users.list", params)] == [mate]
    refusal = portal.refused("im.chat.user.delete", me | {"USER_ID": 1}, user_id=mate)
    assert refusal[:2] == (403, "ACCESS_DENIED_KICK")
    assert portal.result("im.chat.user.delete", me | {"USER_ID": mate}) is True
    assert portal.refused("im.dialog.get", {"DIALOG_ID": f"chat{chat}"}, user_id=mate)[:2] == (403, "ACCESS_ERROR")
    assert portal.result("im.chat.leave", me) is True
    assert portal.result("im.chat.user.list", me, user_id=portal.user_id) == [portal.user_id]
    assert portal.refused("im.chat.leave", me)[:2] == (403, "ACCESS_ERROR")
    row = portal.result("im.dialog.get", {"DIALOG_ID": f"chat{chat}"}, user_id=portal.user_id)
    assert (row["owner"], row["role"]) == (portal.user_id, "owner")


def test_messages(portal: Any) -> None:
    to, mine = str(portal.user_id), {"user_id": portal.user_id}
    keyboard = {"BUTTONS": [BUTTON, {"TYPE": "NEWLINE"}, {"TEXT": "no action"}]}
    sent = {"DIALOG_ID": to, "MESSAGE": " [b]Hi[/b] ", "ATTACH": {"COLOR": "#fff", "BLOCKS": [{"MESSAGE": "m"}]},
            "KEYBOARD": keyboard, "MENU": '[{"TEXT": "Go", "COMMAND": "go"}]', "URL_PREVIEW": "N"}  # fmt: skip
    first = portal.result("im.message.add", sent)
    reply = portal.result("im.message.add", {"DIALOG_ID": "1", "MESSAGE": "Yes", "REPLY_ID": first}, **mine)
    newest, oldest = messages(portal, to)
    assert (newest["id"], newest["author_id"], newest["unread"]) == (reply, portal.user_id, True)
    assert newest["params"] == {"REPLY_ID": first}
    assert (oldest["text"], oldest["params"]["URL_PREVIEW"]) == ("[b]Hi[/b]", "N")
    assert oldest["params"]["ATTACH"] == [{"COLOR": "#fff", "BLOCKS": [{"MESSAGE": "m"}]}]
    buttons = oldest["params"]["KEYBOARD"]
    assert [one.get("TEXT", one.get("TYPE")) for one in buttons] == ["Open", "NEWLINE"]
    assert (buttons[0]["BLOCK"], buttons[0]["DISABLED"]) == ("N", "N")
    assert oldest["params"]["MENU"][0]["COMMAND"] == "go"
    assert [row["id"] for row in messages(portal, to, LAST_ID=reply)] == [first]
    assert [row["id"] for row in messages(portal, to, FIRST_ID=first)] == [reply]
    assert portal.result("im.message.like", {"MESSAGE_ID": first}, **mine) is True
    assert messages(portal, to)[1]["params"]["LIKE"] == [portal.user_id]
    assert portal.refused("im.message.like", {"MESSAGE_ID": first, "ACTION": "plus"}, **mine)[:2] == (
        400, "WITHOUT_CHANGES",
    )  # fmt: skip
    change = {"MESSAGE_ID": first, "MESSAGE": "Hello", "KEYBOARD": "N", "MENU": "", "ATTACH": [{"DELIMITER": {}}]}
    assert portal.result("im.message.update", change) is True
    row = messages(portal, to)[1]
    assert (row["text"], row["params"]["IS_EDITED"], "KEYBOARD" in row["params"]) == ("Hello", "Y", False)
    assert portal.refused("im.message.update", {"MESSAGE_ID": reply, "MESSAGE": "x"})[1] == "CANT_EDIT_MESSAGE"
    assert portal.result("im.message.delete", {"MESSAGE_ID": reply}, **mine) is True
    assert messages(portal, to)[0]["params"]["IS_DELETED"] == "Y"
    assert portal.result("im.message.update", {"MESSAGE_ID": first, "MESSAGE": ""}) is True
    later = portal.result("im.message.add", {"DIALOG_ID": to, "MESSAGE": "old"})
    portal.cloud.clock.advance(4 * 86400)
    assert portal.refused("im.message.delete", {"MESSAGE_ID": later})[:2] == (403, "CANT_EDIT_MESSAGE")


def test_long_words_are_cut(portal: Any) -> None:
    portal.result("im.message.add", {"DIALOG_ID": "1", "MESSAGE": "x" * 20_001, "SYSTEM": "Y"})
    (row,) = messages(portal, "1")
    assert (len(row["text"]), row["author_id"]) == (20_006, 0)


@pytest.mark.parametrize(
    ("method", "params", "status", "error"),
    [
        ("im.message.add", {"MESSAGE": "x"}, 400, "USER_ID_EMPTY"),
        ("im.message.add", {"DIALOG_ID": "999", "MESSAGE": "x"}, 400, "USER_NOT_FOUND"),
        ("im.message.add", {"DIALOG_ID": "chat9", "MESSAGE": "x"}, 400, "CHAT_ID"),
        ("im.message.add", {"DIALOG_ID": "sg9", "MESSAGE": "x"}, 403, "ACCESS_ERROR"),
        ("im.message.add", {"DIALOG_ID": "1"}, 400, "MESSAGE_EMPTY"),
        ("im.message.add", {"DIALOG_ID": "1", "MESSAGE": "x", "ATTACH": [{}]}, 400, "ATTACH_ERROR"),
        ("im.message.add", {"DIALOG_ID": "1", "MESSAGE": "x", "KEYBOARD": "{"}, 400, "KEYBOARD_ERROR"),
        ("im.message.add", {"DIALOG_ID": "1", "MESSAGE": "x", "MENU": [{"TEXT": "a"}]}, 400, "MENU_ERROR"),
        ("im.message.add", {"DIALOG_ID": "1", "MESSAGE": "x", "REPLY_ID": 99}, 400, "REPLY_ACCESS_ERROR"),
        ("im.message.update", {"MESSAGE_ID": 0}, 400, "MESSAGE_ID_ERROR"),
        ("im.message.delete", {}, 400, "MESSAGE_ID_ERROR"),
        ("im.message.like", {"MESSAGE_ID": 77}, 400, "MESSAGE_ID_ERROR"),
        ("im.dialog.get", {}, 400, "DIALOG_ID_EMPTY"),
        ("im.dialog.get", {"DIALOG_ID": "chat99"}, 403, "ACCESS_ERROR"),
        ("im.dialog.messages.get", {"DIALOG_ID": "1", "LAST_ID": "x"}, 400, "LAST_ID_STRING"),
        ("im.dialog.messages.get", {"DIALOG_ID": "1", "FIRST_ID": "x"}, 400, "FIRST_ID_STRING"),
        ("im.dialog.messages.search", {}, 400, "CHAT_ID_EMPTY"),
        ("im.dialog.messages.search", {"CHAT_ID": 99}, 403, "ACCESS_ERROR"),
        ("im.dialog.read", {}, 400, "DIALOG_ID_EMPTY"),
        ("im.dialog.unread", {"DIALOG_ID": "1"}, 400, "MESSAGE_ID_ERROR"),
        ("im.dialog.writing", {"DIALOG_ID": "chat99"}, 403, "ACCESS_ERROR"),
    ],
)
def test_message_errors(portal: Any, method: str, params: dict[str, Any], status: int, error: str) -> None:
    assert portal.refused(method, params)[:2] == (status, error)


def test_reply_stays_in_its_chat(portal: Any, chat: int) -> None:
    first = messages(portal, f"chat{chat}")[0]["id"]
    refusal = portal.refused("im.message.add", {"DIALOG_ID": "1", "MESSAGE": "x", "REPLY_ID": first})
    assert refusal[:2] == (400, "REPLY_FROM_OTHER_CHAT_ERROR")


def test_search_in_a_chat(portal: Any, chat: int) -> None:
    portal.result("im.message.add", {"DIALOG_ID": f"chat{chat}", "MESSAGE": "Invoice 5"})

    def found(**params: Any) -> list[str]:
        answer = portal.result("im.dialog.messages.search", {"CHAT_ID": chat} | params)
        return [row["text"] for row in answer["messages"]]

    assert found(SEARCH_MESSAGE="voice") == ["Invoice 5"]
    assert found(SEARCH_MESSAGE="vo") == ["Invoice 5", "Hi [b]all[/b]"]
    assert found(ORDER={"ID": "ASC"}, LIMIT=1) == ["Hi [b]all[/b]"]
    assert found(DATE_TO="2001-01-01") == []
    assert len(found(DATE=portal.state.iso()[:10])) == 2
    row = portal.result("im.dialog.messages.search", {"CHAT_ID": chat})["messages"][0]
    assert (row["chatId"], row["author_id"], row["isSystem"], row["params"]) == (chat, 1, False, [])


def test_reading(portal: Any, chat: int) -> None:
    dialog, me = {"DIALOG_ID": f"chat{chat}"}, {"user_id": portal.user_id}
    second = portal.result("im.message.add", dialog | {"MESSAGE": "two"})
    first = messages(portal, f"chat{chat}", LAST_ID=second)[0]["id"]
    assert portal.result("im.dialog.read", dialog | {"MESSAGE_ID": first}, **me) == {
        "dialogId": f"chat{chat}", "chatId": chat, "lastId": first, "counter": 1
    }  # fmt: skip
    assert portal.result("im.dialog.read", dialog, **me)["counter"] == 0
    assert portal.result("im.dialog.get", dialog)["last_message_views"]["count_of_viewers"] == 1
    assert portal.result("im.dialog.unread", dialog | {"MESSAGE_ID": first}, **me) is True
    assert portal.result("im.dialog.get", dialog, **me)["counter"] == 2
    assert portal.result("im.dialog.read.all", {}, **me) is True
    assert portal.result("im.dialog.get", dialog, **me)["counter"] == 0
    assert portal.result("im.dialog.read", {"DIALOG_ID": "chat99"}) is False
    assert portal.result("im.dialog.writing", dialog, **me) is True
    (row,) = portal.state.ask("im.dialogs", user=portal.state.people.users[1])
    assert row["writing"] == [portal.state.people.users[portal.user_id].full_name]


def test_fingerprint_knows_who_wrote(portal: Any) -> None:
    auth = portal.installed().access
    portal.result("im.dialog.get", {"DIALOG_ID": str(portal.user_id)}, auth)
    assert not [row for row in portal.state.fingerprint() if row.section == "chats"]
    portal.result("im.chat.add", {"TITLE": "Ours", "MESSAGE": "by app"}, auth)
    portal.result("im.message.add", {"DIALOG_ID": "1", "MESSAGE": "by hand"})
    rows = {(row.section, row.owner, row.summary) for row in portal.state.fingerprint()}
    assert ("chats", "acme.score", "Ours") in rows
    assert ("messages", "acme.score", "in chat 2: by app") in rows
    assert ("messages", "person", "in chat 3: by hand") in rows


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=12), st.integers(), st.none(), st.lists(st.text())))
def test_any_dialog_is_read_or_refused(value: Any) -> None:
    kind, key = spelt(value)
    assert (kind == "") == (key == 0)
    assert kind in ("", "user", "chat", "sg")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["TEXT", "LINK", "BUTTONS", "BLOCKS", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["attach", "keyboard", "menu"]), JSON)
def test_any_keyboard_is_kept_or_refused(kind: str, value: Any) -> None:
    code = ""
    try:
        assert parsed(kind, value)
    except RestError as problem:
        code = problem.code
    assert code in ("", f"{kind.upper()}_ERROR")
