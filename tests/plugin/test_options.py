"""The command line, as its users meet it."""

from __future__ import annotations

import os

import pytest

from pytest_b24moderation.hosting import note
from tests.plugin.conftest import Project


def test_without_the_option_a_scenario_is_nobodys(project: Project) -> None:
    project.solution()
    result = project.pytest(".")
    assert result.returncode == 5
    assert "no tests ran" in result.stdout


def test_an_unknown_solution_names_those_that_are_there(project: Project) -> None:
    project.solution("acme.score")
    result = project.pytest("--solution=acme.skore")
    assert result.returncode == 4
    assert "--solution=acme.skore: no such solution" in result.stderr
    assert "acme.score" in result.stderr


def test_globs_all_and_repetition(project: Project) -> None:
    for code in ("acme.one", "acme.two", "other.three"):
        project.solution(code)
    (project.folder / "test_own.py").write_text("def test_own(): ...\n")

    def collected(*args: str) -> set[str]:
        lines = project.pytest("--collect-only", "-q", *args).stdout.splitlines()
        return {line.split("/")[1] for line in lines if line.startswith("scenarios/")} | {
            line for line in lines if line.startswith("test_own")
        }

    assert collected("--solution=acme.*") == {"acme.one", "acme.two"}
    assert collected("--b24-solution=acme.one", "--solution=other.three") == {"acme.one", "other.three"}


def test_a_stage_behind_the_solution(project: Project) -> None:
    project.solution()
    result = project.pytest("--collect-only", "-q", "--solution=acme.score::install")
    assert [line for line in result.stdout.splitlines() if "::" in line] == [
        "scenarios/acme.score/scenario.yaml::install"
    ]


@pytest.mark.parametrize("option", ["--tracing=on", "--video=on", "--screenshot=only-on-failure"])
def test_unmasked_recorders_are_refused(project: Project, option: str) -> None:
    project.solution()
    result = project.pytest("--solution=acme.score", option)
    assert result.returncode == 4
    assert "may hold tokens and passwords" in result.stderr


@pytest.mark.parametrize("value", ["wizzard=3", "wizard=-1"])
def test_a_wrong_deadline_says_what_is_known(project: Project, value: str) -> None:
    project.solution()
    result = project.pytest("--solution=acme.score", f"--deadline={value}")
    assert "expected NAME=NUMBER with a name of wizard, answer" in result.stdout + result.stderr
    assert result.returncode not in (0, 1)


def test_the_seed_is_printed_and_can_be_given(project: Project) -> None:
    project.solution()
    result = project.pytest("--collect-only", "--solution=acme.score", "--seed=77")
    assert "moderation: acme.score | portal: embedded | plan: full | seed: 77" in result.stdout


def test_results_of_a_run_beside_this_one_stay(project: Project) -> None:
    project.solution()
    beside = project.folder / "reports" / "allure-results" / "run-beside"
    killed = beside.with_name("run-killed")
    for folder in (beside, killed):
        folder.mkdir(parents=True)
        note(folder)
    (killed / "hosting.json").write_text((killed / "hosting.json").read_text().replace(str(os.getpid()), "4194399"))
    result = project.pytest("--solution=acme.score::card")
    assert "acme.score" in result.stdout
    assert list(beside.parent.iterdir()) == [beside]
    assert any((project.folder / "reports" / "acme.score" / "allure-results").glob("*-result.json"))
