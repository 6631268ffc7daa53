"""A pytest plugin for a suite under test: one JSON line a test, with what it called on the portal.

Loaded by `-p b24_asking` in the suite's own environment, so it needs nothing but pytest. `B24_PLACE` is asked after
each test, `B24_OUTCOMES` is the file that is written.
"""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_found: dict[str, dict[str, Any]] = {}
_WORSE = {"passed": 0, "skipped": 1, "failed": 2}


def _asked() -> dict[str, Any]:
    with urllib.request.urlopen(os.environ["B24_PLACE"], timeout=30) as answer:
        rows: dict[str, Any] = json.load(answer)
    return rows


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """What is called from here to the end of the test is called by it."""
    _asked()
    yield
    row = _found.pop(item.nodeid, {"test": item.nodeid, "result": "failed", "why": "it made no report"})
    _write({**row, **_asked(), "name": _name(item)})
    return None


def _name(item: pytest.Item) -> str:
    """By what pytest-dependency knows it."""
    mark = item.get_closest_marker("dependency")
    return str((mark.kwargs.get("name") if mark else None) or item.name)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """The worst of setup, call and teardown."""
    row = {"test": report.nodeid, "result": report.outcome, "why": _why(report)}
    before = _found.get(report.nodeid)
    if before is None or _WORSE[report.outcome] > _WORSE[before["result"]]:
        _found[report.nodeid] = row


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A module that cannot be imported is a failure of its own."""
    if report.failed:
        _write({"test": report.nodeid, "result": "failed", "why": _why(report)})


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    if report.outcome == "passed":
        return ""
    if report.outcome == "skipped":
        expected = getattr(report, "wasxfail", None)
        if expected is not None:
            return f"expected to fail: {expected}"
        said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        return str(said).removeprefix("Skipped: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash is not None else str(report.longrepr)
    return str(text)[:2000]


def _write(row: dict[str, Any]) -> None:
    with Path(os.environ["B24_OUTCOMES"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
