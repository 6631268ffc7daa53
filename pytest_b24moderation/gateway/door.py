"""What a fresh connection speaks: TLS, plain HTTP, or CONNECT and then one of these."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time

from pytest_b24moderation.gateway.authority import distrusted
from pytest_b24moderation.gateway.core import Core
from pytest_b24moderation.gateway.inbound import Inbound
from pytest_b24moderation.gateway.message import authority
from pytest_b24moderation.record import RawExchange

_TLS = 0x16
_CONNECT = b"CONNECT "
_LONGEST_HEAD = 16_384
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_REFUSED = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


async def accept(core: Core, source: str, listener: socket.socket) -> None:
    """Take the connections of one listening socket until it is closed."""
    while True:
        try:
            sock, _ = await core.loop.sock_accept(listener)
        except (ConnectionAbortedError, InterruptedError):
            continue
        except OSError as error:
            if listener.fileno() == -1:
                return
            core.faults.append(f"a listener of {source} could not accept: {error}")
            await asyncio.sleep(0.2)
            continue
        task = core.loop.create_task(_welcome(core, source, sock))
        core.tasks.add(task)
        task.add_done_callback(core.tasks.discard)


async def _welcome(core: Core, source: str, sock: socket.socket) -> None:
    handed = False
    try:
        sock.setblocking(False)
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        first = await _peek(core, sock)
        proxied = None
        if first.startswith(_CONNECT):
            proxied = await _connect_head(core, sock)
            if proxied is None:
                await core.loop.sock_sendall(sock, _REFUSED)
                return
            await core.loop.sock_sendall(sock, _ESTABLISHED)
            first = await _peek(core, sock)
        if first:
            handed = True
            await _hand_over(core, source, sock, first[0] == _TLS, proxied)
    except OSError:  # the client has gone
        pass
    finally:
        if not handed:
            sock.close()


async def _hand_over(
    core: Core, source: str, sock: socket.socket, secure: bool, proxied: tuple[str, int] | None
) -> None:
    asked: list[str] = []
    if not secure:
        await core.loop.connect_accepted_socket(lambda: Inbound(core, source, "http", asked, proxied), sock)
        return
    context = core.authority.greeting(asked, proxied[0] if proxied else str(sock.getsockname()[0]))
    try:
        await core.loop.connect_accepted_socket(
            lambda: Inbound(core, source, "https", asked, proxied), sock, ssl=context, ssl_handshake_timeout=30
        )
    except (ssl.SSLError, OSError, TimeoutError) as error:
        sock.close()
        if distrusted(error):
            _tell(core, source, asked, error)


def _tell(core: Core, source: str, asked: list[str], error: BaseException) -> None:
    """A client that does not trust the authority explains much: it belongs on the timeline."""
    host = asked[-1] if asked else ""
    raw = RawExchange(
        source=source,
        target=core.kind(host),
        method="CONNECT",
        url=f"https://{host}/",
        request_headers=[],
        request_body=b"",
        status=0,
        response_headers=[],
        response_body=b"",
        started=time.time(),
        took=0.0,
        error=f"TLS: the client did not trust the run's authority: {error}",
        request_size=0,
        response_size=0,
    )
    core.keep(core.recorder(), lambda: raw, lambda: None)
    if source == "solution":  # no fault of its own: what it does because of it must not be blamed on it
        core.faults.append(
            f"a client of the solution asked for {host or 'a host'}, but trusts none but its own authorities, "
            f"so its calls could not be followed (docs/clients.md says what each client trusts)"
        )


async def _peek(core: Core, sock: socket.socket) -> bytes:
    """The first bytes of what comes, left where they are: enough to tell CONNECT from all else."""
    while True:
        await _readable(core, sock)
        first = sock.recv(len(_CONNECT), socket.MSG_PEEK)
        if len(first) == len(_CONNECT) or not first or not _CONNECT.startswith(first):
            return first
        await asyncio.sleep(0.01)


async def _connect_head(core: Core, sock: socket.socket) -> tuple[str, int] | None:
    """Read a CONNECT request, not one byte further; host and port, or None when it is malformed."""
    head = b""
    while b"\r\n\r\n" not in head:
        await _readable(core, sock)
        ahead = sock.recv(_LONGEST_HEAD, socket.MSG_PEEK)
        if not ahead or len(head) > _LONGEST_HEAD:
            return None
        end = (head + ahead).find(b"\r\n\r\n")
        head += sock.recv(len(ahead) if end < 0 else end + 4 - len(head))
    try:
        host, port = authority(head.split(b" ", 2)[1].decode("ascii"), 443)
    except (ValueError, IndexError):
        return None
    return (host, port) if host else None


async def _readable(core: Core, sock: socket.socket) -> None:
    ready: asyncio.Future[None] = core.loop.create_future()
    core.loop.add_reader(sock, _mark, ready)
    try:
        await ready
    finally:
        core.loop.remove_reader(sock)


def _mark(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)
