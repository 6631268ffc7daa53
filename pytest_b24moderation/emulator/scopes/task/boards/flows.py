"""Flows of tasks. restdocs: api-reference/tasks/flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.task.tasks.access import refusal

WAYS = ("manually", "queue", "himself")
FLAGS = {"matchWorkTime": True, "responsibleCanChangeDeadline": False, "notifyAtHalfTime": False, "taskControl": False}
LIMITS = ("notifyOnQueueOverflow", "notifyOnTasksInProgressOverflow", "notifyWhenEfficiencyDecreases")


@dataclass(slots=True)
class Flow:
    """A flow; ``facts`` as tasks.flow.Flow.get prints them."""

    id: int
    facts: dict[str, Any]
    maker: Maker
    pinned: set[int] = field(default_factory=set)


@dataclass
class Flows:
    """All flows by id."""

    rows: dict[int, Flow] = field(default_factory=dict)
    last: int = 0


@method("tasks.flow.Flow.create")
def create(call: Call) -> dict[str, Any]:
    """A flow stands on a group; without one it gets a new group of its own."""
    data, state = as_dict(call.get("flowData")), call.state(Flows)
    _check(call, data, 0)
    group = number(data.get("groupId"))
    if group and call.portal.ask("sonet.group", id=group, user=call.user) is None:
        raise refusal("0", "Access denied or flow not found")
    if not group:
        group = call.portal.ask("sonet.found", name=str(data["name"]), user=call.user, maker=call.maker) or 0
    state.last += 1
    facts: dict[str, Any] = {
        "id": state.last, "creatorId": call.user.id, "ownerId": number(data.get("ownerId")) or call.user.id,
        "groupId": group, "templateId": 0, "efficiency": 100, "active": True, "plannedCompletionTime": 0,
        "activity": call.portal.iso(), "name": "", "description": "", "distributionType": "", "responsibleList": [],
        "demo": False, **FLAGS, **dict.fromkeys(LIMITS), "taskCreators": [["meta-user", "all-users"]], "team": [],
        "trialFeatureEnabled": False,
    }  # fmt: skip
    row = state.rows[state.last] = Flow(state.last, facts, call.maker)
    _write(row, data)
    return facts


@method("tasks.flow.Flow.update")
def update(call: Call) -> dict[str, Any]:
    data = as_dict(call.get("flowData"))
    row = _own(call, number(data.get("id")))
    _check(call, row.facts | data, row.id)
    _write(row, data)
    row.facts["activity"] = call.portal.iso()
    return row.facts


@method("tasks.flow.Flow.get")
def get(call: Call) -> dict[str, Any]:
    return _found(call, number(call.get("flowId"))).facts


@method("tasks.flow.Flow.delete")
def delete(call: Call) -> dict[str, bool]:
    row = _own(call, number(as_dict(call.get("flowData")).get("id")))
    del call.state(Flows).rows[row.id]
    return {"deleted": True}


@method("tasks.flow.Flow.activate")
def activate(call: Call) -> bool:
    """Switch it on when it is off, and off when it is on."""
    row = _own(call, number(call.get("flowId")))
    row.facts["active"] = not row.facts["active"]
    return True


@method("tasks.flow.Flow.isExists")
def is_exists(call: Call) -> dict[str, bool]:
    data = as_dict(call.get("flowData"))
    return {"exists": _taken(call, str(data.get("name") or ""), number(data.get("id")))}


@method("tasks.flow.Flow.pin")
def pin(call: Call) -> bool:
    """Pin, or where it is pinned unpin; the answer says what it is now."""
    row = call.state(Flows).rows.get(number(call.get("flowId")))
    if row is None:
        raise refusal("0", "Unknown error")
    row.pinned ^= {call.user.id}
    return call.user.id in row.pinned


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    rows = portal.state(Flows).rows.values()
    return [trace("task flows", row.id, row.maker, row.facts["name"], row.facts) for row in rows]


def _check(call: Call, data: Mapping[str, Any], own: int) -> None:
    for name, good in (
        ("name", bool(str(data.get("name") or "").strip())),
        ("plannedCompletionTime", number(data.get("plannedCompletionTime")) > 0),
        ("distributionType", data.get("distributionType") in WAYS),
        ("responsibleList", bool(as_list(data.get("responsibleList")))),
    ):
        if not good:
            raise refusal("0", f"'{name}': field's value has an invalid value")
    if _taken(call, str(data["name"]), own):
        raise refusal("0", "A flow with this name already exists")


def _taken(call: Call, name: str, but: int) -> bool:
    return any(row.facts["name"] == name and row.id != but for row in call.state(Flows).rows.values())


def _write(row: Flow, data: Mapping[str, Any]) -> None:
    facts = row.facts
    for name in ("name", "description", "distributionType"):
        if name in data:
            facts[name] = str(data[name])
    for name in ("plannedCompletionTime", "templateId", "ownerId", "groupId"):
        if number(data.get(name)):
            facts[name] = number(data[name])
    for name in FLAGS:
        if name in data:
            facts[name] = truth(data[name])
    for name in LIMITS:
        if name in data:
            facts[name] = None if data[name] in (None, "") else number(data[name])
    if "responsibleList" in data:
        facts["responsibleList"] = facts["team"] = as_list(data["responsibleList"])
    if "taskCreators" in data:
        given = data["taskCreators"]
        facts["taskCreators"] = [list(pair) for pair in given.items()] if isinstance(given, dict) else as_list(given)


def _found(call: Call, flow_id: int) -> Flow:
    row = call.state(Flows).rows.get(flow_id)
    if row is None:
        raise refusal("0", "Flow not found")
    return row


def _own(call: Call, flow_id: int) -> Flow:
    row = _found(call, flow_id)
    if not call.user.admin and call.user.id not in (row.facts["creatorId"], row.facts["ownerId"]):
        raise refusal("0", "Access denied or flow not found")
    return row
