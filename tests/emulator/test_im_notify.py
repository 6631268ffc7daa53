"""Notifications of applications and people."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def to(portal: Any) -> dict[str, Any]:
    return {"USER_ID": portal.user_id, "MESSAGE": " Hello "}


def bell(portal: Any, **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = portal.result("im.notify.get", params, user_id=portal.user_id)
    return found


def test_arrive_and_are_read(portal: Any, to: dict[str, Any]) -> None:
    assert bell(portal) == {"notifications": [], "users": []}
    auth = portal.installed().access
    first = portal.result("im.notify.personal.add", to, auth)
    tagged = portal.result("im.notify.system.add", to | {"TAG": "t", "SUB_TAG": "s"}, auth)
    newer = portal.result("im.notify", to | {"TYPE": "SYSTEM", "TAG": "t", "SUB_TAG": "s"}, auth)
    assert first < tagged < newer
    found = bell(portal)
    assert [row["id"] for row in found["notifications"]] == [newer, first]
    assert (found["total_count"], found["total_unread_count"]) == (2, 2)
    last, first_row = found["notifications"]
    app = portal.state.app("acme.score").id
    assert (last["author_id"], last["notify_type"], last["notify_tag"]) == (0, 4, f"MP|{app}|t")
    assert (last["notify_sub_tag"], last["setting_name"]) == (f"MP|{app}|s", "rest|rest_notify")
    assert (first_row["author_id"], first_row["notify_type"], first_row["text"]) == (1, 2, "Hello")
    assert (first_row["notify_read"], first_row["params"], found["chat_id"]) == ("N", None, last["chat_id"])
    assert [user["id"] for user in found["users"]] == [1]
    me = {"user_id": portal.user_id}
    assert portal.result("im.notify.read", {}, **me) is True
    assert portal.result("im.notify.read", {"ID": first, "ONLY_CURRENT": "Y"}, **me) is True
    assert bell(portal)["total_unread_count"] == 1
    portal.result("im.notify.read", {"ID": first, "ACTION": "N"}, **me)
    portal.result("im.notify.read.list", {"IDS": [newer, 0, first]}, **me)
    assert bell(portal)["total_unread_count"] == 1
    assert portal.result("im.notify.read.all", {}, **me) == {"result": True, "newCounter": 0}
    assert bell(portal)["total_unread_count"] == 0
    assert portal.result("im.notify.delete", {"SUB_TAG": "s"}, auth) is True
    assert portal.result("im.notify.delete", {"ID": newer}, auth) is False
    assert portal.result("im.notify.delete", {"ID": first}, **me) is True


def test_pages_and_search(portal: Any, to: dict[str, Any]) -> None:
    ids = [portal.result("im.notify", to | {"MESSAGE": f"Invoice {n}"}) for n in range(3)]
    assert [row["id"] for row in bell(portal, LIMIT=2)["notifications"]] == ids[:0:-1]
    rest = bell(portal, LAST_ID=ids[1], LAST_TYPE=3)
    assert [row["id"] for row in rest["notifications"]] == ids[:1]

    def search(**params: Any) -> dict[str, Any]:
        found: dict[str, Any] = portal.result("im.notify.history.search", params, user_id=portal.user_id)
        return found

    assert search(SEARCH_TEXT="voice 1")["total_results"] == 1
    assert search(SEARCH_AUTHORS=[1])["total_results"] == 3
    assert search(SEARCH_TYPE="tasks")["total_results"] == 0
    assert search(SEARCH_TYPES=["rest|rest_notify"], LAST_ID=ids[1])["notifications"][0]["id"] == ids[0]
    today = portal.state.iso()[:10]
    assert search(SEARCH_DATE=today)["total_results"] == 3
    assert search(SEARCH_DATE_FROM="2001-01-01", SEARCH_DATE_TO="2001-02-01")["total_results"] == 0
    schema = portal.result("im.notify.schema.get")
    assert schema["rest"]["MODULE_ID"] == "rest"
    assert schema["rest"]["LIST"][0]["ID"] == "rest|rest_notify"


def test_attachments(portal: Any, to: dict[str, Any]) -> None:
    portal.result("im.notify", to | {"ATTACH": [{"MESSAGE": "[b]Sum[/b]"}, {"UNKNOWN": 1}]})
    (row,) = bell(portal)["notifications"]
    assert row["params"] == {"ATTACH": [{"BLOCKS": [{"MESSAGE": "[b]Sum[/b]"}]}]}


def test_webhooks_have_their_own_tags(portal: Any, to: dict[str, Any]) -> None:
    portal.result("im.notify", to | {"TAG": "t", "CLIENT_ID": "mine"})
    kept = portal.result("im.notify", to | {"TAG": "t", "CLIENT_ID": "other"})
    assert portal.result("im.notify.delete", {"TAG": "t", "CLIENT_ID": "mine"}) is True
    assert [row["id"] for row in bell(portal)["notifications"]] == [kept]
    refusal = portal.refused("im.notify.delete", {"TAG": "t"})
    assert refusal == (403, "ACCESS_DENIED", "Access denied! Client ID not specified")


def test_buttons_and_answers_of_nobody(portal: Any, to: dict[str, Any]) -> None:
    made = portal.result("im.notify", to)
    assert portal.result("im.notify.confirm", {"NOTIFY_ID": made, "NOTIFY_VALUE": "Y"}) == {"result_message": False}
    assert portal.result("im.notify.answer", {"NOTIFY_ID": made, "ANSWER_TEXT": "ok"}) == {"result_message": False}
    assert portal.result("im.notify.answer", {"ID": made, "ANSWER_TEXT": "ok"}) == {"result_message": False}


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("im.notify", {"MESSAGE": "x"}, "USER_ID_EMPTY"),
        ("im.notify", {"USER_ID": 1, "MESSAGE": "  "}, "MESSAGE_EMPTY"),
        ("im.notify", {"USER_ID": 1, "MESSAGE": "x", "ATTACH": "{"}, "ATTACH_ERROR"),
        ("im.notify", {"USER_ID": 1, "MESSAGE": "x", "ATTACH": [{"MESSAGE": "x" * 60_000}]}, "ATTACH_OVERSIZE"),
        ("im.notify.delete", {}, "PARAMS_ERROR"),
        ("im.notify.read.list", {"IDS": 1}, "PARAMS_ERROR"),
        ("im.notify.get", {"LAST_ID": 1}, "LAST_ID_AND_LAST_TYPE"),
        ("im.notify.get", {"LAST_ID": "x", "LAST_TYPE": 1}, "LAST_ID_STRING"),
        ("im.notify.history.search", {"SEARCH_TEXT": "ab"}, "SEARCH_TEXT_ERROR"),
        ("im.notify.history.search", {"SEARCH_TEXT": "abc", "LAST_ID": "x"}, "LAST_ID_STRING"),
        ("im.notify.confirm", {"NOTIFY_VALUE": "Y"}, "ID_ERROR"),
        ("im.notify.confirm", {"NOTIFY_ID": 1}, "NOTIFY_VALUE_ERROR"),
        ("im.notify.answer", {"NOTIFY_ID": 1}, "ANSWER_TEXT_ERROR"),
        ("im.notify.answer", {"ANSWER_TEXT": "x"}, "ID_ERROR"),
    ],
)
def test_errors(portal: Any, method: str, params: dict[str, Any], error: str) -> None:
    assert portal.refused(method, params)[:2] == (400, error)


def test_nobody_is_not_notified(portal: Any) -> None:
    assert portal.result("im.notify", {"USER_ID": 999, "MESSAGE": "x"}) is False


def test_sessions_do_not_notify(portal: Any) -> None:
    session = portal.state.people.open_session(1)
    answer = portal.http.post(
        "/rest/im.notify",
        json={"USER_ID": 1, "MESSAGE": "x", "sessid": session.sessid},
        headers={"Cookie": f"PHPSESSID={session.key}"},
    )
    assert portal.told(answer)[:2] == (403, "WRONG_AUTH_TYPE")
