"""The formats in which exchanges are shown: Allure's, plain text, HAR; and which of them are."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from pytest_b24moderation.model import Exchange
from pytest_b24moderation.report.choice import bad, telling_most
from pytest_b24moderation.report.har import har, har_file
from pytest_b24moderation.report.http_json import BODY, http_json
from pytest_b24moderation.report.http_text import http_log, http_text
from pytest_b24moderation.report.lines import line, watch_log

Make = Callable[..., Exchange]


def test_allure_s_exchange_has_the_fields_of_schema_version_1(make_exchange: Make) -> None:
    shown = json.loads(http_json(make_exchange()))
    assert (shown["schemaVersion"], shown["start"], shown["stop"]) == (1, 1_790_000_000_250, 1_790_000_000_285)
    request, response = shown["request"], shown["response"]
    assert (request["method"], request["query"]) == ("POST", [{"name": "auth", "value": "«access_token:9f2c»"}])
    assert {"name": "fields[TITLE]", "value": "It's here"} in request["body"]["form"]
    assert (response["status"], response["statusText"]) == (401, "Unauthorized")
    assert response["body"]["contentType"] == "application/json; charset=utf-8"
    assert "error" not in shown


def test_allure_s_exchange_without_answer_tells_the_error_and_cuts_long_bodies(make_exchange: Make) -> None:
    lost = make_exchange(status=0, error="refused: no network route to x", request_body="x" * (BODY + 1))
    shown = json.loads(http_json(lost))
    assert "response" not in shown
    assert shown["error"] == {"name": "No answer", "message": "refused: no network route to x"}
    assert shown["request"]["body"]["truncated"] is True
    assert len(shown["request"]["body"]["value"]) == BODY
    noted = json.loads(http_json(make_exchange(response_body="", response_note="312 bytes, image/png")))
    assert noted["response"]["body"]["value"] == "(312 bytes, image/png)"


def test_the_text_log_holds_all_parameters_both_sides_and_a_curl_line(make_exchange: Make) -> None:
    text = http_text(make_exchange(response_body="\x1b[2Jhello"))
    assert "solution → portal: POST" in text
    assert "    fields[TITLE] = It's here" in text
    assert "    auth = «access_token:9f2c»" in text
    assert "    hello" in text
    assert '"$ACCESS_TOKEN_9F2C"' in text
    assert "\x1b" not in text
    assert http_log([make_exchange(seq=1), make_exchange(seq=2, status=0, error="timed out")]).count("curl -g") == 2


def test_har_follows_the_specification(make_exchange: Make) -> None:
    log = json.loads(har([make_exchange(), make_exchange(method="GET", request_body="", status=302)]))["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "pytest-b24moderation")
    for entry in log["entries"]:
        assert entry.keys() >= {"startedDateTime", "time", "request", "response", "cache", "timings"}
        assert entry["time"] == sum(entry["timings"].values())
        both = {"httpVersion", "cookies", "headers", "headersSize", "bodySize"}
        assert entry["request"].keys() >= both | {"method", "url", "queryString"}
        assert entry["response"].keys() >= both | {"status", "statusText", "content", "redirectURL"}
        assert entry["response"]["content"].keys() >= {"size", "mimeType"}
    first = log["entries"][0]
    assert first["startedDateTime"] == "2026-09-21T14:13:20.250+00:00"
    assert first["request"]["postData"]["params"][1] == {"name": "fields[TITLE]", "value": "It's here"}
    assert har_file("use", "user") == "har/use-user.har"
    assert har_file("") == "har/before.har"


@pytest.mark.browser
def test_a_browser_replays_the_har(make_exchange: Make, tmp_path: Path, chromium: str, playwright: Playwright) -> None:
    url, answer = "https://acme.test/", "<p>Привет"
    page_type = (("Content-Type", "text/html; charset=utf-8"),)
    call = make_exchange(url=url, method="GET", request_body="", status=200, response_headers=page_type)
    call = replace(call, response_body=answer)
    file = tmp_path / "open.har"
    file.write_text(har([call]), "utf-8")
    browser = playwright.chromium.launch(executable_path=chromium)
    page = browser.new_page()
    page.route_from_har(str(file), not_found="abort")
    page.goto("https://acme.test/")
    assert page.inner_text("p") == "Привет"
    browser.close()


def test_what_went_wrong_and_each_pair_of_sides_are_chosen_first(make_exchange: Make) -> None:
    good = {"status": 200, "response_body": '{"result": {"error": "of the customer"}}'}
    script = make_exchange(seq=1, source="browser", target="solution", method="GET", url="https://a.test/a.js", **good)
    opened = make_exchange(seq=2, source="browser", target="solution", **good)
    calls = [make_exchange(seq=seq, **good) for seq in (3, 4)]
    wrong = make_exchange(seq=9, status=200, source="harness")
    assert [bad(e) for e in (opened, wrong, make_exchange(status=0))] == [False, True, True]
    assert telling_most([script, opened, *calls, wrong], 3) == [opened, calls[0], wrong]
    assert telling_most([script, *calls], 2) == [script, calls[0]]
    assert telling_most([], 3) == []


def test_the_watch_log_keeps_the_order_and_lets_nothing_through_that_moves_the_cursor(
    nasty: str, make_exchange: Make
) -> None:
    from pytest_b24moderation.model import FrameMessage, LogLine, Note, PageError

    seen = [
        FrameMessage(seq=1, at=1.0, way="up", command="installFinish", data="{}", frame="app"),
        make_exchange(seq=2),
        PageError(seq=3, at=2.0, text=nasty, url="https://a.test/", owner="solution", stack="Error\n  at f"),
        LogLine(seq=4, at=3.0, stream="stderr", text="Traceback"),
        Note(seq=5, at=3.0, about="way", text="namespace"),
    ]
    log = watch_log(seen)
    assert [row.split()[0] for row in log.splitlines() if row.startswith("#")] == ["#1", "#3", "#4", "#5"]
    assert "frame → portal installFinish" in log
    assert "          at f" in log
    assert "\x1b" not in log
    assert "\u202e" not in log
    assert watch_log([]) == ""
    assert "\n" not in line(seen[2])
