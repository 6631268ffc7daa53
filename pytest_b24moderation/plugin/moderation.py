"""What one pytest session with `--solution` keeps: what was asked for, and what came of it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.model import Plan, Rule, Stage, Verdict, Waiver
from pytest_b24moderation.plugin import collect, ending, fixtures, options
from pytest_b24moderation.plugin.faults import Faults
from pytest_b24moderation.plugin.folders import close_results, results_folder
from pytest_b24moderation.plugin.rulebook import load_rules
from pytest_b24moderation.report.verdict import OURS, first_of

UNMASKED = ("tracing", "video", "screenshot")


def start(config: pytest.Config) -> None:
    """Load the rest of the plugin for a session that moderates solutions."""
    refuse_unmasked(config)
    moderation = Moderation(config)
    config.stash[collect.MODERATION] = moderation
    config.pluginmanager.register(moderation, "b24moderation-session")
    config.pluginmanager.register(fixtures, "b24moderation-fixtures")
    config.pluginmanager.register(moderation.faults, "b24moderation-faults")
    config.add_cleanup(ending.end_orderly(moderation.running, worker=moderation.worker))
    if moderation.worker:
        ending.end_with_parent()
    if config.pluginmanager.hasplugin("xdist"):
        from pytest_b24moderation.plugin import workers

        config.pluginmanager.register(workers.Workers(moderation), "b24moderation-workers")


def refuse_unmasked(config: pytest.Config) -> None:
    """pytest-playwright's own recorders write what no masking has seen."""
    for name in UNMASKED:
        value = config.getoption(name, default="off")
        if value not in ("off", None, False):
            raise pytest.UsageError(
                f"--{name}={value} writes files that may hold tokens and passwords; with --solution the report has "
                "masked screenshots and HTTP logs of every step already: leave the option out"
            )


class Moderation:
    """The session's state, and its hooks."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.folder = options.scenarios_folder(config)
        self.reports = options.reports_folder(config)
        self.chosen = options.solutions(config)
        self.files = {(self.folder / name / "scenario.yaml").resolve(): name for name in self.chosen}
        self.verdicts: list[dict[str, Any]] = []
        self.faults = Faults()
        self.running = ending.Running()
        self.rules: dict[str, Rule] = {}
        self.stages: dict[str, Stage] = {}
        self.worker = hasattr(config, "workerinput")
        seed = getattr(config, "workerinput", {}).get("b24_seed", config.getoption("b24_seed"))
        self.seed: int = random.SystemRandom().randrange(10**6) if seed is None else seed
        config.option.attach_capture = False  # captured output has passed no masking
        config.option.showlocals = False
        self._narrow(config)
        self._route_allure(config)

    def _narrow(self, config: pytest.Config) -> None:
        """Only the solutions' files are collected, unless items of theirs were named on the command line."""
        named = [arg for arg in config.args if Path(arg.split("::")[0]).name == "scenario.yaml"]
        config.args = named or [str(self.folder / name / "scenario.yaml") for name in self.chosen]
        config.option.continue_on_collection_errors = True

    def _route_allure(self, config: pytest.Config) -> None:
        """One folder of results for all solutions of this run, split at the end; a user's own `--alluredir` wins.

        Runs side by side have a folder each, and none takes another's away.
        """
        given = getattr(config.option, "allure_report_dir", "")
        self.allure_own = given is None
        if self.allure_own:
            masters = getattr(config, "workerinput", {}).get("b24_results")
            given = masters or str(results_folder(self.reports / "allure-results"))
            config.option.allure_report_dir = given
        self.allure = Path(given or self.reports / "allure-results")

    def plan(self, file: Path) -> Plan:
        return collect.plan_of(self.config, file, self.stages, self.seed)

    def waivers(self, plan: Plan) -> tuple[Waiver, ...]:
        from pytest_b24moderation.scenario import load_waivers

        return load_waivers(plan.scenario.file.parent)

    def only(self, file: Path) -> list[str]:
        """Stages, steps and rules named behind `::`; empty means all of them."""
        return self.chosen[self.files[file.resolve()]]

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.running.session = session
        from pytest_b24moderation import stages

        hook = self.config.hook
        self.stages = stages.all_stages()
        for stage in (stage for group in hook.pytest_b24_stages(config=self.config) for stage in group):
            self.stages[stage.name] = stage
        self.rules = collect.sort_rules(load_rules(), hook.pytest_b24_rules(config=self.config))

    def pytest_report_header(self) -> str:
        names = ", ".join(self.chosen)
        portal, plan = self.config.getoption("b24_portal"), self.config.getoption("b24_plan")
        return f"moderation: {names} | portal: {portal} | plan: {plan} | seed: {self.seed}"

    def reached(self, verdict: Verdict, status: int, lines: list[str]) -> None:
        """A solution's verdict is there: keep what the end of the session needs of it."""
        self.config.hook.pytest_b24_verdict(config=self.config, verdict=verdict)
        code = verdict.plan.scenario.solution.code
        self.verdicts.append({"code": code, "decision": str(verdict.decision), "status": status, "lines": lines})

    def worker_died(self, nodeid: str) -> None:
        """The run of a solution ended with its worker: its verdict is none, and that is ours."""
        from pytest_b24moderation.plugin.workbench import conclude_for_dead

        path, _, item = nodeid.partition("::")
        file = self.folder / Path(path).parent.name / "scenario.yaml"
        conclude_for_dead(self, self.plan(file), item)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self.worker:
            self.config.workeroutput |= {"b24_verdicts": self.verdicts, "b24_faults": self.faults.seen}  # type: ignore[attr-defined]
            return
        from pytest_b24moderation.report.allure_split import split

        if self.allure_own:
            split(self.allure, self.reports)
            close_results(self.allure)
        if exitstatus in (0, 1):
            statuses = [*self.faults.seen, *(row["status"] for row in self.verdicts)]
            session.exitstatus = first_of(statuses or [OURS] * exitstatus)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for row in sorted(self.verdicts, key=lambda row: str(row["code"])):
            terminalreporter.section(f"{row['code']}: {row['decision']}")
            for line in row["lines"]:
                terminalreporter.write_line(line)
            allure = self.reports / str(row["code"]) / "allure-results"
            if allure.is_dir():
                terminalreporter.write_line(f"  to see all of it:  npx allure awesome --single-file {allure}")
