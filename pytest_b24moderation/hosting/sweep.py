"""What a killed run left behind: folders, and processes that nobody guards any more."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

_LEDGER = "hosting.json"


def note(scratch: Path, *pids: int) -> None:
    """Write down whose folder this is, and which processes belong to it."""
    rows = [[pid, started(pid)] for pid in (os.getpid(), *pids)]
    (scratch / _LEDGER).write_text(json.dumps({"owner": rows[0], "processes": rows[1:]}))


def sweep(root: Path) -> list[Path]:
    """Remove folders right below ``root`` whose run was killed, and end its processes; the folders removed.

    A process is ended only when its id and its time of start are those that were written down. Folders of
    runs that still go on, and folders that are not ours, stay.
    """
    removed = []
    # One level only: deeper down lie files of solutions, which must not tell us whom to kill.
    for ledger in sorted(root.glob(f"*/{_LEDGER}")) if root.is_dir() else ():
        try:
            rows = json.loads(ledger.read_text())
            owner, processes = rows["owner"], [(int(pid), str(at)) for pid, at in rows["processes"]]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if not owner[1] or started(int(owner[0])) == owner[1]:
            continue
        for pid, at in processes:
            if at and started(pid) == at:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        shutil.rmtree(ledger.parent, ignore_errors=True)
        removed.append(ledger.parent)
    return removed


def started(pid: int) -> str:
    """When a process was started, in the system's own words; "" when there is none (or none can be told)."""
    if sys.platform == "linux":
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]
    if sys.platform == "win32":
        return ""
    asked = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout.strip()
