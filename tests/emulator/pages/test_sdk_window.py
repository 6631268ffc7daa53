"""BX24.js in a real frame: options, window, dialogs, placement, small helpers (protocol 6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Frame

    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

SITE = "https://score.solution.test"


def promised(frame: Frame, body: str) -> Any:
    """Run a script that ends by calling done(value)."""
    return frame.evaluate(f"() => new Promise(done => {{ {body} }})")


def test_options(town: Town) -> None:
    app = town.install()
    _, frame = town.open_app()
    assert promised(frame, "BX24.appOption.set('a', 'x', done)") == {"a": "x"}
    frame.evaluate("BX24.userOption.set('u', {deep: 1})")
    assert frame.evaluate("[BX24.appOption.get('a'), BX24.userOption.get('u').deep, BX24.appOption.get('none')]") == [
        "x",
        1,
        None,
    ]
    frame.wait_for_timeout(200)
    _, frame = town.open_app()
    assert frame.evaluate("[BX24.appOption.get('a'), BX24.userOption.get('u')]") == ["x", {"deep": "1"}]
    assert promised(frame, "BX24.callMethod('app.option.get', {}, r => done(r.data()))") == {"a": "x"}
    assert town.portal.options.of_app(app.client_id) == {"a": "x"}


def test_window_and_navigation(town: Town) -> None:
    town.install()
    town.solution.pages["/"] = "<div style='height: 1500px'>tall</div>"
    page, frame = town.open_app()
    size = promised(frame, "BX24.fitWindow(done)")
    assert size["height"] >= 1500
    assert frame.evaluate("BX24.getScrollSize().scrollHeight") >= 1500
    assert promised(frame, "BX24.resizeWindow('abc', 700, done)")["width"] == 100
    promised(frame, "BX24.setTitle('New <b>', done)")
    assert page.locator("#pagetitle").inner_text() == "New <b>"
    promised(frame, "BX24.fitWindow(() => BX24.scrollParentWindow(120, done))")
    assert page.evaluate("window.scrollY") == 120
    assert promised(frame, "BX24.openPath('/nope/', done)")["errorCode"] == "PATH_NOT_AVAILABLE"
    with page.expect_navigation():
        frame.evaluate("BX24.reloadWindow()")
    inner = town.frame_in(page)
    promised(inner, "BX24.init(done)")
    inner.evaluate(
        """() => { window.shut = new Promise(done =>
        BX24.openApplication({x: 1}, () => done('closed'), {width: 450, title: 'T'})); }"""
    )
    page.wait_for_selector('.side-panel-content-container iframe[id^="appframe_"]:not(.app-loading)')
    second = town.frame_in(page)
    assert promised(second, "BX24.init(() => done(BX24.placement.info().options.x))") == "1"
    second.evaluate("BX24.closeApplication()")
    assert inner.evaluate("window.shut") == "closed"


def test_dialogs(town: Town) -> None:
    town.install()
    page, frame = town.open_app()
    frame.evaluate("() => { window.one = new Promise(done => BX24.selectUser('Who?', done)); }")
    assert page.locator("#user_selector_popup .popup-window-titlebar").inner_text() == "Who?"
    page.click("#user_selector_popup .bx-finder-box-item >> nth=0")
    assert frame.evaluate("window.one")["id"] == 1
    frame.evaluate("() => { window.many = new Promise(done => BX24.selectUsers(done)); }")
    page.click("#user_selector_popup .bx-finder-box-item >> nth=0")
    page.click("#user_selector_popup .popup-window-button-accept")
    assert [row["id"] for row in frame.evaluate("window.many")] == [1]
    frame.evaluate("() => { window.rights = new Promise(done => BX24.selectAccess('Rights', ['AU'], done)); }")
    page.click("#access_btn_intranet")
    page.click("#access_provider_intranet .bx-finder-box-item >> nth=0")
    page.click("#BXUserRights .popup-window-button-accept")
    assert frame.evaluate("window.rights")[0]["id"] == "DR1"


def test_placement_interface_of_the_application_page(town: Town) -> None:
    town.install()
    _, frame = town.open_app()
    assert frame.evaluate("BX24.placement.info().placement") == "DEFAULT"
    assert promised(frame, "BX24.placement.getInterface(done)") == {"command": [], "event": []}
    assert frame.evaluate("BX24.placement.call('setTitle', {title: 'x'})") is False
    heard = promised(
        frame,
        """let called = 0; BX24.placement.call('noSuch', {}, () => called++);
        BX24.placement.bindEvent('noSuch', () => called++);
        BX24.placement.getInterface(() => done(called));""",
    )
    assert heard == 0


def test_small_helpers(town: Town) -> None:
    town.install()
    town.solution.pages["/one.js"] = town.solution.pages["/two.js"] = ""
    _, frame = town.open_app()
    found = frame.evaluate("""() => {
        const log = [], node = document.body;
        const it = {name: 'it', run() { log.push(this.name, BX24.proxyContext() === node); }};
        const proxy = BX24.proxy(it.run, it);
        BX24.bind(node, 'click', proxy); node.click(); BX24.unbind(node, 'click', proxy); node.click();
        return [log, proxy === BX24.proxy(it.run, it), BX24.proxyContext(),
          BX24.canUse('placement.call'), BX24.canUse('nope')];
    }""")
    assert found == [["it", True], True, None, True, False]
    assert promised(frame, "BX24.ready(() => done('ready'))") == "ready"
    promised(frame, "BX24.loadScript(['/one.js', '/two.js'], done)")
    assert [url.rpartition("/")[2] for url in town.solution.gets[-2:]] == ["one.js", "two.js"]


def test_wizard_in_a_slider_page_reopens_there(town: Town) -> None:
    app = town.install(finish=False)
    page = town.page(town.admin, "/stream/")
    page.locator(f'li[data-app-id="{app.id}"] a').click()
    frame = town.frame_in(page)
    assert "/install?" in frame.url
    promised(frame, "BX24.init(() => { BX24.installFinish(); done(1); })")
    page.frame_locator("iframe.side-panel-iframe").frame_locator('iframe[id^="appframe_"]').locator(
        "text=Score"
    ).wait_for()
    for _ in range(100):
        if "/install?" not in town.frame_in(page).url:
            break
        page.wait_for_timeout(50)
    assert town.frame_in(page).url.startswith(f"{SITE}/?DOMAIN=")
    assert "install_finished=Y" in town.slider(page).url
    assert app.installed
