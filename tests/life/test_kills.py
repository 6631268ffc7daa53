"""A run that is ended from outside leaves no process, no port and, at the next start, no folder behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pytest_b24moderation.model import Opened
from tests.life.conftest import Project
from tests.life.processes import Process, below, gone_after, listening, patience, ports

pytestmark = [pytest.mark.browser, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]

SOON = 2.0
CODE = "bad.unfinished"


@pytest.fixture(scope="module")
def waiting(project: Project) -> Project:
    """A project whose one solution keeps the harness waiting in its wizard, with everything started."""
    project.deadlines |= {"wizard": 90, "page": 20, "answer": 20}
    project.solution("unfinished")
    return project


def clear(project: Project) -> None:
    shutil.rmtree(project.folder / "reports", ignore_errors=True)
    for folder in folders(project):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(project: Project, *args: str) -> Iterator[tuple[subprocess.Popen[str], list[Process]]]:
    """A run in the middle of its wizard, and all that it has started."""
    clear(project)
    process = project.start(f"--solution={CODE}", *args)
    try:
        project.wait_for(CODE, Opened, process)
        family = below(process.pid)
        commands = "\n".join(member.command for member in family)
        assert all(word in commands for word in ("bad.py unfinished", "driver/node", "--type=renderer", "warden.py"))
        yield process, family
    finally:
        process.kill()
        process.wait()
        for member in family:
            if member.alive:
                os.kill(member.pid, signal.SIGKILL)


def folders(project: Project) -> list[Path]:
    """What runs keep among temporary files while they last."""
    return [*project.temporary.glob("b24moderation*/*"), *project.temporary.glob("playwright*")]


@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM", "SIGTERM with workers"])
def test_an_interrupted_run_ends_in_order(waiting: Project, how: str) -> None:
    with running(waiting, *["-n", "1"] * how.endswith("workers")) as (process, family):
        inside = {port for member in family for port in ports(member.pid)} | ports(process.pid)
        if how == "Ctrl-C":
            os.killpg(process.pid, signal.SIGINT)
        else:
            for _ in range(3):  # impatience must not disturb the clearing up
                process.send_signal(signal.SIGTERM)
                time.sleep(0.05)
        took, left = gone_after(family, patience(SOON))
        assert not left, took
        assert process.wait(30) == 2
        assert not inside & listening()
    verdict = waiting.verdict(CODE)
    assert (verdict["decision"], verdict["blame"]) == ("none", "ours")
    # At Ctrl-C the terminal tells the browser too, which may be gone before we have heard.
    assert "interrupted" in verdict["reason"] or (how == "Ctrl-C" and "the browser died" in verdict["reason"])
    assert waiting.timeline(CODE)
    assert not folders(waiting)


@pytest.mark.parametrize("how", ["with a driver that hangs", "with workers"])
def test_a_killed_run_takes_everything_with_it(waiting: Project, how: str) -> None:
    with running(waiting, *["-n", "1"] * how.endswith("workers")) as (process, family):
        inside = {port for member in family for port in ports(member.pid)} | ports(process.pid)
        if how.endswith("hangs"):
            os.kill(next(member.pid for member in family if "driver/node" in member.command), signal.SIGSTOP)
        process.kill()
        took, left = gone_after(family, patience(SOON))
        assert not left, took
        process.wait()
        assert not inside & listening()
    assert any(isinstance(entry, Opened) for entry in waiting.timeline(CODE))
    if how == "with a driver that hangs":
        assert folders(waiting), "a killed run cannot clear up"
        assert waiting.run(f"--solution={CODE}", "--deadline=wizard=1", "-k", "INS-01") == 1
        assert not folders(waiting)


def test_a_killed_browser_is_ours(waiting: Project) -> None:
    with running(waiting, "-k", "install or INS-01") as (process, family):
        for member in family:
            if "--type=" not in member.command and "--headless" in member.command:
                os.kill(member.pid, signal.SIGKILL)
        assert process.wait(60) == 11, waiting.output
    verdict = waiting.verdict(CODE)
    assert (verdict["decision"], verdict["blame"]) == ("none", "ours")
    assert "the browser died" in verdict["reason"]
    assert not [judgement for judgement in verdict["judgements"] if judgement["findings"]]
    assert " passed" not in waiting.output
    assert ", 1 error in" in waiting.output
