"""The table of emulated methods is the truth, and it is not stale."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pytest_b24moderation.emulator.coverage import coverage

ROOT = Path(__file__).parent.parent.parent


def test_the_tables_of_the_docs_are_not_stale() -> None:
    command = [sys.executable, str(ROOT / "tools" / "tables.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_real_solutions_lean_on_is_there() -> None:
    emulated = sum(row.emulated for row in coverage() if row.page)
    assert emulated >= 600


def test_a_title_alone_makes_no_method() -> None:
    names = {row.name for row in coverage()}
    assert "im.recent.pin" in names
    assert not names & {"ctrigger.delete", "department.department.delete", "im.recent", "task.item", "user.option"}
