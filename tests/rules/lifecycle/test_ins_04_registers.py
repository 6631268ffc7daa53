from __future__ import annotations

from typing import Any

import pytest

TAB = "CRM_DEAL_DETAIL_TAB"


def test_widgets_show_and_events_are_answered(installed: Any) -> None:
    installed.rest("placement.bind", {"PLACEMENT": TAB})
    installed.event("ONAPPINSTALL", 204)
    installed.at("use", "admin")
    installed.opened(TAB)
    installed.event("ONCRMDEALADD")
    assert installed.keys("INS-04") == []


def test_a_place_that_was_never_bound_is_the_scenarios(installed: Any) -> None:
    installed.at("use", "admin")
    installed.opened(TAB, "missing")
    installed.opened("app", "blank")
    assert installed.keys("INS-04") == []


def test_removal_and_foreign_handlers_are_not_judged(installed: Any) -> None:
    installed.event("ONAPPUNINSTALL", 500)
    installed.event("ONCRMDEALADD", 502, target="third-party")
    assert installed.keys("INS-04") == []


@pytest.mark.parametrize("how", ["call", "portal"])
def test_widget_does_not_show(installed: Any, thing: Any, how: str) -> None:
    if how == "call":
        installed.rest("placement.bind", {"placement": TAB.lower()})
    else:
        installed.fingerprint("installed", thing("placements", "12", f"{TAB} → https://acme-score.solution.test/tab"))
    installed.at("use", "user")
    installed.opened(TAB, "blank")
    assert installed.keys("INS-04") == []  # an employee's view is judged elsewhere
    installed.at("use", "admin")
    installed.opened(TAB, "blank")
    installed.opened(TAB, "blank")
    assert installed.keys("INS-04") == ["widget"]


def test_events_refused(installed: Any) -> None:
    installed.event("ONAPPINSTALL", 500)
    installed.at("use", "admin")
    installed.event("ONCRMDEALADD", 302)
    installed.event("ONCRMDEALADD", 302)
    assert installed.keys("INS-04") == ["event-refused", "event-refused"]


def test_event_not_answered(installed: Any) -> None:
    installed.event("ONAPPINSTALL", 0, error="connection refused")
    assert installed.keys("INS-04") == ["event-unanswered"]


def test_slow_answer_is_asked(installed: Any) -> None:
    installed.event("ONAPPINSTALL", took=9.5)
    assert installed.keys("INS-04") == ["event-slow?"]
