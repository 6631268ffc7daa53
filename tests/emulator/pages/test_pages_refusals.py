"""Refusals in the language of whoever reads them, and buttons of configurable activities."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_b24moderation.emulator.pages.actions import BUTTONS
from pytest_b24moderation.emulator.pages.texts.refusals import refusals, refused
from pytest_b24moderation.emulator.registry import acts
from tests.emulator.pages.test_pages_places import as_app, rest, told

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

ASK = """([verb, params]) => BX.ajax.runAction('portal.act', {verb: verb, params: JSON.stringify(params)})
.then(() => 'done', answer => answer.errors[0].message)"""


def words(verb: str) -> list[str]:
    """The refusals of the module that has the act, with {} for what differs."""
    source = Path(inspect.getfile(acts()[verb])).read_text(encoding="utf-8")
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ActError":
            text = node.args[0]
            parts = text.values if isinstance(text, ast.JoinedStr) else [text]
            whole = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
            found.append(re.sub(r"^(\{\}|[a-z-]+): ", "", whole))
    return found


@pytest.mark.parametrize("verb", BUTTONS)
def test_every_refusal_of_a_button_is_translated(verb: str) -> None:
    assert [text for text in words(verb) if text not in refusals()] == []


@pytest.mark.parametrize("pattern", refusals())
def test_words_in_both_languages(pattern: str) -> None:
    row = refusals()[pattern]
    assert set(row) == {"en", "ru"}
    assert pattern.count("{}") == row["en"].count("{}") == row["ru"].count("{}")
    assert re.search("[А-Яа-я]", row["ru"])
    assert not re.search("[А-Яа-я]", row["en"])


def test_what_differs_stays() -> None:
    assert refused("ru", "fire-trigger: there is no deal 7") == "Не найдено: deal 7."
    assert refused("en", "pay: there is no such payment") == "There is no such payment."
    assert refused("de", "pay: there is no such payment") == "There is no such payment."
    assert refused("ru", "Something: else") == "Something: else"


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ru"])
def test_refusals_on_pages(town: Town, language: str) -> None:
    page = town.page(town.admin, "/stream/")
    wanted = {"en": "No such provider.", "ru": "Такого провайдера нет."}[language]
    assert page.evaluate(ASK, ["send-sms", {"sender": "x", "to": "+1", "text": "Hi"}]) == wanted


@pytest.mark.browser
def test_buttons_of_a_configurable_activity(town: Town) -> None:
    town.install()
    deal = rest(town, "crm.deal.add", fields={"TITLE": "Sale"})
    event = {"type": "restEvent", "id": "confirm", "animationType": "disable"}
    slider = {"type": "openRestApp", "actionParams": {"my": "1"}, "sliderParams": {"width": 700}}
    footer: dict[str, Any] = {
        "buttons": {
            "yes": {"title": {"en": "Confirm", "ru": "Да"}, "type": "primary", "action": event},
            "more": {"title": "Details", "type": "secondary", "action": slider},
        },
        "menu": {
            "items": {
                "list": {"title": "All deals", "action": {"type": "redirect", "uri": "/crm/deal/list/"}},
                "phone": {"title": "Phone only", "scope": "mobile", "action": event},
            }
        },
    }
    layout = {"icon": {"code": "call"}, "header": {"title": "Delivery"}, "body": {"logo": {"code": "call"}}}
    params = {"ownerTypeId": 2, "ownerId": deal, "fields": {}, "layout": layout | {"footer": footer}}
    made = as_app(town, "crm.activity.configurable.add", **params)["activity"]["id"]
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    card = town.slider(page)
    entry = card.locator(f'[data-id="{made}"]')
    assert entry.locator("[data-press]").all_inner_texts() == ["Confirm", "Details", "All deals"]
    entry.scroll_into_view_if_needed()
    town.shot(page, "85-activity-buttons")
    with page.expect_request(lambda request: "action=portal.act" in request.url):
        entry.locator("text=Confirm").click()
    card.wait_for_function("() => document.querySelector('[data-press]').disabled")
    entry.locator("text=Details").click()
    page.wait_for_selector(".app-layout-host iframe:not(.app-loading)")
    town.frame_in(page)
    place, options = told(town)
    assert (place, options["my"]) == ("DEFAULT", "1")
