"""Running the plugin as its users do."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

RULE = """
id: {id}
title: {{en: A rule of our own}}
clause: {{page: market/own.md, heading: [Own], quote: must hold, sha256: ""}}
severity: {severity}
needs: [card]
texts:
  broken:
    expected: {{en: that it holds}}
    seen: {{en: "it does not, see {{what}}"}}
    fix: {{en: mend it}}
"""

SCENARIO = """
    schema: 1
    solution: {{code: {code}, titles: {{en: Score}}, kind: api-only, developer: Acme, region: global, languages: [en]}}
    versions:
      - {{number: 1, event_url: /events, scopes: [crm], menu_item: false}}
    server: {{command: [sleep, "60"], folder: app}}
"""

LEFT_OUT = ("faker", "hypothesispytest", "timeout", "cacheprovider")
"""Plugins of this machine that these runs do not need; each costs time to load."""


@dataclass
class Project:
    """A folder with scenarios, and pytest run in it as a process of its own."""

    folder: Path
    chromium: str

    def solution(self, code: str = "acme.score", text: str = SCENARIO) -> Path:
        folder = self.folder / "scenarios" / code
        (folder / "app").mkdir(parents=True)
        file = folder / "scenario.yaml"
        file.write_text(textwrap.dedent(text).format(code=code), encoding="utf-8")
        return file

    def rule(self, id: str, decision: str = "return ()", severity: str = "major") -> None:
        """A rule brought by the project's own conftest.py."""
        name = id.lower().replace("-", "_")
        (self.folder / f"{name}.yaml").write_text(RULE.format(id=id, severity=severity))
        code = (
            f"from pytest_b24moderation import Finding, Question\n\ndef decide(evidence, patterns):\n    {decision}\n"
        )
        (self.folder / f"{name}.py").write_text(code)
        with (self.folder / "conftest.py").open("a") as conftest:
            conftest.write(
                "from pathlib import Path\nfrom pytest_b24moderation import load_rule\n"
                "def pytest_b24_rules(config):\n"
                "    return [load_rule(file) for file in Path(__file__).parent.glob('own_*.py')]\n"
            )

    def pytest(self, *args: str, timeout: float = 100) -> subprocess.CompletedProcess[str]:
        left_out = [word for name in LEFT_OUT for word in ("-p", f"no:{name}")]
        command = [sys.executable, "-m", "pytest", *left_out, *args]
        environment = {**os.environ, "B24_CHROMIUM": self.chromium, "COLUMNS": "120"}
        environment.pop("PYTEST_XDIST_WORKER", None)
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )


@pytest.fixture
def project(tmp_path: Path, chromium: str) -> Project:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    return Project(tmp_path, chromium)


@pytest.fixture
def ran(project: Project) -> Callable[..., subprocess.CompletedProcess[str]]:
    return project.pytest
