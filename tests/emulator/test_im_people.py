"""People, departments, recent dialogs, search, and the log of events in the messenger."""

from __future__ import annotations

from typing import Any

import pytest


def add_mate(portal: Any, **fields: Any) -> int:
    made: int = portal.result("user.add", {"EMAIL": "mate@example.com", "NAME": "Mate", "LAST_NAME": "Zed"} | fields)
    return made


def test_cards(portal: Any) -> None:
    user = portal.state.people.users[1]
    row = portal.result("im.user.get")
    assert (row["id"], row["name"], row["bot"], row["type"]) == (1, user.full_name, False, "user")
    assert (row["external_auth_id"], row["phones"], row["bot_data"]) == (
        "default", {"personal_mobile": user.phone}, None,
    )  # fmt: skip
    mate = add_mate(portal, PERSONAL_BIRTHDAY="1990-05-17", UF_PHONE_INNER="12", WORK_POSITION="Clerk")
    row = portal.result("im.user.get", {"ID": mate})
    assert (row["birthday"], row["phones"], row["work_position"]) == ("17-05", {"inner_phone": "12"}, "Clerk")
    both = portal.result("im.user.list.get", {"ID": f"[{mate}, 999]"})
    assert (both[str(mate)]["id"], both["999"]) == (mate, None)
    assert [row["id"] for row in portal.result("im.user.list.get", {"ID": [1, 999], "RESULT_TYPE": "array"})] == [1]


def test_statuses(portal: Any) -> None:
    assert portal.result("im.user.status.get") == "online"
    assert portal.result("im.user.status.set", {"STATUS": "dnd"}) is True
    assert portal.result("im.user.status.get") == "dnd"
    assert portal.result("im.user.status.idle.start", {"AGO": 5}) is True
    assert portal.result("im.user.get")["idle"] == portal.state.iso(portal.state.clock.now() - 300)
    assert portal.result("im.user.status.idle.end") is True
    row = portal.result("im.user.get")
    assert (row["idle"], row["status"]) == (False, "dnd")


def test_departments(portal: Any) -> None:
    mate = add_mate(portal)
    units = portal.state.people.departments
    (row,) = portal.result("im.department.get", {"ID": [2, 99]})
    assert row == {"id": 2, "name": units[2].name, "full_name": f"{units[2].name} / {units[1].name}",
                   "manager_user_id": 0}  # fmt: skip
    (row,) = portal.result("im.department.get", {"ID": "[1]", "USER_DATA": "Y"})
    assert row["manager_user_data"]["id"] == 1
    assert portal.result("im.department.employees.get", {"ID": [1, 2]}) == {"1": [1, mate], "2": [portal.user_id]}
    cards = portal.result("im.department.employees.get", {"ID": [2], "USER_DATA": "Y"})
    assert cards["2"][0]["id"] == portal.user_id
    assert portal.result("im.department.managers.get", {"ID": [1, 2]}) == {"1": [1], "2": []}
    found = portal.hook("im.department.colleagues.list", {"LIMIT": 1}).json()
    assert (found["result"], found["total"], found["next"]) == ([portal.user_id], 2, 1)
    (card,) = portal.result("im.department.colleagues.list", {"USER_DATA": "Y", "OFFSET": 1})
    assert card["id"] == mate
    rows = portal.hook("im.search.department.list", {"FIND": units[3].name[:4]}).json()
    assert ([row["id"] for row in rows["result"]], rows["total"]) == ([3], 1)
    assert len(portal.result("im.search.department.list", {"FIND": ""})) == 3


def test_recent(portal: Any) -> None:
    to, mine = str(portal.user_id), {"user_id": portal.user_id}
    portal.result("im.message.add", {"DIALOG_ID": to, "MESSAGE": "[b]Hi[/b]\nyou", "ATTACH": [{"MESSAGE": "a"}]})
    portal.cloud.clock.advance(5)
    chat = portal.result("im.chat.add", {"TITLE": "Group", "USERS": [portal.user_id], "MESSAGE": "new"})
    group, person = portal.result("im.recent.get", **mine)
    assert (group["id"], group["title"], group["counter"], group["type"]) == (f"chat{chat}", "Group", 1, "chat")
    assert (group["chat"]["role"], group["user"]) == ("MEMBER", {"id": 0})
    assert (person["id"], person["message"]["text"], person["message"]["attach"]) == (1, "Hi you", True)
    assert person["chat"] == {"text_field_enabled": True, "background_id": None, "mute_list": []}
    assert [row["id"] for row in portal.result("im.recent.get", {"SKIP_CHAT": "Y"}, **mine)] == [1]
    assert [row["id"] for row in portal.result("im.recent.get", {"SKIP_DIALOG": "Y"}, **mine)] == [f"chat{chat}"]
    assert portal.result("im.recent.get", {"ONLY_OPENLINES": "Y"}, **mine) == []
    since = portal.state.iso(portal.state.clock.now() - 2)
    assert len(portal.result("im.recent.get", {"LAST_UPDATE": since}, **mine)) == 1
    assert portal.result("im.recent.pin", {"DIALOG_ID": "1"}, **mine) is True
    listed = portal.result("im.recent.list", {"LIMIT": 1, "GET_ORIGINAL_TEXT": "Y"}, **mine)
    assert (listed["items"][0]["id"], listed["items"][0]["pinned"], listed["hasMore"]) == (1, True, True)
    assert listed["items"][0]["message"]["text"] == "[b]Hi[/b]\nyou"
    assert portal.result("im.recent.unread", {"DIALOG_ID": f"chat{chat}", "ACTION": "N"}, **mine) is True
    assert [row["id"] for row in portal.result("im.recent.list", {"UNREAD_ONLY": "Y"}, **mine)["items"]] == [1]
    assert portal.result("im.recent.list", {"LAST_MESSAGE_DATE": since}, **mine)["items"][0]["id"] == 1
    assert portal.result("im.recent.unread", {"DIALOG_ID": f"chat{chat}"}, **mine) is True
    counters = portal.result("im.counters.get", **mine)
    assert (counters["TYPE"]["ALL"], counters["DIALOG"], counters["CHAT"]) == (1, {"1": 1}, [])
    assert counters["CHAT_UNREAD"] == [chat]
    assert portal.result("im.recent.hide", {"DIALOG_ID": "1"}, **mine) is True
    assert len(portal.result("im.recent.get", **mine)) == 1
    portal.result("im.message.add", {"DIALOG_ID": to, "MESSAGE": "again"})
    assert len(portal.result("im.recent.get", **mine)) == 2
    assert portal.result("im.recent.unread", {"DIALOG_ID": "chat99"}) is False


def test_search(portal: Any) -> None:
    mate = add_mate(portal)
    chat = portal.result("im.chat.add", {"TITLE": 'Project "Mars"', "USERS": [mate]})
    for phrase in ("mars", "zed pro"):
        (row,) = portal.result("im.search.chat.list", {"FIND": phrase})
        assert (row["id"], row["role"]) == (chat, "owner")
    assert portal.result("im.search.chat.list", {"FIND_LINES": "mars"}) == []
    assert portal.result("im.search.chat.list", {"FIND": "mars"}, user_id=portal.user_id) == []
    found = portal.hook("im.search.user.list", {"FIND": "mat"}).json()
    assert (list(found["result"]), found["total"]) == ([str(mate)], 1)
    assert portal.result("im.search.user.list", {"FIND": "nobody"}) == []
    for named in (str(mate), f"chat{chat}", str(mate)):
        assert portal.result("im.search.last.add", {"DIALOG_ID": named}) is True
    rows = portal.result("im.search.last.get")
    assert [(row["id"], row["type"], row["title"]) for row in rows] == [
        (mate, "user", "Mate Zed"), (f"chat{chat}", "chat", 'Project "Mars"')
    ]  # fmt: skip
    assert "permissions" not in rows[1]["chat"]
    assert len(portal.result("im.search.last.get", {"SKIP_CHAT": "Y"})) == 1
    assert len(portal.result("im.search.last.get", {"SKIP_DIALOG": "Y"})) == 1
    assert portal.result("im.search.last.delete", {"DIALOG_ID": str(mate)}) is True
    assert portal.result("im.search.last.delete", {"DIALOG_ID": str(mate)}) is False


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("im.user.get", {"ID": 0}, "ID_EMPTY"),
        ("im.user.get", {"ID": 999}, "USER_NOT_EXISTS"),
        ("im.user.list.get", {"ID": 1}, "INVALID_FORMAT"),
        ("im.user.list.get", {"ID": "[1"}, "INVALID_FORMAT"),
        ("im.user.status.set", {"STATUS": "DND"}, "STATUS_ERROR"),
        ("im.department.get", {}, "INVALID_FORMAT"),
        ("im.department.employees.get", {"ID": []}, "ID_EMPTY"),
        ("im.department.managers.get", {}, "ID_EMPTY"),
        ("im.search.chat.list", {"FIND": "x"}, "FIND_SHORT"),
        ("im.search.user.list", {}, "FIND_SHORT"),
        ("im.search.department.list", {}, "FIND_SHORT"),
        ("im.search.last.add", {"DIALOG_ID": "sg1"}, "DIALOG_ID_EMPTY"),
        ("im.search.last.delete", {}, "DIALOG_ID_EMPTY"),
        ("im.recent.pin", {}, "DIALOG_ID_EMPTY"),
        ("im.recent.pin", {"DIALOG_ID": "chat99"}, "ACCESS_ERROR"),
        ("im.recent.hide", {"DIALOG_ID": "x"}, "DIALOG_ID_EMPTY"),
        ("im.recent.unread", {}, "DIALOG_ID_EMPTY"),
    ],
)
def test_errors(portal: Any, method: str, params: dict[str, Any], error: str) -> None:
    assert portal.refused(method, params)[:2] == (400, error)


def test_revisions(portal: Any) -> None:
    found = portal.result("im.revision.get")
    assert found["mobile"] == found["im_revision_mobile"]
    assert set(found) == {"rest", "web", "mobile", "desktop", "im_revision_mobile"}


def test_log_of_events(portal: Any) -> None:
    mine, to = {"user_id": portal.user_id}, str(portal.user_id)
    portal.result("im.message.add", {"DIALOG_ID": to, "MESSAGE": "before"})
    assert portal.result("im.v2.Event.get", **mine) == {"events": [], "nextOffset": 0, "hasMore": False}
    assert portal.result("im.v2.Event.subscribe", **mine) is True
    made = portal.result("im.message.add", {"DIALOG_ID": to, "MESSAGE": "one"})
    portal.result("im.message.update", {"MESSAGE_ID": made, "MESSAGE": "two"})
    portal.result("im.message.like", {"MESSAGE_ID": made})
    portal.result("im.message.delete", {"MESSAGE_ID": made})
    portal.result("im.chat.add", {"TITLE": "Group", "USERS": [portal.user_id]})
    found = portal.result("im.v2.Event.get", {"limit": 4}, **mine)
    assert [row["type"] for row in found["events"]] == [
        "ONIMV2MESSAGEADD", "ONIMV2MESSAGEUPDATE", "ONIMV2REACTIONCHANGE", "ONIMV2MESSAGEDELETE"
    ]  # fmt: skip
    added, _, liked, gone = (row["data"] for row in found["events"])
    assert (added["message"]["text"], added["message"]["authorId"], added["user"]["id"]) == ("one", 1, 1)
    assert (added["chat"]["dialogId"], added["language"]) == ("1", "en")
    assert "muteList" not in added["chat"]
    assert (added["user"]["type"], added["user"]["lastActivityDate"]) == ("employee", False)
    assert (liked["reaction"], liked["action"], gone["messageId"]) == ("like", "add", made)
    assert found["hasMore"] is True
    rest = portal.result("im.v2.Event.get", {"offset": found["nextOffset"]}, **mine)
    assert [row["type"] for row in rest["events"]] == ["ONIMV2JOINCHAT"]
    assert rest["events"][0]["data"]["dialogId"].startswith("chat")
    assert portal.result("im.v2.Event.get", {"offset": rest["nextOffset"]}, **mine)["events"] == []
    assert portal.result("im.v2.Event.unsubscribe", **mine) is True
    portal.result("im.message.add", {"DIALOG_ID": to, "MESSAGE": "after"})
    assert portal.result("im.v2.Event.get", **mine)["events"] == []


def test_channel_of_an_application(portal: Any) -> None:
    token = portal.installed(scopes=("pull",))
    found = portal.result("pull.application.config.get", {}, token.access)
    assert found["channels"]["private"]["public_id"] == found["publicChannels"]["1"]["public_id"]
    assert found["server"]["server_enabled"] is False
    assert found == portal.result("pull.application.config.get", {}, token.access)
    event = {"COMMAND": "test_event", "PARAMS": {"a": 1}}
    assert portal.result("pull.application.event.add", event, token.access) is True
    assert portal.result("pull.application.event.add", event | {"PARAMS": '{"lit": true}'}, token.access) is True
    assert [row["more"] for row in portal.state.ask("pull.sent")["events"]] == [{"a": 1}, {"lit": True}]
    push = {"USER_ID": [1, portal.user_id], "TEXT": "Ring"}
    assert portal.result("pull.application.push.add", push, token.access) is True
    sent = portal.state.ask("pull.sent")
    assert [(row["app"], row["users"], row["text"]) for rows in sent.values() for row in rows] == [
        *[("acme.score", (), "test_event")] * 2, ("acme.score", (1, portal.user_id), "Ring")
    ]  # fmt: skip
    for params, error in (
        ({"COMMAND": "bad command"}, "COMMAND_ERROR"),
        (event | {"MODULE_ID": "BAD"}, "MODULE_ID_ERROR"),
        (event | {"PARAMS": "x"}, "PARAMS_ERROR"),
    ):
        assert portal.refused("pull.application.event.add", params, token.access)[:2] == (400, error)
    mate = portal.tokens(portal.state.app("acme.score"), portal.user_id).access
    refusal = portal.refused("pull.application.event.add", event | {"USER_ID": 1}, mate)
    assert refusal[:2] == (400, "USER_ID_ACCESS_ERROR")
    assert portal.refused("pull.application.push.add", push, mate)[:2] == (400, "ACCESS_ERROR")
    assert portal.refused("pull.application.push.add", {}, token.access)[:2] == (400, "TEXT_ERROR")
    for method in ("config.get", "event.add", "push.add"):
        assert portal.refused(f"pull.application.{method}")[:2] == (403, "WRONG_AUTH_TYPE")
