"""What the public documentation names: REST methods and events, with the permission that each wants.

`methods.tsv` and `events.tsv` are written by `tools/documented_methods.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Documented:
    """A name of the documentation; any of ``scopes`` grants it (none named: not known)."""

    name: str
    scopes: tuple[str, ...]
    page: str


@lru_cache(maxsize=1)
def documented_methods() -> dict[str, Documented]:
    """Lower-case name → fact."""
    return {key.lower(): row for key, row in _read("methods.tsv").items()}


@lru_cache(maxsize=1)
def documented_events() -> dict[str, Documented]:
    """Upper-case name → fact."""
    return _read("events.tsv")


def _read(name: str) -> dict[str, Documented]:
    text = files("pytest_b24moderation.emulator").joinpath(name).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return {row[0]: Documented(row[0], tuple(filter(None, row[1].split(","))), row[2]) for row in rows}
