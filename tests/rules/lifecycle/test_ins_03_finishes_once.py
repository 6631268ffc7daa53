from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.model import Exchange, Finding, Question

BOUND = {"event": "ONCRMDEALADD", "handler": "https://acme-score.solution.test/events"}


def test_once_after_success(installed: Any) -> None:
    installed.rest("event.bind", BOUND)
    installed.rest("placement.bind", {"PLACEMENT": "CRM_DEAL_DETAIL_TAB"})
    installed.finish()
    installed.rest("event.bind", BOUND, error="ERROR_CORE", text="Something else")  # after the end: not the wizard's
    assert installed.keys("INS-03") == []


def test_no_wizard_at_all(installed: Any) -> None:
    installed.rest("event.bind", BOUND, error="ERROR_CORE", text="Something else")
    assert installed.keys("INS-03") == []


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ("ERROR_CORE", "Unable to set event handler: Handler already binded"),
        ("ERROR_ENTITY_ALREADY_EXISTS", "Entity already exists"),
        ("insufficient_scope", "The request requires higher privileges than provided by the access token"),
    ],
)
def test_borne_errors(installed: Any, error: str, text: str) -> None:
    installed.rest("event.bind", BOUND, error=error, text=text)
    installed.finish()
    assert installed.keys("INS-03") == []


def test_repeated_with_success(installed: Any) -> None:
    installed.rest("event.bind", BOUND, error="QUERY_LIMIT_EXCEEDED", status=503)
    installed.rest("event.bind", BOUND)
    installed.finish()
    assert installed.keys("INS-03") == []


def test_gap_of_our_portal_and_calls_of_others(installed: Any) -> None:
    installed.rest("landing.repo.register", error="NOT_EMULATED", status=501)
    installed.rest("event.bind", BOUND, error="WRONG_AUTH_TYPE", source="harness")
    installed.rest("crm.deal.list", error="ERROR_CORE")  # not a call of set-up
    installed.finish()
    assert installed.keys("INS-03") == []


def test_taken_back_and_called_again(installed: Any) -> None:
    installed.finish('setInstallFinish:{"value":false}::0123456789abcdef0123456789abcdef')
    installed.finish()
    assert installed.keys("INS-03") == []


def test_twice(installed: Any) -> None:
    installed.finish()
    installed.finish()
    assert installed.keys("INS-03") == ["twice"]


def test_api_only(installed: Any) -> None:
    installed.menu_item = False
    installed.finish()
    assert installed.keys("INS-03") == ["api-only"]


def test_before_the_answer(installed: Any) -> None:
    call = installed.rest("event.bind", BOUND, took=3.0, source="browser")
    finish = installed.finish()
    assert call.at < finish.at < call.at + call.took
    found = installed.judge("INS-03")
    assert [(type(f), f.key) for f in found] == [(Question, "unanswered")]
    assert found[0].values["methods"] == "event.bind"


def test_before_an_answer_that_was_a_refusal(installed: Any) -> None:
    installed.rest("event.bind", BOUND, took=3.0, source="browser", error="ERROR_CORE", text="Bad handler")
    installed.finish()
    found = installed.judge("INS-03")
    assert [(type(f), f.key) for f in found] == [(Finding, "unanswered")]


def test_although_refused(installed: Any) -> None:
    installed.rest("userfieldtype.add", error="ERROR_CORE", text="Bad handler")
    installed.finish()
    assert installed.keys("INS-03") == ["refused"]


def test_refused_inside_a_batch(installed: Any) -> None:
    errors = {"w": {"error": "ACCESS_DENIED", "error_description": "Access denied!"}}
    commands = {"cmd[e]": "event.bind?event=ONAPPUNINSTALL", "cmd[w]": "placement.bind?PLACEMENT=LEFT_MENU"}
    installed.rest("batch", commands, result={"result": {"e": True}, "result_error": errors})
    installed.finish()
    found = installed.judge("INS-03")
    assert [f.values["method"] for f in found] == ["placement.bind"]


def test_what_the_portal_does_not_have_is_asked(installed: Any) -> None:
    installed.rest("placement.bind", {"PLACEMENT": "X"}, error="ERROR_PLACEMENT_NOT_FOUND", text="Placement not found")
    installed.finish()
    assert installed.keys("INS-03") == ["absent?"]


def test_calls_of_the_interface_that_follows_are_not_the_wizards(installed: Any) -> None:
    portal = "https://b24-x1y2z3.bitrix24.com/app.layout/lazyload.ajax.php"
    body = "action=set_installed&v=Y"
    installed.add(Exchange, source="browser", target="portal", method="POST", url=portal, request_body=body, status=200)
    installed.rest("event.bind", BOUND, took=3.0)
    installed.finish()  # heard late
    assert installed.keys("INS-03") == []
