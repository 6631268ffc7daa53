"""The webhook client: what goes over the wire, what is recorded, what it costs."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from pytest_b24moderation.clients.http import Door, Http
from pytest_b24moderation.clients.rest import Rest
from pytest_b24moderation.model import Deadlines, Exchange, InfrastructureError
from pytest_b24moderation.record import Recorder


def test_a_call_is_made_to_the_plain_port_and_recorded_once_under_its_name(site: Any, recorder: Recorder) -> None:
    site.pages["/rest/1/0123456789secret/crm.deal.list.json"] = '{"result": [1], "total": 1, "next": 50}'
    hook = "https://b24-abc.bitrix24.com/rest/1/0123456789secret/"
    rest = Rest(hook, recorder, Deadlines(answer=2), connect=("127.0.0.1", site.port))
    answer = rest.call("crm.deal.list", {"filter": {"TITLE": "Стул"}})
    rest.close()
    assert (answer.status, answer.result, answer.total, answer.next, answer.error) == (200, [1], 1, 50, "")
    (exchange,) = recorder.entries(Exchange)
    assert (exchange.source, exchange.target, exchange.status) == ("harness", "portal", 200)
    assert exchange.url.startswith("https://b24-abc.bitrix24.com/rest/1/«webhook:")
    assert json.loads(exchange.request_body) == {"filter": {"TITLE": "Стул"}}
    assert exchange.header("host", request=True) == "b24-abc.bitrix24.com"


def test_a_portal_that_is_away_is_our_fault_and_on_record(recorder: Recorder) -> None:
    rest = Rest("https://b24-abc.bitrix24.com/rest/1/k/", recorder, Deadlines(answer=1), connect=("127.0.0.1", 1))
    with pytest.raises(InfrastructureError, match="no answer to profile"):
        rest.call("profile")
    (exchange,) = recorder.entries(Exchange)
    assert exchange.status == 0
    assert "ConnectError" in exchange.error


def test_a_recorded_call_costs_little_more_than_a_bare_one(site: Any, tmp_path: Path) -> None:
    site.pages["/rest/1/k/profile.json"] = json.dumps({"result": {"ID": "1", "NAME": "Ann"}, "time": {"start": 1.5}})
    recorder = Recorder(tmp_path / "speed")
    rest = Rest("https://x.test/rest/1/k/", recorder, Deadlines(answer=2), connect=("127.0.0.1", site.port))
    bare, url = httpx.Client(), f"{site.solution}/rest/1/k/profile.json"
    costs: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(120):
        began = time.perf_counter()
        bare.post(url, content=b"{}").json()
        costs["bare"].append(time.perf_counter() - began)
        began = time.perf_counter()
        rest.call("profile")
        costs["ours"].append(time.perf_counter() - began)
    for one in (bare, rest, recorder):
        one.close()
    assert statistics.median(costs["ours"]) - statistics.median(costs["bare"]) < 0.0015


def test_a_server_that_never_stops_sending_is_cut(site: Any, recorder: Recorder, door: Door) -> None:
    site.pages["/big"] = "x" * 100_000
    http = Http(door, Deadlines(body=10_000))
    answer = http.send({"url": "https://acme.test/big", "query": {"a": 1}})
    assert len(answer.text) == 10_000
    (exchange,) = recorder.entries(Exchange)
    assert (exchange.url, exchange.target) == ("https://acme.test/big?a=1", "solution")
    assert exchange.source == "harness"
    assert "cut" in exchange.response_note or len(exchange.response_body) <= 10_000
