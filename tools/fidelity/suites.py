"""Suites and checkouts: which suite a folder holds, and the copy that is run."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.fidelity import kinds
from tools.fidelity.outcomes import Outcome
from tools.fidelity.place import FidelityError, Place


@dataclass(frozen=True)
class Checkout:
    """The copy of a checkout that is run. ``path``: the copy; ``commit``: "" where the folder told none.

    ``scratch``: the suite's own folder, kept between runs (environments with its dependencies may stay there).
    ``vendor``: a folder with the suite's dependencies, where the user names one.
    """

    path: Path
    name: str
    version: str
    commit: str
    scratch: Path
    vendor: Path | None = None


@dataclass(frozen=True)
class Suite:
    """The tests of one SDK. ``run`` gives one outcome for each test; gaps are judged by the caller."""

    name: str
    recognises: Callable[[Path], bool]
    run: Callable[[Checkout, Place], list[Outcome]]


def known() -> list[Suite]:
    """Every suite of `tools/fidelity/kinds`, by name."""
    found = []
    for module in pkgutil.iter_modules(kinds.__path__):
        found.append(importlib.import_module(f"{kinds.__name__}.{module.name}").SUITE)
    return sorted(found, key=lambda suite: suite.name)


def recognised(folder: Path) -> Suite:
    """The suite of a checkout. Raises FidelityError when no suite knows it."""
    if not folder.is_dir():
        raise FidelityError(f"{folder} is no folder; give the path of a checkout")
    for suite in known():
        if suite.recognises(folder):
            return suite
    names = ", ".join(suite.name for suite in known())
    raise FidelityError(f"{folder} is a checkout of none of these: {names}")


def checked_out(folder: Path, suite: Suite, scratch: Path, vendor: Path | None = None) -> Checkout:
    """A fresh copy of the folder below ``scratch``, without what git ignores by itself: its own data."""
    target = scratch / "checkout"
    shutil.rmtree(target, ignore_errors=True)
    ignored = shutil.ignore_patterns(".git", "__pycache__", ".venv", "node_modules")
    shutil.copytree(folder, target, symlinks=True, ignore=ignored)
    return Checkout(target, suite.name, _version(folder), _git(folder, "rev-parse", "HEAD"), scratch, vendor)


def _version(folder: Path) -> str:
    for name in ("package.json", "composer.json"):
        if (folder / name).is_file() and (said := json.loads((folder / name).read_text("utf-8")).get("version")):
            return str(said)
    project = folder / "pyproject.toml"
    found = re.search(r'(?m)^version\s*=\s*"([^"]+)"', project.read_text("utf-8")) if project.is_file() else None
    return found[1] if found else _git(folder, "describe", "--tags", "--always")


def _git(folder: Path, *words: str) -> str:
    """What git says of a checkout of its own; "" where the folder is none."""
    if not (folder / ".git").exists():
        return ""
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
