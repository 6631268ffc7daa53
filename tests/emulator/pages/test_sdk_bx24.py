"""BX24.js in a real frame against the served portal, error paths included (protocol 6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Frame

    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

CODE = "sample.score"
SITE = "https://score.solution.test"
TOLD = """async ([method, params]) => new Promise(done => BX24.callMethod(method, params, r => done({
    data: r.data(), error: r.error() && {text: String(r.error()), status: r.error().status, ex: r.error().ex},
    description: r.error_description(), more: r.more(), total: r.total(), query: r.query.method})))"""


def call(frame: Frame, method: str, params: Any = None) -> Any:
    return frame.evaluate(TOLD, [method, params or {}])


def promised(frame: Frame, body: str) -> Any:
    """Run a script that ends by calling done(value)."""
    return frame.evaluate(f"() => new Promise(done => {{ {body} }})")


def test_load_outside_a_frame_throws(town: Town) -> None:
    town.install()
    page = town.page()
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.goto(f"{SITE}/")
    assert problems == ["Unable to initialize Bitrix24 JS library!"]
    assert page.evaluate("typeof BX24") == "undefined"


def test_identity_and_authorisation(town: Town) -> None:
    town.install()
    _, frame = town.open_app(town.user)
    assert frame.evaluate("[BX24.isAdmin(), BX24.getLang(), BX24.getDomain(), BX24.isReady()]") == [
        False,
        "en",
        town.portal.host,
        True,
    ]
    auth = frame.evaluate("BX24.getAuth()")
    assert set(auth) == {"access_token", "refresh_token", "expires_in", "domain", "member_id"}
    assert auth["expires_in"] > 1_700_000_000_000
    assert (auth["domain"], auth["member_id"]) == (town.portal.host, town.portal.member_id)
    fresh = promised(frame, "BX24.refreshAuth(done)")
    assert fresh["access_token"] != auth["access_token"]
    assert frame.evaluate("BX24.getAuth().access_token") == fresh["access_token"]


def test_the_client_of_push_and_pull_is_there(town: Town) -> None:
    town.install(scopes=("crm", "pull"))
    town.solution.pages["/"] = """<script src="//api.bitrix24.com/api/v1/pull/"></script><script>
      window.heard = [];
      window.pull = new BX.PullClient({restApplication: 'app1', restClient: BX24, userId: 1});
      window.stop = pull.subscribe({moduleId: 'application', callback: data => heard.push(data)});
    </script>"""
    _, frame = town.open_app()
    assert frame.evaluate("pull.start()") is False
    assert frame.evaluate("[pull.config.server.server_enabled, pull.subscribers.size, stop(), heard]") == [
        False,
        1,
        True,
        [],
    ]
    assert frame.evaluate("(() => { try { pull.subscribe({}); } catch (e) { return e.name; } })()") == "TypeError"


def test_init_waits_and_calls_before_it_are_delayed(town: Town) -> None:
    town.install()
    town.solution.pages["/"] = """<script>
      window.order = []; window.early = BX24.getAuth();
      BX24.callMethod('profile', {}, r => order.push('call ' + r.data().ID));
      BX24.init(() => order.push('init'));
    </script>"""
    _, frame = town.open_app()
    frame.wait_for_function("order.length === 2")
    assert frame.evaluate("order") == ["init", "call 1"]
    assert frame.evaluate("early") is False


def test_install_handler_runs_once_per_user_and_holds_init_back(town: Town) -> None:
    app = town.install()
    town.solution.pages["/"] = """<script>
      window.order = [];
      BX24.init(() => order.push('init'));
      BX24.install(() => { order.push('install'); setTimeout(finish, 50); });
      function finish() { order.push('finish'); BX24.installFinish(); }
    </script>"""
    _, frame = town.open_app()
    assert frame.evaluate("order") == ["install", "finish", "init"]
    frame.wait_for_timeout(150)
    assert (app.client_id, 1, 1) in town.portal.options.first_run
    _, frame = town.open_app()
    assert frame.evaluate("order") == ["init"]
    _, frame = town.open_app(town.user)
    assert frame.evaluate("order") == ["install", "finish", "init"]
    assert app.installed


def test_results_of_calls(town: Town) -> None:
    town.install(scopes=("crm",))
    _, frame = town.open_app()
    answer = call(frame, "crm.deal.add", {"fields": {"TITLE": "A & B [c]=d", "OPPORTUNITY": 5.5, "OPENED": True}})
    number = answer["data"]
    deal = call(frame, "crm.deal.get", {"id": number})["data"]
    assert deal["TITLE"] == "A & B [c]=d"
    assert float(deal["OPPORTUNITY"]) == 5.5
    wrong = call(frame, "crm.deal.get", {"id": 99999})
    assert wrong["error"]["status"] == 400
    assert wrong["error"]["ex"]["error_description"] == wrong["description"]
    assert wrong["description"] in wrong["error"]["text"]
    missing = call(frame, "no.such.method")
    assert missing["error"]["ex"]["error"] == "ERROR_METHOD_NOT_FOUND"
    assert missing["error"]["text"].startswith("ERROR_METHOD_NOT_FOUND: ")


def test_pages_of_a_list(town: Town) -> None:
    town.install(scopes=("crm",))
    _, frame = town.open_app()
    promised(
        frame,
        """const add = (_, i) => ['crm.contact.add', {fields: {NAME: 'N' + i}}];
        const many = (length, then) => BX24.callBatch(Array.from({length}, add), then);
        many(50, () => many(2, () => done(1)));""",
    )
    seen = promised(
        frame,
        """const got = []; BX24.callMethod('crm.contact.list', {select: ['ID']}, function (r) {
        got.push([r.data().length, r.more(), r.total()]);
        if (!r.next()) { done(got.concat([r.next()])); } });""",
    )
    assert seen == [[50, True, 52], [2, False, 52], False]


def test_batch_of_mapping_list_and_failure(town: Town) -> None:
    town.install(scopes=("crm",))
    _, frame = town.open_app()
    by_name = promised(
        frame,
        """BX24.callBatch({
          add: ['crm.deal.add', {fields: {TITLE: 'One'}}],
          get: {method: 'crm.deal.get', params: {id: '$result[add]'}},
          bad: ['crm.deal.get', {id: 0}],
        }, r => done({title: r.get.data().TITLE, bad: String(r.bad.error()), fine: r.add.error() === undefined}));""",
    )
    assert by_name["title"] == "One"
    assert by_name["fine"]
    assert by_name["bad"]
    halted = promised(
        frame,
        """BX24.callBatch([['crm.deal.get', {id: 0}], ['profile']],
        r => done([Array.isArray(r), 0 in r, 1 in r]), true);""",
    )
    assert halted == [True, True, False]


def test_expired_token_is_renewed_once(town: Town) -> None:
    town.install()
    page, frame = town.open_app()
    before = frame.evaluate("BX24.getAuth().access_token")
    town.running.call(lambda: town.cloud.clock.advance(4000))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/rest/profile.json" in request.url else None)
    assert call(frame, "profile")["data"]["ID"] == "1"
    assert len(asked) == 2
    assert frame.evaluate("BX24.getAuth().access_token") != before


def test_server_errors_throw(town: Town) -> None:
    town.install()
    town.cloud.faults.rest["profile"] = (503, "QUERY_LIMIT_EXCEEDED", "Too many requests")
    page, frame = town.open_app()
    with page.expect_event("pageerror") as problem:
        frame.evaluate("() => { BX24.callMethod('profile', {}, () => { window.called = 1; }); }")
    assert "Query error!" in str(problem.value)
    assert frame.evaluate("window.called") is None


def test_body_of_a_call(town: Town) -> None:
    town.install()
    page, frame = town.open_app()
    with page.expect_request("**/rest/profile.json") as asked:
        promised(
            frame,
            """const input = document.createElement('input'); input.type = 'file';
            const bag = new DataTransfer(); bag.items.add(new File(['hi'], 'a.txt')); input.files = bag.files;
            const text = document.createElement('input'); text.value = 'typed';
            BX24.callMethod('profile', {t: true, f: false, n: null, d: new Date(0), list: ['a', {b: 1}], empty: {},
              file: input, blob: new File(['x'], 'b.bin'), field: text, skip: () => 1}, done);""",
        )
    request = asked.value
    assert request.header_value("content-type") == "text/plain;charset=UTF-8"
    pairs = [pair.partition("=")[::2] for pair in (request.post_data or "").split("&")]
    assert pairs[0][0] == "auth"
    assert dict(pairs[1:]) == {
        "t": "1", "f": "0", "n": "", "d": "1970-01-01T00%3A00%3A00.000Z", "list%5B0%5D": "a", "list%5B1%5D%5Bb%5D": "1",
        "file%5B0%5D": "a.txt", "file%5B1%5D": "aGk%3D", "blob%5B0%5D": "b.bin", "blob%5B1%5D": "eA%3D%3D",
        "field": "typed",
    }  # fmt: skip


def test_bind_and_unbind_of_events(town: Town) -> None:
    app = town.install(scopes=("crm",))
    _, frame = town.open_app()
    assert promised(frame, f"BX24.callBind('OnCrmDealAdd', '{SITE}/events', r => done(r.data()))") is True
    assert [row.event for row in town.portal.bindings.handlers if row.app_id == app.id] == ["ONCRMDEALADD"]
    assert promised(frame, f"BX24.callUnbind('OnCrmDealAdd', '{SITE}/events', r => done(r.data().count))") == 1
    _, frame = town.open_app(town.user)
    assert frame.evaluate(f"BX24.callBind('OnCrmDealAdd', '{SITE}/events')") is False


def test_callbacks_of_calls_are_called_on_the_window(town: Town) -> None:
    town.install()
    _, frame = town.open_app()
    seen = frame.evaluate(
        """() => new Promise(done => {
          'use strict';
          BX24.callMethod('profile', {}, function () {
            const one = this === window;
            BX24.callBatch([['profile', {}]], function () { done([one, this === window]); });
          });
        })"""
    )
    assert seen == [True, True]
