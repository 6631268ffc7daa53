"""The embedded portal: Bitrix24 as the emulator plays it, fresh for every lease.

The one door to the emulator: it is reached over HTTP through the gateway like any portal, and by
call for what only its owner may do (fingerprint, clock, what the portal does by itself).
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

from pytest_b24moderation import emulator
from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.model import (
    Account,
    Actor,
    LeaseFailed,
    Plan,
    PortalItem,
    Registration,
    Scenario,
    ScenarioError,
    StageFailed,
    Version,
)

POLL = 0.02


@dataclass
class EmbeddedPortal:
    """A leased embedded portal. ``connect`` is its plain local port, for calls of the harness itself."""

    cloud: emulator.Cloud
    running: emulator.Running
    scenario: Scenario
    browser_args: Sequence[str]
    kind: str = "embedded"

    def __post_init__(self) -> None:
        portal = self.cloud.portal
        self.host: str = portal.host
        self.member_id: str = portal.member_id
        self.language: str = portal.language
        self.build: str = f"embedded {portal.profile.name}"
        self.connect: tuple[str, int] = ("127.0.0.1", self.running.port)
        people = portal.people.users.values()
        admin = next(user for user in people if user.admin)
        regular = next(user for user in people if not user.admin)
        self.accounts: Mapping[Actor, Account] = {
            actor: Account(user.id, user.login, user.password, user.full_name, portal.webhook(user.id))
            for actor, user in ((Actor.ADMIN, admin), (Actor.USER, regular))
        }

    def registration(self) -> Registration:
        return self.running.call(self._registration)

    def _registration(self) -> Registration:
        code = self.scenario.solution.code
        listing = self.cloud.portal.market.listings[code]
        app = self.cloud.portal.app(code)
        if app is None:
            return Registration(code, listing.client_id, listing.client_secret)
        return Registration(
            code, listing.client_id, listing.client_secret, app.id, app.active, app.installed, app.version
        )

    def test_link(self, version: int) -> str:
        path = self.cloud.portal.market.test_link(self.scenario.solution.code, version)
        return urljoin(f"https://{self.host}/", path)

    def fingerprint(self) -> tuple[PortalItem, ...]:
        code = self.scenario.solution.code
        traces = self.running.call(self.cloud.portal.fingerprint)
        return tuple(
            PortalItem(t.section, t.key, "solution" if t.owner == code else t.owner, t.summary, t.digest)
            for t in traces
        )

    def gaps(self) -> Sequence[str]:
        return tuple(self.cloud.portal.gaps)

    def broken(self) -> Sequence[str]:
        return tuple(self.cloud.portal.broken)

    def settle(self, within: float) -> str:
        ends = time.monotonic() + within
        while (busy := self.running.call(self.cloud.portal.idle)) and time.monotonic() < ends:
            time.sleep(POLL)
        return busy

    def act(self, verb: str, params: Mapping[str, Any], actor: Actor) -> Any:
        """What a person does on the portal, or the portal by itself; docs/portal-acts.md lists the verbs."""
        portal = self.cloud.portal
        user = portal.people.users[self.accounts[actor].user_id]
        try:
            return self.running.wait(lambda: portal.perform(verb, user, params))
        except emulator.ActError as error:
            if error.absent:
                raise StageFailed(f"{error}: {error.found}", "nothing of the kind is on the portal") from error
            if error.answered:
                raise StageFailed(f"{error}: expected {error.expected}", f"the answer: {error.found}") from error
            raise ScenarioError(str(error), expected=error.expected, found=error.found) from error


class EmbeddedDriver:
    """Gives out embedded portals; one server thread, a fresh portal mounted for each lease."""

    def __init__(self, gateway: Gateway, *, profile: str = "cloud-2026", language: str = "") -> None:
        self._gateway = gateway
        self._profile = profile
        self._language = language
        self._running: emulator.Running | None = None

    def __enter__(self) -> EmbeddedDriver:
        self._running = emulator.serve()
        self._door = self._gateway.listen("portal")
        self._browser_args = self._arguments()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running:
            self._running.close()

    @contextmanager
    def lease(self, plan: Plan) -> Iterator[EmbeddedPortal]:
        """A fresh portal behind the gateway, with every version of the solution in its Market."""
        if self._running is None:
            raise LeaseFailed("the driver of embedded portals is not running", "use it inside its `with` block")
        outbound = emulator.Outbound(
            proxy="http://{}:{}".format(*self._door),
            ca_pem=self._gateway.authority.ca_pem,
            timeout=plan.deadlines.answer,
        )
        language = self._language or _language(plan.scenario)
        cloud = emulator.create_app(outbound=outbound, profile=self._profile, seed=_seed(plan), language=language)
        cloud.market.publish(_listing(plan.scenario))
        self._running.mount(cloud)
        for name, kind in cloud.hosts:
            self._gateway.route(name, kind, ("127.0.0.1", self._running.port))
        try:
            yield EmbeddedPortal(cloud, self._running, plan.scenario, self._browser_args)
        finally:
            for name, _ in cloud.hosts:
                self._gateway.forget(name)

    def _arguments(self) -> list[str]:
        """Chromium finds every name at the gateway, and trusts its one leaf key."""
        host, port = self._gateway.listen("browser")
        return [
            f"--host-resolver-rules=MAP *:443 {host}:{port},MAP *:80 {host}:{port},EXCLUDE 127.0.0.1",
            f"--ignore-certificate-errors-spki-list={self._gateway.authority.spki}",
        ]


def _seed(plan: Plan) -> int:
    """A seed of each solution's own: what is a secret in one run must not turn up as an open value of another."""
    return random.Random(f"{plan.seed} {plan.scenario.solution.code}").getrandbits(32)  # noqa: S311


def _language(scenario: Scenario) -> str:
    return "ru" if scenario.solution.region in ("ru", "by", "kz") else "en"


def _listing(scenario: Scenario) -> emulator.Listing:
    """The solution's card as a vendor would have filled it in."""
    solution, server, card = scenario.solution, scenario.server, scenario.card
    return emulator.Listing(
        code=solution.code,
        titles=solution.titles,
        developer=solution.developer,
        versions=[_version(scenario, version) for version in scenario.versions],
        client_id=server.client_id if server else "",
        client_secret=server.client_secret if server else "",
        descriptions=card.get("description") or {},
        short_descriptions=card.get("short_description") or {},
        installation=card.get("installation") or {},
        support=card.get("support") or {},
        licence=card.get("licence") or {},
        privacy=card.get("privacy") or {},
    )


def _version(scenario: Scenario, version: Version) -> emulator.ListingVersion:
    return emulator.ListingVersion(
        number=version.number,
        url=version.url,
        install_url=version.install_url,
        event_url=version.event_url,
        settings_url=version.settings_url,
        demo_url=version.demo_url,
        scopes=version.scopes,
        menu_item=version.menu_item,
        menu_titles=version.menu_titles,
        static=scenario.solution.kind == "static",
        user_install=version.user_install,
        mobile=version.mobile,
        whats_new=version.whats_new,
    )
