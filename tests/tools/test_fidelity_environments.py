"""Environments of suites: made once for the same requirements, and clear words where that fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.fidelity import environments
from tools.fidelity.place import FidelityError, Place


def test_an_environment_is_made_once(tmp_path: Path) -> None:
    (tmp_path / "nothing.txt").write_text("")
    interpreter = environments.python(tmp_path / "venv", tmp_path, ["-r", "nothing.txt"])
    told = subprocess.run([str(interpreter), "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True)
    assert Path(told.stdout.strip()).samefile(tmp_path / "venv")
    made = (tmp_path / "venv" / "pyvenv.cfg").stat().st_mtime_ns
    assert environments.python(tmp_path / "venv", tmp_path, ["-r", "nothing.txt"]) == interpreter
    assert (tmp_path / "venv" / "pyvenv.cfg").stat().st_mtime_ns == made


def test_what_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(FidelityError, match=r"failed with status 1:\n    no registry"):
        environments.done([sys.executable, "-c", "raise SystemExit('no registry')"], tmp_path)


def test_a_refusal_while_the_portal_is_made_ready(here: Place) -> None:
    assert here.rest("profile")["ADMIN"] is True
    assert here.rest("app.info", {}, here.access_token)["STATUS"] == "L"
    with pytest.raises(FidelityError, match=r"crm\.deal\.get was refused while the portal was made ready"):
        here.rest("crm.deal.get", {"id": 99})
