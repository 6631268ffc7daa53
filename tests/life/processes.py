"""What a run has started: processes with their times of start, and the ports on which they listen."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from pytest_b24moderation.hosting.sweep import started


@dataclass(frozen=True)
class Process:
    """``at``: its time of start, for ids are used again."""

    pid: int
    parent: int
    at: str
    command: str

    @property
    def alive(self) -> bool:
        return started(self.pid) == self.at


def below(root: int) -> list[Process]:
    """The processes below that one, the nearest first."""
    known: dict[int, Process] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        known[int(folder.name)] = Process(int(folder.name), parent, started(int(folder.name)), command)
    found = [root]
    for pid in found:
        found += [process.pid for process in known.values() if process.parent == pid]
    return [known[pid] for pid in found[1:] if pid in known and known[pid].at]


def ports(pid: int) -> set[int]:
    """The TCP ports on which that process listens in this network."""
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            inodes.add(str(descriptor.readlink()).removeprefix("socket:[").removesuffix("]"))
        except OSError:
            continue
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A" and row[9] in inodes}


def listening() -> set[int]:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A"}


def patience(seconds: float) -> float:
    """That long on an idle machine; longer where more programs want to run than there are processors."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def gone_after(processes: list[Process], within: float) -> tuple[float, list[Process]]:
    """When the last of them was gone, and those that stayed for all that time."""
    began = time.monotonic()
    while (left := [p for p in processes if p.alive]) and time.monotonic() - began < within:
        time.sleep(0.02)
    return time.monotonic() - began, left
