"""Live progress on a terminal: which stage, which actor, what it is doing now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_b24moderation.report.listener import Listener
from pytest_b24moderation.report.terminal import waiting

if TYPE_CHECKING:
    from pytest_b24moderation.model import Entry, Outcome, Step

SAVE, RESTORE = "\x1b7", "\x1b8"


class Progress(Listener):
    """Keeps one line up to date; silent where nobody looks (no terminal, a worker)."""

    def __init__(self, config: pytest.Config, code: str) -> None:
        self._reporter: Any = config.pluginmanager.getplugin("terminalreporter")
        self._capture: Any = config.pluginmanager.getplugin("capturemanager")
        self._code = code
        self._step: Step | None = None
        self._shown = 0
        self._live = self._reporter is not None and self._reporter.isatty and config.getoption("verbose") >= 0

    def sentence_began(self, text: str) -> None:
        self._show(waiting(self._code, self._step, text))

    def sentence_ended(self, text: str, entries: tuple[Entry, ...], error: BaseException | None) -> None:
        """What ended needs no line: the next sentence takes its place."""

    def step_began(self, step: Step) -> None:
        self._step = step

    def step_ended(self, outcome: Outcome, entries: tuple[Entry, ...]) -> None:  # noqa: ARG002
        self._step = None
        self._show("")

    def _show(self, text: str) -> None:
        """Write behind pytest's own output, and take the cursor back, as if the line had never been."""
        if self._live:
            writer = self._reporter._tw
            line = text[: max(20, writer.fullwidth // 2)]
            with self._capture.global_and_fixture_disabled():
                writer.write(SAVE + line.ljust(self._shown) + RESTORE, flush=True)
            self._shown = len(line)
