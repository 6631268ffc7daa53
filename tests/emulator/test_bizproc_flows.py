"""Stored templates, the workflows that run them, and the tasks that they give to people."""

from __future__ import annotations

import hashlib
import time
import zlib
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.scopes.bizproc.bpt import Unreadable, read_template, unserialized

SCOPES = ("bizproc", "crm")
DEAL = ["crm", "CCrmDocumentDeal", "DEAL"]


def serialized(value: Any) -> bytes:
    """PHP's `serialize` of plain values."""
    if value is None:
        return b"N;"
    if isinstance(value, bool):
        return b"b:%d;" % value
    if isinstance(value, int):
        return b"i:%d;" % value
    if isinstance(value, str):
        raw = value.encode()
        return b's:%d:"%s";' % (len(raw), raw)
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    return b"a:%d:{%s}" % (len(pairs), b"".join(serialized(key) + serialized(item) for key, item in pairs))


def packed(*activities: dict[str, Any], **more: Any) -> str:
    root = {"Type": "SequentialWorkflowActivity", "Name": "Template", "Properties": {}, "Children": list(activities)}
    body = {"VERSION": 2, "TEMPLATE": [root], "PARAMETERS": {}, "VARIABLES": {}, "CONSTANTS": {}} | more
    return b64encode(zlib.compress(serialized(body))).decode()


def activity(kind: str, *children: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Name": f"A_{kind}", "Properties": properties, "Children": list(children)}


PHP = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: st.dictionaries(st.integers(0, 99) | st.text(max_size=5), inner, max_size=4),
)


@given(PHP)
@settings(max_examples=60, deadline=None)
def test_what_php_serialized_is_read(value: Any) -> None:
    assert unserialized(serialized(value)) == value


@given(st.binary(max_size=40))
@settings(max_examples=100, deadline=None)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_template(b64encode(data).decode())
    try:
        unserialized(b"a:1:{" + data)
    except Unreadable:
        return
    raise AssertionError("an array without an end was read")


@pytest.fixture
def auth(portal: Any) -> str:
    return str(portal.installed(scopes=SCOPES).access)


def add(portal: Any, auth: str, data: str, **more: Any) -> int:
    params = {"DOCUMENT_TYPE": DEAL, "NAME": "T", "TEMPLATE_DATA": ["t.bpt", data], "AUTO_EXECUTE": 0} | more
    return int(portal.result("bizproc.workflow.template.add", params, auth))


def deal(portal: Any) -> list[str]:
    return [*DEAL[:2], f"DEAL_{portal.result('crm.deal.add', {'fields': {'TITLE': 'Big'}})}"]


def start(portal: Any, template: int, **parameters: Any) -> str:
    params = {"TEMPLATE_ID": template, "DOCUMENT_ID": deal(portal), "PARAMETERS": parameters}
    return str(portal.result("bizproc.workflow.start", params))


def test_templates(portal: Any, auth: str) -> None:
    key = add(portal, auth, packed(), DESCRIPTION="about")
    body = portal.rest("bizproc.workflow.template.list", {"SELECT": ["id", "NAME", "MODULE_ID", "SYSTEM_CODE"]}).json()
    assert body["error"]  # nobody called
    body = portal.hook("bizproc.workflow.template.list", {"select": ["ID", "NAME", "SYSTEM_CODE", "USER_ID"]}).json()
    app_id = portal.state.app("acme.score").id
    row = {"ID": str(key), "NAME": "T", "SYSTEM_CODE": f"rest_app_{app_id}", "USER_ID": "1"}
    assert (body["result"], body["total"]) == ([row], 1)
    fields = {"NAME": "U", "AUTO_EXECUTE": 3, "TEMPLATE_DATA": ["t.bpt", packed(activity("X"))]}
    assert portal.result("bizproc.workflow.template.update", {"ID": key, "FIELDS": fields}, auth) == key
    wanted = {"filter": {"module_id": "crm", "=AUTO_EXECUTE": 3}, "select": ["*"]}
    (row,) = portal.result("bizproc.workflow.template.list", wanted)
    assert (row["NAME"], row["ENTITY"], row["DOCUMENT_TYPE"]) == ("U", "CCrmDocumentDeal", "DEAL")
    assert row["TEMPLATE"]["0"]["Children"]["0"]["Type"] == "X"
    assert portal.result("bizproc.workflow.template.list") == [{"ID": str(key)}]
    assert portal.result("bizproc.workflow.template.delete", {"ID": key}, auth) is None
    missing = (400, "ERROR_TEMPLATE_NOT_FOUND", "Workflow template not found.")
    assert portal.refused("bizproc.workflow.template.delete", {"ID": key}, auth) == missing
    assert portal.refused("bizproc.workflow.template.update", {"ID": key, "FIELDS": fields}, auth) == missing


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"DOCUMENT_TYPE": ["crm", "x", "y"]}, "Incorrect field DOCUMENT_TYPE!"),
        ({"NAME": ""}, "Empty template name!"),
        ({"AUTO_EXECUTE": 9}, "Incorrect field AUTO_EXECUTE!"),
        ({"TEMPLATE_DATA": "bm9uZQ=="}, "Incorrect field TEMPLATE_DATA!"),
        ({"TEMPLATE_DATA": None}, "Incorrect field TEMPLATE_DATA!"),
    ],
)
def test_templates_that_are_refused(portal: Any, auth: str, change: dict[str, Any], text: str) -> None:
    params = {"DOCUMENT_TYPE": DEAL, "NAME": "T", "TEMPLATE_DATA": packed()} | change
    refusal = (400, "ERROR_TEMPLATE_VALIDATION_FAILURE", text)
    assert portal.refused("bizproc.workflow.template.add", params, auth) == refusal
    if "DOCUMENT_TYPE" not in change:
        key = add(portal, auth, packed())
        assert portal.refused("bizproc.workflow.template.update", {"ID": key, "FIELDS": change}, auth) == refusal


def test_template_of_another_application(portal: Any, auth: str) -> None:
    key = add(portal, auth, packed())
    portal.running.call(lambda: setattr(portal.state.state(_processes()).templates[key], "app_id", 99))
    params = {"ID": key, "FIELDS": {"NAME": "x"}}
    refusal = portal.refused("bizproc.workflow.template.update", params, auth)
    assert refusal[1:] == ("ERROR_TEMPLATE_NOT_OWNER", "You can update ONLY templates created by current application")
    nothing = (400, "ERROR_TEMPLATE_VALIDATION_FAILURE", "No fields to update.")
    assert portal.refused("bizproc.workflow.template.update", {"ID": key, "FIELDS": {"MODULE_ID": 1}}, auth) == nothing


def _processes() -> type:
    from pytest_b24moderation.emulator.scopes.bizproc.state import Processes

    return Processes


def test_an_empty_workflow_is_over_at_once(portal: Any, auth: str) -> None:
    flow = start(portal, add(portal, auth, packed()))
    assert "." in flow
    assert portal.result("bizproc.workflow.instances") == []


def test_workflows_are_seen_and_ended(portal: Any, auth: str) -> None:
    template = add(portal, auth, packed(activity("ReviewActivity", Users=["user_1"], Name="Read it")))
    one, two = start(portal, template), start(portal, template)
    select = [
        "ID",
        "MODIFIED",
        "OWNED_UNTIL",
        "MODULE_ID",
        "ENTITY",
        "DOCUMENT_ID",
        "STARTED",
        "STARTED_BY",
        "TEMPLATE_ID",
    ]
    body = portal.hook("bizproc.workflow.instances", {"SELECT": select, "ORDER": {"ID": "asc"}}).json()
    assert body["total"] == 2
    row = next(row for row in body["result"] if row["ID"] == one)
    assert (row["MODULE_ID"], row["ENTITY"], row["STARTED_BY"]) == ("crm", "CCrmDocumentDeal", "1")
    assert (row["TEMPLATE_ID"], row["OWNED_UNTIL"], set(row)) == (str(template), None, set(select))
    assert set(portal.result("bizproc.workflow.instances")[0]) == {"ID", "MODIFIED", "OWNED_UNTIL"}
    assert portal.result("bizproc.workflow.terminate", {"ID": one, "STATUS": "enough"}) is True
    assert [row["ID"] for row in portal.result("bizproc.workflow.instances")] == [two]
    assert portal.result("bizproc.workflow.kill", {"ID": two}) is True
    assert portal.result("bizproc.task.list") == []
    flows = [row for row in portal.running.call(portal.state.fingerprint) if row.section == "workflows"]
    assert [row.key for row in flows] == [one]
    empty = (400, "ERROR_WRONG_WORKFLOW_ID", "Empty workflow instance ID")
    assert portal.refused("bizproc.workflow.kill", {}) == empty
    assert portal.refused("bizproc.workflow.terminate", {"ID": ""}) == empty


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"TEMPLATE_ID": ""}, "ERROR_WRONG_WORKFLOW_ID", "Empty TEMPLATE_ID"),
        ({"TEMPLATE_ID": 77}, "ERROR_WRONG_WORKFLOW_ID", "Template not found"),
        ({"DOCUMENT_ID": "DEAL_1"}, "", "Wrong DOCUMENT_ID!"),
        ({"DOCUMENT_ID": ["crm", "CCrmDocumentDeal", "DEAL_77"]}, "", "Incorrect document type!"),
        ({"DOCUMENT_ID": ["mars", "Rover", "1"]}, "", "Incorrect document type!"),
    ],
)
def test_starts_that_are_refused(portal: Any, auth: str, change: dict[str, Any], error: str, text: str) -> None:
    params = {"TEMPLATE_ID": add(portal, auth, packed()), "DOCUMENT_ID": deal(portal)} | change
    assert portal.refused("bizproc.workflow.start", params) == (400, error, text)


def test_documents_of_lists_and_of_the_drive(portal: Any, auth: str) -> None:
    where = {"IBLOCK_TYPE_ID": "bitrix_processes", "IBLOCK_CODE": "p"}
    block = portal.result("lists.add", where | {"FIELDS": {"NAME": "Processes"}})
    element = portal.result("lists.element.add", where | {"ELEMENT_CODE": "e", "FIELDS": {"NAME": "Holiday"}})
    up = {"id": 1, "data": {"NAME": "plan.txt"}, "fileContent": ["plan.txt", b64encode(b"x").decode()]}
    file = portal.result("disk.storage.uploadFile", up)
    ask = packed(activity("ReviewActivity", Users=["user_1"], Name="Read {=Document:NAME}"))
    for module, entity, name, key, title in (
        ("lists", "BizprocDocument", f"iblock_{block}", element, "Holiday"),
        ("disk", "Bitrix\\Disk\\BizProcDocument", "STORAGE_1", file["ID"], "plan.txt"),
    ):
        template = add(portal, auth, ask, DOCUMENT_TYPE=[module, entity, name])
        params = {"TEMPLATE_ID": template, "DOCUMENT_ID": [module, entity, str(key)]}
        flow = portal.result("bizproc.workflow.start", params)
        (task,) = portal.result("bizproc.task.list", {"filter": {"WORKFLOW_ID": flow}, "select": ["*"]})
        assert (task["MODULE_ID"], task["DOCUMENT_ID"], task["DOCUMENT_NAME"]) == (module, str(key), title)
        missing = params | {"DOCUMENT_ID": [module, entity, "999"]}
        assert portal.refused("bizproc.workflow.start", missing)[2] == "Incorrect document type!"
    (task,) = portal.result("bizproc.task.list", {"filter": {"MODULE_ID": "lists"}, "select": ["NAME", "DOCUMENT_URL"]})
    address = f"/bizproc/processes/?livefeed=y&list_id={block}&element_id={element}"
    assert task == {"NAME": "Read Holiday", "DOCUMENT_URL": address}


def test_a_template_of_another_type(portal: Any, auth: str) -> None:
    lead = portal.result("crm.lead.add", {"fields": {"TITLE": "L"}})
    params = {"TEMPLATE_ID": add(portal, auth, packed()), "DOCUMENT_ID": ["crm", "CCrmDocumentLead", f"LEAD_{lead}"]}
    assert portal.refused("bizproc.workflow.start", params)[2] == "Template type and DOCUMENT_ID mismatch!"


@pytest.mark.parametrize("verb", ["start", "instances", "kill", "terminate", "template.list"])
def test_administrators_only(portal: Any, verb: str) -> None:
    refusal = portal.refused(f"bizproc.workflow.{verb}", {"ID": 1}, user_id=portal.user_id)
    assert refusal == (403, "ACCESS_DENIED", "Access denied!")


def test_templates_want_an_application(portal: Any, auth: str) -> None:
    user = portal.tokens(portal.state.app("acme.score"), portal.user_id).access
    for verb in ("add", "update", "delete"):
        name = f"bizproc.workflow.template.{verb}"
        assert portal.refused(name, {"ID": 1})[2] == "Access denied! Application context required"
        assert portal.refused(name, {"ID": 1}, user) == (403, "ACCESS_DENIED", "Access denied!")
    assert auth


def test_application_activity_in_a_template(portal: Any, auth: str) -> None:
    kind = {
        "CODE": "md5", "HANDLER": f"{portal.inbox.url}/md5", "NAME": "MD5",
        "PROPERTIES": {"text": {"Name": "Text", "Type": "string"}}, "RETURN_PROPERTIES": {"sum": {"Name": "Sum"}},
    }  # fmt: skip
    portal.result("bizproc.activity.add", kind, auth)
    inner = hashlib.md5(f"{portal.state.app('acme.score').client_id}@md5".encode(), usedforsecurity=False).hexdigest()
    node = activity(f"rest_{inner}", text="{=Document:TITLE} of {=Template:who}")
    data = packed(node, activity("ReviewActivity", Users=["user_1"]), PARAMETERS={"who": {"Name": "Who"}})
    flow = start(portal, add(portal, auth, data), who="Ann")
    ends = time.monotonic() + 5
    while not portal.settle() and time.monotonic() < ends:
        time.sleep(0.01)
    (post,) = portal.inbox.posts
    assert (post["workflow_id"], post["properties[text]"]) == (flow, "Big of Ann")
    assert portal.result("bizproc.task.list") == []
    portal.result("bizproc.event.send", {"event_token": post["event_token"], "return_values": {"sum": 1}}, auth)
    (task,) = portal.result("bizproc.task.list")
    assert task["WORKFLOW_ID"] == flow


@pytest.mark.parametrize(("auto", "made", "changed"), [(0, 0, 0), (1, 1, 1), (2, 0, 1), (3, 1, 2)])
def test_templates_that_start_by_themselves(portal: Any, auth: str, auto: int, made: int, changed: int) -> None:
    add(portal, auth, packed(activity("ReviewActivity", Users=["user_1"])), AUTO_EXECUTE=auto)
    portal.result("crm.lead.add", {"fields": {"TITLE": "L"}})
    key = portal.result("crm.deal.add", {"fields": {"TITLE": "D"}})
    assert len(portal.result("bizproc.workflow.instances")) == made
    portal.result("crm.deal.update", {"id": key, "fields": {"TITLE": "E"}})
    rows = portal.result("bizproc.workflow.instances", {"select": ["DOCUMENT_ID", "STARTED_BY"]})
    assert rows == [{"DOCUMENT_ID": f"DEAL_{key}", "STARTED_BY": "1"}] * changed


def test_an_unknown_activity_is_a_gap(portal: Any, auth: str) -> None:
    flow = start(portal, add(portal, auth, packed(activity("MoonActivity"))))
    assert [row["ID"] for row in portal.result("bizproc.workflow.instances")] == [flow]
    assert portal.state.gaps == ["workflow activity MoonActivity"]


def test_approval(portal: Any, auth: str) -> None:
    yes = activity("SequenceActivity", activity("ReviewActivity", Users=["author"], Name="Was approved"))
    no = activity("SequenceActivity", activity("ReviewActivity", Users=["author"], Name="Was rejected"))
    people = ["user_1", f"user_{portal.user_id}"]
    ask = activity("ApproveActivity", yes, no, Users=people, Name="Approve {=Document:TITLE}", CommentRequired="Y")
    flow = start(portal, add(portal, auth, packed(ask)))
    mine, theirs = portal.result("bizproc.task.list", {"select": ["*"]})
    assert (mine["NAME"], mine["ACTIVITY"], mine["STATUS"], mine["USER_STATUS"]) == (
        "Approve Big", "ApproveActivity", "0", "0",
    )  # fmt: skip
    assert (mine["WORKFLOW_ID"], mine["DOCUMENT_NAME"], mine["WORKFLOW_TEMPLATE_NAME"]) == (flow, "Big", "T")
    assert mine["PARAMETERS"]["StatusYesLabel"] == "Approve"
    assert mine["DOCUMENT_URL"].startswith("/crm/deal/details/")
    done = {"TASK_ID": theirs["ID"], "STATUS": "yes", "COMMENT": "fine"}
    assert portal.result("bizproc.task.complete", done, user_id=portal.user_id) is True
    refusal = portal.refused("bizproc.task.complete", done, user_id=portal.user_id)
    assert refusal == (400, "ERROR_TASK_COMPLETED", "Task already completed")
    bare = {"TASK_ID": mine["ID"], "STATUS": 2}
    assert portal.refused("bizproc.task.complete", bare)[:2] == (400, "ERROR_TASK_EXECUTION")
    assert portal.result("bizproc.task.complete", bare | {"COMMENT": "no"}) is True
    rows = portal.result("bizproc.task.list", {"filter": {"STATUS": 0}})
    assert [row["NAME"] for row in rows] == ["Was rejected"]
    assert portal.result("bizproc.task.complete", {"TASK_ID": rows[0]["ID"], "STATUS": 3}) is True
    assert portal.result("bizproc.workflow.instances") == []


def test_request_for_information(portal: Any, auth: str) -> None:
    fields = [{"Name": "phone", "Title": "Phone", "Type": "string", "Required": True}]
    ask = activity("RequestInformationOptionalActivity", Users=["user_1"], Name="Ask", RequestedInformation=fields)
    template = add(portal, auth, packed(ask))
    start(portal, template)
    (task,) = portal.result("bizproc.task.list", {"select": ["ID", "PARAMETERS"]})
    assert task["PARAMETERS"]["Fields"] == [
        {"Id": "phone", "Type": "string", "Name": "Phone", "Description": "", "Multiple": False, "Required": True,
         "Options": None, "Settings": None, "Default": ""}
    ]  # fmt: skip
    done = {"TASK_ID": task["ID"], "STATUS": "ok"}
    assert portal.refused("bizproc.task.complete", done)[1] == "ERROR_TASK_EXECUTION"
    assert portal.result("bizproc.task.complete", done | {"FIELDS": {"phone": "1"}}) is True
    start(portal, template)
    (task,) = portal.result("bizproc.task.list", {"filter": {"STATUS": 0}})
    assert portal.result("bizproc.task.complete", {"TASK_ID": task["ID"], "STATUS": "cancel"}) is True
    (row,) = portal.result("bizproc.task.list", {"filter": {"ID": task["ID"]}, "select": ["STATUS", "USER_STATUS"]})
    assert row == {"STATUS": "5", "USER_STATUS": "4"}


def test_delegating(portal: Any, auth: str) -> None:
    start(portal, add(portal, auth, packed(activity("ReviewActivity", Users=["user_1"]))))
    (task,) = portal.result("bizproc.task.list")
    ids, user = [task["ID"]], portal.user_id
    params = {"TASK_IDS": ids, "FROM_USER_ID": 1, "TO_USER_ID": user}
    assert portal.result("bizproc.task.delegate", params) is True
    assert portal.result("bizproc.task.list", user_id=user)[0]["ID"] == task["ID"]
    assert portal.refused("bizproc.task.list", {"filter": {"USER_ID": 1}}, user_id=user)[:2] == (403, "ACCESS_DENIED")
    assert portal.result("bizproc.task.list", {"filter": {"USER_ID": user}})[0]["ID"] == task["ID"]
    for change, error, text in (
        ({"TASK_IDS": []}, "ERROR_TASK_VALIDATION", "Invalid TASK_IDS"),
        ({"FROM_USER_ID": 0}, "ERROR_INVALID_USER_ID", "Invalid FROM_USER_ID"),
        ({"TO_USER_ID": 77}, "ERROR_INVALID_USER_ID", "Invalid TO_USER_ID"),
        ({}, "ERROR_DELEGATION_NOT_ALLOWED", "User is not responsible for the task"),
    ):
        assert portal.refused("bizproc.task.delegate", params | change) == (400, error, text)
    assert portal.refused("bizproc.task.delegate", params, user_id=user)[:2] == (403, "ACCESS_DENIED")
    for params, error, text in (
        ({"STATUS": 3}, "ERROR_TASK_VALIDATION", "empty TASK_ID"),
        ({"TASK_ID": task["ID"], "STATUS": 9}, "ERROR_TASK_VALIDATION", "incorrect STATUS"),
        ({"TASK_ID": task["ID"], "STATUS": 3}, "ERROR_TASK_NOT_FOUND", "Task not found"),
    ):
        assert portal.refused("bizproc.task.complete", params) == (400, error, text)
    wrong = portal.refused("bizproc.task.complete", {"TASK_ID": task["ID"], "STATUS": 1}, user_id=user)
    assert wrong == (400, "ERROR_TASK_VALIDATION", "incorrect STATUS")
    select = (400, "ERROR_SELECT_VALIDATION_FAILURE", "Invalid data in SELECT parameter")
    assert portal.refused("bizproc.task.list", {"select": "ID"}) == select
