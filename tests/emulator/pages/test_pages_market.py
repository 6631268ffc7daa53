"""Market card, installation, list of installed applications, removal: the DOM contract of portal-ui section 7."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Frame

from pytest_b24moderation.emulator.market import ListingVersion

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

CODE = "sample.score"
SITE = "https://score.solution.test"

BUTTONS = ".market-detail__header-info_block-btn .ui-btn"
GO = ".market-popup__window .popup-window-buttons .ui-btn-success"
BOXES = ("market-tos-license", "market-install-license", "market-install-confidentiality")
WIZARD = "<h1>Wizard</h1><button onclick='BX24.installFinish()'>Finish</button>"


def texts(frame: Frame, css: str = BUTTONS) -> list[str]:
    return [text.strip() for text in frame.locator(css).all_inner_texts()]


def tick_all(frame: Frame) -> list[str]:
    found = [role for role in BOXES if frame.locator(f'[data-role="{role}"]').count()]
    for role in found:
        frame.locator(f'[data-role="{role}"]').check(force=True)
    return found


def test_card_stands_in_a_side_panel_over_a_loader(town: Town) -> None:
    town.publish()
    page, frame = town.card()
    assert page.locator("#ui-sidepanel-wrapper-loader.ui-sidepanel-wrapper-loader-container").count() == 1
    assert "IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER" in frame.url
    assert frame.locator("#market-wrapper-vue .market-detail__header-info_name").get_attribute("title") == "Score"
    assert texts(frame) == ["Install"]
    assert frame.locator(".market-detail__header-fixed .ui-btn-xs").all_text_contents() == ["Install"]
    town.shot(page, "10-card")
    page.locator(".side-panel-label").click()
    page.wait_for_url(f"{town.base}/stream/")


def test_link_for_another_portal_finds_nothing(town: Town) -> None:
    town.publish()
    link = town.portal.market.test_link(CODE, 1).replace("check_hash=", "check_hash=0")
    page = town.page(town.admin, link)
    frame = town.slider(page)
    assert "Application was not found." in frame.locator("body").inner_text()
    town.shot(page, "11-card-missing")


def test_regular_user_is_told_to_ask_the_administrator(town: Town) -> None:
    town.publish(published=True)
    page, frame = town.card(f"/market/detail/{CODE}/", town.user)
    button = frame.locator(".market-detail__header-info_block-btn .ui-btn-disabled")
    assert button.get_attribute("title") == "To install the app, contact your Bitrix24 administrator."
    town.shot(page, "12-card-user")


def test_installation_to_the_end_of_the_wizard(town: Town) -> None:
    town.publish()
    town.solution.pages["/install"] = WIZARD
    page = town.page(town.admin, town.portal.market.test_link(CODE, 1))
    frame = town.slider(page)
    popup = frame.locator(".popup-window.market-popup__window")
    popup.wait_for()
    assert popup.locator(".market-popup__header-title").inner_text() == "Install Score"
    assert popup.locator(".market-popup__header-label.--version").inner_text() == "Version 1"
    assert texts(frame, ".market-popup__modules-item_text") == ["CRM", "Application embedding"]
    town.shot(page, "13-install-popup")
    frame.click(GO)
    assert "Terms of Use" in frame.locator("#market-license-error").inner_text()
    frame.locator('[data-role="market-tos-license"]').check()
    frame.click(GO)
    assert "Privacy Policy" in frame.locator("#market-license-error").inner_text()
    town.shot(page, "14-install-error")
    assert tick_all(frame) == ["market-tos-license", "market-install-confidentiality"]
    with page.expect_response("**/ajax.php?action=market.Application.install") as waited:
        frame.click(GO)
    answer = waited.value.json()
    app = town.portal.app(CODE)
    assert app is not None
    assert answer["data"] | {"redirect": ""} == {
        "success": True, "id": app.id, "open": True, "installed": False, "redirect": "", "openSlider": True,
        "canShowForm": False,
    }  # fmt: skip
    assert 1 <= int(frame.locator(".market-popup__info-app-launch_counter").inner_text()) <= 15
    town.shot(page, "15-install-done")
    frame.click(".market-popup__success-button .ui-btn-success")
    wizard = town.frame_in(page)
    assert page.locator('.side-panel-content-container iframe[id^="appframe_"]').count() == 1
    town.shot(page, "16-wizard")
    first = page.locator('iframe[id^="appframe_"]').get_attribute("id")
    with page.expect_response(
        lambda r: "lazyload.ajax.php" in r.url and "set_installed" in (r.request.post_data or "")
    ) as done:
        wizard.click("text=Finish")
    assert done.value.json() == {"result": "true"}
    page.wait_for_function(
        """id => { const all = [...document.querySelectorAll('iframe[id^=appframe_]')];
        return all.length === 1 && all[0].id !== id }""",
        arg=first,
    )
    assert town.frame_in(page).url.startswith(f"{SITE}/?DOMAIN=")
    assert app.installed
    town.shot(page, "17-app-in-slider")


def test_countdown_opens_the_application_by_itself(town: Town) -> None:
    town.publish()
    page = town.page(town.admin, town.portal.market.test_link(CODE, 1))
    page.clock.install()
    page.reload()
    frame = town.slider(page)
    tick_all(frame)
    frame.click(GO)
    frame.locator(".market-popup__info-app-launch_counter").wait_for()
    page.clock.run_for(16_000)
    page.wait_for_selector('iframe[id^="appframe_"]', state="attached")


def test_rest_only_application_is_ready_at_once(town: Town) -> None:
    town.publish(menu_item=False, install_url="", event_url="", url="")
    page = town.page(town.admin, town.portal.market.test_link(CODE, 1))
    frame = town.slider(page)
    tick_all(frame)
    frame.click(GO)
    frame.locator("text=no user interface").wait_for()
    town.shot(page, "18-install-rest-only")
    frame.click(".market-popup__success-button .ui-btn-success >> text=Ready")
    frame.locator(BUTTONS, has_text="Uninstall").wait_for()
    assert texts(frame) == ["Uninstall"]
    page.goto(f"{town.base}/marketplace/app/{town.portal.app(CODE).id}/")
    assert f"/market/detail/{CODE}/" in page.url


def test_licence_box_comes_with_the_licence(town: Town) -> None:
    town.publish(listing={"licence": {"en": "https://score.example/eula"}})
    frame = town.slider(town.page(town.admin, town.portal.market.test_link(CODE, 1)))
    assert tick_all(frame) == list(BOXES)
    hrefs = [node.get_attribute("href") for node in frame.locator(".market-popup__agreement_label-link").all()]
    assert hrefs[1] == "https://score.example/eula"


@pytest.mark.parametrize("language", ["ru"])
def test_russian_card_and_boxes(town: Town) -> None:
    town.publish()
    page = town.page(town.admin, town.portal.market.test_link(CODE, 1))
    frame = town.slider(page)
    assert frame.locator(".market-popup__header-title").inner_text() == "Установить Оценка?"
    assert tick_all(frame) == ["market-install-license", "market-install-confidentiality"]
    town.shot(page, "19-install-popup-ru")


def test_refused_installation_is_told_in_a_balloon(town: Town) -> None:
    town.publish()
    town.cloud.faults.install_error = ("INSTALL_ERROR", "Error! The application was not installed.")
    page = town.page(town.admin, town.portal.market.test_link(CODE, 1))
    frame = town.slider(page)
    tick_all(frame)
    frame.click(GO)
    frame.locator(".ui-notification-balloon-message", has_text="was not installed").wait_for()
    town.shot(page, "20-install-refused")


def test_refusal_by_the_plan_shows_the_helper(town: Town) -> None:
    town.publish()
    town.cloud.faults.helper_code = "limit_apps"
    page, frame = town.card()
    frame.click(BUTTONS)
    page.locator("iframe.info-helper-panel-iframe").wait_for()
    town.shot(page, "21-helper")


def test_second_version_over_the_first(town: Town) -> None:
    app = town.install()
    listing = town.portal.market.listings[CODE]
    listing.versions.append(ListingVersion(2, f"{SITE}/v2", scopes=("crm",)))
    _, frame = town.card(town.portal.market.test_link(CODE, 2, install=False))
    assert texts(frame) == ["Update", "Open", "Uninstall"]
    _, frame = town.card(town.portal.market.test_link(CODE, 2))
    assert texts(frame) == ["Install", "Open", "Uninstall"]
    assert frame.locator(".market-popup__header-label.--version").inner_text() == "Version 2"
    tick_all(frame)
    frame.click(GO)
    frame.locator(".market-popup__success-button").wait_for()
    assert (app.version, app.installed) == (2, True)


def test_hostile_titles_stay_text(town: Town) -> None:
    evil = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>{{7*7}}'
    town.publish(
        listing={"titles": {"en": evil}, "icon": "javascript:alert(3)", "privacy": {"en": "javascript:alert(4)"}}
    )
    dialogs: list[str] = []
    page = town.page(town.admin)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(town.base + town.portal.market.test_link(CODE, 1))
    frame = town.slider(page)
    assert frame.locator(".market-detail__header-info_name").inner_text() == evil
    assert evil in frame.locator(".market-popup__header-title").inner_text()
    assert all(
        "javascript" not in (a.get_attribute("href") or "")
        for a in frame.locator(".market-popup__agreement_label-link").all()
    )
    tick_all(frame)
    frame.click(GO)
    frame.click(".market-popup__success-button .ui-btn-success")
    town.frame_in(page)
    page.goto(f"{town.base}/stream/")
    assert evil in page.locator("#menu-items-block").inner_text()
    assert dialogs == []
