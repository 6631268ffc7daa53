"""An embedded portal behind the gateway, a real browser, and a small solution whose pages a test writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, BrowserType, Playwright

from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.windows import Windows
from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.model import Deadlines, Plan, Scenario, Solution, Version
from pytest_b24moderation.portals.embedded import EmbeddedDriver
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.scenario.templates import Templates

QUICK = Deadlines(wizard=8, answer=5, page=8, settle=3)

SDK = '<script src="//api.bitrix24.com/api/v1/"></script>'

WIZARD = f"""{SDK}<h1>Set-up</h1><div id=step><form onsubmit="next(event)"><label>E-mail <input type=email required>
</label><label><input type=checkbox required> I agree</label><button>Continue</button>
<button type=button>Cancel</button></form></div><script>
function next(e) {{
  e.preventDefault();
  document.getElementById('step').innerHTML = '<p>Almost there</p><button onclick="last()">Finish</button>';
}}
function last() {{
  alert('Thank you');
  BX24.callMethod('placement.bind', {{PLACEMENT: 'CRM_DEAL_DETAIL_TAB', HANDLER: location.origin + '/tab',
    TITLE: 'Score'}}, () => BX24.installFinish());
}}
BX24.init(() => {{}});
</script>"""

APP = f"""{SDK}<title>Score</title><h1>Hello</h1><label>Name <input id=n></label><button onclick="say()">Greet</button>
<p id=out></p><script>
BX24.init(() => console.log('ready as ' + (BX24.isAdmin() ? 'admin' : 'user')));
function say() {{ document.getElementById('out').textContent = 'Good day, ' + document.getElementById('n').value; }}
</script>"""


class App:
    """A solution's server: pages by path, a list of the events that it was told.

    A page is a text, (status, headers, text), or a function of the request and its form that gives one of these.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {"/": APP, "/install": WIZARD, "/tab": f"{SDK}<p>Score: 15</p>"}
        self.events: list[dict[str, str]] = []
        app = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
                form = dict(parse_qsl(body))
                if "event" in form:
                    app.events.append(form)
                page = app.pages.get(self.path.partition("?")[0], (404, {}, "no such page"))
                if callable(page):
                    page = page(self, form)
                status, headers, text = page if isinstance(page, tuple) else (200, {}, page)
                self.send_response(status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_POST  # noqa: N815

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *who: None  # type: ignore[method-assign] # browsers hang up at will
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    with Gateway() as gateway:
        yield gateway


@pytest.fixture(scope="module")
def driver(gateway: Gateway) -> Iterator[EmbeddedDriver]:
    with EmbeddedDriver(gateway) as driver:
        yield driver


@pytest.fixture(scope="module")
def chromium_type(playwright: Playwright) -> BrowserType:
    return playwright.chromium


@pytest.fixture(scope="module")
def launched() -> Iterator[list[Browser]]:
    browsers: list[Browser] = []
    yield browsers
    for browser in browsers:
        browser.close()


@pytest.fixture
def app() -> Iterator[App]:
    app = App()
    yield app
    app.close()


@pytest.fixture
def make_kit(
    chromium: str,
    gateway: Gateway,
    driver: EmbeddedDriver,
    chromium_type: BrowserType,
    launched: list[Browser],
    app: App,
    tmp_path: Path,
) -> Iterator[Callable[..., Kit]]:
    """A kit on a fresh portal, with the small solution in its Market; further words are the scenario's."""
    undo: list[Callable[[], object]] = []

    def make(*, deadlines: Deadlines = QUICK, version: dict[str, Any] | None = None, **words: Any) -> Kit:
        solution = Solution("acme.score", {"en": "Score"}, "application", "Acme")
        base = f"https://{solution.host}"
        about = {"number": 1, "url": f"{base}/", "install_url": f"{base}/install", "scopes": ("crm", "placement")}
        versions = (Version(**{**about, **(version or {})}),)
        scenario = Scenario(tmp_path / "scenario.yaml", solution, versions, **words)
        plan = Plan("full", scenario, (), Templates(7), 7, deadlines)
        recorder = Recorder(tmp_path / "report")
        gateway.recorder = recorder
        gateway.route(solution.host, "solution", ("127.0.0.1", app.port))
        lease = driver.lease(plan)
        portal = lease.__enter__()

        def launch() -> Browser:
            if not launched or not launched[-1].is_connected():
                launched.append(chromium_type.launch(executable_path=chromium, args=list(portal.browser_args)))
            return launched[-1]

        work = tmp_path / "work"
        work.mkdir()
        windows = Windows(launch, portal, recorder, deadlines)
        hosted = SimpleNamespace(work=work, port=app.port)
        kit = Kit(plan, portal, recorder, windows, hosted=hosted, connect=portal.connect)
        undo.extend([recorder.close, lambda: lease.__exit__(None, None, None), kit.close])
        return kit

    yield make
    for one in reversed(undo):
        one()
    gateway.recorder = None
