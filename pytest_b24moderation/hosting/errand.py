"""Runs one command to its end, in the way a solution's server is run: every name leads it to the gateway."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.hosting import environment
from pytest_b24moderation.hosting.guard import Order
from pytest_b24moderation.hosting.surroundings import cover, enclose, open_scratch
from pytest_b24moderation.hosting.ways import choose
from pytest_b24moderation.model import InfrastructureError

_PORT = 8000
_PIECE = 65_536


@dataclass(frozen=True)
class Errand:
    """A command that ends by itself. ``log``: the file that gets all it writes."""

    command: tuple[str, ...]
    folder: Path
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def run(errand: Errand, *, gateway: Gateway, scratch: Path, timeout: float, way: str = "") -> int:
    """Its exit status; 128 + the signal that ended it; 124 when it did not end within ``timeout`` seconds.

    Nothing of it is left running, and ``scratch`` is removed. Raises InfrastructureError when its program is
    not there, or this machine does not let us.
    """
    chosen = choose(way)
    with ExitStack() as stack:
        open_scratch(scratch, stack)
        variables = environment.base(scratch, _PORT)
        covers = cover(chosen, scratch, gateway, stack, variables)
        variables |= errand.environment
        program = shutil.which(errand.command[0], path=variables.get("PATH"))
        if program is None:
            raise InfrastructureError(f"the command {errand.command[0]} is not found", "install it")
        order = Order(errand.command, errand.folder, variables, chosen.namespaces, *covers)
        guard = enclose(order, program, scratch, gateway, stack)
        with errand.log.open("wb") as log:
            readers = [_follow(stream, log) for stream in (guard.process.stdout, guard.process.stderr) if stream]
            status = guard.wait(timeout)
            guard.end()
            for reader in readers:
                reader.join()
        return 124 if status is None else status


def _follow(stream: IO[bytes], log: IO[bytes]) -> threading.Thread:
    def follow() -> None:
        while piece := stream.read1(_PIECE):  # type: ignore[attr-defined]
            log.write(piece)
            log.flush()

    reader = threading.Thread(target=follow, daemon=True)
    reader.start()
    return reader
