"""Where secrets are learned, seen through the recorder: what goes in must not come out."""

from __future__ import annotations

import base64
import json
import re
from contextlib import closing
from urllib.parse import quote, urlencode

import pytest

from pytest_b24moderation import model
from pytest_b24moderation.model import Console, Exchange, FrameMessage, LogLine, Note, PageText
from pytest_b24moderation.record import RawExchange, Recorder

T = "80ca7c6600000000000004f5a1b2c3d4e5f60718293a4b5c6d7e8f9012345678abcd"
S = 'Zx9-pl/Q+w=Тест&"q'
MARK = re.compile(r"«[a-z_]+:[0-9a-f]{4,}»")


def sent(
    url: str = "https://p.bitrix24.com/rest/x", body: str = "", headers: list[tuple[str, str]] | None = None
) -> RawExchange:
    return RawExchange("solution", "portal", "POST", url, headers or [], body.encode())


def got(body: str, headers: list[tuple[str, str]] | None = None) -> RawExchange:
    return RawExchange(
        "solution", "portal", "GET", "https://p.bitrix24.com/", [], b"", 200, headers or [], body.encode()
    )


def label(entry: Exchange) -> str:
    found = {mark.strip("«»").split(":")[0] for mark in MARK.findall(repr(entry))}
    assert len(found) == 1, found
    return found.pop()


TAKEN = {
    "token answer": (got(f'{{"access_token":"{T}","expires_in":3600}}'), "access_token"),
    "rotated": (got(f'{{"expires":1, "refresh_token" : "{T}"}}'), "refresh_token"),
    "install post": (sent(body=f"AUTH_ID={T}&AUTH_EXPIRES=3600&member_id=a"), "access_token"),
    "install post, refresh": (sent(body=f"X=1&REFRESH_ID={T}"), "refresh_token"),
    "install post, application": (sent(body=f"APPLICATION_TOKEN={T}"), "application_token"),
    "event": (sent(body=f"event=ONAPPINSTALL&auth[application_token]={T}"), "application_token"),
    "event, encoded": (sent(body=f"event=X&auth%5Baccess_token%5D={T}&ts=1"), "access_token"),
    "event of a bot": (sent(body=f"data%5BBOT%5D%5B7%5D%5BAUTH%5D%5Baccess_token%5D={T}"), "access_token"),
    "event in JSON": (sent(body=json.dumps({"data": {"BOT": {"7": {"AUTH": {"refresh_token": T}}}}})), "refresh_token"),
    "client secret": (sent(url=f"https://oauth.bitrix.info/oauth/token/?client_secret={T}&x=1"), "client_secret"),
    "auth in query": (sent(url=f"https://p.bitrix24.com/rest/profile?auth={T}"), "access_token"),
    "auth in JSON": (sent(body=f'{{"auth":"{T}"}}'), "access_token"),
    "bearer": (sent(headers=[("Authorization", f"Bearer {T}")]), "access_token"),
    "cookie": (sent(headers=[("Cookie", f"lang=en; PHPSESSID={T}")]), "cookie"),
    "set-cookie": (got("", [("Set-Cookie", f"BITRIX_SM_UIDH={T}; Path=/; SameSite=None")]), "cookie"),
    "key of a service": (sent(headers=[("X-Api-Key", T)]), "api_key"),
    "csrf": (sent(headers=[("X-Bitrix-Csrf-Token", T)]), "token"),
    "webhook": (sent(url=f"https://p.bitrix24.com/rest/1/{T}/crm.deal.get.json"), "webhook"),
    "webhook v3": (sent(url=f"https://p.bitrix24.com/rest/api/1/{T}/crm.deal.get"), "webhook"),
    "webhook in JSON": (got(f'{{"url":"https:\\/\\/p.bitrix24.com\\/rest\\/1\\/{T}\\/"}}'), "webhook"),
    "webhook, encoded": (sent(body=f"hook=https%3A%2F%2Fp.bitrix24.com%2Frest%2F1%2F{T}%2F"), "webhook"),
    "password": (sent(body="USER_LOGIN=admin&USER_PASSWORD=correcthorse"), "password"),
    "password in JSON": (sent(body='{"password": "correcthorse"}'), "password"),
    "password in a URL": (sent(url="https://u:correcthorse@s.test/"), "password"),
    "code": (got("", [("Location", f"https://a.test/?code={T}&state=1&member_id=2")]), "code"),
    "code for tokens": (sent(body=f"grant_type=authorization_code&code={T}"), "code"),
    "code in JSON": (sent(body=f'{{"grant_type":"authorization_code","code":"{T}"}}'), "code"),
    "download": (
        got(f'{{"DOWNLOAD_URL":"https:\\/\\/p\\/rest\\/download.json?auth=1\\u0026token=disk%7C{T}%7C9"}}'),
        "download",
    ),
    "batch": (sent(body=f"cmd%5B0%5D=event.bind%3Fauth%3D{T}%26event%3DX"), "access_token"),
    "batch in JSON": (sent(body=json.dumps({"cmd": {"a": f"profile?access_token={T}"}})), "access_token"),
    "JSON in a form": (sent(body="o=" + quote(json.dumps({"a": [{"AUTH_ID": T}]}))), "access_token"),
    "JSON in JSON": (got(json.dumps({"a": json.dumps({"b": json.dumps({"AUTH_ID": T})})})), "access_token"),
    "field": (got(f'<input type="hidden" name="AUTH_ID" value="{T}">'), "access_token"),
    "field, turned": (got(f"<input value='{T}' type=hidden name=REFRESH_ID>"), "refresh_token"),
    "listed fields": (sent(body=f'[{{"name":"AUTH_ID","value":"{T}"}}]'), "access_token"),
    "script": (got(f"<script>BX.message({{'bitrix_sessid':'{T}'}})</script>"), "session"),
    "script, camel case": (got(f'init({{accessToken: "{T}"}})'), "access_token"),
    "data attribute": (got(f'<div data-access-token="{T}">'), "access_token"),
    "escaped attribute": (got(f"<div data-x='{{&quot;AUTH_ID&quot;:&quot;{T}&quot;}}'>"), "access_token"),
    "xml": (got(f"<response><access_token>{T}</access_token></response>"), "access_token"),
    "after letters that grow in lower case": (got(f'{"İ" * 9}{{"AUTH_ID":"{T}"}}'), "access_token"),
    "cut": (got(f'{{"access_token":"{T}'), "access_token"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_secret_of_an_exchange_is_learned_and_masked(recorder: Recorder, name: str) -> None:
    raw, expected = TAKEN[name]
    entry = recorder.exchange(raw)
    assert T not in repr(entry)
    assert "correcthorse" not in repr(entry)
    assert label(entry) == expected


def test_multipart_fields_are_learned(recorder: Recorder) -> None:
    body = f'--B\r\nContent-Disposition: form-data; name="AUTH_ID"\r\n\r\n{T}\r\n--B--'
    entry = recorder.exchange(sent(body=body, headers=[("Content-Type", "multipart/form-data; boundary=B")]))
    assert label(entry) == "access_token"


def test_basic_authorization_gives_away_its_password(recorder: Recorder) -> None:
    pair = base64.b64encode(b"app:hunter2hunter2").decode()
    recorder.exchange(sent(headers=[("Authorization", f"Basic {pair}")]))
    assert recorder.mask("hunter2hunter2 " + pair).count("«") == 2


@pytest.mark.parametrize("secret", [S, 'a"b\\c/d1', "п@роль №1", "tab\there1", "per%25cent 1"])
def test_escaped_values_are_learned_unescaped(recorder: Recorder, secret: str) -> None:
    recorder.exchange(sent(body=json.dumps({"password": secret})))
    assert "«password:" in recorder.mask(secret)
    with closing(Recorder(recorder.folder / "again")) as again:
        again.exchange(sent(body=urlencode({"password": secret})))
        assert "«password:" in again.mask(f"it was {secret} indeed")


TEXTS = {
    "frame answer": (FrameMessage, {"way": "down", "command": "", "data": f'K1:{{"AUTH_ID":"{T}"}}', "frame": "f"}),
    "frame object": (
        FrameMessage,
        {"way": "up", "command": "c", "data": f'{{"m":{{"refreshToken":"{T}"}}}}', "frame": ""},
    ),
    "console": (Console, {"level": "log", "text": f"{{'REFRESH_ID': '{T}'}}", "url": "https://x", "owner": "solution"}),
    "page": (PageText, {"url": "", "owner": "", "title": "", "text": f"access_token: {T}"}),
    "PHP dump": (LogLine, {"stream": "out", "text": f"[access_token] => {T}"}),
    "PHP var_dump": (LogLine, {"stream": "out", "text": f'["access_token"]=>\n  string(70) "{T}"'}),
    "PHP serialize": (LogLine, {"stream": "out", "text": f's:12:"access_token";s:70:"{T}";'}),
    "environment": (LogLine, {"stream": "err", "text": f"C_REST_CLIENT_SECRET={T}"}),
    "request log": (LogLine, {"stream": "err", "text": f'10.0.0.1 "POST /x?auth={T} HTTP/1.1" 200'}),
    "seen": (model.TestResult, {"name": "n", "passed": True, "seen": {"a": [{"auth": f"access_token={T}"}]}}),
    "address": (Console, {"level": "log", "text": "", "url": f"https://a/?AUTH_ID={T}", "owner": ""}),
}


@pytest.mark.parametrize("name", TEXTS)
def test_other_entries_are_learned_from_too(recorder: Recorder, name: str) -> None:
    kind, fields = TEXTS[name]
    entry = recorder.add(kind, **fields)
    assert T not in repr(entry)
    assert MARK.search(repr(entry))


INNOCENT = [
    '{"auth":"required","token_type":"Bearer"}',
    '{"access_token":"true","client_secret":"required"}',
    '{"error":"expired_token","error_description":"The access token provided has expired."}',
    '{"password":"Enter your password","PASSWORD":"Password"}',
    '{"code":"acme.score2024version","CODE":"CRM_DEAL_DETAIL_TAB"}',
    '{"token":"oauth.bitrix.info","auth":"b24-abc123.bitrix24.com"}',
    "auth=1234567&token=192.168.100.200&access_token=https://oauth.bitrix.info/",
    "AUTH_EXPIRES=3600&member_id=a223c6b3710f85df22e9377d6c4f7553&APP_SID=a223c6b3710f85df22e9377d6c4f7554",
    "function auth(token){return token.length>0?refreshToken:accessTokenOf(token)}",
    "https://p.bitrix24.com/rest/crm.deal.get.json https://p.bitrix24.com/marketplace/detail/acme.score/?ver=1",
    "auth[domain]=b24-abc123.bitrix24.com&auth[expires]=1730000000&auth[scope]=crm,placement",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_values_stay(recorder: Recorder, text: str) -> None:
    entry = recorder.exchange(got(text, [("Set-Cookie", "lang=en-english"), ("Set-Cookie", "zone=Europe/Moscow")]))
    assert entry.response_body == text
    assert "«" not in repr(entry)
    if "Enter your" not in text:  # in a request that would be a pass phrase
        assert recorder.exchange(sent(body=text)).request_body == text


def test_the_same_secret_has_one_fingerprint_with_its_first_label(recorder: Recorder) -> None:
    first = recorder.exchange(got(f'{{"access_token":"{T}"}}'))
    recorder.learn("session", T)
    then = recorder.exchange(sent(body=f"REFRESH_ID={T}", headers=[("Cookie", f"PHPSESSID={T}")]))
    note = recorder.add(Note, about="x", text=base64.b64encode(T.encode()).decode())
    marks = set(MARK.findall(repr((first, then, note))))
    assert len(marks) == 1
    assert marks.pop().startswith("«access_token:")


def test_an_exchange_is_learned_from_both_ways_before_it_is_masked(recorder: Recorder) -> None:
    """The answer names the secret, the request only holds it: both are masked."""
    raw = got(f'{{"refresh_token":"{T}"}}')
    raw.url = f"https://p.bitrix24.com/path/{T}/x"
    assert T not in repr(recorder.exchange(raw))
