"""Scrum: backlog, sprints, epics, Kanban."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def group(portal: Any) -> int:
    return int(portal.result("sonet_group.create", {"NAME": "Scrum", "SCRUM_MASTER_ID": 1}))


@pytest.fixture
def task(portal: Any, group: int) -> int:
    fields = {"TITLE": "T", "RESPONSIBLE_ID": 1, "GROUP_ID": group}
    return int(portal.result("tasks.task.add", {"fields": fields})["task"]["id"])


def call(portal: Any, name: str, user_id: int = 1, **params: Any) -> Any:
    return portal.result(f"tasks.api.scrum.{name}", params, user_id=user_id)


def told(portal: Any, name: str, user_id: int = 1, **params: Any) -> str:
    status, code, text = portal.refused(f"tasks.api.scrum.{name}", params, user_id=user_id)
    assert (status, code) in ((400, "0"), (400, "100"))
    return str(text)


def test_backlogs(portal: Any, group: int, task: int) -> None:
    backlog = call(portal, "backlog.get", id=group)
    assert backlog == {"id": 1, "groupId": group, "createdBy": 1, "modifiedBy": 0}
    changed = call(portal, "backlog.update", id=1, fields={"modifiedBy": portal.user_id})
    assert changed["modifiedBy"] == portal.user_id
    plain = portal.result("sonet_group.create", {"NAME": "Plain"})
    made = call(portal, "backlog.add", fields={"groupId": plain, "createdBy": 1})
    assert made["groupId"] == plain
    assert call(portal, "backlog.getFields")["fields"]["groupId"] == {"type": "integer"}
    assert told(portal, "backlog.add", fields={"groupId": plain}) == "Backlog already added"
    assert told(portal, "backlog.add", fields={}) == "Group id not found"
    assert told(portal, "backlog.add", portal.user_id, fields={"groupId": plain}) == "Access denied"
    assert told(portal, "backlog.get") == "Group id not found"
    assert told(portal, "backlog.get", portal.user_id, id=group) == "Access denied"
    assert told(portal, "backlog.update", id=1) == "Could not find value for parameter {fields}"
    assert told(portal, "backlog.update", id=99, fields={}) == "Backlog not found"
    assert told(portal, "backlog.update", id=1, fields={"createdBy": 99}) == "createdBy user not found"
    assert told(portal, "backlog.update", id=1, fields={"groupId": plain}) == "The target group already has a backlog"
    assert call(portal, "task.update", id=task, fields={}) is True
    assert told(portal, "backlog.delete", id=1) == "It is forbidden remove a backlog with items"
    assert (
        told(portal, "backlog.update", id=1, fields={"groupId": plain}) == "It is forbidden move a backlog with items"
    )
    assert told(portal, "backlog.delete") == "Backlog id not found"
    assert call(portal, "backlog.delete", id=made["id"]) == []
    assert told(portal, "backlog.get", id=plain) == "Backlog not found"


def test_epics(portal: Any, group: int) -> None:
    epic = call(portal, "epic.add", fields={"groupId": group, "name": "Big", "color": "#fff"})
    assert (epic["name"], epic["groupId"], epic["createdBy"], epic["color"]) == ("Big", group, 1, "#fff")
    assert call(portal, "epic.update", id=epic["id"], fields={"name": "Bigger"})["name"] == "Bigger"
    assert call(portal, "epic.get", id=epic["id"])["name"] == "Bigger"
    rows = call(portal, "epic.list", filter={"%NAME": "bigg"}, select=["ID", "NAME"], order={"ID": "desc"})
    assert rows == [{"id": epic["id"], "name": "Bigger"}]
    assert call(portal, "epic.list", portal.user_id) == []
    assert call(portal, "epic.getFields")["fields"]["files"] == {"type": "array"}
    assert told(portal, "epic.add", fields={"name": "x"}) == "Group is not found"
    assert told(portal, "epic.add", fields={"groupId": group}) == "Name is not found"
    assert told(portal, "epic.add", portal.user_id, fields={"groupId": group, "name": "x"}) == "Access denied"
    assert told(portal, "epic.add", fields={"groupId": group, "name": "x", "modifiedBy": 99}) == (
        "modifiedBy user not found"
    )
    assert told(portal, "epic.get") == "Could not find value for parameter {id}"
    assert told(portal, "epic.get", id="x").startswith("Invalid value {x} to match with parameter {id}")
    assert told(portal, "epic.get", id=99) == "Epic not found"
    assert told(portal, "epic.update", portal.user_id, id=epic["id"], fields={}) == "Access denied"
    assert call(portal, "epic.delete", id=epic["id"]) == []
    assert told(portal, "epic.delete", id=epic["id"]) == "Epic not found"


def test_sprints(portal: Any, group: int, task: int) -> None:
    fields = {"groupId": group, "name": "S1", "dateStart": "2026-01-01T00:00:00+00:00", "dateEnd": "1768003200"}
    sprint = call(portal, "sprint.add", fields=fields)
    assert (sprint["entityType"], sprint["status"], sprint["dateEnd"]) == (
        "sprint", "planned", "2026-01-10T00:00:00+00:00",
    )  # fmt: skip
    key = sprint["id"]
    assert call(portal, "sprint.update", id=key, fields={"name": "S2", "sort": 5})["name"] == "S2"
    assert call(portal, "sprint.get", sprintId=key)["sort"] == 5
    epic = call(portal, "epic.add", fields={"groupId": group, "name": "Big"})["id"]
    assert call(portal, "task.update", id=task, fields={"entityId": key, "storyPoints": "3", "epicId": epic}) is True
    assert call(portal, "task.get", id=task) == {
        "entityId": key, "storyPoints": "3", "epicId": epic, "sort": 1, "createdBy": 1, "modifiedBy": 1,
    }  # fmt: skip
    assert portal.result("tasks.task.get", {"taskId": task})["task"]["sprintId"] == str(key)
    assert call(portal, "sprint.start", id=key)["status"] == "active"
    other = call(portal, "sprint.add", fields={"groupId": group, "name": "Next"})["id"]
    assert told(portal, "sprint.update", id=other, fields={"status": "active"}) == "Unable to add two active sprint"
    assert told(portal, "sprint.start", id=key) == "Sprint must be planned"
    assert [row["id"] for row in call(portal, "sprint.list", filter={"STATUS": "active"})] == [key]
    assert call(portal, "sprint.complete", id=group)["status"] == "completed"
    assert call(portal, "task.get", id=task)["entityId"] == call(portal, "backlog.get", id=group)["id"]
    assert call(portal, "sprint.getFields")["fields"]["sort"] == {"type": "integer"}
    assert call(portal, "task.getFields")["fields"]["storyPoints"] == {"type": "string"}
    for wrong, text in (
        ({"name": ""}, "Sprint not created"), ({"dateStart": "no"}, "Incorrect dateStart format"),
        ({"dateEnd": "no"}, "Incorrect dateEnd format"), ({"createdBy": 99}, "createdBy user not found"),
        ({"status": "x"}, "Incorrect sprint status"), ({"groupId": 99}, "Access denied"),
    ):  # fmt: skip
        assert told(portal, "sprint.add", fields=fields | wrong) == text
    assert told(portal, "sprint.add") == "Could not find value for parameter {fields}"
    assert told(portal, "sprint.add", fields="x").endswith("Should be value of type array")
    assert told(portal, "sprint.complete", id=group) == "Sprint not found"
    assert told(portal, "sprint.get", id=99) == "Sprint not found"
    assert told(portal, "task.update", id=task, fields={"epicId": 99}) == "Epic not found"
    assert told(portal, "task.update", id=task, fields={"entityId": 99}) == "Item not created"
    assert told(portal, "task.get", id=99) == "Task not found"
    call(portal, "task.update", id=task, fields={"entityId": other})
    assert call(portal, "sprint.delete", id=other) == []
    assert told(portal, "sprint.delete", id=other) == "Sprint not found"


def test_kanban(portal: Any, group: int, task: int) -> None:
    key = call(portal, "sprint.add", fields={"groupId": group, "name": "S"})["id"]
    stages = call(portal, "kanban.getStages", sprintId=key)
    assert [row["type"] for row in stages] == ["NEW", "WORK", "FINISH"]
    made = call(portal, "kanban.addStage", fields={"sprintId": key, "name": "Test", "type": "WORK", "sort": 250})
    assert call(portal, "kanban.updateStage", stageId=made, fields={"name": "Check", "sprintId": key}) is True
    assert [row["name"] for row in call(portal, "kanban.getStages", sprintId=key)][2] == "Check"
    place = {"sprintId": key, "taskId": task, "stageId": made}
    no_task = "Task not found. The task must be with GROUP_ID"
    assert told(portal, "kanban.addTask", **place) == no_task
    call(portal, "task.update", id=task, fields={})
    assert call(portal, "kanban.addTask", **place) is True
    assert call(portal, "task.get", id=task)["entityId"] == key
    assert told(portal, "kanban.deleteStage", stageId=made) == "Stage has tasks"
    assert call(portal, "kanban.deleteTask", sprintId=key, taskId=task) is True
    assert call(portal, "kanban.deleteStage", stageId=made) is True
    assert call(portal, "kanban.getFields")["fields"]["color"] == {"type": "string"}
    assert told(portal, "kanban.deleteStage", stageId=made) == "Stage not found"
    assert told(portal, "kanban.deleteStage") == "Stage id not found"
    assert told(portal, "kanban.addTask", **place) == "Stage not found"
    assert told(portal, "kanban.addTask", taskId=task, stageId=1) == "Sprint id not found"
    assert told(portal, "kanban.addTask", sprintId=key, stageId=1) == "TaskId id not found"
    assert told(portal, "kanban.addTask", sprintId=key, taskId=task) == "StageId id not found"
    assert told(portal, "kanban.addStage", fields={}) == "Sprint id not found"
    assert told(portal, "kanban.addStage", fields={"sprintId": key}) == "Incorrect name format"
    assert told(portal, "kanban.getStages", sprintId=99) == "Sprint not found"
    assert told(portal, "kanban.getStages", portal.user_id, sprintId=key) == "Access denied"
    first = int(stages[0]["id"])
    assert told(portal, "kanban.updateStage", stageId=first, fields={"sprintId": 99}) == "Incorrect sprintId value"
    sections = {one.section for one in portal.state.fingerprint()}
    assert {"scrum sprints", "scrum backlogs", "scrum stages"} <= sections
