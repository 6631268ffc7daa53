from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.model import WizardEnd


def installed(story: Any, *, redirected: bool = True, how: str = "finish") -> None:
    story.at("install")
    story.opened("wizard")
    story.info()
    story.add(WizardEnd, how=how, redirected=redirected, last_state="Thank you!")


def test_interface_follows(story: Any) -> None:
    installed(story)
    story.page("<h1>Score</h1>")
    story.opened("app")
    assert story.keys("INS-02") == []


def test_failing_request_of_the_page_is_no_failing_page(story: Any) -> None:
    installed(story)
    story.page("<h1>Score</h1>")
    before = story.entries[-1]
    story.add(type(before), **{**vars_of(before), "status": 422, "request_headers": (("Sec-Fetch-Dest", "empty"),)})
    story.opened("app")
    assert story.keys("INS-02") == []


def vars_of(entry: Any) -> dict[str, Any]:
    names = ("source", "target", "method", "url", "request_body", "response_headers", "response_body")
    return {name: getattr(entry, name) for name in names}


@pytest.mark.parametrize(
    ("result", "key"), [("blank", "empty-frame"), ("unframed", "unframed"), ("timeout", "not-shown")]
)
def test_frame_after_installation(story: Any, result: str, key: str) -> None:
    installed(story, redirected=False)
    story.opened("app", result)
    (found,) = story.judge("INS-02")
    assert found.key == key
    assert f"({result})" not in story.rules["INS-02"].text(found, "seen")
    assert story.keys("INS-01") == []


def test_error_page_after_installation(story: Any) -> None:
    installed(story)
    story.page("oops", 500)
    story.opened("app")
    assert story.keys("INS-02") == ["not-shown"]


def test_no_way_on_from_the_wizard(story: Any) -> None:
    installed(story, redirected=False)
    assert story.keys("INS-02") == ["no-redirect"]


def test_not_installed_or_without_interface_is_not_judged(story: Any) -> None:
    story.at("install", failed="never")
    story.add(WizardEnd, how="never", redirected=False)
    story.info(False)
    assert story.keys("INS-02") == []
    story.info(True)
    story.menu_item = False
    assert story.keys("INS-02") == []
