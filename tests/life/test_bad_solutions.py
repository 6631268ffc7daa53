"""Solutions that misbehave: each run ends in time with a finding and its proof, and is never blamed on us."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.life.conftest import Project

pytestmark = pytest.mark.browser

FOUND = {
    "hang": "INS-01",
    "garbage": "INS-01",
    "ring": "INS-01",
    "unfinished": "INS-01",
    "dies-later": "INS-01",
    "dies-at-start": "INS-01",
    "endless": "INS-01",
    "huge": "INS-01",
    "unframed": "INS-01",
    "busy": "INS-01",
    "alerts": "INS-01",
    "endless-alert": "INS-01",
    "console": "UI-05",
    "error500": "INS-01",
    "ansi": "INS-01",
}
"""How a solution misbehaves, and the rule that finds it."""

SAID = {
    "hang": "did not show",
    "garbage": "the answer is no HTTP",
    "ring": "stayed empty",
    "unfinished": "Please wait",
    "dies-later": "connection",
    "dies-at-start": "cannot reach the database",
    "unframed": "forbids to be shown in a frame",
    "error500": "HTTP 500",
    "console": "all is lost",
}
"""Words that the finding must have."""


@pytest.fixture(scope="module")
def run(project: Project) -> Project:
    """All of them in one run, on two workers."""
    for mode in FOUND:
        project.solution(mode)
    project.deadlines |= {"wizard": 2, "page": 4, "answer": 3}
    assert project.run("--solution=all", "-n", "2") == 1, project.output
    return project


def finding(verdict: Any, rule: str) -> Any:
    (judgement,) = [judgement for judgement in verdict["judgements"] if judgement["rule"] == rule]
    assert judgement["answer"] == "finding"
    return judgement["findings"]


@pytest.mark.parametrize("mode", FOUND)
def test_is_found_in_time(run: Project, mode: str) -> None:
    verdict = run.verdict(f"bad.{mode}")
    assert (verdict["decision"], verdict["exit_status"]) == ("return", 1)
    assert not [outcome for outcome in verdict["outcomes"] if outcome["status"] in ("ours", "author")]
    assert verdict["times"]["took"] < 45
    findings = finding(verdict, FOUND[mode])
    assert findings[0]["where"]["seqs"] or mode == "dies-at-start"
    assert SAID.get(mode, "") in " ".join(row["seen"] for row in findings)


@pytest.mark.parametrize("mode", FOUND)
def test_reports_are_readable(run: Project, mode: str) -> None:
    folder = run.folder / "reports" / f"bad.{mode}"
    for name in ("message.md", "report.html", "verdict.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert FOUND[mode] in text
        assert not {"\x1b", "\u202e"} & set(text) or (name == "verdict.json" and "\x1b" not in text)
        assert len(text) < 1_000_000, f"nobody reads {name}"
    assert "<script>alert" not in (folder / "report.html").read_text(encoding="utf-8")
    assert "<script>" not in (folder / "message.md").read_text(encoding="utf-8")
    results = [json.loads(file.read_text()) for file in (folder / "allure-results").glob("*-result.json")]
    assert {result["status"] for result in results} <= {"passed", "failed", "skipped"}


def test_nothing_repaints_the_terminal(run: Project) -> None:
    assert not {"\x1b", "\u202e", "\x07"} & set(run.output)
    assert "cleared" in run.output
    assert "at all" in run.output
    assert len(run.output) < 300_000


def test_a_command_that_is_not_there_is_its_authors_fault(run: Project) -> None:
    code = run.solution("no-command", '[no-such-program-anywhere, "1"]')
    assert run.run(f"--solution={code}", "-k", "install or INS-01") == 12, run.output
    verdict = run.verdict(code)
    assert (verdict["decision"], verdict["blame"]) == ("none", "scenario")
    assert "scenario.yaml:6" in run.output
    assert "no-such-program-anywhere" in run.output


def test_a_server_that_dies_with_a_secret_on_its_lips_leaks_nothing(run: Project) -> None:
    secret = "{{ app.client_secret }}"
    code = run.solution("tells", f'["{{{{ python }}}}", "-c", "import sys; sys.exit(sys.argv[1])", "{secret}"]')
    assert run.run(f"--solution={code}", "-k", "install or INS-01") == 1, run.output
    assert "ended with status 1 before it was ready" in run.output
    assert "client_secret:" in run.output
    assert "LEAK" not in run.output


def test_a_missing_browser_is_ours_and_says_what_to_do(run: Project) -> None:
    assert run.run("--solution=bad.unfinished", "--chromium=/nonexistent", "-k", "install or INS-01") == 11, run.output
    verdict = run.verdict("bad.unfinished")
    assert (verdict["decision"], verdict["blame"]) == ("none", "ours")
    assert "there is no browser at /nonexistent" in run.output
    assert "playwright install chromium" in run.output
