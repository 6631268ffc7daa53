"""What people and the portal do with an application's activities and robots, by hand and from other scopes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.bizproc.documents import of_crm, type_of
from pytest_b24moderation.emulator.scopes.bizproc.running import advance, begin, call_handler, filled
from pytest_b24moderation.emulator.scopes.bizproc.state import Document, Kind, Processes, Workflow, new_flow

LONGEST_WAIT = 60.0


@act("run-robot")
async def run_robot(
    portal: Portal,
    user: User,
    code: str,
    type: str,
    id: int,
    properties: Mapping[str, Any] | None = None,
    within: float = 0,
) -> dict[str, Any]:
    """A robot reaches its turn on a CRM record. Waits for the handler's answer, and tells how it stands.

    One that waits for bizproc.event.send is given `within` seconds for it; `workflow-state` tells how it went on.
    """
    flow = await _run(portal, user, code, type, id, properties or {}, robot=True)
    return await _told_after(flow, within)


@act("run-activity")
async def run_activity(
    portal: Portal,
    user: User,
    code: str,
    type: str,
    id: int,
    properties: Mapping[str, Any] | None = None,
    within: float = 0,
) -> dict[str, Any]:
    """A workflow with that one activity runs on a CRM record; as `run-robot`."""
    flow = await _run(portal, user, code, type, id, properties or {}, robot=False)
    return await _told_after(flow, within)


@act("workflow-state")
def workflow_state(portal: Portal, user: User, workflow: str) -> dict[str, Any]:  # noqa: ARG001 - whoever looks
    """How a workflow stands now: what `run-robot` and `run-activity` tell, for one that had to wait."""
    flow = portal.state(Processes).workflows.get(str(workflow))
    if flow is None:
        raise ActError("workflow-state: no such workflow", "the id that run-robot gave", str(workflow))
    return told(flow)


def told(flow: Workflow) -> dict[str, Any]:
    """A workflow and its last application's step."""
    step = flow.steps[-1] if flow.steps else None
    return {
        "workflow": flow.id,
        "state": flow.state,
        "waiting": any(one.waiting for one in flow.steps),
        "http_status": step.status if step else 0,
        "error": step.error if step else "",
        "return_values": dict(step.values) if step else {},
        "event_token": step.token if step else "",
        "log": list(flow.log),
    }


async def _run(
    portal: Portal, user: User, code: str, type: str, id: int, properties: Mapping[str, Any], *, robot: bool
) -> Workflow:
    verb = "run-robot" if robot else "run-activity"
    rows = [row for row in portal.state(Processes).kinds.values() if row.robot is robot]
    kind = next((row for row in rows if row.code == code), None)
    if kind is None:
        known = ", ".join(row.code for row in rows)
        raise ActError(f"{verb}: nobody registered it", known, str(code), absent=not rows)
    document = of_crm(str(type), number(id))
    found = type_of(portal, document, user)
    if found is None:
        raise ActError(f"{verb}: no such record", "a record of the CRM that the user may see", f"{type} {id}")
    if not offered(portal, kind, found):
        raise ActError(f"{verb}: its FILTER keeps it from such records", str(kind.facts["FILTER"]), "/".join(found))
    _check_values(kind, properties, verb)
    flow = new_flow(portal, 0, document, found, user.id, Maker("person", "", user.id))
    step = begin(portal, flow, kind)
    await call_handler(portal, flow, step, filled(portal, flow, kind, properties))
    advance(portal, flow)
    return flow


async def _told_after(flow: Workflow, within: float) -> dict[str, Any]:
    try:
        seconds = float(within)
    except (TypeError, ValueError):
        raise ActError("within is no time", "seconds", str(within)) from None
    loop = asyncio.get_running_loop()
    ends = loop.time() + min(seconds, LONGEST_WAIT)
    while any(step.waiting for step in flow.steps) and flow.state == "running" and loop.time() < ends:
        await asyncio.sleep(0.01)
    return told(flow)


def offered(portal: Portal, kind: Kind, type: Document) -> bool:
    """Whether the FILTER of an activity or robot lets it be used with documents of that type on this portal."""
    rules = kind.facts.get("FILTER") or {}
    edition = "box" if portal.profile.name == "box" else "b24"

    def fits(rule: Any) -> bool:
        return rule == edition if isinstance(rule, str) else list(type[: len(rule)]) == [str(one) for one in rule]

    include, exclude = _rules(rules.get("INCLUDE")), _rules(rules.get("EXCLUDE"))
    return (not include or any(map(fits, include))) and not any(map(fits, exclude))


def _rules(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else list(value or [])


def _check_values(kind: Kind, properties: Mapping[str, Any], verb: str) -> None:
    declared = kind.facts.get("PROPERTIES") or {}
    unknown = [name for name in properties if name not in declared]
    if unknown:
        raise ActError(f"{verb}: it has no such property", ", ".join(declared) or "none", ", ".join(unknown))
    for name, row in declared.items():
        needed = str(row.get("Required") or "N").upper() == "Y"
        if needed and properties.get(name, row.get("Default")) in (None, ""):
            raise ActError(f"{verb}: a required property has no value", name, "nothing")
