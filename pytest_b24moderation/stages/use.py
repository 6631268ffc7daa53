"""use: the scenario's tests, as each of their actors."""

from __future__ import annotations

from pytest_b24moderation.clients.journeys.using import run_tests
from pytest_b24moderation.model import Actor, Stage

STAGE = Stage("use", run_tests, needs=("install",), wants="installed", actors=tuple(Actor), after="open")
