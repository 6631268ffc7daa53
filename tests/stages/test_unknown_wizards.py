"""Install wizards that nobody here wrote: whatever they show, ask, open, or do to the page around them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from pytest_b24moderation.clients.journeys import wizard
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.model import (
    Action,
    Actor,
    Deadlines,
    Dialog,
    FrameMessage,
    Note,
    Opened,
    Place,
    StageFailed,
    WizardEnd,
)
from pytest_b24moderation.stages import all_stages

from .conftest import SDK, App

pytestmark = pytest.mark.browser

HERE = Place(Path("scenario.yaml"), 1)
SHORT = Deadlines(wizard=3, answer=2, page=3, settle=1)
LONG = Deadlines(wizard=40, answer=5, page=8, settle=1)

Make = Callable[..., Kit]


def do(kit: Kit, stage: str, actor: Actor | None = None) -> None:
    with kit.timeline.at(stage, str(actor or "")):
        all_stages()[stage].act(kit, actor)


def end(kit: Kit) -> WizardEnd:
    return kit.timeline.entries(WizardEnd)[-1]


def opened(kit: Kit) -> Opened:
    return kit.timeline.entries(Opened)[-1]


STEPS = {
    "link": '<a href="#" onclick="next()">Continue</a> <a href="#" onclick="lost()">Learn more</a>',
    "div of a role": '<div role=button tabindex=0 onclick="next()">Далее</div><button onclick="lost()">Назад</button>',
    "picture that submits": '<form onsubmit="next()"><input type=image alt=Proceed width=40 height=20></form>',
    "link with a picture": '<a href="#" onclick="next()"><img alt="Start" width=40 height=20></a>',
    "styled text": '<div style="cursor:pointer;width:90px" onclick="next()">Step 5: Accept</div><p>Accept it?</p>',
    "shadow": "<div id=h></div>",
    "below the fold": '<div style="height:3000px">Much to read</div><button onclick="next()">Confirm</button>',
    "box first": '<label><input type=checkbox onclick="b.disabled=!checked">Yes</label>'
    '<button id=b disabled onclick="next()">Agree</button><button onclick="lost()">Check for news</button>',
    "field first": '<input placeholder="Phone" oninput="b.disabled=!value"><button id=b disabled onclick="next()">'
    "Connect</button>",
    "terms first": '<div style="height:60px;overflow:auto" onscroll="b.disabled=false"><p style="height:900px">'
    'Terms</div><button id=b disabled onclick="next()">Принимаю</button>',
    "under a modal": '<button onclick="next()">Install</button><div id=m style="position:fixed;inset:0;color:red">'
    'News! <button onclick="m.remove()">×</button></div>',
    "groups": '<form onsubmit="next();return false"><select required><option value="">–<option value=7>Seven</select>'
    "<label><input type=radio name=r value=1 required>One</label><label><input type=radio name=r value=2>Two</label>"
    "<button>Set up</button></form>",
    "dance": "<style>@keyframes d{to{transform:translateX(40px)}}</style>"
    '<button style="animation:d .2s infinite alternate" onclick="next()">Activate</button>',
    "file and date": '<form onsubmit="next();return false"><input type=file required accept=".csv">'
    '<input type=date required min="2031-02-03"><input required pattern="[0-9]{5}"><button>Send</button></form>',
    "drawn box": '<form onsubmit="next();return false"><label><input type=checkbox style="opacity:0;position:absolute">'
    "[ ] Rules *</label><span role=checkbox aria-checked=false onclick=\"ariaChecked = 'true'\">Terms</span>"
    "<button onclick=\"return document.querySelectorAll('[aria-checked=true], :checked').length === 2\">Grant</button>"
    "</form>",
    "only aside": '<button onclick="lost()">Cancel</button><button onclick="next()">Пропустить</button>',
}
CLICKS = (
    "Continue", "Далее", "Proceed", "Start", "Step 5: Accept", "Allow", "Confirm", "Agree", "Connect", "Принимаю",
    "×", "Install", "Set up", "Activate", "Send", "Grant", "Grant", "Пропустить",
)  # fmt: skip


def test_whatever_leads_on_is_found_and_pressed(make_kit: Make, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("REACTION", 1.0), ("ANSWERED", 1.0), ("LAST_RESORT", 0.5)):
        monkeypatch.setattr(wizard, name, seconds)
    app.pages["/install"] = f"""{SDK}<h1 id=t></h1><div id=d></div><script>
      const steps = {json.dumps(list(STEPS.items()))};
      function lost() {{ steps.length = 0; d.textContent = 'A wrong way'; }}
      function next() {{
        if (event) event.preventDefault();
        const step = steps.shift();
        if (!step) return BX24.installFinish();
        t.textContent = step[0]; d.innerHTML = step[1];
        if (step[0] === 'shadow') {{
          h.attachShadow({{mode: 'open'}}).innerHTML = '<p>In the shade</p><button>Allow</button>';
          h.shadowRoot.querySelector('button').onclick = next;
        }}
      }} BX24.init(() => next())</script>"""
    kit = make_kit(deadlines=LONG)
    do(kit, "install")
    assert (end(kit).how, end(kit).clicks) == ("finish", CLICKS)


def test_one_in_a_frame_of_its_own_with_dialogs_of_every_kind(make_kit: Make, app: App) -> None:
    app.pages["/install"] = f"""{SDK}<iframe src="/inner" width=600 height=300></iframe><script>
      addEventListener('beforeunload', (e) => e.preventDefault());
      addEventListener('message', (e) => {{
        if (e.data !== 'go') return;
        alert('Ready'); if (confirm('Sure?')) document.title = prompt('Your name?', 'Acme') + prompt('Why?');
        BX24.callMethod('app.option.set', {{options: {{said: document.title}}}}, () => BX24.installFinish());
      }});</script>"""
    app.pages["/inner"] = "<button onclick=\"parent.postMessage('go', '*')\">Установить</button>"
    kit = make_kit()
    do(kit, "install")
    assert (end(kit).how, end(kit).clicks) == ("finish", ("Установить",))
    said = [(dialog.kind, dialog.text) for dialog in kit.timeline.entries(Dialog) if dialog.kind != "beforeunload"]
    assert said == [("alert", "Ready"), ("confirm", "Sure?"), ("prompt", "Your name?"), ("prompt", "Why?")]
    assert "AcmeTest" in (kit.timeline.folder / "timeline.jsonl").read_text()


def test_one_that_never_ends_tells_its_developer_what_was_seen(make_kit: Make, app: App) -> None:
    app.pages["/install"] = f"""{SDK}<p>Log in</p><form onsubmit="alert('Wrong password'); return false">
      <label>Login <input required></label><input type=password required><button>Sign in</button></form>
      <button disabled>Finish</button><img src="/logo.png"><script>console.error('no key'); nothing()</script>"""
    kit = make_kit(deadlines=SHORT)
    with pytest.raises(StageFailed, match="never called installFinish") as caught:
        do(kit, "install")
    assert caught.value.last_state == end(kit).last_state
    for words in (
        "Log in", "buttons: Sign in, Finish (cannot be pressed)", "asks for a password", "alert “Wrong password”",
        "no key", "nothing is not defined", "/logo.png (404)",
    ):  # fmt: skip
        assert words in end(kit).last_state


def test_the_authors_steps_log_in_and_no_password_is_kept(make_kit: Make, app: App) -> None:
    app.pages["/install"] = f"""{SDK}<form onsubmit="if (/^hunt.*2$/.test(p.value)) BX24.installFinish(); return false">
      <label>Login <input></label><label>Password <input type=password id=p></label><button>Sign in</button></form>"""
    steps = (
        Action("fill", {"label": "Login", "value": "demo"}, HERE),
        Action("fill_secret", {"label": "Password", "value": "hunter2-hunter2"}, HERE),
        Action("click", {"role": "button", "name": "Sign in"}, HERE),
    )
    kit = make_kit(install=steps)
    do(kit, "install")
    assert (end(kit).how, end(kit).clicks) == ("finish", ())
    assert "hunter2" not in (kit.timeline.folder / "timeline.jsonl").read_text()


def test_the_authors_steps_reach_frames_inside_and_windows_beside(make_kit: Make, app: App) -> None:
    app.pages["/install"] = f"""{SDK}<p>Outside</p><iframe src="/inner" width=500 height=200></iframe>
      <script>function granted() {{ BX24.installFinish() }} BX24.init(() => {{}})</script>"""
    app.pages["/inner"] = """<label>Key <input></label><a href="#" onclick="window.open('/grant')">Give</a>
      <script>function granted() { parent.granted() }</script>"""
    app.pages["/grant"] = '<p>Really?</p><span onclick="opener.granted(); setTimeout(close, 3000)">So be it</span>'
    steps = (
        Action("expect", {"label": "Key"}, HERE),
        Action("fill", {"label": "Key", "value": "abc"}, HERE),
        Action("click", "Give", HERE),
        Action("expect", {"text": "Really?"}, HERE),
        Action("click", "So be it", HERE),
    )
    kit = make_kit(install=steps)
    do(kit, "install")
    assert (end(kit).how, end(kit).redirected, end(kit).clicks) == ("finish", True, ())


def test_one_that_works_in_a_window_of_its_own(make_kit: Make, app: App) -> None:
    app.pages[
        "/install"
    ] = f"""{SDK}<button onclick="window.open('/grant', 'g', 'width=400,height=300')">Connect</button>
      <script>function granted() {{ BX24.installFinish() }} BX24.init(() => {{}})</script>"""
    app.pages["/grant"] = '<button onclick="opener.granted(); setTimeout(close, 3000)">Allow access</button>'
    kit = make_kit()
    do(kit, "install")
    assert (end(kit).how, end(kit).redirected, end(kit).clicks) == ("finish", True, ("Connect", "Allow access"))
    assert next(note.text for note in kit.timeline.entries(Note) if note.about == "window").endswith("/grant")
    assert kit.windows.of(Actor.ADMIN).tabs.others() == []


def test_one_that_goes_its_own_way_and_works_only_as_the_portal_shows_it(make_kit: Make, app: App) -> None:
    def first(request: BaseHTTPRequestHandler, form: dict[str, str]) -> str:
        framed = request.headers.get("sec-fetch-dest") == "iframe"
        if request.command != "POST" or not framed or "bitrix24" not in request.headers.get("referer", ""):
            return "<p>Open me in Bitrix24</p>"
        return '<meta http-equiv=refresh content="0;url=/install/two">One moment'

    app.pages["/install"] = first
    app.pages["/install/two"] = "<script>if (top !== self) location.replace('/install/three')</script>Nothing here"
    kit = make_kit()
    client = kit.portal.registration().client_id
    app.pages[
        "/install/three"
    ] = f"""<a class=btn href="https://{kit.portal.host}/oauth/authorize/?client_id={client}&state=x"
      >Authorize</a>"""
    app.pages["/"] = f"""{SDK}<h1>Score</h1><script>BX24.init(() => {{
      if (new URLSearchParams(location.search).get('code')) BX24.installFinish() }})</script>"""
    do(kit, "install")
    assert (end(kit).how, end(kit).redirected, end(kit).clicks) == ("finish", True, ("Authorize",))


@pytest.mark.parametrize("asked", [True, False], ids=["when pressed", "at once"])
def test_one_that_breaks_out_of_its_frame_is_told_so(make_kit: Make, app: App, asked: bool) -> None:
    bust = "top.location = '/bust'"
    app.pages["/bust"] = "<h1>Mine alone</h1>"
    app.pages["/install"] = (
        f'{SDK}<button onclick="{bust}">Start</button>' if asked else f"<p>x</p><script>{bust}</script>"
    )
    kit = make_kit(deadlines=SHORT)
    with pytest.raises(StageFailed, match="never called installFinish"):
        do(kit, "install")
    if asked:
        assert "Mine alone" in end(kit).last_state
        assert any("in the place of the portal's page" in note.text for note in kit.timeline.entries(Note))
        app.pages["/"] = f'{SDK}<button onclick="{bust}">Start</button>'
        window = kit.windows.of(Actor.ADMIN)
        window.goto("/stream/")
        assert not window.tabs.left()
    else:  # without a person's click the browser does not let it
        assert "errors of scripts: " in end(kit).last_state
        assert "navigate" in end(kit).last_state


def test_one_that_loads_itself_for_ever_is_stopped(make_kit: Make, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wizard, "RELOADS", 10)
    app.pages["/install"] = "<p>Once more</p><script>setTimeout(() => location.reload(), 60)</script>"
    kit = make_kit(deadlines=LONG)
    with pytest.raises(StageFailed, match=r"loads itself again and again: \d+ times"):
        do(kit, "install")
    assert end(kit).took < 20


def test_one_that_asks_its_server_now_and_then_is_not_pressed_twice(
    make_kit: Make, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wizard, "REACTION", 0.4)
    monkeypatch.setattr(wizard, "LONG_POLL", 0.5)
    asked: list[str] = []

    def slow(request: BaseHTTPRequestHandler, form: dict[str, str]) -> str:
        asked.append(request.path)
        time.sleep(1.5)
        return "done"

    app.pages |= {
        "/job": slow,
        "/state": lambda *_: asked.append("/state") or ("ready" if len(asked) > 3 else "not yet"),
    }
    app.pages["/install"] = f"""{SDK}<p id=p></p><button onclick="go()">Install</button><script>
      let times = 0;
      async function go() {{
        times += 1; p.textContent = 'Installing, please wait';
        await fetch('/job');
        while (await (await fetch('/state')).text() !== 'ready') await new Promise((r) => setTimeout(r, 900));
        if (times === 1) BX24.installFinish();
      }} BX24.init(() => {{}})</script>"""
    kit = make_kit()
    do(kit, "install")
    assert (end(kit).how, end(kit).clicks) == ("finish", ("Install",))


def test_one_address_for_all_and_a_second_finish_change_nothing(make_kit: Make, app: App) -> None:
    base = "https://acme.score.solution.test/all"
    app.pages["/all"] = f"""{SDK}<h1>All in one</h1><script>
      const finish = () => parent.postMessage('setInstallFinish:::' + name.split('|')[2], '*');
      const bind = (name) => ['event.bind', {{event: name, handler: '{base}'}}];
      BX24.install(() => BX24.callBatch([bind('OnAppInstall'), bind('OnAppUninstall'), ['no.such', {{}}]], () => {{
        finish(); finish();
      }})); BX24.init(() => {{}})
      </script>"""
    kit = make_kit(version={"url": base, "install_url": base, "event_url": base})
    do(kit, "install")
    assert (end(kit).how, opened(kit).result) == ("finish", "shown")
    commands = [message.command for message in kit.timeline.entries(FrameMessage) if message.way == "up"]
    assert commands.count("setInstallFinish") == 2
    do(kit, "uninstall-clean")
    assert [form["event"] for form in app.events] == ["ONAPPINSTALL", "ONAPPUNINSTALL"]


def test_a_server_that_is_away_is_not_taken_for_one_that_refuses_frames(
    make_kit: Make, app: App, gateway: Gateway
) -> None:
    kit = make_kit(deadlines=SHORT)
    gateway.route("acme.score.solution.test", "solution", ("127.0.0.1", 9))
    with pytest.raises(StageFailed) as caught:
        do(kit, "install")
    assert "forbids" not in caught.value.message
    assert "solution.test" in end(kit).last_state
