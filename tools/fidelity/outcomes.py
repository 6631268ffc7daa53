"""What came of each test of a suite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Result = Literal["passed", "failed", "skipped"]
GAP = "calls the gap "


@dataclass(frozen=True)
class Outcome:
    """One test. ``why``: the reason of a skip, or the last words of a failure.

    ``methods``, ``gaps``: what was called while it ran, that the portal knows and does not know.
    """

    test: str
    result: Result
    why: str = ""
    methods: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


def judged(outcome: Outcome) -> Outcome:
    """A test during which a gap was called says nothing of the portal: it is skipped for that gap."""
    if not outcome.gaps:
        return outcome
    return replace(outcome, result="skipped", why=GAP + ", ".join(sorted(set(outcome.gaps))))


@dataclass(frozen=True)
class Count:
    """Figures of a suite. ``reasons``: why tests were skipped, and how many for that reason."""

    passed: int
    failed: int
    skipped: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """Passed, of those that ran; 0 where none did."""
        ran = self.passed + self.failed
        return self.passed / ran if ran else 0.0


def count(outcomes: Sequence[Outcome]) -> Count:
    """The figures of these outcomes."""
    results = Counter(row.result for row in outcomes)
    reasons = Counter(row.why or "no reason given" for row in outcomes if row.result == "skipped")
    rows = tuple(sorted(reasons.items(), key=lambda row: (-row[1], row[0])))
    return Count(results["passed"], results["failed"], results["skipped"], rows)
