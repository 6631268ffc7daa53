"""Environments with a suite's dependencies, made from the user's own registries and kept between runs."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.fidelity.place import FidelityError


def python(folder: Path, checkout: Path, wanted: Sequence[str]) -> Path:
    """The interpreter of a virtual environment in ``folder`` with these requirements, as `pip install` writes them.

    It is made anew when they, or the checkout's pyproject.toml, change. Raises FidelityError when pip fails.
    """
    interpreter = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    project = checkout / "pyproject.toml"
    facts = "\n".join([sys.version, *wanted, project.read_text("utf-8") if project.is_file() else ""])
    digest, stamp = hashlib.sha256(facts.encode()).hexdigest(), folder / "stamp"
    if stamp.is_file() and stamp.read_text() == digest:
        return interpreter
    done([sys.executable, "-m", "venv", "--clear", str(folder)], checkout)
    done([str(interpreter), "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], checkout)
    stamp.write_text(digest)
    return interpreter


def node(folder: Path, wanted: Mapping[str, str]) -> Path:
    """The `node_modules` in ``folder`` with these packages (name → range), whose install scripts are not run.

    Raises FidelityError when Node or npm is missing, or npm fails.
    """
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise FidelityError(f"no {program} was found; install Node 20 or later")
    text = json.dumps({"private": True, "type": "module", "dependencies": dict(sorted(wanted.items()))}, indent=1)
    project, modules = folder / "package.json", folder / "node_modules"
    if project.is_file() and project.read_text("utf-8") == text and (folder / "stamp").is_file():
        return modules
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    project.write_text(text, "utf-8")
    done(["npm", "install", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"], folder)
    (folder / "stamp").touch()
    return modules


def done(command: Sequence[str], folder: Path) -> None:
    """Run a preparing command on this machine's own network. Raises FidelityError with its last lines."""
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        last = "\n    ".join((result.stderr or result.stdout).strip().splitlines()[-5:])
        raise FidelityError(f"{' '.join(command[:4])} … failed with status {result.returncode}:\n    {last}")
