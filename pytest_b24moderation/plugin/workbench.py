"""Puts the tools of a run together: the solution's server, the browser, the kit; and clears up at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_b24moderation.clients.http import Door
from pytest_b24moderation.clients.kit import Kit, portal_names
from pytest_b24moderation.clients.windows import Windows
from pytest_b24moderation.gateway import Gateway, StandIn
from pytest_b24moderation.hosting import Marked, host, marked, serve_folder, sweep
from pytest_b24moderation.model import Actor, Decision, InfrastructureError, Note, Owner, Plan, Portal, Verdict
from pytest_b24moderation.plugin import browser
from pytest_b24moderation.plugin.folders import adopt, scratch_folder
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report import terminal
from pytest_b24moderation.report.verdict import OURS, VerdictSink, exit_status

if TYPE_CHECKING:
    from pytest_b24moderation.engine import Run
    from pytest_b24moderation.plugin.moderation import Moderation

SCRATCH = Path(tempfile.gettempdir()) / f"b24moderation-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


def tools(request: pytest.FixtureRequest, run: Run, with_portal: bool) -> Kit:
    """The kit of a stage; portal, server and gateway start with the first one that needs a portal."""
    if not with_portal:
        kit: Kit = request.getfixturevalue("b24_desk")
        return kit
    kit = request.getfixturevalue("b24_kit")
    gateway: Gateway = request.getfixturevalue("b24_gateway")
    run.gaps = kit.portal.gaps
    run.broken = lambda: (*kit.portal.broken(), *gateway.faults)
    if kit.hosted is not None and not kit.hosted.sees_all:
        run.unseen = frozenset({"solution"})
    run.facts |= {
        "portal": kit.portal.host,
        "kind": kit.portal.kind,
        "build": kit.portal.build,
        "language": kit.portal.language,
        "hosting": kit.hosted.way if kit.hosted is not None else "elsewhere",
    }
    return kit


def kit(
    request: pytest.FixtureRequest,
    stack: ExitStack,
    portal: Portal,
    plan: Plan,
    gateway: Gateway,
    recorder: Recorder,
) -> Kit:
    """Start the solution, and hand out what stages work with; ``stack`` ends all of it."""
    sweep(SCRATCH)
    scratch = scratch_folder(SCRATCH)
    for service in plan.scenario.services:
        gateway.stand_in(service["host"], [_stand_in(plan, stub) for stub in service["stubs"]])
        stack.callback(gateway.forget, service["host"])
    hosted = _start(request, stack, portal, plan, gateway, recorder, scratch)
    if hosted is not None:
        recorder.add(Note, about="hosting", text=hosted.way)

    def launch() -> Any:
        started = browser.launch(request, portal.browser_args)
        stack.callback(browser.close, started)
        return started

    made = Kit(
        plan=plan,
        portal=portal,
        timeline=recorder,
        windows=Windows(launch, portal, recorder, plan.deadlines),
        hosted=hosted,
        connect=getattr(portal, "connect", None),
        door=Door(*gateway.listen("harness"), gateway.authority.ca_pem),
    )
    stack.callback(made.close)
    return made


def _stand_in(plan: Plan, stub: Mapping[str, Any]) -> StandIn:
    """A stub of the scenario, as the gateway gives it."""
    body = (plan.scenario.file.parent / stub["file"]).read_bytes() if stub["file"] else stub["body"].encode()
    return StandIn(stub["method"], stub["path"], stub["status"], tuple(stub["headers"].items()), body)


def browser_home() -> AbstractContextManager[Marked]:
    """What the browser's driver is started with; see `hosting.marked`."""
    sweep(SCRATCH)
    return marked(scratch_folder(SCRATCH))


def _start(
    request: pytest.FixtureRequest,
    stack: ExitStack,
    portal: Portal,
    plan: Plan,
    gateway: Gateway,
    recorder: Recorder,
    scratch: Path,
) -> Any:
    """The solution's server, its static files, or None when it runs elsewhere already."""
    scenario = plan.scenario
    if scenario.server is not None:
        recorder.learn("client_secret", portal.registration().client_secret)
        recorder.learn("webhook", portal.accounts[Actor.ADMIN].webhook.rstrip("/").rpartition("/")[2])
        running: AbstractContextManager[Any] = host(
            scenario.server,
            hostnames=scenario.hosts,
            gateway=gateway,
            recorder=recorder,
            render=partial(_render, plan, portal_names(portal)),
            scratch=scratch,
            deadlines=plan.deadlines,
            way=request.config.getoption("b24_hosting"),
        )
    elif scenario.version.archive is not None:
        archive = scenario.version.archive
        running = serve_folder(archive, hostnames=scenario.hosts, gateway=gateway, scratch=scratch)
    else:
        for name in scenario.hosts:
            gateway.name(name, "solution")
            stack.callback(gateway.forget, name)
        return None
    return stack.enter_context(running)


def _render(plan: Plan, known: dict[str, Any], value: Any, names: Any) -> Any:
    return plan.render(value, {**known, **names})


def conclude(moderation: Moderation, recorder: Recorder, run: Run) -> None:
    """The end of a solution's run: reports, the scan for leaks, and what the session needs of the verdict."""
    for text in run.stale_waivers():
        recorder.add(Note, about="stale waiver", text=text)
    verdict: Verdict = run.finish()
    status = exit_status(verdict.decision, verdict.blame)
    lines = [recorder.mask(line) for line in terminal.summary(verdict, recorder.folder)]
    lines += [f"  stale waiver: {text}" for text in run.stale_waivers()]
    recorder.settle()
    leaks = [*recorder.scan(), *recorder.scan(moderation.allure)]
    if leaks:
        status = OURS
        lines += [
            f"  LEAK: {leak.file} at byte {leak.offset} holds a secret; the report was not finished" for leak in leaks
        ]
        lines.append("  ours: do not hand this report on; tell the maintainers which file it was")
    moderation.reached(verdict, status, lines)


def conclude_for_dead(moderation: Moderation, plan: Plan, item: str) -> None:
    """What can still be said of a solution whose worker died: no verdict; what it recorded stays as it is."""
    verdict = Verdict(plan, Decision.NONE, reason=f"the worker died while it ran {item}", blame=Owner.OURS)
    with tempfile.TemporaryDirectory() as aside:
        # Beside the timeline of the dead worker, which a recorder of its own would begin anew.
        recorder = Recorder(Path(aside) / plan.scenario.solution.code)
        VerdictSink(recorder).finished(verdict)
        recorder.close()
        folder = moderation.reports / plan.scenario.solution.code
        kept = adopt(recorder.folder / "verdict.json", folder)
    moderation.reached(verdict, exit_status(verdict.decision, verdict.blame), terminal.summary(verdict, kept))


class NoPortal:
    """Stands where a portal would, for stages that said they need none."""

    def __getattr__(self, name: str) -> Any:
        raise InfrastructureError(
            f"a stage without a portal asked for its {name}", "declare the stage with portal=True"
        )


def desk(plan: Plan, recorder: Recorder) -> Kit:
    """The kit of stages that need no portal: the scenario, and the timeline to write on."""
    nowhere: Any = NoPortal()
    windows = Windows(lambda: nowhere.browser, nowhere, recorder, plan.deadlines)
    return Kit(plan=plan, portal=nowhere, timeline=recorder, windows=windows)
