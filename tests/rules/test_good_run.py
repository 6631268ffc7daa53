"""A whole good run: no rule has anything to say; and one fault in it is found by its own rule alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_b24moderation.model import Console, PageError, PageText, Resource, TestResult, WizardEnd

URL = "https://acme-score.solution.test"
TAB = "CRM_DEAL_DETAIL_TAB"
Fault = Callable[[Any], object]


def run(story: Any, thing: Any, faults: dict[str, Fault]) -> None:
    """``faults``: stage[actor] → what goes wrong at its end."""
    bound = [thing("placements", TAB, f"{TAB} → {URL}/tab"), thing("event handlers", f"ONAPPUNINSTALL {URL}/events")]
    field, store = thing("user fields", "CRM_DEAL UF_CRM_X", owner="portal"), thing("entity storages", "rules")
    story.stores()
    for stage in ("install", "reinstall-kept", "reinstall-clean"):
        install(story, stage)
        moment = {"install": "installed", "reinstall-kept": "reinstalled-kept"}.get(stage, "reinstalled")
        if stage == "install":
            story.fingerprint("clean")
        story.fingerprint(moment, *bound, field, store)
        faults.get(stage, str)(story)
        for verb in {"install": ("open", "use"), "reinstall-clean": ("open-again", "use-again")}.get(stage, ()):
            for actor in ("admin", "user"):
                look(story, verb, actor)
                faults.get(f"{verb}[{actor}]", str)(story)
        if stage != "reinstall-clean":
            clean = stage == "reinstall-kept"
            story.at("uninstall-clean" if clean else "uninstall-keep")
            story.event("ONAPPUNINSTALL")
            story.info(False)
            story.fingerprint(*(("gone", field) if clean else ("kept", field, store)))
            faults.get(story.stage, str)(story)
    story.at("leftovers")
    story.fingerprint("removed", field, thing("apps", "acme.score"))


def install(story: Any, stage: str) -> None:
    story.at(stage)
    story.page("<h1>Установка</h1><p>Warning: low stock</p>", path="/install")
    story.opened("wizard", path="/install")
    again = {} if stage == "install" else {"error": "ERROR_CORE", "text": "Handler already binded"}
    story.rest("event.bind", {"event": "ONAPPUNINSTALL"}, **again)
    story.rest("placement.bind", {"PLACEMENT": TAB})
    story.finish()
    story.page("<h1>Оценка сделок</h1>")
    story.opened()
    story.add(WizardEnd, how="finish", redirected=True)
    story.info()
    story.event("ONAPPINSTALL")


def look(story: Any, verb: str, actor: str) -> None:
    story.at(verb, actor)
    story.page("<h1>Оценка сделок</h1><p>Notice: prices in EUR</p>")
    story.opened(TAB if verb.startswith("use") else "app")
    story.rest("crm.deal.list", source="browser")
    story.add(PageText, url=URL, owner="solution", title="Score", text="Оценка сделок\nWarning: low stock\nScore: 15")
    story.add(Console, level="warning", text="slow", url=URL, owner="solution")
    story.add(Resource, url=f"{URL}/favicon.ico", kind="image", frame=URL, owner="solution", status=404)
    if verb.startswith("use"):
        story.add(TestResult, name="The deal tab shows the score", passed=True, seen={"rows": ["15"]})


def said(story: Any) -> dict[str, list[str]]:
    return {rule: keys for rule in story.rules if (keys := story.keys(rule))}


def test_nothing_to_say(story: Any, thing: Any) -> None:
    run(story, thing, {})
    assert said(story) == {}


@pytest.mark.parametrize(
    ("step", "fault", "rule", "key"),
    [
        ("install", lambda s: s.finish(), "INS-03", "twice"),
        ("use[admin]", lambda s: s.event("ONCRMDEALADD", 500), "INS-04", "event-refused"),
        ("open[user]", lambda s: s.opened("app", "blank"), "INS-05", "not-shown"),
        ("uninstall-clean", lambda s: s.event("ONAPPUNINSTALL", 500), "INS-06", "refused"),
        ("uninstall-clean", lambda s: s.rest("profile", error="APPLICATION_NOT_FOUND"), "INS-08", "keeps-calling"),
        ("reinstall-clean", lambda s: s.fingerprint("reinstalled"), "INS-09", "missing"),
        ("reinstall-kept", lambda s: s.opened("app", "blank"), "INS-14", "not-opened"),
        ("use[admin]", lambda s: s.add(TestResult, name="B", passed=False), "FUN-01", "failed"),
        ("use[user]", lambda s: s.add(TestResult, name="B", passed=False), "FUN-02", "failed"),
        ("open-again[user]", lambda s: s.opened("app", "blank"), "FUN-03", "not-opened"),
        (
            "open[admin]",
            lambda s: s.page("<b>Warning</b>: x in <b>/a.php</b> on line <b>1</b>"),
            "UI-02",
            "server-error",
        ),
        ("open[admin]", lambda s: s.page("<p>ORA-00942: no table</p>"), "UI-03", "database-error"),
        ("use[user]", lambda s: s.add(PageError, text="x is null", url=URL, owner="solution"), "UI-05", "exception"),
        ("use[user]", lambda s: s.rest("user.get", error="insufficient_scope", status=401), "VER-02", "lacking"),
    ],
)
def test_one_fault_is_found_by_its_own_rule_alone(
    story: Any, thing: Any, step: str, fault: Fault, rule: str, key: str
) -> None:
    run(story, thing, {step: fault})
    assert said(story) == {rule: [key]}
