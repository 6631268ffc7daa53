"""Children that others start in our name end with us, however we end, and nobody else's do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pytest_b24moderation.hosting import marked

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="children are found in /proc")
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
HARNESS = """
import os, subprocess, sys, time
from pathlib import Path
from pytest_b24moderation.hosting import marked

with marked(Path(sys.argv[1])) as known:
    child = subprocess.Popen(sys.argv[2:], env={**os.environ, **known.variables}, start_new_session=True)
    print(child.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    children: list[subprocess.Popen[bytes]] = []
    yield children
    for child in children:
        child.kill()
        child.wait()


def sleeper(variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(SLEEPER, env={**os.environ, **variables}, start_new_session=True)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int, within: float) -> bool:
    ends = time.monotonic() + within
    while lives(pid) and time.monotonic() < ends:
        time.sleep(0.02)
    return not lives(pid)


def test_they_end_on_order_and_others_live(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    with marked(tmp_path / "scratch") as known:
        ours, other = sleeper(known.variables), sleeper({})
        started += [ours, other]
        assert known.variables["TMPDIR"] == str(tmp_path / "scratch")
        known.end()
        assert gone(ours.pid, within=5)
        assert lives(other.pid)
    assert not (tmp_path / "scratch").exists()


def test_an_orderly_end_leaves_them_to_whoever_started_them(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    with marked(tmp_path / "scratch") as known:
        started.append(sleeper(known.variables))
    assert known.watchdog.poll() == 0
    assert lives(started[0].pid)


def test_they_end_when_the_harness_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HARNESS, str(tmp_path / "scratch"), *SLEEPER]
    harness = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert harness.stdout is not None
    with harness.stdout:
        child = int(harness.stdout.readline())
    assert lives(child)
    harness.send_signal(signal.SIGKILL)
    harness.wait()
    assert gone(child, within=5)
