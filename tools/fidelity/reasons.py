"""Why tests fail that fail: `explained/<suite>.yaml` says whose fault it is, and the reason in a sentence.

A key is a test's name, or a pattern of names in which `*` stands for anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from tools.fidelity.outcomes import Outcome

FOLDER = Path(__file__).with_name("explained")
OWNERS = ("ours", "theirs", "machine")


@dataclass(frozen=True)
class Explanation:
    """``owner``: ours, theirs (the suite's, or the cloud it was written for), machine (this one, now)."""

    owner: str
    why: str


def explanations(suite: str, folder: Path = FOLDER) -> dict[str, Explanation]:
    """Test, or pattern of tests → explanation. Raises ValueError for one that is not whole."""
    file = folder / f"{suite}.yaml"
    if not file.is_file():
        return {}
    rows = yaml.safe_load(file.read_text("utf-8")) or {}
    for name, row in rows.items():
        if set(row) != {"owner", "why"} or row["owner"] not in OWNERS or not row["why"]:
            raise ValueError(f"{file.name}: {name}: expected an owner ({', '.join(OWNERS)}) and a why, found {row}")
    return {name: Explanation(row["owner"], " ".join(row["why"].split())) for name, row in rows.items()}


def explain(test: str, known: Mapping[str, Explanation]) -> Explanation | None:
    """The explanation of a failing test; its own name before patterns."""
    if test in known:
        return known[test]
    return next((row for pattern, row in known.items() if _fits(pattern, test)), None)


def stale(outcomes: Iterable[Outcome], known: Mapping[str, Explanation]) -> list[str]:
    """Explanations that no failing test needs any more."""
    failing = [row.test for row in outcomes if row.result == "failed"]
    return [pattern for pattern in known if not any(_fits(pattern, test) for test in failing)]


def _fits(pattern: str, test: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), test) is not None
