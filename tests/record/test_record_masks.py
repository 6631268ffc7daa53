"""No secret survives, whatever it is made of, wherever it stands, however it is disguised."""

from __future__ import annotations

import base64
import html
import json
import re
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_b24moderation.model import Console, LogLine, PageText
from pytest_b24moderation.record import RawExchange, Recorder, read_timeline, scan
from pytest_b24moderation.record.masks import Masks
from pytest_b24moderation.record.names import innocent

MARK = re.compile(r"«[a-z_]+:[0-9a-f]{4,}»")


def lower_hex(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), text)


def shifted(prefix: str) -> Callable[[str], str]:
    return lambda secret: base64.b64encode(f"{prefix}{secret};tail".encode()).decode()


DISGUISES: dict[str, Callable[[str], str]] = {
    "raw": str,
    "percent": lambda s: quote(s, safe=""),
    "percent, lower": lambda s: lower_hex(quote(s, safe="")),
    "percent of a path": quote,
    "form": quote_plus,
    "form, lower": lambda s: lower_hex(quote_plus(s)),
    "encodeURIComponent": lambda s: quote(s, safe="!*'()"),
    "double percent": lambda s: quote(quote(s, safe=""), safe=""),
    "JSON": lambda s: json.dumps(s)[1:-1],
    "JSON, readable": lambda s: json.dumps(s, ensure_ascii=False)[1:-1],
    "JSON of PHP": lambda s: json.dumps(s)[1:-1].replace("/", "\\/"),
    "JSON in JSON": lambda s: json.dumps(json.dumps(s)[1:-1])[1:-1],
    "JSON in a form": lambda s: quote_plus(json.dumps(s)[1:-1]),
    "HTML": html.escape,
    "HTML of PHP": lambda s: html.escape(s, quote=False).replace('"', "&quot;").replace("'", "&#039;"),
    "base64, first": shifted(""),
    "base64, second": shifted("a"),
    "base64, third": shifted("ab"),
    "base64 for URLs": lambda s: base64.urlsafe_b64encode(f"x{s}yz".encode()).decode().rstrip("="),
    "base64 in a form": lambda s: quote_plus(base64.b64encode(f"xy{s}z".encode()).decode()),
}

HEX = st.text("0123456789abcdef", min_size=32, max_size=70)
ODD = st.text(
    st.characters(codec="utf-8", exclude_characters="\0«»", exclude_categories=("Cs",)), min_size=12, max_size=40
)
SECRETS = (HEX | ODD).filter(lambda text: not innocent(text) and len(set(text)) > 5)
NOISE = st.text(max_size=60)


def core(disguised: str, name: str) -> str:
    """What must not be left: of base64 only the middle, for its ends share bits with what stands around."""
    return disguised[4:-10] if name.startswith("base64") else disguised


@settings(max_examples=150, deadline=None)
@given(st.lists(SECRETS, min_size=1, max_size=30), st.sampled_from(list(DISGUISES)), NOISE, NOISE, st.data())
@example(["12345678901234567890abcdef0123456789"], "raw", "", "", None)
def test_no_disguise_survives(
    secrets: list[str], name: str, before: str, after: str, data: st.DataObject | None
) -> None:
    masks = Masks(b"k")
    for secret in secrets:
        masks.learn("access_token", secret)
    secret = data.draw(st.sampled_from(secrets)) if data else secrets[0]
    disguised = DISGUISES[name](secret)
    masked = masks.mask(before + disguised + after)
    assert core(disguised, name) not in masked
    assert MARK.search(masked)
    assert masks.mask(masked) == masked


@settings(max_examples=60, deadline=None)
@given(SECRETS, st.sampled_from(list(DISGUISES)), NOISE, st.integers(0, 9))
def test_nothing_reaches_a_file(secret: str, name: str, noise: str, where: int) -> None:
    disguised = DISGUISES[name](secret)
    planted = f"{noise}{disguised}{noise}"
    with tempfile.TemporaryDirectory() as folder, closing(Recorder(Path(folder))) as recorder:
        recorder.learn("password", secret)
        raw = RawExchange("browser", "portal", "GET", "https://p.test/", started=1.0)
        raw.url += planted if where == 0 else ""
        raw.request_headers = [("X-A", planted if where == 1 else ""), (planted if where == 2 else "X-B", "1")]
        raw.request_body = planted.encode("utf-8", "replace") if where == 3 else b""
        raw.response_body = planted.encode("utf-8", "replace") if where == 4 else b""
        raw.response_headers = [("Content-Type", "text/html"), ("Location", planted if where == 5 else "")]
        raw.error = planted if where == 6 else ""
        recorder.exchange(raw)
        recorder.add(Console, level="log", text=planted, url="", owner="", line=1)
        with recorder.sentence(planted):
            recorder.add(LogLine, stream="out", text=planted)
        recorder.attach("page.html", planted.encode("utf-8", "replace"), "text/html")
        recorder.publish("report.txt", planted)
        assert recorder.scan() == []
        assert scan(Path(folder), [secret]) == []
        whole = "\n".join(
            file.read_text("utf-8", "surrogatepass") for file in Path(folder).rglob("*") if file.is_file()
        )
        assert core(json.dumps(disguised, ensure_ascii=False)[1:-1], name) not in whole
        assert tuple(read_timeline(recorder.folder / "timeline.jsonl")) == recorder.since(0)


@settings(max_examples=150, deadline=None)
@given(st.text(), st.booleans())
def test_any_text_may_be_added(text: str, late: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(Recorder(Path(folder))) as recorder:
        if late:
            recorder.learn("secret", "0123456789abcdef")
        recorder.add(PageText, url=text, owner="solution", title=text + '"auth":"' + text, text=f"token={text}")
        assert tuple(read_timeline(recorder.folder / "timeline.jsonl")) == recorder.since(0)


def test_many_secrets_are_found_at_every_place() -> None:
    masks = Masks(b"k")
    secrets = [f"{number:05d}-secret-{number * 7919:08x}" for number in range(2000)] + [
        f"pw{n:05d}!" for n in range(100)
    ]
    for secret in secrets:
        masks.learn("secret", secret)
    for shift in range(9):
        text = "." * shift + " ".join(secrets)
        assert MARK.sub("", masks.mask(text)).strip(". ") == ""


def test_two_secrets_never_share_a_fingerprint() -> None:
    masks = Masks(b"k")
    shown = [masks.learn("token", f"secret-number-{number}") for number in range(3000)]
    assert len(set(shown)) == 3000
    assert any(len(mark) > len("«token:9f2c»") for mark in shown)


def test_a_key_makes_fingerprints_repeatable_and_another_key_changes_them() -> None:
    assert Masks(b"a").learn("x", "some secret") == Masks(b"a").learn("x", "some secret")
    assert Masks().learn("x", "some secret") != Masks().learn("x", "some secret")


@pytest.mark.parametrize(
    "word", ["true", "1234567", "12", "abc", "oauth.bitrix.info", "access_token", "undefined", "response"]
)
def test_ordinary_words_are_never_masked(word: str) -> None:
    assert Masks().learn("password", word) == ""


def test_the_longer_of_two_secrets_wins() -> None:
    masks = Masks(b"k")
    masks.learn("short", "abcdefgh12")
    masks.learn("long", "abcdefgh12345678")
    assert MARK.sub(lambda match: match[0].split(":")[0], masks.mask("abcdefgh12345678 abcdefgh12")) == "«long «short"
