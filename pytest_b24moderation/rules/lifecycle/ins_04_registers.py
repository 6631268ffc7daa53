"""INS-04: what the solution registers works once it is installed.

Owns its widgets, as the administrator sees them, and its answers to events. ONAPPUNINSTALL belongs to
INS-06; a widget that the administrator sees and an employee does not belongs to INS-05.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import Evidence, Exchange, Finding, Fingerprint, Opened, Question, rest_calls, trouble


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    bound = _bound(evidence, patterns["sections"])
    seen: dict[tuple[str, str], Opened] = {}
    for opened in evidence.of(Opened, actor="admin"):
        if opened.place.upper() in bound and (state := trouble(evidence, opened)):
            seen.setdefault((opened.place, state), opened)
    for (place, state), opened in seen.items():
        yield Finding("widget", {"place": place, "state": state}, (opened,))
    faults: dict[tuple[str, str], list[Exchange]] = {}
    for post in evidence.of(Exchange):
        event = post.form().get("event", "").upper() if (post.source, post.target) == ("portal", "solution") else ""
        if event and event != patterns["removal"] and (fault := _fault(post, patterns["patience"])):
            faults.setdefault((event, fault), []).append(post)
    for (event, fault), posts in faults.items():
        first = posts[0]
        values = {"event": event, "url": first.url, "status": first.status, "count": len(posts)}
        values |= {"error": first.error or "-", "took": round(max(p.took for p in posts), 1)}
        made = Question if fault == "event-slow" else Finding
        yield made(fault, values, tuple(posts))


def _bound(evidence: Evidence, sections: str) -> set[str]:
    """Codes of the widgets that it bound, from its calls and from what stood on the portal."""
    calls = rest_calls(evidence.of(Exchange))
    codes = {c.params.get("placement", "").upper() for c in calls if c.method == "placement.bind" and not c.failed}
    for item in (item for shot in evidence.of(Fingerprint) for item in shot.items):
        if item.owner == "solution" and re.search(sections, item.section, re.IGNORECASE):
            codes |= set(re.findall(r"\b[A-Z][A-Z0-9_]{3,}\b", f"{item.key} {item.summary}"))
    return codes - {""}


def _fault(post: Exchange, patience: float) -> str:
    if post.status == 0:
        return "event-unanswered"
    if not 200 <= post.status < 300:
        return "event-refused"
    return "event-slow" if post.took > patience else ""
