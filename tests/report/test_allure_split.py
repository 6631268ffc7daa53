"""One folder of Allure results, taken apart by solution, however it was left behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.report.allure_split import Split, split


def put(folder: Path, name: str, content: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


def result(uuid: str, code: str, *files: str, path: tuple[str, ...] = ()) -> dict[str, Any]:
    inner = {"name": "s", "attachments": [{"source": file} for file in files[1:]]}
    return {
        "uuid": uuid,
        "labels": [{"name": "b24.solution", "value": code}] if code else [],
        "titlePath": list(path),
        "attachments": [{"source": file} for file in files[:1]],
        "steps": [{"name": "outer", "steps": [inner]}],
    }


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def done(tmp_path: Path) -> Split:
    return split(tmp_path / "results", tmp_path / "reports")


def test_results_move_with_their_attachments(tmp_path: Path) -> None:
    source = tmp_path / "results"
    odd = {"steps": [None, "x"], "befores": None}
    first = result("1", "acme.score", "a-attachment.txt", "b-attachment.png")
    put(source, "1-result.json", {**first, "steps": [*first["steps"], odd, None]})
    put(source, "2-result.json", result("2", "other", "c-attachment.txt"))
    for name in ("a-attachment.txt", "b-attachment.png", "c-attachment.txt"):
        put(source, name, "x")
    found = done(tmp_path)
    assert found.folders == {code: tmp_path / "reports" / code / "allure-results" for code in ("acme.score", "other")}
    assert names(found.folders["acme.score"]) == ["1-result.json", "a-attachment.txt", "b-attachment.png"]
    assert names(found.folders["other"]) == ["2-result.json", "c-attachment.txt"]
    assert names(source) == []


def test_a_result_that_was_never_labelled_goes_by_its_scenario_s_folder(tmp_path: Path) -> None:
    put(tmp_path / "results", "1-result.json", result("1", "", path=("scenarios", "acme.score", "scenario.yaml")))
    assert list(done(tmp_path).folders) == ["acme.score"]


def test_containers_follow_their_children_and_empty_ones_are_dropped(tmp_path: Path) -> None:
    source = tmp_path / "results"
    for uuid, code in (("1", "a"), ("2", "b")):
        put(source, f"{uuid}-result.json", result(uuid, code))
    told = {"name": "portal", "status": "passed", "attachments": [{"source": "x-attachment.txt"}]}
    put(source, "x-attachment.txt", "x")
    put(source, "shared-container.json", {"children": ["1", "2"], "befores": [{"name": "gateway", "status": "broken"}]})
    put(source, "own-container.json", {"children": ["2"], "afters": [told]})
    put(source, "empty-container.json", {"children": ["1"], "befores": [{"name": "recorder", "status": "passed"}]})
    put(source, "lone-container.json", {"afters": [{"name": "which"}]})
    folders = done(tmp_path).folders
    assert names(folders["a"]) == ["1-result.json", "shared-container.json"]
    assert names(folders["b"]) == ["2-result.json", "own-container.json", "shared-container.json", "x-attachment.txt"]
    assert json.loads((folders["a"] / "shared-container.json").read_text())["children"] == ["1"]
    assert names(source) == []


def test_what_is_cut_short_or_belongs_to_nobody_stays(tmp_path: Path) -> None:
    source = tmp_path / "results"
    put(source, "1-result.json", '{"uuid": "1", "labels": [{"na')
    put(source, "2-result.json", result("2", "../../etc"))
    put(source, "3-result.json", "[]")
    put(source, "4-result.json", {"uuid": "4", "labels": None, "attachments": None, "steps": [None, "x"]})
    put(source, "5-attachment.txt.tmp", "half")
    put(source, "6-container.json", {"children": ["9"]})
    found = done(tmp_path)
    assert (found.folders, len(found.left)) == ({}, 6)
    assert split(tmp_path / "nowhere", tmp_path).left == []


def test_attachments_never_come_from_or_go_to_elsewhere(tmp_path: Path) -> None:
    put(tmp_path, "secret.txt", "x")
    put(tmp_path / "results", "1-result.json", result("1", "a", "../secret.txt", "gone.png"))
    assert names(done(tmp_path).folders["a"]) == ["1-result.json"]
    assert (tmp_path / "secret.txt").exists()


@pytest.mark.parametrize("interrupted", ["1-result.json", "1-attachment.txt"])
def test_a_split_that_was_killed_is_finished_by_the_next(tmp_path: Path, interrupted: str) -> None:
    put(tmp_path / "results", "1-result.json", result("1", "a", "1-attachment.txt"))
    put(tmp_path / "results", "1-attachment.txt", "x")
    if interrupted == "1-result.json":
        put(tmp_path / "reports" / "a" / "allure-results", "1-attachment.txt", "x")
        (tmp_path / "results" / "1-attachment.txt").unlink()
    assert names(done(tmp_path).folders["a"]) == ["1-attachment.txt", "1-result.json"]
