"""Official and popular clients against it, unmodified: b24pysdk over TLS at the real host names, fast-bitrix24."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import urllib3.util.connection
from b24pysdk import errors
from b24pysdk.api.responses import BitrixAppInfoResponse
from b24pysdk.client import Client
from b24pysdk.credentials import BitrixApp, BitrixToken, BitrixWebhook, OAuthEventData, OAuthPlacementData
from b24pysdk.errors.oauth import BitrixOauthWrongClient
from fast_bitrix24 import Bitrix

from pytest_b24moderation.emulator import Cloud, Running
from pytest_b24moderation.emulator.frame import Seen, open_frame
from pytest_b24moderation.emulator.tokens import Pair

CODE = "acme.score"


@pytest.fixture(autouse=True)
def names(secure: tuple[Running, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name is at the local server, as far as `requests` can tell."""
    running, authority = secure
    target = ("127.0.0.1", running.port)
    connect = urllib3.util.connection.create_connection
    monkeypatch.setattr(
        urllib3.util.connection, "create_connection", lambda address, *args, **more: connect(target, *args, **more)
    )
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def token(cloud: Cloud, pair: Pair) -> BitrixToken:
    listing = cloud.market.listings[CODE]
    app = BitrixApp(client_id=listing.client_id, client_secret=listing.client_secret)
    return BitrixToken(
        domain=cloud.portal.host, auth_token=pair.access, refresh_token=pair.refresh, expires_in=3600, bitrix_app=app
    )


def test_sdk_by_webhook(cloud: Cloud) -> None:
    secret = cloud.portal.people.webhook(1)
    client = Client(BitrixWebhook(domain=cloud.portal.host, webhook_token=f"1/{secret}"))
    made = client.crm.deal.add({"TITLE": "Boats"}).result
    assert client.crm.deal.get(made).result["TITLE"] == "Boats"
    for n in range(60):
        assert client.crm.deal.add({"TITLE": f"Boat {n}"}).result
    assert len(list(client.crm.deal.list().as_list().result)) == 61
    assert len(list(client.crm.deal.list().as_list_fast().result)) == 61
    batch = client.call_batch({"me": client.user.current(), "deals": client.crm.deal.list()})
    assert batch.result.result["me"]["ID"] == "1"
    with pytest.raises(errors.BitrixAPIError, match="Not found"):
        _ = client.crm.deal.get(999).result


def test_sdk_refreshes_an_expired_token(cloud: Cloud, secure: tuple[Running, Path], token: BitrixToken) -> None:
    client = Client(token)
    assert client.profile().result["ADMIN"] is True
    old = token.auth_token
    secure[0].call(lambda: cloud.clock.advance(3700))
    assert client.profile().result["ADMIN"] is True
    assert token.auth_token != old
    info = token.get_app_info()
    assert isinstance(info, BitrixAppInfoResponse)
    assert info.result.install.domain == cloud.portal.host


def test_sdk_accepts_our_event_and_our_frame(cloud: Cloud, token: BitrixToken) -> None:
    portal = cloud.portal
    app, admin = portal.apps.rows[1], portal.people.users[1]
    auth = {f"auth[{key}]": str(value) for key, value in portal.events.auth_block(app, 1, "ONCRMDEALADD").items()}
    event = {"event": "ONCRMDEALADD", "event_handler_id": "5", "data[FIELDS][ID]": "7", "ts": "1730000000"} | auth
    info = token.get_app_info().result
    assert OAuthEventData.from_dict(event).validate_against_app_info(info)
    opening = open_frame(portal, admin, app, Seen(portal.host))
    fields = dict(parse_qsl(urlsplit(opening.action).query)) | dict(opening.fields)
    assert OAuthPlacementData.from_dict(fields).validate_against_app_info(info)


def test_sdk_tells_a_wrong_client(cloud: Cloud, token: BitrixToken) -> None:
    token.bitrix_app.client_id = "app.unknown"
    with pytest.raises(BitrixOauthWrongClient):
        token.refresh_oauth_token()


def test_fast_bitrix24(portal: Any) -> None:
    for n in range(120):
        portal.hook("crm.deal.add", {"fields": {"TITLE": f"D{n}"}})
    hook = f"http://127.0.0.1:{portal.running.port}/rest/1/{portal.state.people.webhook(1)}/"

    def use() -> tuple[Any, Any, Any]:
        client = Bitrix(hook, verbose=False)
        rows = client.get_all("crm.deal.list", {"select": ["ID"]})
        found = client.get_by_ID("crm.deal.get", [1, 2, 3])
        return rows, found, client.call("crm.deal.add", [{"fields": {"TITLE": "x"}}, {"fields": {"TITLE": "y"}}])

    with ThreadPoolExecutor(1) as apart:  # this client hands out coroutines where it meets a running loop: Playwright's
        rows, found, made = apart.submit(use).result()
    assert {row["ID"] for row in rows} == {str(n) for n in range(1, 121)}
    assert {row["TITLE"] for row in found.values()} == {"D0", "D1", "D2"}
    assert sorted(made) == [121, 122]


def test_names_are_not_asked_of_the_network(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(host: str, *more: Any, **rest: Any) -> Any:
        assert host == "127.0.0.1", f"{host} was looked up"
        return lookup(host, *more, **rest)

    lookup = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    secret = cloud.portal.people.webhook(1)
    assert Client(BitrixWebhook(domain=cloud.portal.host, webhook_token=f"1/{secret}")).profile().result
