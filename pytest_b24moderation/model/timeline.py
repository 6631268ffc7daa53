"""The ordered evidence of a run, and the slice of it that a rule may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pytest_b24moderation.model.evidence import Entry
from pytest_b24moderation.model.plan import Outcome, Status
from pytest_b24moderation.model.scenario import Scenario

E = TypeVar("E", bound=Entry)


class Timeline(Protocol):
    """Where everything seen is written, masked, in order; `record.Recorder` is the one that does it."""

    def add(self, kind: type[E], /, **fields: Any) -> E:
        """Mask, stamp (seq, time, stage, actor) and append one entry; flushed before it returns."""

    def learn(self, label: str, secret: str) -> None:
        """From now on ``secret`` is shown as a fingerprint with that label."""

    def sentence(self, text: str) -> AbstractContextManager[None]:
        """What the harness does inside is a step of the report that reads ``text``."""

    def attach(self, name: str, data: bytes, media_type: str) -> str:
        """Store a file of evidence (a screenshot); its path relative to the run's folder."""

    def entries(self, kind: type[E], *, stage: str = "", actor: str = "") -> Sequence[E]:
        """The entries of one kind so far, in order."""

    def at(self, stage: str, actor: str = "") -> AbstractContextManager[None]:
        """What is added inside carries this mark."""

    @property
    def last(self) -> int:
        """The seq of the newest entry; 0 before the first."""

    def since(self, seq: int) -> tuple[Entry, ...]:
        """The entries after that seq, in order."""


@dataclass(frozen=True)
class Evidence:
    """What one rule may see: the entries of the stages it needs that have happened.

    ``unseen``: sides that the way of hosting could not watch ("solution" where proxy variables
    were the only way): their silence proves nothing.
    """

    scenario: Scenario
    outcomes: tuple[Outcome, ...]
    items: tuple[Entry, ...]
    unseen: frozenset[str] = frozenset()

    def of(self, kind: type[E], *, stage: str = "", actor: str = "") -> list[E]:
        """The entries of one kind, of one stage and actor where given."""
        return [e for e in self.items if isinstance(e, kind) and _fits(e, stage, actor)]

    def failed(self, stage: str) -> list[Outcome]:
        """The steps of that stage that failed by the solution's fault."""
        return [o for o in self.outcomes if o.step.stage == stage and o.status is Status.FAILED]

    def happened(self, stage: str) -> bool:
        """Whether any step of that stage happened."""
        return any(o.step.stage == stage and o.happened for o in self.outcomes)


def _fits(entry: Entry, stage: str, actor: str) -> bool:
    return (not stage or entry.stage == stage) and (not actor or entry.actor == actor)


def between(entries: Iterable[E], first: Entry | None, last: Entry | None = None) -> list[E]:
    """Those entries that come after ``first`` and before ``last`` (open ends with None)."""
    low = first.seq if first else 0
    high = last.seq if last else float("inf")
    return [e for e in entries if low < e.seq < high]
