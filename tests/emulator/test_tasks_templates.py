"""Templates of tasks and their checklists."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.scopes.task.templates.templates import serialized


@pytest.fixture
def template(portal: Any) -> int:
    fields = {"TITLE": "Weekly", "CREATED_BY": 1, "RESPONSIBLE_ID": portal.user_id, "AUDITORS": [1], "PRIORITY": 2}
    return int(portal.result("tasks.template.add", {"fields": fields}))


def told(portal: Any, name: str, call: Any, user_id: int = 1) -> tuple[str, str]:
    status, code, text = portal.refused(f"tasks.template.{name}", call, user_id=user_id)
    assert status == 400
    return code, text


def test_templates(portal: Any, template: int) -> None:
    mine = portal.user_id
    call = {"templateId": template}
    row = portal.result("tasks.template.get", call, user_id=mine)
    assert (row["ID"], row["TITLE"], row["PRIORITY"], row["REPLICATE"]) == (str(template), "Weekly", "2", "N")
    assert row["AUDITORS"] == 'a:1:{i:0;s:1:"1";}'
    assert row["CREATED_BY_LAST_NAME"] == portal.state.people.users[1].last_name
    assert portal.result("tasks.template.get", call | {"params": {"select": ["ID", "TITLE"]}}) == {
        "ID": str(template), "TITLE": "Weekly",
    }  # fmt: skip
    change = call | {"fields": {"TITLE": "Monthly", "REPLICATE": "Y", "REPLICATE_PARAMS": {"PERIOD": "monthly"}}}
    assert portal.result("tasks.template.update", change, user_id=mine) is False
    assert portal.result("tasks.template.update", change) is True
    row = portal.result("tasks.template.get", call)
    assert (row["TITLE"], row["REPLICATE_PARAMS"]) == ("Monthly", 'a:1:{s:6:"PERIOD";s:7:"monthly";}')
    assert portal.result("tasks.template.add", {"fields": {"TITLE": "x"}}) == 0
    assert portal.result("tasks.template.add", {"fields": {"TITLE": "x", "RESPONSIBLE_ID": 1}}) == 0
    assert portal.result("tasks.template.get", {"templateId": ""}) is False
    assert portal.result("tasks.template.fields")["TITLE"] == {"title": "Title", "type": "string", "required": True}
    foreign = {"fields": {"TITLE": "x", "CREATED_BY": 1, "RESPONSIBLE_ID": 1}}
    assert told(portal, "add", foreign, mine) == ("0", "Access denied")
    no = "Could not find value for parameter {{{}}}"
    assert told(portal, "add", {}) == ("100", no.format("fields"))
    assert told(portal, "update", call) == ("100", no.format("fields"))
    for verb in ("get", "update", "delete"):
        assert told(portal, verb, {}) == ("100", no.format("templateId"))
    assert told(portal, "delete", {"templateId": "x"})[0] == "100"
    assert ("task templates", str(template)) in {(one.section, one.key) for one in portal.state.fingerprint()}
    assert portal.result("tasks.template.delete", call, user_id=mine) is False
    assert portal.result("tasks.template.get", call) is not False
    assert portal.result("tasks.template.delete", call) is False
    assert portal.result("tasks.template.get", call) is False


def test_checklists(portal: Any, template: int) -> None:
    mine = portal.user_id

    def call(verb: str, **params: Any) -> Any:
        return portal.result(f"tasks.template.checklist.{verb}", {"templateId": template} | params)

    def item(verb: str, **params: Any) -> Any:
        return call(verb, **params)["checkListItem"]

    root = item("add", fields={"TITLE": "List", "PARENT_ID": 0})["id"]
    first = item("add", fields={"TITLE": "One", "PARENT_ID": root, "MEMBERS": {mine: {"TYPE": "A"}}})
    assert (first["parentId"], first["members"][0]["id"], first["templateId"]) == (root, str(mine), template)
    second = item("add", fields={"TITLE": "Two", "PARENT_ID": root, "IS_IMPORTANT": "Y"})["id"]
    one = first["id"]
    assert item("complete", checkListItemId=one)["isComplete"] is True
    assert item("get", checkListItemId=root)["completedCount"] == 1
    assert item("renew", checkListItemId=one)["isComplete"] is False
    assert item("moveAfter", checkListItemId=one, afterItemId=second)["sortIndex"] == 1
    assert item("moveBefore", checkListItemId=one, beforeItemId=second)["sortIndex"] == 0
    assert item("update", checkListItemId=one, fields={"TITLE": "First", "IS_COMPLETE": "Y"})["title"] == "First"
    found = call("list", filter={"PARENT_ID": root}, order={"SORT_INDEX": "asc"})["checkListItems"]
    assert [row["title"] for row in found.values()] == ["First", "Two"]
    assert set(found[str(second)]) == {
        "id", "templateId", "parentId", "title", "sortIndex", "isComplete", "isImportant",
    }  # fmt: skip

    def refused(verb: str, user_id: int = 1, **params: Any) -> tuple[str, str]:
        return told(portal, f"checklist.{verb}", {"templateId": template} | params, user_id)

    for verb in ("complete", "renew", "update", "delete", "moveAfter", "moveBefore"):
        code, text = refused(verb, mine, checkListItemId=one, fields={})
        assert (code, text.endswith("action not available")) == ("0", True)
        assert refused(verb)[0] == "100"
        assert refused(verb, checkListItemId=99)[1] == "Invalid value [] for field [ENTITY_ID] in item [, ]"
    assert refused("add", mine, fields={"TITLE": "x"})[1] == "Adding item: action is not available"
    assert refused("add") == ("100", "Could not find value for parameter {fields}")
    assert refused("add", fields={"PARENT_ID": 0}) == ("0", "Item name is not specified")
    assert "PARENT_ID" in refused("add", fields={"TITLE": "x"})[1]
    assert refused("moveAfter", checkListItemId=one) == ("100", "Could not find value for parameter {afterItemId}")
    for verb in ("get", "list"):
        denied = told(portal, f"checklist.{verb}", {"templateId": 99})
        assert denied == ("0", "Access to the task template is denied")
    assert call("delete", checkListItemId=root) is True
    assert call("list")["checkListItems"] == []


def test_attachments(portal: Any, template: int) -> None:
    def call(verb: str, **params: Any) -> Any:
        found = portal.result(f"tasks.template.checklist.{verb}", {"templateId": template} | params)
        return found["checkListItem"]

    item = call("add", fields={"TITLE": "List", "PARENT_ID": 0})["id"]
    file = {"NAME": "a.txt", "CONTENT": "dGV4dA=="}
    (first,) = call("addAttachmentByContent", checkListItemId=item, attachmentParameters=file)["attachments"].items()
    more = call("addAttachmentsFromDisk", checkListItemId=item, filesIds=[first[1], "n999"])["attachments"]
    assert list(more.values()) == [first[1]] * 2
    assert len(call("removeAttachments", checkListItemId=item, attachmentsIds=[first[0]])["attachments"]) == 1
    assert call("removeAttachments", checkListItemId=item, attachmentsIds=list(more))["attachments"] == []

    def refused(verb: str, user_id: int = 1, **params: Any) -> tuple[str, str]:
        return told(portal, f"checklist.{verb}", {"templateId": template} | params, user_id)

    failed = ("0", "An error occurred while adding the attachment")
    content = "addAttachmentByContent"
    assert refused(content, checkListItemId=99, attachmentParameters=file) == failed
    assert refused(content, checkListItemId=item, attachmentParameters=file | {"CONTENT": "?"}) == failed
    assert refused(content, checkListItemId=item, attachmentParameters={"NAME": ""} | {"CONTENT": ""}) == failed
    assert refused(content, checkListItemId=item)[1].endswith("{attachmentParameters}")
    for verb, name in (("addAttachmentsFromDisk", "filesIds"), ("removeAttachments", "attachmentsIds")):
        assert refused(verb, checkListItemId=item)[1].endswith(f"{{{name}}}")
        assert refused(verb, checkListItemId=item, **{name: "x"})[0] == "100"
        assert refused(verb, checkListItemId=99, **{name: []})[1].startswith("Invalid value []")
        assert "available" in refused(verb, portal.user_id, checkListItemId=item, **{name: []})[1]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "N;"), (True, "b:1;"), (5, "i:5;"), ("я", 's:2:"я";'), ([1], "a:1:{i:0;i:1;}"), ({}, "a:0:{}")],
)
def test_as_php_prints_it(value: Any, text: str) -> None:
    assert serialized(value) == text
