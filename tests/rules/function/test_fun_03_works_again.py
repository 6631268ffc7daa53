from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.model import TestResult


def told(story: Any, before: bool, after: bool, actor: str = "admin") -> None:
    story.at("use", actor, failed="" if before else "failed")
    story.add(TestResult, name="A", passed=before)
    story.at("use-again", actor, failed="" if after else "failed")
    story.add(TestResult, name="A", passed=after, reason="" if after else "no text")


@pytest.mark.parametrize(("before", "after"), [(True, True), (False, False), (False, True)])
def test_not_worse_than_before(story: Any, before: bool, after: bool) -> None:
    told(story, before, after)
    assert story.keys("FUN-03") == []


@pytest.mark.parametrize("actor", ["admin", "user"])
def test_fails_again(story: Any, actor: str) -> None:
    told(story, True, False, actor)
    (found,) = story.judge("FUN-03")
    assert found.key == "failed-again"
    advice = story.rules["FUN-03"].text(found, "fix")
    assert "the solution uses data of the first installation" in advice
    assert "the scenario is to be mended" in advice


def test_does_not_open_again(story: Any) -> None:
    story.at("open", "admin")
    story.opened()
    story.at("open", "user")
    story.opened("app", "blank")
    story.at("open-again", "admin")
    story.opened("app", "blank")
    story.at("open-again", "user")
    story.opened("app", "blank")
    assert story.keys("FUN-03") == ["not-opened"]


def test_stops_without_a_result(story: Any) -> None:
    story.at("use", "admin")
    story.add(TestResult, name="A", passed=True)
    story.at("use-again", "admin", failed="the page did not come up")
    assert story.keys("FUN-03") == ["stopped"]
