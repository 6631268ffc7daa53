"""A connection to an upstream: carries one exchange at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from pytest_b24moderation.gateway.answers import AnswerReader

if TYPE_CHECKING:
    from pytest_b24moderation.gateway.core import Core
    from pytest_b24moderation.gateway.inbound import Inbound
    from pytest_b24moderation.gateway.passing import Passing


class Outbound(asyncio.Protocol):
    """``used``: it has carried an exchange before."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.transport: asyncio.Transport
        self.used = False
        self._passing: Passing | None = None
        self._tunnel: Inbound | None = None
        self._reader: AnswerReader | None = None

    @property
    def closing(self) -> bool:
        return self.transport.is_closing()

    def close(self) -> None:
        self.transport.close()

    def carry(self, passing: Passing) -> None:
        """Take the next exchange."""
        self._passing = passing
        self._reader = AnswerReader(passing)

    def release(self) -> None:
        """The exchange is over on this side."""
        self._passing = None
        self.used = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.core.living.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.core.living.discard(self.transport)
        if self._tunnel is not None:
            self._tunnel.transport.close()
        passing = self._passing
        if passing is None:
            return
        if self._reader is not None and self._reader.to_end and exc is None:
            passing.answer_end(reusable=False)
        else:
            passing.lost(exc)

    def pause_writing(self) -> None:
        if self._passing is not None:
            self._passing.inbound.transport.pause_reading()

    def resume_writing(self) -> None:
        if self._passing is not None:
            self._passing.inbound.transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        if self._tunnel is not None:
            self._tunnel.transport.write(data)
            return
        passing, reader = self._passing, self._reader
        if passing is None or reader is None:  # nobody asked
            self.transport.abort()
            return
        try:
            rest = reader.feed(data)
        except ValueError as error:
            passing.fail(str(error))
            self.transport.abort()
            return
        if rest is not None:
            self._tunnel = passing.inbound.open_tunnel(self, rest)
        else:
            passing.deliver()
