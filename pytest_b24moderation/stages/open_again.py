"""open-again: after removal and reinstallation, the solution opens as it did."""

from __future__ import annotations

from pytest_b24moderation.clients.journeys.opening import open_page
from pytest_b24moderation.model import Actor, Stage

STAGE = Stage(
    "open-again", open_page, needs=("reinstall-clean",), wants="installed", actors=tuple(Actor), after="reinstall-clean"
)
