"""A scenario's steps against a page: done, said, and blamed on the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_b24moderation.clients.actions import perform
from pytest_b24moderation.clients.actions.calls import MISSING, dig, same
from pytest_b24moderation.clients.http import Door
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import (
    Action,
    Actor,
    InfrastructureError,
    NotEmulated,
    Place,
    Plan,
    Scenario,
    ScenarioError,
    Sentence,
    Shot,
    Solution,
    StageFailed,
    Version,
)
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.scenario.templates import Templates

from .conftest import QUICK

HERE = Place(Path("scenario.yaml"), 5)

FORM = """<h1>Order</h1><label>Name <input id=n></label><label>Word <input type=password id=w></label>
<label>Size <select id=s><option>Small<option>Large</select></label><label><input type=checkbox id=c> Gift</label>
<input type=file aria-label=Photo id=f><button onclick="out.textContent = [n.value, w.value.length, s.value, c.checked,
f.files.length].join(' ')">Send</button><button>Twin</button><button>Twin</button><button disabled>Later</button>
<p id=out></p><p hidden>Ghost</p><script>setTimeout(() => document.body.append('Late words'), 150)</script>"""


@pytest.fixture
def make_kit(recorder: Recorder, tmp_path: Path, door: Door) -> Iterator[Callable[..., Kit]]:
    kits: list[Kit] = []

    def make(window: Window | None = None, *, webhook: str = "", port: int = 1) -> Kit:
        solution = Solution("acme.score", {}, "application")
        plan = Plan("full", Scenario(tmp_path / "s.yaml", solution, (Version(1),)), (), Templates(), 0, QUICK)
        account = SimpleNamespace(name="Ann", user_id=1, login="ann", webhook=webhook)
        portal: Any = SimpleNamespace(
            host="b24.test",
            member_id="m",
            language="en",
            accounts={Actor.ADMIN: account},
            registration=lambda: SimpleNamespace(client_id="c", client_secret="s", code="acme.score"),
            settle=lambda within: "",
            act=lambda verb, params, actor: {"done": verb, **params},
        )
        windows: Any = SimpleNamespace(
            of=lambda actor: window,
            opened=lambda actor=None: [window] if window else [],
            pump=lambda: None,
            close=lambda: None,
        )
        hosted = SimpleNamespace(work=tmp_path, port=port)
        kits.append(Kit(plan, portal, recorder, windows, hosted=hosted, door=door))
        return kits[-1]

    yield make
    for kit in kits:
        kit.close()


def do(kit: Kit, verb: str, target: Any, **more: Any) -> dict[str, Any]:
    return dict(perform(kit, Actor.ADMIN, Action(verb, target, HERE, **more)))


@pytest.mark.browser
def test_a_form_is_filled_and_read(
    opened: Callable[..., Window], make_kit: Callable[..., Kit], recorder: Recorder, tmp_path: Path
) -> None:
    kit = make_kit(opened(FORM))
    photo = tmp_path / "p.png"
    photo.write_bytes(b"x")
    do(kit, "fill", {"label": "Name", "value": "{{ actor.name }}"})
    do(kit, "fill_secret", {"label": "Word", "value": "hush-hush-77"})
    do(kit, "select", {"label": "Size", "option": "Large"})
    do(kit, "check", {"label": "Gift"})
    do(kit, "upload", {"label": "Photo", "file": str(photo)})
    do(kit, "click", {"role": "button", "name": "Send"})
    assert do(kit, "expect", {"text": "Ann 12 Large true 1"}) == {"“Ann 12 Large true 1”": "Ann 12 Large true 1"}
    assert do(kit, "expect", {"label": "Name", "value": "Ann"})
    assert do(kit, "expect", {"role": "button", "name": "Twin", "count": 2})
    assert do(kit, "expect", {"role": "button", "name": "Later", "enabled": False})
    do(kit, "expect", {"no": {"text": "Ghost"}})
    do(kit, "expect", {"url": "/app"})
    do(kit, "wait", {"until": {"text": "Late words"}}, within=2)
    do(kit, "press", {"key": "Tab"})
    do(kit, "screenshot", "the end")
    said = [sentence.text for sentence in recorder.entries(Sentence)]
    assert said[:6] == [
        "Fill label Name with Ann",
        "Fill label Word with a secret",
        "Select Large in label Size",
        "Tick label Gift",
        "Upload a file to label Photo",
        "Click button Send",
    ]
    assert [shot.name for shot in recorder.entries(Shot)] == ["the end"]
    timeline = (recorder.folder / "timeline.jsonl").read_text()
    assert "hush-hush-77" not in timeline


@pytest.mark.browser
def test_failures_say_what_was_seen_and_whose_they_are(
    opened: Callable[..., Window], make_kit: Callable[..., Kit]
) -> None:
    kit = make_kit(opened(FORM))
    with pytest.raises(StageFailed, match=r"expected “Total: 3” within 0\.3 s; there was nothing like it") as caught:
        do(kit, "expect", {"text": "Total: 3"}, within=0.3)
    assert "Order" in caught.value.last_state
    with pytest.raises(StageFailed, match="there was 2 times"):
        do(kit, "expect", {"role": "button", "name": "Twin", "count": 3}, within=0.2)
    with pytest.raises(StageFailed, match="expected no “Order”"):
        do(kit, "expect", {"no": {"text": "Order"}}, within=0.2)
    with pytest.raises(StageFailed, match=r"Click button Missing: not possible within 0\.3 s"):
        do(kit, "click", {"role": "button", "name": "Missing"}, within=0.3)
    with pytest.raises(ScenarioError, match="fits several things") as several:
        do(kit, "click", {"role": "button", "name": "Twin"}, within=1)
    assert several.value.place == HERE
    do(kit, "click", {"role": "button", "name": "Twin", "nth": 1})
    with pytest.raises(ScenarioError, match="is it label"):
        do(kit, "click", {"lable": "Name"})
    with pytest.raises(ScenarioError, match="nope"):
        do(kit, "fill", {"label": "Name", "value": "{{ nope }}"})
    with pytest.raises(ScenarioError, match="unknown verb"):
        do(kit, "dance", {})
    with pytest.raises(ScenarioError, match="no way to the placement SOMEWHERE"):
        do(kit, "open", {"placement": "SOMEWHERE"})


@pytest.mark.browser
def test_a_frame_that_is_replaced_is_found_again(
    opened: Callable[..., Window], make_kit: Callable[..., Kit], site: Any
) -> None:
    site.pages["/next"] = "<button onclick=\"document.title='ok';this.textContent='Done'\">Second</button>"
    kit = make_kit(opened("<script>setTimeout(() => location = '/next', 200)</script><p>First</p>"))
    do(kit, "click", {"role": "button", "name": "Second"})
    do(kit, "expect", {"role": "button", "name": "Done"})


def test_rest_calls_save_compare_and_blame(make_kit: Callable[..., Kit], site: Any) -> None:
    site.pages |= {
        "/rest/1/k/crm.deal.get.json": '{"result": {"ID": "7", "UF": [1, {"x": null}]}, "total": 3}',
        "/rest/1/k/crm.lead.get.json": (403, {}, '{"error": "ACCESS_DENIED", "error_description": "No."}'),
        "/rest/1/k/no.such.json": (404, {}, '{"error": "ERROR_METHOD_NOT_FOUND", "error_description": "?"}'),
        "/rest/1/k/gap.list.json": (501, {}, '{"error": "GAP"}'),
        "/rest/1/k/broken.get.json": (500, {}, "<html>"),
    }
    kit = make_kit(webhook=f"{site.solution}/rest/1/k/")
    seen = do(kit, "rest", "crm.deal.get", save={"uf": "result.UF"}, expect={"result.ID": 7, "total": 3, "error": ""})
    assert seen == {"crm.deal.get: result.ID": "7", "crm.deal.get: total": 3, "crm.deal.get: error": ""}
    do(kit, "rest", "crm.deal.get", expect={"result.UF": "{{ uf }}", "result.UF.1": {"x": None}})
    do(kit, "rest", "crm.lead.get", expect={"error": "ACCESS_DENIED", "status": 403})
    with pytest.raises(StageFailed, match="refused with ACCESS_DENIED No"):
        do(kit, "rest", "crm.lead.get")
    with pytest.raises(StageFailed, match=r'expected result\.ID to be 8, it is "7"'):
        do(kit, "rest", "crm.deal.get", expect={"result.ID": 8}, within=0.3)
    with pytest.raises(ScenarioError, match="nothing to save as x"):
        do(kit, "rest", "crm.deal.get", save={"x": "result.NOPE"})
    with pytest.raises(ScenarioError, match="nothing to save as x") as caught:  # whoever expects a refusal, saves none
        do(kit, "rest", "crm.lead.get", save={"x": "result"}, expect={"status": 403})
    assert "ACCESS_DENIED" in str(caught.value)
    with pytest.raises(ScenarioError, match="knows no method"):
        do(kit, "rest", "no.such")
    with pytest.raises(NotEmulated):
        do(kit, "rest", "gap.list")
    with pytest.raises(InfrastructureError, match="no JSON object"):
        do(kit, "rest", "broken.get")


def test_http_and_portal_steps_get_answers(make_kit: Callable[..., Kit], site: Any) -> None:
    site.pages["/health"] = '{"state": "ok"}'
    kit = make_kit(port=site.port)
    do(kit, "http", {"url": "{{ url }}/health"}, expect={"status": 200, "state": "ok"}, save={"health": "json.state"})
    do(kit, "portal", "advance", params={"seconds": 5}, expect={"done": "advance", "seconds": 5})
    failed = {"errors": ["Not paid"], "answer": "HTTP 500: no key"}
    with pytest.raises(StageFailed, match="has no url to save as url") as caught:
        do(kit, "portal", "start-payment", params=failed, save={"url": "url"})
    assert "HTTP 500: no key" in caught.value.last_state
    with pytest.raises(ScenarioError, match="nothing to save as url"):
        do(kit, "portal", "start-payment", params={}, save={"url": "url"})
    with pytest.raises(StageFailed, match="expected status to be 200, it is 404"):
        do(kit, "http", {"url": "{{ url }}/gone"}, expect={"status": 200})
    with pytest.raises(StageFailed, match="refused with"):
        do(kit, "http", {"url": "http://127.0.0.1:1/"})


def test_values_are_compared_as_bitrix24_writes_them() -> None:
    assert same("15", 15)
    assert same({"a": "1", "b": 2}, {"a": 1})
    assert same(MISSING, None)
    assert not same("Y", True)
    assert not same([1, 2], [1])
    assert dig({"a": [{"b": 1}]}, "a.0.b") == 1
    assert dig({"a": []}, "a.0") is MISSING


@pytest.mark.browser
def test_a_page_of_the_portal_counts_beside_the_solutions_frame(
    opened: Callable[..., Window], make_kit: Callable[..., Kit]
) -> None:
    window = opened(FORM)
    kit = make_kit(window)
    window.page.main_frame.evaluate(
        "() => { const one = document.createElement('button'); one.textContent = 'Of the portal';"
        " one.onclick = () => { one.textContent = 'Pressed'; }; document.body.append(one); }"
    )
    with pytest.raises(StageFailed):
        do(kit, "expect", {"text": "Of the portal"}, within=0.2)
    window.abroad = True
    do(kit, "expect", {"text": "Of the portal"})
    do(kit, "click", {"role": "button", "name": "Of the portal"})
    do(kit, "expect", {"text": "Pressed"})
    do(kit, "click", {"role": "button", "name": "Send"})
    do(kit, "expect", {"text": "Order"})
    with pytest.raises(StageFailed, match="expected no “Pressed”"):
        do(kit, "expect", {"no": {"text": "Pressed"}}, within=0.2)
    opened(FORM)
    assert not window.abroad
