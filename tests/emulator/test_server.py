"""The server: swapping clouds, host names, fingerprints, speed of a fresh portal."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pytest_b24moderation.emulator import create_app, serve


def test_swapping_clouds(server: Any, connection: httpx.Client) -> None:
    hosts = []
    for seed in (1, 2):
        cloud = create_app(seed=seed)
        server.mount(cloud)
        path = httpx.URL(cloud.portal.webhook(1)).path
        assert connection.get(f"{path}profile").status_code == 200
        hosts.append(cloud.portal.host)
    assert hosts[0] != hosts[1]


def test_nothing_mounted_and_a_call_that_fails() -> None:
    with serve() as running:
        assert httpx.get(f"http://127.0.0.1:{running.port}/", trust_env=False).status_code == 503
        assert running.call(lambda: 5) == 5
        with pytest.raises(ZeroDivisionError):
            running.call(lambda: 1 // 0)


def test_hosts(portal: Any) -> None:
    kinds = dict(portal.cloud.hosts)
    assert kinds[portal.state.host] == "portal"
    assert (kinds["oauth.bitrix.info"], kinds["api.bitrix24.com"]) == ("oauth", "sdk")
    answer = portal.http.get("/rest/app.info", headers={"Host": "oauth.bitrix24.tech:443"})
    assert answer.json()["error"] == "NO_AUTH_FOUND"


def test_a_fresh_portal_is_quick() -> None:
    create_app()
    took = []
    for _ in range(20):
        began = time.perf_counter()
        create_app()
        took.append(time.perf_counter() - began)
    assert statistics.median(took) < 0.005


def test_a_clean_portals_fingerprint_says_who_made_what(make: Callable[..., Any]) -> None:
    portal = make(seed=9)
    clean = {(t.section, t.key): t for t in portal.state.fingerprint()}
    assert {t.owner for t in clean.values()} == {"portal"}
    pair = portal.installed()
    auth = pair.access
    portal.result("crm.deal.add", {"fields": {"TITLE": "by the application"}}, auth)
    portal.result("crm.deal.add", {"fields": {"TITLE": "by a person"}})
    portal.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": "A", "USER_TYPE_ID": "string"}}, auth)
    portal.result("event.bind", {"event": "ONCRMDEALADD", "handler": "https://a.test/e"}, auth)
    portal.result("placement.bind", {"PLACEMENT": "LEFT_MENU", "HANDLER": "https://a.test/m"}, auth)
    portal.result("app.option.set", {"options": {"a": 1}}, auth)
    portal.result("user.option.set", {"options": {"b": 1}}, auth)
    portal.result("entity.add", {"ENTITY": "s", "NAME": "S"}, auth)
    portal.result("entity.item.add", {"ENTITY": "s", "NAME": "I"}, auth)
    portal.result("entity.section.add", {"ENTITY": "s", "NAME": "Sec"}, auth)
    portal.result("user.add", {"EMAIL": "x@y.zz"}, auth)
    portal.result("department.add", {"NAME": "D", "PARENT": 1}, auth)
    portal.result("im.notify", {"USER_ID": 1, "MESSAGE": "m"}, auth)
    portal.result("crm.status.add", {"fields": {"ENTITY_ID": "SOURCE", "NAME": "n"}}, auth)
    found = {(t.section, t.key): t for t in portal.state.fingerprint()}
    new = [found[key] for key in found.keys() - clean.keys()]
    assert {t.section for t in new if t.owner == "acme.score"} == {
        "apps", "app options", "user options", "event handlers", "placements", "entity storages", "entity items",
        "entity sections", "users", "departments", "notifications", "user fields", "crm deal", "crm dictionaries",
    }  # fmt: skip
    assert [t.summary for t in new if t.owner == "person"] == ["by a person"]
    assert all(found[key].digest == trace.digest for key, trace in clean.items())
    portal.result("crm.deal.update", {"id": 2, "fields": {"TITLE": "changed"}})
    after = {(t.section, t.key): t for t in portal.state.fingerprint()}
    assert after["crm deal", "2"].digest != found["crm deal", "2"].digest
    assert after["crm deal", "1"].digest == found["crm deal", "1"].digest
