"""Which of the documented REST methods this emulator answers."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_b24moderation.emulator.documented import documented_methods, documented_methods3
from pytest_b24moderation.emulator.registry import methods, methods3


@dataclass(frozen=True, slots=True)
class Covered:
    """A method by name; ``page`` is "" for those that only older documentation names. ``who`` may call it."""

    name: str
    scopes: tuple[str, ...]
    page: str
    emulated: bool
    who: str = ""
    rest: int = 2
    """3 for a method of REST 3.0."""


def coverage() -> list[Covered]:
    """Every documented and every emulated method, by name."""
    ours, known = methods(), documented_methods()
    rows = [
        Covered(row.name, row.scopes, row.page, key in ours or key == "batch", row.who) for key, row in known.items()
    ]
    rows += [Covered(row.name, row.scopes, "", True) for key, row in ours.items() if key not in known]
    ours3, known3 = methods3(), documented_methods3()
    rows += [
        Covered(row.name, row.scopes, row.page, key in ours3 or key == "batch", row.who, 3)
        for key, row in known3.items()
    ]
    rows += [Covered(row.name, row.scopes, "", True, rest=3) for key, row in ours3.items() if key not in known3]
    return sorted(rows, key=lambda row: (row.name.lower(), row.rest))
