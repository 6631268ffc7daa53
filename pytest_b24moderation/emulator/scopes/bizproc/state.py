"""What the portal keeps of workflows: the applications' steps, templates, running workflows and people's tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal

Document = tuple[str, str, str]
"""Module, class, and id (of one document: DEAL_12) or type (of them all: DEAL)."""


@dataclass(slots=True)
class Kind:
    """An activity or (``robot``) automation rule of an application. ``facts``: its fields as they were sent."""

    id: int
    app_id: int
    code: str
    robot: bool
    maker: Maker
    facts: dict[str, Any]

    @property
    def waits(self) -> bool:
        """Whether the workflow waits for bizproc.event.send: always but with USE_SUBSCRIPTION=N."""
        return str(self.facts.get("USE_SUBSCRIPTION") or "Y").upper() != "N"

    @property
    def auth_user(self) -> int:
        text = str(self.facts.get("AUTH_USER_ID") or "")
        return int(text) if text.isdecimal() else 0

    def text(self, name: str, language: str) -> str:
        """NAME or DESCRIPTION in that language."""
        value = self.facts.get(name) or ""
        if isinstance(value, dict):
            value = value.get(language) or value.get("en") or next(iter(value.values()), "")
        return str(value)


@dataclass(slots=True)
class Step:
    """A kind at work in a workflow. ``status``: what its handler answered, 0 = was not reached (see ``error``)."""

    name: str
    token: str
    kind: Kind
    waiting: bool
    status: int = 0
    error: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Workflow:
    """One workflow on one document. ``state``: running, completed or terminated; ``todo``: the template's rest."""

    id: str
    template: int
    document: Document
    type: Document
    started: float
    modified: float
    by: int
    maker: Maker
    state: str = "running"
    status: str = ""
    steps: list[Step] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    todo: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Task:
    """What a workflow asks of one person. ``status``: 0 open, 1 yes, 2 no, 3 ok, 4 cancelled.

    ``first``: whoever answers first decides for all. ``branches``: what follows a yes and what a no.
    """

    id: int
    workflow: Workflow
    user_id: int
    activity: str
    name: str
    title: str
    description: str
    parameters: dict[str, Any]
    branches: list[dict[str, Any]]
    first: bool
    modified: float
    status: int = 0
    comment: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Template:
    """A stored template. ``body``: what its .bpt file holds (TEMPLATE, PARAMETERS, VARIABLES, CONSTANTS)."""

    id: int
    app_id: int
    type: Document
    name: str
    description: str
    auto: int
    body: dict[str, Any]
    user_id: int
    modified: float
    maker: Maker


@dataclass
class Processes(Numbering):
    """All of a portal's."""

    kinds: dict[int, Kind] = field(default_factory=dict)
    templates: dict[int, Template] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)

    def kind(self, app_id: int, code: str, *, robot: bool | None = None) -> Kind | None:
        """An application's activity or robot; activities and robots share their codes."""
        rows = (row for row in self.kinds.values() if row.app_id == app_id and row.code == code)
        return next((row for row in rows if robot is None or row.robot is robot), None)

    def step(self, token: str) -> tuple[Workflow, Step] | None:
        """The step that waits under that token, in a workflow that runs."""
        for flow in self.workflows.values():
            for step in flow.steps:
                if step.token == token and step.waiting and flow.state == "running":
                    return flow, step
        return None


def new_flow(portal: Portal, template: int, document: Document, type: Document, by: int, maker: Maker) -> Workflow:
    """A workflow that has just begun."""
    now = portal.clock.now()
    flow_id = f"{int(now):x}{portal.people.hexes(6)}.{portal.rng.randrange(10**7, 10**8)}"
    flow = Workflow(flow_id, template, document, type, now, now, by, maker)
    portal.state(Processes).workflows[flow.id] = flow
    return flow
