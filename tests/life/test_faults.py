"""The faulty twin: each of its faults is found by its rule, and no other rule accuses it wrongly.

All variants are solutions of one pytest run, side by side on two workers.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCENARIOS = Path(__file__).parents[2] / "scenarios"
APP = SCENARIOS / "sample.score" / "app"
FULL = {"INS-14", "FUN-03"}
"""Rules that need stages of the full plan; the quick one shows the others."""

SWITCHES = dict(re.findall(r"^    ([a-z-]+)  +([A-Z]+-\d\d)  ", (APP / "faults.py").read_text(encoding="utf-8"), re.M))
JUDGED = {switch: rule for switch, rule in SWITCHES.items() if rule != "INS-07"}


def project(folder: Path, switches: list[str]) -> Path:
    """A project whose solutions are the twin with one fault each."""
    text = (SCENARIOS / "sample.score-faulty" / "scenario.yaml").read_text(encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n")
    for switch in switches:
        variant = re.sub(r"SCORE_FAULTS: .*", f"SCORE_FAULTS: {switch}", text)
        variant = variant.replace("code: sample.score-faulty", f"code: fault.{switch}")
        variant = variant.replace("folder: ../sample.score/app", f"folder: {APP.as_posix()}")
        place = folder / "scenarios" / f"fault.{switch}"
        place.mkdir(parents=True)
        (place / "scenario.yaml").write_text(variant, encoding="utf-8")
    return folder


def moderated(folder: Path, plan: str, chromium: str) -> dict[str, Any]:
    """Verdicts by switch."""
    command = [sys.executable, "-m", "pytest", "--solution=all", f"--plan={plan}", "-n", "2", "-q"]
    command += ["-p", "no:faker", "-p", "no:cacheprovider", "--deadline=wizard=20"]
    environment = {**os.environ, "B24_CHROMIUM": chromium}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout[-5000:] + run.stderr[-2000:]
    files = folder.glob("reports/fault.*/verdict.json")
    return {file.parent.name.removeprefix("fault."): json.loads(file.read_text(encoding="utf-8")) for file in files}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> dict[str, Any]:
    quick = [switch for switch, rule in JUDGED.items() if rule not in FULL]
    full = [switch for switch, rule in JUDGED.items() if rule in FULL]
    return {
        **moderated(project(tmp_path_factory.mktemp("quick"), quick), "quick", chromium),
        **moderated(project(tmp_path_factory.mktemp("full"), full), "full", chromium),
    }


def test_the_list_of_faults_covers_every_rule() -> None:
    from pytest_b24moderation.plugin.rulebook import load_rules

    assert set(load_rules()) <= set(SWITCHES.values())
    assert len(JUDGED) >= 10


@pytest.mark.browser
@pytest.mark.timeout(420)
@pytest.mark.parametrize(("switch", "rule"), JUDGED.items())
def test_a_fault_is_found_by_its_rule_and_no_other(verdicts: dict[str, Any], switch: str, rule: str) -> None:
    verdict = verdicts[switch]
    broken = {judgement["rule"] for judgement in verdict["judgements"] if judgement["answer"] == "finding"}
    assert broken == {rule}, verdict["reason"]
    assert verdict["decision"] == "return"
    found = next(judgement for judgement in verdict["judgements"] if judgement["rule"] == rule)
    assert all(finding["where"] for finding in found["findings"]), "a finding without evidence"
