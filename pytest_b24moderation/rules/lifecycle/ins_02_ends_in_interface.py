"""INS-02: installation ends by itself in the solution's interface.

Owns what follows INSTALLED: an empty frame, a page that forbids framing or answers an error, no way on from
the wizard. A solution that never gets installed belongs to INS-01.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import AppInfo, Evidence, Finding, Opened, WizardEnd, trouble


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    infos = evidence.of(AppInfo, stage="install")
    if evidence.scenario.version.api_only or not infos or not infos[-1].installed:
        return
    end = next(reversed(evidence.of(WizardEnd, stage="install")), None)
    opened = [o for o in evidence.of(Opened, stage="install") if o.place == patterns["interface"]][-1:]
    state = trouble(evidence, opened[0]) if opened else ""
    where = (*opened, *([end] if end else []))
    if state in patterns["empty"]:
        yield Finding("empty-frame", {"state": state, "url": opened[0].frame_url or opened[0].url}, where)
    elif state == "unframed":
        yield Finding("unframed", {"url": opened[0].frame_url or opened[0].url}, where)
    elif state:
        yield Finding("not-shown", {"state": state, "url": opened[0].frame_url or opened[0].url}, where)
    elif end and end.how == "finish" and not end.redirected:
        yield Finding("no-redirect", {"state": end.last_state}, where)
