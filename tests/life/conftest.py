"""Whole runs, as a user starts them: small solutions in a project of their own, pytest as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.model import Entry
from pytest_b24moderation.record import read_timeline

SOLUTIONS = Path(__file__).with_name("solutions")
SCENARIO = """
schema: 1
solution: {{code: {code}, titles: {{en: Small}}, kind: application, developer: Acme, region: global, languages: [en]}}
versions:
  - {{number: 1, url: /, install_url: /install, scopes: [crm], menu_titles: {{en: Small}}}}
server: {{command: {command}, folder: app, ready: /health}}
"""
LEFT_OUT = ("faker", "hypothesispytest", "timeout", "cacheprovider")
"""Plugins of this machine that a run does not need; each costs it time to load."""

DEADLINES = {"wizard": 5, "page": 5, "answer": 5, "ready": 8, "settle": 2, "run": 100}


@dataclass
class Project:
    """A folder with small solutions, each one misbehaving as `solutions/bad.py` says."""

    folder: Path
    chromium: str
    deadlines: dict[str, float] = field(default_factory=lambda: dict(DEADLINES))

    @property
    def temporary(self) -> Path:
        """Where its runs keep temporary files; other runs on this machine know nothing of it."""
        return self.folder / "tmp"

    def solution(self, mode: str, command: str = "") -> str:
        """Its code."""
        code = f"bad.{mode}"
        app = self.folder / "scenarios" / code / "app"
        app.mkdir(parents=True)
        (app / "bad.py").write_text((SOLUTIONS / "bad.py").read_text(encoding="utf-8"), encoding="utf-8")
        text = SCENARIO.format(code=code, command=command or f'["{{{{ python }}}}", bad.py, {mode}]')
        (app.parent / "scenario.yaml").write_text(text, encoding="utf-8")
        return code

    def command(self, *args: str) -> list[str]:
        left_out = [word for name in LEFT_OUT for word in ("-p", f"no:{name}")]
        deadlines = [f"--deadline={name}={value}" for name, value in self.deadlines.items()]
        return [sys.executable, "-m", "pytest", "--plan=quick", *left_out, *deadlines, *args]

    def start(self, *args: str) -> subprocess.Popen[str]:
        """Begin a run, in a group of its own as a shell does."""
        environment = {**os.environ, "B24_CHROMIUM": self.chromium, "COLUMNS": "120", "TMPDIR": str(self.temporary)}
        for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
            environment.pop(name, None)
        with (self.folder / "output.txt").open("w") as output:
            return subprocess.Popen(
                self.command(*args),
                cwd=self.folder,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    def run(self, *args: str, within: float = 200) -> int:
        """A whole run; its exit status."""
        process = self.start(*args)
        try:
            return process.wait(within)
        except subprocess.TimeoutExpired:
            pytest.fail(f"the run did not end within {within:.0f} s; what it had said:\n{self.output}")
        finally:
            process.kill()

    @property
    def output(self) -> str:
        return (self.folder / "output.txt").read_text(encoding="utf-8", errors="surrogateescape")

    def verdict(self, code: str) -> Any:
        return json.loads((self.folder / "reports" / code / "verdict.json").read_text(encoding="utf-8"))

    def timeline(self, code: str) -> list[Entry]:
        file = self.folder / "reports" / code / "timeline.jsonl"
        return read_timeline(file) if file.exists() else []

    def wait_for(self, code: str, kind: type[Entry], process: subprocess.Popen[str], within: float = 60) -> None:
        """Until that kind of entry is on its timeline."""
        ends = time.monotonic() + within
        while not any(isinstance(entry, kind) for entry in self.timeline(code)):
            assert process.poll() is None, self.output
            assert time.monotonic() < ends, self.output
            time.sleep(0.05)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Project:
    folder = tmp_path_factory.mktemp("life")
    (folder / "pytest.ini").write_text("[pytest]\n")
    project = Project(folder, chromium)
    project.temporary.mkdir()
    return project
