"""The application's frame and its parent: form, messages in both encodings, refusals, sliders (portal-ui section 4)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

CODE = "sample.score"
SITE = "https://score.solution.test"
FIELDS = [
    "AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID", "SERVER_ENDPOINT", "APPLICATION_TOKEN", "APPLICATION_SCOPE",
    "member_id", "status", "PLACEMENT", "PLACEMENT_OPTIONS",
]  # fmt: skip


def test_form_of_the_frame(town: Town) -> None:
    app = town.install()
    page, frame = town.open_app(path=f"/marketplace/app/{app.id}/?from=market_detail")
    path, query, fields = town.solution.posts[-1]
    sid = query["APP_SID"]
    assert path == "/"
    assert list(query) == ["DOMAIN", "PROTOCOL", "LANG", "APP_SID"]
    assert query | {"APP_SID": ""} == {"DOMAIN": town.portal.host, "PROTOCOL": "1", "LANG": "en", "APP_SID": ""}
    assert re.fullmatch("[0-9a-f]{32}", sid)
    assert [name for name, _ in fields] == FIELDS
    given = dict(fields)
    assert given["PLACEMENT"] == "DEFAULT"
    assert json.loads(given["PLACEMENT_OPTIONS"])["from"] == "market_detail"
    assert frame.evaluate("window.name") == f"{town.portal.host}|1|{sid}"
    node = page.locator(f"#appframe_layout_{sid}.app-frame-layout-default > iframe#appframe_{sid}.app-frame")
    assert node.get_attribute("allow") == "geolocation *; microphone *; camera *; autoplay *;"
    assert node.get_attribute("src") is None
    page.locator(f"#appframe_loading_{sid}").wait_for(state="detached")
    assert page.locator("#pagetitle").inner_text() == "Score"
    town.shot(page, "30-app")
    page.reload()
    town.frame_in(page)
    assert town.solution.posts[-1][1]["APP_SID"] != sid


def test_wizard_again_until_finished_and_stub_for_users(town: Town) -> None:
    app = town.install(finish=False)
    page, frame = town.open_app()
    assert town.solution.posts[-1][0] == "/install"
    assert frame.evaluate("() => new Promise(done => BX24.init(() => done(BX24.isAdmin())))")
    page = town.page(town.user, f"/marketplace/app/{app.id}/")
    assert "not fully installed" in page.locator(".app-layout-error-block p").inner_text()
    town.shot(page, "31-stub")
    page, frame = town.open_app()
    with page.expect_navigation(url="**install_finished=Y*"):
        frame.evaluate("BX24.installFinish()")
    town.frame_in(page)
    assert town.solution.posts[-1][0] == "/"
    assert app.installed


def test_access_denied_and_wrong_placement(town: Town) -> None:
    app = town.install()
    app.access = ("U1",)
    page = town.page(town.user, f"/marketplace/app/{app.id}/")
    assert "don't have permissions" in page.locator(".app-layout-error-block p").inner_text()
    assert page.locator(f'li[data-app-id="{app.id}"]').count() == 0
    town.shot(page, "32-denied")


def test_unknown_application_leads_to_its_card(town: Town) -> None:
    app = town.install()
    town.running.call(lambda: town.portal.apps.uninstall(app, town.admin, clean=True))
    page = town.page(town.admin, f"/marketplace/app/{app.id}/")
    assert page.url == f"{town.base}/market/detail/{CODE}/"


def test_static_application_is_fetched_by_get(town: Town) -> None:
    town.install(static=True, install_url="")
    town.open_app()
    assert town.solution.posts == []
    assert re.search(r"/\?DOMAIN=[^&]+&PROTOCOL=1&LANG=en&APP_SID=[0-9a-f]{32}$", town.solution.gets[-1])


@pytest.mark.parametrize(
    "text", ["getInitData::cb1:SID", "getInitData:cb1:SID", '{"method":"getInitData","callback":"cb1","appSid":"SID"}']
)
def test_init_data_in_every_encoding(town: Town, text: str) -> None:
    app = town.install()
    _, frame = town.open_app(town.user)
    talk = town.talk(frame)
    talk.say(text)
    answer = talk.heard("cb1")
    assert list(answer) == [
        "LANG", "DOMAIN", "PROTOCOL", "PATH", "AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID", "MEMBER_ID", "FIRST_RUN",
        "IS_ADMIN", "INSTALL", "USER_OPTIONS", "APP_OPTIONS", "PLACEMENT", "PLACEMENT_OPTIONS",
    ]  # fmt: skip
    assert (answer["DOMAIN"], answer["PATH"], answer["IS_ADMIN"]) == (town.portal.host, "/rest", False)
    assert answer["AUTH_ID"] == dict(town.solution.posts[-1][2])["AUTH_ID"]
    assert town.portal.tokens.access[answer["AUTH_ID"]].user_id == town.user.id
    assert app.installed


def test_unknown_denied_and_foreign_messages_are_ignored(town: Town) -> None:
    town.install()
    page, frame = town.open_app()
    talk = town.talk(frame)
    talk.say('noSuchThing:{"a":1}:one:SID')
    talk.say("toString::two:SID")
    talk.say("getInitData::three:" + "0" * 32)
    assert talk.silent("one")
    assert talk.silent("two")
    assert talk.silent("three")
    sid = frame.evaluate("window.name.split('|')[2]")
    page.evaluate("sid => window.postMessage('resizeWindow:{\"height\":77}::' + sid, '*')", sid)
    page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector('[id^=appframe_layout]').offsetHeight") != 77


def test_messages_with_colons_and_empty_pieces(town: Town) -> None:
    town.install()
    page, frame = town.open_app()
    talk = town.talk(frame)
    talk.say('setTitle:{"title":"a: b: \\"c\\""}:cb1:SID')
    assert talk.heard("cb1") is None
    assert page.locator("#pagetitle").inner_text() == 'a: b: "c"'
    talk.say('resizeWindow:{"width":"100%","height":600}:SID')
    page.wait_for_function("document.querySelector('[id^=appframe_layout]').offsetHeight === 600")
    talk.say('resizeWindow:{"width":640,"height":500}:cb2:SID')
    assert talk.heard("cb2") == {"width": 640, "height": 500}


def test_options_live_on_the_portal(town: Town) -> None:
    app = town.install()
    _, frame = town.open_app()
    talk = town.talk(frame)
    talk.say('setAppOption:{"name":"colour","value":"red"}:cb1:SID')
    assert talk.heard("cb1") == {"colour": "red"}
    talk.say('setUserOption:{"name":"n","value":{"deep":["a","b"]}}:cb2:SID')
    assert talk.heard("cb2") == {"n": {"deep": ["a", "b"]}}
    assert town.portal.options.of_app(app.client_id) == {"colour": "red"}
    assert town.portal.options.of_user(app.client_id, 1) == {"n": {"deep": ["a", "b"]}}
    _, frame = town.open_app(town.user)
    talk = town.talk(frame)
    talk.say('setAppOption:{"name":"colour","value":"blue"}:cb3:SID')
    assert talk.heard("cb3") == {"error": "access_denied"}
    assert town.portal.options.of_app(app.client_id) == {"colour": "red"}


def test_user_cannot_finish_by_hand(town: Town) -> None:
    app = town.install()
    page, frame = town.open_app(town.user)
    with page.expect_response("**/lazyload.ajax.php") as waited:
        town.talk(frame).say('setInstallFinish:{"value":false}::SID')
    assert waited.value.json()["result"] == "false"
    assert app.installed


def test_page_of_a_link_with_parameters(town: Town) -> None:
    town.install()
    page = town.page(town.admin, f"/marketplace/view/{CODE}/?params[order]=7&params[deep][x]=1")
    town.frame_in(page)
    given = dict(town.solution.posts[-1][2])
    assert given["PLACEMENT"] == "REST_APP_URI"
    options = json.loads(given["PLACEMENT_OPTIONS"])
    assert options["order"] == "7"
    assert options["deep"] == {"x": "1"}


def test_refused_frame_still_ends_the_loader(town: Town) -> None:
    app = town.install()
    town.solution.headers["X-Frame-Options"] = "DENY"
    page = town.page(town.admin, f"/marketplace/app/{app.id}/")
    page.locator(".app-loading-msg").wait_for(state="detached")
    assert page.locator("iframe.app-frame.app-loading").count() == 0


def test_newer_published_version_is_announced(town: Town) -> None:
    town.install(published=True)
    listing = town.portal.market.listings[CODE]
    listing.versions.append(type(listing.versions[0])(2, f"{SITE}/v2", published=True))
    page, _ = town.open_app()
    assert "new version is now available" in page.locator("#update_note.app-update-avail").inner_text()
    town.shot(page, "35-update-note")
