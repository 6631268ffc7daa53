"""Environments of suites: made once for the same requirements, and clear words where that fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools.fidelity import environments
from tools.fidelity.place import FidelityError, Place


def test_an_environment_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def done(command: list[str], folder: Path) -> None:
        asked.append(command)
        (tmp_path / "venv").mkdir(exist_ok=True)

    monkeypatch.setattr(environments, "done", done)
    for wanted in (["-e", "."], ["-e", "."], ["-e", ".", "pytest"]):
        interpreter = environments.python(tmp_path / "venv", tmp_path, wanted)
    assert interpreter.parent.parent == tmp_path / "venv"
    assert [command[2] for command in asked] == ["venv", "pip", "venv", "pip"]
    assert asked[3][-3:] == ["-e", ".", "pytest"]


def test_what_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(FidelityError, match=r"failed with status 1:\n    no registry"):
        environments.done([sys.executable, "-c", "raise SystemExit('no registry')"], tmp_path)


def test_a_refusal_while_the_portal_is_made_ready(here: Place) -> None:
    assert here.rest("profile")["ADMIN"] is True
    assert here.rest("app.info", {}, here.access_token)["STATUS"] == "L"
    with pytest.raises(FidelityError, match=r"crm\.deal\.get was refused while the portal was made ready"):
        here.rest("crm.deal.get", {"id": 99})
