"""INS-09: the solution reinstalls on the same portal, and the result equals the first installation.

Owns a reinstallation that fails after removal with data, and what is missing or doubled after it. Kept data
not found again belongs to INS-14; user tests after reinstallation to FUN-03.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import (
    AppInfo,
    Entry,
    Evidence,
    Exchange,
    Finding,
    Fingerprint,
    PortalItem,
    WizardEnd,
    rest_calls,
)


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    stage = patterns["stage"]
    infos, ends = evidence.of(AppInfo, stage=stage), evidence.of(WizardEnd, stage=stage)
    failed = evidence.failed(stage)
    if failed or (infos and not infos[-1].installed):
        reason = failed[0].reason if failed else "INSTALLED = false"
        calls = [c for c in rest_calls(evidence.of(Exchange, stage=stage)) if c.failed]
        there = [c for c in calls if re.search(patterns["exists"], c.answer, re.IGNORECASE)]
        if there:
            values = {"method": there[0].method, "answer": there[0].answer, "state": reason}
            yield Finding("already-exists", values, (*(c.exchange for c in there), *ends[-1:]))
        else:
            where: tuple[Entry, ...] = (*ends[-1:], *infos[-1:])
            yield Finding("failed", {"state": reason}, where or tuple(evidence.items[-1:]))
        return
    shots = {shot.moment: shot for shot in evidence.of(Fingerprint)}
    first, again = shots.get("installed"), shots.get("reinstalled")
    if not first or not again:
        return
    before, after = _counted(first, patterns["ignored"]), _counted(again, patterns["ignored"])
    everything = list(again.items)
    missing = [item for item in before if not any(_same(item, other) for other in everything)]
    doubled = [i for i in before if sum(_alike(i, o) for o in after) > sum(_alike(i, o) for o in before)]
    for key, items in (("missing", missing), ("doubled", doubled)):
        if items:
            yield Finding(key, {"count": len(items), "items": _list(items)}, (first, again))


def _counted(shot: Fingerprint, ignored: str) -> list[PortalItem]:
    own = (item for item in shot.items if item.owner == "solution")
    return [item for item in own if not re.search(ignored, item.section, re.IGNORECASE)]


def _same(one: PortalItem, other: PortalItem) -> bool:
    return one.section == other.section and (one.key == other.key or _alike(one, other))


def _alike(one: PortalItem, other: PortalItem) -> bool:
    """Two rows for the same thing: new ids, the same content or the same words."""
    words = bool(one.summary) and one.summary == other.summary
    return one.section == other.section and (words or (bool(one.digest) and one.digest == other.digest))


def _list(items: list[PortalItem]) -> str:
    return "; ".join(dict.fromkeys(f"{item.section}: {item.summary or item.key}" for item in items))
