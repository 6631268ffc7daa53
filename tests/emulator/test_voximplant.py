"""Built-in telephony: SIP lines, calls that the portal makes, the statistics, phones of employees."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.portal import ActError
from pytest_b24moderation.emulator.registry import acts

SIP = {"SERVER": "sip.acme.example", "LOGIN": "me", "PASSWORD": "secret"}
DENIED = (403, "ACCESS_DENIED", "Access denied!")


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=("telephony",)).access
    return token


def test_sip_lines(portal: Any, auth: str) -> None:
    cloud = portal.result("voximplant.sip.add", SIP | {"TITLE": "One"}, auth)
    office = portal.result("voximplant.sip.add", SIP | {"TYPE": "office"}, auth)
    assert (cloud["ID"], cloud["TYPE"], cloud["TITLE"], cloud["AUTH_USER"]) == ("1", "cloud", "One", None)
    assert (office["CONFIG_ID"], office["INCOMING_LOGIN"], "REG_ID" in office) == ("2", "sip2", False)
    names = {f"reg{cloud['REG_ID']}": "One", "sip2": "Office PBX (2)"}
    assert portal.result("voximplant.line.get", auth=auth) == names
    assert portal.result("voximplant.sip.update", {"CONFIG_ID": 2, "TITLE": "Two"}, auth) == 1
    body = portal.rest("voximplant.sip.get", {"FILTER": {"TYPE": "office"}, "SORT": "TITLE"}, auth).json()
    assert (body["total"], body["result"][0]["TITLE"], "ID" in body["result"][0]) == (1, "Two", False)
    down = portal.result("voximplant.sip.get", {"SORT": "TITLE", "ORDER": "DESC"}, auth)
    assert [row["TITLE"] for row in down] == ["Two", "One"]
    assert down[1]["REG_ID"] == str(cloud["REG_ID"])
    status = portal.result("voximplant.sip.status", {"REG_ID": cloud["REG_ID"]}, auth)
    assert (status["STATUS_RESULT"], status["REG_ID"]) == ("wait", cloud["REG_ID"])
    assert portal.result("voximplant.sip.get") == []
    assert portal.result("voximplant.sip.delete", {"CONFIG_ID": 1}, auth) == 1
    app, admin = portal.state.app("acme.score"), portal.state.people.users[1]
    assert [one.summary for one in portal.state.fingerprint() if one.section == "sip lines"] == ["Two"]
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=False))
    assert portal.result("voximplant.line.get") == []


def test_the_outgoing_line(portal: Any, auth: str) -> None:
    assert portal.result("voximplant.line.outgoing.get", auth=auth) == ""
    portal.result("voximplant.sip.add", SIP | {"TYPE": "office"}, auth)
    assert portal.result("voximplant.line.outgoing.set", {"LINE_ID": "sip9"}, auth) == 1
    assert portal.result("voximplant.line.outgoing.get", auth=auth) == ""
    assert portal.result("voximplant.line.outgoing.set", {"LINE_ID": "sip1"}, auth) == 1
    assert portal.result("voximplant.line.outgoing.sip.set", {"CONFIG_ID": 1}, auth) == 1
    assert portal.result("voximplant.line.outgoing.get", auth=auth) == "sip1"
    assert portal.refused("voximplant.line.outgoing.sip.set", {"CONFIG_ID": 9}, auth) == (
        400, "ERROR_ARGUMENT", "Specified CONFIG_ID is not found"
    )  # fmt: skip
    portal.result("voximplant.sip.add", SIP | {"TYPE": "office"}, auth)
    portal.result("voximplant.sip.delete", {"CONFIG_ID": 1}, auth)
    assert portal.result("voximplant.line.outgoing.get", auth=auth) == "sip2"
    portal.result("voximplant.sip.delete", {"CONFIG_ID": 2}, auth)
    assert portal.result("voximplant.line.outgoing.get", auth=auth) == ""


@pytest.mark.parametrize(
    ("method", "params", "error", "text"),
    [
        ("sip.add", SIP | {"SERVER": ""}, "CHECK_FIELDS_ERROR", "Server address not specified"),
        ("sip.add", SIP | {"LOGIN": ""}, "CHECK_FIELDS_ERROR", "Login for connecting to the server not specified"),
        ("sip.add", SIP | {"PASSWORD": "x" * 101}, "CHECK_FIELDS_ERROR",
         "Password for connecting to the server cannot exceed 100 characters"),
        ("sip.add", SIP | {"TITLE": "One"}, "TITLE_EXISTS",
         "The specified connection name is already registered in the system"),
        ("sip.update", {"CONFIG_ID": 9}, "ERROR_NOT_FOUND", "Specified CONFIG_ID is not found"),
        ("sip.update", {"CONFIG_ID": 1, "SERVER": ""}, "CHECK_FIELDS_ERROR", "Server address not specified"),
        ("sip.delete", {"CONFIG_ID": 9}, "ERROR_NOT_FOUND", "Specified CONFIG_ID is not found"),
        ("sip.status", {"REG_ID": 9}, "REG_ID_NOT_FOUND", "Settings not found"),
        ("callback.start", {"FROM_LINE": "reg0"}, "ERROR_CORE", "Could not find line reg0"),
        ("infocall.startwithtext", {"FROM_LINE": "reg0"}, "ERROR_CORE", "Could not find config for number reg0"),
        ("infocall.startwithsound", {"FROM_LINE": "sip1", "TO_NUMBER": "x"}, "ERROR_CORE",
         "Phone number is not correct"),
        ("user.get", {}, "", "Parameter USER_ID is not set"),
        ("user.activatePhone", {}, "", "Parameter USER_ID is not set"),
        ("user.deactivatePhone", {}, "", "Parameter USER_ID is not set"),
    ],
)  # fmt: skip
def test_errors(portal: Any, auth: str, method: str, params: dict[str, Any], error: str, text: str) -> None:
    portal.result("voximplant.sip.add", SIP | {"TITLE": "One", "TYPE": "office"}, auth)
    assert portal.refused(f"voximplant.{method}", params, auth) == (400, error, text)


def test_ten_cloud_lines(portal: Any, auth: str) -> None:
    for _ in range(10):
        portal.result("voximplant.sip.add", SIP, auth)
    assert portal.refused("voximplant.sip.add", SIP, auth)[1] == "MAX_CLOUD_PBX"


def test_calls_of_the_portal(portal: Any, auth: str) -> None:
    handler = {"event": "ONVOXIMPLANTCALLINIT", "handler": f"{portal.inbox.url}/init"}
    portal.result("event.bind", handler, auth)
    portal.result("voximplant.sip.add", SIP | {"TYPE": "office"}, auth)
    call = {"FROM_LINE": "sip1", "TO_NUMBER": "+1 555 1", "TEXT_TO_PRONOUNCE": "Hi", "URL": "https://a.example/1.mp3"}
    for method, word in (
        ("callback.start", "callback"), ("infocall.startwithtext", "infocall"), ("infocall.startwithsound", "infocall")
    ):  # fmt: skip
        made = portal.result(f"voximplant.{method}", call, auth)
        assert (made["RESULT"], made["CALL_ID"].partition(".")[0]) == (True, word)
    posts = portal.settle()
    assert [post["data[CALL_TYPE]"] for post in posts] == ["4", "5", "5"]
    assert (posts[0]["data[ACCOUNT_SEARCH_ID]"], posts[0]["data[PHONE_NUMBER]"]) == ("sip1", "+15551")


def test_statistics(portal: Any, auth: str) -> None:
    me = portal.user_id
    for user_id, seconds in ((1, 5), (me, 0), (1, 90)):
        params = {"USER_ID": user_id, "PHONE_NUMBER": f"55{seconds}", "TYPE": 2}
        made = portal.result("telephony.externalCall.register", params, auth)
        ending = {"CALL_ID": made["CALL_ID"], "USER_ID": user_id, "DURATION": seconds}
        portal.result("telephony.externalCall.finish", ending, auth)
    rows = portal.result("voximplant.statistic.get", {"SORT": "CALL_DURATION", "ORDER": "DESC"}, auth)
    assert [row["CALL_DURATION"] for row in rows] == ["90", "5", "0"]
    assert (rows[0]["COST"], rows[0]["REST_APP_NAME"], rows[0]["CALL_CATEGORY"]) == ("0.0000", "Score", "external")
    body = portal.rest("voximplant.statistic.get", {"FILTER": {">CALL_DURATION": 1, "CALL_TYPE": 2}}, auth).json()
    assert (body["total"], [row["ID"] for row in body["result"]]) == (2, ["1", "3"])
    assert [row["ID"] for row in portal.result("voximplant.statistic.get", user_id=me)] == ["2"]


def test_phones_voices_and_addresses(portal: Any, auth: str) -> None:
    me = portal.user_id
    assert portal.result("voximplant.user.activatePhone", {"USER_ID": me}, auth) == 1
    first, second = portal.result("voximplant.user.get", {"USER_ID": [1, me]})
    assert (first["PHONE_ENABLED"], second["PHONE_ENABLED"], second["SIP_LOGIN"]) == ("N", "Y", f"phone{me}")
    assert portal.refused("voximplant.user.get", {"USER_ID": 1}, auth) == (
        401, "METHOD_CONFIRM_WAITING", "Waiting for confirmation"
    )  # fmt: skip
    assert portal.refused("voximplant.user.get", {"USER_ID": 1}, user_id=me)[2] == (
        "Access denied! You have no permission to query selected users"
    )
    assert portal.refused("voximplant.user.activatePhone", {"USER_ID": 1}, user_id=me)[2] == (
        "You are not allowed to modify user's settings"
    )
    told = portal.refused("voximplant.user.deactivatePhone", {"USER_ID": me}, user_id=me)[2]
    assert told == "You are not allowed to modify user's settings"
    for _ in range(2):
        assert portal.result("voximplant.user.deactivatePhone", {"USER_ID": me}, auth) == 1
        assert portal.result("voximplant.user.get", {"USER_ID": me})[0]["PHONE_ENABLED"] == "N"
    voices = portal.result("voximplant.tts.voices.get", user_id=me)
    assert (voices["usinternalfemale"], voices["ukenglishmale"]) == (
        "English (Female) (Default)", "English (Male) (Amazon)"
    )  # fmt: skip
    urls = portal.result("voximplant.url.get", user_id=me)
    assert urls["lines"] == f"https://{portal.state.host}/telephony/lines.php"
    assert portal.result("voximplant.sip.connector.status") == {"FREE_MINUTES": 60, "PAID": False}


def test_an_administrator_confirms(portal: Any, auth: str) -> None:
    handler = {"event": "ONAPPMETHODCONFIRM", "handler": f"{portal.inbox.url}/confirm"}
    portal.result("event.bind", handler, auth)
    people, params = portal.state.people, {"USER_ID": 1}

    def decide(user_id: int, **facts: Any) -> None:
        act = acts()["confirm-method"]
        portal.running.call(lambda: act(portal.state, people.users[user_id], **facts))

    with pytest.raises(ActError):
        decide(1, method="voximplant.user.get")
    assert portal.refused("voximplant.user.get", params, auth)[:2] == (401, "METHOD_CONFIRM_WAITING")
    with pytest.raises(ActError):
        decide(portal.user_id, method="voximplant.user.get")
    decide(1, method="voximplant.user.get")
    assert portal.result("voximplant.user.get", params, auth)[0]["ID"] == "1"
    (post,) = portal.settle()
    assert (post["data[TOKEN]"], post["data[METHOD]"], post["data[CONFIRMED]"]) == (auth, "voximplant.user.get", "1")
    assert "auth[access_token]" not in post
    other = portal.tokens(portal.state.app("acme.score")).access
    assert portal.refused("voximplant.user.get", params, other)[1] == "METHOD_CONFIRM_WAITING"
    decide(1, method="voximplant.user.get", allowed=False)
    denied = (403, "METHOD_CONFIRM_DENIED", "Method call denied")
    assert portal.refused("voximplant.user.get", params, other) == denied


def test_lines_are_the_administrators(portal: Any, auth: str) -> None:
    methods = ("sip.add", "sip.update", "sip.get", "sip.delete", "sip.status", "sip.connector.status", "line.get",
               "line.outgoing.get", "line.outgoing.set", "line.outgoing.sip.set")  # fmt: skip
    for method in methods:
        assert portal.refused(f"voximplant.{method}", SIP, user_id=portal.user_id) == DENIED


def test_a_permission_for_calls_alone(portal: Any) -> None:
    token = portal.installed(scopes=("call",)).access
    assert portal.refused("voximplant.infocall.startwithtext", {"FROM_LINE": "reg0"}, token)[1] == "ERROR_CORE"
    assert portal.refused("voximplant.callback.start", {"FROM_LINE": "reg0"}, token)[1] == "insufficient_scope"
