from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.model import RESULTS


def test_opens_for_both(story: Any) -> None:
    story.at("open", "admin")
    story.opened()
    story.at("open", "user")
    story.opened()
    assert story.keys("INS-05") == []


def test_opens_for_neither(story: Any) -> None:
    story.at("open", "admin", failed="blank")
    story.opened("app", "blank")
    story.at("open", "user", failed="blank")
    story.opened("app", "blank")
    assert story.keys("INS-05") == []


def test_a_solution_without_interface(story: Any) -> None:
    story.menu_item = False
    story.at("open", "admin")
    story.opened()
    story.at("open", "user")
    story.opened("app", "missing")
    assert story.keys("INS-05") == []


@pytest.mark.parametrize("result", ["blank", "missing", "unframed", "refused", "timeout", "stub", "escaped"])
def test_does_not_open_for_an_employee(story: Any, result: str) -> None:
    story.at("open", "admin")
    story.opened()
    story.at("open", "user", failed="not shown")
    story.opened("app", result)
    (found,) = story.judge("INS-05")
    assert (found.key, found.values["state"]) == ("not-shown", result)
    for language, words in RESULTS[result].items():
        assert story.rules["INS-05"].text(found, "seen", language).endswith(f": {words}")


def test_error_page_for_an_employee(story: Any) -> None:
    story.at("open", "admin")
    story.page("<h1>Score</h1>")
    story.opened()
    story.at("open", "user")
    story.page("Forbidden for you", 500)
    story.opened()
    found = story.judge("INS-05")
    assert [(f.key, f.values["state"]) for f in found] == [("not-shown", "HTTP 500")]


def test_an_employee_could_not_even_open(story: Any) -> None:
    story.at("open", "admin")
    story.opened()
    story.at("open", "user", failed="no menu item")
    assert story.keys("INS-05") == ["not-opened"]
