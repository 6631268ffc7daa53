"""INS-08: after removal the solution stops calling the portal with dead tokens.

Owns calls of its server that Bitrix24 refused because the solution is gone. Requests that the harness or a
page still open provoked are not counted; one attempt while the removal is handled is asked, not blamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import AppInfo, Evidence, Exchange, Finding, Question, answer_error, carried_token


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    exchanges = evidence.of(Exchange)
    told = [e for e in exchanges if e.source == "portal" and e.form().get("event", "").upper() == patterns["event"]]
    dead = _dead(evidence, exchanges, told, patterns)
    if told:
        until = max(post.at + post.took for post in told) + patterns["grace"]
        early = [e for e in dead if e.at <= until]
    else:
        early = dead[:1]  # without a handler the first refusal is how it learns
    late = [e for e in dead if e not in early]
    if late:
        yield Finding("keeps-calling", _values(late), tuple(late))
    elif early:
        yield Question("one-attempt", _values(early), tuple(early))


def _dead(
    evidence: Evidence, exchanges: list[Exchange], told: list[Exchange], patterns: Mapping[str, Any]
) -> list[Exchange]:
    """Its server's calls that were refused because it is not installed any more, in order."""
    others = [e for e in exchanges if e.target == "solution" and e.source in ("harness", "browser")]
    calls = [e for e in exchanges if e.source == "solution" and e.target in ("portal", "oauth")]
    calls = [e for e in calls if carried_token(e) and not any(o.at <= e.at <= o.at + o.took for o in others)]
    certain = [e for e in calls if answer_error(e)[0].upper() in patterns["gone"]]
    infos = [info.at for info in evidence.of(AppInfo) if not (info.installed and info.active)]
    moments = [e.at for e in (*told, *certain)] + infos
    refused = [e for e in calls if e.status == 401 or answer_error(e)[0].upper() in patterns["refused"]]
    after = [e for e in refused if moments and e.at >= min(moments)]
    return sorted({*certain, *after}, key=lambda e: (e.at, e.seq))


def _values(calls: list[Exchange]) -> dict[str, Any]:
    code = answer_error(calls[0])[0] or f"HTTP {calls[0].status}"
    paths = ", ".join(dict.fromkeys(f"{e.host}{e.path}" for e in calls))
    return {"count": len(calls), "calls": paths, "answer": code}
