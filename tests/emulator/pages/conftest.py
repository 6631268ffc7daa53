"""A served cloud over TLS, a solution of our own beside it, and a browser that finds both by name."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme
from playwright.sync_api import Browser, Error, Frame, Page, Playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.cloud import Cloud, create_app
from pytest_b24moderation.emulator.market import Listing, ListingVersion
from pytest_b24moderation.emulator.people import People, User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.server import Running, serve

HOST = "score.solution.test"
SITE = f"https://{HOST}"
CODE = "sample.score"
HEAD = '<!doctype html><meta charset="utf-8"><script src="//api.bitrix24.com/api/v1/"></script>'


@dataclass
class Solution:
    """A solution's site: ``pages`` by path, ``posts``: (path, query, form) of every POST."""

    pages: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    posts: list[tuple[str, dict[str, str], list[tuple[str, str]]]] = field(default_factory=list)
    gets: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        if request.method == "POST":
            form = await request.form()
            fields = [(name, str(value)) for name, value in form.multi_items()]
            self.posts.append((request.url.path, dict(request.query_params), fields))
        else:
            self.gets.append(str(request.url))
        body = self.pages.get(request.url.path)
        response: Response = HTMLResponse(HEAD + (body or "<h1>Score</h1>"), headers=self.headers)
        await response(scope, receive, send)


class Talk:
    """A hand-written client of the parent's messages in one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        frame.evaluate(
            "() => { window.heard = []; window.addEventListener('message', e => window.heard.push(e.data)); }"
        )

    def say(self, template: str) -> None:
        """Post a message, as an object when it is one; SID stands for the frame's own."""
        self._frame.evaluate(
            """text => { const [domain, secure, sid] = window.name.split('|');
            const data = text.startsWith('{') ? JSON.parse(text.replace('SID', sid)) : text.replace('SID', sid);
            parent.postMessage(data, (secure === '1' ? 'https://' : 'http://') + domain); }""",
            template,
        )

    def heard(self, callback: str) -> Any:
        """What came back for that callback, parsed; None for an answer without a value."""
        self._frame.wait_for_function("cb => window.heard.some(m => String(m).startsWith(cb + ':'))", arg=callback)
        find = "cb => window.heard.find(m => String(m).startsWith(cb + ':')).slice(cb.length + 1)"
        text = self._frame.evaluate(find, callback)
        return json.loads(text) if text else None

    def silent(self, callback: str) -> bool:
        """Whether nothing came back, while a later question was answered."""
        self.say("getInterface::after:SID")
        self.heard("after")
        return not self._frame.evaluate("cb => window.heard.some(m => String(m).startsWith(cb + ':'))", callback)


@dataclass
class Town:
    """What a test has: the cloud, the solution, and a browser page for anybody."""

    cloud: Cloud
    running: Running
    solution: Solution
    browser: Browser
    pages: list[Page] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.portal: Portal = self.cloud.portal
        people = self.portal.people
        self.admin, self.user = people.users[1], people.users[people.regular_id]
        self.base = f"https://{self.portal.host}"

    def publish(self, **changes: Any) -> Listing:
        version: dict[str, Any] = {
            "number": 1,
            "url": f"{SITE}/",
            "install_url": f"{SITE}/install",
            "scopes": ("crm", "placement"),
        }
        listing = {"titles": {"en": "Score", "ru": "Оценка"}, "developer": "Sample Ltd"} | changes.pop("listing", {})
        return self.portal.market.publish(Listing(CODE, versions=[ListingVersion(**version | changes)], **listing))

    def install(self, *, finish: bool = True, **changes: Any) -> App:
        """The solution on the portal by call, with the wizard done or not."""
        self.publish(**changes)
        number = changes.get("number", 1)
        hashes = self.portal.market.check_hash(CODE, number), self.portal.market.install_hash(CODE, number)
        self.running.call(
            lambda: self.portal.apps.install(CODE, number, self.admin, check_hash=hashes[0], install_hash=hashes[1])
        )
        app = self.portal.app(CODE)
        assert app is not None
        if finish and not app.installed:
            self.running.call(lambda: self.portal.apps.finish(app, self.admin))
        return app

    def place(self, app: App, code: str, title: str, path: str = "/tab") -> Placement:
        bindings = self.portal.bindings
        return bindings.place(Placement(bindings.next_id(), app.id, code, f"{SITE}{path}", title))

    def page(self, user: User | None = None, path: str = "") -> Page:
        """A new browser window, logged in as that person."""
        context = self.browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 800})
        context.set_default_timeout(8000)
        if user is not None:
            key = self.running.call(lambda: self.portal.people.open_session(user.id)).key
            context.add_cookies([{"name": People.COOKIE, "value": key, "url": self.base}])
        page = context.new_page()
        self.pages.append(page)
        if path:
            page.goto(self.base + path, wait_until="domcontentloaded")
        return page

    def open_app(self, user: User | None = None, path: str = "") -> tuple[Page, Frame]:
        """The solution's own page in its frame, with BX24 ready."""
        app = self.portal.app(CODE)
        assert app is not None
        page = self.page(user or self.admin, path or f"/marketplace/app/{app.id}/")
        frame = self.frame_in(page)
        frame.evaluate("() => new Promise(done => BX24.init(done))")
        return page, frame

    def card(self, path: str = "", user: User | None = None) -> tuple[Page, Frame]:
        """The solution's Market card: the window, and the page in its side panel."""
        page = self.page(user or self.admin, path or self.portal.market.test_link(CODE, 1, install=False))
        frame = self.slider(page)
        frame.locator(".market-detail__header-info_name").wait_for()
        return page, frame

    @staticmethod
    def talk(frame: Frame) -> Talk:
        """To speak to the parent by hand."""
        return Talk(frame)

    @staticmethod
    def frame_in(page: Page) -> Frame:
        """The newest application's frame of the window, wherever it is nested."""
        for _ in range(200):
            for frame in reversed(page.frames):
                with contextlib.suppress(Error):  # pages come and go while we look
                    nodes = frame.query_selector_all('iframe[id^="appframe_"]:not(.app-loading)')
                    inner = nodes[-1].content_frame() if nodes else None
                    if inner is not None and inner.url.startswith("http"):
                        inner.wait_for_load_state("domcontentloaded")
                        return inner
            page.wait_for_timeout(40)
        raise AssertionError(f"no application's frame in {[frame.url for frame in page.frames]}")

    @staticmethod
    def slider(page: Page) -> Frame:
        """The page inside the top side panel."""
        node = page.wait_for_selector(".side-panel-overlay-open iframe.side-panel-iframe")
        assert node is not None
        frame = node.content_frame()
        assert frame is not None
        frame.wait_for_selector("#workarea-content")
        return frame

    @staticmethod
    def shot(page: Page, name: str) -> None:
        """A picture for people, where B24_SHOTS names a folder."""
        if folder := os.environ.get("B24_SHOTS"):
            page.wait_for_timeout(350)
            page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("tls")
    pair = trustme.CA().issue_cert("*.bitrix24.com", "*.bitrix24.ru", HOST)
    key, chain = folder / "key.pem", folder / "chain.pem"
    pair.private_key_pem.write_to_path(key)
    chain.write_bytes(b"".join(blob.bytes() for blob in pair.cert_chain_pems))
    return {"ssl_keyfile": str(key), "ssl_certfile": str(chain)}


@pytest.fixture(scope="session")
def running(tls: dict[str, str]) -> Iterator[Running]:
    with serve(**tls) as server:
        yield server


@pytest.fixture(scope="session")
def site(tls: dict[str, str]) -> Iterator[Running]:
    with serve(Starlette(), **tls) as server:
        yield server


@pytest.fixture(scope="session")
def browser(chromium: str, playwright: Playwright, running: Running, site: Running) -> Iterator[Browser]:
    names = ("*.bitrix24.com", "*.bitrix24.ru")
    rules = [f"MAP {name}:443 127.0.0.1:{running.port}" for name in names] + [f"MAP {HOST}:443 127.0.0.1:{site.port}"]
    found = playwright.chromium.launch(executable_path=chromium, args=[f"--host-resolver-rules={','.join(rules)}"])
    yield found
    found.close()


@pytest.fixture
def language() -> str:
    return "en"


@pytest.fixture
def town(browser: Browser, running: Running, site: Running, language: str) -> Iterator[Town]:
    cloud, solution = create_app(seed=7, language=language), Solution()
    running.mount(cloud)
    site.mount(solution)
    built = Town(cloud, running, solution, browser)
    yield built
    for page in built.pages:
        page.context.close()
