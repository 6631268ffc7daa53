"""What hangs on tasks: checklists, comments, time, results, user fields."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.fields import camel
from pytest_b24moderation.emulator.registry import methods as registered
from pytest_b24moderation.emulator.scopes.task.tasks.fields import upper

WRONG = "TASKS_ERROR_EXCEPTION_#256; Param #{} ({}) {}; 256/TE/WRONG_ARGUMENTS<br>"
INTEGER = 'for method ctask{}::{}() expected to be of type "integer", but given something else.'


def test_checklists(portal: Any, task: int) -> None:
    def add(**fields: Any) -> int:
        return int(portal.result("task.checklistitem.add", [task, fields]))

    first = add(TITLE="One", IS_IMPORTANT="Y", MEMBERS={"1": {"TYPE": "U"}})
    second, below = add(TITLE="Two"), add(TITLE="Below", PARENT_ID=first)
    root = int(portal.result("task.checklistitem.get", [task, first])["PARENT_ID"])
    row = portal.result("task.checklistitem.get", [task, first])
    assert (row["TITLE"], row["IS_COMPLETE"], row["IS_IMPORTANT"], row["MEMBERS"][0]["TYPE"]) == ("One", "N", "Y", "U")
    assert portal.result("tasks.task.get", {"taskId": task})["task"]["auditors"] == ["1"]
    assert portal.result("task.checklistitem.complete", {"TASKID": task, "ITEMID": first}) is True
    assert portal.result("task.checklistitem.get", [task, first])["TOGGLED_BY"] == "1"
    assert portal.result("task.checklistitem.renew", [task, first]) is True
    assert portal.result("task.checklistitem.complete", [task, 99]) is False
    assert portal.result("task.checklistitem.update", [task, second, {"TITLE": "Second", "SORT_INDEX": 7}]) is None
    assert portal.result("task.checklistitem.moveafteritem", [task, first, second]) is None
    rows = portal.result("task.checklistitem.getlist", [task, {"SORT_INDEX": "asc"}])
    level = [one["TITLE"] for one in rows if one["PARENT_ID"] == str(root)]
    assert level == ["Second", "One"]
    tree = portal.result("tasks.task.start", {"taskId": task})["task"]["checkListTree"]["descendants"]
    assert [node["fields"]["displaySortIndex"] for node in tree[0]["descendants"]] == ["1", "2"]
    assert portal.result("task.checklistitem.isactionallowed", [task, first, 3]) is True
    assert portal.result("task.checklistitem.isactionallowed", [task, first, 1]) is True
    assert portal.result("task.checklistitem.delete", [task, first]) is True
    left = {int(one["ID"]) for one in portal.result("task.checklistitem.getlist", [task])}
    assert left == {root, second}
    assert below not in left


def test_complaints_about_arguments(portal: Any, task: int, hidden: int) -> None:
    def text(method: str, arguments: Any, user_id: int = 1) -> str:
        status, code, found = portal.refused(f"task.{method}", arguments, user_id=user_id)
        assert (status, code) == (400, "ERROR_CORE")
        return str(found)

    assert text("checklistitem.add", {"FIELDS": {"TITLE": "x"}, "TASKID": task}) == WRONG.format(
        0, "taskId", INTEGER.format("checklistitem", "add")
    )
    not_given = "expected by method ctaskchecklistitem::{}(), but not given."
    assert text("checklistitem.add", [task]) == WRONG.format(1, "arFields", not_given.format("add"))
    assert text("checklistitem.delete", [task]) == WRONG.format(1, "itemId", not_given.format("delete"))
    assert "Item name" in text("checklistitem.add", [task, {"SORT_INDEX": 1}])
    assert text("checklistitem.complete", [task, 0]) == "TASKS_ERROR_ASSERT_EXCEPTION<br>"
    mine = portal.user_id
    assert "Adding item: action not allowed" in text("checklistitem.add", [hidden, {"TITLE": "x"}], mine)
    assert "512/TE/ITEM_NOT_FOUND_OR_NOT_ACCESSIBLE" in text("checklistitem.get", [hidden, 1], mine)
    assert "No access to edit" in text("checklistitem.update", [hidden, 1, {"TITLE": "x"}], mine)
    assert "Deleting item" in text("checklistitem.delete", [hidden, 1], mine)
    assert "Moving item" in text("checklistitem.moveafteritem", [hidden, 1, 2], mine)
    assert "Action failed" in text("checklistitem.getlist", [hidden], mine)
    assert 'must not contain key "NONSENSE"' in text("checklistitem.getlist", [task, {"NONSENSE": "asc"}])
    assert text("commentitem.add", [task, {"POST_MESSAGE": ""}]) == "Comment text is not specified<br>"
    assert "Insufficient" in text("commentitem.add", [hidden, {"POST_MESSAGE": "x"}], mine)
    assert 'must not contain key "NO"' in text("commentitem.add", [task, {"NO": 1}])
    assert "Action failed" in text("commentitem.getlist", [hidden], mine)
    assert 'contain key "%POST_DATE"' in text("commentitem.getlist", [task, {"ID": "asc"}, {"%POST_DATE": 1}])
    assert "512/TE" in text("commentitem.get", [task, 99])
    assert "Action is not allowed; 4/TE" in text("commentitem.delete", [task, 99])
    assert "Comment text" in text("commentitem.update", [task, 99, {"POST_MESSAGE": ""}])
    assert text("commentitem.isactionallowed", [task, 99, 1]) == "TASKS_ERROR_ASSERT_EXCEPTION<br>"
    assert text("elapseditem.add", [hidden, {"SECONDS": 1}], mine) == "Task not found"
    assert text("elapseditem.get", [task, 99]) == "ACTION_NOT_ALLOWED"
    assert "File not found" in text("commentitem.add", [task, {"POST_MESSAGE": "x", "UF_FORUM_MESSAGE_DOC": ["n999"]}])


def test_comments_and_results(portal: Any, task: int) -> None:
    mine = portal.user_id
    comment = portal.result("task.commentitem.add", {"TASKID": task, "FIELDS": {"POST_MESSAGE": "[B]done[/B]"}})
    other = portal.result("task.comment.add", {"TASKID": task, "COMMENTTEXT": "me too"}, user_id=mine)
    row = portal.result("task.commentitem.get", [task, comment])
    assert (row["POST_MESSAGE"], row["AUTHOR_ID"], row["ATTACHED_OBJECTS"]) == ("[B]done[/B]", "1", [])
    rows = portal.result("task.commentitem.getlist", [task, {"ID": "asc"}, {">=ID": comment, "AUTHOR_ID": mine}])
    assert [one["ID"] for one in rows] == [str(other)]
    assert portal.result("task.commentitem.isactionallowed", [task, comment, 2], user_id=mine) is False
    assert portal.result("tasks.task.get", {"taskId": task})["task"]["commentsCount"] == "2"
    made = portal.result("tasks.task.result.addFromComment", {"commentId": comment})
    assert (made["taskId"], made["commentId"], made["formattedText"]) == (task, comment, "<b>done</b>")
    assert portal.result("tasks.task.result.list", {"taskId": task}) == [made]

    def refused(verb: str, user_id: int = 1, **call: Any) -> tuple[str, str]:
        _, code, text = portal.refused(f"tasks.task.result.{verb}", call, user_id=user_id)
        return code, text

    assert refused("addFromComment", commentId=comment) == ("0", "Result already exists.")
    assert refused("addFromComment", mine, commentId=comment) == ("0", "Access denied.")
    assert refused("addFromComment", commentId=99) == ("0", "Comment not found.")
    assert refused("addFromComment", commentId="x")[0] == "100"
    assert refused("list", taskId=99) == ("0", "Access denied.")
    assert portal.result("tasks.task.result.deleteFromComment", {"commentId": comment}) is None
    assert portal.result("tasks.task.result.list", {"taskId": task}) == []
    assert portal.result("task.commentitem.delete", [task, comment]) is True


def test_elapsed_time(portal: Any, task: int) -> None:
    mine = portal.user_id
    made = portal.result("task.elapseditem.add", [task, {"SECONDS": 3600, "COMMENT_TEXT": "work", "USER_ID": mine}])
    (row,) = portal.result("task.elapseditem.get", [task, made])
    assert (row["SECONDS"], row["MINUTES"], row["USER_ID"], row["SOURCE"]) == ("3600", "60", str(mine), "2")
    portal.result("task.elapseditem.add", [task, {"SECONDS": 60, "COMMENT_TEXT": "more"}])
    answer = portal.hook("task.elapseditem.getlist", [task, {"ID": "desc"}, {">ID": 0}, ["ID", "SECONDS"]]).json()
    assert (answer["total"], answer["result"][0]) == (2, {"ID": "2", "SECONDS": "60"})
    page = {"NAV_PARAMS": {"nPageSize": 1, "iNumPage": 2}}
    assert [one["ID"] for one in portal.result("task.elapseditem.getlist", [{"ID": "asc"}, {}, ["*"], page])] == ["2"]
    assert portal.result("tasks.task.get", {"taskId": task})["task"]["timeSpentInLogs"] == "3660"
    assert portal.result("task.elapseditem.update", [task, made, {"SECONDS": 120}], user_id=mine) is None
    assert portal.result("task.elapseditem.isActionAllowed", [task, 2, 2], user_id=mine) is False
    assert portal.refused("task.elapseditem.delete", [task, 2], user_id=mine)[1:] == (
        "ERROR_CORE",
        "ACTION_NOT_ALLOWED",
    )
    assert portal.result("task.elapseditem.delete", [task, made], user_id=mine) is None


def test_user_fields(portal: Any) -> None:
    field = {"USER_TYPE_ID": "double", "FIELD_NAME": "SCORE", "EDIT_FORM_LABEL": {"en": "Score"}, "MANDATORY": "N"}
    made = portal.result("task.item.userfield.add", {"PARAMS": field})
    row = portal.result("task.item.userfield.get", {"ID": made})
    assert (row["FIELD_NAME"], row["USER_TYPE_ID"], row["EDIT_FORM_LABEL"]) == ("UF_SCORE", "double", {"en": "Score"})
    assert portal.result("tasks.task.getFields")["fields"]["UF_SCORE"] == {"title": "Score", "type": "double"}
    fields = {"TITLE": "x", "RESPONSIBLE_ID": 1, "UF_SCORE": "5"}
    task = int(portal.result("tasks.task.add", {"fields": fields})["task"]["id"])
    assert portal.result("tasks.task.get", {"taskId": task, "select": ["UF_SCORE"]})["task"]["ufScore"] == "5.00"
    assert portal.result("task.item.userfield.update", {"ID": made, "DATA": {"MANDATORY": "Y", "LABEL": "Points"}})
    missing = portal.refused("tasks.task.add", {"fields": {"TITLE": "x", "RESPONSIBLE_ID": 1}})
    assert missing[1:] == ("ERROR_CORE", 'Required field "Points" value is not entered<br>')
    names = [one["FIELD_NAME"] for one in portal.result("task.item.userfield.getlist", {"ORDER": {"ID": "asc"}})]
    assert names == ["UF_CRM_TASK", "UF_TASK_WEBDAV_FILES", "UF_MAIL_MESSAGE", "UF_SCORE"]
    assert portal.result("task.item.userfield.gettypes")[0] == {"ID": "string", "title": "String"}
    assert portal.result("task.item.userfield.getfields")["ID"]["isReadOnly"] is True

    def refused(verb: str, call: Any, user_id: int = 1) -> tuple[str, str]:
        return tuple(portal.refused(f"task.item.userfield.{verb}", call, user_id=user_id)[1:])  # type: ignore[return-value]

    assert refused("add", {"PARAMS": field}, portal.user_id) == ("ERROR_CORE", "Access denied.")
    assert "already exists" in refused("add", {"PARAMS": field})[1]
    assert "USER_TYPE_ID" in refused("add", {"PARAMS": {"FIELD_NAME": "A"}})[1]
    assert "Invalid user type" in refused("add", {"PARAMS": {"FIELD_NAME": "A", "USER_TYPE_ID": "x"}})[1]
    assert "FIELD_NAME" in refused("add", {"PARAMS": {"USER_TYPE_ID": "string"}})[1]
    assert refused("get", {}) == ("ERROR_CORE", "No parameters found.")
    assert refused("get", {"ID": 0}) == ("ERROR_CORE", "ID is not defined or invalid.")
    assert refused("get", {"ID": 99}) == ("ERROR_NOT_FOUND", "The entity with ID '99' is not found.")
    assert "Invalid arguments" in refused("update", {"ID": made})[1]
    assert "Invalid arguments" in refused("delete", {})[1]
    assert portal.result("task.item.userfield.delete", {"ID": made}) is True


@pytest.mark.parametrize("alias", ["checklistitem", "commentitem", "elapseditem"])
def test_manifests_name_the_methods_there_are(portal: Any, alias: str) -> None:
    found = portal.result(f"task.{alias}.getmanifest")
    assert found["REST: shortname alias to class"] == alias
    methods = found["REST: available methods"]
    known = {name.split(".")[2] for name in registered() if name.startswith(f"task.{alias}.")}
    assert set(methods) == known
    assert methods["add"]["params"][1]["allowedKeys"] == found[f"REST: writable {alias} data fields"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.from_regex(r"[A-Z]{2,6}", fullmatch=True), min_size=1, max_size=4).map("_".join))
def test_names_go_there_and_back(name: str) -> None:
    assert upper(camel(name)) == (name if "_" in name or name.lower() != camel(name) else upper(name.lower()))
    assert upper(name) == name
