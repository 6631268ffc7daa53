"""Older and newer looks of the portal, and its own faults."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_b24moderation.emulator.portal import ActError

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

CODE = "sample.score"
pytestmark = pytest.mark.browser


def profile(town: Town, **changes: Any) -> None:
    town.portal.profile = replace(town.portal.profile, **changes)


def perform(town: Town, verb: str, params: dict[str, Any]) -> Any:
    return town.running.wait(lambda: town.portal.perform(verb, town.admin, params))


def test_logging_in_by_one_form(town: Town) -> None:
    profile(town, login_form="classic")
    page = town.page(None, "/crm/deal/list/")
    assert page.locator('form[name="form_auth"] input[name="AUTH_FORM"]').get_attribute("value") == "Y"
    page.fill('input[name="USER_LOGIN"]', town.user.login)
    page.fill('input[name="USER_PASSWORD"]', "wrong")
    page.click("input.login-btn[type=submit]")
    assert page.locator(".errortext").inner_text() == "Incorrect login or password."
    page.fill('input[name="USER_PASSWORD"]', town.user.password)
    page.click("input.login-btn[type=submit]")
    page.wait_for_selector("#user-block")
    assert page.url == f"{town.base}/crm/deal/list/"
    town.shot(page, "70-classic")


def test_menu_of_2026(town: Town) -> None:
    profile(town, theme="air")
    app = town.install()
    town.place(app, "LEFT_MENU", "Scores", "/menu")
    page = town.page(town.admin, "/stream/")
    assert not page.query_selector("#menu-items-block, [data-app-id]")
    assert {"Market", "Score", "Scores", "Show all"} <= set(page.locator(".air-menu").inner_text().split("\n"))
    town.shot(page, "71-air")
    page.click(".air-user-profile__avatar")
    assert page.is_visible("#bx-avatar-header-popup")


def test_frames_that_the_portal_forbids_come_late_or_never_end(town: Town) -> None:
    town.install(finish=False)
    app = town.portal.app("sample.score")
    assert app
    perform(town, "break", {"late_frame": 0.6, "finish_refused": "MARKET_APPLICATION_LIMIT_EXCEEDED"})
    page = town.page(town.admin, f"/marketplace/app/{app.id}/")
    page.wait_for_timeout(200)
    assert town.solution.posts == []
    frame = town.frame_in(page)
    with page.expect_response("**/lazyload.ajax.php") as answer:
        frame.evaluate("() => BX24.init(() => BX24.installFinish())")
    assert answer.value.json() == {"result": "false", "error": "MARKET_APPLICATION_LIMIT_EXCEEDED"}
    assert not app.installed
    perform(town, "break", {"late_frame": 0, "finish_refused": "", "frames_blocked": True})
    page.goto(f"{town.base}/marketplace/app/{app.id}/")
    page.wait_for_selector('iframe[id^="appframe_"]:not(.app-loading)')
    assert len(town.solution.posts) == 1


def test_what_can_be_broken_and_what_cannot(town: Town) -> None:
    perform(town, "break", {"promo_popup": True, "install_error": ["LIMIT", "No more"], "helper_code": "limit_apps"})
    faults = town.portal.faults
    assert (faults.promo_popup, faults.install_error, faults.helper_code) == (True, ("LIMIT", "No more"), "limit_apps")
    perform(town, "break", {"rest": {"CRM.deal.list": [503, "QUERY_LIMIT_EXCEEDED", "Too many requests"]}})
    assert faults.rest == {"crm.deal.list": (503, "QUERY_LIMIT_EXCEEDED", "Too many requests")}
    perform(town, "break", {"rest": {}, "install_error": "", "promo_popup": False})
    assert (faults.rest, faults.install_error, faults.promo_popup) == ({}, ("", ""), False)


@pytest.mark.parametrize(
    "faults",
    [
        {"promo": True}, {}, {"promo_popup": "yes"}, {"promo_popup": 1}, {"late_frame": "long"}, {"late_frame": -1},
        {"helper_code": 5}, {"install_error": "LIMIT"}, {"install_error": ["A", "B", "C"]}, {"rest": [1]},
        {"rest": {"crm.deal.list": [99, "A", "B"]}}, {"rest": {"crm.deal.list": "no"}}, {"rest": "all"},
        {"promo_popup": True, "late_frame": None},
    ],
    ids=str,
)  # fmt: skip
def test_faults_that_are_none(town: Town, faults: dict[str, Any]) -> None:
    before = repr(town.portal.faults)
    with pytest.raises(ActError) as refused:
        perform(town, "break", faults)
    assert "promo_popup (true or false)" in f"{refused.value} {refused.value.expected}"
    assert repr(town.portal.faults) == before


def test_installing_by_a_page_of_its_own(town: Town) -> None:
    town.publish()
    market = town.portal.market
    hashes = f"{market.install_hash('sample.score', 1)}/{market.check_hash('sample.score', 1)}"
    page = town.page(town.admin, f"/market/install/sample.score/1/{hashes}/")
    frame = town.slider(page)
    start = frame.locator("#marketAppInstallForm button.market-btn-start-install")
    start.click()
    assert "Terms of Use" in frame.locator("#market_install_error").inner_text()
    town.shot(page, "72-install-page")
    for box in frame.locator("#marketAppInstallForm input").all():
        box.check()
    with page.expect_response("**/ajax.php?action=market.Application.install"):
        start.click()
    page.wait_for_selector(".app-layout-host iframe:not(.app-loading)")
    page.wait_for_function("document.querySelectorAll('.side-panel-overlay').length === 1")
    town.frame_in(page).wait_for_timeout(50)  # the closed panel leads nowhere as long as the wizard is open
    assert "/market/install/" in page.url
    assert town.solution.posts[-1][0] == "/install"
    page.evaluate("BX.SidePanel.Instance.close()")
    page.wait_for_url("**/stream/")
    assert "not found" in town.slider(town.page(town.admin, "/market/install/no.such/")).locator("body").inner_text()


def test_older_words_for_what_is_not_finished(town: Town) -> None:
    app = town.install(finish=False)
    profile(town, stub_text="source")
    page = town.page(town.user, f"/marketplace/app/{app.id}/")
    assert "has not yet been completely installed" in page.locator(".app-layout-error-block").inner_text()


def test_the_older_market_for_employees(town: Town) -> None:
    profile(town, market_pages="old")
    town.publish()
    page = town.page(town.user, town.portal.market.test_link("sample.score", 1, install=False))
    assert page.url.startswith(f"{town.base}/marketplace/detail/sample.score/?ver=1")
    page.click(".js-employee-install-button")
    assert "administrator" in page.locator(".ui-notification-balloon-message").inner_text()
    page.goto(f"{town.base}/marketplace/installed/")
    assert "denied" in page.locator("#workarea-content").inner_text()


@pytest.mark.parametrize(("check", "field"), [("captcha", "captcha_word"), ("otp", "otp")])
def test_a_login_that_only_a_person_can_pass(town: Town, check: str, field: str) -> None:
    perform(town, "break", {"login_check": check})
    page = town.page(None, "/stream/")
    page.fill("#login", town.user.login)
    page.click('[data-action="submit"]')
    page.fill("#password", town.user.password)
    page.click('[data-action="submit"]')
    page.wait_for_selector(f'#authorize-layout input[name="{field}"]')
    assert "check" in page.locator(".b24-network-auth-form-field-error").inner_text()
    assert not town.portal.people.sessions


@pytest.mark.parametrize("taken", [True, False])
def test_commands_that_come_as_objects(town: Town, taken: bool) -> None:
    profile(town, object_commands=taken)
    town.install()
    talk = town.talk(town.open_app()[1])
    talk.say('{"method":"getInterface","callback":"cb1","params":{},"appSid":"SID","requestId":"1"}')
    assert talk.silent("cb1") is not taken


@pytest.mark.parametrize(("told", "url"), [(True, "/settings"), (True, ""), (False, "/settings")])
def test_settings_of_an_application_without_pages(town: Town, told: bool, url: str) -> None:
    profile(town, settings_form=told)
    address = f"https://score.solution.test{url}" if url else ""
    town.publish(menu_item=False, install_url="", settings_url=address)
    page = town.page(town.admin, "/stream/")
    market = town.portal.market
    asked = {"code": CODE, "version": 1, "checkHash": market.check_hash(CODE, 1)}
    asked["installHash"] = market.install_hash(CODE, 1)
    answer = page.evaluate("data => BX.ajax.runAction('market.Application.install', data)", asked)
    assert (answer["installed"], answer["canShowForm"]) == (True, told and bool(url))
