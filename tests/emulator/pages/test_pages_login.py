"""Logging in, start page, menu, profile, addresses that are not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

CODE = "sample.score"


def test_login_in_two_steps_leads_back_to_the_wanted_page(town: Town) -> None:
    page = town.page(path="/crm/deal/list/?a=b")
    assert "/auth/" in page.url
    town.shot(page, "01-login")
    assert not page.locator("#password").is_visible()
    page.fill("#login", "nobody@nowhere.example")
    page.click('button[data-action="submit"]')
    error = page.locator(".b24-network-auth-form-field-error")
    error.filter(has_text=re.compile(".")).wait_for()
    page.fill("#login", town.admin.login)
    page.click('button[data-action="submit"]')
    page.locator("#password").wait_for()
    page.fill("#password", "wrong")
    page.click('button[data-action="submit"]')
    error.filter(has_text="Incorrect login or password").wait_for()
    assert page.locator(".b24-network-auth-form-field-input-block-error").count() == 1
    town.shot(page, "02-login-wrong-password")
    page.fill("#password", town.admin.password)
    page.click('button[data-action="submit"]')
    page.wait_for_url("**/crm/deal/list/?a=b")
    assert page.locator("#menu-items-block").is_visible()
    cookie = page.context.cookies()[0]
    assert cookie["name"] == "PHPSESSID"
    assert cookie["httpOnly"]
    assert cookie["secure"]


def test_logout_ends_the_session(town: Town) -> None:
    page = town.page(town.admin, "/stream/")
    page.get_by_role("link", name="Log out").click()
    page.wait_for_url("**/auth/**")
    page.goto(f"{town.base}/stream/")
    assert "/auth/" in page.url


def test_login_never_leads_to_another_site(town: Town) -> None:
    for back in ("https://evil.example/", "//evil.example/", "/\\evil.example/"):
        page = town.page(town.admin)
        page.goto(f"{town.base}/auth/?backurl={back}")
        assert page.url == f"{town.base}/stream/"


def test_start_page_has_the_menu_of_applications(town: Town) -> None:
    app = town.install()
    spot = town.place(app, "LEFT_MENU", "Score board", "/board")
    page = town.page(town.admin, "/stream/")
    item = page.locator(f'li[data-app-id="{app.id}"]')
    assert item.locator("[data-role='item-text']").inner_text() == "Score"
    assert page.locator(f'li[data-placement-id="{spot.id}"]').inner_text().strip() == "Score board"
    town.shot(page, "03-stream")
    item.locator("a.menu-item-link").click()
    assert town.slider(page).url.startswith(f"{town.base}/marketplace/app/{app.id}/")


def test_regular_user_has_no_installed_list_in_the_menu(town: Town) -> None:
    page = town.page(town.user, "/stream/")
    assert page.locator("#bx_left_menu_menu_market").count() == 1
    assert page.locator("#bx_left_menu_menu_market_installed").count() == 0


def test_profile_opens_in_a_side_panel(town: Town) -> None:
    page = town.page(town.admin, f"/company/personal/user/{town.user.id}/")
    frame = town.slider(page)
    assert frame.locator("#pagetitle").inner_text() == town.user.full_name
    town.shot(page, "04-profile")
    page.locator(".side-panel-label").click()
    page.wait_for_url("**/stream/")


def test_slider_page_opened_on_top_drops_its_parameters(town: Town) -> None:
    page = town.page(town.admin, f"/company/personal/user/{town.user.id}/?IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER")
    town.slider(page)
    assert page.url == f"{town.base}/company/personal/user/{town.user.id}/"


def test_old_market_addresses_lead_to_the_new_ones(town: Town) -> None:
    town.publish()
    page = town.page(town.admin, f"/marketplace/detail/{CODE}/?ver=1")
    assert page.url == f"{town.base}/market/detail/{CODE}/?ver=1"


def test_address_without_slash_and_unknown_address(town: Town) -> None:
    page = town.page(town.admin)
    page.goto(f"{town.base}/stream")
    assert page.url == f"{town.base}/stream/"
    answer = page.goto(f"{town.base}/nothing/here/")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("#pagetitle").inner_text() == "Page not found"


def test_ajax_needs_a_session_and_its_token(town: Town) -> None:
    url = f"https://127.0.0.1:{town.running.port}/bitrix/services/main/ajax.php?action=market.Application.uninstall"
    headers = {"Host": town.portal.host}
    session = town.running.call(lambda: town.portal.people.open_session(1))
    with httpx.Client(verify=False) as client:
        assert client.post(url, headers=headers).json()["errors"][0]["code"] == "invalid_authentication"
        mine = headers | {"Cookie": f"PHPSESSID={session.key}"}
        assert client.post(url, headers=mine, data={"code": CODE}).json()["errors"][0]["code"] == "invalid_csrf"
        answer = client.post(url, headers=mine, data={"code": CODE, "sessid": session.sessid}).json()
        assert answer["status"] == "success"
        assert answer["data"]["error"]


@pytest.mark.parametrize("language", ["ru"])
def test_russian_portal_speaks_russian(town: Town) -> None:
    page = town.page(path="/stream/")
    assert page.locator('button[data-action="submit"]').inner_text() == "Продолжить"
    page = town.page(town.admin, "/stream/")
    assert page.locator("#pagetitle").inner_text() == "Новости"


def test_pages_are_framed_by_the_portal_only_and_not_kept(town: Town) -> None:
    answer = town.page(town.admin).goto(f"{town.base}/stream/")
    assert answer is not None
    assert answer.header_value("x-frame-options") == "SAMEORIGIN"
    assert "no-store" in (answer.header_value("cache-control") or "")


def test_promotion_over_a_page_can_be_closed(town: Town) -> None:
    town.cloud.faults.promo_popup = True
    page = town.page(town.admin, "/stream/")
    town.shot(page, "05-promo")
    page.click("#promo-popup .popup-window-close-icon")
    assert page.locator(".popup-window").count() == 0
