"""The gateway's thread and its public side."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self, TypeVar

from pytest_b24moderation.gateway.authority import Authority
from pytest_b24moderation.gateway.core import Core, Route, StandIn
from pytest_b24moderation.gateway.door import accept
from pytest_b24moderation.gateway.names import Answerer
from pytest_b24moderation.model import Deadlines, InfrastructureError
from pytest_b24moderation.record import Recorder

T = TypeVar("T")

_PATIENCE = 2.0


class Gateway:
    """Every name of a run behind one door: ends TLS, records each exchange once, passes it on.

    A context manager. Safe to use from any thread. ``recorder``: where exchanges that begin now are recorded;
    None: they pass unrecorded.
    """

    def __init__(self, deadlines: Deadlines | None = None) -> None:
        self.authority = Authority()
        self.recorder: Recorder | None = None
        self._loop = asyncio.SelectorEventLoop()
        self._core = Core(self._loop, deadlines or Deadlines(), self.authority, lambda: self.recorder)
        self._adopted: dict[socket.socket, Callable[[], object]] = {}
        self._thread = threading.Thread(target=self._run, name="b24-gateway", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def faults(self) -> tuple[str, ...]:
        """What went wrong on our own side so far: exchanges that could not be recorded."""
        return tuple(self._core.faults)

    def route(self, host: str, kind: str, connect: tuple[str, int] | Callable[[], socket.socket]) -> None:
        """Send ``host``'s requests to an upstream that speaks plain HTTP; replaces an older route.

        ``host``: a name, or `*.domain` for all names right below it. ``kind``: portal, oauth, sdk, solution
        or service. ``connect``: an address, or a call (made on a thread of its own) that gives a connected socket.
        """
        self.forget(host)
        self._core.routes[host.lower()] = Route(host.lower(), kind, connect)

    def name(self, host: str, kind: str) -> None:
        """Tell what a host on the network is to this run (solution, service); its requests go there as they are."""
        self._core.named[host.lower()] = kind

    def stand_in(self, host: str, answers: Iterable[StandIn]) -> None:
        """Answer in the stead of ``host`` (or `*.domain`); requests that no answer fits go on to it."""
        self._core.stand_ins[host.lower()] = tuple(answers)

    def forget(self, host: str) -> None:
        """From now on ``host`` is a third party's name; idle connections of its route are closed."""
        self._core.stand_ins.pop(host.lower(), None)
        self._core.named.pop(host.lower(), None)
        route = self._core.routes.pop(host.lower(), None)
        if route is not None:
            self._call(lambda: self._core.drop(route))

    def listen(self, source: str) -> tuple[str, int]:
        """A listener on loopback for one side: browser, solution, portal or harness. Its address."""
        sock = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.adopt(source, sock)
        address: tuple[str, int] = sock.getsockname()[:2]
        return address

    def adopt(self, source: str, sock: socket.socket) -> None:
        """Serve a listening socket made elsewhere (in a namespace); it is closed by dismissal or with the gateway."""
        sock.setblocking(False)
        try:
            self._call(lambda: self._serve(source, sock))
        except InfrastructureError:
            sock.close()
            raise

    def answer_names(self, sock: socket.socket, address: str) -> None:
        """Answer DNS queries on a bound UDP socket: every name has ``address`` (IPv4) and no other."""
        sock.setblocking(False)

        async def serve() -> None:
            transport, _ = await self._loop.create_datagram_endpoint(lambda: Answerer(address), sock=sock)
            self._core.living.add(transport)
            self._adopted[sock] = transport.abort

        asyncio.run_coroutine_threadsafe(serve(), self._loop).result(_PATIENCE)

    def dismiss(self, sock: socket.socket) -> None:
        """Stop serving an adopted socket (TCP or DNS), and close it."""
        stop = self._adopted.pop(sock, None)
        if stop is not None and not self._loop.is_closed():
            self._call(stop)

    def close(self) -> None:
        """End everything: listeners, connections, the thread; within two seconds."""
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)

    def _serve(self, source: str, sock: socket.socket) -> None:
        task = self._loop.create_task(accept(self._core, source, sock))
        self._core.tasks.add(task)
        task.add_done_callback(self._core.tasks.discard)
        task.add_done_callback(lambda _: sock.close())
        self._adopted[sock] = task.cancel

    def _call(self, work: Callable[[], T]) -> T:
        """Do something on the gateway's thread, and wait until it is done."""

        async def run() -> T:
            return work()

        if not self._thread.is_alive():
            raise InfrastructureError("the gateway is closed", "use it inside its `with` block")
        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(_PATIENCE)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._sweep()
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._end())
            self._loop.close()

    async def _end(self) -> None:
        for transport in list(self._core.living):
            transport.abort() if isinstance(transport, asyncio.WriteTransport) else transport.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_PATIENCE / 2)
        await asyncio.sleep(0)

    def _sweep(self) -> None:
        self._core.sweep()
        self._loop.call_later(1.0, self._sweep)
