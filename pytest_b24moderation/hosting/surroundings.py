"""What a command of others runs in: its private folder, names and authorities that lead it to the gateway."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.hosting import brought, environment, sweep
from pytest_b24moderation.hosting.guard import Guard, Order
from pytest_b24moderation.hosting.private import mounts
from pytest_b24moderation.hosting.ways import ADDRESS, RESOLVER, Way, own_loopback


def open_scratch(scratch: Path, stack: ExitStack) -> None:
    """Make the folder, which goes with the stack, and note whose it is."""
    scratch.mkdir(parents=True, exist_ok=True)
    stack.callback(shutil.rmtree, scratch, ignore_errors=True)
    sweep.note(scratch)
    (scratch / "private").mkdir()


Covers = tuple[tuple[tuple[str, str], ...], str, str]
"""Private file → path that it covers; the address that all names lead to; who answers them."""


def cover(way: Way, scratch: Path, gateway: Gateway, stack: ExitStack, variables: dict[str, str]) -> Covers:
    """What covers the machine's own files, and the addresses inside; adds the variables that the way needs."""
    private, bundle = scratch / "private", gateway.authority.bundle()
    if way.name == "proxy":
        sock = socket.create_server(("127.0.0.1", 0), backlog=256)
        _adopt(gateway, [sock], "", stack)
        variables |= environment.trusting(private, gateway.authority, sock.getsockname()[:2])
        return (), "", ""
    variables |= environment.trusting(private, gateway.authority, None)
    if way.name == "namespace":
        return mounts(private, RESOLVER, bundle), ADDRESS, RESOLVER
    address, sockets = own_loopback()
    _adopt(gateway, sockets, address, stack)
    return mounts(private, address, bundle), address, address


def enclose(order: Order, program: str, scratch: Path, gateway: Gateway, stack: ExitStack) -> Guard:
    """Start the command behind its covers, known to the sweep and heard by the gateway; it ends with the stack.

    ``program``: what is run, by whose environment of Python more is covered.
    """
    if order.mounts:
        own = brought.covers(program, order.environment, scratch / "private", gateway.authority.bundle())
        order = replace(order, mounts=order.mounts + own)
    guard = Guard(order)
    stack.callback(guard.close_logs)
    stack.callback(guard.end)
    sweep.note(scratch, guard.process.pid)
    _adopt(gateway, guard.sockets, ADDRESS, stack)
    return guard


def _adopt(gateway: Gateway, sockets: Sequence[socket.socket], address: str, stack: ExitStack) -> None:
    """Let the gateway serve the listeners of what runs; they are dismissed with the stack."""
    for sock in sockets:
        if sock.type == socket.SOCK_DGRAM:
            gateway.answer_names(sock, address)
        else:
            gateway.adopt("solution", sock)
        stack.callback(gateway.dismiss, sock)
