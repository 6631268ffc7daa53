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


@pytest.mark.parametrize(("told", "names"), [("language", {"LANGUAGE_ID"}), ("user", {"USER_ID", "LANGUAGE_ID"})])
def test_what_the_event_of_the_system_user_tells(portal: Any, told: str, names: set[str]) -> None:
    portal.switch(user_ready_event=True, user_ready_data=told, handler_needs_dot=False)
    portal.installed(install_url=f"{portal.inbox.url}/install")
    portal.running.call(lambda: portal.state.apps.finish(portal.state.app(CODE), portal.state.people.users[1]))
    (post,) = portal.posts("ONAPPUSERREADY")
    assert {key[5:-1] for key in post if key.startswith("data[")} == names


@pytest.mark.parametrize("early", [True, False])
def test_bots_before_the_wizard_ends(portal: Any, early: bool) -> None:
    portal.switch(bots_before_install=early)
    auth = portal.installed(scopes=("im", "imbot"), install_url=f"{portal.inbox.url}/install").access
    looks = {"CODE": "echo", "EVENT_HANDLER": f"{portal.inbox.url}/bot", "PROPERTIES": {"NAME": "Echo"}}
    portal.result("imbot.register", looks, auth)
    portal.perform("write-to-bot", bot="echo", text="Hello")
    assert ("ONIMBOTMESSAGEADD" in [post["event"] for post in portal.settle()]) is early


@pytest.mark.parametrize("with_token", [True, False])
def test_token_of_the_event_of_a_payment(portal: Any, with_token: bool) -> None:
    portal.switch(payment_event_token=with_token)
    portal.listen(portal.installed().access, "ONAPPPAYMENT")
    assert portal.perform("pay-app", days=28)["DAYS"] == 28
    (post,) = portal.posts("ONAPPPAYMENT")
    assert ("auth[application_token]" in post) is with_token
    assert (post["data[CODE]"], post["data[STATUS]"], post["data[PAYMENT_EXPIRED]"]) == (CODE, "P", "N")
    with pytest.raises(ValueError, match="no such application"):
        portal.perform("pay-app", app="other")
    with pytest.raises(ValueError, match="no such status"):
        portal.perform("pay-app", status="X")


@pytest.mark.parametrize(("told", "code"), [("payment", CODE), ("language", None)])
def test_what_the_event_of_a_subscription_tells(portal: Any, told: str, code: str | None) -> None:
    portal.switch(renewal_data=told)
    portal.listen(portal.installed().access, "ONSUBSCRIPTIONRENEW")
    portal.perform("pay-app", status="S")
    (post,) = portal.posts("ONSUBSCRIPTIONRENEW")
    assert (post["data[LANGUAGE_ID]"], post.get("data[CODE]")) == ("en", code)


@pytest.mark.parametrize("first", [True, False])
def test_moment_of_the_event_of_an_update(portal: Any, first: bool) -> None:
    portal.switch(update_event_first=first, handler_needs_dot=False)
    portal.listen(portal.installed().access, "ONAPPUPDATE")
    portal.publish(portal.version(1), portal.version(2))
    portal.install(2)
    # the update forgets handlers, so that only an event sent before it is heard
    assert bool(portal.posts("ONAPPUPDATE")) is first


@pytest.mark.parametrize("dropped", [True, False])
def test_types_of_fields_and_connectors_over_an_update(portal: Any, dropped: bool) -> None:
    portal.switch(update_drops_field_types=dropped, update_drops_connectors=dropped, handler_needs_dot=False)
    scopes = ("crm", "placement", "imopenlines", "imconnector")
    auth = portal.installed(scopes=scopes).access
    url = portal.inbox.url
    portal.result("userfieldtype.add", {"USER_TYPE_ID": "score", "HANDLER": f"{url}/field"}, auth)
    icon = {"DATA_IMAGE": "data:image/svg+xml,%3Csvg%3E"}
    facts = {"ID": "acme", "NAME": "Acme", "ICON": icon, "PLACEMENT_HANDLER": f"{url}/settings"}
    portal.result("imconnector.register", facts, auth)
    portal.publish(portal.version(1, scopes=scopes), portal.version(2, scopes=scopes))
    auth = portal.tokens(portal.install(2)).access
    assert (portal.result("userfieldtype.list", auth=auth) == []) is dropped
    assert ("acme" not in portal.result("imconnector.list", auth=auth)) is dropped


@pytest.mark.parametrize("text", ["Unsupported event handler protocol", "Unsupported handler protocol"])
def test_wording_of_a_bad_scheme(portal: Any, text: str) -> None:
    portal.switch(scheme_text=text)
    handler = {"event": "ONAPPINSTALL", "handler": "ftp://a.example/x"}
    assert portal.refused("event.bind", handler, portal.installed().access)[2] == text


@pytest.mark.parametrize("text", ["The access token provided is invalid", "Invalid access token"])
def test_wording_of_a_bad_token(portal: Any, text: str) -> None:
    portal.switch(bad_token=text)
    assert portal.refused("profile", auth="0" * 70) == (401, "invalid_token", text)


@pytest.mark.parametrize("sent", [True, False])
def test_headers_of_time(portal: Any, sent: bool) -> None:
    portal.switch(time_headers=sent)
    headers = portal.rest("profile", auth=portal.installed().access).headers
    names = ("x-bitrix-rest-time", "x-bitrix-rest-user-time", "x-bitrix-rest-system-time")
    assert [name in headers for name in names] == [sent] * 3
    assert "x-bitrix-rest-application" in headers
