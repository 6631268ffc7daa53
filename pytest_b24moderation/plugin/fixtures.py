"""The chain of fixtures: gateway → driver → portal → server → kit → run. Each link can be replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from pytest_b24moderation.model import Driver, LeaseFailed, Plan, Portal
from pytest_b24moderation.plugin.collect import MODERATION, ScenarioFile

if TYPE_CHECKING:
    from pytest_b24moderation.clients.kit import Kit
    from pytest_b24moderation.engine import Run
    from pytest_b24moderation.gateway import Gateway
    from pytest_b24moderation.plugin.items import SolutionItem
    from pytest_b24moderation.record import Recorder
    from pytest_b24moderation.report.allure import AllureSink


def _file(request: pytest.FixtureRequest) -> ScenarioFile:
    node = request.node
    assert isinstance(node, ScenarioFile), "the b24 fixtures belong to the items of a scenario"  # noqa: S101
    return node


@pytest.fixture(scope="session")
def b24_gateway() -> Iterator[Gateway]:
    """The one door for all traffic of this process."""
    from pytest_b24moderation.gateway import Gateway

    with Gateway() as gateway:
        yield gateway


@pytest.fixture(scope="session")
def b24_driver(request: pytest.FixtureRequest, b24_gateway: Gateway) -> Iterator[Driver]:
    """The kind of portal that `--portal` names."""
    name = request.config.getoption("b24_portal")
    driver = request.config.hook.pytest_b24_portal_driver(config=request.config, name=name, gateway=b24_gateway)
    if driver is not None:
        yield driver
        return
    if name != "embedded":
        raise LeaseFailed(
            f"--portal={name}: no driver knows this portal",
            "leave the option out for the embedded portal, or give a driver by the hook pytest_b24_portal_driver",
        )
    from pytest_b24moderation.portals.embedded import EmbeddedDriver

    with EmbeddedDriver(b24_gateway, profile=request.config.getoption("b24_profile")) as embedded:
        yield embedded


@pytest.fixture(scope="session")
def b24_browser_home(request: pytest.FixtureRequest) -> Iterator[Mapping[str, str]]:
    """What the browser's driver is started with, so that browser and temporary files end with this process."""
    from pytest_b24moderation.plugin import workbench

    moderation = request.config.stash[MODERATION]
    with workbench.browser_home() as children:
        moderation.running.children.append(children)
        yield children.variables


@pytest.fixture(scope="module")
def b24_plan(request: pytest.FixtureRequest) -> Plan:
    """What the run of this scenario will do."""
    return _file(request).plan


@pytest.fixture(scope="module")
def b24_recorder(request: pytest.FixtureRequest, b24_plan: Plan) -> Iterator[Recorder]:
    """The timeline of this run, under `reports/<code>/`."""
    from pytest_b24moderation.plugin.folders import fresh_folder
    from pytest_b24moderation.record import Recorder

    folder = fresh_folder(request.config.stash[MODERATION].reports, b24_plan.scenario.solution.code)
    recorder = Recorder(folder, deadlines=b24_plan.deadlines)
    yield recorder
    recorder.close()


@pytest.fixture(scope="module")
def portal(b24_driver: Driver, b24_plan: Plan, b24_gateway: Gateway, b24_recorder: Recorder) -> Iterator[Portal]:
    """A clean portal with the solution in its Market; one file, one portal."""
    b24_gateway.recorder = b24_recorder
    with b24_driver.lease(b24_plan) as leased:
        yield leased
    b24_gateway.recorder = None


@pytest.fixture(scope="module")
def b24_kit(
    request: pytest.FixtureRequest, portal: Portal, b24_plan: Plan, b24_gateway: Gateway, b24_recorder: Recorder
) -> Iterator[Kit]:
    """The tools of the stages: the solution's server is up, a browser comes when it is needed."""
    from pytest_b24moderation.plugin import workbench
    from pytest_b24moderation.plugin.items import masked

    with ExitStack() as stack:
        try:
            kit = workbench.kit(request, stack, portal, b24_plan, b24_gateway, b24_recorder)
        except Exception as error:  # noqa: BLE001  it is raised again
            raise masked(error, b24_recorder.mask) from None  # Allure writes it down, and all that it came from
        yield kit


@pytest.fixture(scope="module")
def b24_desk(b24_plan: Plan, b24_recorder: Recorder) -> Kit:
    """The tools of stages that need no portal."""
    from pytest_b24moderation.plugin import workbench

    return workbench.desk(b24_plan, b24_recorder)


@pytest.fixture(scope="module")
def b24_allure(b24_recorder: Recorder) -> AllureSink:
    """Where items say what they are to the Allure report."""
    from pytest_b24moderation.report.allure import AllureSink

    return AllureSink(b24_recorder)


@pytest.fixture(scope="module")
def b24_sinks(request: pytest.FixtureRequest, b24_recorder: Recorder, b24_allure: AllureSink) -> list[Any]:
    """The listeners of a run: one line for each report."""
    from pytest_b24moderation.plugin.progress import Progress
    from pytest_b24moderation.report.har import HarSink
    from pytest_b24moderation.report.html import HtmlSink
    from pytest_b24moderation.report.message import MessageSink
    from pytest_b24moderation.report.verdict import VerdictSink

    sinks: list[Any] = [b24_allure, HarSink(b24_recorder), VerdictSink(b24_recorder), MessageSink(b24_recorder)]
    sinks += [HtmlSink(b24_recorder), Progress(request.config, b24_recorder.folder.name)]
    for sink in sinks:
        b24_recorder.listen(sink)
    return sinks


@pytest.fixture(scope="module")
def b24_run(
    request: pytest.FixtureRequest, b24_plan: Plan, b24_recorder: Recorder, b24_sinks: list[Any]
) -> Iterator[Run]:
    """The run of this file: does what the selected items want, and gives its verdict at the end."""
    from pytest_b24moderation.engine import Run
    from pytest_b24moderation.plugin import workbench

    moderation = request.config.stash[MODERATION]
    run = Run(
        b24_plan,
        moderation.stages,
        moderation.rules,
        b24_recorder,
        lambda with_portal: workbench.tools(request, run, with_portal),
        b24_sinks,
        moderation.waivers(b24_plan),
    )
    items: list[SolutionItem] = [item for item in request.session.items if item.parent is request.node]  # type: ignore[misc]
    run.want([item.step for item in items if item.step], [item.rule.id for item in items if item.rule])
    yield run
    workbench.conclude(moderation, b24_recorder, run)
