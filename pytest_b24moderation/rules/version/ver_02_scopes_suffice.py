"""VER-02: the version asks for every scope that it needs.

Owns `insufficient_scope` answers to its calls, inside batches too, also during installation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import Call, Evidence, Exchange, Finding, Question, rest_calls


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    lacking: dict[tuple[bool, str], list[Call]] = {}
    for call in rest_calls(evidence.of(Exchange)):
        if call.error.lower() in patterns["codes"]:
            habit = call.batched and call.method in patterns["habits"]
            lacking.setdefault((habit, _scope(call, patterns["scopes"])), []).append(call)
    declared = ", ".join(evidence.scenario.version.scopes) or "-"
    for (habit, scope), calls in lacking.items():
        methods = ", ".join(dict.fromkeys(call.method for call in calls))
        values = {"scope": scope, "methods": methods, "declared": declared, "count": len(calls)}
        made, key = (Question, "library-habit") if habit else (Finding, "lacking")
        yield made(key, values, tuple(dict.fromkeys(call.exchange for call in calls)))


def _scope(call: Call, scopes: Mapping[str, str]) -> str:
    """The scope of a method: the longest known beginning of its name, else its first word."""
    words = call.method.split(".")
    starts = (".".join(words[:length]) for length in range(len(words), 0, -1))
    return next((scopes[start] for start in starts if start in scopes), words[0])
