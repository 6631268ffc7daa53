"""Reads requests out of a client's bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httptools

from pytest_b24moderation.gateway.message import Headers, field, tokens

_UPGRADES = frozenset({b"connection", b"upgrade", b"http2-settings"})


@dataclass(slots=True)
class Head:
    """The head of a request as the client wrote it; ``target`` may be a whole URL."""

    method: bytes
    target: bytes
    headers: Headers
    persistent: bool
    modern: bool
    chunked: bool
    websocket: bool


class RequestReader:
    """Tells of each request's head, parts of its body, and its end (the `on_…` methods are httptools' callbacks)."""

    def __init__(self, began: Callable[[Head], None], body: Callable[[bytes], None], ended: Callable[[], None]) -> None:
        self._began, self._body, self._ended = began, body, ended
        self._fresh()

    def feed(self, data: bytes) -> bytes | None:
        """Read on. After a request for another protocol (WebSocket): what follows it. Raises ValueError: no HTTP."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            rest = data[upgrade.args[0] :]
            again = self._again
            self._fresh()
            # an offer of another HTTP is not taken: read on without it
            return self.feed(again + rest) if again else rest
        except httptools.HttpParserError as error:
            raise ValueError(f"the request is no HTTP: {error.__context__ or error}") from error
        return None

    def on_message_begin(self) -> None:
        self._target = b""
        self._headers: Headers = []
        self._inside = False

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._inside:  # what comes behind the body is no header
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        offered = tokens(field(self._headers, b"upgrade"))
        upgrades = bool(offered) and b"upgrade" in tokens(field(self._headers, b"connection"))
        method, version = self._parser.get_method(), self._parser.get_http_version()
        if upgrades and b"websocket" not in offered:
            rows = [b"%b: %b\r\n" % row for row in self._headers if row[0].lower() not in _UPGRADES]
            line = b"%b %b HTTP/%b\r\n" % (method, self._target, version.encode())
            self._again = b"".join([line, *rows, b"\r\n"])
            return
        self._inside = True
        head = Head(
            method=method,
            target=self._target,
            headers=self._headers,
            persistent=self._parser.should_keep_alive(),
            modern=version == "1.1",
            chunked=b"chunked" in tokens(field(self._headers, b"transfer-encoding")),
            websocket=upgrades,
        )
        self._began(head)

    def on_body(self, body: bytes) -> None:
        if self._inside:
            self._body(body)

    def on_message_complete(self) -> None:
        if self._inside:
            self._ended()

    def _fresh(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._again = b""
        self.on_message_begin()
