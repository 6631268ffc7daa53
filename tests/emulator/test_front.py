"""Addresses, bodies, headers and the envelope of REST answers."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.coverage import coverage

DEAL = {"TITLE": "Boats"}


@pytest.mark.parametrize(
    "form", ["profile", "profile/", "profile.json", "/profile", "PROFILE.json", "Profile/?bx24_request_id=1"]
)
def test_every_form_of_the_address(portal: Any, form: str) -> None:
    pair = portal.installed()
    answer = portal.http.post(f"/rest/{form}", data={"auth": pair.access})
    assert answer.json()["result"]["ID"] == "1"


@pytest.mark.parametrize("form", ["profile", "profile/", "profile.json", "/profile.json/"])
def test_every_form_of_a_webhook(portal: Any, form: str) -> None:
    answer = portal.http.get(f"/rest/{portal.user_id}/{portal.state.people.webhook(portal.user_id)}/{form}")
    assert answer.json()["result"]["ADMIN"] is False


@pytest.mark.parametrize(
    "request_",
    [
        {"data": {"fields[TITLE]": "Boats"}},
        {"json": {"fields": {"TITLE": "Boats"}}},
        {"content": "fields[TITLE]=Boats", "headers": {"Content-Type": "text/plain;charset=UTF-8"}},
        {"content": "fields%5BTITLE%5D=Boats", "headers": {"Content-Type": ""}},
        {"files": {"fields[TITLE]": (None, "Boats"), "fields[X]": ("x.txt", b"x")}},
        {"params": {"fields[TITLE]": "Boats"}},
        {"params": {"fields[TITLE]": "Cars"}, "data": {"fields[TITLE]": "Boats"}},
    ],
    ids=["form", "json", "text", "untyped", "multipart", "query", "body-wins"],
)
def test_every_kind_of_body(portal: Any, request_: dict[str, Any]) -> None:
    path = portal.state.webhook(1).partition(portal.state.host)[2]
    made = portal.http.post(f"{path}crm.deal.add", **request_).json()["result"]
    assert portal.result("crm.deal.get", {"id": made})["TITLE"] == "Boats"


@pytest.mark.parametrize("body", [b"{", b"[1,2]", b"\xff\xfe", b"null"])
def test_a_garbled_json_body_is_no_parameters(portal: Any, body: bytes) -> None:
    path = portal.state.webhook(1).partition(portal.state.host)[2]
    answer = portal.http.post(f"{path}profile", content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["result"]["ID"] == "1"


def test_the_envelope(portal: Any) -> None:
    body = portal.hook("crm.deal.list").json()
    assert body["result"] == []
    assert body["total"] == 0
    assert "next" not in body
    time = body["time"]
    assert set(time) == {
        "start", "finish", "duration", "processing", "date_start", "date_finish", "operating_reset_at", "operating"
    }  # fmt: skip
    assert type(time["operating_reset_at"]) is int
    assert time["date_start"].endswith("+00:00")


def test_headers(portal: Any) -> None:
    pair = portal.installed()
    headers = portal.rest("profile", auth=pair.access).headers
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-bitrix-rest-application"] == pair.client_id


def test_preflight(portal: Any) -> None:
    answer = portal.http.options("/rest/batch", headers={"Access-Control-Request-Method": "POST"})
    assert answer.status_code == 200
    assert "content-type" in answer.headers["access-control-allow-headers"]
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_xml(portal: Any) -> None:
    answer = portal.hook("user.get.xml")
    assert answer.headers["content-type"].startswith("text/xml")
    assert "<response><result><item><ID>1</ID>" in answer.text
    assert "<error>ERROR_METHOD_NOT_FOUND</error>" in portal.hook("nothing.here.xml").text


def test_cyrillic_stays_readable(portal: Any) -> None:
    made = portal.result("crm.deal.add", {"fields": {"TITLE": "Лодки & <b>"}})
    assert "Лодки & <b>" in portal.hook("crm.deal.get", {"id": made}).text


def test_pages_of_fifty(portal: Any) -> None:
    for n in range(120):
        portal.hook("crm.deal.add", {"fields": {"TITLE": f"D{n}"}})
    first = portal.hook("crm.deal.list", {"select": ["ID"]}).json()
    assert (len(first["result"]), first["next"], first["total"]) == (50, 50, 120)
    last = portal.hook("crm.deal.list", {"select": ["ID"], "start": 100}).json()
    assert (len(last["result"]), last.get("next"), last["total"]) == (20, None, 120)
    uncounted = portal.hook("crm.deal.list", {"order": {"ID": "ASC"}, "filter": {">ID": 50}, "start": -1}).json()
    assert (uncounted["result"][0]["ID"], len(uncounted["result"]), uncounted["total"]) == ("51", 50, 0)
    assert "next" not in uncounted
    portal.switch(total_without_count=False)
    assert "total" not in portal.hook("crm.deal.list", {"start": -1}).json()


def test_documented_but_not_ours_is_a_gap(portal: Any) -> None:
    name = next(row.name for row in coverage() if not row.emulated and row.rest == 2)
    status, error, text = portal.told(portal.hook(name.lower()))
    assert (status, error) == (501, "NOT_EMULATED")
    assert name in text
    assert portal.state.gaps == [name]


def test_unknown_method_is_no_gap(portal: Any) -> None:
    assert portal.told(portal.hook("crm.dael.get")) == (404, "ERROR_METHOD_NOT_FOUND", "Method not found!")
    assert portal.told(portal.hook("")) == (404, "ERROR_METHOD_NOT_FOUND", "Method not found!")
    assert portal.state.gaps == []


def test_files_come_and_go_by_signed_addresses_only(portal: Any) -> None:
    for verb in ("upload", "download"):
        assert portal.told(portal.hook(f"{verb}.json", {"token": "disk|aWQ9MQ==|forged"}))[:2] == (403, "ACCESS_DENIED")
        assert portal.http.get(f"/rest/{verb}.json?token=disk|x|y").status_code == 401


def test_a_session_calls_with_its_sessid(portal: Any) -> None:
    session = portal.state.people.open_session(1)
    cookies = {"Cookie": f"PHPSESSID={session.key}"}
    good = portal.http.post("/rest/profile", data={"sessid": session.sessid}, headers=cookies)
    assert good.json()["result"]["ADMIN"] is True
    assert portal.told(portal.http.post("/rest/profile", headers=cookies))[1] == "NO_AUTH_FOUND"


def test_bearer_header_goes_first(portal: Any) -> None:
    pair = portal.installed()
    headers = {"Authorization": f"Bearer {pair.access}"}
    assert (
        portal.http.post("/rest/app.info", data={"auth": "x"}, headers=headers).json()["result"]["CODE"] == "acme.score"
    )
    assert portal.http.get("/rest/profile", params={"access_token": pair.access}).status_code == 200
