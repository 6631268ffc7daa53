from __future__ import annotations

from typing import Any

import pytest

GONE = "ONAPPUNINSTALL"


@pytest.fixture
def removed(installed: Any) -> Any:
    installed.page("<h1>Score</h1>")
    installed.at("uninstall-clean")
    return installed


def test_answered(removed: Any) -> None:
    removed.stores()
    removed.event(GONE)
    removed.info(False)
    assert removed.keys("INS-06") == []


def test_bound_but_never_sent_is_not_its_fault(removed: Any, thing: Any) -> None:
    removed.stores()
    removed.stage = "install"
    removed.fingerprint("installed", thing("event handlers", f"{GONE} https://acme-score.solution.test/events"))
    removed.stage = "uninstall-clean"
    removed.info(False)
    assert removed.keys("INS-06") == []


def test_handler_on_another_host_is_not_judged(removed: Any) -> None:
    removed.event(GONE, 0, target="third-party", error="refused: no network route to hooks.example.org")
    assert removed.keys("INS-06") == []


def test_static_solution_stores_nothing(removed: Any) -> None:
    removed.kind = "static"
    removed.info(False)
    assert removed.keys("INS-06") == []


def test_not_removed_yet(removed: Any) -> None:
    removed.stores()
    removed.at("uninstall-clean", failed="the popup did not open")
    assert removed.keys("INS-06") == []


@pytest.mark.parametrize(("status", "key"), [(500, "refused"), (404, "refused"), (0, "unanswered")])
def test_answers_badly(removed: Any, status: int, key: str) -> None:
    removed.event(GONE, status)
    assert removed.keys("INS-06") == [key]
    assert removed.keys("INS-04") == []


def test_slow(removed: Any) -> None:
    removed.event(GONE, took=12.0)
    assert removed.keys("INS-06") == ["slow?"]


def test_what_was_never_installed_is_not_asked_for_its_handler(story: Any) -> None:
    story.at("install", failed="the wizard did not end")
    story.page("<h1>Score</h1>")
    story.info(False)
    story.stores()
    assert story.keys("INS-06") == []


def test_no_handler(removed: Any) -> None:
    removed.info(False)
    assert removed.keys("INS-06") == ["handler-unknown?"]
    removed.stores()
    assert removed.keys("INS-06") == ["no-handler"]
