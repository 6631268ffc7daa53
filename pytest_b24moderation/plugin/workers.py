"""pytest-xdist: the hooks of the controller, and what it says of a solution whose worker died."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_b24moderation.plugin import ending
from pytest_b24moderation.plugin.faults import FAULT
from pytest_b24moderation.plugin.scheduler import SolutionScheduling
from pytest_b24moderation.report.verdict import OURS

if TYPE_CHECKING:
    from pytest_b24moderation.plugin.moderation import Moderation


class Workers:
    """Registered where pytest-xdist is there; speaks on the controller only."""

    def __init__(self, moderation: Moderation) -> None:
        self.moderation = moderation
        self.pids: list[int] = []

    def pytest_configure_node(self, node: Any) -> None:
        """A worker gets the seed of the session, and we its process id."""
        node.workerinput["b24_seed"] = self.moderation.seed
        node.workerinput["b24_results"] = str(self.moderation.allure)
        if node.gateway.spec.popen:
            channel = node.gateway.remote_exec("import os; channel.send(os.getpid())")
            self.pids.append(channel.receive())
            channel.waitclose()

    def pytest_keyboard_interrupt(self) -> None:
        ending.interrupt_workers(self.pids)

    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> SolutionScheduling:  # noqa: ARG002
        from xdist.workermanage import parse_tx_spec_config

        return SolutionScheduling(config, len(parse_tx_spec_config(config)))

    def pytest_testnodedown(self, node: Any, error: object) -> None:  # noqa: ARG002
        output: dict[str, Any] = getattr(node, "workeroutput", None) or {}
        self.moderation.verdicts += output.get("b24_verdicts", [])
        self.moderation.faults.seen += output.get("b24_faults", [])

    def pytest_handlecrashitem(self, crashitem: str, report: Any, sched: Any) -> None:
        """The rest of a dead worker's solution is blocked, and that is ours; told once."""
        if not isinstance(sched, SolutionScheduling):
            return
        report.when = "call"
        setattr(report, FAULT, OURS)
        report.longrepr = f"ours: the worker died while it ran {crashitem.rsplit('::', maxsplit=1)[-1]}"
        for nodeid in sched.lost[1:]:
            self.moderation.config.hook.pytest_runtest_logreport(report=_blocked(nodeid, report))
        self.moderation.worker_died(crashitem)


def _blocked(nodeid: str, crash: Any) -> pytest.TestReport:
    file = nodeid.split("::", maxsplit=1)[0]
    report = pytest.TestReport(
        nodeid=nodeid,
        location=(file, None, nodeid.rsplit("::", maxsplit=1)[-1]),
        keywords={},
        outcome="skipped",
        longrepr=(file, 0, f"Skipped: blocked: {crash.longrepr}"),
        when="setup",
    )
    report.node = crash.node  # type: ignore[attr-defined]
    return report
