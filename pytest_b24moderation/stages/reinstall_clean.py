"""reinstall-clean: installed again after a removal with "delete settings and data"."""

from __future__ import annotations

from pytest_b24moderation.clients.journeys.installing import install
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.model import Actor, Fingerprint, Stage


def act(kit: Kit, actor: Actor | None) -> None:  # noqa: ARG001 - always the administrator
    """Install once more; the portal's fingerprint after it."""
    try:
        install(kit)
    finally:
        kit.timeline.add(Fingerprint, moment="reinstalled", items=kit.portal.fingerprint())


STAGE = Stage(
    "reinstall-clean", act, needs=("uninstall-clean",), wants="removed", leaves="installed", after="leftovers"
)
