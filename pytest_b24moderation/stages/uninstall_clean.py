"""uninstall-clean: removal with "delete settings and data", and a look at what the solution does then."""

from __future__ import annotations

import time

from pytest_b24moderation.clients.journeys.removing import uninstall
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.probes import probe_all
from pytest_b24moderation.model import Actor, Stage

QUIET = 2.0
"""Seconds at most for which a removed solution is listened to: it must not call with dead tokens."""


def act(kit: Kit, actor: Actor | None) -> None:  # noqa: ARG001 - always the administrator
    """Remove, listen whether the solution still calls, and look for what must be gone."""
    uninstall(kit, clean=True)
    with kit.timeline.sentence("Listen whether the solution still calls"):
        time.sleep(min(QUIET, kit.plan.deadlines.settle / 5))
    probe_all(kit, clean=True)


STAGE = Stage("uninstall-clean", act, needs=("install",), wants="installed", leaves="removed", after="reinstall-kept")
