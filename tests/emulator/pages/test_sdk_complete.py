"""BX24.js has every function of its documentation, on both of its addresses; calls and chats reach the page around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_b24moderation.emulator.bindings import Handler
from pytest_b24moderation.emulator.sdk import PATHS, library

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

DOCUMENTED = [
    "init", "install", "installFinish", "getAuth", "refreshAuth", "callMethod", "callBatch", "callBind",
    "callUnbind", "userOption.get", "userOption.set", "appOption.get", "appOption.set", "selectUser",
    "selectUsers", "selectAccess", "selectCRM", "isAdmin", "getLang", "getDomain", "isReady", "ready",
    "resizeWindow", "fitWindow", "reloadWindow", "setTitle", "getScrollSize", "scrollParentWindow",
    "openApplication", "closeApplication", "openPath", "proxy", "proxyContext", "bind", "unbind", "loadScript",
    "im.callTo", "im.phoneTo", "im.openMessenger", "im.openHistory", "placement.info", "placement.getInterface",
    "placement.call", "placement.bindEvent",
]  # fmt: skip
"""restdocs: sdk/bx24-js-sdk and api-reference/widgets/ui-interaction."""


def test_every_documented_function_is_there(town: Town) -> None:
    town.install()
    _, frame = town.open_app()
    missing = "names => names.filter(n => typeof n.split('.').reduce((o, k) => o && o[k], BX24) !== 'function')"
    assert frame.evaluate(missing, DOCUMENTED) == []


def test_the_portal_serves_the_library_itself(town: Town) -> None:
    town.install()
    page, _ = town.open_app()
    assert PATHS[-1] == "/bitrix/js/rest/bx24.js"
    served = page.evaluate("path => fetch(path).then(r => r.text())", PATHS[-1])
    assert served == library()
    town.solution.pages["/"] = f'<script>delete window.BX24</script><script src="{town.base}{PATHS[-1]}"></script>'
    _, frame = town.open_app()
    assert frame.evaluate("() => new Promise(done => BX24.init(() => done(BX24.getLang())))") == "en"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("im.callTo(1)", "Calling user 1"),
        ("im.callTo(1, true)", "Video call to user 1"),
        ("im.phoneTo('+15550100')", "Calling +15550100"),
        ("im.openMessenger('chat5')", "Chat chat5 was opened"),
        ("im.openHistory('chat5')", "History of chat5 was opened"),
    ],
)
def test_calls_and_chats(town: Town, call: str, said: str) -> None:
    town.install()
    page, frame = town.open_app()
    frame.evaluate(f"() => {{ BX24.{call}; }}")
    page.get_by_text(said).wait_for()


def test_a_number_is_called_by_the_telephony_that_is_connected(town: Town) -> None:
    app = town.install(scopes=("telephony",))
    bindings = town.portal.bindings
    handler = Handler(bindings.next_id(), app.id, "ONEXTERNALCALLSTART", "https://score.solution.test/call")
    town.running.call(lambda: bindings.bind(handler))
    page, frame = town.open_app(town.user)
    frame.evaluate("() => { BX24.im.phoneTo('+15550100'); }")
    page.locator("#call-card").wait_for()
    call = town.portal.ask("telephony.call", user=town.user)
    assert call is not None
    assert call["phone"] == "+15550100"
