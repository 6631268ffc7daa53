from __future__ import annotations

import gzip
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.model import Exchange
from pytest_b24moderation.record.body import readable

PNG = b"\x89PNG\r\n\x1a\n\0\0" + b"x" * 100


def read(body: bytes, kind: str, encoding: str = "", size: int = 0) -> tuple[str, str]:
    headers = [("Content-Type", kind), ("Content-Encoding", encoding)]
    return tuple(readable(body, headers, size=size, limit=10**6))  # type: ignore[return-value]


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8", "UTF8", "utf-16le", "cp1251", "iso-8859-5"])
def test_text_in_its_charset(charset: str) -> None:
    assert read("Сделка".encode(charset), f'text/html; charset="{charset}"') == ("Сделка", "")


def test_charset_out_of_the_page_itself() -> None:
    page = '<head><meta charset="windows-1251"><title>Сделка</title>'
    assert read(page.encode("cp1251"), "text/html")[0] == page


def test_unnamed_charset_is_guessed_and_said() -> None:
    assert read("Сделка".encode("cp1251"), "text/plain") == ("Сделка", "charset guessed: windows-1251")


def test_a_mark_of_byte_order_wins() -> None:
    assert read(b"\xff\xfe" + "Да".encode("utf-16-le"), "text/plain") == ("Да", "")


def test_hostile_charset_names_are_not_looked_up() -> None:
    for name in ("punycode", "zip", "undefined", "idna", "unicode_escape", "x" * 500):
        assert read(b"abc", f"text/plain; charset={name}") == ("abc", "")


def test_binary_is_a_note() -> None:
    digest = hashlib.sha256(PNG).hexdigest()
    assert read(PNG, "image/png") == ("", f"image/png, {len(PNG)} bytes, sha256 {digest}")
    assert read(PNG, "")[1].startswith(f"binary, {len(PNG)} bytes")
    assert read(PNG, "text/html")[0] == "", "PHP says text/html of whatever a script prints"


def test_text_without_a_type_or_with_a_vague_one_is_text() -> None:
    assert read(b"auth=1&x=2", "")[0] == "auth=1&x=2"
    assert read('{"имя": 1}'.encode(), "application/octet-stream")[0] == '{"имя": 1}'


def test_packed_text_and_its_faults() -> None:
    assert read(gzip.compress(b"hello"), "text/plain", "gzip") == ("hello", "")
    text, note = read(b"\x00\x01", "text/plain", "gzip")
    assert text == ""
    assert note.startswith("not gzip; text/plain, 2 bytes")


def test_a_cut_body_says_so() -> None:
    assert read("абв".encode()[:-1], "text/plain", size=99) == ("аб\ufffd", "cut: 5 of 99 bytes kept")


def test_a_multipart_form_reads_like_any_form() -> None:
    rows = [
        b'--B\r\nContent-Disposition: form-data; name="auth[domain]"\r\n\r\nportal.test\r\n',
        '--B\r\nContent-Disposition: form-data; name="title"\r\n\r\nРоза & сын + 5%=\r\n'.encode(),
        b'--B\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n',
        PNG,
        b"\r\n--B--\r\n",
    ]
    text, note = read(b"".join(rows), "multipart/form-data; boundary=B")
    form = Exchange(source="", target="", method="POST", url="https://x/", request_body=text).form()
    assert note == ""
    assert "Роза" in text
    assert form["title"] == "Роза & сын + 5%="
    assert form["auth[domain]"] == "portal.test"
    assert form["f"] == f"file a.png, image/png, {len(PNG)} bytes, sha256 {hashlib.sha256(PNG).hexdigest()}"


KINDS = [
    "text/html",
    "multipart/form-data; boundary=B",
    "multipart/form-data",
    "application/json; charset=x",
    "",
    "image/x",
]


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200) | st.text(max_size=80).map(lambda t: f"--B\r\n{t}--B--".encode()), st.sampled_from(KINDS)
)
def test_garbage_never_raises(body: bytes, kind: str) -> None:
    read(body, kind)
    read(body, kind, "br", 10**9)
