"""One exchange on its way: request through to the upstream, answer back, recorded when it is whole."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from pytest_b24moderation.gateway.core import Core, StandIn
from pytest_b24moderation.gateway.message import Answer, Capture, Request, chunk, shown
from pytest_b24moderation.gateway.outbound import Outbound
from pytest_b24moderation.gateway.reach import UnreachableError, reach
from pytest_b24moderation.record import RawExchange

if TYPE_CHECKING:
    from pytest_b24moderation.gateway.inbound import Inbound

_WAITING = 262_144
_REPEATABLE = frozenset({b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE"})


FAILED = b"X-Gateway-Failed"
"""Header of answers that are the gateway's own: no upstream gave one."""


STANDS_IN = b"X-Gateway-Stands-In"
"""Header of answers that a scenario gives in the stead of a host."""


class Passing:
    """Begun by the client's connection, which tells it of the request's parts; carried by an upstream's."""

    def __init__(self, core: Core, inbound: Inbound, request: Request) -> None:
        self.core = core
        self.inbound = inbound
        self.request = request
        self.asked_whole = False
        self._recorder = core.recorder()
        self._route = core.find(request.host)
        self._key: object = self._route or (request.scheme, request.host, request.port)
        self._asked = Capture(core.deadlines.body)
        self._given = Capture(core.deadlines.body)
        self._ours = False
        self._started = time.time()
        self._moved = core.loop.time()
        self._to_upstream = bytearray(request.head(ours=self._route is not None))
        self._sent = b""
        self._to_client = bytearray()
        self.outbound: Outbound | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._answer: Answer | None = None
        self._over = False
        self._timer: asyncio.TimerHandle | None = None
        self.left = self.upgraded = False

    def start(self) -> None:
        """It is this request's turn."""
        if self._over:
            return
        wait = self.core.deadlines.answer
        self._moved = self.core.loop.time()
        self._timer = self.core.loop.call_later(wait, self._watch)
        shared = self._route is not None and self._route.shared
        idle = self.core.take(self._key) if shared or self.request.method in _REPEATABLE else None
        if idle is not None:
            self._attach(idle)  # what calls us flushes
        else:
            self._connecting = self.core.loop.create_task(self._connect())

    # the request's side

    def request_body(self, data: bytes) -> None:
        self._moved = self.core.loop.time()
        self._asked.add(data)
        if self._over:
            return
        self._to_upstream += chunk(data) if self.request.chunked else data
        if self.outbound is None and len(self._to_upstream) > _WAITING:
            self.inbound.transport.pause_reading()

    def request_end(self) -> None:
        self.asked_whole = True
        if self.request.chunked:
            self._to_upstream += b"0\r\n\r\n"

    def flush(self) -> None:
        """Send on what has come of the request."""
        if self.outbound is None or not self._to_upstream or self._over:
            return
        if self.request.brief and not self.asked_whole:
            return
        data = bytes(self._to_upstream)
        self._to_upstream.clear()
        if self.outbound.used:
            self._sent += data
        self.outbound.transport.write(data)

    # the answer's side

    def answer_begin(self, answer: Answer) -> None:
        self._moved = self.core.loop.time()
        self._answer = answer
        self.upgraded = answer.status == 101
        self._to_client += answer.head(self.request)

    def answer_body(self, data: bytes) -> None:
        self._moved = self.core.loop.time()
        self._given.add(data)
        chunked = self._answer is not None and not self._answer.sized and self.request.modern
        self._to_client += chunk(data) if chunked else data

    def answer_end(self, *, reusable: bool) -> None:
        if self._over or self._answer is None:
            return
        if not self._answer.sized and self.request.modern:
            self._to_client += b"0\r\n\r\n"
        outbound, self.outbound = self.outbound, None
        if outbound is not None and not self.upgraded:
            outbound.release()
            if reusable and self.asked_whole and not self._to_upstream:
                self.core.put(self._key, outbound)
            else:
                outbound.close()
        self._finish("", broken=False)

    def deliver(self) -> None:
        """Pass on what has come of the answer; its end waits until it is recorded."""
        brief = self._answer is not None and self._answer.brief
        if self._to_client and not self._over and not brief:
            self.inbound.transport.write(bytes(self._to_client))
            self._to_client.clear()

    def fail(self, error: str, status: int = 502, how: bytes = b"1") -> None:
        """No answer, or a broken one: the client is told (unless ``status`` is 0: it has gone), the timeline why."""
        if self._over:
            return
        broken = self._answer is not None or not status
        if not broken:
            self._ours = True
            text = f"{error}\n".encode()
            rows = [(b"Content-Type", b"text/plain; charset=utf-8"), (b"Content-Length", b"%d" % len(text))]
            rows.append((FAILED, how))
            self.answer_begin(Answer(status, b"Gateway", rows, sized=True))
            if self.request.method != b"HEAD":
                self._to_client += text
        self._finish(error, broken=broken)

    def lost(self, error: Exception | None) -> None:
        """The upstream closed its connection too early."""
        outbound, self.outbound = self.outbound, None
        if outbound is not None and outbound.used and self._answer is None and self.request.method in _REPEATABLE:
            # it was idle, and closed just when we took it: ask again on a fresh one
            self._to_upstream[:0] = self._sent
            self._sent = b""
            self._connecting = self.core.loop.create_task(self._connect())
            return
        detail = f": {error}" if error else ""
        if self._answer is None:
            self.fail(f"the connection was closed without an answer{detail}")
        else:
            self.fail(f"the answer broke off after {self._given.size} bytes of its body{detail}")

    async def _connect(self) -> None:
        request = self.request
        target = request.path.decode("latin-1")
        if self._route is None and (found := self.core.stand_in(request.method.decode(), request.host, target)):
            self._stand_in(found)
            return
        try:
            outbound = await reach(self.core, self._route, request.scheme, request.host, request.port)
        except UnreachableError as error:
            self.fail(str(error), how=b"unreached" if error.lost else b"1")
            return
        if self._over:
            outbound.close()
        else:
            self._attach(outbound)
            self.flush()

    def _stand_in(self, found: StandIn) -> None:
        """Give the answer that the scenario has in the stead of this host."""
        if self._over:
            return
        rows = [(name.encode(), value.encode()) for name, value in found.headers]
        rows += [(b"Content-Length", b"%d" % len(found.body)), (STANDS_IN, b"1")]
        self.answer_begin(Answer(found.status, b"Stand-in", rows, sized=True))
        self.answer_body(found.body)
        self._finish("", broken=False)

    def _attach(self, outbound: Outbound) -> None:
        self.outbound = outbound
        outbound.carry(self)
        self.inbound.transport.resume_reading()

    def _watch(self) -> None:
        wait = self.core.deadlines.answer
        quiet = self.core.loop.time() - self._moved
        if quiet < wait:
            self._timer = self.core.loop.call_later(wait - quiet, self._watch)
        elif self._answer is not None:
            self.fail(f"timeout: the answer stopped for {wait:g} s after {self._given.size} bytes of its body")
        elif not self.asked_whole:
            self.fail(f"timeout: the request stopped for {wait:g} s after {self._asked.size} bytes of its body", 408)
        else:
            self.fail(f"timeout: no answer within {wait:g} s", 504)

    def _finish(self, error: str, *, broken: bool) -> None:
        self._over = True
        if self._timer is not None:
            self._timer.cancel()
        if self._connecting is not None and error:
            self._connecting.cancel()
        if self.outbound is not None and not self.upgraded:
            self.outbound.release()
            self.outbound.transport.abort()
            self.outbound = None
        took = time.time() - self._started
        self.core.keep(self._recorder, lambda: self._raw(error, took), lambda: self._leave(broken=broken))

    def _leave(self, *, broken: bool) -> None:
        self.left = True
        answer = self._answer
        keep = not broken and answer is not None and answer.persistent(self.request)
        self.inbound.passed(self, bytes(self._to_client), keep=keep)

    def _raw(self, error: str, took: float) -> RawExchange:
        # What the gateway says to the client when nobody answers is no answer.
        answer = None if self._ours else self._answer
        return RawExchange(
            source=self.inbound.source,
            target=self.core.kind(self.request.host),
            method=self.request.method.decode(),
            url=self.request.url,
            request_headers=shown(self.request.headers),
            request_body=bytes(self._asked.data),
            request_size=self._asked.size,
            status=answer.status if answer else 0,
            response_headers=shown(answer.headers) if answer else [],
            response_body=bytes(self._given.data),
            response_size=self._given.size,
            started=self._started,
            took=took,
            error=error,
        )
