"""The authorisation server: /oauth/token/ and /rest/app.info of oauth.bitrix.info and its twins.

restdocs: settings/oauth/*.md. Tokens live on the portal's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.envelope import timing
from pytest_b24moderation.emulator.tokens import Token
from pytest_b24moderation.emulator.wire import Receive, Scope, Send, read, reply_json

HOSTS = ("oauth.bitrix.info", "oauth.bitrix24.tech", "oauth.bitrix24.info")


class OAuthError(Exception):
    """An error answer; wrong_client comes with HTTP 200 and no description."""

    def __init__(self, status: int, code: str, text: str = "") -> None:
        super().__init__(f"{status} {code} {text}")
        self.status = status
        self.body = {"error": code} | ({"error_description": text} if text else {})


@dataclass(frozen=True)
class Handoff:
    """What /oauth/authorize/ does: go to ``location``, or show ``text`` (the code, or a complaint)."""

    location: str = ""
    text: str = ""
    status: int = 200


class OAuth:
    """The server beside the portal; it knows every application that the Market or the portal knows."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await read(scope, receive)
        path = "/".join(request.parts).lower().removesuffix(".json")
        params = await request.params()
        bearer = request.header(b"authorization").partition(" ")[2].strip()
        try:
            body = self._answer(path, params, bearer, scope.get("b24.oauth_host", ""))
        except OAuthError as problem:
            await reply_json(send, problem.status, problem.body)
        else:
            await reply_json(send, 200, body)

    def _answer(self, path: str, params: Mapping[str, Any], bearer: str, host: str) -> dict[str, Any]:
        if self._portal.faults.oauth_down:
            raise OAuthError(503, "ERROR_OAUTH", "Service unavailable")
        if path == "oauth/token":
            return self.token(params, host)
        if path == "rest/app.info":
            return self.app_info(bearer or str(params.get("auth", "")))
        raise OAuthError(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")

    def authorize(self, user: User, params: Mapping[str, Any]) -> Handoff:
        """A logged-in user lets an application in: a code of 30 seconds goes to the application's own address."""
        portal = self._portal
        client_id = str(params.get("client_id", ""))
        app = portal.apps.find(client_id) if client_id else None
        if app is None or app.client_id != client_id or not app.active:
            return Handoff(text="Application not found", status=404)
        if not portal.apps.may_open(user, app):
            return Handoff(text="You don't have permissions to access this application.", status=403)
        code = portal.people.hexes(70)
        portal.tokens.codes[code] = (client_id, user.id, portal.clock.now() + portal.profile.code_lifetime)
        if not app.url:
            return Handoff(text=code)
        query = {
            "code": code,
            "state": str(params.get("state", "")),
            "domain": portal.host,
            "member_id": portal.member_id,
            "scope": ",".join(app.scopes),
            "server_domain": portal.profile.oauth_host,
        }
        return Handoff(f"{app.url}{'&' if '?' in app.url else '?'}{urlencode(query)}", status=302)

    def token(self, params: Mapping[str, Any], host: str = "") -> dict[str, Any]:
        """The token endpoint. Raises OAuthError."""
        grant = self._required(params, "grant_type")
        client_id = self._required(params, "client_id")
        secret = self._required(params, "client_secret")
        if grant not in ("authorization_code", "refresh_token"):
            raise OAuthError(400, "invalid_request", 'Wrong "grant_type" parameter')
        value = self._required(params, "code" if grant == "authorization_code" else "refresh_token")
        app = self._client(client_id, secret)
        user_id = self._redeem(app, value) if grant == "authorization_code" else self._exchange(app, value)
        if self._portal.apps.payment_over(app):
            raise OAuthError(self._portal.profile.payment_oauth_status, "PAYMENT_REQUIRED", "Payment required")
        user = self._portal.people.users.get(user_id)
        if user is None or not user.active:
            raise OAuthError(400, "invalid_grant", "The user is not active")
        wanted = {word for word in str(params.get("scope", "")).replace(" ", ",").split(",") if word}
        if wanted - set(app.scopes):
            raise OAuthError(403, "invalid_scope", "The requested scope is wider than the application's")
        return self._pair(app, user_id, host or self._portal.profile.oauth_host)

    def _pair(self, app: App, user_id: int, host: str) -> dict[str, Any]:
        portal = self._portal
        pair = portal.issue(app, user_id)
        return {
            "access_token": pair.access,
            "expires": pair.expires,
            "expires_in": pair.expires_in,
            "scope": ",".join(app.scopes),
            "domain": host,
            "server_endpoint": f"https://{host}/rest/",
            "status": app.status,
            "client_endpoint": portal.client_endpoint,
            "member_id": portal.member_id,
            "user_id": user_id,
            "refresh_token": pair.refresh,
        }

    def app_info(self, auth: str) -> dict[str, Any]:
        """Whose token this is, for applications that check what they were sent. Raises OAuthError."""
        portal = self._portal
        if not auth:
            raise OAuthError(401, "NO_AUTH_FOUND", "Wrong authorization data")
        token = portal.tokens.access.get(auth)
        if token is None:
            raise OAuthError(401, "ERROR_OAUTH", "Unable to authorize: wrong token")
        app = portal.apps.find(token.client_id)
        if app is None or not app.active:
            raise OAuthError(401, "NOT_INSTALLED", "Application not installed")
        if token.dead:
            raise OAuthError(401, "ERROR_OAUTH", "Unable to authorize: wrong token")
        if portal.tokens.expired(token):
            raise OAuthError(401, "expired_token", "The access token provided has expired")
        start = portal.clock.now()
        return {"result": self._info(app, token), "time": timing(portal, start, 0.0, 0.0)}

    def _info(self, app: App, token: Token) -> dict[str, Any]:
        portal = self._portal
        scope = ",".join(sorted(token.scopes))
        install = {
            "installed": app.installed,
            "version": str(app.version),
            "status": app.status,
            "scope": ",".join(app.scopes),
            "domain": portal.host,
            "uri": f"https://{portal.host}",
            "client_endpoint": portal.client_endpoint,
            "member_id": portal.member_id,
            "member_type": "box" if portal.profile.name == "box" else "b24",
        }
        expires = portal.iso(token.expires)
        return {
            "client_id": app.client_id, "scope": scope, "expires": expires, "install": install, "user_id": token.user_id
        }  # fmt: skip

    def _required(self, params: Mapping[str, Any], name: str) -> str:
        value = params.get(name)
        if not isinstance(value, str) or not value:
            raise OAuthError(400, "invalid_request", f'No "{name}" parameter found')
        return value

    def _client(self, client_id: str, secret: str) -> App:
        portal = self._portal
        app = portal.apps.find(client_id)
        listing = portal.market.by_client(client_id)
        known = app.client_secret if app else listing.client_secret if listing else ""
        if not known:
            raise OAuthError(200, "wrong_client")
        if secret != known:
            raise OAuthError(400, "invalid_client", "Wrong client_secret")
        if app is None or not app.active:
            if portal.profile.absent_app_error == "invalid_client":
                raise OAuthError(400, "invalid_client", "Application not installed")
            raise OAuthError(401, "NOT_INSTALLED", "Application not installed")
        return app

    def _redeem(self, app: App, code: str) -> int:
        portal = self._portal
        client_id, user_id, until = portal.tokens.codes.pop(code, ("", 0, 0.0))
        if client_id != app.client_id or until < portal.clock.now():
            raise OAuthError(400, portal.profile.code_error, "Invalid or expired authorization code")
        return user_id

    def _exchange(self, app: App, value: str) -> int:
        portal = self._portal
        token, now = portal.tokens.refresh.get(value), portal.clock.now()
        if token is None or token.client_id != app.client_id or token.dead or portal.tokens.expired(token):
            raise OAuthError(400, "invalid_grant", "Invalid or expired refresh token")
        if token.used:
            grace = portal.profile.refresh_grace if portal.profile.refresh_reuse == "lenient" else -1
            if now - token.used > grace:
                raise OAuthError(400, "invalid_grant", "Refresh token has already been used")
        else:
            token.used = now
        return token.user_id
