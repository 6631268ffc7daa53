"""use-again: after removal and reinstallation, the scenario's tests hold as they did."""

from __future__ import annotations

from pytest_b24moderation.clients.journeys.using import run_tests
from pytest_b24moderation.model import Actor, Stage

STAGE = Stage(
    "use-again", run_tests, needs=("reinstall-clean",), wants="installed", actors=tuple(Actor), after="open-again"
)
