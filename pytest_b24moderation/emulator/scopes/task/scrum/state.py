"""What a Scrum group has, and who may work in it. restdocs: api-reference/sonet-group/scrum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import parameter_missing, parameter_wrong
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.task.tasks.access import refusal
from pytest_b24moderation.emulator.scopes.task.tasks.state import Tasks

BACKLOG, SPRINT = "backlog", "sprint"
STAGES = (("New", "NEW", "00C4FB"), ("In progress", "WORK", "47D1E2"), ("Done", "FINISH", "75D900"))


@dataclass(slots=True)
class Place:
    """Where tasks lie: a backlog or a sprint; ``facts`` as answers print them."""

    id: int
    kind: str
    group: int
    facts: dict[str, Any]
    maker: Maker


@dataclass(slots=True)
class Epic:
    """An epic; ``facts`` as answers print them."""

    id: int
    facts: dict[str, Any]
    maker: Maker


@dataclass(slots=True)
class Item:
    """A task's place in Scrum; ``stage`` 0: not on the Kanban."""

    place: int
    facts: dict[str, Any]
    stage: int = 0


@dataclass(slots=True)
class Column:
    """A stage of a sprint's Kanban."""

    id: int
    sprint: int
    name: str
    sort: int
    kind: str
    color: str
    maker: Maker


@dataclass
class Scrum(Numbering):
    """Backlogs and sprints, epics, tasks' places, Kanban stages; by id, items by task."""

    places: dict[int, Place] = field(default_factory=dict)
    epics: dict[int, Epic] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    columns: dict[int, Column] = field(default_factory=dict)

    def backlog(self, group: int) -> Place | None:
        return next((one for one in self.places.values() if (one.kind, one.group) == (BACKLOG, group)), None)

    def tasks_in(self, place: int) -> list[int]:
        return [task for task, item in self.items.items() if item.place == place]

    def put(self, portal: Portal, task_id: int, place: Place) -> None:
        """Lay a task into a backlog or a sprint; off the Kanban, when it leaves its sprint."""
        item = self.items[task_id]
        item.stage = item.stage if item.place == place.id else 0
        item.place = place.id
        task = portal.state(Tasks).rows.get(task_id)
        if task is not None:
            task.values["SPRINT_ID"] = str(place.id) if place.kind == SPRINT else None
            task.values["BACKLOG_ID"] = str(place.id) if place.kind == BACKLOG else None

    def stages(self, sprint: int, maker: Maker) -> list[Column]:
        """The sprint's stages; the usual three are made when first wanted."""
        found = [one for one in self.columns.values() if one.sprint == sprint]
        if not found:
            for n, (name, kind, color) in enumerate(STAGES, 1):
                found.append(self.add_stage(sprint, name, n * 100, kind, color, maker))
        return sorted(found, key=lambda one: (one.sort, one.id))

    def add_stage(self, sprint: int, name: str, sort: int, kind: str, color: str, maker: Maker) -> Column:
        key = self.next_id("column")
        row = self.columns[key] = Column(key, sprint, name, sort, kind, color, maker)
        return row


def scrum_of(call: Call) -> Scrum:
    """The portal's Scrum, without tasks that are gone."""
    scrum, tasks = call.state(Scrum), call.state(Tasks).rows
    scrum.items = {task: item for task, item in scrum.items.items() if task in tasks}
    return scrum


def inside(call: Call, group: int) -> bool:
    """Whether the caller may work in that group."""
    found = call.portal.ask("sonet.group", id=group, user=call.user) if group else None
    return bool(found and (call.user.admin or found["role"] in ("A", "E", "K")))


def require_inside(call: Call, group: int) -> None:
    if not inside(call, group):
        raise refusal("0", "Access denied")


def is_scrum(call: Call, group: int) -> bool:
    found = call.portal.ask("sonet.group", id=group, user=call.user) if group else None
    return bool(found and found["fields"]["SCRUM_MASTER_ID"])


def integer(call: Call, name: str = "id", missing: str = "") -> int:
    """A whole number that must be there; ``missing`` is the complaint in place of the usual one."""
    value = call.get(name)
    if value in (None, ""):
        raise refusal("0", missing) if missing else parameter_missing(name)
    if not str(value).isdecimal():
        raise parameter_wrong(name, "int", value)
    return int(str(value))


def fields_of(call: Call) -> dict[str, Any]:
    value = call.get("fields")
    if value is None:
        raise parameter_missing("fields")
    if not isinstance(value, dict | list):
        raise refusal("100", parameter_wrong("fields", "array", value).text.removesuffix("."))
    return as_dict(value)


def types_told(kinds: Mapping[str, str]) -> dict[str, Any]:
    """The answer of getFields: each field with its type."""
    return {"fields": {name: {"type": kind} for name, kind in kinds.items()}}


def people(call: Call, given: dict[str, Any]) -> dict[str, int]:
    """createdBy and modifiedBy, of whom there must be somebody."""
    found = {}
    for name in ("createdBy", "modifiedBy"):
        if number(given.get(name)):
            if number(given[name]) not in call.portal.people.users:
                raise refusal("0", f"{name} user not found")
            found[name] = number(given[name])
    return found


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    scrum = portal.state(Scrum)
    found = [
        trace(f"scrum {one.kind}s", one.id, one.maker, str(one.facts.get("name", one.kind)), one.facts)
        for one in scrum.places.values()
    ]
    found += [trace("scrum epics", one.id, one.maker, one.facts["name"], one.facts) for one in scrum.epics.values()]
    for one in scrum.columns.values():
        content = (one.sprint, one.sort, one.kind, one.color)
        found.append(trace("scrum stages", one.id, one.maker, one.name, content))
    return found
