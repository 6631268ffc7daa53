from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.model import Deadlines, Exchange
from pytest_b24moderation.record import Recorder

HOST = "b24-test.bitrix24.com"


class Wire:
    """Bytes on the wire."""

    @staticmethod
    def head(sock: socket.socket) -> bytes:
        """Read up to the empty line, not further."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = sock.recv(1)
            if not byte:
                return b""
            head += byte
        return head

    @staticmethod
    def exactly(sock: socket.socket, size: int) -> bytes:
        data = b""
        while len(data) < size:
            part = sock.recv(size - len(data))
            if not part:
                break
            data += part
        return data

    @staticmethod
    def all(sock: socket.socket) -> bytes:
        data = b""
        while part := sock.recv(65536):
            data += part
        return data

    @staticmethod
    def ok(body: bytes = b"ok", extra: bytes = b"") -> bytes:
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%b\r\n%b" % (len(body), extra, body)

    @staticmethod
    def always(data: bytes, *, keep: bool = True) -> Callable[[socket.socket, bytes], bool]:
        def reply(sock: socket.socket, _head: bytes) -> bool:
            sock.sendall(data)
            return keep

        return reply


@dataclass
class Upstream:
    """A server that answers by hand-written bytes, connection by connection, and keeps what it was sent."""

    reply: Callable[[socket.socket, bytes], bool]
    """Answers one request (head, as received so far); False closes the connection."""
    heads: list[bytes] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self._stopped = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self._stopped:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with sock:
            sock.settimeout(10)
            try:
                while head := Wire.head(sock):
                    self.heads.append(head)
                    if not self.reply(sock, head):
                        return
            except OSError:
                return

    def close(self) -> None:
        self._stopped = True
        self._listener.close()


@dataclass
class Place:
    """A gateway with a recorder, and a listener for one side."""

    gateway: Gateway
    recorder: Recorder
    address: tuple[str, int]
    upstreams: list[Upstream] = field(default_factory=list)

    def upstream(self, reply: Callable[[socket.socket, bytes], bool] | bytes, host: str = HOST) -> Upstream:
        upstream = Upstream(Wire.always(reply) if isinstance(reply, bytes) else reply)
        self.upstreams.append(upstream)
        self.gateway.route(host, "portal" if host == HOST else "solution", upstream.address)
        return upstream

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.gateway.authority.ca_pem.decode())

    def plain(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=10)

    def secure(self, host: str = HOST) -> ssl.SSLSocket:
        return self.trusting().wrap_socket(self.plain(), server_hostname=host)

    def ask(self, request: bytes, *, host: str = HOST, secure: bool = True) -> bytes:
        """Send bytes on a fresh connection; all that comes until it is closed."""
        with self.secure(host) if secure else self.plain() as sock:
            sock.sendall(request)
            return Wire.all(sock)

    def exchanges(self) -> list[Exchange]:
        return list(self.recorder.entries(Exchange))


@contextmanager
def placed(folder: Path, deadlines: Deadlines) -> Iterator[Place]:
    recorder = Recorder(folder, deadlines=deadlines)
    with Gateway(deadlines) as gateway:
        gateway.recorder = recorder
        place = Place(gateway, recorder, gateway.listen("browser"))
        try:
            yield place
            assert gateway.faults == ()
        finally:
            for upstream in place.upstreams:
                upstream.close()
            recorder.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with placed(tmp_path / "run", Deadlines(answer=5, body=100_000)) as made:
        yield made


@pytest.fixture
def wire() -> type[Wire]:
    return Wire


@pytest.fixture
def make_place(tmp_path: Path) -> Callable[[Deadlines], AbstractContextManager[Place]]:
    return lambda deadlines: placed(tmp_path / "other", deadlines)
