"""The harness's side of `warden.py`: starts it, talks with it, ends it."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pytest_b24moderation.model import InfrastructureError

_SCRIPT = Path(__file__).with_name("warden.py")
_PATIENCE = 10.0


@dataclass(frozen=True)
class Order:
    """What to run, and in what. ``mounts``: private file → path that it covers."""

    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    namespaces: tuple[str, ...] = ()
    mounts: tuple[tuple[str, str], ...] = ()
    address: str = ""
    resolver: str = ""


class Guard:
    """One guarded process tree. Raises InfrastructureError when its namespaces cannot be furnished.

    ``sockets``: the listeners handed out of a network namespace: 443, 80, and DNS (UDP).
    """

    def __init__(self, order: Order) -> None:
        self.sockets: list[socket.socket] = []
        self._turn = threading.Lock()
        self._channel: socket.socket | None = None
        theirs: socket.socket | None = None
        if order.namespaces:
            self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(theirs.fileno(),) if theirs else (),
            start_new_session=sys.platform != "win32",
        )
        assert self.process.stdin is not None  # noqa: S101
        self._pipe = self.process.stdin
        number = theirs.fileno() if theirs else -1
        if theirs is not None:
            theirs.close()
        self._say(json.dumps({**_plain(order), "channel": number}))
        if self._channel is not None:
            self._receive(self._channel)

    def connect(self, port: int) -> socket.socket:
        """A connection to a port inside the namespace. Raises OSError."""
        channel = self._channel
        if channel is None:
            raise ConnectionRefusedError("this process has no namespace of its own")
        with self._turn:
            channel.send(str(port).encode())
            answer, numbers, _, _ = socket.recv_fds(channel, 500, 1)
        if numbers:
            sock = socket.socket(fileno=numbers[0])
            sock.setblocking(True)  # the namespace's side had a time limit, which travels with it
            return sock
        raise ConnectionRefusedError(answer[1:].decode() or "the namespace is gone")

    def alive(self) -> bool:
        """Whether any process of it still runs."""
        return self.process.poll() is None

    def wait(self, seconds: float) -> int | None:
        """Its exit status, or None when it still runs after that time."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def signal(self, number: int) -> None:
        """Send the command's process group a signal."""
        self._say(f"stop {number}")

    def end(self) -> None:
        """End every process of it at once; nothing happens when they have ended."""
        with contextlib.suppress(OSError):
            self._pipe.close()
        if self.wait(2) is None:
            self.process.kill()
            self.process.wait()
        if self._channel is not None:
            self._channel.close()

    def close_logs(self) -> None:
        """Close our ends of its output."""
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError):
            self._pipe.write(f"{line}\n".encode())
            self._pipe.flush()

    def _receive(self, channel: socket.socket) -> None:
        channel.settimeout(_PATIENCE)
        try:
            answer, numbers, _, _ = socket.recv_fds(channel, 500, 8)
        except OSError as error:
            answer, numbers = f"!no answer from the guarding process: {error}".encode(), []
        if answer == b"ready":
            self.sockets = [socket.socket(fileno=number) for number in numbers]
            return
        self.end()
        detail = answer[1:].decode(errors="replace") or (
            self.process.stderr.read().decode() if self.process.stderr else ""
        )
        self.close_logs()
        raise InfrastructureError(f"namespaces cannot be furnished here: {detail}", "choose another way of hosting")


def _plain(order: Order) -> dict[str, object]:
    return {
        "command": list(order.command),
        "folder": str(order.folder),
        "environment": dict(order.environment),
        "namespaces": list(order.namespaces),
        "mounts": [list(row) for row in order.mounts],
        "address": order.address,
        "resolver": order.resolver,
    }
