"""One request to `/rest/api/…`: who calls, what, and what is answered. restdocs: api-reference/rest-v3.md."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_b24moderation.emulator.documented import documented_methods3
from pytest_b24moderation.emulator.registry import Method, methods3
from pytest_b24moderation.emulator.rest.auth import admit, authorise
from pytest_b24moderation.emulator.rest.call import Grant, Listed
from pytest_b24moderation.emulator.rest.dispatch import gap, run
from pytest_b24moderation.emulator.rest.envelope import envelope, timing
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import parse_query
from pytest_b24moderation.emulator.rest.v3.batch import run_batch
from pytest_b24moderation.emulator.rest.v3.errors import bad_json, no_method, no_scope
from pytest_b24moderation.emulator.rest.v3.idempotency import Kept, checked

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal
    from pytest_b24moderation.emulator.wire import Request

Headers = list[tuple[bytes, bytes]]
KEY = b"idempotency-key"


@dataclass(slots=True)
class _Done:
    """An answer, the seconds of work that its method had cost before, and headers of its own."""

    result: Any
    spent: float
    headers: Headers


def answer_v3(
    portal: Portal, request: Request, address: tuple[str, str, tuple[int, str] | None]
) -> tuple[int, Mapping[str, Any], Headers]:
    """(status, body, headers) of the answer; ``address``: method, suffix, webhook."""
    start, began = portal.clock.now(), time.perf_counter()
    method, _, hook = address
    try:
        admit(portal, request)
        body = _body(request)
        grant = authorise(portal, request, _credentials(request, body), hook)
        done = _answer(portal, request, grant, method, body)
    except RestError as problem:
        return problem.status, problem.body(), []
    took = time.perf_counter() - began
    headers = [*done.headers, (b"x-bitrix-rest-time", f"{took:.10f}".encode())]
    if grant.app is not None:
        headers.append((b"x-bitrix-rest-application", grant.app.client_id.encode()))
    return 200, envelope(Listed(done.result), timing(portal, start, took, done.spent)), headers


def perform(portal: Portal, grant: Grant, name: str, params: Mapping[str, Any]) -> tuple[Any, float]:
    """(the method's answer, seconds of work it cost before); RestError where it has none."""
    found = methods3().get(name.lower())
    if found is None:
        raise _unknown(portal, grant, name)
    portal.called.append(f"{found.name} (REST 3.0)")
    if portal.faults.rest and (fault := portal.faults.rest.get(found.name)):
        raise RestError(*fault)
    _allowed(grant, found.scopes)
    answer, spent = run(portal, grant, found, params)
    return answer.rows, spent


def _answer(portal: Portal, request: Request, grant: Grant, name: str, body: Any) -> _Done:
    if name.lower() == "batch":
        return _Done(run_batch(body, lambda one, query: perform(portal, grant, one, query)[0]), 0.0, [])
    params = {key: value for key, value in body.items() if key != "auth"} if isinstance(body, dict) else {}
    found = methods3().get(name.lower())
    if found is None or not found.writes or KEY not in request.headers:
        return _Done(*perform(portal, grant, name, params), [])
    return _once(portal, request, grant, found, params)


def _once(portal: Portal, request: Request, grant: Grant, found: Method, params: Mapping[str, Any]) -> _Done:
    """Do it, unless the same call with the same key was done already."""
    value = checked(request.header(KEY))
    owner = grant.app.client_id if grant.app else grant.secret
    key, kept, now = (owner, grant.user.id, found.name, value), portal.state(Kept), portal.clock.now()
    headers = [(KEY, value.encode())]
    before, known = kept.find(key, request.body, now)
    if known:
        return _Done(before, 0.0, [*headers, (b"idempotent-replayed", b"true")])
    result, spent = perform(portal, grant, found.name, params)
    kept.keep(key, request.body, result, now)
    return _Done(result, spent, headers)


def _body(request: Request) -> Any:
    """The JSON of the body; {} without one."""
    if not request.body.strip():
        return {}
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise bad_json() from None
    if not isinstance(found, dict | list):
        raise bad_json()
    return found


def _credentials(request: Request, body: Any) -> Mapping[str, Any]:
    """Where a token may be: the body, or the query, which is read for nothing else."""
    known = {key: value for key, value in parse_query(request.query).items() if key in ("auth", "sessid")}
    return known | body if isinstance(body, dict) else known


def _unknown(portal: Portal, grant: Grant, name: str) -> RestError:
    fact = documented_methods3().get(name.lower())
    if fact is None:
        return no_method(name)
    _allowed(grant, fact.scopes)
    return gap(portal, f"{fact.name} (REST 3.0)", fact.page)


def _allowed(grant: Grant, scopes: tuple[str, ...]) -> None:
    if scopes and not grant.allows(scopes):
        raise no_scope(scopes[0])
