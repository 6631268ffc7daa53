"""A small solution's whole life on an embedded portal, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType

from pytest_b24moderation.clients import leash
from pytest_b24moderation.clients.actions import perform
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.windows import Windows
from pytest_b24moderation.model import (
    Action,
    Actor,
    AppInfo,
    Deadlines,
    Dialog,
    Exchange,
    Fingerprint,
    FrameMessage,
    InfrastructureError,
    Opened,
    PageText,
    Place,
    ScenarioError,
    Sentence,
    Shot,
    StageFailed,
    TestResult,
    UserTest,
    WizardEnd,
)
from pytest_b24moderation.stages import all_stages

from .conftest import SDK, App

pytestmark = pytest.mark.browser

HERE = Place(Path("somewhere/acme.score/scenario.yaml"), 1)


def do(kit: Kit, stage: str, actor: Actor | None = None) -> None:
    with kit.timeline.at(stage, str(actor or "")):
        all_stages()[stage].act(kit, actor)


def action(verb: str, target: Any, **more: Any) -> Action:
    return Action(verb, target, HERE, **more)


USES = UserTest(
    "The deal tab shows the score",
    (Actor.ADMIN, Actor.USER),
    (
        action("rest", "crm.deal.add", params={"fields": {"TITLE": "{{ fake.company() }}"}}, save={"deal": "result"}),
        action("open", {"placement": "CRM_DEAL_DETAIL_TAB", "options": {"ID": "{{ deal }}"}}),
        action("expect", {"text": "Score: 15"}),
        action("open", {"app": True}),
        action("fill", {"label": "Name", "value": "{{ actor.name }}"}),
        action("click", {"role": "button", "name": "Greet"}),
        action("expect", {"text": "Good day, {{ actor.name }}"}),
        action("rest", "crm.deal.get", params={"id": "{{ deal }}"}, expect={"result.ID": "{{ deal }}"}),
    ),
    HERE,
)


def test_a_test_that_fails_where_a_script_is_out_of_reach_is_nobodys_fault(
    make_kit: Callable[..., Kit], app: App
) -> None:
    lost = "https://cdn.of-somebody.com/greet.js"
    app.pages["/"] = f'{SDK}<h1>Hello</h1><script src="{lost}"></script><script>BX24.init(() => {{}})</script>'
    greets = (action("open", {"app": True}), action("expect", {"text": "Good day"}))
    kit = make_kit(
        deadlines=Deadlines(wizard=8, answer=2, page=2, settle=1),
        tests=(UserTest("It greets", (Actor.ADMIN,), greets, HERE),),
        version={"install_url": ""},
    )
    do(kit, "install")
    with pytest.raises(InfrastructureError, match="“It greets” failed, and this machine does not reach") as fault:
        do(kit, "use", Actor.ADMIN)
    assert lost in str(fault.value)


def test_the_whole_life(make_kit: Callable[..., Kit]) -> None:
    kit = make_kit(tests=(USES,))
    do(kit, "install")
    for actor in Actor:
        do(kit, "open", actor)
    for actor in Actor:
        do(kit, "use", actor)
    do(kit, "uninstall-keep")
    do(kit, "reinstall-kept")
    do(kit, "uninstall-clean")
    do(kit, "leftovers")
    do(kit, "reinstall-clean")
    do(kit, "open-again", Actor.USER)
    timeline = kit.timeline
    end = timeline.entries(WizardEnd, stage="install")[0]
    assert (end.how, end.redirected, end.clicks) == ("finish", True, ("Continue", "Finish"))
    assert [dialog.text for dialog in timeline.entries(Dialog, stage="install")] == ["Thank you"]
    assert "setInstallFinish" in [m.command for m in timeline.entries(FrameMessage, stage="install") if m.way == "up"]
    assert "getInitData" in [m.command for m in timeline.entries(FrameMessage, stage="install") if m.way == "down"]
    assert [(o.place, o.result) for o in timeline.entries(Opened, stage="install")] == [
        ("wizard", "shown"),
        ("app", "shown"),
    ]
    assert [o.result for stage in ("open", "open-again") for o in timeline.entries(Opened, stage=stage)] == [
        "shown"
    ] * 3
    assert [(r.actor, r.passed, r.reason) for r in timeline.entries(TestResult)] == [
        ("admin", True, ""),
        ("user", True, ""),
    ]
    infos = [(info.stage, info.installed, info.active) for info in timeline.entries(AppInfo)]
    assert infos == [
        ("install", True, True),
        ("uninstall-keep", False, False),
        ("reinstall-kept", True, True),
        ("uninstall-clean", False, False),
        ("reinstall-clean", True, True),
    ]
    moments = [shot.moment for shot in timeline.entries(Fingerprint)]
    assert moments == ["clean", "installed", "kept", "reinstalled-kept", "removed", "reinstalled"]
    assert timeline.entries(PageText, stage="open", actor="user")
    assert timeline.entries(Shot, stage="use", actor="user")
    said = [sentence.text for sentence in timeline.entries(Sentence)]
    assert "Click button Greet" in said
    assert "Log in as the regular user" in said
    sources = {(e.source, e.target) for e in timeline.entries(Exchange)}
    assert {("browser", "portal"), ("browser", "solution"), ("harness", "portal"), ("browser", "sdk")} <= sources


def test_places_other_than_a_card(make_kit: Callable[..., Kit]) -> None:
    places = (
        action("open", {"placement": "REST_APP_URI", "options": {"from": "chat"}}),
        action("open", {"path": "/marketplace/app/1/"}),
        action("open", {"placement": "LEFT_MENU"}),
        action("rest", "crm.lead.add", params={"fields": {"TITLE": "A lead"}}, save={"lead": "result"}),
        action("open", {"placement": "CRM_LEAD_DETAIL_TAB", "options": {"ID": "{{ lead }}"}}),
    )
    test = UserTest("Places", (Actor.ADMIN,), places, HERE)
    deadlines = Deadlines(wizard=8, answer=5, page=3, settle=1)
    kit = make_kit(deadlines=deadlines, tests=(test,), version={"install_url": "", "menu_titles": {"en": "Score"}})
    do(kit, "install")
    with pytest.raises(StageFailed, match=r"1 of 1 tests failed: Places .*CRM_LEAD_DETAIL_TAB.*no frame of it came"):
        do(kit, "use", Actor.ADMIN)
    assert [(o.place, o.result) for o in kit.timeline.entries(Opened, stage="use")] == [
        ("REST_APP_URI", "shown"),
        ("/marketplace/app/1/", "shown"),
        ("LEFT_MENU", "shown"),
        ("CRM_LEAD_DETAIL_TAB", "missing"),
    ]
    nowhere = action("open", {"placement": "CRM_DEAL_DETAIL_TAB", "options": {"ID": 999}})
    with pytest.raises(ScenarioError, match="shows no card at /crm/deal/details/999/"):
        perform(kit, Actor.ADMIN, nowhere)
    (result,) = kit.timeline.entries(TestResult)
    assert (result.passed, result.place) == (False, "scenario.yaml:1:1")


def test_a_browser_that_dies_is_our_fault(
    make_kit: Callable[..., Kit], chromium_type: BrowserType, chromium: str
) -> None:
    kit = make_kit()
    browser = chromium_type.launch(executable_path=chromium, args=list(kit.portal.browser_args))
    kit.windows = Windows(lambda: browser, kit.portal, kit.timeline, kit.plan.deadlines)
    window = kit.windows.of(Actor.ADMIN)
    browser.close()

    def go_on() -> None:
        with kit.ending(Actor.ADMIN, "death"):
            window.goto("/stream/")

    with pytest.raises(InfrastructureError, match="the browser died"):
        go_on()


def test_a_page_that_holds_the_browser_fails_the_solution_and_holds_nobody(
    make_kit: Callable[..., Kit], chromium_type: BrowserType, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leash, "PATIENCE", 1.0)
    kit = make_kit()
    started: list[Browser] = []

    def launch() -> Browser:
        started.append(chromium_type.launch(executable_path=chromium, args=list(kit.portal.browser_args)))
        return started[-1]

    kit.windows = Windows(launch, kit.portal, kit.timeline, kit.plan.deadlines)
    window = kit.windows.of(Actor.ADMIN)
    kit.timeline.add(Dialog, kind="alert", text="again and again", owner="solution")

    def go_on() -> None:
        with kit.ending(Actor.ADMIN, "held"):
            window.view.tell(window.page.locator(":root"), "() => { for (;;); }")

    with pytest.raises(StageFailed, match=r"gave no answer for 1 s, so the browser was ended\n.*1 dialogs.*again"):
        go_on()
    assert not started[0].is_connected()
    assert kit.windows.of(Actor.ADMIN).state().startswith(f"https://{kit.portal.host}/")
    assert len(started) == 2
    kit.windows.close()
    started[1].close()
