from __future__ import annotations

from typing import Any

from pytest_b24moderation.model import Exchange

GONE = {"error": "APPLICATION_NOT_FOUND", "text": "Application not found", "status": 401}


def test_silence(story: Any) -> None:
    story.at("uninstall-clean")
    story.rest("crm.deal.list")  # before the removal: alive
    story.rest("crm.deal.list", error="expired_token", status=401)  # and rightly refreshed
    story.event("ONAPPUNINSTALL")
    story.info(False)
    story.at("leftovers")
    assert story.keys("INS-08") == []


def test_calls_after_removal(story: Any) -> None:
    story.at("uninstall-clean")
    story.event("ONAPPUNINSTALL")
    story.now += 5
    story.rest("crm.deal.list", **GONE)
    story.at("leftovers")
    story.rest("crm.deal.list", **GONE)
    found = story.judge("INS-08")
    assert [f.key for f in found] == ["keeps-calling"]
    assert found[0].values["count"] == 2


def test_refresh_of_a_dead_token(story: Any) -> None:
    story.at("uninstall-clean")
    story.event("ONAPPUNINSTALL")
    story.now += 5
    url = (
        "https://oauth.bitrix.info/oauth/token/?grant_type=refresh_token&refresh_token=%C2%ABrefresh_token%3A77aa%C2%BB"
    )
    body = '{"error": "invalid_grant"}'
    story.add(Exchange, source="solution", target="oauth", method="GET", url=url, status=400, response_body=body)
    assert story.keys("INS-08") == ["keeps-calling"]


def test_one_attempt_while_it_is_told(story: Any) -> None:
    story.at("uninstall-clean")
    story.event("ONAPPUNINSTALL", took=3.0)
    story.rest("event.unbind", **GONE)
    assert story.keys("INS-08") == ["one-attempt?"]


def test_learns_by_the_first_refusal(story: Any) -> None:
    story.at("uninstall-clean")
    story.info(False)
    story.rest("crm.deal.list", **GONE)
    assert story.keys("INS-08") == ["one-attempt?"]
    story.rest("crm.deal.list", **GONE)
    assert story.keys("INS-08") == ["keeps-calling"]


def test_provoked_calls_and_other_sides_do_not_count(story: Any) -> None:
    story.at("uninstall-clean")
    story.event("ONAPPUNINSTALL")
    story.info(False)
    url = "https://acme-score.solution.test/deals"
    story.now += 10
    story.add(Exchange, source="harness", target="solution", method="GET", url=url, status=500, took=2.0)
    story.rest("crm.deal.list", **GONE)
    story.now += 10
    story.rest("crm.deal.list", source="browser", **GONE)
    story.rest("crm.deal.list", source="harness", **GONE)
    assert story.keys("INS-08") == []


def test_a_call_without_a_token(story: Any) -> None:
    story.at("uninstall-clean")
    story.event("ONAPPUNINSTALL")
    story.now += 10
    url = "https://b24-x1y2z3.bitrix24.com/rest/app.info"
    body = '{"error": "NO_AUTH_FOUND"}'
    story.add(Exchange, source="solution", target="portal", method="GET", url=url, status=401, response_body=body)
    assert story.keys("INS-08") == []
