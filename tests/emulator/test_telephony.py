"""Calls of applications, from the click to the statistics."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.portal import ActError
from pytest_b24moderation.emulator.scopes.telephony.state import plain_number

REGISTER, FINISH = "telephony.externalCall.register", "telephony.externalCall.finish"
ATTACH, WORDS = "telephony.externalCall.attachRecord", "telephony.call.attachTranscription"
PHONE = "+1 (555) 000-11-22"


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=("telephony", "crm")).access
    return token


def bind(portal: Any, auth: str, *events: str) -> None:
    for event in events:
        portal.result("event.bind", {"event": event, "handler": f"{portal.inbox.url}/{event}"}, auth)


def data(post: dict[str, str]) -> dict[str, str]:
    return {key[5:-1]: value for key, value in post.items() if key.startswith("data[")}


def test_lines(portal: Any, auth: str) -> None:
    line = "telephony.externalLine"
    made = portal.result(f"{line}.add", {"NUMBER": "7", "NAME": "Support"}, auth)
    assert portal.result(f"{line}.update", {"NUMBER": "7", "CRM_AUTO_CREATE": "N"}, auth) == {"ID": str(made["ID"])}
    assert portal.result(f"{line}.get", auth=auth) == [{"NUMBER": "7", "NAME": "Support", "CRM_AUTO_CREATE": "N"}]
    for verb, params, text in (
        ("add", {}, "NUMBER should not be empty"),
        ("add", {"NUMBER": "7"}, "Line already exists"),
        ("update", {"NUMBER": "7"}, "There are no fields to update"),
        ("update", {"NUMBER": "8", "NAME": "x"}, "Could not find line with number 8"),
        ("delete", {"NUMBER": "8"}, "Could not find line with number 8"),
    ):
        assert portal.refused(f"{line}.{verb}", params, auth) == (400, "ERROR_CORE", text)
    assert portal.refused(f"{line}.get")[:2] == (403, "WRONG_AUTH_TYPE")
    assert portal.result(f"{line}.delete", {"NUMBER": "7"}, auth) == []


def test_the_lead_of_a_call_is_named_in_the_portals_language(make: Any) -> None:
    portal = make(language="ru")
    auth = portal.installed(scopes=("telephony", "crm")).access
    for kind, name in ((1, "Исходящий звонок"), (2, "Входящий звонок"), (4, "Обратный звонок")):
        call = {"USER_ID": 1, "PHONE_NUMBER": f"+7900000000{kind}", "TYPE": kind, "CRM_CREATE": 1}
        lead = portal.result(REGISTER, call, auth)["CRM_CREATED_LEAD"]
        assert portal.result("crm.lead.get", {"id": lead})["TITLE"] == f"+7900000000{kind} - {name}"


def test_life_of_a_call(portal: Any, auth: str) -> None:
    bind(portal, auth, "ONVOXIMPLANTCALLINIT", "ONVOXIMPLANTCALLSTART", "ONVOXIMPLANTCALLEND")
    params = {"USER_ID": 1, "PHONE_NUMBER": PHONE, "TYPE": 1, "CRM_CREATE": 1, "LINE_NUMBER": "7"}
    made = portal.result(REGISTER, params, auth)
    lead = made["CRM_CREATED_LEAD"]
    assert made == {
        "CALL_ID": made["CALL_ID"], "CRM_CREATED_LEAD": lead, "CRM_ENTITY_TYPE": "LEAD", "CRM_ENTITY_ID": lead,
        "CRM_CREATED_ENTITIES": [{"ENTITY_TYPE": "LEAD", "ENTITY_ID": lead}],
    }  # fmt: skip
    row = portal.result("crm.lead.get", {"id": lead})
    assert (row["PHONE"][0]["VALUE"], row["SOURCE_ID"], row["ASSIGNED_BY_ID"]) == ("+15550001122", "CALL", "1")
    assert portal.result(REGISTER, params, auth)["CALL_ID"] == made["CALL_ID"]
    admin = portal.state.people.users[1]
    call = portal.state.ask("telephony.call", user=admin)
    assert (call["id"], call["phone"], call["kind"]) == (made["CALL_ID"], "+15550001122", "outgoing")
    one = {"CALL_ID": made["CALL_ID"]}
    assert portal.result("telephony.externalCall.hide", one, auth) is True
    assert portal.state.ask("telephony.call", user=admin) is None
    assert portal.result("telephony.externalCall.show", one | {"USER_ID": [portal.user_id]}, auth) is True
    assert portal.state.ask("telephony.call", user=portal.state.people.users[portal.user_id])["id"] == one["CALL_ID"]
    ending = one | {"USER_ID": 1, "DURATION": 95, "COST": "1.5", "COST_CURRENCY": "EUR", "VOTE": 5}
    done = portal.result(FINISH, ending, auth)
    assert {
        "CALL_ID": made["CALL_ID"], "PORTAL_USER_ID": 1, "PHONE_NUMBER": "+15550001122", "PORTAL_NUMBER": "7",
        "INCOMING": "1", "CALL_DURATION": 95, "CALL_START_DATE": {}, "CALL_STATUS": 1, "CALL_VOTE": 5, "COST": 1.5,
        "CALL_FAILED_CODE": "200", "REST_APP_NAME": "Score", "CRM_ENTITY_TYPE": "LEAD", "CRM_ENTITY_ID": lead, "ID": 1,
    }.items() <= done.items()  # fmt: skip
    activity = portal.result("crm.activity.get", {"id": done["CRM_ACTIVITY_ID"]})
    assert (activity["OWNER_ID"], activity["TYPE_ID"], activity["COMPLETED"]) == (str(lead), "2", "Y")
    init, start, end = map(data, portal.settle())
    assert (init["CALL_ID"], init["CALL_TYPE"], init["CALLER_ID"]) == (made["CALL_ID"], "1", "+15550001122")
    assert init["REST_APP_ID"] == str(portal.state.app("acme.score").id)
    assert start == {"CALL_ID": made["CALL_ID"], "USER_ID": "1"}
    assert (end["CALL_DURATION"], end["CALL_FAILED_CODE"], end["PORTAL_NUMBER"]) == ("95", "200", "7")
    assert portal.result("telephony.externalCall.show", one, auth) is False
    assert portal.result("telephony.externalCall.hide", one, auth) is False


def test_a_known_client_and_a_missed_call(portal: Any, auth: str) -> None:
    contact = portal.result("crm.contact.add", {"fields": {"NAME": "Ann", "PHONE": [{"VALUE": PHONE}]}})
    (found,) = portal.result("telephony.externalCall.searchCrmEntities", {"PHONE_NUMBER": "15550001122"}, auth)
    assert (found["CRM_ENTITY_TYPE"], found["CRM_ENTITY_ID"], found["NAME"]) == ("CONTACT", contact, "Ann")
    assert found["ASSIGNED_BY"]["ID"] == "1"
    params = {"USER_ID": 1, "PHONE_NUMBER": PHONE, "TYPE": 2, "CALL_START_DATE": "2026-03-07T10:20:30+03:00"}
    made = portal.result(REGISTER, params | {"CRM_CREATE": 1, "SHOW": 0}, auth)
    assert (made["CRM_ENTITY_TYPE"], made["CRM_ENTITY_ID"], made["CRM_CREATED_LEAD"]) == ("CONTACT", contact, None)
    assert portal.state.ask("telephony.call", user=portal.state.people.users[1]) is None
    done = portal.result(FINISH, {"CALL_ID": made["CALL_ID"], "USER_ID": 1}, auth)
    assert (done["CALL_STATUS"], done["CALL_FAILED_CODE"], done["CALL_VOTE"]) == (0, "304", None)
    (row,) = portal.result("voximplant.statistic.get")
    assert row["CALL_START_DATE"] == "2026-03-07T07:20:30+00:00"


@pytest.mark.parametrize(
    ("method", "params", "text"),
    [
        (REGISTER, {"PHONE_NUMBER": "1", "TYPE": 1}, "USER_ID or USER_PHONE_INNER should be set"),
        (REGISTER, {"USER_ID": 999, "PHONE_NUMBER": "111", "TYPE": 1}, "User is not found or is not active"),
        (REGISTER, {"USER_ID": 1, "PHONE_NUMBER": "111", "TYPE": 9}, "Unknown TYPE"),
        (REGISTER, {"USER_ID": 1, "PHONE_NUMBER": "ann", "TYPE": 1}, "Unsupported phone number format"),
        (REGISTER, {"USER_ID": 1, "PHONE_NUMBER": "111", "TYPE": 1, "CALL_START_DATE": "soon"},
         "CALL_START_DATE should be in the ISO-8601 format"),
        (FINISH, {"CALL_ID": "x"}, "USER_ID or USER_PHONE_INNER should be set"),
        (FINISH, {"CALL_ID": "x", "USER_ID": 1}, "Call is not found (call should be registered prior to finishing)"),
        ("telephony.externalCall.searchCrmEntities", {}, "PHONE_NUMBER is empty"),
        (ATTACH, {}, "Required parameters are not set. Request should contain either URL or FILENAME parameter"),
        (ATTACH, {"FILENAME": "a.mp3"},
         "Call is not found in the statistic table. It looks like it is not finished yet."),
        (WORDS, {}, "CALL_ID should be set"),
        (WORDS, {"CALL_ID": "x"}, "MESSAGES should be an array"),
        (WORDS, {"CALL_ID": "x", "MESSAGES": [{}]}, "MESSAGES[0][SIDE] should be either Client or User"),
        (WORDS, {"CALL_ID": "x", "MESSAGES": [{"SIDE": "User"}]},
         "MESSAGES[0][START_TIME] should be greater or equal to zero"),
        (WORDS, {"CALL_ID": "x", "MESSAGES": [{"SIDE": "User", "START_TIME": 0}]},
         "MESSAGES[0][STOP_TIME] should be greater than zero"),
        (WORDS, {"CALL_ID": "x", "MESSAGES": [{"SIDE": "User", "START_TIME": 0, "STOP_TIME": 1}]},
         "MESSAGES[0][MESSAGE] is empty"),
        (WORDS, {"CALL_ID": "x", "MESSAGES": []}, "Call x is not found. Is it finished?"),
    ],
)  # fmt: skip
def test_errors(portal: Any, auth: str, method: str, params: dict[str, Any], text: str) -> None:
    assert portal.refused(method, params, auth) == (400, "ERROR_CORE", text)


def test_application_context(portal: Any, auth: str) -> None:
    portal.switch(calls_by_webhook=False)
    assert portal.refused(REGISTER)[:2] == (403, "WRONG_AUTH_TYPE")
    assert portal.refused(FINISH)[:2] == (403, "WRONG_AUTH_TYPE")
    assert portal.refused(FINISH, {"CALL_ID": 7}, auth) == (400, "INVALID_ARGUMENT", "CALL_ID must be a string")


def test_an_application_finishes_a_call_that_a_webhook_has_begun_but_not_the_other_way_round(
    portal: Any, auth: str
) -> None:
    asked = {"USER_ID": 1, "PHONE_NUMBER": "111", "TYPE": 1}
    call = {"CALL_ID": portal.result(REGISTER, asked)["CALL_ID"], "USER_ID": 1}
    assert portal.result(FINISH, call, auth)["CALL_ID"] == call["CALL_ID"]
    call = {"CALL_ID": portal.result(REGISTER, asked, auth)["CALL_ID"], "USER_ID": 1}
    assert portal.refused(FINISH, call)[2].startswith("Call is not found")


def test_record_and_transcription(portal: Any, auth: str) -> None:
    made = portal.result(REGISTER, {"USER_ID": 1, "PHONE_NUMBER": "111", "TYPE": 2}, auth)
    call = {"CALL_ID": made["CALL_ID"]}
    portal.result(FINISH, call | {"USER_ID": 1, "DURATION": 5}, auth)
    sound = base64.b64encode(b"sound").decode()
    first = portal.result(ATTACH, call | {"FILENAME": "a.mp3", "FILE_CONTENT": sound}, auth)
    second = portal.result(ATTACH, call | {"FILENAME": "b.wav", "FILE_CONTENT": f"{sound[:4]}\r\n{sound[4:]}"}, auth)
    assert second["FILE_ID"] > first["FILE_ID"]
    for params, text in (
        ({"FILENAME": ""}, "File name is empty"),
        ({"FILENAME": "a.txt"}, "Wrong file extension. Only wav and mp3 are allowed"),
        ({"FILENAME": "a.mp3", "FILE_CONTENT": ""}, "File content is empty."),
        ({"FILENAME": "a.mp3", "FILE_CONTENT": "***"},
         "File content is not properly encoded. Base64 encoding is expected."),
    ):  # fmt: skip
        assert portal.refused(ATTACH, call | params, auth) == (400, "ERROR_CORE", text)
    assert portal.refused(ATTACH, call | {"RECORD_URL": "https://a.example/1.mp3"}, auth)[1] == "NOT_EMULATED"
    later = portal.result(ATTACH, call | {"FILENAME": "c.mp3"}, auth)
    path = later["uploadUrl"].partition(portal.state.host)[2]
    third = portal.http.post(path, files={later["fieldName"]: ("c.mp3", b"more")}).json()["result"]
    words = [{"SIDE": "Client", "START_TIME": 0, "STOP_TIME": 2, "MESSAGE": "Hello"}]
    assert portal.result(WORDS, call | {"MESSAGES": words}, auth) == {"TRANSCRIPT_ID": 1}
    (row,) = portal.result("voximplant.statistic.get")
    assert (row["RECORD_FILE_ID"], row["TRANSCRIPT_ID"]) == (third["FILE_ID"], "1")


def test_click_and_hang_up(portal: Any, auth: str) -> None:
    with pytest.raises(ActError) as nobody:
        portal.perform("click-to-call", phone=PHONE)
    assert nobody.value.expected == "a handler of ONEXTERNALCALLSTART"
    bind(portal, auth, "ONEXTERNALCALLSTART", "ONEXTERNALCALLBACKSTART")
    portal.result("telephony.externalLine.add", {"NUMBER": "7"}, auth)
    me = portal.user_id
    call_id = portal.perform("click-to-call", me, phone=PHONE, type="lead", id=5)
    portal.perform("call-back", me, phone=PHONE, text="Hello", type="contact", id=6, line="7")
    start, back = portal.settle()
    assert data(start) == {
        "PHONE_NUMBER": PHONE, "PHONE_NUMBER_INTERNATIONAL": "+15550001122", "EXTENSION": "", "USER_ID": str(me),
        "CALL_LIST_ID": "0", "LINE_NUMBER": "7", "IS_MOBILE": "0", "CALL_ID": call_id, "CRM_ENTITY_TYPE": "LEAD",
        "CRM_ENTITY_ID": "5",
    }  # fmt: skip
    assert start["auth[user_id]"] == str(me)
    assert data(back) == {
        "PHONE_NUMBER": "+15550001122", "TEXT": "Hello", "VOICE": "usinternalfemale", "CRM_ENTITY_TYPE": "CONTACT",
        "CRM_ENTITY_ID": "6", "LINE_NUMBER": "7",
    }  # fmt: skip
    again = {"USER_ID": me, "PHONE_NUMBER": PHONE, "TYPE": 1}
    assert portal.result(REGISTER, again, start["auth[access_token]"])["CALL_ID"] == call_id
    assert portal.state.ask("telephony.call", user=portal.state.people.users[me])["id"] == call_id
    assert portal.perform("finish-call", me, call=call_id)["CALL_FAILED_REASON"] == "Call canceled"
    with pytest.raises(ActError):
        portal.perform("finish-call", me, call=call_id)
    last = portal.perform("click-to-call", me, phone=PHONE)
    with pytest.raises(ActError):
        portal.perform("finish-call")  # somebody else has no call
    assert portal.perform("finish-call", me, duration="9")["CALL_ID"] == last
    with pytest.raises(ActError):
        portal.perform("click-to-call", me, phone="nobody")


def test_what_stays_of_a_call_belongs_to_whoever_began_it(portal: Any, auth: str) -> None:
    bind(portal, auth, "ONEXTERNALCALLSTART")
    call_id = portal.perform("click-to-call", portal.user_id, phone=PHONE)
    portal.result("telephony.externalcall.finish", {"CALL_ID": call_id, "USER_ID": portal.user_id}, auth)
    own = portal.result(REGISTER, {"USER_ID": 1, "PHONE_NUMBER": "111", "TYPE": 2}, auth)["CALL_ID"]
    portal.result("telephony.externalcall.finish", {"CALL_ID": own, "USER_ID": 1}, auth)
    rows = [row for row in portal.state.fingerprint() if row.section == "call statistics"]
    assert [row.owner for row in rows] == ["person", "acme.score"]


def test_nothing_of_a_removed_application_stays(portal: Any, auth: str) -> None:
    portal.result("telephony.externalLine.add", {"NUMBER": "7"}, auth)
    portal.result(REGISTER, {"USER_ID": 1, "PHONE_NUMBER": "111", "TYPE": 2}, auth)
    app, admin = portal.state.app("acme.score"), portal.state.people.users[1]
    sections = {"telephony lines", "calls under way"}
    assert sections <= {one.section for one in portal.state.fingerprint()}
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=True))
    assert not sections & {one.section for one in portal.state.fingerprint()}


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("+0123456789 ()-.*#x"), max_size=30))
def test_numbers_as_people_write_them(text: str) -> None:
    found = plain_number(text)
    assert plain_number(found) == found
    assert not set(found) & set(" ().-x")
