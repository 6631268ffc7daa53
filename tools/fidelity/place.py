"""Where a suite runs: an embedded portal with an application, reached by its own name over HTTPS."""

from __future__ import annotations

import asyncio
import http.client
import http.server
import json
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pytest_b24moderation import emulator, hosting
from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.documented import documented_methods, documented_methods3
from pytest_b24moderation.emulator.registry import methods, methods3
from pytest_b24moderation.gateway import Gateway


class FidelityError(Exception):
    """A suite cannot be run here: what is missing, and what to do."""


ASKED = "place.fidelity.test"
APPLICATION = "application.fidelity.test"
SEED = 24
AWAY, FAR_AWAY = 0.004, 0.05
"""Seconds to the portal, and to the OAuth server."""


@dataclass
class Place:
    """A portal for one suite. ``environment``: what a command is given beside what leads it here and makes it trust us.

    A command asks ``environment["B24_PLACE"]`` (plain HTTP, a GET) what was called since it asked last, and gets
    `{"methods": [...], "gaps": [...], "broken": [...]}`; ``calls()``, ``gaps()`` and ``broken()`` say the same in here.
    """

    gateway: Gateway
    running: emulator.Running
    cloud: emulator.Cloud
    app: App
    scratch: Path
    way: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        portal = self.cloud.portal
        self.domain = portal.host
        self.webhook = portal.webhook(1)
        self.client_id, self.client_secret = self.app.client_id, self.app.client_secret
        self.member_id = portal.member_id
        self.application_token = portal.apps.application_token(self.app)
        self.expires_in = portal.profile.access_lifetime
        self.access_token, self.refresh_token = self.tokens()
        self._errands = 0

    def tokens(self, user_id: int = 1) -> tuple[str, str]:
        """A new access and a new refresh token of that user for the application."""
        pair = self.running.call(lambda: self.cloud.portal.issue(self.app, user_id))
        return pair.access, pair.refresh

    def rest(self, method: str, params: Mapping[str, Any] | None = None, auth: str = "") -> Any:
        """The result of a call before the suite runs: by the administrator's webhook, or with a token.

        Raises FidelityError with the portal's answer when that is an error.
        """
        path = f"/rest/{method}" if auth else f"/rest/{self.webhook.partition('/rest/')[2]}{method}"
        body = json.dumps({**(params or {}), **({"auth": auth} if auth else {})})
        connection = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=60)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json", "Host": self.domain})
            answer = json.load(connection.getresponse())
        finally:
            connection.close()
        if "error" in answer:
            raise FidelityError(f"{method} was refused while the portal was made ready: {answer}")
        return answer["result"]

    def run(
        self,
        command: Sequence[str],
        cwd: Path,
        env: Mapping[str, str] | None = None,
        timeout: float = 600,
        log: Path | None = None,
    ) -> int:
        """Run a command so that all names lead to the portal; its exit status, 124 when it took too long.

        ``log``: the file that gets what it writes (default: `run.log` of the suite's scratch folder).
        """
        self._errands += 1
        errand = hosting.Errand(
            tuple(command), cwd, log or self.scratch / "run.log", {**self.environment, **(env or {})}
        )
        folder = self.scratch / f"errand-{self._errands}"
        shutil.rmtree(folder, ignore_errors=True)
        return hosting.run(errand, gateway=self.gateway, scratch=folder, timeout=timeout, way=self.way)

    def gaps(self) -> list[str]:
        """Documented methods that were called since this was asked last, and that the portal does not know."""
        return self.running.call(lambda: _taken(self.cloud.portal.gaps))

    def calls(self) -> list[str]:
        """Methods that were called, and known, since this was asked last."""
        return self.running.call(lambda: _taken(self.cloud.portal.called))

    def broken(self) -> list[str]:
        """Where the portal itself failed since this was asked last."""
        return self.running.call(lambda: _taken(self.cloud.portal.broken))


T = TypeVar("T")


def _taken(rows: Any) -> list[str]:
    taken = list(rows)
    rows.clear()
    return taken


@dataclass(frozen=True)
class Distant:
    """A cloud that answers no sooner than one across a network: some tests want to see a time limit exceeded."""

    cloud: emulator.Cloud

    @property
    def oauth(self) -> frozenset[str]:
        """The names of the OAuth server."""
        return frozenset(name for name, kind in self.cloud.hosts if kind == "oauth")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        host = next((value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"host"), "")
        await asyncio.sleep(FAR_AWAY if host in self.oauth else AWAY)
        await self.cloud(scope, receive, send)

    async def aclose(self) -> None:
        """With the cloud."""
        await self.cloud.aclose()


@contextmanager
def place(scratch: Path, *, way: str = "", language: str = "en") -> Iterator[Place]:
    """A fresh portal, seeded, with an installed local application that has every permission."""
    scratch.mkdir(parents=True, exist_ok=True)
    with Gateway() as gateway, emulator.serve() as running:
        door = "http://{}:{}".format(*gateway.listen("portal"))
        outbound = emulator.Outbound(proxy=door, ca_pem=gateway.authority.ca_pem, timeout=5)
        cloud = emulator.create_app(outbound=outbound, seed=SEED, language=language)
        running.mount(Distant(cloud))
        for name, kind in cloud.hosts:
            gateway.route(name, kind, ("127.0.0.1", running.port))
        here = Place(gateway, running, cloud, running.call(lambda: _installed(cloud)), scratch, way)
        with _answering(here) as port:
            gateway.route(ASKED, "service", ("127.0.0.1", port))
            here.environment["B24_PLACE"] = f"http://{ASKED}/since"
            yield here


def every_scope() -> tuple[str, ...]:
    """All permissions that a method of the documentation, or of the emulator, asks for."""
    facts = [row.scopes for known in (documented_methods(), documented_methods3()) for row in known.values()]
    facts += [row.scopes for ours in (methods(), methods3()) for row in ours.values()]
    return tuple(sorted({scope for scopes in facts for scope in scopes}))


def _installed(cloud: emulator.Cloud) -> App:
    portal = cloud.portal
    version = emulator.ListingVersion(1, url=f"https://{APPLICATION}/", scopes=every_scope())
    return portal.apps.add_local("Fidelity", version, portal.people.users[1])


@contextmanager
def _answering(here: Place) -> Iterator[int]:
    """A local port at which a command asks what it has called."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"methods": here.calls(), "gaps": here.gaps(), "broken": here.broken()}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
