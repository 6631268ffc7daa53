"""Install wizards of all sorts: those that end, and those that do not."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.model import (
    Action,
    Actor,
    AppInfo,
    Deadlines,
    InfrastructureError,
    Note,
    Opened,
    Place,
    Shot,
    StageFailed,
    WizardEnd,
)
from pytest_b24moderation.stages import all_stages

from .conftest import SDK, App

pytestmark = pytest.mark.browser

HERE = Place(Path("scenario.yaml"), 1)
SHORT = Deadlines(wizard=1.5, answer=2, page=2, settle=1)


def do(kit: Kit, stage: str, actor: Actor | None = None) -> None:
    with kit.timeline.at(stage, str(actor or "")):
        all_stages()[stage].act(kit, actor)


def end(kit: Kit) -> WizardEnd:
    return kit.timeline.entries(WizardEnd)[-1]


def results(kit: Kit) -> list[tuple[str, str]]:
    return [(opened.place, opened.result) for opened in kit.timeline.entries(Opened)]


ELSEWHERE = "https://sdk.of-somebody.com/sdk.js"


def test_one_whose_scripts_this_machine_does_not_reach_is_nobodys_fault(make_kit: Callable[..., Kit], app: App) -> None:
    app.pages["/install"] = f"""{SDK}<h1>It begins</h1><script src="{ELSEWHERE}"></script>
      <script>BX24.init(() => Sdk.finish())</script>"""
    kit = make_kit(deadlines=SHORT)
    with pytest.raises(
        InfrastructureError, match="the install wizard did not end, and this machine does not reach"
    ) as fault:
        do(kit, "install")
    assert ELSEWHERE in str(fault.value)
    assert "stubs" in fault.value.remedy


def test_one_that_a_lost_script_leaves_empty_is_nobodys_fault(make_kit: Callable[..., Kit], app: App) -> None:
    app.pages["/install"] = f"""<div id=app></div><script src="{ELSEWHERE}"></script>"""
    kit = make_kit(deadlines=SHORT)
    with pytest.raises(InfrastructureError, match=ELSEWHERE):
        do(kit, "install")


def test_one_that_ends_without_a_lost_script_is_done(make_kit: Callable[..., Kit], app: App) -> None:
    app.pages["/install"] = f"""{SDK}<h1>It begins</h1><script src="{ELSEWHERE}"></script>
      <script>BX24.init(() => BX24.installFinish())</script>"""
    kit = make_kit()
    do(kit, "install")
    assert end(kit).how == "finish"


def test_one_that_finishes_by_itself_at_once(make_kit: Callable[..., Kit], app: App) -> None:
    app.pages["/install"] = f"{SDK}<script>BX24.init(() => BX24.installFinish())</script>"
    kit = make_kit()
    do(kit, "install")
    assert (end(kit).how, end(kit).redirected, end(kit).clicks) == ("finish", True, ())
    assert results(kit)[-1] == ("app", "shown")


def test_one_that_takes_its_time_and_needs_the_authors_steps(make_kit: Callable[..., Kit], app: App) -> None:
    app.pages["/install"] = f"""{SDK}<p>Choose</p><a href="#" onclick="go()">Take this road</a><button>Continue</button>
      <script>function go() {{ setTimeout(() => BX24.installFinish(), 700) }} BX24.init(() => {{}})</script>"""
    steps = (Action("click", {"role": "link", "name": "Take this road"}, HERE),)
    kit = make_kit(install=steps)
    do(kit, "install")
    assert (end(kit).how, end(kit).redirected, end(kit).clicks) == ("finish", True, ())


def test_one_that_the_authors_steps_do_not_fit(make_kit: Callable[..., Kit]) -> None:
    kit = make_kit(deadlines=SHORT, install=(Action("click", {"role": "link", "name": "Nowhere"}, HERE, within=0.5),))
    with pytest.raises(StageFailed, match="Click link Nowhere: not possible"):
        do(kit, "install")
    assert end(kit).how == "never"


def test_one_that_never_ends_is_told_with_its_last_state_and_a_user_meets_the_stub(
    make_kit: Callable[..., Kit], app: App
) -> None:
    app.pages["/install"] = f"{SDK}<p>Please wait</p><button>Next</button><button>Cancel</button>"
    kit = make_kit(deadlines=SHORT)
    with pytest.raises(StageFailed, match="never called installFinish") as caught:
        do(kit, "install")
    assert "Please wait" in caught.value.last_state
    assert (end(kit).how, set(end(kit).clicks)) == ("never", {"Next"})
    assert [info.installed for info in kit.timeline.entries(AppInfo)] == [False]
    assert kit.timeline.entries(Shot, stage="install")
    with pytest.raises(StageFailed, match="not fully installed"):
        do(kit, "open", Actor.USER)
    assert results(kit)[-1] == ("app", "stub")


@pytest.mark.parametrize(
    ("page", "result", "words"),
    [
        ((200, {"Content-Security-Policy": "frame-ancestors 'none'"}, "<p>x</p>"), "unframed", "forbids"),
        ("", "blank", "stays empty"),
        ("<script>for(;;){}</script>", "timeout", "did not load in time|gave no answer"),
    ],
)
def test_one_that_does_not_show(
    make_kit: Callable[..., Kit],
    app: App,
    page: object,
    result: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(look, "GLANCE", 0.4)
    app.pages["/install"] = page
    kit = make_kit(deadlines=SHORT)
    with pytest.raises(StageFailed, match=words):
        do(kit, "install")
    if not kit.windows.held:  # on a busy machine the page may hang just as it is asked
        assert ("wizard", result) in results(kit)
        assert end(kit).how == "never"


def test_an_empty_page_that_asks_for_nothing_is_not_waited_for(make_kit: Callable[..., Kit], app: App) -> None:
    app.pages["/install"] = "<div id=app></div>"
    kit = make_kit(deadlines=Deadlines(wizard=60, answer=2, page=2, settle=1))
    began = time.monotonic()
    with pytest.raises(StageFailed, match="stays empty"):
        do(kit, "install")
    assert time.monotonic() - began < 30
    assert end(kit).how == "never"


def slow(request: object, form: dict[str, str]) -> str:
    time.sleep(5)
    return "done"


@pytest.mark.parametrize(
    "page",
    [
        "<script>BX24.init(() => fetch('/slow').then(() => BX24.installFinish()))</script>",
        "<style>div { width: 9px; height: 9px; animation: t 1s infinite } @keyframes t { to { rotate: 1turn } }</style>"
        "<div></div><script>setTimeout(() => BX24.installFinish(), 5000)</script>",
        "<script>let n = 0; setInterval(() => ++n < 6 ? fetch('/ping?' + n) : BX24.installFinish(), 900)</script>",
    ],
    ids=["asks long", "turns", "asks often"],
)
def test_an_empty_page_that_works_is_waited_for(make_kit: Callable[..., Kit], app: App, page: str) -> None:
    app.pages |= {"/slow": slow, "/ping": "ok", "/install": SDK + page}
    kit = make_kit(deadlines=Deadlines(wizard=40, answer=2, page=2, settle=1))
    do(kit, "install")
    assert end(kit).how == "finish"


def test_none_needed(make_kit: Callable[..., Kit]) -> None:
    kit = make_kit(version={"install_url": ""})
    do(kit, "install")
    assert (end(kit).how, end(kit).redirected) == ("none-needed", True)
    assert results(kit) == [("app", "shown")]


def test_without_pages_the_event_tells_the_solution(make_kit: Callable[..., Kit], app: App) -> None:
    base = "https://acme.score.solution.test"
    kit = make_kit(version={"menu_item": False, "url": "", "install_url": "", "event_url": f"{base}/events"})
    app.pages["/events"] = "ok"
    do(kit, "install")
    assert [form["event"] for form in app.events] == ["ONAPPINSTALL"]
    assert end(kit).how == "api-only"
    do(kit, "open", Actor.ADMIN)
    assert results(kit) == []
    assert kit.timeline.entries(Note, stage="open")
    do(kit, "uninstall-clean")
    assert [info.installed for info in kit.timeline.entries(AppInfo)] == [True, False]


def test_one_that_works_slowly_is_not_hurried(make_kit: Callable[..., Kit], app: App) -> None:
    app.pages["/install"] = f"""{SDK}<p id=p>Ready?</p><button onclick="go()">Install</button><script>
      let times = 0;
      function go() {{
        times += 1;
        let done = 0;
        const timer = setInterval(() => {{ p.textContent = 'Working: ' + (done += 10) + ' %'; }}, 100);
        setTimeout(() => {{ clearInterval(timer); p.textContent = 'Pressed ' + times;
          BX24.callMethod('app.option.set', {{options: {{times: times}}}}, () => BX24.installFinish()); }}, 1200);
      }} BX24.init(() => {{}})</script>"""
    kit = make_kit()
    do(kit, "install")
    assert (end(kit).how, end(kit).clicks) == ("finish", ("Install",))


def test_steps_with_the_same_button_are_walked(make_kit: Callable[..., Kit], app: App) -> None:
    app.pages["/install"] = f"""{SDK}<div id=d></div><script>
      const steps = ['One', 'Two'];
      function next() {{
        const word = steps.shift();
        if (!word) return BX24.installFinish();
        d.innerHTML = '<h1>' + word + '</h1><select required><option value=""><option value=7>Seven</select>'
          + '<button onclick="document.querySelector(`select`).value && next()">Next</button>';
      }} BX24.init(next)</script>"""
    kit = make_kit()
    do(kit, "install")
    assert (end(kit).how, end(kit).clicks) == ("finish", ("Next", "Next"))
