"""The embedded portal: how fast a fresh one is there, and how fast it answers."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks.measuring import Row, interleaved, median_ms
from pytest_b24moderation import emulator
from pytest_b24moderation.gateway import Gateway


def measure() -> Iterator[Row]:
    with emulator_running() as running:
        fresh = median_ms(lambda: running.mount(emulator.create_app()), times=100, warm=5)
        yield Row("a fresh portal, ready for use", "–", fresh, 5, "ms")
        cloud = emulator.create_app()
        running.mount(cloud)
        yield from _answers(cloud, running)


@contextmanager
def emulator_running() -> Iterator[emulator.Running]:
    running = emulator.serve()
    try:
        yield running
    finally:
        running.close()


def _answers(cloud: emulator.Cloud, running: emulator.Running) -> Iterator[Row]:
    portal = cloud.portal
    admin = next(user for user in portal.people.users.values() if user.admin)
    webhook = portal.webhook(admin.id).removeprefix(f"https://{portal.host}")
    plain = http.client.HTTPConnection("127.0.0.1", running.port)
    headers = {"Content-Type": "application/json", "Host": portal.host, "X-Forwarded-Proto": "https"}

    def call(connection: http.client.HTTPConnection, path: str, body: bytes) -> bytes:
        connection.request("POST", path, body, headers)
        return connection.getresponse().read()

    deal = json.loads(call(plain, webhook + "crm.deal.add", b'{"fields": {"TITLE": "Deal", "OPPORTUNITY": 1500}}'))
    body = json.dumps({"id": deal["result"]}).encode()
    answer = call(plain, webhook + "crm.deal.get", body)
    assert json.loads(answer)["result"]["TITLE"] == "Deal"
    with bare(json.loads(answer)) as port, Gateway() as gateway:
        peer = http.client.HTTPConnection("127.0.0.1", port)
        gateway.route(portal.host, "portal", ("127.0.0.1", running.port))
        host, tls_port = gateway.listen("browser")
        through = _tls(gateway, portal.host, host, tls_port)
        works: list[Callable[[], object]] = [
            lambda: call(peer, "/deal", body),
            lambda: call(plain, webhook + "crm.deal.get", body),
            lambda: call(through, webhook + "crm.deal.get", body),
        ]
        one, two, three = interleaved(works)
    name = f"bare Starlette, same body ({one:.2f} ms)"
    yield Row("`crm.deal.get`, keep-alive, plain port", name, two / one, 2, "×")
    yield Row("the same through the gateway's TLS", name, three / one, 3, "×")


@contextmanager
def bare(content: object) -> Iterator[int]:
    """A Starlette endpoint that reads the body and answers the given content, served as the emulator is."""

    async def deal(request: Request) -> JSONResponse:
        await request.json()
        return JSONResponse(content)

    running = emulator.serve(Starlette(routes=[Route("/deal", deal, methods=["POST"])]))
    try:
        yield running.port
    finally:
        running.close()


def _tls(gateway: Gateway, name: str, host: str, port: int) -> http.client.HTTPSConnection:
    context = ssl.create_default_context(cadata=gateway.authority.ca_pem.decode())
    connection = http.client.HTTPSConnection(host, port, context=context)
    raw = http.client.HTTPConnection(host, port)
    raw.connect()
    connection.sock = context.wrap_socket(raw.sock, server_hostname=name)
    return connection
