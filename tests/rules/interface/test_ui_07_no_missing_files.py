from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.model import Exchange, Resource

OWN, CDN = "https://acme-score.solution.test", "https://cdn.example.org"


def load(story: Any, url: str, kind: str = "image", **fields: Any) -> None:
    story.at("open", "admin")
    story.add(Resource, **{"url": url, "kind": kind, "frame": f"{OWN}/", "owner": "solution", **fields})


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        (f"{OWN}/logo.png", {"status": 200}),
        (f"{OWN}/favicon.ico", {"status": 404}),
        (f"{OWN}/app.js.map", {"status": 404, "kind": "script"}),
        (f"{OWN}/logo.png", {"failure": "net::ERR_ABORTED"}),
        (f"{OWN}/api/deals", {"status": 404, "kind": "fetch"}),
        (f"{OWN}/page", {"status": 404, "kind": "document"}),
        (f"{OWN}/logo.png", {"status": 404, "owner": "portal"}),
        ("https://api.bitrix24.com/api/v1/dev/", {"status": 404, "kind": "script"}),
        ("https://b24-x1y2z3.bitrix24.com/bitrix/js/rest/bx24.js", {"status": 404, "kind": "script"}),
        ("data:image/png;base64,AAAA", {"failure": "net::ERR_INVALID_URL"}),
    ],
)
def test_nothing_missing(story: Any, url: str, fields: dict[str, Any]) -> None:
    load(story, url, **fields)
    assert story.keys("UI-07") == []


def test_files_of_the_portal_are_not_its(story: Any) -> None:
    portal = "https://b24-x1y2z3.bitrix24.com/upload/avatar.png"
    load(story, portal, status=404)
    story.add(Exchange, source="browser", target="portal", method="GET", url=portal, status=404)
    assert story.keys("UI-07") == []


@pytest.mark.parametrize("kind", ["image", "stylesheet", "script", "font"])
def test_missing_on_its_own_host(story: Any, kind: str) -> None:
    load(story, f"{OWN}/missing?v=1", kind, status=404)
    load(story, f"{OWN}/missing?v=2", kind, status=404)
    found = story.judge("UI-07")
    assert [(f.key, f.values["count"]) for f in found] == [("own", 2)]
    assert found[0].values["url"] == f"{OWN}/missing?v=1"


def test_broken_connection_to_its_own_host(story: Any) -> None:
    load(story, f"{OWN}/style.css", "stylesheet", failure="net::ERR_EMPTY_RESPONSE")
    assert story.keys("UI-07") == ["own"]


def test_missing_on_another_host(story: Any) -> None:
    load(story, f"{CDN}/css?{'family=Roboto&' * 50}", "stylesheet", status=404)
    (found,) = story.judge("UI-07")
    assert (found.key, found.values["url"][: len(CDN) + 11]) == ("foreign", f"{CDN}/css?family")
    assert len(found.values["url"]) == 201


@pytest.mark.parametrize("fields", [{"status": 502}, {"failure": "net::ERR_NAME_NOT_RESOLVED"}, {"status": 403}])
def test_another_host_out_of_reach_is_asked(story: Any, fields: dict[str, Any]) -> None:
    load(story, f"{CDN}/vue.js", "script", **fields)
    assert story.keys("UI-07") == ["unreachable?"]


def test_many_files_of_a_host_out_of_reach_are_one_question(story: Any) -> None:
    for name in ("1.png", "2.png", "2.png?v=2", "3.png"):
        load(story, f"{CDN}/{name}", status=502)
    load(story, f"{CDN}/vue.js", "script", status=502)
    load(story, "https://other.example.org/1.png", status=502)
    found = story.judge("UI-07")
    assert [f.key for f in found] == ["unreachable-many", "unreachable", "unreachable"]
    assert (found[0].values["files"], found[0].values["host"], found[0].values["count"]) == (3, "cdn.example.org", 4)
