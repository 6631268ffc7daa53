"""Tasks in REST 3.0."""

from __future__ import annotations

from typing import Any

import pytest


def made(portal: Any, **fields: Any) -> dict[str, Any]:
    given = {"title": "Call", "creatorId": 1, "responsibleId": portal.user_id} | fields
    item: dict[str, Any] = portal.result3("tasks.task.add", {"fields": given})["item"]
    return item


def test_a_task_from_birth_to_death(portal: Any) -> None:
    deadline = "2030-12-31T23:59:59+02:00"
    item = made(
        portal, deadline=deadline, priority="high", needsControl=True, crmItemIds=["D_1"], auditors=[1], groupId=None
    )
    assert (item["title"], item["priority"], item["status"]) == ("Call", "high", "pending")
    assert (item["needsControl"], item["crmItemIds"], item["mark"]) == (True, ["D_1"], "none")
    assert item["deadline"] == "2030-12-31T21:59:59+00:00"
    assert item["rights"]["edit"] is True
    assert item["link"].endswith(f"/task/view/{item['id']}/")
    assert "creatorId" not in item
    assert portal.result("tasks.task.get", {"taskId": item["id"]})["task"]["priority"] == "2"
    fields = {"status": "in_progress", "title": "Ring", "mark": "positive", "deadline": None}
    assert portal.result3("tasks.task.update", {"id": item["id"], "fields": fields}) == {"result": True}
    select = ["status", "title", "mark", "deadline", "creatorId", "responsible.id", "auditors.name", "elapsedTime"]
    now = portal.result3("tasks.task.get", {"id": item["id"], "select": select})["item"]
    assert (now["status"], now["title"], now["mark"], now["deadline"]) == ("in_progress", "Ring", "positive", None)
    assert (now["creatorId"], now["responsible"]) == (1, {"id": portal.user_id})
    assert now["auditors"] == [{"name": portal.state.people.users[1].full_name}]
    assert portal.result3("tasks.task.delete", {"id": item["id"]}) == {"result": True}
    assert portal.refused3("tasks.task.get", {"id": item["id"]}) == (400, "ENTITYNOTFOUND", [])


def test_events_are_the_same_as_ever(portal: Any) -> None:
    pair = portal.installed(scopes=("task",))
    portal.listen(pair.access, "ONTASKADD")
    item = made(portal)
    assert portal.posts("ONTASKADD")[0]["data[FIELDS_AFTER][ID]"] == str(item["id"])


def test_flags_may_be_letters(portal: Any) -> None:
    item = made(portal, needsControl="Y", allowsTimeTracking="N", matchesWorkTime=True, mark="P")
    names = ("needsControl", "allowsTimeTracking", "matchesWorkTime", "mark")
    assert [item[name] for name in names] == [True, False, True, "positive"]


def test_a_list(portal: Any) -> None:
    ids = [made(portal, title=title)["id"] for title in ("B", "A", "C")]
    assert portal.result3("tasks.task.list") == {"items": [{"id": one} for one in ids]}
    by_title = {"select": ["title"], "order": {"title": "DESC"}, "filter": [["id", ">", ids[0]]]}
    found = portal.result3("tasks.task.list", by_title)
    assert [row["title"] for row in found["items"]] == ["C", "A"]
    assert portal.refused3("tasks.task.list", {"filter": [["title", "A"]]}) == (
        400, "VALIDATION_REQUESTVALIDATION", ["title"]
    )  # fmt: skip


REQUEST = "VALIDATION_REQUESTVALIDATION"


@pytest.mark.parametrize(
    ("fields", "code", "named"),
    [
        ({"title": None, "creatorId": None, "responsibleId": None}, "VALIDATION_DTOVALIDATION",
         ["title", "creatorId", "responsibleId"]),
        ({"responsibleId": "1"}, REQUEST, ["responsibleId"]),
        ({"responsibleId": 999}, REQUEST, ["responsibleId"]),
        ({"creatorId": 999}, REQUEST, ["creatorId"]),
        ({"parentId": 9}, REQUEST, ["parentId"]),
        ({"deadline": "x"}, REQUEST, ["deadline"]),
        ({"priority": "x"}, REQUEST, ["priority"]),
        ({"guid": "x"}, REQUEST, ["guid"]),
        ({"startPlan": "2030-01-02T00:00:00Z", "endPlan": "2030-01-01T00:00:00Z"}, REQUEST, ["endPlan"]),
        ({"nothing": 1}, "UNKNOWNDTOPROPERTY", []),
    ],
)  # fmt: skip
def test_what_cannot_be_added(portal: Any, fields: dict[str, Any], code: str, named: list[str]) -> None:
    given = {"title": "T", "creatorId": 1, "responsibleId": 1} | fields
    assert portal.refused3("tasks.task.add", {"fields": given}) == (400, code, named)


def test_who_may_not_change(portal: Any) -> None:
    item = made(portal, responsibleId=1)
    user = portal.user_id
    assert portal.refused3("tasks.task.update", {"id": item["id"], "fields": {"creatorId": 2}}) == (
        400, "VALIDATION_REQUESTVALIDATION", ["creatorId"]
    )  # fmt: skip
    assert portal.refused3("tasks.task.update", {"id": item["id"]}) == (
        400, "VALIDATION_REQUESTVALIDATION", ["fields"]
    )  # fmt: skip
    for method, params in (("update", {"fields": {"title": "X"}}), ("delete", {})):
        assert portal.refused3(f"tasks.task.{method}", {"id": item["id"]} | params, user) == (403, "ACCESSDENIED", [])
        assert portal.refused3(f"tasks.task.{method}", {"id": 999} | params) == (403, "ACCESSDENIED", [])
    assert portal.refused3("tasks.task.get", {"id": item["id"]}, user) == (400, "ENTITYNOTFOUND", [])


def test_rights(portal: Any, task: int) -> None:
    mine = portal.result3("tasks.task.access.get", {"id": task})
    assert mine["remove"] is mine["admin"] is mine["read"] is True
    theirs = portal.result3("tasks.task.access.get", {"id": task}, portal.user_id)
    assert (theirs["read"], theirs["complete"], theirs["remove"], theirs["admin"]) == (True, True, False, False)
    assert not any(portal.result3("tasks.task.access.get", {"id": 999}).values())


def test_a_message_becomes_a_result(portal: Any, task: int) -> None:
    fields = {"taskId": task, "text": "Done"}
    assert portal.result3("tasks.task.chat.message.send", {"fields": fields}) == {"result": True}
    message = int(portal.result("task.commentitem.getlist", [task])[0]["ID"])
    found = portal.result3("tasks.task.result.addfromchatmessage", {"fields": {"messageId": message}})["item"]
    assert (found["text"], found["messageId"], found["taskId"]) == ("Done", message, task)
    assert portal.refused3("tasks.task.result.addfromchatmessage", {"fields": {"messageId": 999}})[2] == ["messageId"]
    assert portal.refused3("tasks.task.chat.message.send", {"fields": {"text": "x"}}) == (
        400, "VALIDATION_DTOVALIDATION", ["taskId"]
    )  # fmt: skip
    assert portal.refused3("tasks.task.chat.message.send", {"fields": fields | {"taskId": 99}})[1] == "ACCESSDENIED"


def test_results(portal: Any, task: int) -> None:
    item = portal.result3("tasks.task.result.add", {"fields": {"taskId": task, "text": "One"}})["item"]
    assert (item["authorId"], item["status"], item["updatedAt"], item["rights"]) == (
        1, "open", None, {"edit": True, "remove": True}
    )  # fmt: skip
    portal.cloud.clock.advance(60)
    changed = portal.result3("tasks.task.result.update", {"id": item["id"], "fields": {"text": "Two"}})["item"]
    assert changed["text"] == "Two"
    assert changed["updatedAt"] > changed["createdAt"]
    listed = {"filter": [["taskId", task]], "select": ["text", "author.name"]}
    row = portal.result3("tasks.task.result.list", listed)["items"][0]
    assert row == {"text": "Two", "author": {"name": portal.state.people.users[1].full_name}}
    assert portal.refused3("tasks.task.result.list") == (400, "VALIDATION_REQUESTVALIDATION", ["filter"])
    assert portal.refused3("tasks.task.result.list", {"filter": [["id", 1]]})[2] == ["filter.taskId"]
    assert portal.refused3("tasks.task.result.list", {"filter": [["taskId", "1"]]})[2] == ["taskId"]
    own = {"id": item["id"], "fields": {"text": "x"}}
    assert portal.refused3("tasks.task.result.update", own, portal.user_id)[1] == "ACCESSDENIED"
    assert portal.refused3("tasks.task.result.add", {"fields": {"taskId": 99, "text": "x"}})[2] == ["taskId"]
    assert portal.refused3("tasks.task.result.add", {"fields": {"taskId": -1, "text": "x"}})[2] == ["taskId"]
    assert portal.result3("tasks.task.result.delete", {"id": item["id"]}) == {"result": True}
    assert portal.refused3("tasks.task.result.delete", {"id": item["id"]})[:2] == (403, "ACCESSDENIED")
    assert portal.refused3("tasks.task.result.delete")[2] == ["id"]


def test_files_of_the_drive(portal: Any, task: int) -> None:
    storage = portal.result("disk.storage.getlist")[0]["ID"]
    content = ["a.txt", "aGk="]
    file = portal.result("disk.storage.uploadfile", {"id": storage, "data": {"NAME": "a.txt"}, "fileContent": content})
    params = {"taskId": task, "fileIds": [int(file["ID"])]}
    assert portal.result3("tasks.task.file.attach", params) == {"result": True}
    select = {"taskId": task, "select": ["UF_TASK_WEBDAV_FILES"]}
    assert len(portal.result("tasks.task.get", select)["task"]["ufTaskWebdavFiles"]) == 1
    assert portal.refused3("tasks.task.file.attach", params | {"fileIds": [999]})[:2] == (
        400, "VALIDATION_REQUESTVALIDATION"
    )  # fmt: skip
    assert portal.refused3("tasks.task.file.attach", {"taskId": task})[2] == ["fileIds"]
