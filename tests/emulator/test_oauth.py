"""The OAuth server: tokens, their errors, app.info, and the hand-off of a code."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

CODE = "acme.score"


def client(portal: Any) -> dict[str, str]:
    listing = portal.cloud.market.listings[CODE]
    return {"client_id": listing.client_id, "client_secret": listing.client_secret}


def refresh(portal: Any, token: str, **more: str) -> Any:
    return portal.oauth(**(client(portal) | {"grant_type": "refresh_token", "refresh_token": token} | more))


def uninstall(portal: Any) -> None:
    state = portal.state
    portal.running.call(lambda: state.apps.uninstall(state.app(CODE), state.people.users[1], clean=False))


@pytest.mark.parametrize("host", ["oauth.bitrix.info", "oauth.bitrix24.tech", "oauth.bitrix24.info"])
@pytest.mark.parametrize("path", ["/oauth/token/", "//oauth/token/", "/oauth/token"])
def test_refresh_by_get_and_post(portal: Any, host: str, path: str) -> None:
    pair = portal.installed()
    form = client(portal) | {"grant_type": "refresh_token", "refresh_token": pair.refresh}
    url = f"{portal.http.base_url}".rstrip("/") + path
    first = portal.http.get(url, params=form, headers={"Host": host}).json()
    assert set(first) == {
        "access_token", "refresh_token", "expires", "expires_in", "client_endpoint", "server_endpoint", "domain",
        "member_id", "scope", "status", "user_id",
    }  # fmt: skip
    assert (first["domain"], first["server_endpoint"]) == (host, f"https://{host}/rest/")
    assert first["client_endpoint"] == f"https://{portal.state.host}/rest/"
    assert (first["member_id"], first["user_id"], first["expires_in"]) == (portal.state.member_id, 1, 3600)
    second = portal.http.post(url, data=form | {"refresh_token": first["refresh_token"]}, headers={"Host": host})
    assert second.json()["access_token"] != first["access_token"]
    assert portal.rest("profile", auth=first["access_token"]).status_code == 200


def test_tokens_look_like_real_ones(portal: Any) -> None:
    pair = portal.installed()
    assert len(pair.access) == len(pair.refresh) == 70
    assert int.from_bytes(bytes.fromhex(pair.access[:8]), "little") == pair.expires
    assert int(pair.access[24:32], 16) == 1


def test_rotation_is_strict_or_lenient(portal: Any) -> None:
    pair = portal.installed()
    assert refresh(portal, pair.refresh).status_code == 200
    assert portal.told(refresh(portal, pair.refresh))[:2] == (400, "invalid_grant")
    portal.switch(refresh_reuse="lenient", refresh_grace=60)
    assert refresh(portal, pair.refresh).status_code == 200
    portal.running.call(lambda: portal.cloud.clock.advance(61))
    assert portal.told(refresh(portal, pair.refresh))[:2] == (400, "invalid_grant")


def test_refresh_lives_180_days(portal: Any) -> None:
    pair = portal.installed()
    portal.running.call(lambda: portal.cloud.clock.advance(180 * 86400))
    assert portal.told(refresh(portal, pair.refresh))[:2] == (400, "invalid_grant")


def test_errors_of_the_token_endpoint(portal: Any) -> None:
    pair = portal.installed()
    good = client(portal)
    for missing in ("grant_type", "client_id", "client_secret", "refresh_token"):
        form = good | {"grant_type": "refresh_token", "refresh_token": pair.refresh}
        del form[missing]
        assert portal.told(portal.oauth(**form)) == (400, "invalid_request", f'No "{missing}" parameter found')
    assert portal.told(portal.oauth(**good, grant_type="password", password="x"))[:2] == (400, "invalid_request")
    answer = refresh(portal, pair.refresh, client_id="app.nobody")
    assert (answer.status_code, answer.json()) == (200, {"error": "wrong_client"})
    assert portal.told(refresh(portal, pair.refresh, client_secret="x"))[:2] == (400, "invalid_client")
    assert portal.told(refresh(portal, "f" * 70))[:2] == (400, "invalid_grant")
    assert portal.told(refresh(portal, pair.refresh, scope="crm,disk"))[:2] == (403, "invalid_scope")
    portal.cloud.faults.oauth_down = True
    assert refresh(portal, pair.refresh).status_code == 503


def test_after_uninstall_and_reinstall(portal: Any) -> None:
    pair = portal.installed()
    uninstall(portal)
    assert portal.told(refresh(portal, pair.refresh))[:2] == (401, "NOT_INSTALLED")
    portal.switch(absent_app_error="invalid_client")
    assert portal.told(refresh(portal, pair.refresh))[:2] == (400, "invalid_client")
    portal.install()
    assert portal.told(refresh(portal, pair.refresh))[:2] == (400, "invalid_grant")


def test_payment_over(portal: Any) -> None:
    pair = portal.installed()
    app = portal.state.app(CODE)
    app.status, app.date_finish = "T", portal.cloud.clock.now() - 86400 * 2
    assert portal.told(refresh(portal, pair.refresh))[:2] == (400, "PAYMENT_REQUIRED")


def authorize(portal: Any, **params: str) -> Any:
    session = portal.state.people.open_session(portal.user_id)
    headers = {"Cookie": f"PHPSESSID={session.key}"}
    return portal.http.get("/oauth/authorize/", params=params, headers=headers)


def test_code_for_a_token(portal: Any) -> None:
    portal.publish()
    portal.install()
    listing = portal.cloud.market.listings[CODE]
    answer = authorize(portal, client_id=listing.client_id, state="s 1", redirect_uri="https://evil.example/")
    assert answer.status_code == 302
    target = urlsplit(answer.headers["location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == f"{portal.inbox.url}/app"
    query = {key: value[0] for key, value in parse_qs(target.query).items()}
    assert (query["state"], query["domain"], query["member_id"], query["server_domain"]) == (
        "s 1", portal.state.host, portal.state.member_id, "oauth.bitrix.info"
    )  # fmt: skip
    form = client(portal) | {"grant_type": "authorization_code", "code": query["code"]}
    tokens = portal.oauth(**form).json()
    assert tokens["user_id"] == portal.user_id
    assert portal.told(portal.oauth(**form))[:2] == (400, "invalid_grant")


def test_code_lives_thirty_seconds(portal: Any) -> None:
    portal.publish()
    portal.install()
    location = authorize(portal, client_id=client(portal)["client_id"]).headers["location"]
    code = parse_qs(urlsplit(location).query)["code"][0]
    portal.running.call(lambda: portal.cloud.clock.advance(31))
    portal.switch(code_error="bad_verification_code")
    form = client(portal) | {"grant_type": "authorization_code", "code": code}
    assert portal.told(portal.oauth(**form))[:2] == (400, "bad_verification_code")


def test_authorize_without_an_application_or_a_session(portal: Any) -> None:
    portal.publish()
    assert authorize(portal, client_id="app.x").status_code == 404
    answer = portal.http.get("/oauth/authorize/", params={"client_id": "app.x"})
    assert (answer.status_code, answer.headers["location"][:14]) == (302, "/auth/?backurl")
    portal.install().access = ("U1",)
    assert authorize(portal, client_id=client(portal)["client_id"]).status_code == 403


def info(portal: Any, **params: str) -> Any:
    return portal.http.get("/rest/app.info", params=params, headers={"Host": "oauth.bitrix24.tech"})


def test_app_info(portal: Any) -> None:
    pair = portal.installed()
    body = info(portal, auth=pair.access).json()
    result = body["result"]
    assert result["client_id"] == pair.client_id
    assert result["user_id"] == 1
    install = result["install"]
    assert install["installed"] is True
    assert (install["version"], install["status"], install["domain"]) == ("1", "F", portal.state.host)
    assert install["member_id"] == portal.state.member_id
    assert type(body["time"]["operating_reset_at"]) is int


def test_app_info_refuses(portal: Any) -> None:
    pair = portal.installed()
    assert portal.told(info(portal))[:2] == (401, "NO_AUTH_FOUND")
    assert portal.told(info(portal, auth="f" * 70))[:2] == (401, "ERROR_OAUTH")
    portal.running.call(lambda: portal.cloud.clock.advance(3601))
    assert portal.told(info(portal, auth=pair.access))[:2] == (401, "expired_token")
    uninstall(portal)
    assert portal.told(info(portal, auth=pair.access))[:2] == (401, "NOT_INSTALLED")
    assert portal.told(portal.http.get("/rest/user.get", headers={"Host": "oauth.bitrix.info"}))[0] == 404
