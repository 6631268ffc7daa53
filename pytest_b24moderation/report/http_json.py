"""An exchange as Allure shows it: the payload of `application/vnd.allure.http+json`, schema version 1.

Allure 3 (3.9 and later) reads one exchange per attachment: the root is an object with `schemaVersion`, `request`
and, where there are, `response`, `error`, `start`, `stop`; an array is not shown
(allurereport.org: docs/fetch-reference, "Attachment schema").
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pytest_b24moderation.model import Exchange
from pytest_b24moderation.model.evidence import Headers

MEDIA_TYPE = "application/vnd.allure.http+json"
EXTENSION = "httpexchange"
BODY = 100_000
"""Characters of a body that are shown; the whole is in the HAR file."""


def http_json(exchange: Exchange) -> str:
    """The exchange as the text of one attachment."""
    shown: dict[str, Any] = {
        "schemaVersion": 1,
        "start": round(exchange.at * 1000),
        "stop": round((exchange.at + exchange.took) * 1000),
        "request": _request(exchange),
    }
    if exchange.status:
        shown["response"] = {
            "status": exchange.status,
            "statusText": reason(exchange.status),
            "headers": pairs(exchange.response_headers),
            **_body(exchange.header("content-type"), exchange.response_body, exchange.response_note),
        }
    if exchange.error:
        shown["error"] = {"name": "No answer" if not exchange.status else "Error", "message": exchange.error}
    return json.dumps(shown, ensure_ascii=False)


def reason(status: int) -> str:
    """The phrase that goes with a status, "" for one without."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def pairs(rows: Headers | list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in rows]


def form_fields(exchange: Exchange) -> list[tuple[str, str]]:
    """The fields of a body sent as an HTML form; none for other bodies."""
    kind = exchange.header("content-type", request=True).lower()
    if "application/x-www-form-urlencoded" not in kind:
        return []
    return parse_qsl(exchange.request_body, keep_blank_values=True)


def query_fields(exchange: Exchange) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)


def _request(exchange: Exchange) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "headers": pairs(exchange.request_headers),
        "query": pairs(query_fields(exchange)),
        **_body(exchange.header("content-type", request=True), exchange.request_body, exchange.request_note),
    }
    if fields := form_fields(exchange):
        request["body"]["form"] = pairs(fields)
    return request


def _body(kind: str, text: str, note: str) -> dict[str, Any]:
    if not text:
        return {"body": {"contentType": "text/plain", "value": f"({note})"}} if note else {}
    body: dict[str, Any] = {"encoding": "utf8", "value": text[:BODY], "size": len(text.encode())}
    if kind:
        body["contentType"] = kind
    if len(text) > BODY:
        body["truncated"] = True
    return {"body": body}
