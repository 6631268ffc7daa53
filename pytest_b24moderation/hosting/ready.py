"""When a solution's server is ready, and what was seen last when it never is."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pytest_b24moderation.model import Place, ScenarioError, StageFailed

ENDS = "exit"
"""What `ready` says of a command that does its work and ends."""

_PAUSE = 0.05
_TRY = 5.0
_SETTLED = 2.0
"""Seconds after which an error of a server's own is the way it answers a visit that is not the portal's."""

_NOT_YET = (502, 503, 504)

_LONGEST = 300
"""Characters of a line of the log that are told."""

_NOT_INSTALLED = re.compile(
    r"ModuleNotFoundError: No module named .+|Cannot find (?:module|package) '[^./][^']*'.*|ERR_MODULE_NOT_FOUND.*"
    r"|cannot load such file -- [^./].*|^\S*sh: .+: (?:command )?not found$"
    r"|Failed opening required '.*vendor/autoload\.php'.*"
)
"""What a program says that was started where its libraries are not installed: this machine's affair, no fault of it."""

_NOT_UNDERSTOOD = re.compile(
    r"\b(?:SyntaxError|TabError): (?!.*(?:JSON|string did not match)).+|Parse error: .*unexpected .+"
    r"|ERR_UNKNOWN_FILE_EXTENSION.*|\bReferenceError: (?:fetch|structuredClone|crypto|File|WebSocket) is not defined"
    r"|ERR_OSSL_EVP_UNSUPPORTED.*|^(?!.*\bwarn).*(?:Unsupported engine|EBADENGINE).*|.*\brequires a different Python.*"
    r"|.*\brequires? (?:a )?(?:Python|Node(?:\.js)?|PHP) (?:version )?[\"']?(?:[<>=^~]|v?\d).*"
    r"|.*\b(?:Python|Node(?:\.js)?|PHP) v?\d[\d.]*\+? (?:or (?:later|newer|higher|above|greater) )?is required.*",
    re.IGNORECASE,
)
"""What a runtime says of a program that is written for another version of it, or is wrong in its own right."""


@dataclass(frozen=True)
class Watched:
    """A server that is starting. ``lines``: what it has written so far; ``place``: where the scenario names it."""

    connect: Callable[[], socket.socket]
    ended: Callable[[], int | None]
    lines: Sequence[str]
    hostname: str
    place: Place | None = None


def wait_until_ready(server: Watched, ready: str, within: float) -> None:
    """Wait for the path to be answered with a status below 500, or for the log line (`log:` and a pattern).

    A command that does its work and ends (`exit`) is waited for until it has, with status 0.
    Without either any answer of `/` will do that is not a gateway's; an error of the server's own when it stays:
    many a page fails without the fields with which the portal opens it.

    Raises StageFailed, with the last state and the last lines of the log, when it ends or is late; ScenarioError
    when that is because something that it needs is not installed for it, or its runtime does not understand it.
    """
    if ready == ENDS:
        _wait_until_ended(server, within)
        return
    until = time.monotonic() + within
    pattern = ready.removeprefix("log:") if ready.startswith("log:") else None
    state, failing = "nothing yet", 0.0
    while time.monotonic() < until:
        if pattern is not None:
            if any(re.search(pattern, line) for line in tuple(server.lines)):
                return
            state = f"no log line matches {pattern!r}"
        else:
            code, state = _ask(server, ready or "/")
            failing = (failing or time.monotonic()) if code >= 500 and code not in _NOT_YET else 0.0
            if 0 < code < 500:
                return
            if failing and not ready and time.monotonic() - failing >= _SETTLED:
                _installed(server, f"the solution's server answers with status {code} only")
                return
        status = server.ended()
        if status is not None:
            time.sleep(_PAUSE)  # its last words are still being read
            raise _failed(server, f"the solution's server ended with status {status} before it was ready", state)
        time.sleep(_PAUSE)
    raise _failed(server, f"the solution's server was not ready within {within:g} s", state)


def _wait_until_ended(server: Watched, within: float) -> None:
    until = time.monotonic() + within
    while (status := server.ended()) is None:
        if time.monotonic() >= until:
            raise _failed(server, f"the solution's command had not ended within {within:g} s", "it still runs")
        time.sleep(_PAUSE)
    time.sleep(_PAUSE)  # its last words are still being read
    if status:
        raise _failed(server, f"the solution's command ended with status {status}", "it has ended")


def _failed(server: Watched, words: str, state: str) -> Exception:
    try:
        _installed(server, words)
    except ScenarioError as error:
        return error
    return StageFailed(words, _last(server, state))


def _installed(server: Watched, words: str) -> None:
    """Raise ScenarioError when its log names something that is not installed for it, or the runtime's version."""
    for line in reversed(tuple(server.lines)):
        if missing := _NOT_INSTALLED.search(line):
            hint = "install it where the server's command finds it; the command starts in the server's folder"
            raise ScenarioError(words, server.place, "all that the server needs", missing[0].strip(), hint)
        if refused := _NOT_UNDERSTOOD.search(line):
            hint = (
                "if the solution is written for another version, name that one's program in the server's command; "
                "if the version is right, the error is the solution's own"
            )
            wanted = "a runtime of the version that the solution is written for"
            raise ScenarioError(words, server.place, wanted, refused[0].strip()[:_LONGEST], hint)


def _ask(server: Watched, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(server.hostname)
    try:
        connection.sock = server.connect()
        connection.sock.settimeout(_TRY)
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https", "Connection": "close"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return 0, f"{path} is not answered: {error or type(error).__name__}"
    finally:
        connection.close()
    return status, f"{path} is answered with status {status}"


def _last(server: Watched, state: str) -> str:
    runs = [(line[:_LONGEST], len(list(same))) for line, same in groupby(tuple(server.lines))][-15:]
    lines = [f"{line} ({times} times)" if times > 1 else line for line, times in runs]
    return "\n    ".join([state, *lines]) if lines else f"{state}; its log is empty"
