"""A Bitrix24 portal as the harness sees it, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from pytest_b24moderation.model.actor import Actor
from pytest_b24moderation.model.evidence import PortalItem
from pytest_b24moderation.model.plan import Plan


@dataclass(frozen=True)
class Account:
    """A person on the portal. ``webhook`` is the base URL for REST calls with that person's rights."""

    user_id: int
    login: str
    password: str
    name: str
    webhook: str


@dataclass(frozen=True)
class Registration:
    """The solution as the portal's Market knows it; ``app_id`` is 0 until it was installed once."""

    code: str
    client_id: str
    client_secret: str
    app_id: int = 0
    active: bool = False
    installed: bool = False
    version: int = 0


class Portal(Protocol):
    """A leased portal with the solution registered in its Market."""

    host: str
    member_id: str
    language: str
    kind: str
    build: str
    accounts: Mapping[Actor, Account]
    browser_args: Sequence[str]
    """Arguments without which Chromium would not find or trust this portal."""

    def registration(self) -> Registration: ...

    def test_link(self, version: int) -> str:
        """The link that opens this version's Market card for installation."""

    def fingerprint(self) -> tuple[PortalItem, ...]:
        """All that is on the portal now."""

    def gaps(self) -> Sequence[str]:
        """Documented calls met so far that this portal could not answer."""

    def broken(self) -> Sequence[str]:
        """What went wrong inside this portal itself so far: never the solution's fault."""

    def settle(self, within: float) -> str:
        """Wait until the portal has nothing more to send; "" or what is still under way."""

    def act(self, verb: str, params: Mapping[str, Any], actor: Actor) -> Any:
        """What the portal itself does (a scenario's `portal:` action)."""


class Driver(Protocol):
    """A kind of portal: gives out clean ones."""

    def lease(self, plan: Plan) -> AbstractContextManager[Portal]:
        """A clean portal for this plan's solution; given back, or thrown away, at the end."""
