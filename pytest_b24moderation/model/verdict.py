"""What is said of a solution in the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from pytest_b24moderation.model.evidence import Entry
from pytest_b24moderation.model.plan import Outcome, Plan, Step
from pytest_b24moderation.model.rule import Judgement


class Decision(StrEnum):
    """The one word of a verdict."""

    APPROVE = "approve"
    RETURN = "return"
    ASK = "ask"
    NONE = "none"


class Owner(StrEnum):
    """Whose fault kept a verdict from being reached."""

    SOLUTION = "solution"
    OURS = "ours"
    AUTHOR = "scenario"
    PLATFORM = "platform"


@dataclass(frozen=True)
class Verdict:
    """What is said of one solution: the word, what stands behind it, and what could not be judged.

    ``blame``: who kept a needed stage from happening, where the decision is none.
    """

    plan: Plan
    decision: Decision
    judgements: tuple[Judgement, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    reason: str = ""
    blame: Owner | None = None
    facts: dict[str, str] = field(default_factory=dict)
    """Name → value, for readers: harness version, portal host and profile, way of hosting, seed."""


class Sink(Protocol):
    """A listener of a run; every report is one."""

    def sentence_began(self, text: str) -> None: ...

    def sentence_ended(self, text: str, entries: tuple[Entry, ...], error: BaseException | None) -> None:
        """``entries``: what was seen inside, but not inside a sentence within it."""

    def step_began(self, step: Step) -> None: ...

    def step_ended(self, outcome: Outcome, entries: tuple[Entry, ...]) -> None:
        """``entries``: all that was seen during the step."""

    def judged(self, judgement: Judgement) -> None: ...

    def finished(self, verdict: Verdict) -> None: ...
