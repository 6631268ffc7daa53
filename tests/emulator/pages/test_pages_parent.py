"""What a frame makes its parent do: dialogs, sliders, paths, the messenger (portal-ui 4.6 to 4.9)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser


def test_pick_a_user_and_users(town: Town) -> None:
    town.install()
    page, frame = town.open_app()
    talk = town.talk(frame)
    talk.say('selectUser:{"mult":false}:cb1:SID')
    page.locator("#user_selector_popup").wait_for()
    town.shot(page, "33-select-user")
    page.click(f'#user_selector_popup .bx-finder-box-item[data-id="{town.user.id}"]')
    assert talk.heard("cb1")["name"] == town.user.full_name
    talk.say('selectUser:{"mult":true}:cb2:SID')
    for number in (1, town.user.id):
        page.click(f'#user_selector_popup .bx-finder-box-item[data-id="{number}"]')
    page.click("#user_selector_popup .popup-window-button-accept")
    assert [row["id"] for row in talk.heard("cb2")] == [1, town.user.id]


def test_pick_access_rights(town: Town) -> None:
    town.install()
    page, frame = town.open_app()
    talk = town.talk(frame)
    talk.say('selectAccess:{"value":["U1"]}:cb1:SID')
    page.locator("#BXUserRights").wait_for()
    assert page.locator("#access_provider_user .bx-finder-box-item").count() == 1
    page.click(f'#access_provider_user .bx-finder-box-item[data-id="U{town.user.id}"]')
    page.click("#access_btn_other")
    page.click("#access_provider_other .bx-finder-box-item")
    page.click("#BXUserRights .popup-window-button-accept")
    assert [row["id"] for row in talk.heard("cb1")] == [f"U{town.user.id}", "AU"]


def test_application_in_its_own_slider(town: Town) -> None:
    town.install()
    page, frame = town.open_app()
    talk = town.talk(frame)
    talk.say(
        'openApplication:{"order":"5","bx24_width":500,"bx24_title":"Order 5",'
        '"bx24_label":{"bgColor":"pink","text":"Order"}}:closed:SID',
    )
    page.wait_for_selector('.side-panel-content-container iframe[id^="appframe_"]:not(.app-loading)')
    inner = town.frame_in(page)
    options = json.loads(dict(town.solution.posts[-1][2])["PLACEMENT_OPTIONS"])
    assert options["order"] == "5"
    assert not [key for key in options if key.startswith("bx24_")]
    page.wait_for_function("document.querySelector('.side-panel-container').getBoundingClientRect().width === 500")
    town.shot(page, "34-own-slider")
    within = town.talk(inner)
    within.say('resizeWindow:{"height":50}:denied:SID')
    assert within.silent("denied")
    within.say('setTitle:{"title":"Order five"}:cb:SID')
    within.heard("cb")
    assert page.locator(".side-panel-popup-title").inner_text() == "Order five"
    assert page.locator("#pagetitle").inner_text() == "Score"
    within.say("closeApplication::x:SID")
    assert talk.heard("closed") is None
    assert page.locator(".side-panel-overlay").count() == 0


def test_open_path_within_bounds_only(town: Town) -> None:
    app = town.install()
    page, frame = town.open_app()
    talk = town.talk(frame)
    for number, path in enumerate(
        (
            "/settings/",
            "https://evil.example/crm/deal/details/1/",
            "//evil.example/marketplace/",
            "/crm/deal/details/0x/",
        )
    ):
        talk.say(f"openPath:{json.dumps({'path': path})}:no{number}:SID")
        assert talk.heard(f"no{number}") == {"result": "error", "errorCode": "PATH_NOT_AVAILABLE"}
    talk.say(f'openPath:{{"path":"/company/personal/user/{town.user.id}/"}}:yes:SID')
    inner = town.slider(page)
    assert f"from=rest_placement&from_app={app.client_id}" in inner.url
    page.keyboard.press("Escape")
    assert talk.heard("yes") == {"result": "close"}


def test_messenger_commands_answer_nothing(town: Town) -> None:
    town.install()
    page, frame = town.open_app()
    talk = town.talk(frame)
    talk.say('imOpenMessenger:{"dialogId":"chat5"}:im:SID')
    page.locator(".ui-notification-balloon-message", has_text="chat5").wait_for()
    assert talk.silent("im")
