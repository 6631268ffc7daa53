"""Runs the solution under test: a copy of its folder, its own server, its names led to it."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.hosting import brought, environment
from pytest_b24moderation.hosting.guard import Guard, Order
from pytest_b24moderation.hosting.ready import Watched, wait_until_ready
from pytest_b24moderation.hosting.surroundings import cover, enclose, open_scratch
from pytest_b24moderation.hosting.ways import Way, choose
from pytest_b24moderation.model import Deadlines, InfrastructureError, LogLine, Render, ScenarioError, Server
from pytest_b24moderation.record import Recorder

_LONGEST_LINE = 8_000
_MOST_LINES = 20_000
_GRACE = 1.5
_USUAL_PORT = 8000


@dataclass(eq=False)
class Hosted:
    """A solution's server that runs. ``work``: the copy of its folder that it runs in.

    ``sees_all``: no call of the server can go past the gateway; where false, silence proves nothing.
    """

    way: str
    sees_all: bool
    port: int
    work: Path
    guard: Guard
    stop_signal: int
    lines: list[str] = field(default_factory=list)
    """What it has written so far."""

    def alive(self) -> bool:
        """Whether any of its processes still runs."""
        return self.guard.alive()

    def connect(self) -> socket.socket:
        """A connection to its port. Raises OSError."""
        if self.way == "namespace":
            return self.guard.connect(self.port)
        failure = OSError()
        for address in ("127.0.0.1", "::1"):
            try:
                return socket.create_connection((address, self.port), timeout=2)
            except OSError as error:
                failure = error
        raise failure

    def stop(self) -> None:
        """Ask it to stop, and end whatever of it has not within a moment."""
        if self.alive():
            self.guard.signal(self.stop_signal)
            self.guard.wait(_GRACE)
        self.guard.end()


@contextmanager
def host(
    server: Server,
    *,
    hostnames: Sequence[str],
    gateway: Gateway,
    recorder: Recorder,
    render: Render,
    scratch: Path,
    deadlines: Deadlines,
    way: str = "",
) -> Iterator[Hosted]:
    """Start the solution's server, lead ``hostnames`` to it, and leave nothing of it behind.

    ``render`` fills the templates of command, environment and files; it is given the names work, port, url
    and python besides its own. ``way``: "" for the best that is open here (`ways()`).

    Raises StageFailed when the server does not get ready, ScenarioError when it cannot be started as
    written, InfrastructureError when this machine does not let us.
    """
    chosen = choose(way)
    with ExitStack() as stack:
        open_scratch(scratch, stack)
        hosted = _start(server, chosen, gateway, render, scratch, hostnames, stack)
        _read_logs(hosted, recorder, stack)
        stack.callback(hosted.stop)
        for hostname in hostnames:
            gateway.route(hostname, "solution", hosted.connect)
            stack.callback(gateway.forget, hostname)
        ended = partial(hosted.guard.wait, 0)
        watched = Watched(hosted.connect, ended, hosted.lines, [*hostnames, "localhost"][0], server.place)
        wait_until_ready(watched, server.ready, deadlines.ready)
        yield hosted


def _start(
    server: Server,
    way: Way,
    gateway: Gateway,
    render: Render,
    scratch: Path,
    hostnames: Sequence[str],
    stack: ExitStack,
) -> Hosted:
    port, work, number = _port(server, way), scratch / "work", _signal(server)
    names = {"work": str(work), "port": port, "python": sys.executable, "url": f"https://{[*hostnames, ''][0]}"}
    filled = partial(render, names=names)
    _copy(server, work, filled)
    brought.extend(work, gateway.authority.ca_pem)
    variables = environment.base(scratch, port)
    covers = cover(way, scratch, gateway, stack, variables)
    variables |= {str(key): str(filled(value)) for key, value in server.environment.items()}
    command = tuple(str(filled(part)) for part in server.command)
    _check_command(command, variables, work, server)
    guard = enclose(Order(command, work, variables, way.namespaces, *covers), command[0], scratch, gateway, stack)
    return Hosted(way.name, way.sees_all, port, work, guard, number)


def _port(server: Server, way: Way) -> int:
    if way.name == "namespace":
        return server.port or _USUAL_PORT
    try:
        with socket.create_server(("127.0.0.1", server.port or 0)) as sock:
            return int(sock.getsockname()[1])
    except OSError as error:
        raise InfrastructureError(f"port {server.port} is taken on this machine: {error}", "free it") from error


def _copy(server: Server, work: Path, filled: partial[object]) -> None:
    if not server.folder.is_dir():
        raise ScenarioError(f"the server's folder {server.folder} does not exist", server.place)
    shutil.copytree(server.folder, work, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    for relative, template in server.files.items():
        target = (work / relative).resolve()
        if not target.is_relative_to(work.resolve()):
            raise ScenarioError(f"the file {relative} would lie outside the server's folder", server.place)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(str(filled(template)), encoding="utf-8")


def _check_command(command: tuple[str, ...], variables: dict[str, str], work: Path, server: Server) -> None:
    program = command[0] if command else ""
    path = variables.get("PATH")
    if not program or not (shutil.which(program, path=path) or shutil.which(str(work / program))):
        raise ScenarioError(
            f"the server's command {program!r} is not found",
            server.place,
            expected="a program on this machine's PATH, or in the server's folder",
            hint="install it, or name another command",
        )


def _signal(server: Server) -> int:
    name = server.stop if server.stop.startswith("SIG") else f"SIG{server.stop}"
    try:
        return int(signal.Signals[name])
    except KeyError:
        raise ScenarioError(f"there is no signal {server.stop}", server.place, hint="SIGTERM, SIGINT") from None


def _read_logs(hosted: Hosted, recorder: Recorder, stack: ExitStack) -> None:
    process = hosted.guard.process
    readers = []
    for name, stream in (("stdout", process.stdout), ("stderr", process.stderr)):
        if stream is not None:
            readers.append(threading.Thread(target=_read, args=(name, stream, hosted, recorder), daemon=True))
    for reader in readers:
        reader.start()
        stack.callback(reader.join, 1.0)


def _read(name: str, stream: IO[bytes], hosted: Hosted, recorder: Recorder) -> None:
    """Each line once on the timeline; a server that writes without end is heard out, but no longer written down."""
    with contextlib.suppress(ValueError, OSError):  # closed at the end
        while raw := stream.readline(_LONGEST_LINE):
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if len(hosted.lines) < _MOST_LINES:
                hosted.lines.append(line)
                recorder.add(LogLine, stream=name, text=line)
            elif len(hosted.lines) == _MOST_LINES:
                hosted.lines.append("")
                recorder.add(LogLine, stream=name, text=f"(more than {_MOST_LINES} lines: the rest is left out)")
