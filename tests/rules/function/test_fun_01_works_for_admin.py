from __future__ import annotations

from typing import Any

from pytest_b24moderation.model import TestResult


def test_all_pass(installed: Any) -> None:
    installed.at("open", "admin")
    installed.opened()
    installed.at("use", "admin")
    installed.add(TestResult, name="The deal tab shows the score", passed=True)
    installed.at("use", "user", failed="a test failed")
    installed.add(TestResult, name="The deal tab shows the score", passed=False)
    assert installed.keys("FUN-01") == []


def test_one_fails(installed: Any) -> None:
    installed.at("use", "admin", failed="1 of 2 tests failed")
    installed.opened("app", "blank")
    installed.add(TestResult, name="A", passed=True)
    installed.add(TestResult, name="B", passed=False, reason="no text 'Score: 15'", place="scenario.yaml:30:7")
    assert installed.keys("FUN-01") == ["failed"]


def test_stage_stops_without_a_result(installed: Any) -> None:
    installed.at("use", "admin", failed="the portal's page did not come up")
    assert installed.keys("FUN-01") == ["stopped"]


def test_opens_only_once(installed: Any) -> None:
    installed.opened()
    installed.at("open", "admin", failed="blank")
    installed.opened("app", "blank")
    assert installed.keys("FUN-01") == ["not-opened"]


def test_never_opened_is_another_rules(installed: Any) -> None:
    installed.opened("app", "blank")
    installed.at("open", "admin", failed="blank")
    installed.opened("app", "blank")
    assert installed.keys("FUN-01") == []
