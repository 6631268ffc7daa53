"""All tasks of a portal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal

PENDING, WORKING, CONTROL, DONE, DEFERRED = "2", "3", "4", "5", "6"


@dataclass(slots=True)
class Part:
    """A checklist item, a comment, a time record or a result of a task: its fields as answers print them."""

    id: int
    task_id: int
    values: dict[str, Any]
    maker: Maker


@dataclass(slots=True)
class Change:
    """One line of a task's history."""

    id: int
    at: float
    field: str
    before: Any
    after: Any
    user_id: int


@dataclass(slots=True)
class Task:
    """One task. ``values``: upper-case fields as text; ``links``: earlier task → kind of dependency."""

    id: int
    values: dict[str, Any]
    maker: Maker
    accomplices: list[int] = field(default_factory=list)
    auditors: list[int] = field(default_factory=list)
    tags: dict[int, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    favorite: set[int] = field(default_factory=set)
    pinned: set[int] = field(default_factory=set)
    muted: set[int] = field(default_factory=set)
    links: dict[int, int] = field(default_factory=dict)
    before: list[int] = field(default_factory=list)
    stages: dict[int, int] = field(default_factory=dict)
    """User → the stage of his own plan."""
    history: list[Change] = field(default_factory=list)

    @property
    def creator(self) -> int:
        return int(self.values["CREATED_BY"])

    @property
    def responsible(self) -> int:
        return int(self.values["RESPONSIBLE_ID"])

    @property
    def group(self) -> int:
        return int(self.values["GROUP_ID"] or 0)

    @property
    def members(self) -> set[int]:
        return {self.creator, self.responsible, *self.accomplices, *self.auditors}


@dataclass
class Tasks(Numbering):
    """Tasks and what hangs on them, by id."""

    rows: dict[int, Task] = field(default_factory=dict)
    items: dict[int, Part] = field(default_factory=dict)
    comments: dict[int, Part] = field(default_factory=dict)
    elapsed: dict[int, Part] = field(default_factory=dict)
    results: dict[int, Part] = field(default_factory=dict)
    day_plans: dict[int, list[int]] = field(default_factory=dict)

    def parts(self, task_id: int) -> list[tuple[str, Part]]:
        """Everything that hangs on a task, with the word for it."""
        series = {
            "checklist items": self.items, "comments": self.comments, "time records": self.elapsed,
            "results": self.results,
        }  # fmt: skip
        return [(name, part) for name, rows in series.items() for part in rows.values() if part.task_id == task_id]

    def drop(self, task_id: int) -> None:
        """Forget a task with all that hangs on it; its subtasks go up to its parent."""
        gone = self.rows.pop(task_id)
        for rows in (self.items, self.comments, self.elapsed, self.results):
            for key in [key for key, part in rows.items() if part.task_id == task_id]:
                del rows[key]
        for task in self.rows.values():
            task.links.pop(task_id, None)
            if task.values["PARENT_ID"] == str(task_id):
                task.values["PARENT_ID"] = gone.values["PARENT_ID"]


def person(portal: Portal, user_id: int) -> User | None:
    return portal.people.users.get(user_id)
