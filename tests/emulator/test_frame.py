"""How an application's frame is opened."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.frame import Seen, init_data, open_frame

SEEN = Seen("portal.bitrix24.com")


def opened(portal: Any, user_id: int = 1, **settings: Any) -> Any:
    user = portal.state.people.users[user_id]
    return open_frame(portal.state, user, portal.state.app("acme.score"), SEEN, **settings)


def test_the_form(portal: Any) -> None:
    portal.installed(scopes=("crm", "placement"))
    opening = opened(portal, query={"from": "market", "IFRAME": "Y"}, referer="https://portal.bitrix24.com/crm/?a=1")
    address = urlsplit(opening.action)
    assert parse_qsl(address.query) == [
        ("DOMAIN", "portal.bitrix24.com"), ("PROTOCOL", "1"), ("LANG", "en"), ("APP_SID", opening.sid)
    ]  # fmt: skip
    assert [name for name, _ in opening.fields] == [
        "AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID", "SERVER_ENDPOINT", "APPLICATION_TOKEN", "APPLICATION_SCOPE",
        "member_id", "status", "PLACEMENT", "PLACEMENT_OPTIONS",
    ]  # fmt: skip
    fields = dict(opening.fields)
    assert (fields["AUTH_EXPIRES"], fields["APPLICATION_SCOPE"], fields["status"]) == ("3600", "crm,placement", "F")
    assert json.loads(fields["PLACEMENT_OPTIONS"]) == {
        "any": "",
        "from": "market",
        "IFRAME": "Y",
        "URI": "/crm/?a=1",
    }
    assert "\\/crm\\/" in fields["PLACEMENT_OPTIONS"]
    assert opening.frame_name == f"portal.bitrix24.com|1|{opening.sid}"
    assert opening.app_origin == portal.inbox.url
    assert portal.result("profile", auth=fields["AUTH_ID"])["ID"] == "1"
    assert opened(portal).sid != opening.sid


def test_switches_of_the_form(portal: Any) -> None:
    portal.installed(url="https://a.test/?x=1")
    portal.switch(frame_endpoint_fields=False, default_options="absent", uri_key=False)
    opening = opened(portal, referer="https://portal.bitrix24.com/")
    assert opening.action.startswith("https://a.test/?x=1&DOMAIN=")
    assert [name for name, _ in opening.fields] == [
        "AUTH_ID",
        "AUTH_EXPIRES",
        "REFRESH_ID",
        "member_id",
        "status",
        "PLACEMENT",
    ]
    portal.switch(default_options="query")
    assert dict(opened(portal).fields)["PLACEMENT_OPTIONS"] == "[]"


def test_which_address(portal: Any) -> None:
    portal.publish(
        portal.version(
            1, url="https://a.test/app", install_url="https://a.test/install", demo_url="https://a.test/demo"
        )
    )
    app = portal.install()
    spot = Placement(5, app.id, "CRM_DEAL_DETAIL_TAB", "https://a.test/tab")
    assert (opened(portal).action.split("?")[0], opened(portal).install) == ("https://a.test/install", True)
    assert opened(portal, portal.user_id).state == "stub"
    assert opened(portal, placement=spot).placement == "DEFAULT"
    app.installed = True
    assert (opened(portal).action.split("?")[0], opened(portal).install) == ("https://a.test/app", False)
    assert opened(portal, portal.user_id).state == "frame"
    tab = opened(portal, placement=spot, query={"ID": "7"})
    assert (tab.action.split("?")[0], tab.placement, tab.placement_id) == (
        "https://a.test/tab",
        "CRM_DEAL_DETAIL_TAB",
        5,
    )
    assert json.loads(dict(tab.fields)["PLACEMENT_OPTIONS"]) == {"ID": "7"}
    app.status = "D"
    assert opened(portal).action.startswith("https://a.test/demo?")


def test_refusals(portal: Any) -> None:
    portal.publish()
    assert opened(portal).state == "missing"
    app = portal.install()
    assert opened(portal, placement=Placement(5, app.id + 1, "X", "https://a.test")).state == "wrong-placement"
    app.access = ("U1",)
    assert opened(portal, portal.user_id).state == "denied"
    app.access, app.status, app.date_finish = (), "T", portal.cloud.clock.now() - 90000
    assert opened(portal).state == "payment"
    app.active = False
    assert opened(portal).state == "missing"


def test_without_an_address_of_a_wizard_nobody_waits(portal: Any) -> None:
    portal.publish()
    app = portal.install()
    app.installed = False
    assert opened(portal).state == "stub"


def test_init_data(portal: Any) -> None:
    portal.publish(portal.version(1, install_url=f"{portal.inbox.url}/install"))
    app = portal.install()
    admin = portal.state.people.users[1]
    data = init_data(portal.state, admin, opened(portal))
    assert (data["INSTALL"], data["FIRST_RUN"], data["IS_ADMIN"], data["APP_OPTIONS"]) == (True, True, True, [])
    assert set(data) == {
        "LANG", "DOMAIN", "PROTOCOL", "PATH", "AUTH_ID", "REFRESH_ID", "AUTH_EXPIRES", "MEMBER_ID", "FIRST_RUN",
        "IS_ADMIN", "INSTALL", "USER_OPTIONS", "APP_OPTIONS", "PLACEMENT", "PLACEMENT_OPTIONS",
    }  # fmt: skip
    portal.state.options.first_run.add((app.client_id, 1, 1))
    assert init_data(portal.state, admin, opened(portal))["FIRST_RUN"] is False
    with pytest.raises(ValueError, match="missing"):
        init_data(portal.state, admin, replace(opened(portal), app=None, state="missing"))
