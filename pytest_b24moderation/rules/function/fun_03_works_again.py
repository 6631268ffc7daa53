"""FUN-03: user scenarios pass again after removal and reinstallation.

Owns what worked before removal and does not after a reinstallation that succeeded. A reinstallation that
fails belongs to INS-09.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import Evidence, Finding, Opened, TestResult, trouble


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    use, use_again = patterns["tests"]
    open_, open_again = patterns["openings"]
    first = {(r.name, r.actor): r for r in evidence.of(TestResult, stage=use)}
    again = evidence.of(TestResult, stage=use_again)
    for result in again:
        before = first.get((result.name, result.actor))
        if before and before.passed and not result.passed:
            values = {"name": result.name, "reason": result.reason, "place": result.place, "actor": result.actor}
            yield Finding("failed-again", values, (result, before))
    good = {(o.place, o.actor): o for o in evidence.of(Opened, stage=open_) if not trouble(evidence, o)}
    for opened in evidence.of(Opened, stage=open_again):
        one, state = good.get((opened.place, opened.actor)), trouble(evidence, opened)
        if one and state:
            yield Finding("not-opened", {"place": opened.place, "actor": opened.actor, "state": state}, (opened, one))
    for outcome in evidence.failed(use_again):
        actor = outcome.step.actor
        told = any(not r.passed for r in again if r.actor == (actor or ""))
        failed_before = any(o.step.actor is actor for o in evidence.failed(use))
        if not told and not failed_before:
            yield Finding("stopped", {"actor": actor or "-", "reason": outcome.reason}, tuple(again[-1:]))
