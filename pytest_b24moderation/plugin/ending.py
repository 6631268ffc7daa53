"""When a run is ended from outside: SIGTERM ends it in good order, and no worker outlives its controller."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_b24moderation.hosting import Marked

PATIENCE = 0.8
"""Seconds that a browser has, in all, to let go of us before it is ended the hard way."""

GLANCE = 0.2
"""Seconds between two looks of a worker whether its controller still lives."""


@dataclass
class Running:
    """What an interrupt has to stop: the session, and the browser that was started in it."""

    session: pytest.Session | None = None
    children: list[Marked] = field(default_factory=list)

    def stop(self) -> None:
        """Run no further items, should something on the way swallow the interrupt."""
        if self.session is not None:
            self.session.shouldstop = "interrupted"

    def end_children(self) -> None:
        """End the browser the hard way, for when it keeps us waiting."""
        for children in self.children:
            children.end()


def end_orderly(running: Running, *, worker: bool) -> Callable[[], None]:
    """From now on SIGTERM is what Ctrl-C is: fixtures clear up, reports are written. Returns what undoes this.

    A worker hears of one Ctrl-C twice, from the terminal and from its controller; the second must not disturb it.
    """
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    numbers = (signal.SIGTERM, signal.SIGINT)

    def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        running.stop()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN if worker else signal.default_int_handler)
        timer = threading.Timer(PATIENCE, running.end_children)  # whatever is waited for then fails
        timer.daemon = True
        timer.start()
        _raise_outside_of_loops(KeyboardInterrupt(signal.Signals(number).name))

    before = {number: signal.signal(number, interrupt) for number in numbers}

    def undo() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return undo


def _raise_outside_of_loops(error: BaseException) -> None:
    """Raise it here, or where Playwright's own greenlet gives way to us; inside, it would end a loop we still need."""
    greenlet = sys.modules.get("greenlet")
    if greenlet is None or greenlet.getcurrent().parent is None:
        raise error

    def switched(event: str, places: tuple[Any, Any]) -> None:  # noqa: ARG001
        if places[1].parent is None:
            greenlet.settrace(None)
            raise error  # in the greenlet that is switched to

    greenlet.settrace(switched)


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
