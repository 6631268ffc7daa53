"""A browser, a recorder, and a plain web site that plays portal (localhost) and solution (127.0.0.1)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from pytest_b24moderation.clients.http import Door
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.model import Actor, Deadlines
from pytest_b24moderation.record import Recorder

SID = "0123456789abcdef0123456789abcdef"
QUICK = Deadlines(wizard=10, answer=3, page=5, settle=1)


class Site:
    """Pages by path: text, or (status, headers, text). The portal is `localhost`, the solution `127.0.0.1`."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16

            def do_GET(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                self.rfile.read(length)
                page = site.pages.get(self.path.partition("?")[0], (404, {}, ""))
                status, headers, text = page if isinstance(page, tuple) else (200, {}, page)
                body = text.encode()
                self.send_response(status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *who: None  # type: ignore[method-assign] # browsers hang up at will
        self.port = self.server.server_port
        self.portal = f"http://localhost:{self.port}"
        self.solution = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def app(self, html: str, *, portal: str = "", path: str = "/app") -> None:
        """A portal page with one frame of the solution that shows ``html``."""
        self.pages[path] = html
        self.pages["/"] = (
            f'{portal}<iframe id="appframe_{SID}" name="localhost|0|{SID}" width=600 height=300'
            f' src="{self.solution}{path}"></iframe>'
        )

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def shared_browser(chromium: str, playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium)
    yield browser
    browser.close()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    recorder = Recorder(tmp_path / "report")
    yield recorder
    recorder.close()


@pytest.fixture
def door(recorder: Recorder, site: Site) -> Iterator[Door]:
    """The gateway's, which leads the solution's names to the site."""
    with Gateway(Deadlines(answer=5, body=10_000)) as gateway:
        gateway.recorder = recorder
        for name in ("acme.score.solution.test", "acme.test"):
            gateway.route(name, "solution", ("127.0.0.1", site.port))
        yield Door(*gateway.listen("harness"), gateway.authority.ca_pem)


@pytest.fixture
def window(shared_browser: Browser, recorder: Recorder) -> Iterator[Window]:
    context = shared_browser.new_context(viewport={"width": 1366, "height": 768})
    yield Window(Actor.ADMIN, context, SimpleNamespace(host="localhost"), recorder, QUICK)  # type: ignore[arg-type]
    context.close()


@pytest.fixture
def opened(site: Site, window: Window) -> Callable[..., Window]:
    """Open a portal page whose solution shows the given HTML."""

    def go(html: str, **more: Any) -> Window:
        site.app(html, **more)
        window.goto(f"{site.portal}/")
        for _ in window.waiting(3):
            frame = window.app_frame()
            if frame and frame.url.startswith("http"):
                break
        window.calm()
        return window

    return go
