"""The official @bitrix24/b24jssdk in a frame of the portal, unmodified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

LIBRARY = Path(__file__).parents[3] / ".cache/npm/node_modules/@bitrix24/b24jssdk/dist/umd/index.js"
CALL = "([method, params]) => b24.actions.v2.call.make({method, params}).then(r => r.getData().result)"


@pytest.fixture(autouse=True)
def there() -> None:
    if not LIBRARY.exists():
        pytest.skip("@bitrix24/b24jssdk is not there: `./dev test` installs it")


def boot(frame: Frame) -> Frame:
    """Load the SDK and let it find its portal."""
    frame.add_script_tag(path=LIBRARY)
    frame.evaluate("async () => { window.b24 = await B24Js.initializeB24Frame(); }")
    return frame


def chosen(page: Page, frame: Frame, dialog: str, *clicks: str) -> Any:
    """What a dialog of the portal gives back after those clicks."""
    frame.evaluate(f"() => {{ window.chosen = b24.dialog.{dialog}; }}")
    for click in clicks:
        page.locator(click).first.click()
    return frame.evaluate("() => window.chosen")


def test_the_wizard_is_finished(town: Town) -> None:
    app = town.install(finish=False)
    page, frame = town.open_app()
    boot(frame)
    assert frame.evaluate("b24.isInstallMode") is True
    with page.expect_response("**/lazyload.ajax.php"):
        frame.evaluate("() => { b24.installFinish().catch(() => 0); }")
    frame = boot(town.frame_in(page))
    assert app.installed
    assert frame.evaluate("b24.isInstallMode") is False


def test_calls_and_tokens(town: Town) -> None:
    town.install(scopes=("crm", "user"))
    _, frame = town.open_app(town.user)
    boot(frame)
    auth = frame.evaluate("b24.auth.getAuthData()")
    assert (auth["domain"], auth["member_id"]) == (town.base, town.portal.member_id)
    assert frame.evaluate("b24.auth.isAdmin") is False
    number = frame.evaluate(CALL, ["crm.deal.add", {"fields": {"TITLE": "By the SDK"}}])
    assert frame.evaluate(CALL, ["crm.deal.get", {"id": number}])["TITLE"] == "By the SDK"
    named = """() => b24.actions.v2.batch.make({calls: {me: ['user.current', {}], deal: ['crm.deal.list', {}]},
        options: {isHaltOnError: true}}).then(r => Object.keys(r.getData()).sort())"""
    assert frame.evaluate(named) == ["deal", "me"]
    town.running.call(lambda: town.cloud.clock.advance(3700))
    assert frame.evaluate("b24.auth.refreshAuth().then(a => a.access_token)") != auth["access_token"]
    assert frame.evaluate(CALL, ["user.current", {}])["ID"] == str(town.user.id)


def test_dialogs_options_and_window(town: Town) -> None:
    town.install(scopes=("crm", "user"))
    page, frame = town.open_app()
    boot(frame)
    frame.evaluate("b24.parent.setTitle('From the SDK')")
    assert page.locator("#pagetitle").inner_text() == "From the SDK"
    assert frame.evaluate("b24.options.appSet('k', 'v').then(() => b24.options.appGet('k'))") == "v"
    assert frame.evaluate("b24.parent.getScrollSize()")["scrollHeight"] > 0
    item = ".bx-finder-box-item"
    person = chosen(page, frame, "selectUser()", f"#user_selector_popup {item}")
    assert person["name"] == town.admin.full_name
    several = chosen(
        page, frame, "selectUsers()", f"#user_selector_popup {item}", "#user_selector_popup .popup-window-button-accept"
    )
    assert [str(one["id"]) for one in several] == [str(person["id"])]
    frame.evaluate(CALL, ["crm.deal.add", {"fields": {"TITLE": "A deal"}}])
    found = chosen(page, frame, "selectCRM({entityType: ['deal'], multiple: false})", f"#crm_selector_popup {item}")
    assert found["deal"][0]["title"] == "A deal"


def test_sliders_and_placements(town: Town) -> None:
    app = town.install(scopes=("crm",))
    page, frame = town.open_app()
    boot(frame)
    frame.evaluate("() => { window.slider = b24.slider.openSliderAppPage({some: 'thing'}); }")
    page.wait_for_selector('.side-panel-content-container iframe[id^="appframe_"]:not(.app-loading)')
    inner = boot(town.frame_in(page))
    assert inner.evaluate("b24.placement.options")["some"] == "thing"
    inner.evaluate("() => { b24.slider.closeSliderAppPage(); }")
    assert frame.evaluate("() => window.slider.then(() => 'closed')") == "closed"
    deal = frame.evaluate(CALL, ["crm.deal.add", {"fields": {"TITLE": "With a tab"}}])
    spot = town.place(app, "CRM_DEAL_DETAIL_TAB", "Score")
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    card = town.slider(page)
    card.click(f'[data-id="tab_rest_{spot.id}"]')
    inner = boot(town.frame_in(page))
    assert inner.evaluate("[b24.placement.title, b24.placement.options.ID]") == ["CRM_DEAL_DETAIL_TAB", str(deal)]
