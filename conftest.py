"""What all tests of this checkout share."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser that ./dev has found; without ./dev the system's."""
    found = os.environ.get("B24_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not found:
        pytest.fail("no Chromium: run ./dev test, or name one in B24_CHROMIUM")
    return found
