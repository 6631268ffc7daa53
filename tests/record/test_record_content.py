from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.record.content import unpack

PLAIN = b'{"result": true, "time": {}} ' * 4000


def deflated(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=3),
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("name", PACKERS)
def test_every_encoding_is_undone(name: str) -> None:
    assert unpack(PACKERS[name](PLAIN), name.upper(), 10**6) == (PLAIN, "")


def test_bare_deflate_is_undone() -> None:
    assert unpack(deflated(PLAIN), "deflate", 10**6) == (PLAIN, "")


def test_encodings_are_undone_last_first() -> None:
    assert unpack(brotli.compress(gzip.compress(PLAIN)), "gzip, br", 10**6)[0] == PLAIN


def test_all_members_of_a_gzip_stream_are_read() -> None:
    body = gzip.compress(b"a" * 200_000, 0) + gzip.compress(b"b" * 10)
    assert unpack(body, "gzip", 10**6)[0] == b"a" * 200_000 + b"b" * 10


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_stops_at_the_limit(name: str) -> None:
    text, note = unpack(PACKERS[name](b"\0" * 50_000_000), name, 100_000)
    assert len(text) == 100_000
    assert "only the first 100000 bytes" in note


@pytest.mark.parametrize("name", PACKERS)
def test_what_came_before_a_cut_is_kept(name: str) -> None:
    noise = bytes(range(256)) * 2000
    packed = PACKERS[name](noise + zlib.compress(noise))
    plain, _ = unpack(packed[:-3], name, 10**7)
    assert plain == packed[:-3] or noise.startswith(plain[: len(noise)])


def test_what_is_not_what_it_says_stays() -> None:
    assert unpack(b"<html>", "gzip", 100) == (b"<html>", "not gzip")
    assert unpack(b"<html>", "rot13", 100) == (b"<html>", "unknown content encoding rot13")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([*PACKERS, "identity", "gzip,br", ""]), st.booleans())
def test_garbage_never_raises(data: bytes, name: str, spoiled: bool) -> None:
    if spoiled and name in PACKERS:
        packed = bytearray(PACKERS[name](data))
        packed[len(packed) // 2] ^= 0xFF
        data = bytes(packed)
    plain, _ = unpack(data, name, 5000)
    assert len(plain) <= max(5000, len(data))
