"""Ends what a killed harness left running, browser and driver, by the mark in their environment.

A script, started by `marked.py` with the standard library only. Its input is a pipe that the harness holds. When it
ends without the word `done`, the harness was killed; with the word `end`, they are to end at once. The mark is handed
on to every child, so processes are found that have lost their parents. Where there is no /proc, they end by
themselves at the end of their own pipes.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

PATIENCE = 0.5
"""Seconds for them to end by themselves, and to clear up behind them."""

RESOLVE = 10.0
"""Seconds after which what cannot be killed is given up."""


def main(mark: str) -> None:
    """Wait for the end of the input; then end every process whose environment holds ``mark``."""
    order = sys.stdin.buffer.read()
    if order == b"done":
        return
    ends = time.monotonic() + (0 if order == b"end" else PATIENCE)
    while time.monotonic() < ends:
        if not marked(mark.encode()):
            return
        time.sleep(0.05)
    ends += RESOLVE
    while (found := marked(mark.encode())) and time.monotonic() < ends:
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        time.sleep(0.05)


def marked(mark: bytes) -> list[int]:
    """The processes, other than this one, that were handed the mark."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        pid = int(file.parent.name)
        try:
            if pid != os.getpid() and mark in file.read_bytes():
                found.append(pid)
        except OSError:
            continue
    return found


if __name__ == "__main__":
    main(sys.argv[1])
