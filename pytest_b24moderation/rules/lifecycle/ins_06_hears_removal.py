"""INS-06: on removal its server answers ONAPPUNINSTALL.

Owns the handler: that there is one where data is stored, and that it answers. What the solution does with
dead tokens afterwards belongs to INS-08.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import (
    AppInfo,
    Evidence,
    Exchange,
    Finding,
    Fingerprint,
    Question,
    rest_calls,
)


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    event = patterns["event"]
    told = [e for e in evidence.of(Exchange) if e.source == "portal" and e.form().get("event", "").upper() == event]
    for post in (e for e in told if e.target == "solution"):
        values = {"url": post.url, "status": post.status, "error": post.error or "-", "took": round(post.took, 1)}
        if post.status == 0:
            yield Finding("unanswered", values, (post,))
        elif not 200 <= post.status < 300:
            yield Finding("refused", values, (post,))
        elif post.took > patterns["patience"]:
            yield Question("slow", values, (post,))
    given = _tokens(evidence, patterns["tokens"])
    if told or not given or _bound(evidence, event) or not _removed(evidence, patterns["stage"]):
        return
    if evidence.scenario.erasure:
        names = ", ".join(probe.name for probe in evidence.scenario.erasure)
        yield Finding("no-handler", {"probes": names}, given[:1])
    else:
        yield Question("handler-unknown", {}, given[:1])


def _tokens(evidence: Evidence, fields: list[str]) -> tuple[Exchange, ...]:
    """The requests that gave tokens to its server; a static solution has none."""
    if evidence.scenario.solution.kind == "static":
        return ()
    sent = (e for e in evidence.of(Exchange) if e.target == "solution" and e.source in ("portal", "browser"))
    return tuple(e for e in sent if any(e.form().get(name) for name in fields))


def _bound(evidence: Evidence, event: str) -> bool:
    calls = (c for c in rest_calls(evidence.of(Exchange)) if c.method == "event.bind" and not c.failed)
    items = (item for shot in evidence.of(Fingerprint) for item in shot.items if item.owner == "solution")
    texts = [c.params.get("event", "") for c in calls] + [f"{item.key} {item.summary}" for item in items]
    return any(event in text.upper() for text in texts)


def _removed(evidence: Evidence, stage: str) -> bool:
    infos = evidence.of(AppInfo, stage=stage)
    if not evidence.happened(stage) or evidence.failed(stage):
        return False
    return not any(info.installed and info.active for info in infos[-1:])
