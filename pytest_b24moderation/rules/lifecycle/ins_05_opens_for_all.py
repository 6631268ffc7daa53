"""INS-05: employees without administrator rights can open it.

Owns what the administrator sees in stage `open` and an employee does not. What neither of them sees belongs
to INS-02, INS-04 or FUN-01; user tests belong to FUN-02.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import Actor, Evidence, Finding, Opened, trouble


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    if evidence.scenario.version.api_only:
        return
    stage = patterns["stage"]
    opened = evidence.of(Opened, stage=stage)
    good = {o.place: o for o in opened if o.actor == Actor.ADMIN and not trouble(evidence, o)}
    mine = [o for o in opened if o.actor == Actor.USER]
    for one in mine:
        if one.place in good and (state := trouble(evidence, one)):
            yield Finding("not-shown", {"place": one.place, "state": state}, (one, good[one.place]))
    failed = [o for o in evidence.failed(stage) if o.step.actor is Actor.USER]
    if failed and not mine and good:
        yield Finding("not-opened", {"state": failed[0].reason}, tuple(good.values()))
