"""A DNS server's answers: every name has the one address (RFC 1035 section 4, as far as needed)."""

from __future__ import annotations

import asyncio
import ipaddress
import struct
from typing import cast

_HEADER = struct.Struct("!6H")
_A, _IN, _ANY = 1, 1, 255
_LONGEST = 512


def answer(query: bytes, address: str) -> bytes | None:
    """The answer to a query in wire form: A → ``address``, any other type → empty; None: not answered.

    Queries that are malformed, answers themselves, or longer than 512 bytes are not answered.
    """
    if not _HEADER.size < len(query) <= _LONGEST:
        return None
    ident, flags, questions = _HEADER.unpack_from(query)[:3]
    end = _question_end(query)
    if flags & 0x8000 or questions != 1 or end is None:
        return None
    opcode, wished = flags >> 11 & 15, flags & 0x0100
    if opcode:
        return _HEADER.pack(ident, 0x8004 | opcode << 11 | wished, 0, 0, 0, 0)
    kind, family = struct.unpack_from("!2H", query, end - 4)
    known = kind in (_A, _ANY) and family in (_IN, _ANY)
    head = _HEADER.pack(ident, 0x8480 | wished, 1, int(known), 0, 0)
    record = struct.pack("!3HIH4s", 0xC00C, _A, _IN, 30, 4, ipaddress.IPv4Address(address).packed) if known else b""
    return head + query[_HEADER.size : end] + record


def _question_end(query: bytes) -> int | None:
    at = _HEADER.size
    while at < len(query):
        length = query[at]
        at += 1 + length
        if length > 63:
            return None
        if not length:
            fits = at + 4 <= len(query) and at - _HEADER.size <= 255
            return at + 4 if fits else None
    return None


class Answerer(asyncio.DatagramProtocol):
    """Answers the queries of one UDP socket."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = answer(data, self._address)
        if reply is not None and self._transport is not None:
            self._transport.sendto(reply, addr)
