"""Which of the documented REST methods this emulator answers."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_b24moderation.emulator.documented import documented_methods
from pytest_b24moderation.emulator.registry import methods


@dataclass(frozen=True, slots=True)
class Covered:
    """A method by name; ``page`` is "" for those that only older documentation names. ``who`` may call it."""

    name: str
    scopes: tuple[str, ...]
    page: str
    emulated: bool
    who: str = ""


def coverage() -> list[Covered]:
    """Every documented and every emulated method, by name."""
    ours, known = methods(), documented_methods()
    rows = [
        Covered(row.name, row.scopes, row.page, key in ours or key == "batch", row.who) for key, row in known.items()
    ]
    rows += [Covered(row.name, row.scopes, "", True) for key, row in ours.items() if key not in known]
    return sorted(rows, key=lambda row: row.name.lower())
