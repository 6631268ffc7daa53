"""INS-10: removal with "delete settings and data" leaves nothing of the solution on the portal.

Owns things attributed to the solution that stay. What the portal removes itself (widgets, handlers, storages,
options) is not judged here, for its staying would be the portal's fault. What it documents to keep, and what
users asked for, is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import Evidence, Finding, Fingerprint, PortalItem, Question


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    shots = {shot.moment: shot for shot in evidence.of(Fingerprint)}
    clean, installed, removed = shots.get("clean"), shots.get("installed"), shots.get("removed")
    if not clean or not removed:
        return
    before = {(item.section, item.key) for item in clean.items}
    at_install = {(i.section, i.key) for i in installed.items if i.owner == "solution"} if installed else set()
    left = [i for i in removed.items if i.owner == "solution" and (i.section, i.key) not in before]
    left = [i for i in left if not re.search(patterns["portals"], i.section, re.IGNORECASE)]
    kept = [i for i in left if re.search(patterns["kept"], i.section, re.IGNORECASE)]
    own = [i for i in left if i not in kept and (i.section, i.key) in at_install]
    used = [i for i in left if i not in kept and i not in own]
    where = tuple(shot for shot in (removed, clean, installed) if shot)
    if own:
        yield Finding("left", _values(own), where)
    if kept:
        yield Question("kept", _values(kept), where)
    if used:
        yield Question("made-in-use", _values(used), where)


def _values(items: list[PortalItem]) -> dict[str, Any]:
    return {"count": len(items), "items": "; ".join(f"{i.section}: {i.summary or i.key}" for i in items)}
