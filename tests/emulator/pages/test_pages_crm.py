"""CRM lists and cards with the applications' tabs and menu items (portal-ui J7)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

CODE = "sample.score"


def add(town: Town, kind: str = "deal", **fields: str) -> str:
    """A CRM item made through REST; its id."""
    address = town.portal.webhook(1).replace(town.base, f"https://127.0.0.1:{town.running.port}")
    with httpx.Client(verify=False, headers={"Host": town.portal.host}) as client:
        answer = client.post(
            f"{address}crm.{kind}.add", json={"fields": fields or {"TITLE": "Sale of the year"}}
        ).json()
    return str(answer["result"])


def test_card_with_an_application_tab(town: Town) -> None:
    app = town.install()
    spot = town.place(app, "CRM_DEAL_DETAIL_TAB", "Score tab")
    deal = add(town)
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    frame = town.slider(page)
    assert frame.locator("#pagetitle").inner_text() == "Sale of the year"
    tab = frame.locator(f'[id^="crm_scope_detail_"] .main-buttons-item[data-id="tab_rest_{spot.id}"]')
    assert tab.locator(".main-buttons-item-text-title").inner_text() == "Score tab"
    assert (tab.get_attribute("id") or "").endswith(f"_tab_rest_{spot.id}")
    pane = frame.locator(f'div[data-tab-id="tab_rest_{spot.id}"].crm-entity-section')
    assert pane.locator("iframe").count() == 0
    town.shot(page, "40-deal")
    with page.expect_response("**/lazyload.ajax.php"):
        tab.click()
    pane.locator('iframe[id^="appframe_"]').wait_for()
    assert "crm-entity-section-tab-content-show" in (pane.get_attribute("class") or "")
    inner = town.frame_in(page)
    town.shot(page, "41-deal-tab")
    given = dict(town.solution.posts[-1][2])
    assert town.solution.posts[-1][0] == "/tab"
    assert given["PLACEMENT"] == "CRM_DEAL_DETAIL_TAB"
    assert json.loads(given["PLACEMENT_OPTIONS"])["ID"] == deal
    info = inner.evaluate("() => new Promise(done => BX24.init(() => done(BX24.placement.info())))")
    assert (info["placement"], info["options"]["ID"]) == ("CRM_DEAL_DETAIL_TAB", deal)


def test_commands_of_a_tab(town: Town) -> None:
    app = town.install()
    spot = town.place(app, "CRM_DEAL_DETAIL_TAB", "Score tab")
    deal = add(town)
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    frame = town.slider(page)
    frame.click(f'[data-id="tab_rest_{spot.id}"]')
    inner = town.frame_in(page)
    found = inner.evaluate("() => new Promise(done => BX24.init(() => BX24.placement.getInterface(done)))")
    assert found == {"command": ["reloadData"], "event": []}
    inner.evaluate(
        "id => new Promise(done => BX24.callMethod('crm.deal.update', {id: id, fields: {TITLE: 'New name'}}, done))",
        deal,
    )
    inner.evaluate("() => new Promise(done => BX24.placement.call('reloadData', {}, () => done()))")
    assert "New name" in frame.locator("#crm-card-fields").text_content()
    size = inner.evaluate("() => new Promise(done => BX24.resizeWindow(300, 420, done))")
    assert size["height"] == 420
    assert size["width"] > 500
    assert (
        inner.evaluate(
            """() => new Promise(done => {
            BX24.setTitle('no', () => done('answered')); BX24.placement.getInterface(() => done('silent')); })"""
        )
        == "silent"
    )


def test_tabs_beyond_five_are_behind_more(town: Town) -> None:
    app = town.install()
    spots = [town.place(app, "CRM_DEAL_DETAIL_TAB", f"Tab {number}", f"/tab{number}") for number in range(4)]
    page = town.page(town.admin, f"/crm/deal/details/{add(town)}/")
    frame = town.slider(page)
    hidden = frame.locator(f'.main-buttons-item[data-id="tab_rest_{spots[-1].id}"]')
    assert not hidden.is_visible()
    frame.click('[id$="_more_button"]')
    town.shot(page, "42-deal-more")
    frame.click(f'.menu-popup-item[data-id="tab_rest_{spots[-1].id}"]')
    town.frame_in(page)
    assert hidden.is_visible()
    assert town.solution.posts[-1][0] == "/tab3"


def test_tabs_wait_for_the_end_of_installation(town: Town) -> None:
    app = town.install(finish=False)
    town.place(app, "CRM_LEAD_DETAIL_TAB", "Score tab")
    lead = add(town, "lead", TITLE="Lead")
    for user in (town.admin, town.user):
        frame = town.slider(town.page(user, f"/crm/lead/details/{lead}/"))
        assert frame.locator('[data-id^="tab_rest_"]').count() == 0


def test_list_with_a_menu_item(town: Town) -> None:
    app = town.install()
    town.place(app, "CRM_COMPANY_LIST_MENU", "Score it", "/menu")
    company = add(town, "company", TITLE="<b>Bold</b> & Co")
    page = town.page(town.admin, "/crm/company/list/")
    row = page.locator(f'tr.main-grid-row.main-grid-row-body[data-id="{company}"]')
    assert "<b>Bold</b> & Co" in row.inner_text()
    row.locator("a.main-grid-row-action-button").click()
    town.shot(page, "43-list")
    page.click(".menu-popup-item >> text=Score it")
    town.frame_in(page)
    given = dict(town.solution.posts[-1][2])
    assert given["PLACEMENT"] == "CRM_COMPANY_LIST_MENU"
    assert json.loads(given["PLACEMENT_OPTIONS"])["ID"] == company


def test_item_that_is_not_there(town: Town) -> None:
    frame = town.slider(town.page(town.admin, "/crm/contact/details/999/"))
    assert "not found" in frame.locator("#workarea-content").inner_text()


def test_pick_crm_items(town: Town) -> None:
    town.install()
    deal = add(town)
    page, frame = town.open_app()
    frame.evaluate(
        """() => { const wanted = {entityType: ['deal', 'company'], multiple: true};
        window.picked = new Promise(done => BX24.selectCRM(wanted, done)); }"""
    )
    page.click("#crm_selector_popup .bx-finder-box-item >> nth=0")
    town.shot(page, "44-select-crm")
    page.click("#crm_selector_popup .popup-window-button-accept")
    answer = frame.evaluate("window.picked")
    assert answer["company"] == {}
    assert (answer["deal"]["0"]["id"], answer["deal"]["0"]["title"]) == (f"D_{deal}", "Sale of the year")
