"""What all connections of one gateway share; it lives on the gateway's thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pytest_b24moderation.gateway.authority import Authority
from pytest_b24moderation.model import Deadlines
from pytest_b24moderation.record import RawExchange, Recorder

if TYPE_CHECKING:
    from pytest_b24moderation.gateway.outbound import Outbound

T = TypeVar("T")

_IDLE = 2.0
_HEAVY = 200_000


@dataclass(frozen=True, eq=False)
class Route:
    """Where a host's requests go. ``kind``: portal, oauth, sdk, solution or service."""

    host: str
    kind: str
    connect: tuple[str, int] | Callable[[], socket.socket]

    @property
    def shared(self) -> bool:
        """The emulator's hosts: their idle connections may carry any request."""
        return self.kind in {"portal", "oauth", "sdk"}


@dataclass(frozen=True)
class StandIn:
    """An answer in the stead of a third party. ``path``: with its query, or for any query."""

    method: str
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(eq=False)
class Core:
    """Routes, the recorder in force, idle connections and the living ones. ``faults``: what went wrong on our side."""

    loop: asyncio.AbstractEventLoop
    deadlines: Deadlines
    authority: Authority
    recorder: Callable[[], Recorder | None]
    routes: dict[str, Route] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    """What hosts on the network are to this run."""
    stand_ins: dict[str, tuple[StandIn, ...]] = field(default_factory=dict)
    """Answers in the stead of hosts, or of `*.domain`; what they do not answer goes to the host itself."""
    faults: list[str] = field(default_factory=list)
    living: set[asyncio.BaseTransport] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _idle: dict[object, list[tuple[float, Outbound]]] = field(default_factory=dict)

    def find(self, host: str) -> Route | None:
        """The route of a host; `*.domain` stands for every name below it."""
        return self.routes.get(host) or self.routes.get(f"*.{host.partition('.')[2]}")

    def kind(self, host: str) -> str:
        """What a host is to this run: its route's kind, what it was named, or a third party."""
        route = self.find(host)
        return route.kind if route else self.named.get(host, "third-party")

    def stand_in(self, method: str, host: str, target: str) -> StandIn | None:
        """The answer that stands in for a host's own, if any."""
        known = self.stand_ins.get(host) or self.stand_ins.get(f"*.{host.partition('.')[2]}") or ()
        asked = (target, target.partition("?")[0])
        return next((one for one in known if one.method == method and one.path in asked), None)

    def take(self, key: object) -> Outbound | None:
        """An idle connection that is young enough to be alive."""
        rows = self._idle.get(key, [])
        while rows:
            since, outbound = rows.pop()
            if not outbound.closing and self.loop.time() - since < _IDLE:
                return outbound
            outbound.close()
        return None

    def put(self, key: object, outbound: Outbound) -> None:
        """Keep a connection for the next request."""
        self._idle.setdefault(key, []).append((self.loop.time(), outbound))

    def drop(self, key: object) -> None:
        """Close the idle connections of a route."""
        for _, outbound in self._idle.pop(key, []):
            outbound.close()

    def sweep(self) -> None:
        """Close idle connections that became old."""
        old = self.loop.time() - _IDLE
        for key, rows in list(self._idle.items()):
            for row in [row for row in rows if row[0] < old]:
                rows.remove(row)
                row[1].close()
            if not rows:
                del self._idle[key]

    def keep(self, recorder: Recorder | None, raw: Callable[[], RawExchange], then: Callable[[], None]) -> None:
        """Record an exchange, then go on: at once, or beside the loop when the bodies are large."""
        if recorder is None:
            then()
            return
        exchange = raw()
        if len(exchange.request_body) + len(exchange.response_body) < _HEAVY:
            self._record(recorder, exchange)
            then()
            return
        done = in_thread(self.loop, lambda: self._record(recorder, exchange))
        done.add_done_callback(lambda _: then())

    def _record(self, recorder: Recorder, exchange: RawExchange) -> None:
        try:
            recorder.exchange(exchange)
        except Exception as error:  # noqa: BLE001  (the solution must get its answer; the fault is ours and told)
            self.faults.append(f"an exchange with {exchange.url} was not recorded: {type(error).__name__}: {error}")


def in_thread(loop: asyncio.AbstractEventLoop, work: Callable[[], T]) -> asyncio.Future[T]:
    """Do blocking work on a thread that nobody waits for at the end of the process."""
    future: asyncio.Future[T] = loop.create_future()

    def settle(value: T | None, error: BaseException | None) -> None:
        if future.done():
            if isinstance(value, socket.socket):
                value.close()
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)  # type: ignore[arg-type]

    def run() -> None:
        value, error = None, None
        try:
            value = work()
        except Exception as failure:  # noqa: BLE001  (handed on)
            error = failure
        try:
            loop.call_soon_threadsafe(settle, value, error)
        except RuntimeError:  # the loop is closed: nobody waits any more
            if isinstance(value, socket.socket):
                value.close()

    threading.Thread(target=run, name="b24-gateway-work", daemon=True).start()
    return future
