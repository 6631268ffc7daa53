"""install: from the test link on a clean portal to a finished installation."""

from __future__ import annotations

from pytest_b24moderation.clients.journeys.installing import install
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.model import Actor, Fingerprint, Stage


def act(kit: Kit, actor: Actor | None) -> None:  # noqa: ARG001 - always the administrator
    """Install as administrator; the portal's fingerprint before and after."""
    kit.timeline.add(Fingerprint, moment="clean", items=kit.portal.fingerprint())
    try:
        install(kit)
    finally:
        kit.timeline.add(Fingerprint, moment="installed", items=kit.portal.fingerprint())


STAGE = Stage("install", act, wants="removed", leaves="installed", after="card")
