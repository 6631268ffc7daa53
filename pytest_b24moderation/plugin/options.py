"""The command line. Each option also has a `--b24-…` spelling, for where the short one is taken."""

from __future__ import annotations

import argparse
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

PLANS = ("full", "quick", "card")
ACTORS = ("admin", "user")

_OPTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "solution",
        {
            "action": "append",
            "default": [],
            "metavar": "CODE",
            "help": "moderate this solution: a folder of b24_scenarios, a glob, or all; CODE::STAGE does no more "
            "than that stage needs (repeatable)",
        },
    ),
    ("portal", {"default": "embedded", "metavar": "NAME", "help": "where it runs (default: embedded)"}),
    ("plan", {"default": "full", "choices": PLANS, "help": "how much of its life is gone through (default: full)"}),
    ("actor", {"action": "append", "default": [], "choices": ACTORS, "help": "only as this actor (repeatable)"}),
    ("seed", {"type": int, "default": None, "metavar": "N", "help": "seed of all invented data (printed at start)"}),
    (
        "deadline",
        {
            "action": "append",
            "default": [],
            "metavar": "NAME=SECONDS",
            "help": "change the policy of deadlines: wizard, answer, page, ready, settle, run, body (bytes)",
        },
    ),
    ("profile", {"default": "cloud-2026", "metavar": "NAME", "help": "profile of the embedded portal"}),
    ("hosting", {"default": "", "choices": ("", "namespace", "root", "proxy"), "help": "how a solution is reached"}),
    ("chromium", {"default": "", "metavar": "FILE", "help": "the browser to use, instead of the one that is found"}),
)


def add(parser: pytest.Parser) -> None:
    """Declare the options; a short name that another plugin has taken stays that plugin's."""
    group = parser.getgroup("b24moderation", "moderation of Bitrix24 solutions")
    for name, settings in _OPTIONS:
        spelled = {**settings, "dest": f"b24_{name}"}
        try:
            group.addoption(f"--{name}", f"--b24-{name}", **spelled)
        except (ValueError, argparse.ArgumentError):
            group.addoption(f"--b24-{name}", **spelled)
    parser.addini("b24_scenarios", "folder of the scenarios, one folder per solution", default="scenarios")
    parser.addini("b24_reports", "folder of the reports", default="reports")
    parser.addini("b24_deadlines", "the policy of deadlines, one NAME=SECONDS a line", type="linelist", default=[])


def asked(config: pytest.Config) -> list[str]:
    """What `--solution` was given; empty when the plugin has nothing to do."""
    found: list[str] = config.getoption("b24_solution", default=[]) or []
    return found


def scenarios_folder(config: pytest.Config) -> Path:
    return config.rootpath / str(config.getini("b24_scenarios"))


def reports_folder(config: pytest.Config) -> Path:
    return config.rootpath / str(config.getini("b24_reports"))


def solutions(config: pytest.Config) -> dict[str, list[str]]:
    """The solutions asked for: folder name → the steps named behind `::` (none means all of it).

    Errors: pytest.UsageError for a name that matches no folder.
    """
    folder = scenarios_folder(config)
    known = sorted(file.parent.name for file in folder.glob("*/scenario.yaml"))
    chosen: dict[str, list[str]] = {}
    for word in asked(config):
        pattern, _, step = word.partition("::")
        matching = known if pattern == "all" else [name for name in known if fnmatchcase(name, pattern)]
        if not matching:
            raise pytest.UsageError(
                f"--solution={word}: no such solution in {folder}; found there: {', '.join(known) or 'none'}"
            )
        for name in matching:
            chosen.setdefault(name, []).extend([step] if step else [])
    return chosen


def deadline_changes(config: pytest.Config) -> dict[str, float]:
    """Changes to the policy of deadlines, from the ini file and the command line (which wins)."""
    from dataclasses import fields

    from pytest_b24moderation.model import Deadlines

    known = [field.name for field in fields(Deadlines)]
    changes: dict[str, float] = {}
    for line in [*config.getini("b24_deadlines"), *config.getoption("b24_deadline")]:
        name, _, value = str(line).partition("=")
        try:
            number = float(value)
        except ValueError:
            number = 0
        if name.strip() not in known or number <= 0:
            raise pytest.UsageError(f"deadline {line!r}: expected NAME=NUMBER with a name of {', '.join(known)}")
        changes[name.strip()] = number
    return changes
