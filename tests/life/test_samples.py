"""The samples' whole lives by the default plan, and what a run leaves behind, read back as its reader would."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.emulator.registry import acts
from pytest_b24moderation.model import Exchange, FrameMessage, LogLine, Sentence, Shot
from pytest_b24moderation.report.http_json import MEDIA_TYPE
from tests.life.conftest import Project

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CODE = "sample.score"
TOKEN = re.compile(rb"\b[0-9a-f]{70}\b")
SAMPLES = (CODE, "sample.notes", "sample.hook", "sample.helper")
BUSY = "sample.exchange"
"""Leaves to its users what they made with it, so that a person is asked whether that may stay."""
NO_SAMPLE = {
    "book-resource",
    "connect-bi",
    "connect-mailbox",
    "follow-up-call",
    "order-delivery",
    "receive-mail",
    "sign-document",
}
"""Acts that no sample has a use for; they are tried at the emulator alone."""


@pytest.fixture(scope="module")
def moderated(project: Project) -> Project:
    project.deadlines |= {"wizard": 60, "page": 30, "answer": 30, "ready": 60, "settle": 10, "run": 300}
    for code in (*SAMPLES, BUSY):
        (project.folder / "scenarios").mkdir(exist_ok=True)
        (project.folder / "scenarios" / code).symlink_to(SCENARIOS / code)
    status = project.run("--solution=all", "--plan=full", "-n", "2", within=280)
    assert status == 10, project.output  # one of them has questions
    return project


@pytest.fixture(scope="module")
def reports(moderated: Project) -> Path:
    return moderated.folder / "reports" / CODE


@pytest.fixture(scope="module")
def results(reports: Path) -> list[dict[str, Any]]:
    files = (reports / "allure-results").glob("*-result.json")
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


@pytest.mark.parametrize("code", SAMPLES)
def test_good_solutions_are_approved_by_every_rule(moderated: Project, code: str) -> None:
    verdict = moderated.verdict(code)
    assert verdict["decision"] == "approve", verdict["reason"]
    assert {judgement["answer"] for judgement in verdict["judgements"]} == {"pass"}
    assert {outcome["status"] for outcome in verdict["outcomes"]} == {"passed"}


def test_every_side_was_heard(moderated: Project) -> None:
    entries = moderated.timeline(CODE)
    sides = {(e.source, e.target) for e in entries if isinstance(e, Exchange)}
    assert sides >= {
        ("harness", "portal"),
        ("browser", "portal"),
        ("browser", "solution"),
        ("browser", "sdk"),
        ("solution", "portal"),
        ("solution", "oauth"),
        ("portal", "solution"),
    }
    assert {message.way for message in entries if isinstance(message, FrameMessage)} == {"up", "down"}
    assert [line for line in moderated.timeline("sample.hook") if isinstance(line, LogLine)], "a solution's log is kept"
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


def test_the_portal_plays_its_part(moderated: Project) -> None:
    """A bot is written to, a robot runs, an SMS is sent, a number is clicked: the solution's handlers are called."""
    entries = moderated.timeline("sample.helper")
    said = [sentence.text for sentence in entries if isinstance(sentence, Sentence)]
    for verb in ("write-to-bot", "run-robot", "send-sms", "click-to-call"):
        assert any(verb in text for text in said), said
    called = {e.url.rpartition("/")[2] for e in entries if isinstance(e, Exchange) and e.source == "portal"}
    assert called >= {"events", "bot", "robot", "sms"}


def test_what_stays_with_the_users_is_asked_of_a_person(moderated: Project) -> None:
    verdict = moderated.verdict(BUSY)
    assert verdict["decision"] == "ask", verdict["reason"]
    answers = {judgement["rule"]: judgement["answer"] for judgement in verdict["judgements"]}
    assert {rule: answer for rule, answer in answers.items() if answer != "pass"} == {"INS-10": "ask"}
    assert {outcome["status"] for outcome in verdict["outcomes"]} == {"passed"}


def test_every_act_is_tried_in_a_moderation(moderated: Project) -> None:
    """Whatever the portal does by itself is a step of some sample's scenario, and was done in its run."""
    done = set()
    for code in ("sample.helper", BUSY):
        entries = moderated.timeline(code)
        said = [entry.text for entry in entries if isinstance(entry, Sentence) and not entry.error]
        done |= {text.rpartition(" ")[2] for text in said if text.startswith("Let the portal do:")}
    assert set(acts()) - done == NO_SAMPLE


def test_each_step_reads_as_sentences_and_ends_in_a_picture(moderated: Project) -> None:
    entries = moderated.timeline(CODE)
    said = [sentence.text for sentence in entries if isinstance(sentence, Sentence) and sentence.stage == "install"]
    assert said[:3] == [
        "Log in as the administrator",
        "Open the test link of the version",
        "Accept the terms and install",
    ]
    pictured = {(shot.stage, shot.actor) for shot in entries if isinstance(shot, Shot)}
    assert pictured >= {
        ("install", ""),
        ("open", "user"),
        ("use", "admin"),
        ("uninstall-keep", ""),
        ("use-again", "user"),
    }


def test_the_allure_report_tells_it_step_by_step(results: list[dict[str, Any]], reports: Path) -> None:
    assert {result["status"] for result in results} == {"passed"}
    install = next(result for result in results if result["name"].startswith("Install"))
    names = [step["name"] for step in install["steps"]]
    assert names[0] == "Log in as the administrator"
    assert "Walk the install wizard" in names
    attached = {attachment["type"]: attachment for attachment in install["attachments"]}
    assert set(attached) >= {MEDIA_TYPE, "text/plain", "image/png"}
    exchange = json.loads((reports / "allure-results" / attached[MEDIA_TYPE]["source"]).read_text(encoding="utf-8"))
    assert {"request", "response"} <= set(exchange)
    log = next(a for a in install["attachments"] if a["name"].startswith("HTTP log with curl lines"))
    text = (reports / "allure-results" / log["source"]).read_text(encoding="utf-8")
    assert "curl " in text
    assert "event.bind" in text


def test_rules_are_lines_of_their_own(results: list[dict[str, Any]]) -> None:
    labels = [{label["name"]: label["value"] for label in result["labels"]} for result in results]
    rules = {row["b24.rule"]: row for row in labels if "b24.rule" in row}
    assert rules["INS-03"]["severity"] == "blocker"
    assert len(rules) == 18
    linked = next(result for result in results if result["name"].startswith("INS-03"))
    assert linked["links"][0]["url"].startswith("https://apidocs.bitrix24.com/settings/app-installation/")


def test_few_files_per_item(results: list[dict[str, Any]], reports: Path) -> None:
    assert len(list((reports / "allure-results").iterdir())) <= 4 * len(results)


def test_a_har_per_stage_and_actor(reports: Path) -> None:
    names = {file.stem for file in (reports / "har").iterdir()}
    assert names >= {"install", "open-admin", "open-user", "use-admin", "use-again-user", "uninstall-clean"}
    for file in (reports / "har").iterdir():
        log = json.loads(file.read_text(encoding="utf-8"))["log"]
        assert log["version"] == "1.2"
        assert log["entries"]


def test_no_secret_is_in_any_file(moderated: Project) -> None:
    files = [file for file in (moderated.folder / "reports").rglob("*") if file.is_file()]
    assert [file.name for file in files if TOKEN.search(file.read_bytes())] == []
    timelines = [file.read_text(encoding="utf-8") for file in files if file.name == "timeline.jsonl"]
    labels = {label for text in timelines for label in re.findall(r"«([a-z_]+):", text)}
    assert labels >= {"access_token", "refresh_token", "application_token", "client_secret", "password", "webhook"}


def test_nothing_of_the_run_is_left(moderated: Project) -> None:
    assert [path for path in moderated.temporary.glob("b24moderation*/*") if path.is_dir()] == []
