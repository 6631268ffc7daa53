from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.model import Exchange, answer_error, carried_token, rest_calls

HOST = "https://b24-x1y2z3.bitrix24.com"


def exchange(path: str = "/rest/crm.deal.get", **fields: Any) -> Exchange:
    plain = {
        "source": "solution",
        "target": "portal",
        "method": "POST",
        "status": 200,
        "response_body": '{"result": 1}',
    }
    return Exchange(**{**plain, "url": HOST + path, **fields})


@pytest.mark.parametrize(
    "path",
    [
        "/rest/crm.deal.get",
        "/rest//CRM.deal.get.json",
        "/rest/crm.deal.get/?auth=1",
        "/rest/api/crm.deal.get",
        "/rest/1/secret/crm.deal.get.xml",
    ],
)
def test_method_in_every_form_of_url(path: str) -> None:
    assert [call.method for call in rest_calls([exchange(path)])] == ["crm.deal.get"]


def test_only_the_solutions_calls() -> None:
    others = [
        exchange(source="harness"),
        exchange(target="third-party"),
        exchange("/bitrix/services/main/ajax.php"),
        exchange(method="OPTIONS", source="browser"),
        exchange(source="browser", request_headers=(("Referer", HOST + "/crm/"),)),
    ]
    assert list(rest_calls(others)) == []
    page = exchange(source="browser", request_headers=(("origin", "https://acme.solution.test"),))
    assert [call.exchange for call in rest_calls([page])] == [page]


def test_parameters_are_flat_and_without_authorisation() -> None:
    body = json.dumps({"fields": {"TITLE": "A", "TAGS": ["x"]}, "auth": "t"})
    form = urlencode({"fields[TITLE]": "A", "fields[TAGS][0]": "x", "auth": "t"})
    for sent in (body, form):
        (call,) = rest_calls([exchange(request_body=sent)])
        assert call.params == {"fields[title]": "A", "fields[tags][0]": "x"}


def test_errors() -> None:
    bad = exchange(status=400, response_body='{"error": "", "error_description": "Not found"}')
    (call,) = rest_calls([bad])
    assert call.failed
    assert call.answer == "Not found"
    assert (
        answer_error(exchange(response_body="<response><error>expired_token</error></response>"))[0] == "expired_token"
    )
    assert answer_error(exchange(response_body='{"error": {"code": "A", "message": "b"}}')) == ("A", "b")
    (silent,) = rest_calls([exchange(status=0, response_body="", error="timed out")])
    assert (silent.failed, silent.answer) == (True, "timed out")


def test_batch_is_taken_apart() -> None:
    answer = {"result": {"result": {"a": 5}, "result_error": {"b": {"error": "E", "error_description": "no"}}}}
    sent = {"cmd": {"a": "crm.deal.add?fields[TITLE]=A", "b": "User.get", "c": "never.run"}, "halt": 1}
    calls = list(rest_calls([exchange("/rest/batch", request_body=json.dumps(sent), response_body=json.dumps(answer))]))
    assert [(c.method, c.failed, c.result, c.answer) for c in calls] == [
        ("crm.deal.add", False, 5, "HTTP 200"),
        ("user.get", True, None, "E no"),
    ]
    assert calls[0].params == {"fields[title]": "A"}


def test_refused_batch_refuses_every_call() -> None:
    sent = urlencode({"cmd[0]": "a.b", "cmd[1]": "c.d"})
    body = '{"error": "expired_token"}'
    calls = list(rest_calls([exchange("/rest/batch.json", request_body=sent, status=401, response_body=body)]))
    assert [(c.method, c.error) for c in calls] == [("a.b", "expired_token"), ("c.d", "expired_token")]


@pytest.mark.parametrize("keyed", [False, True])
def test_a_batch_of_rest_3_is_taken_apart(keyed: bool) -> None:
    rows = [{"method": "Tasks.task.get", "query": {"id": 1}, "as": "a"}, {"method": "main.eventlog.list"}]
    sent = {"0": rows[0], "1": rows[1], "auth": "t"} if keyed else rows
    path, answer = "/rest/api/1/secret/batch", {"result": [{"item": {"id": 1}}, {"items": []}]}
    calls = list(rest_calls([exchange(path, request_body=json.dumps(sent), response_body=json.dumps(answer))]))
    assert [(c.method, c.failed, c.result, c.params) for c in calls] == [
        ("tasks.task.get", False, {"item": {"id": 1}}, {"id": "1"}),
        ("main.eventlog.list", False, {"items": []}, {}),
    ]


def test_a_refused_batch_of_rest_3_blames_no_call_that_may_be_right() -> None:
    body = '{"error": {"code": "E", "message": "no"}}'

    def told(*names: str) -> list[tuple[str, str]]:
        sent = json.dumps([{"method": name} for name in names])
        refused = exchange("/rest/api/batch", request_body=sent, status=400, response_body=body)
        return [(call.method, call.answer) for call in rest_calls([refused])]

    assert told("tasks.task.get", "tasks.task.list") == [("tasks.task.get", "E no"), ("tasks.task.list", "E no")]
    assert told("tasks.task.get", "main.eventlog.list") == [("batch", "E no")]


@pytest.mark.parametrize(
    ("fields", "carried"),
    [
        ({"request_body": "auth=t"}, True),
        ({"request_body": '{"auth": "t"}'}, True),
        ({"path": "/rest/profile?access_token=t"}, True),
        ({"request_headers": (("Authorization", "Bearer t"),)}, True),
        ({"request_body": "auth="}, False),
        ({}, False),
    ],
)
def test_token(fields: dict[str, Any], carried: bool) -> None:
    assert carried_token(exchange(**fields)) is carried


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_is_sent_breaks_the_reading(sent: str, answered: str) -> None:
    for body in (answered, '{"result": ' + answered, '{"error": ' + json.dumps(answered) + "}"):
        for call in rest_calls([exchange("/rest/batch", request_body=sent, response_body=body)]):
            assert isinstance(call.answer, str)
