"""INS-01: the solution reaches INSTALLED on a clean portal.

Owns every cause that keeps it from there: a wizard that is blank, missing or an error page, one that never
ends, an installation that fails outright. What goes wrong once it is installed belongs to INS-02; calling
`installFinish` too early or too often belongs to INS-03.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import AppInfo, Evidence, Finding, Opened, PageText, WizardEnd, trouble


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    infos = evidence.of(AppInfo, stage="install")
    ends = evidence.of(WizardEnd, stage="install")
    failed = evidence.failed("install")
    unproved = not infos and (not failed or any(end.how != "never" for end in ends))
    if unproved or (infos and infos[-1].installed):
        return
    wizards = [o for o in evidence.of(Opened, stage="install") if o.place == patterns["wizard"]]
    where = (*wizards[-1:], *ends[-1:], *infos[-1:]) or tuple(evidence.of(PageText, stage="install")[-1:])
    state = trouble(evidence, wizards[-1]) if wizards else ""
    url = evidence.scenario.version.install_url or evidence.scenario.version.url
    if state == "blank":
        yield Finding("blank-wizard", {"url": url}, where)
    elif state:
        yield Finding("wizard-not-shown", {"state": state, "url": url}, where)
    elif ends and ends[-1].how == "never":
        end = ends[-1]
        clicks = ", ".join(end.clicks) or "-"
        yield Finding(
            "never-finished",
            {"state": _short(end.last_state, patterns["longest"]), "took": round(end.took), "clicks": clicks},
            where,
        )
    else:
        reason = failed[-1].reason if failed else "INSTALLED = false"
        yield Finding("not-installed", {"state": _short(reason, patterns["longest"])}, where)


def _short(text: str, longest: int) -> str:
    """The text's beginning and its end, where a log tells most."""
    return text if len(text) <= longest else f"{text[: longest // 3]} … {text[-longest * 2 // 3 :]}"
