from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.model import Console, Exchange, PageError, Resource

URL = "https://acme-score.solution.test/"
CDN = "https://cdn.example.org/jquery.js"


@pytest.fixture
def opened(story: Any) -> Any:
    story.at("open", "admin")
    return story


@pytest.mark.parametrize(
    ("level", "text", "owner"),
    [
        ("warning", "[Deprecation] Synchronous XMLHttpRequest", "solution"),
        ("log", "Error: just a word", "solution"),
        ("error", "Failed to load resource: the server responded with a status of 404 (Not Found)", "solution"),
        ("error", "Failed to load resource: net::ERR_NAME_NOT_RESOLVED", "solution"),
        (
            "error",
            "Refused to display 'https://a.example/' in a frame because it set 'X-Frame-Options' to 'deny'.",
            "solution",
        ),
        ("error", "Framing 'https://a.example/' violates the following Content Security Policy directive", "solution"),
        ("error", "Uncaught in the portal", "portal"),
    ],
)
def test_lines_that_are_no_errors_of_it(opened: Any, level: str, text: str, owner: str) -> None:
    opened.add(Console, level=level, text=text, url=URL, owner=owner)
    assert opened.keys("UI-05") == []


def test_portal_library_and_harmless_observer(opened: Any) -> None:
    opened.add(Console, level="error", text="oops", url="https://api.bitrix24.com/api/v1/", owner="solution")
    opened.add(
        PageError, text="ResizeObserver loop completed with undelivered notifications.", url=URL, owner="solution"
    )
    opened.add(PageError, text="TypeError: x", url="https://b24-x1y2z3.bitrix24.com/", owner="portal")
    assert opened.keys("UI-05") == []


def test_line_about_a_host_out_of_reach(opened: Any) -> None:
    refused = "refused: no network route to cdn.example.org"
    opened.add(Exchange, source="browser", target="third-party", method="GET", url=CDN, status=502, error=refused)
    text = f"Access to script at '{CDN}' from origin 'https://acme-score.solution.test' has been blocked by CORS policy"
    opened.add(Console, level="error", text=text, url=URL, owner="solution")
    assert opened.keys("UI-05") == []


def test_exceptions_are_told_once_each(opened: Any) -> None:
    for text in ("TypeError: x is undefined", "TypeError: x is undefined", "Unhandled rejection: no"):
        opened.add(PageError, text=text, url=URL, owner="solution")
    found = opened.judge("UI-05")
    assert [(f.key, f.values["count"]) for f in found] == [("exception", 2), ("exception", 1)]


def test_console_error(opened: Any) -> None:
    opened.add(Console, level="error", text="Score failed: {code: 5}", url=URL + "app.js", owner="solution")
    assert opened.keys("UI-05") == ["console"]


def test_error_without_a_foreign_script_is_asked(opened: Any) -> None:
    opened.add(Resource, url=CDN, kind="script", frame=URL, owner="solution", failure="net::ERR_FAILED")
    opened.add(PageError, text="ReferenceError: jQuery is not defined", url=URL, owner="solution")
    assert opened.keys("UI-05") == ["without-network?"]


def test_failed_request_without_a_network_is_asked(opened: Any) -> None:
    opened.add(Resource, url="https://stat.example.org/hit", kind="fetch", frame=URL, owner="solution", status=502)
    opened.add(PageError, text="TypeError: Failed to fetch", url=URL, owner="solution")
    opened.add(PageError, text="TypeError: x is undefined", url=URL, owner="solution")
    assert opened.keys("UI-05") == ["without-network?", "exception"]


def test_the_same_question_is_asked_once(opened: Any) -> None:
    opened.add(Resource, url="https://stat.example.org/hit", kind="fetch", frame=URL, owner="solution", status=502)
    for _ in range(3):
        opened.add(PageError, text="TypeError: Failed to fetch", url=URL, owner="solution")
    [question] = opened.judge("UI-05")
    assert (question.key, len(question.where)) == ("without-network", 3)


def test_a_flood_is_told_in_short(opened: Any) -> None:
    for number in range(500):
        opened.add(Console, level="error", text=f"fault {number}", url=URL, owner="solution")
    found = opened.judge("UI-05")
    assert [f.key for f in found] == ["console"] * 20 + ["more"]
    assert (found[-1].values["count"], len(found[-1].where)) == (480, 480)
