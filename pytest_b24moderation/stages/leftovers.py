"""leftovers: what is on the portal after the removal."""

from __future__ import annotations

from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.model import Actor, Fingerprint, Stage


def act(kit: Kit, actor: Actor | None) -> None:  # noqa: ARG001 - nobody acts
    """Take the portal's fingerprint."""
    with kit.timeline.sentence("Compare the portal with how it was"):
        kit.timeline.add(Fingerprint, moment="removed", items=kit.portal.fingerprint())


STAGE = Stage("leftovers", act, needs=("uninstall-clean",), wants="removed", after="uninstall-clean")
