"""The items of a solution: a step that is done, a rule that is asked."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from pytest_b24moderation.model import (
    Answer,
    InfrastructureError,
    Judgement,
    Rule,
    RuleBroken,
    ScenarioError,
    Severity,
    StageFailed,
    Status,
    Step,
)
from pytest_b24moderation.report.telling import plain

if TYPE_CHECKING:
    from pytest_b24moderation.engine import Run
    from pytest_b24moderation.plugin.collect import ScenarioFile
    from pytest_b24moderation.record import Recorder

OWN_ERRORS = (ScenarioError, InfrastructureError, StageFailed, RuleBroken)


class MinorFinding(UserWarning):
    """A breach of what the clauses only recommend: the solution passes, and is told."""


class SolutionItem(pytest.Function):
    """What step and rule items share: errors of the house are told without a traceback."""

    step: Step | None = None
    rule: Rule | None = None

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **kwargs: Any) -> Any:
        if isinstance(excinfo.value, OWN_ERRORS):
            return plain(str(excinfo.value), lines=True)
        return super().repr_failure(excinfo, *args, **kwargs)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, None, self.name


class StepItem(SolutionItem):
    """One step: passes when it was carried out; rules judge what was seen."""

    @classmethod
    def of(cls, parent: ScenarioFile, step: Step) -> StepItem:
        def do(b24_run: Run, b24_allure: Any, b24_recorder: Recorder) -> None:
            b24_allure.describe_step(step, b24_run.plan.scenario)
            outcome = b24_run.ensure(step)
            if outcome.status is Status.BLOCKED:
                pytest.skip(plain(b24_recorder.mask(f"blocked: {outcome.reason}")))
            if outcome.error is not None:
                raise masked(outcome.error, b24_recorder.mask)

        item: StepItem = cls.from_parent(parent, name=str(step), callobj=do)
        item.step = step
        return item


class RuleItem(SolutionItem):
    """One rule: its answer as pytest's outcome."""

    @classmethod
    def of(cls, parent: ScenarioFile, rule: Rule) -> RuleItem:
        def ask(b24_run: Run, b24_allure: Any, b24_recorder: Recorder) -> None:
            judgement = b24_run.judge(rule.id)
            b24_allure.describe_rule(rule, judgement, b24_run.plan.scenario)
            tell(judgement, b24_recorder.mask)

        item: RuleItem = cls.from_parent(parent, name=rule.id, callobj=ask)
        item.rule = rule
        return item


def masked(error: BaseException, mask: Callable[[str], str]) -> BaseException:
    """The error with its texts masked and plain: pytest and Allure print them where no sink of ours stands."""

    def clean(text: str) -> str:
        return plain(mask(text), lines=True)

    shown = copy.copy(error)
    shown.args = tuple(clean(arg) if isinstance(arg, str) else arg for arg in error.args)
    for name, value in vars(error).items():
        if isinstance(value, str):
            setattr(shown, name, clean(value))
    return shown.with_traceback(error.__traceback__)


def tell(judgement: Judgement, mask: Callable[[str], str]) -> None:
    """A rule's answer in pytest's words: returns, skips, xfails, warns or raises RuleBroken."""
    if judgement.answer is Answer.FINDING:
        text = plain(mask(finding_text(judgement)), lines=True)
        if judgement.rule.severity is Severity.MINOR:
            warnings.warn(MinorFinding(text), stacklevel=2)
            return
        raise RuleBroken(text)
    if judgement.answer is Answer.WAIVED:
        pytest.xfail(judgement.reason)
    if judgement.answer is Answer.UNDECIDED:
        pytest.skip(plain(mask(f"undecided: {judgement.reason}")))
    if judgement.answer is Answer.ASK:
        asked = "; ".join(judgement.rule.text(question, "seen") for question in judgement.questions)
        pytest.skip(plain(mask(f"asked: {asked}")))


def finding_text(judgement: Judgement) -> str:
    """All findings of a rule as its developer reads them."""
    rule = judgement.rule
    blocks = [f"{rule.id} {rule.title['en']} ({rule.severity})"]
    for finding in judgement.findings:
        where = f" [{finding.stage}{' as ' + finding.actor if finding.actor else ''}]" if finding.stage else ""
        blocks.append(
            f"  seen{where}: {rule.text(finding, 'seen')}\n"
            f"  expected: {rule.text(finding, 'expected')}\n"
            f"  what to do: {rule.text(finding, 'fix')}"
        )
    return "\n".join([*blocks, f"  clause: {rule.clause.quote} ({rule.clause.link})"])
