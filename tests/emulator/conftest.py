"""A served emulator, a solution in its Market, and a place that receives what the portal sends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from pytest_b24moderation.emulator import Cloud, Listing, ListingVersion, Running, create_app, serve
from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.tokens import Pair

CODE = "acme.score"
ALL = ("crm", "placement", "user", "department", "entity", "im")


@dataclass
class Inbox:
    """Collects event posts; ``url`` answers at once with ``status``."""

    url: str = ""
    status: int = 200
    posts: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":  # given up half-way, by the portal of a test that is over
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.posts.append(dict(parse_qsl(body.decode(), keep_blank_values=True)))
        self.paths.append(scope["path"])
        await send({"type": "http.response.start", "status": self.status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


@dataclass
class Portal:
    """What a test holds: the cloud, its server, and short ways to call REST."""

    cloud: Cloud
    running: Running
    http: httpx.Client
    inbox: Inbox

    @property
    def state(self) -> Any:
        return self.cloud.portal

    @property
    def user_id(self) -> int:
        return self.state.people.regular_id

    def publish(self, *versions: ListingVersion, **facts: Any) -> Listing:
        return self.cloud.market.publish(
            Listing(CODE, {"en": "Score"}, versions=list(versions) or [self.version(1)], **facts)
        )

    def version(self, number: int, **facts: Any) -> ListingVersion:
        values = {"url": f"{self.inbox.url}/app", "scopes": ALL, "menu_titles": {"en": "Score"}} | facts
        return ListingVersion(number, **values)

    def install(self, number: int = 1, user_id: int = 1) -> App:
        market, user = self.cloud.market, self.state.people.users[user_id]
        hashes = {"check_hash": market.check_hash(CODE, number), "install_hash": market.install_hash(CODE, number)}
        self.running.call(lambda: self.state.apps.install(CODE, number, user, **hashes))
        app = self.state.app(CODE)
        assert app is not None
        return app

    def installed(self, **facts: Any) -> Pair:
        """Published, installed, and the administrator's tokens."""
        self.publish(self.version(1, **facts))
        return self.tokens(self.install())

    def tokens(self, app: App, user_id: int = 1) -> Pair:
        return self.running.call(lambda: self.state.issue(app, user_id))

    def hook(self, method: str, params: Any = None, user_id: int = 1) -> httpx.Response:
        path = httpx.URL(self.state.webhook(user_id)).path
        return self.http.post(f"{path}{method}", json=params or {})

    def hook3(self, method: str, params: Any = None, user_id: int = 1, **headers: str) -> httpx.Response:
        """A call of REST 3.0 by the user's webhook."""
        path = httpx.URL(self.state.webhook(user_id)).path.replace("/rest/", "/rest/api/")
        return self.http.post(f"{path}{method}", json=params if params is not None else {}, headers=headers)

    def result3(self, method: str, params: Any = None, user_id: int = 1) -> Any:
        answer = self.hook3(method, params, user_id)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def refused3(self, method: str, params: Any = None, user_id: int = 1) -> tuple[int, str, list[str]]:
        """(status, code without its prefix, the fields complained of) of an error of REST 3.0."""
        answer = self.hook3(method, params, user_id)
        error = answer.json()["error"]
        code = error["code"].removeprefix("BITRIX_REST_V3_EXCEPTION_").removesuffix("EXCEPTION")
        return answer.status_code, code, [row.get("field", "") for row in error.get("validation", ())]

    def rest(self, method: str, params: Any = None, auth: str = "") -> httpx.Response:
        return self.http.post(f"/rest/{method}", json={**(params or {}), "auth": auth})

    @staticmethod
    def told(answer: httpx.Response) -> tuple[int, str, str]:
        """(status, error, description) of an error answer."""
        body = answer.json()
        return answer.status_code, body["error"], body.get("error_description", "")

    def refused(self, method: str, params: Any = None, auth: str = "", user_id: int = 1) -> tuple[int, str, str]:
        return self.told(self.rest(method, params, auth) if auth else self.hook(method, params, user_id))

    def result(self, method: str, params: Any = None, auth: str = "", user_id: int = 1) -> Any:
        answer = self.rest(method, params, auth) if auth else self.hook(method, params, user_id)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def oauth(self, **params: str) -> httpx.Response:
        return self.http.get("/oauth/token/", params=params, headers={"Host": "oauth.bitrix.info"})

    def complaint(self, method: str, params: Any = None, user_id: int = 1) -> str:
        """The text of an error that has no code."""
        status, code, text = self.refused(method, params, user_id=user_id)
        assert (status, code) == (400, "")
        return text

    def listen(self, auth: str, *events: str) -> None:
        """Bind these events to the inbox."""
        for event in events:
            self.rest("event.bind", {"event": event, "handler": f"{self.inbox.url}/h"}, auth)

    def perform(self, verb: str, user_id: int = 1, **params: Any) -> Any:
        """What a person does on the portal, on its own loop."""
        user = self.state.people.users[user_id]
        return self.running.wait(lambda: self.state.perform(verb, user, params))

    def switch(self, **values: Any) -> None:
        """Turn switches of the portal's build."""
        self.cloud.portal.profile = replace(self.cloud.portal.profile, **values)

    def posts(self, event: str) -> list[dict[str, str]]:
        """What was delivered of that event."""
        return [post for post in self.settle() if post["event"] == event]

    def settle(self, within: float = 10.0) -> list[dict[str, str]]:
        """Wait until everything is delivered; the posts so far."""
        ends = time.monotonic() + within
        while self.running.call(self.state.idle):
            assert time.monotonic() < ends, self.state.idle()
            time.sleep(0.005)
        return self.inbox.posts


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def inbox_server() -> Iterator[Running]:
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def connection(server: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        yield client


@pytest.fixture
def make(server: Running, inbox_server: Running, connection: httpx.Client) -> Callable[..., Portal]:
    def build(**settings: Any) -> Portal:
        inbox = Inbox(f"http://127.0.0.1:{inbox_server.port}")
        cloud = create_app(**({"seed": 7} | settings))
        server.mount(cloud)  # the portal of the test before falls silent
        inbox_server.call(lambda: None)  # what it had sent already goes to the inbox of that test
        inbox_server.mount(inbox)
        connection.cookies.clear()
        return Portal(cloud, server, connection, inbox)

    return build


@pytest.fixture
def portal(make: Callable[..., Portal]) -> Portal:
    return make()


@pytest.fixture
def mug(portal: Portal) -> int:
    """A product with a price."""
    fields = {"iblockId": 23, "name": "Mug", "xmlId": "mug"}
    made: int = portal.result("catalog.product.add", {"fields": fields})["element"]["id"]
    price = {"productId": made, "catalogGroupId": 1, "price": 10, "currency": "USD"}
    portal.result("catalog.price.add", {"fields": price})
    return made


@pytest.fixture
def task(portal: Portal) -> int:
    """A task of the regular user."""
    fields = {"TITLE": "T", "RESPONSIBLE_ID": portal.user_id}
    return int(portal.result("tasks.task.add", {"fields": fields})["task"]["id"])


@pytest.fixture
def hidden(portal: Portal) -> int:
    """A task that the regular user may not see."""
    return int(portal.result("tasks.task.add", {"fields": {"TITLE": "H", "RESPONSIBLE_ID": 1}})["task"]["id"])
