"""Stages of a group's Kanban and of everybody's own plan. restdocs: api-reference/tasks/stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, number, truth
from pytest_b24moderation.emulator.scopes.task.tasks.access import actions, readable, refusal
from pytest_b24moderation.emulator.scopes.task.tasks.records import touched
from pytest_b24moderation.emulator.scopes.task.tasks.state import Task, Tasks

COLORS = ("00C4FB", "47D1E2", "75D900")
PLAN = {"ru": ("Не спланированы", "Сделаю на неделе")}
BOARD = {"ru": ("Новые", "Выполняются", "Сделаны")}
KINDS = ("NEW", "WORK", "FINISH")


@dataclass(slots=True)
class Stage:
    """One stage. ``owner``: ("U", user) or ("G", group); ``kind``: NEW, WORK, FINISH or ""."""

    id: int
    owner: tuple[str, int]
    title: str
    sort: int
    color: str
    kind: str
    maker: Maker


@dataclass
class Stages:
    """All stages by id."""

    rows: dict[int, Stage] = field(default_factory=dict)
    last: int = 0

    def seed(self, portal: Portal) -> None:
        for user_id in portal.people.users:
            self.of(portal, ("U", user_id))

    def of(self, portal: Portal, owner: tuple[str, int]) -> list[Stage]:
        """The owner's stages; the usual ones are made when first wanted."""
        found = [row for row in self.rows.values() if row.owner == owner]
        if not found:
            plan = PLAN.get(portal.language, ("Not planned", "I will do it this week"))
            board = BOARD.get(portal.language, ("New", "In progress", "Done"))
            for place, title in enumerate(plan if owner[0] == "U" else board):
                kind = KINDS[place] if owner[0] == "G" or place == 0 else ""
                found.append(self.add(owner, title, (place + 1) * 100, COLORS[place], kind, PORTAL))
        return sorted(found, key=lambda row: (row.sort, row.id))

    def add(self, owner: tuple[str, int], title: str, sort: int, color: str, kind: str, maker: Maker) -> Stage:
        self.last += 1
        row = self.rows[self.last] = Stage(self.last, owner, title, sort, color, kind, maker)
        return row


@method("task.stages.get")
def get(call: Call) -> dict[str, Any]:
    owner = _owner(call, number(call.get("entityId")), "You cannot view stages in this group.")
    return {str(row.id): _shown(row) for row in call.state(Stages).of(call.portal, owner)}


@method("task.stages.add")
def add(call: Call) -> int:
    fields = as_dict(call.get("fields"))
    title = str(fields.get("TITLE") or "").strip()
    if not title:
        raise refusal("EMPTY_TITLE", "Stage title is not specified")
    text = "You do not have permission to manage stages"
    owner = _owner(call, number(fields.get("ENTITY_ID")), text, writes=True)
    state = call.state(Stages)
    state.of(call.portal, owner)
    row = state.add(owner, title, 0, str(fields.get("COLOR") or COLORS[0]).lstrip("#"), "", call.maker)
    _place(call, row, number(fields.get("AFTER_ID")))
    return row.id


@method("task.stages.update")
def update(call: Call) -> bool:
    row, fields = _found(call, "You cannot modify stages in this group"), as_dict(call.get("fields"))
    row.title = str(fields.get("TITLE") or row.title)
    row.color = str(fields.get("COLOR") or row.color).lstrip("#")
    if "AFTER_ID" in fields:
        _place(call, row, number(fields["AFTER_ID"]))
    return True


@method("task.stages.delete")
def delete(call: Call) -> bool:
    row = _found(call, "You cannot manage stages")
    state = call.state(Stages)
    if state.of(call.portal, row.owner)[0] is row:
        raise refusal("CANT_DELETE_FIRST", "Cannot delete the first stage. Move the stage to delete it.")
    if row.kind == "NEW":
        raise refusal("IS_SYSTEM", "The default stage cannot be deleted")
    del state.rows[row.id]
    for task in call.state(Tasks).rows.values():
        if task.values["STAGE_ID"] == str(row.id):
            task.values["STAGE_ID"] = "0"
        task.stages = {user_id: stage for user_id, stage in task.stages.items() if stage != row.id}
    return True


@method("task.stages.canmovetask")
def can_move_task(call: Call) -> bool:
    entity, kind = number(call.get("entityId")), call.text("entityType").upper()
    return entity == call.user.id if kind == "U" else kind == "G" and _member(call, entity)


@method("task.stages.movetask")
def move_task(call: Call) -> bool:
    task = readable(call, number(call.get("id")))
    if task is None:
        raise refusal("TASK_NOT_FOUND", "Task not found or access to it is denied")
    row = call.state(Stages).rows.get(number(call.get("stageId")))
    if row is None:
        raise refusal("NOT_FOUND", "Stage not found")
    if not _may_move(call, task, row):
        raise refusal("ACCESS_DENIED_MOVE", "You cannot move this task")
    if row.owner[0] == "U":
        task.stages[call.user.id] = row.id
    elif task.values["STAGE_ID"] != str(row.id):
        task.values["STAGE_ID"] = str(row.id)
        touched(call, task)
    return True


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    rows = portal.state(Stages).rows.values()
    return [
        trace("task stages", row.id, row.maker, row.title, (row.owner, row.sort, row.color))
        for row in rows
        if row.owner[0] == "G" or row.maker is not PORTAL
    ]


def _may_move(call: Call, task: Task, row: Stage) -> bool:
    if row.owner[0] == "U":
        return row.owner[1] == call.user.id
    rights = actions(call.portal, call.user, task)
    return row.owner[1] == task.group and (rights["CHECKLIST.ADD"] or _member(call, task.group))


def _member(call: Call, group: int) -> bool:
    found = call.portal.ask("sonet.group", id=group, user=call.user)
    return bool(found and (call.user.admin or found["role"] in ("A", "E", "K")))


def _owner(call: Call, entity: int, text: str, *, writes: bool = False) -> tuple[str, int]:
    """Whose stages are meant: the caller's own for 0, else those of a group that he is in."""
    if not entity:
        return "U", call.user.id
    found = call.portal.ask("sonet.group", id=entity, user=call.user)
    everything = call.user.admin and truth(call.get("isAdmin"))
    good = ("A", "E") if writes else ("A", "E", "K")
    if found is None or not (everything or found["role"] in good):
        raise refusal("ACCESS_DENIED", text)
    return "G", entity


def _found(call: Call, text: str) -> Stage:
    row = call.state(Stages).rows.get(number(call.get("id")))
    if row is None:
        raise refusal("NOT_FOUND", "Stage not found")
    if row.owner[0] == "U" and row.owner[1] != call.user.id:
        raise refusal("ACCESS_DENIED", text)
    if row.owner[0] == "G":
        _owner(call, row.owner[1], text, writes=True)
    return row


def _place(call: Call, row: Stage, after: int) -> None:
    rows = [one for one in call.state(Stages).of(call.portal, row.owner) if one is not row]
    place = next((n + 1 for n, one in enumerate(rows) if one.id == after), 0)
    rows.insert(place, row)
    for n, one in enumerate(rows, 1):
        one.sort = n * 100


def _shown(row: Stage) -> dict[str, Any]:
    return {
        "ID": str(row.id),
        "TITLE": row.title,
        "SORT": str(row.sort),
        "COLOR": row.color,
        "SYSTEM_TYPE": row.kind or None,
        "ENTITY_ID": str(row.owner[1]),
        "ENTITY_TYPE": row.owner[0],
        "ADDITIONAL_FILTER": [],
        "TO_UPDATE": [],
        "TO_UPDATE_ACCESS": None,
    }
