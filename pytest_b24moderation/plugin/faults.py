"""Errors that are not the solution's: told as errors, and remembered for the exit status."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from pytest_b24moderation.model import ScenarioError
from pytest_b24moderation.report.verdict import AUTHOR, OURS

FAULT = "b24_fault"
"""What the report of such an error carries: the exit status of its owner."""


class Faults:
    """Hooks of a session. ``seen``: the exit statuses that were met."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        report = yield
        if call.excinfo and report.failed and not call.excinfo.errisinstance(AssertionError):
            setattr(report, FAULT, AUTHOR if call.excinfo.errisinstance(ScenarioError) else OURS)
        return report

    def pytest_runtest_logreport(self, report: Any) -> None:
        if fault := getattr(report, FAULT, 0):
            self.seen.append(fault)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """A fault of ours is an error, whichever phase it came up in; never the solution's failure."""
        if report.failed and report.when == "call" and hasattr(report, FAULT):
            return "error", "E", "ERROR"
        return None
