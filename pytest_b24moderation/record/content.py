"""Undoes Content-Encoding, however the data may lie: bounded output, no exception for garbage."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import zstandard

_ZSTD_WINDOW = 2**27  # what HTTP clients accept at most; more would let a small frame claim gigabytes

Decoder = Callable[[bytes, int], bytes]


def unpack(body: bytes, encoding: str, limit: int) -> tuple[bytes, str]:
    """``body`` without its content encodings, and a note ("" when all went well).

    ``encoding`` is the header's value; encodings are undone last first. At most ``limit`` bytes come
    out; what was decoded before a fault is kept.
    """
    notes = []
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name == "identity" or not body:
            continue
        decoder = _DECODERS.get(name)
        if decoder is None:
            return body, f"unknown content encoding {name[:20]}"
        plain = decoder(body, limit + 1)
        if not plain:
            return body, f"not {name}"
        body = plain
        if len(body) > limit:
            body = body[:limit]
            notes.append(f"{name}: only the first {limit} bytes unpacked")
    return body, "; ".join(notes)


def gunzip(body: bytes, limit: int) -> bytes:
    """All members of a gzip stream, up to ``limit`` bytes and up to the first fault."""
    parts, size = [], 0
    while body and size < limit:
        part, body = _inflated(zlib.decompressobj(31), body, limit - size)
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _deflate(body: bytes, limit: int) -> bytes:
    # The RFC means a zlib stream; several servers send a bare deflate stream, and browsers take both.
    return _inflated(zlib.decompressobj(15), body, limit)[0] or _inflated(zlib.decompressobj(-15), body, limit)[0]


def _inflated(stream: zlib._Decompress, body: bytes, limit: int) -> tuple[bytes, bytes]:
    """What came out, and what follows the stream. In steps, so that what came before a fault is kept."""
    parts, size, step, rest = [], 0, 65536, b""
    try:
        for start in range(0, len(body), step):
            part = stream.decompress(body[start : start + step], limit - size)
            parts.append(part)
            size += len(part)
            if stream.eof:
                rest = stream.unused_data + body[start + step :]
            if size >= limit or stream.eof:
                break
    except zlib.error:
        pass
    return b"".join(parts), rest


def _brotli(body: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    parts, size, data = [], 0, body
    try:
        while size < limit and not stream.is_finished():
            part = stream.process(data, output_buffer_limit=limit - size)
            data = b""
            parts.append(part)
            size += len(part)
            if not part and stream.can_accept_more_data():
                break
    except brotli.error:
        pass
    return b"".join(parts)[:limit]


def _zstd(body: bytes, limit: int) -> bytes:
    parts, size = [], 0
    try:
        with zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(
            body, read_across_frames=True
        ) as reader:
            while size < limit and (part := reader.read(min(65536, limit - size))):
                parts.append(part)
                size += len(part)
    except zstandard.ZstdError:
        pass
    return b"".join(parts)


_DECODERS: dict[str, Decoder] = {
    "gzip": gunzip,
    "x-gzip": gunzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
