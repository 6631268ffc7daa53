"""FUN-01: every declared user scenario passes as administrator.

Owns failed tests of the administrator, and an interface that showed after installation but not when the
administrator opened it again. A test that passes for him and fails for an employee belongs to FUN-02.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import Actor, Evidence, Finding, Opened, TestResult, trouble


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    results = evidence.of(TestResult, stage="use", actor=Actor.ADMIN)
    broken = [result for result in results if not result.passed]
    for result in broken:
        yield Finding("failed", {"name": result.name, "reason": result.reason, "place": result.place}, (result,))
    for stage in ("open", "use"):
        failed = [o for o in evidence.failed(stage) if o.step.actor is Actor.ADMIN]
        opened = [o for o in evidence.of(Opened, stage=stage, actor=Actor.ADMIN) if o.place == patterns["interface"]]
        bad = next((o for o in opened if trouble(evidence, o)), None)
        if bad and _shown_at_install(evidence, patterns["interface"]) and not broken:
            yield Finding("not-opened", {"state": trouble(evidence, bad)}, (bad,))
            return
        if failed and stage == "use" and not broken:
            yield Finding("stopped", {"reason": failed[0].reason}, tuple(results[-1:] or opened[-1:]))


def _shown_at_install(evidence: Evidence, place: str) -> bool:
    """Otherwise INS-02 has said it."""
    opened = [o for o in evidence.of(Opened, stage="install") if o.place == place]
    return not opened or not trouble(evidence, opened[-1])
