from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_b24moderation.emulator.coverage import coverage
from tools.fidelity.place import Place, place


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path / "place") as found:
        yield found


@pytest.fixture
def gap() -> str:
    """A documented method that the portal does not know."""
    return next(row.name for row in coverage() if not row.emulated and row.rest == 2)
