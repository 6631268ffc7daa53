"""When a run is ended from outside: SIGTERM ends it in good order, and no worker outlives its controller."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

GLANCE = 0.2
"""Seconds between two looks of a worker whether its controller still lives."""


def end_orderly(*, worker: bool) -> Callable[[], None]:
    """From now on SIGTERM is what Ctrl-C is: fixtures clear up, reports are written. Returns what undoes this.

    A worker hears of one Ctrl-C twice, from the terminal and from its controller; the second must not disturb it.
    """
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    numbers = (signal.SIGTERM, signal.SIGINT) if worker else (signal.SIGTERM,)

    def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt(signal.Signals(number).name)

    before = {number: signal.signal(number, interrupt) for number in numbers}

    def undo() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return undo


def end_with_parent() -> None:
    """A killed controller cannot tell its workers, so each looks by itself; its own children end at its end."""
    parent = os.getppid()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(GLANCE)
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    threading.Thread(target=look, name="b24-parent", daemon=True).start()


def interrupt_workers(workers: list[int]) -> None:
    """Have them end in good order, at once: pytest-xdist would let each finish the item that it runs."""
    for pid in workers:
        try:
            os.kill(pid, signal.SIGTERM)
        except OSError:
            continue
