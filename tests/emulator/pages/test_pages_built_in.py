"""An application in the timeline that the portal draws for it, by commands of its hidden frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.pages.test_pages_places import as_app, rest, told

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

READY = "() => new Promise(done => BX24.init(done))"
CALL = "([name, params]) => new Promise(done => BX24.placement.call(name, params, done))"
SAY = "([name, params]) => BX24.placement.call(name, params)"
HEAR = """([name, params]) => { window.heard = window.heard || {}; const list = window.heard[name] = [];
BX24.placement.call(name, params, data => list.push(data)); }"""
INTERFACE = "() => new Promise(done => BX24.placement.getInterface(done))"
STEP = {"type": "layoutEvent", "value": "clicked"}
LAYOUT = {
    "blocks": {
        "intro": {
            "type": "section",
            "properties": {
                "type": "primary",
                "blocks": {
                    "head": {
                        "type": "text",
                        "properties": {"value": "Rate\nthis deal", "size": "lg", "bold": True, "multiline": True},
                    },
                    "line": {
                        "type": "lineOfBlocks",
                        "properties": {
                            "blocks": {
                                "words": {
                                    "type": "text",
                                    "properties": {"value": "How it is counted:", "color": "base_70"},
                                },
                                "how": {"type": "link", "properties": {"text": "see here", "action": STEP}},
                            }
                        },
                    },
                    "card": {
                        "type": "link",
                        "properties": {"text": "Open", "action": {"type": "redirect", "value": "/crm/deal/list/"}},
                    },
                    "app": {
                        "type": "link",
                        "properties": {
                            "text": "More",
                            "action": {
                                "type": "openRestApp",
                                "value": {"my": 1},
                                "sliderParams": {"title": "Mine", "width": 600},
                            },
                        },
                    },
                },
            },
        },
        "note": {
            "type": "withTitle",
            "properties": {"title": "Owner", "inline": True, "block": {"type": "text", "properties": {"value": "Ann"}}},
        },
        "points": {"type": "input", "properties": {"title": "Points", "value": "3", "placeholder": "0"}},
        "why": {"type": "textarea", "properties": {"title": "Why"}},
        "city": {
            "type": "select",
            "properties": {"title": "City", "selectedValue": "la", "values": {"nyc": "New York", "la": "LA"}},
        },
        "kind": {"type": "dropdownMenu", "properties": {"values": {"a": "First", "b": "Second"}}},
        "steps": {"type": "list", "properties": {"blocks": {"one": {"type": "text", "properties": {"value": "Look"}}}}},
        "secret": {"type": "text", "visible": False, "properties": {"value": "Not yet", "color": "danger"}},
    },
    "primaryButton": {"title": "Enable"},
    "secondaryButton": {"title": "Cancel"},
}


@pytest.fixture
def deal(town: Town) -> int:
    town.install()
    where = {"PLACEMENT": "CRM_DEAL_DETAIL_ACTIVITY", "HANDLER": "https://score.solution.test/tab", "TITLE": "Score"}
    as_app(town, "placement.bind", **where, OPTIONS={"useBuiltInInterface": "Y"})
    found: int = rest(town, "crm.deal.add", fields={"TITLE": "Sale"})
    return found


def opened(town: Town, deal: int) -> tuple[Page, Frame, Frame]:
    """The window, the card, and the application's hidden frame."""
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    card = town.slider(page)
    card.click("#rest_menu_CRM_DEAL_DETAIL_ACTIVITY")
    card.click('[data-placement="CRM_DEAL_DETAIL_ACTIVITY"]')
    card.wait_for_selector(".crm-built-in-host iframe:not(.app-loading)", state="attached")
    inner = town.frame_in(page)
    inner.evaluate(READY)
    return page, card, inner


def heard(inner: Frame, name: str) -> Any:
    inner.wait_for_function(
        "name => window.heard[name].length", arg=name, polling=40
    )  # a hidden frame has no frames of animation
    return inner.evaluate("name => window.heard[name].pop()", name)


def test_what_the_portal_draws(town: Town, deal: int) -> None:
    page, card, inner = opened(town, deal)
    place, options = told(town)
    assert place == "CRM_DEAL_DETAIL_ACTIVITY"
    options.pop("URI", None)
    assert options == {"entityTypeId": 2, "entityId": deal, "useBuiltInInterface": "Y"}
    assert not card.locator(".crm-built-in-host").is_visible()
    for name in ("bindLayoutEventCallback", "bindPrimaryButtonClickCallback", "bindSecondaryButtonClickCallback"):
        inner.evaluate(HEAR, [name, None])
    assert inner.evaluate(CALL, ["setLayout", LAYOUT]) == {"result": "success"}
    town.shot(page, "81-built-in")
    panel = card.locator(".crm-built-in")
    panel.locator("text=see here").click()
    assert heard(inner, "bindLayoutEventCallback") == {"id": "how", "value": "clicked"}
    panel.locator("[data-button=primary]").click()
    assert heard(inner, "bindPrimaryButtonClickCallback") == {}
    panel.locator("text=Cancel").click()
    assert heard(inner, "bindSecondaryButtonClickCallback") == {}
    assert panel.locator("li").inner_text() == "Look"
    assert not panel.locator("text=Not yet").is_visible()
    inner.evaluate(SAY, ["finish", {}])
    card.wait_for_selector(".crm-built-in", state="detached")


def test_values_that_people_change(town: Town, deal: int) -> None:
    _, card, inner = opened(town, deal)
    inner.evaluate(CALL, ["setLayout", LAYOUT])
    inner.evaluate(HEAR, ["bindValueChangeCallback", "city"])
    panel = card.locator(".crm-built-in")
    panel.locator("[data-id=points] input").fill("7")
    panel.locator("[data-id=city] select").select_option("nyc")
    assert heard(inner, "bindValueChangeCallback") == {"id": "city", "value": "nyc"}
    inner.evaluate(HEAR, ["bindValueChangeCallback", None])
    for value in ("8", "9"):  # what is bound hears every change
        panel.locator("[data-id=points] input").fill(value)
        assert heard(inner, "bindValueChangeCallback") == {"id": "points", "value": value}
    panel.locator("[data-id=kind] select").select_option("b")
    assert heard(inner, "bindValueChangeCallback") == {"id": "kind", "value": "b"}


def test_states_of_items_and_buttons(town: Town, deal: int) -> None:
    page, card, inner = opened(town, deal)
    inner.evaluate(CALL, ["setLayout", LAYOUT])
    panel = card.locator(".crm-built-in")
    panel.locator("[data-id=points] input").fill("many")
    done = {"result": "success"}
    wrong = {"id": "points", "properties": {"errorText": "A number, please"}}
    assert inner.evaluate(CALL, ["setLayoutItemState", wrong]) == done
    assert panel.locator("[data-id=points] input").input_value() == "many"
    assert inner.evaluate(CALL, ["setLayoutItemState", {"id": "secret", "visible": True}]) == done
    assert inner.evaluate(CALL, ["setLayoutItemState", {"id": "how", "properties": {"text": "there"}}]) == done
    assert panel.locator("text=A number, please").is_visible()
    assert panel.locator("text=Not yet").is_visible()
    assert panel.locator("[data-id=how]").inner_text() == "there"
    assert inner.evaluate(CALL, ["setPrimaryButtonState", {"state": "disabled"}]) == done
    assert panel.locator("[data-button=primary]").is_disabled()
    assert inner.evaluate(CALL, ["setSecondaryButtonState", None]) == done
    assert panel.locator("[data-button=secondary]").count() == 0
    inner.evaluate(SAY, ["lock", {}])
    card.wait_for_selector(".crm-built-in.--locked")
    town.shot(page, "82-built-in-states")
    inner.evaluate(SAY, ["unlock", {}])
    card.wait_for_selector(".crm-built-in:not(.--locked)")


@pytest.mark.parametrize(
    ("name", "params", "error"),
    [
        ("setLayout", {}, "blocks: at least one block is needed"),
        ("setLayout", "text", "A layout is needed"),
        ("setLayout", {"blocks": {"a": {"type": "film"}}}, "blocks.a: unknown type of block"),
        ("setLayout", {"blocks": {"a": {"type": "link"}}}, "blocks.a: text, action is needed"),
        (
            "setLayout",
            {"blocks": {"a": {"type": "list", "properties": {"blocks": {"b": {"type": "text"}}}}}},
            "blocks.a.b: value is needed",
        ),
        ("setLayoutItemState", {"visible": True}, "Wrong id"),
        ("setLayoutItemState", {"id": "points"}, "Wrong state"),
        ("setLayoutItemState", {"id": "none", "visible": True}, "item not found"),
        ("setPrimaryButtonState", "off", "Wrong params"),
    ],
)
def test_what_cannot_be_drawn(town: Town, deal: int, name: str, params: Any, error: str) -> None:
    _, _, inner = opened(town, deal)
    assert inner.evaluate(CALL, [name, params]) == {"result": "error", "errors": [error]}


def test_where_links_lead(town: Town, deal: int) -> None:
    page, card, inner = opened(town, deal)
    inner.evaluate(CALL, ["setLayout", LAYOUT])
    card.click(".crm-built-in >> text=More")
    page.wait_for_selector(".app-layout-host iframe:not(.app-loading)")
    place, options = told(town)
    options.pop("URI", None)
    options.pop("any", None)
    assert (place, options) == ("DEFAULT", {"my": "1", "entityTypeId": "2", "entityId": str(deal)})


@pytest.mark.parametrize("event", ["onCrmEntityUpdate", ""])
def test_hearing_that_the_card_was_saved(town: Town, deal: int, event: str) -> None:
    town.portal.profile = replace(town.portal.profile, card_event=event)
    _, card, inner = opened(town, deal)
    found = inner.evaluate(INTERFACE)
    assert found["event"] == ([event] if event else [])
    assert {"setLayout", "finish", "reloadData", "bindEntityUpdateCallback"} <= set(found["command"])
    inner.evaluate(HEAR, ["bindEntityUpdateCallback", None])
    inner.evaluate("() => BX24.placement.bindEvent('onCrmEntityUpdate', () => { window.told = true; })")
    card.click("#crm-edit")
    card.fill("#crm-card-fields input", "Better sale")
    card.click("#crm-card-fields button")
    assert heard(inner, "bindEntityUpdateCallback") == {}
    assert "Better sale" in str(card.locator("#crm-card-fields").text_content())
    assert inner.evaluate("() => window.told === true") is bool(event)
    assert rest(town, "crm.deal.get", id=deal)["TITLE"] == "Better sale"
