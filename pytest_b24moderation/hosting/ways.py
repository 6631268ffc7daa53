"""How a solution's process can be kept apart here, so that every name leads it to the gateway."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pytest_b24moderation.hosting.guard import Guard, Order
from pytest_b24moderation.hosting.private import mounts
from pytest_b24moderation.model import InfrastructureError

ADDRESS, RESOLVER = "127.77.0.1", "127.0.0.53"
"""Inside a network namespace: where all names lead, and who answers them."""


@dataclass(frozen=True)
class Way:
    """``why``: "" where this way is open, else what stands against it. ``sees_all``: no call can go past it."""

    name: str
    sees_all: bool
    namespaces: tuple[str, ...] = ()
    why: str = ""


@cache
def ways() -> tuple[Way, ...]:
    """The three ways, best first, probed once for this process."""
    return _namespace(), _root(), Way("proxy", sees_all=False)


def choose(name: str = "") -> Way:
    """The best open way, or the one named. Raises InfrastructureError when that one is closed or unknown."""
    known = ways()
    if not name:
        return next(way for way in known if not way.why)
    found = next((way for way in known if way.name == name), None)
    if found is None:
        raise InfrastructureError(f"there is no way of hosting called {name}", "use namespace, root or proxy")
    if found.why:
        raise InfrastructureError(f"the way of hosting {name} is closed here: {found.why}", "leave the choice to us")
    return found


def own_loopback() -> tuple[str, list[socket.socket]]:
    """A loopback address that nobody uses at 443, 80 and 53, and its sockets in that order. Raises OSError."""
    failure = OSError("no address left in 127.77.0.0/16")
    for number in range(1, 255):
        address, made = f"127.77.{number}.1", []
        try:
            for port in (443, 80):
                made.append(socket.create_server((address, port), backlog=256))
            made.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            made[-1].bind((address, 53))
        except OSError as error:
            for sock in made:
                sock.close()
            failure = error
            if isinstance(error, PermissionError):
                break
        else:
            return address, made
    raise failure


def _namespace() -> Way:
    variants: list[tuple[str, ...]] = [("user", "mount", "net", "pid")]
    if _is_root():
        variants.insert(0, ("mount", "net", "pid"))
    why = "only Linux has namespaces"
    for variant in variants if sys.platform == "linux" else ():
        why = _probe(variant)
        if not why:
            return Way("namespace", sees_all=True, namespaces=variant)
    return Way("namespace", sees_all=True, why=why)


def _root() -> Way:
    way = "root"
    if sys.platform != "linux" or not _is_root():
        return Way(way, sees_all=True, why="needs root on Linux")
    try:
        for sock in own_loopback()[1]:
            sock.close()
    except OSError as error:
        return Way(way, sees_all=True, why=f"no loopback address can be bound at 443: {error}")
    for variant in (("mount", "pid"), ("mount",)):
        why = _probe(variant)
        if not why:
            return Way(way, sees_all=True, namespaces=variant)
    return Way(way, sees_all=True, why=why)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _probe(namespaces: tuple[str, ...]) -> str:
    """Really enter the namespaces, furnish them, and run something; "" or why that failed."""
    with tempfile.TemporaryDirectory(prefix="b24-probe-") as folder:
        order = Order(
            command=(sys.executable, "-I", "-S", "-c", "pass"),
            folder=Path(folder),
            environment={},
            namespaces=namespaces,
            mounts=mounts(Path(folder), RESOLVER, b""),
            address=ADDRESS,
            resolver=RESOLVER,
        )
        try:
            guard = Guard(order)
        except (InfrastructureError, OSError) as error:
            return str(error)
        for sock in guard.sockets:
            sock.close()
        status = guard.wait(10)
        guard.end()
        guard.close_logs()
        return "" if status == 0 else f"a command run in {', '.join(namespaces)} namespaces ended with status {status}"
