"""The tools of a stage: what every act of a run works with."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Error

from pytest_b24moderation.clients import leash
from pytest_b24moderation.clients.http import Door, Http
from pytest_b24moderation.clients.rest import Rest
from pytest_b24moderation.clients.windows import Windows
from pytest_b24moderation.model import (
    Actor,
    Dialog,
    InfrastructureError,
    Note,
    Plan,
    Portal,
    Scenario,
    StageFailed,
    Version,
)
from pytest_b24moderation.record import Recorder

CLOSED = ("has been closed", "connection closed")
"""What Playwright says of a page that went away with its browser."""

SLICE = 0.2
"""Seconds between two looks at the browser while the portal is waited for."""


def portal_names(portal: Portal) -> dict[str, Any]:
    """What templates know before anybody acts: the portal, and the solution's keys on it."""
    known, webhook = portal.registration(), portal.accounts[Actor.ADMIN].webhook
    user, _, code = webhook.partition("/rest/")[2].strip("/").partition("/")
    return {
        "portal": {
            "host": portal.host,
            "url": f"https://{portal.host}",
            "member_id": portal.member_id,
            "language": portal.language,
            "webhook": webhook,
            "webhook_user": user,
            "webhook_code": code,
        },
        "app": {"client_id": known.client_id, "client_secret": known.client_secret, "code": known.code},
    }


@dataclass
class Kit:
    """What stages are handed.

    ``hosted``: the running server of the solution (`.work`: its folder, `.port`), None when it runs elsewhere.
    ``door``: where the gateway lets the harness in.
    ``connect``: where the portal listens without TLS; None for a portal that is called by its name.
    ``saved``: what scenario steps have saved, by actor and name.
    """

    plan: Plan
    portal: Portal
    timeline: Recorder
    windows: Windows
    hosted: Any = None
    connect: tuple[str, int] | None = None
    door: Door | None = None
    saved: dict[Actor, dict[str, Any]] = field(default_factory=dict)
    _rests: dict[Actor, Rest] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """The scenario of the solution under moderation."""
        return self.plan.scenario

    @property
    def version(self) -> Version:
        """The version under moderation."""
        return self.plan.scenario.version

    @property
    def work(self) -> Path | None:
        """The folder in which the solution's server runs; None when it is not ours."""
        return Path(self.hosted.work) if self.hosted is not None else None

    @property
    def http(self) -> Http:
        """Requests to the solution's server, or to services outside."""
        if self.door is None:
            raise InfrastructureError("there is no gateway in this run", "give the kit its door")
        return Http(self.door, self.plan.deadlines)

    def rest(self, actor: Actor) -> Rest:
        """The REST of the portal with that actor's rights."""
        if actor not in self._rests:
            webhook = self.portal.accounts[actor].webhook
            self._rests[actor] = Rest(webhook, self.timeline, self.plan.deadlines, connect=self.connect)
        return self._rests[actor]

    def names(self, actor: Actor) -> dict[str, Any]:
        """What templates may use: saved results, portal, actor, app, and where the solution runs."""
        account = self.portal.accounts[actor]
        names: dict[str, Any] = portal_names(self.portal) | {
            "actor": {"name": account.name, "user_id": account.user_id, "login": account.login},
            "url": f"https://{self.scenario.hosts[0]}",
            "python": sys.executable,
        }
        if self.hosted is not None:
            names |= {"work": str(self.hosted.work), "port": self.hosted.port}
        return names | self.saved.get(actor, {})

    def render(self, value: Any, actor: Actor) -> Any:
        """The value with its templates filled for that actor. Raises ScenarioError."""
        return self.plan.render(value, self.names(actor))

    def settle(self) -> None:
        """Wait until the portal has nothing more to send; what is still under way then becomes a note."""
        end = time.monotonic() + self.plan.deadlines.settle
        while True:
            waiting = self.portal.settle(min(SLICE, max(0.0, end - time.monotonic())))
            self.windows.pump()
            if not waiting:
                return
            if time.monotonic() >= end:
                self.timeline.add(Note, about="settle", text=f"still under way: {waiting}")
                return

    @contextmanager
    def ending(self, actor: Actor, name: str) -> Iterator[None]:
        """However it ends: the texts and a picture of the actor's window are evidence.

        A page that does not let itself be acted upon in time is the solution's failure.
        """
        for window in self.windows.opened(actor):
            window.eyes.forget()
        try:
            yield
        except Exception as error:
            failure = self._failure(actor, error)
            self._look(actor, name)
            if failure is error:
                raise
            raise failure from error
        self._look(actor, name)  # not when interrupted: then all must end at once

    def _failure(self, actor: Actor, error: Exception) -> Exception:
        """The same failure in the words of the house."""
        # A page is closed by nobody but us; its loss is told before that of the browser.
        if self.windows.held:
            words = f"the page gave no answer for {leash.PATIENCE:.0f} s, so the browser was ended"
            return StageFailed(words, self._asked())
        lost = isinstance(error, Error) and any(words in error.message.lower() for words in CLOSED)
        if lost or (isinstance(error, (Error, StageFailed)) and self.windows.died):
            return InfrastructureError("the browser died", "run again; look at the machine's memory")
        if not isinstance(error, Error):
            return error
        state = "; ".join(window.state() for window in self.windows.opened(actor))
        return StageFailed(f"the page did not let itself be used: {error.message.splitlines()[0]}", state)

    def _asked(self) -> str:
        """What a page that gives no answer was busy with, as far as it can be told from outside."""
        dialogs = [entry for entry in self.timeline.since(0) if isinstance(entry, Dialog)]
        return f"{len(dialogs)} dialogs, the last one: {dialogs[-1].text}" if dialogs else ""

    def _look(self, actor: Actor, name: str) -> None:
        for window in self.windows.opened(actor):
            window.eyes.last_shot(name)

    def close(self) -> None:
        """Close windows and connections; nothing of them survives the run."""
        self.windows.close()
        for rest in self._rests.values():
            rest.close()
        self._rests.clear()
