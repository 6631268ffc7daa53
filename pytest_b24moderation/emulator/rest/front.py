"""`/rest/…` of a portal, as an ASGI application. restdocs: settings/how-to-call-rest-api."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pytest_b24moderation.emulator.rest.auth import admit, authorise
from pytest_b24moderation.emulator.rest.batch import run_batch
from pytest_b24moderation.emulator.rest.call import Call, Grant, Listed
from pytest_b24moderation.emulator.rest.dispatch import perform
from pytest_b24moderation.emulator.rest.envelope import envelope, timing, to_json, to_xml
from pytest_b24moderation.emulator.rest.errors import RestError, method_not_found
from pytest_b24moderation.emulator.rest.transfer import Handed, file_headers, transfer
from pytest_b24moderation.emulator.rest.v3.front import answer_v3
from pytest_b24moderation.emulator.wire import JSON_TYPE, Receive, Request, Scope, Send, read, reply

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal

HEADERS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-headers", b"origin, content-type, accept"),
    (b"x-content-type-options", b"nosniff"),
]
PREFLIGHT = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-headers", b"origin, content-type, accept, authorization, x-requested-with"),
    (b"access-control-allow-methods", b"GET, POST, PUT, DELETE, HEAD, OPTIONS"),
    (b"access-control-max-age", b"86400"),
]


async def serve_rest(portal: Portal, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request under `/rest/`."""
    request = await read(scope, receive)
    if request.verb == "OPTIONS":
        await reply(send, 200, b"", PREFLIGHT)
        return
    if portal.faults.moved_to:
        target = f"https://{portal.faults.moved_to}{scope['path']}"
        await reply(send, 302, b"", [(b"location", target.encode()), (b"content-type", b"text/html")])
        return
    if request.parts[1:2] == ["api"]:
        status, body, more = answer_v3(portal, request, address(request.parts[2:]))
        await reply(send, status, to_json(body), [(b"content-type", JSON_TYPE), *HEADERS, *more])
        return
    method, suffix, hook = address(request.parts[1:])
    start, began = portal.clock.now(), time.perf_counter()
    headers = HEADERS
    try:
        grant, answer, spent = await _answer(portal, request, method, hook)
        if isinstance(answer.rows, Handed):
            await reply(send, 200, answer.rows.content, [*HEADERS, *file_headers(answer.rows)])
            return
        body = envelope(answer, timing(portal, start, time.perf_counter() - began, spent))
        status = 200
        if grant.app is not None:
            headers = [*HEADERS, (b"x-bitrix-rest-application", grant.app.client_id.encode())]
    except RestError as problem:
        body, status = dict(problem.body()), problem.status
    xml = suffix == "xml"
    content = to_xml(body) if xml else to_json(body)
    kind = (b"content-type", b"text/xml; charset=utf-8" if xml else JSON_TYPE)
    await reply(send, status, content, [kind, *headers, *_times(portal, began)])


def _times(portal: Portal, began: float) -> list[tuple[bytes, bytes]]:
    """What the answer cost: in all, and of the processor by the program and by the system, which here is nothing."""
    if not portal.profile.time_headers:
        return []
    spent = (time.perf_counter() - began, time.perf_counter() - began, 0.0)
    names = (b"x-bitrix-rest-time", b"x-bitrix-rest-user-time", b"x-bitrix-rest-system-time")
    return [(name, f"{value:.10f}".encode()) for name, value in zip(names, spent, strict=True)]


def address(parts: list[str]) -> tuple[str, str, tuple[int, str] | None]:
    """(method, json|xml, webhook's user and secret) of what follows `/rest/`, or `/rest/api/`."""
    hook = None
    if len(parts) >= 2 and parts[0].isdecimal() and len(parts[0]) < 10:
        hook, parts = (int(parts[0]), parts[1]), parts[2:]
    method = "/".join(parts)
    for suffix in ("json", "xml"):
        if method.endswith(f".{suffix}"):
            return method[: -len(suffix) - 1], suffix, hook
    return method, "json", hook


async def _answer(
    portal: Portal, request: Request, method: str, hook: tuple[int, str] | None
) -> tuple[Grant, Listed, float]:
    admit(portal, request)
    params: dict[str, Any] = await request.params()
    if not method:
        raise method_not_found()
    grant = authorise(portal, request, params, hook)
    if method in ("upload", "download"):
        return grant, Listed(transfer(portal, grant, method, params)), 0.0
    if method.lower() == "batch":
        return grant, Listed(run_batch(Call(portal, grant, "batch", params))), 0.0
    answer, spent = perform(portal, grant, method, params)
    return grant, answer, spent
