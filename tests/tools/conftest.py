from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.fidelity.place import Place, place


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path / "place") as found:
        yield found
