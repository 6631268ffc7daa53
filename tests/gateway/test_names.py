"""The DNS answers of a namespace."""

from __future__ import annotations

import socket
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.gateway.names import answer


def query(name: str, kind: int = 1, flags: int = 0x0100) -> bytes:
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".") if part)
    return struct.pack("!6H", 77, flags, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", kind, 1)


def test_every_name_has_the_address() -> None:
    for name in ("b24-test.bitrix24.com", "a.b.c.d.e", "com"):
        reply = answer(query(name), "127.9.8.7")
        assert reply is not None
        assert struct.unpack_from("!6H", reply) == (77, 0x8580, 1, 1, 0, 0)
        assert reply[-4:] == bytes([127, 9, 8, 7])
        assert query(name)[12:] in reply


@pytest.mark.parametrize("kind", [28, 15, 16, 65])
def test_other_types_are_answered_empty_without_an_error(kind: int) -> None:
    reply = answer(query("oauth.bitrix.info", kind), "127.0.0.1")
    assert reply is not None
    assert struct.unpack_from("!6H", reply) == (77, 0x8580, 1, 0, 0, 0)


def test_an_extended_query_is_answered() -> None:
    opt = b"\0" + struct.pack("!2HIH", 41, 4096, 0, 0)
    extended = query("oauth.bitrix.info")
    assert answer(extended[:10] + b"\0\1" + extended[12:] + opt, "127.0.0.1") == answer(extended, "127.0.0.1")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        bytes(600),
        query("a.b")[:-1],
        query("a.b", flags=0x8180),
        query("a.b")[:4] + b"\0\2" + query("a.b")[6:],
        query("a.b")[:12] + b"\xc0\x0c" + query("a.b")[-4:],
    ],
)
def test_what_is_no_query_is_not_answered(data: bytes) -> None:
    assert answer(data, "127.0.0.1") is None


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=600), st.binary(max_size=80).map(lambda tail: query("a")[:12] + tail)))
def test_any_bytes_are_answered_briefly_or_not_at_all(data: bytes) -> None:
    reply = answer(data, "127.0.0.1")
    if reply is not None:
        assert reply[:2] == data[:2]
        assert len(reply) <= len(data) + 16
        assert reply[2] & 0x80


def test_a_socket_is_served(place: Any) -> None:
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    address = server.getsockname()
    place.gateway.answer_names(server, "127.0.0.53")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        client.sendto(b"nonsense", address)
        client.sendto(query("portal.test"), address)
        assert client.recv(600)[-4:] == bytes([127, 0, 0, 53])
