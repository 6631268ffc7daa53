"""UI-02: no PHP warnings or errors, nor their like from other platforms, in what users see.

Owns messages of the server's platform. Those that tell of a database belong to UI-03, those of the browser to
UI-05. What reads as an article's example is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import Evidence, Finding, Question, sightings


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    for seen in sightings(evidence, patterns["errors"].values()):
        if not re.search(patterns["database"], seen.text, re.IGNORECASE):
            values = {"text": seen.text[: patterns["shown"]]}
            yield Question("quoted", values, seen.where) if seen.quoted else Finding("server-error", values, seen.where)
