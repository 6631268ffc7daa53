"""Answers of rules as outcomes of pytest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.plugin.conftest import Project

FINDING = "yield Finding('broken', {'what': 'exchange 7'})"


def verdict(project: Project) -> Any:
    return json.loads((project.folder / "reports" / "acme.score" / "verdict.json").read_text())


def test_a_good_rule_passes_and_the_rest_is_said_to_be_unjudged(project: Project) -> None:
    project.solution()
    project.rule("OWN-01")
    result = project.pytest("--solution=acme.score", "--plan=card", "-k", "OWN-01")
    assert "1 passed" in result.stdout
    assert result.returncode == 10
    assert verdict(project)["decision"] == "ask"


def test_a_finding_fails_and_says_what_to_do(project: Project) -> None:
    project.solution()
    project.rule("OWN-01", FINDING)
    result = project.pytest("--solution=acme.score", "--plan=card", "-k", "OWN-01")
    assert result.returncode == 1
    assert "1 failed" in result.stdout
    assert "it does not, see exchange 7" in result.stdout
    assert "what to do: mend it" in result.stdout
    assert "Traceback" not in result.stdout
    assert verdict(project)["decision"] == "return"


def test_answers_that_return_nothing(project: Project) -> None:
    project.solution()
    project.rule("OWN-01", FINDING, severity="minor")
    project.rule("OWN-02", FINDING.replace("Finding", "Question"))
    result = project.pytest("--solution=acme.score", "--plan=card", "-k", "OWN", "-rs")
    assert "1 passed, 1 skipped" in result.stdout
    assert ", 1 warning in" in result.stdout
    assert "it does not, see exchange 7" in result.stdout
    assert "asked: it does not, see exchange 7" in result.stdout
    assert result.returncode == 10


def test_a_rule_that_needs_more_than_the_plan_is_undecided(project: Project) -> None:
    project.solution()
    result = project.pytest("--solution=acme.score", "--plan=card", "-k", "INS-01", "-rs")
    assert "undecided: the stage install is not in this plan" in result.stdout
    assert result.returncode == 10


def test_a_bug_in_a_rule_is_ours_and_no_solution_is_returned_for_it(project: Project) -> None:
    project.solution()
    project.rule("OWN-01", "return 1 / 0")
    result = project.pytest("--solution=acme.score", "--plan=card", "-k", "OWN-01")
    assert "1 error" in result.stdout
    assert result.returncode == 11
    assert verdict(project)["decision"] == "none"
    assert "OWN-01 could not be judged (ZeroDivisionError" in verdict(project)["reason"]


@pytest.mark.parametrize("hook", ["verdict", "stages"])
def test_hooks_are_called(project: Project, hook: str) -> None:
    project.solution()
    project.rule("OWN-01")
    more = {
        "verdict": "def pytest_b24_verdict(config, verdict):\n    print('HEARD', verdict.decision)\n",
        "stages": "from pytest_b24moderation import Stage\n"
        "def pytest_b24_stages(config):\n"
        "    return [Stage('own', lambda kit, actor: print('HEARD ask'), portal=False, after='card')]\n",
    }
    with (project.folder / "conftest.py").open("a") as conftest:
        conftest.write(more[hook])
    result = project.pytest("--solution=acme.score", "-s", "-k", "OWN-01 or own")
    assert "HEARD ask" in result.stdout
