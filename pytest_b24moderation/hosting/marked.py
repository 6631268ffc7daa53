"""Children that others start in our name (the browser's driver), so marked that they end with us."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pytest_b24moderation.hosting import sweep

_SCRIPT = Path(__file__).with_name("watchdog.py")
MARK = "B24_RUN"


@dataclass(frozen=True)
class Marked:
    """Children that bear a mark. ``variables``: what they must be started with."""

    variables: Mapping[str, str]
    watchdog: subprocess.Popen[bytes]

    def end(self) -> None:
        """End all of them at once."""
        self.tell(b"end")

    def tell(self, word: bytes) -> None:
        """The watchdog's last order; it hears only the first."""
        with contextlib.suppress(OSError, ValueError):
            assert self.watchdog.stdin is not None  # noqa: S101
            self.watchdog.stdin.write(word)
            self.watchdog.stdin.close()


@contextmanager
def marked(scratch: Path) -> Iterator[Marked]:
    """Variables for such children: the mark, and ``scratch`` for their temporary files.

    While this lasts, a process watches over us: when we are killed it ends whatever bears the mark.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(16)
    watchdog = subprocess.Popen(
        [sys.executable, "-I", "-S", str(_SCRIPT), f"{MARK}={mark}"],
        stdin=subprocess.PIPE,
        start_new_session=sys.platform != "win32",
    )
    sweep.note(scratch)
    known = Marked({MARK: mark, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(scratch))}, watchdog)
    try:
        yield known
    finally:
        known.tell(b"done")
        watchdog.wait()
        shutil.rmtree(scratch, ignore_errors=True)
