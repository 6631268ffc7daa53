"""The webhook client: what goes over the wire, what is recorded, what it costs."""

from __future__ import annotations

import json
import time
from typing import Any

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


def test_a_server_that_never_stops_sending_is_cut(site: Any, recorder: Recorder, door: Door) -> None:
    site.pages["/big"] = "x" * 100_000
    http = Http(door, Deadlines(body=10_000))
    answer = http.send({"url": "https://acme.test/big", "query": {"a": 1}})
    assert len(answer.text) == 10_000
    ends = time.monotonic() + 5
    while not recorder.entries(Exchange) and time.monotonic() < ends:
        time.sleep(0.01)  # who hangs up early is gone before the gateway has written it down
    (exchange,) = recorder.entries(Exchange)
    assert (exchange.url, exchange.target) == ("https://acme.test/big?a=1", "solution")
    assert exchange.source == "harness"
    assert "cut" in exchange.response_note or len(exchange.response_body) <= 10_000
