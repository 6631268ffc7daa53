"""uninstall-keep: removal without "delete settings and data"."""

from __future__ import annotations

from pytest_b24moderation.clients.journeys.removing import uninstall
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.probes import probe_all
from pytest_b24moderation.model import Actor, Fingerprint, Stage


def act(kit: Kit, actor: Actor | None) -> None:  # noqa: ARG001 - always the administrator
    """Remove, look for what must be gone after any removal, and what of the solution is left on the portal."""
    try:
        uninstall(kit, clean=False)
        probe_all(kit, clean=False)
    finally:
        kit.timeline.add(Fingerprint, moment="kept", items=kit.portal.fingerprint())


STAGE = Stage("uninstall-keep", act, needs=("install",), wants="installed", leaves="removed", after="use")
