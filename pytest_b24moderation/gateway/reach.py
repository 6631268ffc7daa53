"""How a request's upstream is reached: by its route, or, for third parties, over the network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from functools import cache

from pytest_b24moderation.gateway.core import Core, Route, in_thread
from pytest_b24moderation.gateway.outbound import Outbound

_CONNECT = 10.0
_NEVER_PUBLIC = (".test", ".localhost", ".local", ".invalid", ".example", ".internal")


class UnreachableError(Exception):
    """The upstream could not be reached; the text says why, for the timeline and for the client.

    ``lost``: a name that may well be public is not reached from this machine.
    """

    def __init__(self, text: str, *, lost: bool = False) -> None:
        super().__init__(text)
        self.lost = lost


async def reach(core: Core, route: Route | None, scheme: str, host: str, port: int) -> Outbound:
    """A fresh connection to the upstream. Raises UnreachableError."""
    if route is not None:
        return await _routed(core, route)
    addresses = await _public(core, host, port)
    context = _verifying() if scheme == "https" else None
    reason = "no network route"
    for address in addresses:
        try:
            opening = core.loop.create_connection(
                lambda: Outbound(core), address, port, ssl=context, server_hostname=host if context else None
            )
            return (await asyncio.wait_for(opening, _CONNECT))[1]
        except ssl.SSLError as error:
            raise UnreachableError(f"{host}:{port} could not be trusted: {error}") from error
        except (OSError, TimeoutError) as error:
            reason = str(error) or "no answer"
    raise UnreachableError(f"refused: no network route to {host}: {reason}", lost=True)


async def _routed(core: Core, route: Route) -> Outbound:
    try:
        if isinstance(route.connect, tuple):
            host, port = route.connect
            return (await core.loop.create_connection(lambda: Outbound(core), host, port))[1]
        sock = await in_thread(core.loop, route.connect)
        return (await core.loop.create_connection(lambda: Outbound(core), sock=sock))[1]
    except OSError as error:
        raise UnreachableError(f"connection refused: the {route.kind} {route.host} does not listen: {error}") from error


async def _public(core: Core, host: str, port: int) -> list[str]:
    """The public addresses of a third party: a solution must not reach this machine through us."""
    if not host or ("." not in host and ":" not in host) or host.endswith(_NEVER_PUBLIC):
        raise UnreachableError(
            f"refused: no network route to {host or 'a request without a host'}: no such public name"
        )
    looking = in_thread(core.loop, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    try:
        rows = await asyncio.wait_for(looking, _CONNECT)
    except (OSError, UnicodeError, TimeoutError) as error:
        why = error or "its name is not answered"
        raise UnreachableError(f"refused: no network route to {host}: {why}", lost=True) from error
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if not all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in found):
        raise UnreachableError(f"refused: no network route to {host}: {found[0]} is a private address")
    return found


@cache
def _verifying() -> ssl.SSLContext:
    return ssl.create_default_context()
