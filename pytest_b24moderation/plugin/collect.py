"""From a scenario file to its items: one per step of the plan, one per rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_b24moderation.model import Deadlines, Plan, Rule, ScenarioError, Stage
from pytest_b24moderation.plugin import options
from pytest_b24moderation.plugin.items import RuleItem, StepItem
from pytest_b24moderation.report.verdict import AUTHOR

if TYPE_CHECKING:
    from pytest_b24moderation.plugin.moderation import Moderation


def scenario_file(path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """The collector of a scenario that was asked for; None for any other file of that name."""
    moderation: Moderation = parent.config.stash[MODERATION]
    if path.resolve() not in moderation.files:
        return None
    if path.is_relative_to(parent.config.rootpath):
        return ScenarioFile.from_parent(parent, path=path)
    # pytest's own node id would be empty, the same for all solutions outside the root folder
    return ScenarioFile.from_parent(parent, path=path, nodeid=f"{path.parent.name}/{path.name}")


class ScenarioFile(pytest.Module):
    """One `scenario.yaml`: a module to pytest, so that fixtures, marks, xdist and `--lf` just work."""

    plan: Plan
    moderation: Moderation

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.moderation = self.config.stash[MODERATION]
        # `Module.obj` would import the file as Python; nothing of pytest needs more of it than its existence.
        self.obj = self

    def collect(self) -> Iterator[pytest.Item]:
        try:
            self.plan = self.moderation.plan(self.path)
        except ScenarioError as error:
            self.moderation.faults.seen.append(AUTHOR)
            raise self.CollectError(str(error)) from None
        only = self.moderation.only(self.path)
        for step in self.plan.steps:
            if not only or step.stage in only or str(step) in only:
                yield StepItem.of(self, step)
        for rule in self.moderation.rules.values():
            if not only or rule.id in only:
                yield RuleItem.of(self, rule)


MODERATION = pytest.StashKey["Moderation"]()


def plan_of(config: pytest.Config, file: Path, stages: dict[str, Stage], seed: int) -> Plan:
    """Load and check a scenario, and work out what its run will do."""
    from pytest_b24moderation import scenario

    deadlines = Deadlines()
    changes = options.deadline_changes(config)
    if changes:
        from dataclasses import replace

        deadlines = replace(deadlines, **{k: int(v) if k == "body" else v for k, v in changes.items()})  # type: ignore[arg-type]
    from pytest_b24moderation.model import Actor

    actors = tuple(Actor(name) for name in config.getoption("b24_actor")) or tuple(Actor)
    return scenario.plan(
        scenario.load(file),
        name=config.getoption("b24_plan"),
        actors=actors,
        seed=seed,
        deadlines=deadlines,
        stages=stages,
    )


def sort_rules(rules: dict[str, Rule], more: list[list[Rule]]) -> dict[str, Rule]:
    """The house's rules and those of hooks together; an id given twice is an error."""
    found = dict(rules)
    for rule in (rule for group in more for rule in group):
        if rule.id in found:
            raise pytest.UsageError(f"pytest_b24_rules: there is a rule {rule.id} already")
        found[rule.id] = rule
    return found
