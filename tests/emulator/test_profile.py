"""Switches of a portal's build: each has a test for both of its values, here or where its behaviour is tested."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.emulator.profile import PROFILES, Profile
from tests.emulator.test_oauth import CODE, client, refresh

NAMED_ELSEWHERE = {"name"}
"""What is no switch."""


def test_every_switch_is_tested() -> None:
    texts = [file.read_text() for file in Path(__file__).parents[1].rglob("test_*.py")]
    silent = [row.name for row in fields(Profile) if not any(f"{row.name}=" in text for text in texts)]
    assert sorted(set(silent) - NAMED_ELSEWHERE) == []


def test_profiles_differ_where_they_should() -> None:
    cloud, box = PROFILES["cloud-2026"], PROFILES["box"]
    assert (cloud.name, box.name) == ("cloud-2026", "box")
    assert cloud.https_required
    assert not box.https_required
    assert cloud.license_type != box.license_type
    assert cloud.frame_endpoint_fields
    assert not box.frame_endpoint_fields


@pytest.mark.parametrize("seconds", [60, 3600])
def test_lifetime_of_access_tokens(portal: Any, seconds: int) -> None:
    portal.switch(access_lifetime=seconds)
    pair = portal.installed()
    assert refresh(portal, pair.refresh).json()["expires_in"] == seconds
    portal.running.call(lambda: portal.cloud.clock.advance(seconds - 5))
    assert portal.rest("profile", auth=pair.access).status_code == 200
    portal.running.call(lambda: portal.cloud.clock.advance(10))
    assert portal.refused("profile", auth=pair.access)[:2] == (401, "expired_token")


@pytest.mark.parametrize("days", [1, 180])
def test_lifetime_of_refresh_tokens(portal: Any, days: int) -> None:
    portal.switch(refresh_lifetime=days * 86400)
    pair = portal.installed()
    portal.running.call(lambda: portal.cloud.clock.advance(days * 86400 + 1))
    assert portal.told(refresh(portal, pair.refresh))[1] == "invalid_grant"


@pytest.mark.parametrize(("seconds", "waited", "works"), [(30, 20, True), (30, 31, False), (300, 31, True)])
def test_lifetime_of_codes(portal: Any, seconds: int, waited: int, works: bool) -> None:
    portal.switch(code_lifetime=seconds)
    portal.installed()
    hand = portal.running.call(
        lambda: portal.cloud.oauth.authorize(portal.state.people.users[1], {"client_id": client(portal)["client_id"]})
    )
    code = str(hand.location).partition("code=")[2].partition("&")[0]
    portal.running.call(lambda: portal.cloud.clock.advance(waited))
    answer = portal.oauth(**client(portal), grant_type="authorization_code", code=code)
    assert ("access_token" in answer.json()) is works


@pytest.mark.parametrize("status", [400, 401])
def test_status_of_an_application_that_is_not_paid(portal: Any, status: int) -> None:
    portal.switch(payment_oauth_status=status)
    pair = portal.installed()
    app = portal.state.app(CODE)
    app.status, app.date_finish = "T", portal.cloud.clock.now() - 2 * 86400
    assert portal.told(refresh(portal, pair.refresh))[:2] == (status, "PAYMENT_REQUIRED")


@pytest.mark.parametrize("host", ["oauth.bitrix.info", "oauth.bitrix24.tech"])
def test_home_of_the_authorization_server(portal: Any, host: str) -> None:
    portal.switch(oauth_host=host)
    portal.installed()
    assert portal.state.profile.server_endpoint == f"https://{host}/rest/"
    block = portal.state.events.auth_block(portal.state.app(CODE), 1, "ONCRMDEALADD")
    assert block["server_endpoint"] == f"https://{host}/rest/"


@pytest.mark.parametrize("sent", [True, False])
def test_event_of_an_update(portal: Any, sent: bool) -> None:
    portal.switch(update_event=sent, update_drops_handlers=False)
    pair = portal.installed()
    portal.publish(portal.version(1), portal.version(2))
    handler = {"event": "ONAPPUPDATE", "handler": f"{portal.inbox.url}/on"}
    portal.switch(handler_needs_dot=False)
    assert portal.result("event.bind", handler, auth=pair.access)
    portal.install(2)
    assert ("ONAPPUPDATE" in [post["event"] for post in portal.settle()]) is sent


@pytest.mark.parametrize("sent", [True, False])
def test_event_of_the_system_user(portal: Any, sent: bool) -> None:
    portal.switch(user_ready_event=sent, handler_needs_dot=False)
    portal.installed(install_url=f"{portal.inbox.url}/install")
    portal.running.call(lambda: portal.state.apps.finish(portal.state.app(CODE), portal.state.people.users[1]))
    assert ("ONAPPUSERREADY" in [post["event"] for post in portal.settle()]) is sent


@pytest.mark.parametrize("size", [20, 50])
def test_sizes_of_pages_and_batches(portal: Any, size: int) -> None:
    portal.switch(page_size=size, batch_size=size)
    for n in range(size + 1):
        portal.result("crm.deal.add", {"fields": {"TITLE": f"Deal {n}"}})
    first = portal.hook("crm.deal.list").json()
    assert (len(first["result"]), first["next"], first["total"]) == (size, size, size + 1)
    many = {f"c{n}": "profile" for n in range(size + 1)}
    done = portal.result("batch", {"cmd": many})
    assert (len(done["result"]), list(done["result_error"])) == (size, [f"c{size}"])


@pytest.mark.parametrize(("family", "type_"), [("ent", "ent10000"), ("selfhosted", "selfhosted")])
def test_plan(portal: Any, family: str, type_: str) -> None:
    portal.switch(license_family=family, license_type=type_)
    info = portal.result("app.info", auth=portal.installed().access)
    assert (info["LICENSE_TYPE"], info["LICENSE_FAMILY"]) == (type_, family)
    assert info["LICENSE"].endswith(type_)


@pytest.mark.parametrize("code", ["rest_offline_extended", "rest_auth_connector"])
def test_features(portal: Any, code: str) -> None:
    assert portal.result("feature.get", {"CODE": code})["value"] == "Y"
    portal.switch(features=())
    assert portal.result("feature.get", {"CODE": code})["value"] == "N"


@pytest.mark.parametrize("dropped", [True, False])
def test_placements_over_an_update(portal: Any, dropped: bool) -> None:
    portal.switch(update_drops_placements=dropped, handler_needs_dot=False)
    pair = portal.installed()
    spot = {"PLACEMENT": "CRM_DEAL_DETAIL_TAB", "HANDLER": f"{portal.inbox.url}/tab"}
    assert portal.result("placement.bind", spot, auth=pair.access)
    portal.publish(portal.version(1), portal.version(2))
    portal.install(2)
    assert bool(portal.state.bindings.placements) is not dropped


@pytest.mark.parametrize("again", [True, False])
def test_event_of_installation_over_an_update(portal: Any, again: bool) -> None:
    portal.switch(install_event_on_update=again, handler_needs_dot=False)
    told = {"menu_item": False, "install_url": f"{portal.inbox.url}/events"}
    portal.publish(portal.version(1, **told))
    portal.install()
    assert [post["event"] for post in portal.settle()] == ["ONAPPINSTALL"]
    portal.publish(portal.version(1, **told), portal.version(2, **told))
    portal.install(2)
    assert [post["event"] for post in portal.settle()] == ["ONAPPINSTALL"] * (1 + again)


@pytest.mark.parametrize("allowed", [True, False])
def test_permissions_of_a_token_over_an_update(portal: Any, allowed: bool) -> None:
    portal.switch(widen_tokens=allowed)
    pair = portal.installed(scopes=("crm",))
    portal.publish(portal.version(1, scopes=("crm",)), portal.version(2, scopes=("crm", "department")))
    portal.install(2)
    assert (portal.rest("department.get", auth=pair.access).status_code == 200) is allowed
    fresh = refresh(portal, pair.refresh).json()["access_token"]
    assert portal.rest("department.get", auth=fresh).status_code == 200


@pytest.mark.parametrize("renewed", [True, False])
def test_application_token_over_a_reinstallation(portal: Any, renewed: bool) -> None:
    portal.switch(renew_application_token=renewed)
    portal.installed()
    app, admin = portal.state.app(CODE), portal.state.people.users[1]
    before = portal.state.apps.application_token(app)
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=False))
    portal.install()
    assert (portal.state.apps.application_token(app) != before) is renewed


@pytest.mark.parametrize("sent", [True, False])
def test_event_of_a_bot_whose_application_goes(portal: Any, sent: bool) -> None:
    portal.switch(bot_delete_event=sent, handler_needs_dot=False)
    pair = portal.installed(scopes=("imbot",))
    handlers = {f"EVENT_{name}": f"{portal.inbox.url}/bot" for name in ("MESSAGE_ADD", "WELCOME_MESSAGE", "BOT_DELETE")}
    bot = {"CODE": "helper", "TYPE": "B", "PROPERTIES": {"NAME": "Helper"}, **handlers}
    number = portal.result("imbot.register", bot, auth=pair.access)
    portal.settle()
    app, admin = portal.state.app(CODE), portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=True))
    told = [post for post in portal.settle() if post["event"] == "ONIMBOTDELETE"]
    assert [post["data[BOT_ID]"] for post in told] == [str(number)] * sent
