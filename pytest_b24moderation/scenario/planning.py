"""What a run will do: the stages of a plan, in order, for the actors they matter to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_b24moderation.model import Actor, Deadlines, Place, Plan, Scenario, Stage, Step
from pytest_b24moderation.scenario.complaints import nearest
from pytest_b24moderation.scenario.templates import Templates, is_template

FULL = (
    "card", "install", "open", "use", "uninstall-keep", "reinstall-kept", "uninstall-clean", "leftovers",
    "reinstall-clean", "open-again", "use-again",
)  # fmt: skip
PLANS: Mapping[str, tuple[str, ...]] = {
    "full": FULL,
    "quick": ("card", "install", "open", "use", "uninstall-clean", "leftovers", "reinstall-clean"),
    "card": ("card",),
}
_TESTS = ("use", "use-again")


def plan(
    scenario: Scenario,
    *,
    name: str = "full",
    actors: Sequence[Actor] = (),
    seed: int = 0,
    deadlines: Deadlines | None = None,
    stages: Mapping[str, Stage],
) -> Plan:
    """The plan called ``name``: full, quick or card; ``actors`` keeps only those (all without it).

    Stages that third parties add take part in `full`, each after the stage it names. Stages that
    run the tests are there for the actors that have any. Raises ValueError for an unknown name.
    """
    if name not in PLANS:
        meant = nearest(name, list(PLANS))
        raise ValueError(f"there is no plan {name}: {', '.join(PLANS)}" + (f" (is it {meant}?)" if meant else ""))
    order = [stage for stage in PLANS[name] if stage in stages]
    if name == "full":
        _insert(order, [stage for key, stage in stages.items() if key not in FULL])
    steps = tuple(step for stage in order for step in _steps(stages[stage], scenario, actors))
    untested = {stage: "the scenario has no `tests:`" for stage in _TESTS if stage in order and not scenario.tests}
    return Plan(name, scenario, steps, Templates(seed, _places(scenario)), seed, deadlines or Deadlines(), untested)


def _insert(order: list[str], added: Sequence[Stage]) -> None:
    """Put each added stage behind the one it names; those that wait for one another settle in rounds."""
    waiting = list(added)
    while waiting:
        ready = [stage for stage in waiting if stage.after in order] or [
            stage for stage in waiting if stage.after not in {other.name for other in waiting}
        ] or waiting[:1]  # fmt: skip
        order += [stage.name for stage in ready if stage.after not in order]
        for stage in reversed([stage for stage in ready if stage.name not in order]):
            order.insert(order.index(stage.after) + 1, stage.name)
        waiting = [stage for stage in waiting if stage not in ready]


def _steps(stage: Stage, scenario: Scenario, actors: Sequence[Actor]) -> Iterator[Step]:
    if stage.name in _TESTS and not scenario.tests:
        return
    if not stage.actors:
        yield Step(stage.name)
        return
    for actor in stage.actors:
        tried = stage.name not in _TESTS or any(actor in test.actors for test in scenario.tests)
        if tried and (not actors or actor in actors):
            yield Step(stage.name, actor)


def _places(scenario: Scenario) -> dict[str, Place]:
    """Where each template was written (the step or section that it stands in)."""
    places: dict[str, Place] = {}
    actions = [*scenario.install, *(action for test in scenario.tests for action in test.actions)]
    values: list[tuple[Any, Place]] = [((one.target, one.params, one.expect), one.place) for one in actions]
    values += [(probe.target, probe.place) for probe in scenario.erasure]
    server = scenario.server
    if server and server.place:
        values.append(((server.command, server.environment, server.files), server.place))
    for value, place in values:
        for text in _texts(value):
            places.setdefault(text, place)
    return places


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if is_template(value):
            yield value
    elif isinstance(value, Mapping | list | tuple):
        for below in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(below)
