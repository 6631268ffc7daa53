"""What is installed: its card, rights, the list, removal (portal-ui J8, J9, J11, J12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Frame

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

CODE = "sample.score"
SITE = "https://score.solution.test"
BUTTONS = ".market-detail__header-info_block-btn .ui-btn"


def texts(frame: Frame, css: str = BUTTONS) -> list[str]:
    return [text.strip() for text in frame.locator(css).all_inner_texts()]


def test_popup_stays_closed_where_that_version_is_installed(town: Town) -> None:
    town.install()
    page, frame = town.card(town.portal.market.test_link(CODE, 1))
    assert texts(frame) == ["Open", "Uninstall"]
    assert frame.locator(".market-popup__window").count() == 0
    town.shot(page, "22-card-installed")


def test_open_link_of_the_card_opens_the_application(town: Town) -> None:
    app = town.install()
    page, frame = town.card()
    link = frame.locator('a.ui-btn[href*="/marketplace/app/"]').first
    assert link.get_attribute("href") == f"/marketplace/app/{app.id}/?from=market_detail"
    frame.locator(f'{BUTTONS}[href*="/marketplace/app/"]').click()
    assert town.frame_in(page).url.startswith(f"{SITE}/?DOMAIN=")
    assert page.locator("iframe.side-panel-iframe").count() == 2
    page.wait_for_timeout(300)
    town.shot(page, "23-app-over-card")


def test_menu_of_the_card_sets_rights(town: Town) -> None:
    app = town.install()
    page, frame = town.card()
    frame.click(".market-detail__header-info_block-btn .market-detail__more-btn")
    frame.click("#menu-popup-detail-popup-menu-1 .menu-popup-item >> text=User access")
    frame.click("#access_btn_intranet")
    frame.click("#access_provider_intranet .bx-finder-box-item >> nth=0")
    frame.locator("#access_selected_item_DR1").wait_for()
    town.shot(page, "24-access")
    with page.expect_response("**/ajax.php?action=market.Application.setRights"):
        frame.click("#BXUserRights .popup-window-button-accept")
    assert app.access == ("DR1",)


@pytest.mark.parametrize("clean", [True, False])
def test_removal_from_the_list_of_installed(town: Town, clean: bool) -> None:
    app = town.install()
    town.portal.options.of_app(app.client_id)["key"] = "value"
    page = town.page(town.admin, "/market/installed/")
    frame = town.slider(page)
    item = frame.locator(f'.market-catalog__elements-item[data-app-code="{CODE}"]')
    assert "--unpublished" in (item.get_attribute("class") or "")
    assert item.locator(".market-catalog__elements-item_info-title").count() == 0
    assert item.locator(".ui-btn").count() == 0
    item.locator(".market-catalog__elements-item_btn-more").click()
    if clean:
        town.shot(page, "25-installed")
    frame.click(f'[id="menu-popup-list-item-menu-{CODE}"] .menu-popup-item >> text=Uninstall')
    popup = frame.locator(f'[id="market_delete_confirm_popup_{CODE}"]')
    assert 'delete the app "Score"?' in popup.locator(".market_delete_confirm_text").inner_text()
    box = popup.locator('.market_delete_confirm_cb input[name="delete-data"]')
    popup.locator("label").click()
    assert not box.is_checked()
    if clean:
        box.check()
        town.shot(page, "26-uninstall")
    with page.expect_response("**/ajax.php?action=market.Application.uninstall") as waited:
        popup.locator(".popup-window-button-decline").click()
    assert waited.value.json()["data"] == {"success": True}
    frame.locator("text=No applications are installed").wait_for()
    assert (app.active, app.installed) == (False, False)
    assert town.portal.options.of_app(app.client_id) == ({} if clean else {"key": "value"})


def test_removal_from_the_card_brings_install_back(town: Town) -> None:
    app = town.install()
    number = app.id
    _, frame = town.card()
    frame.locator(BUTTONS, has_text="Uninstall").click()
    frame.click(f'[id="market_delete_confirm_popup_{CODE}"] .popup-window-button-decline')
    frame.locator(f"{BUTTONS}.ui-btn-success", has_text="Install").wait_for()
    assert town.install().id == number


def test_uninstall_that_fails_says_why(town: Town) -> None:
    app = town.install()
    _, frame = town.card()
    frame.locator(BUTTONS, has_text="Uninstall").click()
    town.running.call(lambda: town.portal.apps.uninstall(app, town.admin, clean=False))
    popup = frame.locator(f'[id="market_delete_confirm_popup_{CODE}"]')
    popup.locator(".popup-window-button-decline").click()
    popup.locator("text=not found").wait_for()
    assert texts(frame, f'[id="market_delete_confirm_popup_{CODE}"] .popup-window-button') == ["Close"]


def test_regular_user_has_no_list_of_installed(town: Town) -> None:
    frame = town.slider(town.page(town.user, "/market/installed/"))
    assert "Access denied" in frame.locator("#workarea-content").inner_text()


def test_published_application_has_title_and_update(town: Town) -> None:
    town.install(published=True)
    listing = town.portal.market.listings[CODE]
    listing.versions.append(type(listing.versions[0])(2, f"{SITE}/v2", published=True))
    frame = town.slider(town.page(town.admin, "/market/installed/"))
    item = frame.locator(f'[data-app-code="{CODE}"]')
    assert item.locator(".market-catalog__elements-item_info-title").inner_text() == "Score"
    assert texts(frame, ".market-catalog__elements-item_btn-block .ui-btn-success") == ["Update"]
    assert "--unpublished" not in (item.get_attribute("class") or "")
