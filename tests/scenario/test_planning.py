"""The plan: the right stages in the right order for the right actors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_b24moderation import scenario
from pytest_b24moderation.model import Actor, Scenario, ScenarioError, Stage

from .conftest import GOOD

Load = Callable[[str | bytes], Scenario]
BOTH = tuple(Actor)


def _act(kit: Any, actor: Actor | None) -> None:
    """Does nothing: plans only name stages."""


def _stages(*added: Stage) -> dict[str, Stage]:
    twice = ("open", "use", "open-again", "use-again")
    names = (
        "use-again", "card", "install", "open", "use", "uninstall-keep", "reinstall-kept", "uninstall-clean",
        "leftovers", "reinstall-clean", "open-again",
    )  # fmt: skip
    stages = [Stage(name, _act, actors=BOTH if name in twice else ()) for name in names]
    return {stage.name: stage for stage in (*added, *stages)}


def _said(plan: Any) -> list[str]:
    return [str(step) for step in plan.steps]


def test_the_full_plan_does_everything_in_order_for_those_who_have_tests(load: Load) -> None:
    plan = scenario.plan(load(GOOD), stages=_stages(), seed=5)
    assert _said(plan) == [
        "card", "install", "open[admin]", "open[user]", "use[user]", "uninstall-keep", "reinstall-kept",
        "uninstall-clean", "leftovers", "reinstall-clean", "open-again[admin]", "open-again[user]", "use-again[user]",
    ]  # fmt: skip
    assert plan.seed == 5
    assert plan.name == "full"


def test_the_quick_plan_and_the_card_plan_do_less(load: Load) -> None:
    made = load(GOOD)
    assert _said(scenario.plan(made, name="quick", stages=_stages(), actors=[Actor.ADMIN])) == [
        "card", "install", "open[admin]", "uninstall-clean", "leftovers", "reinstall-clean",
    ]  # fmt: skip
    assert _said(scenario.plan(made, name="card", stages=_stages())) == ["card"]


def test_an_unknown_plan_is_refused_with_the_nearest(load: Load) -> None:
    with pytest.raises(ValueError, match=r"is it quick\?"):
        scenario.plan(load(GOOD), name="quik", stages=_stages())


def test_without_tests_nothing_is_used(load: Load) -> None:
    text = GOOD[: GOOD.index("tests:")] + GOOD[GOOD.index("erasure:") :]
    made = scenario.plan(load(text), stages=_stages())
    assert not [step for step in _said(made) if step.startswith("use")]
    assert made.left_out == dict.fromkeys(("use", "use-again"), "the scenario has no `tests:`")
    assert scenario.plan(load(GOOD), stages=_stages()).left_out == {}


def test_added_stages_come_after_the_one_they_name(load: Load) -> None:
    added = (
        Stage("last", _act),
        Stage("third", _act, after="second"),
        Stage("first", _act, after="open"),
        Stage("second", _act, after="first"),
        Stage("beside", _act, after="open"),
        Stage("lost", _act, after="no such stage"),
    )
    said = _said(scenario.plan(load(GOOD), stages=_stages(*added), actors=[Actor.USER]))
    assert said[2:7] == ["open[user]", "first", "second", "third", "beside"]
    assert said[-2:] == ["last", "lost"]
    assert "first" not in _said(scenario.plan(load(GOOD), name="quick", stages=_stages(*added)))


def test_stages_that_wait_for_one_another_still_take_part(load: Load) -> None:
    ring = (Stage("one", _act, after="two"), Stage("two", _act, after="one"))
    assert _said(scenario.plan(load(GOOD), stages=_stages(*ring)))[-2:] == ["one", "two"]


def test_the_plans_templates_know_where_they_were_written(load: Load) -> None:
    made = load(GOOD)
    plan = scenario.plan(made, stages=_stages())
    action = made.tests[0].actions[1]
    with pytest.raises(ScenarioError) as caught:
        plan.render(action.target, {"portal": {"language": "en"}})
    assert caught.value.place == action.place
    assert plan.render(action.target, {"deal": 3})["options"] == {"ID": 3}
