"""Folders of a run: one under `reports/` for what stays, one of its own for what does not."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

from pytest_b24moderation.hosting import note, sweep


def fresh_folder(reports: Path, code: str) -> Path:
    """`reports/<code>/`, emptied of the run before."""
    folder = reports / code
    if folder.is_symlink():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def adopt(report: Path, folder: Path) -> Path:
    """Put a finished report into a folder, which may be there already; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(report, folder / report.name)
    return folder


def scratch_folder(root: Path) -> Path:
    """A folder of one run's own below ``root``; `hosting.sweep` removes it should the run be killed."""
    root.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="run-", dir=root))


def results_folder(root: Path) -> Path:
    """A folder below ``root`` for the results of this run; what killed runs left there is removed."""
    sweep(root)
    folder = scratch_folder(root)
    note(folder)
    return folder


def close_results(folder: Path) -> None:
    """Remove the folder of results once they were taken from it; what belongs to no solution goes with it."""
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.parent.rmdir()
