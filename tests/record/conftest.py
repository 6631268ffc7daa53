from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_b24moderation.record import Recorder


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    made = Recorder(tmp_path / "acme.score", key=b"k" * 32)
    yield made
    made.close()
