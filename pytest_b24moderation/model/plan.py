"""What a run will do, worked out before it does anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from pytest_b24moderation.model.actor import Actor
from pytest_b24moderation.model.scenario import Scenario


class Render(Protocol):
    """Fills the templates of a value (text, list or mapping) from the names given."""

    def __call__(self, value: Any, names: Mapping[str, Any]) -> Any: ...


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long anything may take, and how large it may be: the one policy. Seconds and bytes."""

    wizard: float = 120.0
    answer: float = 30.0
    page: float = 30.0
    ready: float = 60.0
    settle: float = 10.0
    run: float = 900.0
    body: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """A stage, done by one actor; ``actor`` is None where only one can do it."""

    stage: str
    actor: Actor | None = None

    def __str__(self) -> str:
        return f"{self.stage}[{self.actor}]" if self.actor else self.stage


class Status(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    OURS = "ours"
    AUTHOR = "author"


@dataclass(frozen=True)
class Outcome:
    """How one step ended, and why. A failed step has happened; a blocked one or one of ours has not."""

    step: Step
    status: Status
    reason: str = ""
    error: BaseException | None = field(default=None, compare=False)

    @property
    def happened(self) -> bool:
        return self.status in (Status.PASSED, Status.FAILED)


@dataclass(frozen=True)
class Stage:
    """A verb of a solution's life. Third parties add theirs through the hook `pytest_b24_stages`.

    ``needs``: stages that must have passed, done first when they are not done yet.
    ``wants`` / ``leaves``: the state of the solution on the portal before and after:
    "installed", "removed", or "" where it does not matter or does not change.
    ``after``: the stage it comes after in the order of a run ("" is the end).
    """

    name: str
    act: Callable[[Any, Actor | None], None]
    needs: tuple[str, ...] = ()
    wants: str = ""
    leaves: str = ""
    actors: tuple[Actor, ...] = ()
    portal: bool = True
    after: str = ""


@dataclass(frozen=True)
class Plan:
    """The steps of one solution's run in order. ``left_out``: stages without a step in it, and why."""

    name: str
    scenario: Scenario
    steps: tuple[Step, ...]
    render: Render
    seed: int
    deadlines: Deadlines = Deadlines()
    left_out: Mapping[str, str] = field(default_factory=dict)
