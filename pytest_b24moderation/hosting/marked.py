"""Children that others start in our name (the browser's driver), so marked that they end with us."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pytest_b24moderation.hosting import sweep

_SCRIPT = Path(__file__).with_name("watchdog.py")
MARK = "B24_RUN"


@contextmanager
def marked(scratch: Path) -> Iterator[Mapping[str, str]]:
    """The variables that such children must be given: the mark, and ``scratch`` for their temporary files.

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
    try:
        yield {MARK: mark, **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(scratch))}
    finally:
        with contextlib.suppress(OSError):
            watchdog.communicate(b"done")
        shutil.rmtree(scratch, ignore_errors=True)
