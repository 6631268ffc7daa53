"""From a scenario to its items."""

from __future__ import annotations

from tests.plugin.conftest import SCENARIO, Project


def test_one_item_per_step_and_per_rule(project: Project) -> None:
    project.solution()
    result = project.pytest("--collect-only", "-q", "--solution=acme.score")
    names = [line.split("::")[1] for line in result.stdout.splitlines() if "::" in line]
    assert names[:4] == ["card", "install", "open[admin]", "open[user]"]
    assert {"uninstall-keep", "uninstall-clean", "leftovers", "reinstall-clean"} <= set(names)
    assert {"INS-01", "INS-10", "FUN-03", "UI-07", "VER-02"} <= set(names)
    assert len(names) == len(set(names))


def test_quick_and_actor_take_less(project: Project) -> None:
    project.solution()
    result = project.pytest("--collect-only", "-q", "--solution=acme.score", "--plan=quick", "--actor=admin")
    names = [line.split("::")[1] for line in result.stdout.splitlines() if "::" in line]
    assert "open[user]" not in names
    assert "uninstall-keep" not in names
    assert "reinstall-clean" in names


def test_a_wrong_scenario_is_its_authors_fault_and_the_others_go_on(project: Project) -> None:
    project.solution("good.one")
    project.solution("wrong.one", SCENARIO.replace("developer", "devloper"))
    result = project.pytest("--solution=all", "--plan=card")
    assert result.returncode == 12
    assert "scenarios/wrong.one/scenario.yaml:3" in result.stdout
    assert "devloper" in result.stdout
    assert "developer" in result.stdout
    assert "good.one: ask" in result.stdout
