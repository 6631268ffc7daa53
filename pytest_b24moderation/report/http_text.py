"""Exchanges as a readable log: who called whom, every parameter, both sides' headers and bodies, a curl line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from pytest_b24moderation.model import Exchange
from pytest_b24moderation.model.evidence import Headers
from pytest_b24moderation.report.curl import curl
from pytest_b24moderation.report.http_json import form_fields, query_fields, reason
from pytest_b24moderation.report.telling import cut, plain

BODY = 20_000
"""Characters of a body that are printed; the whole is in the HAR file."""


def clock(at: float) -> str:
    """A moment of the run, in UTC: 18:31:05.120."""
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S.%f")[:-3]


def headline(exchange: Exchange) -> str:
    """The exchange in one line."""
    took = f"in {exchange.took * 1000:.0f} ms"
    ended = (
        f"{exchange.status} {reason(exchange.status)}".strip() if exchange.status else f"no answer: {exchange.error}"
    )
    return plain(f"{exchange.source} → {exchange.target}: {exchange.method} {cut(exchange.url, 300)}: {ended} {took}")


def http_text(exchange: Exchange) -> str:
    """The whole exchange as text."""
    parts = [
        f"#{exchange.seq}  {clock(exchange.at)}  {headline(exchange)}",
        *_parameters(exchange),
        "request",
        *_headers(exchange.request_headers),
        *_body(exchange.request_body, exchange.request_note),
        "answer" if exchange.status else "no answer",
        *_headers(exchange.response_headers),
        *_body(exchange.response_body, exchange.response_note),
        *([f"    {plain(exchange.error)}"] if exchange.error else []),
        plain(curl(exchange), lines=True),
    ]
    return "\n".join(parts)


def http_log(exchanges: Iterable[Exchange]) -> str:
    """All of them, one after another, in order."""
    rule = "\n" + "─" * 80 + "\n"
    return rule.join(http_text(exchange) for exchange in exchanges) + "\n"


def _parameters(exchange: Exchange) -> list[str]:
    fields = [*query_fields(exchange), *form_fields(exchange)]
    return ["parameters", *(f"    {plain(name)} = {plain(value)}" for name, value in fields)] if fields else []


def _headers(rows: Headers) -> list[str]:
    return [f"    {plain(name)}: {plain(value)}" for name, value in rows]


def _body(text: str, note: str) -> list[str]:
    if not text:
        return [f"    ({plain(note)})"] if note else []
    return ["", *(f"    {line}" for line in plain(cut(text, BODY), lines=True).split("\n"))]
