"""pytest-xdist: the same verdicts as without it, and a worker's death is nobody's fault but ours."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.model import Opened
from tests.life.conftest import Project
from tests.life.processes import below

pytestmark = [pytest.mark.browser, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]

SAMPLES = ("sample.hook", "sample.notes")
LOST = "bad.unfinished"
SCENARIOS = Path(__file__).parents[2] / "scenarios"


@dataclass
class Runs:
    """What came of the samples alone, and of the samples beside a solution whose worker was killed."""

    project: Project
    serial: dict[str, Any]
    parallel: dict[str, Any]
    status: int
    output: str


@pytest.fixture(scope="module")
def runs(project: Project) -> Runs:
    project.deadlines |= {"wizard": 60, "page": 20, "answer": 20}
    project.solution("unfinished")
    for code in SAMPLES:
        (project.folder / "scenarios" / code).symlink_to(SCENARIOS / code)
    samples = [f"--solution={code}" for code in SAMPLES]
    project.run(*samples, "--seed=5")
    serial = told(project)
    shutil.rmtree(project.folder / "reports")
    process = project.start("-n", "2", "-v", f"--solution={LOST}", *samples, "--seed=5")
    try:
        project.wait_for(LOST, Opened, process)
        family = {member.pid: member for member in below(process.pid)}
        worker = next(member for member in family.values() if "bad.py unfinished" in member.command)
        while worker.parent != process.pid:
            worker = family[worker.parent]
        os.kill(worker.pid, signal.SIGKILL)
        status = process.wait(100)
    finally:
        process.kill()
    return Runs(project, serial, told(project), status, project.output)


def told(project: Project) -> dict[str, Any]:
    """Of each sample: what was said, and which history each item of its Allure report has."""
    return {code: (answers(project.verdict(code)), histories(project, code)) for code in SAMPLES}


def answers(verdict: Any) -> Any:
    rules = [(judgement["rule"], judgement["answer"]) for judgement in verdict["judgements"]]
    steps = [(outcome["stage"], outcome["actor"], outcome["status"]) for outcome in verdict["outcomes"]]
    return verdict["decision"], verdict["plan"]["seed"], rules, steps


def histories(project: Project, code: str) -> dict[str, str]:
    files = (project.folder / "reports" / code / "allure-results").glob("*-result.json")
    results = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {result["fullName"] + result["name"]: result["historyId"] for result in results}


def test_the_samples_are_judged_as_without_workers(runs: Runs) -> None:
    assert runs.parallel == runs.serial
    first, second = (set(items.values()) for _, items in runs.serial.values())
    assert not first & second
    for (decision, seed, rules, steps), items in runs.serial.values():
        assert (decision, seed) == ("ask", 5)
        assert len(items) == len(rules) + len(steps)
        assert len(set(items.values())) == len(items)


def test_the_lost_solution_has_no_verdict(runs: Runs) -> None:
    verdict = runs.project.verdict(LOST)
    assert (verdict["decision"], verdict["blame"], verdict["exit_status"]) == ("none", "ours", 11)
    assert verdict["reason"] == "the worker died while it ran install"
    assert runs.status == 11
    assert runs.project.timeline(LOST)


def test_the_lost_item_is_told_once_and_the_rest_is_blocked(runs: Runs) -> None:
    rows = [line.split() for line in runs.output.splitlines() if line.startswith("[gw") and LOST in line]
    outcomes = [(row[-1].rpartition("::")[2], row[-2]) for row in rows]
    assert {name for name, outcome in outcomes if outcome == "PASSED"} == {"card"}
    assert [name for name, outcome in outcomes if outcome == "ERROR"] == ["install"]
    assert [name for name, outcome in outcomes if outcome == "FAILED"] == []
    skipped = [name for name, outcome in outcomes if outcome == "SKIPPED"]
    assert len(skipped) == len(set(skipped)) > 20
    assert len(outcomes) == len(skipped) + 2
    assert "ours: the worker died while it ran install" in runs.output
    assert ", 1 error in" in runs.output
