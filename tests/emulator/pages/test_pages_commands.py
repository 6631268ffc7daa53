"""Commands of widgets in the calendar and in the settings of robots, in real frames."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from tests.emulator.pages.test_pages_places import as_app, rest, told

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

READY = "() => new Promise(done => BX24.init(done))"
CALL = "([name, params]) => new Promise(done => BX24.placement.call(name, params, data => done([data])))"
BIND = "name => BX24.placement.bindEvent('Calendar.customView:' + name, data => { window.told = [name, data]; })"


def calendar(town: Town) -> tuple[Page, Frame]:
    town.place(town.install(), "CALENDAR_GRIDVIEW", "Scores", "/grid")
    page = town.page(town.admin, "/calendar/")
    page.click('[data-placement="CALENDAR_GRIDVIEW"]')
    inner = town.frame_in(page)
    inner.evaluate(READY)
    for name in ("refreshEntries", "decreaseViewRangeDate", "increaseViewRangeDate", "adjustToDate"):
        inner.evaluate(BIND, name)
    return page, inner


def heard(inner: Frame) -> Any:
    inner.wait_for_function("() => window.told")
    return inner.evaluate("() => { const found = window.told; window.told = null; return found; }")


def names(town: Town) -> list[str]:
    return [row["name"] for row in town.portal.ask("calendar.events", user=town.admin)]


def test_events_of_the_calendar(town: Town) -> None:
    page, inner = calendar(town)
    assert inner.evaluate(CALL, ["addEvent", {}]) == [[]]
    form = page.locator("#calendar-form")
    form.locator("text=Save").click()  # a name is needed
    assert names(town) == []
    form.locator("[name=name]").fill("Meet Ann")
    today = datetime.fromtimestamp(town.cloud.clock.now(), UTC).date().isoformat()
    form.locator("[name=from]").fill(f"{today}T10:00")
    form.locator("[name=to]").fill(f"{today}T11:00")
    town.shot(page, "83-calendar-form")
    form.locator("text=Save").click()
    assert heard(inner) == ["refreshEntries", {}]
    ((event,),) = inner.evaluate(CALL, ["getEvents", {}])
    assert event["name"] == "Meet Ann"
    assert inner.evaluate(CALL, ["editEvent", {"id": event["id"]}]) == [[]]
    form.locator("[name=name]").fill("Meet Bob")
    form.locator("text=Save").click()
    heard(inner)
    assert names(town) == ["Meet Bob"]
    inner.evaluate(CALL, ["viewEvent", {"id": event["id"]}])
    assert "Meet Bob" in page.locator(f"#calendar-event-{event['id']}").inner_text()
    page.click(f"#calendar-event-{event['id']} .popup-window-close-icon")
    inner.evaluate(CALL, ["deleteEvent", {"id": event["id"]}])
    page.click("#calendar-delete >> text=Yes")
    heard(inner)
    assert names(town) == []


@pytest.mark.parametrize("name", ["viewEvent", "editEvent", "deleteEvent"])
def test_events_that_are_not_there(town: Town, name: str) -> None:
    page, inner = calendar(town)
    assert inner.evaluate(CALL, [name, {"id": "77"}]) == [None]
    assert page.locator(".popup-window").count() == 0
    assert page.locator("text=There is no such event.").is_visible()


def test_moving_through_the_calendar(town: Town) -> None:
    page, inner = calendar(town)
    page.click("[data-calendar-move=increaseViewRangeDate]")
    assert heard(inner) == ["increaseViewRangeDate", {}]
    page.click("[data-calendar-move=decreaseViewRangeDate]")
    assert heard(inner) == ["decreaseViewRangeDate", {}]
    page.fill("#calendar-date", "2026-12-24")
    assert heard(inner) == ["adjustToDate", "2026-12-24"]


@pytest.mark.parametrize("answers", [True, False])
def test_settings_of_a_robot(town: Town, answers: bool) -> None:
    town.portal.profile = replace(town.portal.profile, property_answer=answers)
    town.install(scopes=("crm", "placement", "bizproc"))
    site = "https://score.solution.test"
    properties = {"words": {"Name": "Words", "Type": "string", "Default": "Hi"}, "list": {"Name": "L", "Multiple": "Y"}}
    facts = {
        "CODE": "score",
        "HANDLER": f"{site}/robot",
        "NAME": "Score it",
        "AUTH_USER_ID": 1,
        "PROPERTIES": properties,
    }
    as_app(town, "bizproc.robot.add", **facts, USE_PLACEMENT="Y", PLACEMENT_HANDLER=f"{site}/settings")
    deal = rest(town, "crm.deal.add", fields={"TITLE": "Sale"})
    page = town.page(town.admin, "/crm/deal/automation/0/")
    inner = town.frame_in(page)
    inner.evaluate(READY)
    place, options = told(town)
    assert (place, options["code"]) == ("BIZPROC_ACTIVITY_PROPERTIES_DIALOG", "score")
    assert options["document_type"] == ["crm", "CCrmDocumentDeal", "DEAL"]
    assert options["current_values"]["words"] == "Hi"
    assert options["document_fields"]["OPPORTUNITY"]["Type"] == "double"
    talk = town.talk(inner)
    talk.say('setPropertyValue:{"words":"Hello","list":["a","b"],"none":"x"}:cb1:SID')
    assert talk.silent("cb1") is not answers
    town.shot(page, "84-robot-settings")
    with page.expect_request(lambda request: "action=portal.act" in request.url) as asked:
        page.click(".bx-robot [type=submit]")
    body = dict(parse_qsl(asked.value.post_data or ""))
    assert (body["verb"], json.loads(body["params"])) == (
        "run-robot",
        {"code": "score", "type": "deal", "id": str(deal), "properties": {"words": "Hello", "list": ["a", "b"]}},
    )
