"""Reads one answer out of an upstream's bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httptools

from pytest_b24moderation.gateway.message import Answer, Headers, brief, field, tokens

if TYPE_CHECKING:
    from pytest_b24moderation.gateway.passing import Passing

_BODILESS = frozenset({204, 304})


class AnswerReader:
    """Tells the exchange of its answer (the `on_…` methods are httptools' callbacks); one reader per answer.

    ``to_end``: the body lasts until the connection is closed.
    """

    def __init__(self, passing: Passing) -> None:
        self.to_end = False
        self._passing = passing
        self._parser = httptools.HttpResponseParser(self)
        self._headers: Headers = []
        self._reason = b""
        self._begun = self._whole = self._interim = False

    def feed(self, data: bytes) -> bytes | None:
        """Read on. After a change of the protocol: what follows it. Raises ValueError: no HTTP."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            return data[upgrade.args[0] :] if self._passing.upgraded else None
        except httptools.HttpParserError as error:
            if not self._whole:
                raise ValueError(f"the answer is no HTTP: {error.__context__ or error}: {data[:120]!r}") from error
        return None

    def on_status(self, reason: bytes) -> None:
        self._reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._begun:  # what comes behind the body is no header
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        status, passing = self._parser.get_status_code(), self._passing
        if self._whole:
            return
        if 100 <= status < 200 and status != 101:
            self._interim = True
            return
        if status == 101 and not passing.request.websocket:
            self._whole = True
            passing.fail("the answer is 101 Switching Protocols to a request that asked for none")
            return
        empty = status in _BODILESS or status == 101 or passing.request.method == b"HEAD"
        chunked = b"chunked" in tokens(field(self._headers, b"transfer-encoding"))
        self.to_end = not (empty or chunked or field(self._headers, b"content-length"))
        self._begun = True
        sized = empty or not (chunked or self.to_end)
        passing.answer_begin(Answer(status, self._reason, self._headers, sized, brief(self._headers)))
        if empty:  # what is said of its length is not about this answer
            self._whole = True
            passing.answer_end(reusable=self._parser.should_keep_alive() and status != 101)

    def on_body(self, body: bytes) -> None:
        if not self._whole:
            self._passing.answer_body(body)

    def on_message_complete(self) -> None:
        if self._interim:
            self._interim, self._headers, self._reason = False, [], b""
        elif self._begun and not self._whole:
            self._whole = True
            self._passing.answer_end(reusable=self._parser.should_keep_alive())
