"""REST calls of the solution, read out of exchanges: batches taken apart, errors told from results."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pytest_b24moderation.model.evidence import Exchange

_AUTH = ("auth", "access_token", "refresh_token", "auth_id")
_XML_ERROR = re.compile(r"<error>\s*([^<]*?)\s*</error>")


@dataclass(frozen=True, slots=True)
class Call:
    """One REST call that the solution made, from its server or from its page.

    ``method`` and the names of ``params`` are in lower case, params flat (`fields[TITLE]` is
    `fields[title]`), without authorisation. ``error`` is the code of the answer; the classic CRM
    methods answer errors with an empty code, so ask ``failed``. ``batched``: it was part of a batch.
    restdocs: settings/how-to-call-rest-api/batch.md, error-codes pages.
    """

    exchange: Exchange
    method: str
    params: Mapping[str, str] = field(default_factory=dict)
    failed: bool = False
    error: str = ""
    description: str = ""
    result: Any = None
    batched: bool = False

    @property
    def answer(self) -> str:
        """What the portal answered, in one line."""
        words = " ".join(part for part in (self.error, self.description) if part)
        return words or self.exchange.error or f"HTTP {self.exchange.status}"


def rest_calls(exchanges: Iterable[Exchange]) -> Iterator[Call]:
    """The solution's REST calls among these exchanges, a batch as the calls inside it."""
    for exchange in exchanges:
        if _is_call(exchange):
            yield from _calls(exchange)


def carried_token(exchange: Exchange) -> bool:
    """Whether the request carries an access or refresh token, wherever REST allows one."""
    if exchange.header("authorization", request=True):
        return True
    sent = {name.lower(): value for name, value in {**exchange.form(), **_flat(_json(exchange.request_body))}.items()}
    return any(sent.get(name) for name in _AUTH)


def answer_error(exchange: Exchange) -> tuple[str, str]:
    """Code and text of an error in the answer's body, both "" without one."""
    body = _json(exchange.response_body)
    if not isinstance(body, Mapping):
        found = _XML_ERROR.search(exchange.response_body[:2000])
        return (found[1], "") if found else ("", "")
    return _error(body)


def _is_call(exchange: Exchange) -> bool:
    if exchange.source not in ("solution", "browser") or exchange.target not in ("portal", "oauth"):
        return False
    if not exchange.path.lstrip("/").startswith("rest/") or exchange.method.upper() == "OPTIONS":
        return False
    origin = exchange.header("origin", request=True) or exchange.header("referer", request=True)
    # The portal's own pages use REST too; the browser says whose page asked.
    return exchange.source == "solution" or (urlsplit(origin).hostname or "") != exchange.host


def _calls(exchange: Exchange) -> Iterator[Call]:
    method = re.sub(r"\.(json|xml)$", "", exchange.path.rstrip("/").rsplit("/", 1)[-1]).lower()
    sent = {**exchange.form(), **_flat(_json(exchange.request_body))}
    body = _json(exchange.response_body)
    code, text = answer_error(exchange)
    failed = exchange.status == 0 or exchange.status >= 400 or (isinstance(body, Mapping) and "error" in body)
    result = body.get("result") if isinstance(body, Mapping) else None
    if method == "batch" and (rows := _commands(_json(exchange.request_body))):
        yield from _together(Call(exchange, method, {}, failed, code, text, result, batched=True), rows)
        return
    commands = {name[4:-1]: line for name, line in sent.items() if re.fullmatch(r"cmd\[[^\]]*\]", name)}
    if method != "batch" or not commands:
        yield Call(exchange, method, _params(sent), failed, code, text, result)
        return
    for key, line in commands.items():
        name, _, query = line.partition("?")
        params = _params(dict(parse_qsl(query, keep_blank_values=True)))
        whole = Call(exchange, name.strip().lower(), params, failed, code, text, batched=True)
        if failed:
            yield whole
        elif isinstance(result, Mapping):
            yield from _inside(whole, key, result)


def _commands(body: Any) -> list[Mapping[str, Any]]:
    """The calls of a batch of REST 3.0: objects with `method`, in a list or under 0, 1, 2…; [] for another body.

    restdocs: api-reference/rest-v3.md.
    """
    rows = [row for key, row in body.items() if key.isdecimal()] if isinstance(body, Mapping) else body
    named = isinstance(rows, list) and all(isinstance(row, Mapping) and "method" in row for row in rows)
    return rows if named else []


def _together(batch: Call, rows: list[Mapping[str, Any]]) -> Iterator[Call]:
    """The calls of a batch that answers all or nothing: a refusal is one call's, and is told of all of them only
    where they are of one family of methods."""
    names = [str(row["method"]).strip().lower() for row in rows]
    if batch.failed and len({name.partition(".")[0] for name in names}) > 1:
        yield batch
        return
    results = batch.result if isinstance(batch.result, list) else [None] * len(rows)
    for name, row, result in zip(names, rows, results, strict=False):
        found = None if batch.failed else result
        params = _params(_flat(row.get("query")))
        yield Call(batch.exchange, name, params, batch.failed, batch.error, batch.description, found, batched=True)


def _inside(call: Call, key: str, result: Mapping[str, Any]) -> Iterator[Call]:
    """The call as the batch's answer tells of it; nothing when the batch stopped before it."""
    errors, results = _by_key(result.get("result_error")), _by_key(result.get("result"))
    if key in errors:
        code, text = _error(errors[key] if isinstance(errors[key], Mapping) else {"error": errors[key]})
        yield Call(call.exchange, call.method, call.params, True, code, text, batched=True)
    elif key in results:
        yield Call(call.exchange, call.method, call.params, result=results[key], batched=True)


def _by_key(part: Any) -> dict[str, Any]:
    """PHP prints a list where the keys happen to be 0, 1, 2, and [] where there is nothing."""
    if isinstance(part, list):
        return {str(index): value for index, value in enumerate(part)}
    return dict(part) if isinstance(part, Mapping) else {}


def _error(body: Mapping[str, Any]) -> tuple[str, str]:
    error, text = body.get("error", ""), body.get("error_description", "")
    if isinstance(error, Mapping):
        error, text = error.get("code", ""), error.get("message", "")
    return str(error), str(text)


def _params(sent: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in sent.items() if name.lower() not in _AUTH}


def _json(text: str) -> Any:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _flat(value: Any, name: str = "") -> dict[str, str]:
    """Nested values by the flat names that a form would give them."""
    if isinstance(value, Mapping):
        rows = [(str(key), item) for key, item in value.items()]
    elif isinstance(value, list):
        rows = [(str(index), item) for index, item in enumerate(value)]
    else:
        return {name: "" if value is None else str(value)} if name else {}
    flat: dict[str, str] = {}
    for key, item in rows:
        flat |= _flat(item, f"{name}[{key}]" if name else key)
    return flat
