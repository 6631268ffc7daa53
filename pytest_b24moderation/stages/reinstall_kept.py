"""reinstall-kept: installed again where its data was kept."""

from __future__ import annotations

from pytest_b24moderation.clients.journeys.installing import install
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.model import Actor, Fingerprint, Stage


def act(kit: Kit, actor: Actor | None) -> None:  # noqa: ARG001 - always the administrator
    """Install once more; the portal's fingerprint after it."""
    try:
        install(kit)
    finally:
        kit.timeline.add(Fingerprint, moment="reinstalled-kept", items=kit.portal.fingerprint())


STAGE = Stage(
    "reinstall-kept", act, needs=("uninstall-keep",), wants="removed", leaves="installed", after="uninstall-keep"
)
