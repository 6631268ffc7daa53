"""Follow-ups of video calls."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.portal import ActError

PERIOD = {"startDate": {"from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}}


def made(portal: Any, *people: int, user_id: int = 1, text: str = "Hello") -> int:
    call: int = portal.perform("follow-up-call", user_id, participants=list(people), text=text)
    return call


def failed(portal: Any, params: Any, user_id: int = 1, method: str = "list") -> tuple[int, str]:
    answer = portal.hook3(f"call.followup.{method}", params, user_id)
    return answer.status_code, answer.json()["error"]["code"]


def test_one(portal: Any) -> None:
    user = portal.user_id
    call = made(portal, user, text="Ask [USER=1]Ann[/USER]")
    item = portal.result3("call.followup.get", {"callId": call})["item"]
    assert (item["initiatorId"], item["durationSeconds"], item["summary"]) == (1, 600, None)
    assert item["outcomes"] == ["transcription", "overview"]
    assert [row["userId"] for row in item["participants"]] == [1, user]
    for form, text in (("html", 'Ask <a href="/company/personal/user/1/">Ann</a>'), ("none", "Ask Ann")):
        asked = {"callId": call, "select": ["overview.topic"], "mentionFormat": form}
        assert portal.result3("call.followup.get", asked, user)["item"] == {"callId": call, "overview": {"topic": text}}
    basic = portal.result3("call.followup.get", {"callId": call, "select": []})["item"]
    assert list(basic) == ["callId", "callType", "initiatorId", "startDate", "endDate", "durationSeconds"]


def test_who_may_not(portal: Any) -> None:
    call, user = made(portal), portal.user_id
    assert failed(portal, {"callId": call}, user, "get") == (403, "access_denied")
    assert failed(portal, {"callId": 99}, user, "get") == (403, "access_denied")
    assert portal.refused3("call.followup.get", {"callId": 99})[1] == "ENTITYNOTFOUND"
    assert portal.refused3("call.followup.get")[2] == ["callId"]
    assert portal.refused3("call.followup.get", {"callId": call, "mentionFormat": "x"})[2] == ["mentionFormat"]
    assert failed(portal, {"callId": call, "select": ["participants.name"]}, method="get")[1] == "invalid_select_field"
    assert portal.result3("call.followup.list", {"filter": PERIOD}, user)["items"] == []
    with pytest.raises(ActError, match="no such people"):
        made(portal, 999)


def test_pages(portal: Any) -> None:
    calls = []
    for _ in range(3):
        calls.append(made(portal, portal.user_id))
        portal.cloud.clock.advance(60)
    first = portal.result3("call.followup.list", {"filter": PERIOD, "pagination": {"limit": 2}})
    assert ([row["callId"] for row in first["items"]], first["hasMore"]) == ([calls[2], calls[1]], True)
    page = {"limit": 2, "afterCursor": first["afterCursor"]}
    then = portal.result3("call.followup.list", {"filter": PERIOD, "pagination": page})
    assert ([row["callId"] for row in then["items"]], then["hasMore"], then["afterCursor"]) == ([calls[0]], False, None)
    up = {"filter": PERIOD | {"participantId": portal.user_id}, "order": {"startDate": "asc"}, "select": ["callId"]}
    assert portal.result3("call.followup.list", up)["items"] == [{"callId": one} for one in calls]
    assert portal.result3("call.followup.list", {"filter": PERIOD | {"participantId": 99}})["items"] == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"filter": {"startDate": {"from": "2026-01-01T00:00:00Z"}}}, "invalid_date_range"),
        ({"filter": {"startDate": "2026"}}, "invalid_date_range"),
        ({"filter": PERIOD, "select": ["nothing"]}, "invalid_select_field"),
        ({"filter": PERIOD, "order": {"callId": "asc"}}, "invalid_order"),
        ({"filter": PERIOD, "pagination": {"limit": 0}}, "invalid_pagination"),
        ({"filter": PERIOD, "pagination": {"afterCursor": {"id": 1}}}, "invalid_pagination"),
        ({"filter": PERIOD, "pagination": 5}, "invalid_pagination"),
    ],
)
def test_what_cannot_be_read(portal: Any, params: Any, code: str) -> None:
    assert failed(portal, params) == (400, code)
    assert portal.refused3("call.followup.list")[2] == ["filter"]
    assert portal.refused3("call.followup.list", {"filter": PERIOD | {"participantId": "1"}})[2] == [
        "filter.participantId"
    ]
