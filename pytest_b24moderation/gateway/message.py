"""HTTP messages as they pass: what is sent on, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

Headers = list[tuple[bytes, bytes]]

_HOP = frozenset(
    b"connection keep-alive proxy-connection proxy-authorization te trailer transfer-encoding upgrade".split()
)
_BRIEF = 65_536
_FORWARDED = frozenset(b"x-forwarded-for x-forwarded-proto x-forwarded-host".split())


class Capture:
    """The beginning of a body, up to a limit, and how long the whole was."""

    __slots__ = ("data", "limit", "size")

    def __init__(self, limit: int) -> None:
        self.data = bytearray()
        self.size = 0
        self.limit = limit

    def add(self, chunk: bytes) -> None:
        self.size += len(chunk)
        room = self.limit - len(self.data)
        if room > 0:
            self.data += chunk if len(chunk) <= room else chunk[:room]


def field(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes:
    """The values of all headers of that (lower-case) name, joined; b"" without one."""
    return b", ".join(value for key, value in headers if key.lower() == name)


def tokens(value: bytes) -> list[bytes]:
    """A comma-separated header's parts, in lower case."""
    return [part.strip().lower() for part in value.split(b",") if part.strip()]


def authority(value: str, default: int) -> tuple[str, int]:
    """`host[:port]` → host in lower case without brackets or final dot, port. Raises ValueError."""
    parts = urlsplit(f"//{value}")
    return (parts.hostname or "").rstrip("."), parts.port or default


@dataclass(slots=True)
class Request:
    """The head of a request, and where it goes. ``path`` is in origin form."""

    method: bytes
    scheme: str
    host: str
    port: int
    path: bytes
    headers: Headers
    peer: str
    persistent: bool
    modern: bool
    """The client speaks HTTP/1.1, so it understands chunks."""
    chunked: bool
    websocket: bool
    brief: bool
    """Its body is short, so it goes on in one piece."""

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == (443 if self.scheme == "https" else 80) else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path.decode('latin-1')}"

    def head(self, *, ours: bool) -> bytes:
        """The head as it goes to the upstream; ``ours``: one that is told who asked, and how."""
        dropped = _HOP | set(tokens(field(self.headers, b"connection"))) | {b"expect"}
        if ours:
            dropped |= _FORWARDED
        lines = [b"%b %b HTTP/1.1" % (self.method, self.path)]
        host = b""
        for name, value in self.headers:
            lower = name.lower()
            if lower not in dropped:
                lines.append(b"%b: %b" % (name, value))
            if lower == b"host":
                host = value
        if not host:
            host = self.host.encode()
            lines.append(b"Host: %b" % host)
        if self.chunked:
            lines.append(b"Transfer-Encoding: chunked")
        if self.websocket:
            lines.append(b"Connection: Upgrade\r\nUpgrade: websocket")
        if ours:
            lines.append(b"X-Forwarded-For: %b" % self.peer.encode())
            lines.append(b"X-Forwarded-Proto: %b" % self.scheme.encode())
            lines.append(b"X-Forwarded-Host: %b" % host)
        lines.append(b"\r\n")
        return b"\r\n".join(lines)


@dataclass(slots=True)
class Answer:
    """The head of an answer. ``sized``: it says how long its body is, or has none."""

    status: int
    reason: bytes
    headers: Headers
    sized: bool
    brief: bool = False
    """Its body is short, so it goes on in one piece."""

    def head(self, request: Request) -> bytes:
        """The head as it goes to the client."""
        lines = [b"HTTP/1.1 %d %b" % (self.status, self.reason)]
        dropped = _HOP | set(tokens(field(self.headers, b"connection")))
        lines += [b"%b: %b" % row for row in self.headers if row[0].lower() not in dropped]
        if self.status == 101:
            lines.append(b"Connection: Upgrade\r\nUpgrade: websocket")
        elif not self.persistent(request):
            lines.append(b"Connection: close")
        elif not request.modern:
            lines.append(b"Connection: keep-alive")
        if not self.sized and request.modern:
            lines.append(b"Transfer-Encoding: chunked")
        lines.append(b"\r\n")
        return b"\r\n".join(lines)

    def persistent(self, request: Request) -> bool:
        """Whether the client's connection can carry another request after this."""
        return request.persistent and (self.sized or request.modern)


def brief(headers: Headers) -> bool:
    """Whether these headers announce a body so short that waiting for all of it is cheaper than passing parts."""
    length = field(headers, b"content-length")
    return length.isdigit() and int(length) <= _BRIEF


def chunk(data: bytes) -> bytes:
    """One chunk of a body whose length is not known beforehand."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def shown(headers: Headers) -> list[tuple[str, str]]:
    """Headers as text."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
