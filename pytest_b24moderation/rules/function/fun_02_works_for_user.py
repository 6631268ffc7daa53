"""FUN-02: user scenarios pass as a regular user too, who never sees more than the administrator.

Owns tests that fail for the regular user only, refusals that leave him an empty frame, and (asked) values in
which he had more than the administrator. A test that fails for both belongs to FUN-01.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import (
    Actor,
    Call,
    Evidence,
    Exchange,
    Finding,
    PageText,
    Question,
    TestResult,
    between,
    rest_calls,
)


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    admin = {r.name: r for r in evidence.of(TestResult, stage="use", actor=Actor.ADMIN)}
    mine = evidence.of(TestResult, stage="use", actor=Actor.USER)
    calls = rest_calls(evidence.of(Exchange, stage="use", actor=Actor.USER))
    refused = [c for c in calls if c.failed and c.error.upper() in patterns["refused"]]
    broken = [r for r in mine if not r.passed]
    for result in broken:
        other = admin.get(result.name)
        if not other or other.passed:
            values = {"name": result.name, "reason": result.reason, "place": result.place, "refusals": _names(refused)}
            yield Finding("failed", values, (result, *([other] if other else []), *(c.exchange for c in refused)))
    if refused and not broken:
        pages = evidence.of(PageText, stage="use", actor=Actor.USER)
        blank = [p for p in between(pages, refused[0].exchange) if p.owner == "solution" and p.blank]
        if blank:
            yield Finding("refused", {"refusals": _names(refused)}, (blank[0], *(c.exchange for c in refused)))
    failed = [o for o in evidence.failed("use") if o.step.actor is Actor.USER]
    if failed and not broken and all(r.passed for r in admin.values()):
        yield Finding("stopped", {"reason": failed[0].reason}, tuple(mine[-1:]))
    for result in mine:
        other = admin.get(result.name)
        for sentence, value in result.seen.items():
            if other and sentence in other.seen and _more(value, other.seen[sentence]):
                values = {"name": result.name, "sentence": sentence, "user": value, "admin": other.seen[sentence]}
                yield Question("more", values, (result, other))


def _more(user: Any, admin: Any) -> bool:
    if isinstance(user, (list, tuple)) and isinstance(admin, (list, tuple)):
        return len(user) > len(admin)
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (user, admin))
    return numbers and user > admin


def _names(calls: list[Call]) -> str:
    return ", ".join(dict.fromkeys(f"{c.method} ({c.error})" for c in calls)) or "-"
