"""When a solution's server is ready, and what was seen last when it never is."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pytest_b24moderation.model import StageFailed

_PAUSE = 0.05
_TRY = 5.0


@dataclass(frozen=True)
class Watched:
    """A server that is starting. ``lines``: what it has written so far."""

    connect: Callable[[], socket.socket]
    ended: Callable[[], int | None]
    lines: Sequence[str]
    hostname: str


def wait_until_ready(server: Watched, ready: str, within: float) -> None:
    """Wait for the path to be answered with a status below 500, or for the log line (`log:` and a pattern).

    Raises StageFailed, with the last state and the last lines of the log, when it ends or is late.
    """
    until = time.monotonic() + within
    pattern = ready.removeprefix("log:") if ready.startswith("log:") else None
    state = "nothing yet"
    while time.monotonic() < until:
        if pattern is not None:
            if any(re.search(pattern, line) for line in tuple(server.lines)):
                return
            state = f"no log line matches {pattern!r}"
        else:
            good, state = _ask(server, ready)
            if good:
                return
        status = server.ended()
        if status is not None:
            time.sleep(_PAUSE)  # its last words are still being read
            raise StageFailed(
                f"the solution's server ended with status {status} before it was ready", _last(server, state)
            )
        time.sleep(_PAUSE)
    raise StageFailed(f"the solution's server was not ready within {within:g} s", _last(server, state))


def _ask(server: Watched, path: str) -> tuple[bool, str]:
    connection = http.client.HTTPConnection(server.hostname)
    try:
        connection.sock = server.connect()
        connection.sock.settimeout(_TRY)
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https", "Connection": "close"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return False, f"{path} is not answered: {error or type(error).__name__}"
    finally:
        connection.close()
    return status < 500, f"{path} is answered with status {status}"


def _last(server: Watched, state: str) -> str:
    lines = tuple(server.lines)[-15:]
    return "\n    ".join([state, *lines]) if lines else f"{state}; its log is empty"
