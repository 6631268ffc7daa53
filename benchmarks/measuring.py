"""Medians and rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure against its bound; ``unit`` is ms, ×, or MB."""

    what: str
    peer: str
    figure: float
    bound: float
    unit: str

    @property
    def holds(self) -> bool:
        return self.figure <= self.bound

    def __str__(self) -> str:
        sign = "yes" if self.holds else "**no**"
        return f"| {self.what} | {self.peer} | {self.figure:.2f} {self.unit} | ≤ {self.bound:g} {self.unit} | {sign} |"


def median_ms(work: Callable[[], object], times: int = 300, warm: int = 50) -> float:
    """The median time of one call, in milliseconds."""
    return interleaved([work], times, warm)[0]


def interleaved(works: list[Callable[[], object]], times: int = 300, warm: int = 50) -> list[float]:
    """Medians of several peers, taken in turn, so that a busy moment of the machine hits all of them."""
    for _ in range(warm):
        for work in works:
            work()
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, row in zip(works, taken, strict=True):
            began = time.perf_counter()
            work()
            row.append((time.perf_counter() - began) * 1000)
    return [statistics.median(row) for row in taken]
