"""A solution's life on a portal, and what its handlers are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_b24moderation.emulator import Listing, ListingVersion
from pytest_b24moderation.emulator.apps import AppRefused

CODE = "acme.score"


def finish(portal: Any, app: Any, user_id: int = 1, *, done: bool = True) -> None:
    user = portal.state.people.users[user_id]
    portal.running.call(lambda: portal.state.apps.finish(app, user, done=done))


def uninstall(portal: Any, app: Any, *, clean: bool, user_id: int = 1) -> None:
    user = portal.state.people.users[user_id]
    portal.running.call(lambda: portal.state.apps.uninstall(app, user, clean=clean))


def bind(portal: Any, pair: Any, *events: str) -> None:
    for event in events:
        portal.result("event.bind", {"event": event, "handler": f"{portal.inbox.url}/events"}, pair.access)


def test_wizard_then_finish(portal: Any) -> None:
    portal.publish(portal.version(1, install_url=f"{portal.inbox.url}/install"))
    app = portal.install()
    assert (app.active, app.installed) == (True, False)
    pair = portal.tokens(app)
    assert portal.result("app.info", auth=pair.access)["INSTALLED"] is False
    bind(portal, pair, "OnAppInstall", "ONCRMDEALADD")
    portal.result("crm.deal.add", {"fields": {"TITLE": "x"}})
    assert portal.settle() == []
    finish(portal, app)
    finish(portal, app)
    (post,) = portal.settle()
    assert (post["event"], post["data[VERSION]"], post["data[INSTALLED]"]) == ("ONAPPINSTALL", "1", "Y")
    assert post["auth[refresh_token]"]
    assert portal.result("app.info", auth=post["auth[access_token]"])["INSTALLED"] is True
    finish(portal, app, done=False)
    assert app.installed is False


def test_only_installers_finish(portal: Any) -> None:
    portal.publish(portal.version(1, install_url=f"{portal.inbox.url}/install"))
    app = portal.install()
    with pytest.raises(AppRefused) as caught:
        finish(portal, app, portal.user_id)
    assert caught.value.code == "access_denied"


def test_without_wizard_it_is_installed_at_once(portal: Any) -> None:
    portal.publish()
    assert portal.install().installed
    assert portal.settle() == []


def test_rest_only_application_gets_its_event(portal: Any) -> None:
    portal.publish(portal.version(1, url="", menu_item=False, event_url=f"{portal.inbox.url}/callback"))
    app = portal.install()
    (post,) = portal.settle()
    assert portal.inbox.paths == ["/callback"]
    assert set(post) == {
        "event", "event_handler_id", "data[VERSION]", "data[ACTIVE]", "data[INSTALLED]", "data[LANGUAGE_ID]", "ts",
        "auth[access_token]", "auth[expires]", "auth[expires_in]", "auth[scope]", "auth[domain]",
        "auth[server_endpoint]", "auth[status]", "auth[client_endpoint]", "auth[member_id]", "auth[user_id]",
        "auth[refresh_token]", "auth[application_token]",
    }  # fmt: skip
    assert post["auth[application_token]"] == portal.state.apps.application_token(app)
    assert post["auth[domain]"] == portal.state.host


@pytest.mark.parametrize("clean", [True, False])
def test_uninstall(portal: Any, clean: bool) -> None:
    pair = portal.installed()
    app = portal.state.app(CODE)
    bind(portal, pair, "ONAPPUNINSTALL")
    portal.result("placement.bind", {"PLACEMENT": "CRM_DEAL_DETAIL_TAB", "HANDLER": "https://a.test/t"}, pair.access)
    portal.result("app.option.set", {"options": {"a": 1}}, pair.access)
    portal.result("entity.add", {"ENTITY": "box", "NAME": "Box"}, pair.access)
    uninstall(portal, app, clean=clean)
    (post,) = portal.settle()
    assert post["data[CLEAN]"] == str(int(clean))
    assert not [name for name in post if "token" in name and name != "auth[application_token]"]
    assert post["auth[application_token]"] == portal.state.apps.application_token(app)
    assert (app.active, app.installed) == (False, False)
    left = {trace.section for trace in portal.state.fingerprint() if trace.owner == CODE}
    assert left == ({"apps"} if clean else {"apps", "app options", "entity storages"})


def test_half_installed_says_nothing_on_uninstall(portal: Any) -> None:
    portal.publish(portal.version(1, install_url=f"{portal.inbox.url}/install"))
    app = portal.install()
    bind(portal, portal.tokens(app), "ONAPPUNINSTALL")
    uninstall(portal, app, clean=True)
    assert portal.settle() == []


def test_reinstall_keeps_id_and_application_token(portal: Any) -> None:
    pair = portal.installed()
    app = portal.state.app(CODE)
    token, app_id = portal.state.apps.application_token(app), app.id
    portal.result("app.option.set", {"options": {"a": "1"}}, pair.access)
    uninstall(portal, app, clean=False)
    again = portal.install()
    assert (again.id, portal.state.apps.application_token(again)) == (app_id, token)
    assert portal.result("app.option.get", {"option": "a"}, portal.tokens(again).access) == "1"


def test_update(portal: Any) -> None:
    first = portal.version(1)
    second = portal.version(2, install_url=f"{portal.inbox.url}/install")
    portal.publish(first, second)
    app = portal.install(1)
    pair = portal.tokens(app)
    bind(portal, pair, "ONAPPUPDATE")
    portal.install(2)
    assert (app.version, app.installed) == (2, False)
    assert portal.result("event.get", auth=pair.access) == []
    bind(portal, pair, "ONAPPUPDATE", "ONAPPINSTALL")
    finish(portal, app)
    posts = {post["event"]: post for post in portal.settle()}
    assert set(posts) == {"ONAPPINSTALL", "ONAPPUPDATE"}
    assert (posts["ONAPPUPDATE"]["data[VERSION]"], posts["ONAPPUPDATE"]["data[PREVIOUS_VERSION]"]) == ("2", "1")


def test_update_that_keeps_handlers(portal: Any) -> None:
    portal.switch(update_drops_handlers=False)
    portal.publish(portal.version(1), portal.version(2))
    pair = portal.tokens(portal.install(1))
    bind(portal, pair, "ONAPPUPDATE")
    portal.install(2)
    assert [post["event"] for post in portal.settle()] == ["ONAPPUPDATE"]


def refused(portal: Any, number: int = 1, user_id: int = 1, **hashes: str) -> str:
    user = portal.state.people.users[user_id]
    with pytest.raises(AppRefused) as caught:
        portal.state.apps.install(CODE, number, user, **hashes)
    return caught.value.code


def test_who_may_install(portal: Any) -> None:
    portal.publish(portal.version(1, user_install=True, published=True))
    assert refused(portal, user_id=portal.user_id) == "ACCESS_DENIED"
    portal.state.people.installers.add(portal.user_id)
    assert portal.install(user_id=portal.user_id).installed
    with pytest.raises(AppRefused):
        uninstall(portal, portal.state.app(CODE), clean=True, user_id=portal.user_id)


def test_hashes_of_a_test_link(portal: Any) -> None:
    portal.publish(portal.version(1, published=True), portal.version(2))
    market = portal.cloud.market
    link = market.test_link(CODE, 2)
    assert link.startswith(f"/market/detail/{CODE}/?ver=2&check_hash=")
    good = market.visible(CODE, 2, market.check_hash(CODE, 2), market.install_hash(CODE, 2))
    assert good is not None
    assert good.number == 2
    other_host = market.visible(CODE, 2, "0" * 32, market.install_hash(CODE, 2))
    assert other_host is not None
    assert other_host.number == 1
    portal.publish(portal.version(3))
    assert refused(portal, 3) == "APPLICATION_NOT_FOUND"


def test_faulty_installation(portal: Any) -> None:
    portal.publish(portal.version(1, published=True))
    portal.cloud.faults.install_error = ("SUBSCRIPTION_REQUIRED", "Subscription is required")
    assert refused(portal) == "SUBSCRIPTION_REQUIRED"


def test_local_application_goes_for_good(portal: Any) -> None:
    state, admin = portal.state, portal.state.people.users[1]
    version = ListingVersion(1, f"{portal.inbox.url}/app", scopes=("crm",))
    with pytest.raises(AppRefused):
        state.apps.add_local("Mine", version, state.people.users[portal.user_id])
    app = portal.running.call(lambda: state.apps.add_local("Mine", version, admin))
    assert app.code == app.client_id
    assert (app.status, app.installed) == ("L", True)
    pair = portal.tokens(app)
    portal.result("app.option.set", {"options": {"a": 1}}, pair.access)
    uninstall(portal, app, clean=False)
    assert state.app(app.code) is None
    assert state.options.app == {}
    assert portal.refused("profile", auth=pair.access)[1] == "APPLICATION_NOT_FOUND"


def test_republished_listing_keeps_its_client(portal: Any) -> None:
    one = portal.publish()
    two = portal.cloud.market.publish(Listing(CODE, {"en": "Score"}, versions=[portal.version(1)]))
    assert (one.client_id, one.client_secret) == (two.client_id, two.client_secret)
    assert one.client_id.startswith("app.")
    assert len(one.client_secret) == 50


def test_same_seed_same_portal(make: Callable[..., Any]) -> None:
    one, two, three = make(seed=3), make(seed=3), make(seed=4)
    assert one.state.host == two.state.host != three.state.host
    assert one.state.people.users[1].full_name == two.state.people.users[1].full_name
    assert one.state.webhook(1) == two.state.webhook(1)
    russian = make(language="ru").state
    assert russian.host.endswith(".bitrix24.ru")
    assert any("а" <= letter.lower() <= "я" for letter in russian.people.users[1].full_name)
    assert russian.iso().endswith("+03:00")


def test_log_in(portal: Any) -> None:
    people = portal.state.people
    admin = people.users[1]
    assert people.log_in(admin.login, "wrong") is None
    session = people.log_in(admin.login.upper(), admin.password)
    assert people.session(session.key)[1] is admin
    people.log_out(session.key)
    assert people.session(session.key) is None
