from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.model import PageText, TestResult

NAME = "The deal tab shows the score"


def told(story: Any, admin: bool, user: bool, admin_seen: Any = None, user_seen: Any = None) -> None:
    story.at("use", "admin", failed="" if admin else "failed")
    story.add(TestResult, name=NAME, passed=admin, seen={"rows": admin_seen} if admin_seen is not None else {})
    story.at("use", "user", failed="" if user else "failed")
    story.add(TestResult, name=NAME, passed=user, seen={"rows": user_seen} if user_seen is not None else {})


def test_both_pass(story: Any) -> None:
    told(story, True, True, ["a", "b"], ["a"])
    assert story.keys("FUN-02") == []


def test_both_fail_is_the_administrators(story: Any) -> None:
    told(story, False, False)
    assert story.keys("FUN-02") == []


def test_different_texts_and_flags_prove_nothing(story: Any) -> None:
    told(story, True, True, "Ann's company", "Bob's longer company")
    told(story, True, True, False, True)
    assert story.keys("FUN-02") == []


def test_handled_refusal(story: Any) -> None:
    story.at("use", "user")
    story.rest("placement.bind", error="ACCESS_DENIED", text="Access denied!", status=403)
    story.add(PageText, url="/", owner="solution", title="", text="Only administrators may do this.")
    story.add(PageText, url="/", owner="portal", title="", text="", blank=True)
    assert story.keys("FUN-02") == []


def test_fails_for_the_user_only(story: Any) -> None:
    told(story, True, False)
    story.rest("app.option.set", error="ACCESS_DENIED", status=403)
    found = story.judge("FUN-02")
    assert [f.key for f in found] == ["failed"]
    assert found[0].actor == "user"
    assert found[0].values["refusals"] == "app.option.set (ACCESS_DENIED)"
    assert story.keys("FUN-01") == []


def test_fails_in_a_test_of_users_alone(story: Any) -> None:
    story.at("use", "user", failed="failed")
    story.add(TestResult, name=NAME, passed=False)
    assert story.keys("FUN-02") == ["failed"]


@pytest.mark.parametrize("code", ["ACCESS_DENIED", "BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION"])
def test_refusal_leaves_an_empty_frame(story: Any, code: str) -> None:
    story.at("use", "user")
    story.rest("placement.bind", error=code, status=403, source="browser")
    story.add(PageText, url="/", owner="solution", title="", text="", blank=True)
    assert story.keys("FUN-02") == ["refused"]


def test_stage_stops_without_a_result(story: Any) -> None:
    story.at("use", "admin")
    story.at("use", "user", failed="the page did not come up")
    assert story.keys("FUN-02") == ["stopped"]


def test_more_than_the_administrator_is_asked(story: Any) -> None:
    told(story, True, True, ["a"], ["a", "b"])
    assert story.keys("FUN-02") == ["more?"]
    told(story, True, True, 3, 7)
    assert story.judge("FUN-02")[-1].values["user"] == 7
