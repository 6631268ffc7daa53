"""The Allure results of a real pytest run, read back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import allure_commons
import pytest
from allure_pytest.listener import AllureListener

from pytest_b24moderation.model import Actor, Outcome, StageFailed, Status, Step
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report.allure import AllureSink

RUN = Path(__file__).with_name("run_for_allure.txt")
ROOT = Path(__file__).parent.parent.parent

Results = dict[str, dict[str, Any]]


def run(folder: Path) -> Path:
    """The scenario of `run_for_allure.txt`, run by pytest; the folder of its results."""
    scenario = folder / "test_life.py"
    scenario.write_text(RUN.read_text("utf-8"), "utf-8")
    (folder / "conftest.py").write_text((Path(__file__).parent / "conftest.py").read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "allure_pytest.plugin", f"--alluredir={folder / 'allure'}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    options = ["-c", os.devnull, f"--rootdir={folder}", str(scenario)]
    done = subprocess.run([*command, *options], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    assert "3 failed, 3 passed, 2 skipped" in done.stdout, done.stdout
    return folder / "allure"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("life"))


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    contents = [json.loads(file.read_text("utf-8")) for file in folder.glob("*-result.json")]
    return {content["fullName"].partition("#")[2] + _which(content): content for content in contents}


def _which(result: dict[str, Any]) -> str:
    return "".join(f"[{p['value']}]" for p in result.get("parameters", ()) if p["name"] == "which")


def labels(result: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label in result["labels"]:
        found.setdefault(label["name"], []).append(label["value"])
    return found


def attachments(item: dict[str, Any]) -> Iterator[dict[str, str]]:
    yield from item.get("attachments", ())
    for step in item.get("steps", ()):
        yield from attachments(step)


def tree(item: dict[str, Any]) -> list[Any]:
    return [(step["name"], step["status"], *([tree(step)] if "steps" in step else [])) for step in item["steps"]]


def test_a_step_s_sentences_are_live_steps(results: Results) -> None:
    install = results["test_install"]
    assert (install["name"], install["status"]) == ("Install as administrator", "passed")
    (first, status, inside), second = tree(install)
    assert (first, status, second) == ("Open the test link", "passed", ("Walk the wizard", "passed"))
    assert re.fullmatch(r"Log in as «password:[0-9a-f]{4,}»", inside[0][0])
    outer, inner = install["steps"][0], install["steps"][0]["steps"][0]
    assert outer["start"] <= inner["start"] <= inner["stop"] <= outer["stop"]
    assert outer["stop"] - outer["start"] >= 20


def test_a_step_brings_its_evidence_in_few_files(results: Results, folder: Path) -> None:
    kinds = [(row["name"].partition(" (")[0], row["type"]) for row in attachments(results["test_install"])]
    assert kinds == [
        ("browser → solution: POST /install 200", "application/vnd.allure.http+json"),
        ("portal → solution: POST /events 200", "application/vnd.allure.http+json"),
        ("HTTP log with curl lines", "text/plain"),
        ("HAR", "application/json"),
        ("Frames, console, page errors, server log", "text/plain"),
        ("Screenshot: installed", "image/png"),
    ]
    for row in attachments(results["test_install"]):
        content = (folder / row["source"]).read_bytes()
        assert content
        if row["type"].endswith("http+json"):
            assert row["source"].endswith(".httpexchange")
            assert json.loads(content)["schemaVersion"] == 1


def test_on_average_an_item_leaves_four_files_at_most(results: Results, folder: Path) -> None:
    assert len(list(folder.iterdir())) <= 4 * len(results)


def test_the_solution_s_fault_is_failed_and_ours_is_broken(results: Results) -> None:
    assert tree(results["test_use_fails"]) == [("Click Recalculate", "failed")]
    step = results["test_use_fails"]["steps"][0]
    assert step["statusDetails"]["message"].startswith("StageFailed: no button")
    wrong = [row for row in step["attachments"] if row["type"].endswith("http+json")]
    assert [row["name"] for row in wrong] == ["browser → solution: POST /install 500"]
    assert tree(results["test_open_is_ours"]) == [("Start the browser", "broken")]
    assert results["test_open_is_ours"]["status"] == "broken"
    assert labels(results["test_open_is_ours"])["b24.outcome"] == ["ours"]


def test_a_blocked_step_is_skipped_and_labelled(results: Results) -> None:
    blocked = results["test_blocked"]
    assert blocked["status"] == "skipped"
    assert labels(blocked)["tag"] == ["blocked"]
    assert "attachments" not in blocked


def test_labels_group_by_solution_and_name_stage_actor_and_rule(results: Results) -> None:
    install, rule = labels(results["test_install"]), labels(results["test_rule_finding"])
    assert install["b24.solution"] == rule["b24.solution"] == ["acme.score"]
    assert (install["b24.stage"], install["b24.actor"]) == (["install"], ["admin"])
    assert install["parentSuite"] == ["acme.score"]
    assert (install["suite"], rule["suite"]) == (["Life on a portal"], ["Rules"])
    assert (rule["b24.rule"], rule["b24.answer"], rule["severity"]) == (["INS-08"], ["finding"], ["blocker"])
    assert results["test_rule_finding"]["links"][0]["url"].startswith("https://apidocs.bitrix24.com/")
    assert labels(results["test_rule_undecided"])["tag"] == ["undecided"]


def test_a_rule_s_texts_are_in_its_description_escaped(results: Results) -> None:
    rule = results["test_rule_finding"]
    html = rule["descriptionHtml"]
    for said in ("No data after removal", "Erase it when", "pytest --solution=acme.score -k INS-08", "#7 "):
        assert said in html
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert {p["name"]: p.get("excluded") for p in rule["parameters"]} == {"seen": True}
    assert [row["type"] for row in attachments(rule)] == []


def test_a_rule_asked_alone_shows_the_step_it_needed_as_a_step(results: Results) -> None:
    rule = results["test_rule_undecided"]
    assert tree(rule)[0][:2] == ("Open as regular user", "passed")
    assert len(list(attachments(rule["steps"][0]))) == 3


@pytest.fixture
def idle_listener(request: pytest.FixtureRequest) -> Iterator[None]:
    """Allure listens, but no item of its own runs: as after the last one."""
    listener = AllureListener(request.config)
    allure_commons.plugin_manager.register(listener)
    yield
    allure_commons.plugin_manager.unregister(listener)


@pytest.mark.usefixtures("idle_listener")
def test_outside_of_items_nothing_is_written_and_nothing_breaks(recorder: Recorder, make_exchange: Any) -> None:
    sink, step = AllureSink(recorder), Step("install", Actor.ADMIN)
    recorder.listen(sink)
    sink.step_began(step)
    with pytest.raises(StageFailed), recorder.sentence("Give the portal back"):
        raise StageFailed("gone")
    sink.step_ended(Outcome(step, Status.FAILED, "gone"), (make_exchange(),))
    sink.sentence_ended("Never begun", (), None)


def test_no_secret_is_in_any_file(folder: Path) -> None:
    for file in folder.iterdir():
        assert b"hunter2-secret" not in file.read_bytes(), file.name


def test_history_ids_are_the_same_in_every_run(results: Results, tmp_path: Path) -> None:
    again = [json.loads(file.read_text("utf-8")) for file in run(tmp_path).glob("*-result.json")]
    assert {row["historyId"] for row in again} == {row["historyId"] for row in results.values()}
