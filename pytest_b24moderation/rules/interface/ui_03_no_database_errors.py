"""UI-03: no database errors in what users see.

Owns every message that names a database, a driver or an ORM, also when PHP or another platform printed it.
What reads as an article's example is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import Evidence, Finding, Question, sightings


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    told: set[tuple[int, ...]] = set()
    for seen in sightings(evidence, patterns["errors"].values()):
        place = tuple(entry.seq for entry in seen.where)
        if place in told:
            continue  # one message often matches as driver, as language and as server
        told.add(place)
        values = {"text": seen.text[: patterns["shown"]]}
        yield Question("quoted", values, seen.where) if seen.quoted else Finding("database-error", values, seen.where)
