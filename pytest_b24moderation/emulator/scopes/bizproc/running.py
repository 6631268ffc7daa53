"""Workflows at work: one activity after the other, until one of them waits for somebody.

Of the portal's own activities sequences and people's tasks are known; a workflow stops at any other, and says so.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.events import bracketed
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.params import as_list
from pytest_b24moderation.emulator.scopes.bizproc.bpt import listed
from pytest_b24moderation.emulator.scopes.bizproc.state import Kind, Processes, Step, Workflow
from pytest_b24moderation.emulator.scopes.bizproc.work import ask_people, resolved

SEQUENCES = ("SequentialWorkflowActivity", "SequenceActivity")
PEOPLE = ("ApproveActivity", "ReviewActivity", "RequestInformationActivity", "RequestInformationOptionalActivity")
OF_APP = "rest_"


def waits(portal: Portal, flow: Workflow) -> bool:
    """Whether somebody has to do something before the workflow goes on."""
    tasks = portal.state(Processes).tasks.values()
    return any(step.waiting for step in flow.steps) or any(t.workflow is flow and not t.status for t in tasks)


def advance(portal: Portal, flow: Workflow) -> None:
    """Do what comes next in the template, as far as it goes; an end of it completes the workflow."""
    flow.modified = portal.clock.now()
    while flow.state == "running" and flow.todo and not waits(portal, flow):
        node = flow.todo.pop(0)
        kind = str(node.get("Type"))
        if kind in SEQUENCES:
            flow.todo[:0] = listed(node.get("Children"))
        elif kind in PEOPLE:
            ask_people(portal, flow, node)
        elif kind.startswith(OF_APP) and (known := _registered(portal, kind.removeprefix(OF_APP))):
            step = begin(portal, flow, known, str(node.get("Name") or ""))
            properties = node.get("Properties")
            values = filled(portal, flow, known, properties if isinstance(properties, dict) else {})
            _later(portal, flow, step, values)
        else:
            _stop(portal, flow, node, kind)
            return
    if flow.state == "running" and not flow.todo and not waits(portal, flow):
        flow.state, flow.status = "completed", flow.status or "Completed"


def begin(portal: Portal, flow: Workflow, kind: Kind, name: str = "") -> Step:
    """An application's step that is about to be called."""
    numbers = "_".join(str(portal.rng.randrange(10**4, 10**5)) for _ in range(4))
    name = name or f"A{numbers}"
    sign = f"{portal.people.word(32)}.{portal.people.hexes(64)}"
    step = Step(name, f"{flow.id}|{name}|{sign}", kind, kind.waits)
    flow.steps.append(step)
    return step


async def call_handler(portal: Portal, flow: Workflow, step: Step, properties: Mapping[str, Any]) -> None:
    """Tell the application that its step is reached. restdocs has no page of the form; its fields are known live."""
    kind = step.kind
    app = portal.apps.rows.get(kind.app_id)
    if app is None or not app.active or not (app.installed or portal.profile.processes_before_install):
        step.error, step.waiting = "the application is not installed", False
        return
    body = {
        "workflow_id": flow.id,
        "code": kind.code,
        "document_id": list(flow.document),
        "document_type": list(flow.type),
        "event_token": step.token,
        "properties": dict(properties),
        "use_subscription": "Y" if kind.waits else "N",
        "timeout_duration": "0",
        "ts": int(portal.clock.now()),
        "auth": portal.events.auth_block(app, kind.auth_user, refresh=True),
    }
    reached = await portal.outgoing.form(str(kind.facts["HANDLER"]), urlencode(bracketed(body)))
    step.status, step.error = reached.status, reached.error


def filled(portal: Portal, flow: Workflow, kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an application's PROPERTIES: what was set for it, else the defaults."""
    found: dict[str, Any] = {}
    declared = kind.facts.get("PROPERTIES") or {}
    for name, row in declared.items():
        value = resolved(portal, flow, given.get(name, row.get("Default")))
        if isinstance(value, dict):
            value = list(value.values())
        several = str(row.get("Multiple") or "N").upper() == "Y"
        found[name] = as_list(value) if several else "" if value is None else value
    return found


def _later(portal: Portal, flow: Workflow, step: Step, values: Mapping[str, Any]) -> None:
    async def run() -> None:
        await call_handler(portal, flow, step, values)
        advance(portal, flow)

    calls = portal.state(Calls)
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        step.error, step.waiting = "the portal is not served", False
        return
    task = loop.create_task(run())
    calls.tasks.add(task)
    task.add_done_callback(calls.tasks.discard)


class Calls:
    """The calls that nobody waits for; kept here so that they are not lost."""

    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[None]] = set()


def _registered(portal: Portal, internal: str) -> Kind | None:
    for row in portal.state(Processes).kinds.values():
        app = portal.apps.rows.get(row.app_id)
        names = (f"{app.client_id}@{row.code}" if app else "", row.code)
        if internal in [hashlib.md5(name.encode(), usedforsecurity=False).hexdigest() for name in names if name]:
            return row
    return None


def _stop(portal: Portal, flow: Workflow, node: dict[str, Any], kind: str) -> None:
    flow.todo.insert(0, node)
    flow.status = f"stopped at {kind}"
    note = f"workflow activity {kind}"
    if note not in portal.gaps:
        portal.gaps.append(note)
