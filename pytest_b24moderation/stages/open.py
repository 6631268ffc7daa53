"""open: the solution's own page, as administrator and as regular user."""

from __future__ import annotations

from pytest_b24moderation.clients.journeys.opening import open_page
from pytest_b24moderation.model import Actor, Stage

STAGE = Stage("open", open_page, needs=("install",), wants="installed", actors=tuple(Actor), after="install")
