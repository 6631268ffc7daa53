"""The whole cloud as one ASGI application: portal, OAuth server, BX24.js host, told apart by the Host header."""

from __future__ import annotations

import random

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Router

from pytest_b24moderation.emulator.clock import Clock
from pytest_b24moderation.emulator.market import Market
from pytest_b24moderation.emulator.oauth import HOSTS as OAUTH_HOSTS
from pytest_b24moderation.emulator.oauth import OAuth
from pytest_b24moderation.emulator.outgoing import Outbound
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.profile import PROFILES, Faults
from pytest_b24moderation.emulator.rest.front import serve_rest
from pytest_b24moderation.emulator.wire import Receive, Scope, Send, read

SDK_HOSTS = ("api.bitrix24.com", "api.bitrix24.tech")


class Cloud:
    """A fresh Bitrix24. Other threads act on it through ``Running.call`` only."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.oauth = OAuth(portal)
        self.hosts: tuple[tuple[str, str], ...] = (
            (portal.host, "portal"),
            *((host, "oauth") for host in OAUTH_HOSTS),
            *((host, "sdk") for host in SDK_HOSTS),
        )
        """(host name, kind) of everything that this application answers for."""
        self._kinds = dict(self.hosts)
        self._routers: dict[str, Router] = {}

    @property
    def market(self) -> Market:
        return self.portal.market

    @property
    def clock(self) -> Clock:
        return self.portal.clock

    @property
    def faults(self) -> Faults:
        return self.portal.faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.portal.events.kick()
        try:
            await self._serve(scope, receive, send)
        except Exception as problem:
            self.portal.broken.append(f"{scope['method']} {scope['path']}: {problem!r}")
            raise

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = next((value for key, value in scope["headers"] if key == b"host"), b"").decode("latin-1").lower()
        name = host.rpartition(":")[0] if ":" in host else host
        kind = self._kinds.get(name, "portal")
        if kind == "sdk" and name == SDK_HOSTS[1] and not self.portal.profile.sdk_tech_host:
            await _to(PlainTextResponse("Not Found", 404), scope, receive, send)
            return
        path = scope["path"]
        if kind == "oauth":
            scope["b24.oauth_host"] = name
            await self.oauth(scope, receive, send)
        elif kind == "portal" and path.startswith("/rest/"):
            await serve_rest(self.portal, scope, receive, send)
        elif kind == "portal" and path.lstrip("/").startswith("oauth/"):
            await self._oauth_on_portal(scope, receive, send)
        else:
            await self._router(kind)(scope, receive, send)

    async def aclose(self) -> None:
        """Stop delivering events, and close what is open."""
        await self.portal.events.aclose()
        await self.portal.outgoing.aclose()

    async def _oauth_on_portal(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "token" in scope["path"]:
            await self.oauth(scope, receive, send)
            return
        request = await read(scope, receive)
        found = self.portal.people.session(request.cookie(self.portal.people.COOKIE))
        if found is None:
            back = f"{scope['path']}?{request.query}"
            await _to(RedirectResponse(f"/auth/?{_back(back)}", 302), scope, receive, send)
            return
        hand = self.oauth.authorize(found[1], await request.params())
        answer: Response = PlainTextResponse(hand.text, hand.status)
        if hand.location:
            answer = RedirectResponse(hand.location, hand.status)
        await _to(answer, scope, receive, send)

    def _router(self, kind: str) -> Router:
        """The pages of a host, built when first wanted: a portal that is only called by REST needs none."""
        if kind not in self._routers:
            from pytest_b24moderation.emulator import pages, sdk

            routes = sdk.routes(self) if kind == "sdk" else pages.routes(self)
            self._routers[kind] = Router(routes, redirect_slashes=False)
        return self._routers[kind]


async def _to(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    await answer(scope, receive, send)


def _back(url: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"backurl": url})


def create_app(
    *,
    outbound: Outbound | None = None,
    profile: str = "cloud-2026",
    seed: int | None = None,
    language: str = "en",
    clock: Clock | None = None,
) -> Cloud:
    """A clean cloud with one portal. The same seed gives the same names, hosts and secrets."""
    rng = random.Random(seed)  # noqa: S311 - these secrets guard nothing
    portal = Portal(rng, clock or Clock(), PROFILES[profile], language, outbound or Outbound())
    return Cloud(portal)
