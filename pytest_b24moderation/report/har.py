"""HAR 1.2 from our timeline, one file for each stage and actor; browsers' developer tools open them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pytest_b24moderation.model import Entry, Exchange, Outcome, Verdict
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report.http_json import form_fields, pairs, query_fields, reason
from pytest_b24moderation.report.listener import Listener


def harness_version() -> str:
    """Our version as it is installed."""
    try:
        return version("pytest-b24moderation")
    except PackageNotFoundError:
        return "unknown"


class HarSink(Listener):
    """Writes `har/<stage>[-<actor>].har` after every step, and all of them once more at the end.

    The second time brings in what came after its step was over (a late event, a call that took its time).
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def step_ended(self, outcome: Outcome, entries: tuple[Entry, ...]) -> None:  # noqa: ARG002
        step = outcome.step
        self._write(step.stage, step.actor or "", self._recorder.entries(Exchange, stage=step.stage))

    def finished(self, verdict: Verdict) -> None:  # noqa: ARG002
        exchanges = self._recorder.entries(Exchange)
        for stage, actor in dict.fromkeys((e.stage, e.actor) for e in exchanges):
            self._write(stage, actor, exchanges)

    def _write(self, stage: str, actor: str, exchanges: Iterable[Exchange]) -> None:
        those = [e for e in exchanges if (e.stage, e.actor) == (stage, str(actor))]
        if those:
            self._recorder.publish(har_file(stage, actor), har(those))


def har_file(stage: str, actor: str = "") -> str:
    """Where the exchanges of that stage and actor are, relative to the run's folder."""
    name = "-".join(part for part in (stage or "before", actor) if part)
    return f"har/{name}.har"


def har(exchanges: Iterable[Exchange]) -> str:
    """The text of a HAR file (w3c.github.io/web-performance: HAR/Overview.html)."""
    log = {
        "version": "1.2",
        "creator": {"name": "pytest-b24moderation", "version": harness_version()},
        "pages": [],
        "entries": [_entry(exchange) for exchange in exchanges],
    }
    return json.dumps({"log": log}, ensure_ascii=False, indent=1)


def _entry(exchange: Exchange) -> dict[str, Any]:
    took = round(exchange.took * 1000, 3)
    entry: dict[str, Any] = {
        "startedDateTime": datetime.fromtimestamp(exchange.at, UTC).isoformat(timespec="milliseconds"),
        "time": took,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
        "comment": f"#{exchange.seq} {exchange.source} → {exchange.target}",
    }
    if exchange.error:
        entry["_error"] = exchange.error
    return entry


def _request(exchange: Exchange) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(exchange.request_headers),
        "queryString": pairs(query_fields(exchange)),
        "headersSize": -1,
        "bodySize": -1 if exchange.request_note else len(exchange.request_body.encode()),
    }
    if exchange.request_body or exchange.request_note:
        request["postData"] = {
            "mimeType": exchange.header("content-type", request=True),
            "params": pairs(form_fields(exchange)),
            "text": exchange.request_body,
            **({"comment": exchange.request_note} if exchange.request_note else {}),
        }
    return request


def _response(exchange: Exchange) -> dict[str, Any]:
    size = len(exchange.response_body.encode())
    return {
        "status": exchange.status,
        "statusText": reason(exchange.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(exchange.response_headers),
        "content": {
            "size": size,
            "mimeType": exchange.header("content-type") or "x-unknown",
            "text": exchange.response_body,
            **({"comment": exchange.response_note} if exchange.response_note else {}),
        },
        "redirectURL": exchange.header("location"),
        "headersSize": -1,
        "bodySize": -1 if exchange.response_note else size,
    }
