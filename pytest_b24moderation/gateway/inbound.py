"""A client's connection: its requests pass one after another, in order."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from pytest_b24moderation.gateway.message import Request, authority, brief, field
from pytest_b24moderation.gateway.passing import Passing
from pytest_b24moderation.gateway.requests import Head, RequestReader

if TYPE_CHECKING:
    from pytest_b24moderation.gateway.core import Core
    from pytest_b24moderation.gateway.outbound import Outbound

_PIPELINED = 8
_PORTS = {"http": 80, "https": 443}


class Inbound(asyncio.Protocol):
    """Queues what its reader tells of.

    ``asked``: names of the TLS greeting (empty without one); ``proxied``: what a CONNECT named.
    """

    def __init__(
        self, core: Core, source: str, scheme: str, asked: list[str], proxied: tuple[str, int] | None = None
    ) -> None:
        self.core = core
        self.source = source
        self.transport: asyncio.Transport
        self._scheme = scheme
        self._asked = asked
        self._proxied = proxied
        self._waiting: deque[Passing] = deque()
        self._newest: Passing | None = None
        self._tunnel: Outbound | None = None
        self._early = b""
        self._upgrading = False
        self._closing = False
        self._reader = RequestReader(self._began, self._body, self._ended)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.core.living.add(transport)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if isinstance(peer, tuple) and peer else "127.0.0.1"

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._closing = True
        self.core.living.discard(self.transport)
        if self._tunnel is not None:
            self._tunnel.close()
        waiting, self._waiting = self._waiting, deque()
        if waiting:
            waiting[0].fail("the client closed the connection before the answer was whole", 0)

    def eof_received(self) -> bool:
        """A client may say that it will send no more, and still wait for the answer."""
        self._closing = True
        return bool(self._waiting) and self._scheme == "http"

    def pause_writing(self) -> None:
        self._upstream_reading(paused=True)

    def resume_writing(self) -> None:
        self._upstream_reading(paused=False)

    def data_received(self, data: bytes) -> None:
        if self._tunnel is not None:
            self._tunnel.transport.write(data)
        elif self._upgrading:
            self._early += data
        elif not self._closing:
            self._feed(data)

    def open_tunnel(self, outbound: Outbound, first: bytes) -> Inbound:
        """The protocol was changed (WebSocket): from now on bytes pass as they are."""
        self._tunnel = outbound
        if first:
            self.transport.write(first)
        if self._early:
            outbound.transport.write(self._early)
        return self

    def passed(self, passing: Passing, rest: bytes, *, keep: bool) -> None:
        """An exchange is over: its last bytes go out, and the next one has its turn."""
        if not self._waiting or self._waiting[0] is not passing:  # the client has gone
            return
        if rest:
            self.transport.write(rest)
        if passing.upgraded:
            self._waiting.popleft()
            return
        if not keep or (self._closing and len(self._waiting) == 1):
            self._waiting.clear()
            self._closing = True
            self.transport.close()
        elif passing.asked_whole:
            self._next()

    def _next(self) -> None:
        self._waiting.popleft()
        if self._waiting:
            # not at once: we may be inside the parser of the connection that is taken next
            self.core.loop.call_soon(self._begin, self._waiting[0])
        self.transport.resume_reading()
        if self._upgrading:
            early, self._early, self._upgrading = self._early, b"", False
            self._feed(early)

    def _begin(self, passing: Passing) -> None:
        passing.start()
        passing.flush()

    def _upstream_reading(self, *, paused: bool) -> None:
        upstream = self._tunnel or (self._waiting[0].outbound if self._waiting else None)
        if upstream is not None and not upstream.closing:
            (upstream.transport.pause_reading if paused else upstream.transport.resume_reading)()

    def _feed(self, data: bytes) -> None:
        try:
            rest = self._reader.feed(data)
        except ValueError as error:
            self._reject(str(error))
            rest = None
        if rest is not None:
            self._early = rest
        if self._waiting:
            self._waiting[0].flush()

    def _reject(self, text: str) -> None:
        self._closing = True
        if not self._waiting:
            body = f"{text}\n".encode()
            head = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
            self.transport.write(head + body)
            self.transport.close()

    def _began(self, head: Head) -> None:
        if field(head.headers, b"expect").lower() == b"100-continue" and not self._waiting:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._upgrading = head.websocket
        self._newest = Passing(self.core, self, self._request(head))
        self._waiting.append(self._newest)
        if len(self._waiting) == 1:
            self._newest.start()
        elif len(self._waiting) > _PIPELINED:
            self.transport.pause_reading()

    def _body(self, data: bytes) -> None:
        if self._newest is not None:
            self._newest.request_body(data)

    def _ended(self) -> None:
        passing = self._newest
        if passing is None:
            return
        passing.request_end()
        if passing.left and self._waiting and self._waiting[0] is passing:
            self._next()

    def _request(self, head: Head) -> Request:
        scheme, path, named = self._scheme, head.target, field(head.headers, b"host").decode("latin-1")
        if not path.startswith(b"/") and b"://" in path:
            parts = urlsplit(path.decode("latin-1"))
            scheme, named = parts.scheme.lower(), parts.netloc.rpartition("@")[2]
            path = ((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).encode("latin-1")
        port = self._proxied[1] if self._proxied else _PORTS.get(scheme, 80)
        try:
            host, port = authority(named, port)
        except ValueError:
            host = ""
        if self._asked and self.core.find(host) is None:  # as at a front server: a known Host wins over the greeting
            host = self._asked[-1]
        elif not host and self._proxied:
            host = self._proxied[0]
        return Request(
            method=head.method,
            scheme=scheme,
            host=host,
            port=port,
            path=path,
            headers=head.headers,
            peer=self._peer,
            persistent=head.persistent,
            modern=head.modern,
            chunked=head.chunked,
            websocket=head.websocket,
            brief=brief(head.headers),
        )
