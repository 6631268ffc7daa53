"""INS-14: reinstalled after a removal that kept data, the solution finds its data again.

Owns a reinstallation over kept data that fails or does not open, and kept storages and options that its own
calls then delete or reset. A reinstallation after full removal belongs to INS-09.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import (
    Actor,
    AppInfo,
    Entry,
    Evidence,
    Exchange,
    Finding,
    Fingerprint,
    FrameMessage,
    Opened,
    PortalItem,
    Question,
    rest_calls,
    trouble,
)

Items = dict[tuple[str, str], PortalItem]


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    stage = patterns["stage"]
    infos = evidence.of(AppInfo, stage=stage)
    failed = evidence.failed(stage)
    if failed or (infos and not infos[-1].installed):
        reason = failed[0].reason if failed else "INSTALLED = false"
        yield Finding("failed", {"state": reason}, tuple(infos[-1:]) or tuple(evidence.items[-1:]))
        return
    first, opened = (_openings(evidence, name, patterns["interface"]) for name in (patterns["first"], stage))
    if opened and (state := trouble(evidence, opened[-1])):
        if not first or not trouble(evidence, first[-1]):  # else it never opened: INS-02 says so
            yield Finding("not-opened", {"state": state}, tuple(opened[-1:]))
        return
    shots = {shot.moment: shot for shot in evidence.of(Fingerprint)}
    kept, again = shots.get("kept"), shots.get("reinstalled-kept")
    if not kept or not again:
        return
    fresh = _items(shots["installed"], patterns["sections"]) if "installed" in shots else {}
    before, after = _items(kept, patterns["sections"]), _items(again, patterns["sections"])
    changed = [i for key, i in before.items() if key in after and after[key].digest != i.digest]
    reset = [i for i in changed if _row(i) in fresh and fresh[_row(i)].digest == after[_row(i)].digest]
    own = _own_calls(evidence, patterns)
    for key, items in (("lost", [i for k, i in before.items() if k not in after]), ("reset", reset)):
        if items and own:
            yield Finding(key, _values(items), (*own, kept, again))
        elif items:
            yield Question("unexplained", _values(items), (kept, again))
    if others := [i for i in changed if i not in reset]:
        yield Question("changed", _values(others), (*own, kept, again))


def _openings(evidence: Evidence, stage: str, place: str) -> list[Opened]:
    return [o for o in evidence.of(Opened, stage=stage) if o.place == place and o.actor != Actor.USER]


def _items(shot: Fingerprint, sections: str) -> Items:
    own = (i for i in shot.items if i.owner == "solution" and re.search(sections, i.section, re.IGNORECASE))
    return {_row(i): i for i in own}


def _row(item: PortalItem) -> tuple[str, str]:
    return item.section, item.key


def _own_calls(evidence: Evidence, patterns: Mapping[str, Any]) -> tuple[Entry, ...]:
    """What it sent during this reinstallation that deletes or sets stored data."""
    calls = rest_calls(evidence.of(Exchange, stage=patterns["stage"]))
    sent = [c.exchange for c in calls if not c.failed and re.fullmatch(patterns["writes"], c.method)]
    messages = evidence.of(FrameMessage, stage=patterns["stage"])
    return (*dict.fromkeys(sent), *(m for m in messages if m.way == "up" and m.command in patterns["commands"]))


def _values(items: list[PortalItem]) -> dict[str, Any]:
    return {"count": len(items), "items": "; ".join(f"{i.section}: {i.summary or i.key}" for i in items)}
