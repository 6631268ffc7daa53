"""How tasks are arranged: stages, links, the day plan, flows; and the methods of earlier years."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import Maker


def test_stages(portal: Any, task: int) -> None:
    plan = portal.result("task.stages.get", {"entityId": 0})
    first, second = plan.values()
    assert (first["TITLE"], first["SYSTEM_TYPE"], first["ENTITY_TYPE"], first["COLOR"]) == (
        "Not planned", "NEW", "U", "00C4FB",
    )  # fmt: skip
    made = portal.result("task.stages.add", {"fields": {"TITLE": "Later", "AFTER_ID": first["ID"], "COLOR": "FF0000"}})
    titles = [
        row["TITLE"] for row in sorted(portal.result("task.stages.get").values(), key=lambda row: int(row["SORT"]))
    ]
    assert titles[1] == "Later"
    assert portal.result("task.stages.update", {"id": made, "fields": {"TITLE": "Soon", "AFTER_ID": second["ID"]}})
    assert portal.result("task.stages.movetask", {"id": task, "stageId": made}) is True
    group = portal.result("sonet_group.create", {"NAME": "G"})
    board = portal.result("task.stages.get", {"entityId": group})
    assert [row["SYSTEM_TYPE"] for row in board.values()] == ["NEW", "WORK", "FINISH"]
    portal.result("tasks.task.update", {"taskId": task, "fields": {"GROUP_ID": group}})
    column = int(list(board)[1])
    assert portal.result("task.stages.movetask", {"id": task, "stageId": column}) is True
    assert portal.result("tasks.task.get", {"taskId": task})["task"]["stageId"] == str(column)
    assert portal.result("tasks.task.get", {"taskId": task})["task"]["group"]["name"] == "G"
    assert portal.result("task.stages.canmovetask", {"entityId": 1, "entityType": "U"}) is True
    assert portal.result("task.stages.canmovetask", {"entityId": group, "entityType": "G"}) is True
    mine = portal.user_id
    assert portal.result("task.stages.canmovetask", {"entityId": group, "entityType": "G"}, user_id=mine) is False

    def refused(verb: str, call: Any, user_id: int = 1) -> str:
        return str(portal.refused(f"task.stages.{verb}", call, user_id=user_id)[1])

    assert refused("add", {"fields": {}}) == "EMPTY_TITLE"
    assert refused("add", {"fields": {"TITLE": "x", "ENTITY_ID": group}}, mine) == "ACCESS_DENIED"
    assert refused("get", {"entityId": group}, mine) == "ACCESS_DENIED"
    assert refused("update", {"id": made, "fields": {"TITLE": "x"}}, mine) == "ACCESS_DENIED"
    assert refused("update", {"id": 999, "fields": {}}) == "NOT_FOUND"
    assert refused("delete", {"id": int(first["ID"])}) == "CANT_DELETE_FIRST"
    portal.result("task.stages.update", {"id": int(first["ID"]), "fields": {"AFTER_ID": made}})
    assert refused("delete", {"id": int(first["ID"])}) == "IS_SYSTEM"
    assert refused("movetask", {"id": 99, "stageId": made}) == "TASK_NOT_FOUND"
    assert refused("movetask", {"id": task, "stageId": 999}) == "NOT_FOUND"
    assert refused("movetask", {"id": task, "stageId": made}, mine) == "ACCESS_DENIED_MOVE"
    assert portal.result("task.stages.delete", {"id": made}) is True


def test_links_plan_and_files(portal: Any, task: int, hidden: int) -> None:
    link = {"taskIdFrom": task, "taskIdTo": hidden, "linkType": 2}
    assert portal.result("task.dependence.add", link) == []
    assert portal.refused("task.dependence.add", link)[1:] == (
        "ILLEGAL_NEW_LINK",
        "A link between tasks already exists",
    )
    assert portal.refused("task.dependence.add", link | {"linkType": 9})[1] == "ACTION_NOT_ALLOWED"
    assert portal.refused("task.dependence.add", link, user_id=portal.user_id)[1] == "ACTION_NOT_ALLOWED"
    assert portal.result("task.dependence.delete", link) == []
    assert portal.refused("task.dependence.delete", link)[1] == "ILLEGAL_NEW_LINK"
    assert portal.result("task.planner.getlist") == []
    user = portal.state.people.users[1]
    portal.running.wait(lambda: portal.state.perform("plan-task", user, {"task": task}))
    assert portal.result("task.planner.getlist") == [task]

    def refused(**call: Any) -> tuple[str, str]:
        return tuple(portal.refused("tasks.task.files.attach", call)[1:])  # type: ignore[return-value]

    assert refused(taskId=task) == ("100", "Could not find value for parameter {fileId} (internal error)")
    assert refused(taskId=task, fileId="x")[0] == "100"
    assert refused(taskId=999, fileId=1) == ("0", "Access denied (internal error)")
    assert refused(taskId=task, fileId=999) == ("ERROR_CORE", "Insufficient permissions.<br>")
    facts = {"name": "a.txt", "content": b"text", "user": user, "maker": Maker()}
    file = portal.running.call(lambda: portal.state.ask("disk.add", **facts))
    attached = portal.result("tasks.task.files.attach", {"taskId": task, "fileId": file})["attachmentId"]
    found = portal.result("tasks.task.get", {"taskId": task, "select": ["UF_TASK_WEBDAV_FILES"]})
    assert found["task"]["ufTaskWebdavFiles"] == [attached]
    both = {"UF_TASK_WEBDAV_FILES": [attached, 999, f"n{file}"]}
    portal.result("tasks.task.update", {"taskId": task, "fields": both})
    found = portal.result("tasks.task.get", {"taskId": task, "select": ["UF_TASK_WEBDAV_FILES"]})
    assert len(found["task"]["ufTaskWebdavFiles"]) == 2
    comment = [task, {"POST_MESSAGE": "x", "UF_FORUM_MESSAGE_DOC": [f"n{file}"]}]
    made = portal.result("task.commentitem.add", comment)
    (row,) = portal.result("task.commentitem.get", [task, made])["ATTACHED_OBJECTS"].values()
    assert (row["NAME"], row["SIZE"], row["FILE_ID"]) == ("a.txt", "4", str(file))


def test_flows(portal: Any) -> None:
    data = {
        "name": "Flow", "plannedCompletionTime": 7200, "distributionType": "queue", "responsibleList": [["user", "1"]],
        "taskControl": 1,
    }  # fmt: skip
    flow = portal.result("tasks.flow.Flow.create", {"flowData": data})
    assert (flow["name"], flow["taskControl"], flow["matchWorkTime"], flow["active"]) == ("Flow", True, True, True)
    assert portal.result("sonet_group.get", {"FILTER": {"ID": flow["groupId"]}})[0]["NAME"] == "Flow"
    assert portal.result("tasks.flow.Flow.get", {"flowId": flow["id"]}) == flow
    assert portal.result("tasks.flow.Flow.isExists", {"flowData": {"name": "Flow"}}) == {"exists": True}
    assert portal.result("tasks.flow.Flow.isExists", {"flowData": {"name": "Flow", "id": flow["id"]}}) == {
        "exists": False
    }
    changed = portal.result("tasks.flow.Flow.update", {"flowData": {"id": flow["id"], "name": "New"}})
    assert (changed["name"], changed["distributionType"]) == ("New", "queue")
    assert portal.result("tasks.flow.Flow.activate", {"flowId": flow["id"]}) is True
    assert portal.result("tasks.flow.Flow.get", {"flowId": flow["id"]})["active"] is False
    assert portal.result("tasks.flow.Flow.pin", {"flowId": flow["id"]}) is True

    def refused(verb: str, call: Any, user_id: int = 1) -> str:
        status, code, text = portal.refused(f"tasks.flow.Flow.{verb}", call, user_id=user_id)
        assert (status, code) == (400, "0")
        return str(text)

    assert "distributionType" in refused("create", {"flowData": data | {"distributionType": "x"}})
    assert refused("create", {"flowData": data | {"name": "New"}}) == "A flow with this name already exists"
    assert refused("get", {"flowId": 99}) == "Flow not found"
    assert refused("activate", {"flowId": flow["id"]}, portal.user_id) == "Access denied or flow not found"
    assert refused("pin", {"flowId": 99}) == "Unknown error"
    assert portal.result("tasks.flow.Flow.delete", {"flowData": {"id": flow["id"]}}) == {"deleted": True}


def test_old_methods(portal: Any) -> None:
    mine = portal.user_id
    made = portal.result("task.item.add", [{"TITLE": "Old", "RESPONSIBLE_ID": 1, "DESCRIPTION": "d"}])
    assert portal.result("task.item.update", [made, {"TITLE": "Older", "DEPENDS_ON": [5]}]) is None
    data = portal.result("task.item.getdata", [made])
    assert (data["ID"], data["TITLE"], data["REAL_STATUS"]) == (str(made), "Older", "2")
    assert portal.result("task.item.getdescription", [made]) == "d"
    assert portal.result("task.item.getdependson", [made]) == [5]
    assert 6 in portal.result("task.item.getallowedactions", [made])
    assert portal.result("task.item.getallowedtaskactionsasstrings", [made])["ACTION_START"] is True
    assert portal.result("task.item.isactionallowed", [made, 6]) is True
    assert portal.result("task.item.addtofavorite", [made]) is None
    assert portal.result("tasks.task.get", {"taskId": made})["task"]["favorite"] == "Y"
    assert portal.result("task.item.deletefromfavorite", [made]) is None
    for verb, status in (("startexecution", "3"), ("complete", "5"), ("renew", "2"), ("defer", "6")):
        assert portal.result(f"task.item.{verb}", [made]) is None
        assert portal.result("task.item.getdata", [made])["STATUS"] == status
    portal.result("task.item.update", [made, {"TASK_CONTROL": "Y", "STATUS": 4}])
    assert portal.result("task.item.disapprove", [made]) is None
    portal.result("task.item.update", [made, {"STATUS": 4}])
    assert portal.result("task.item.approve", [made]) is None
    portal.result("task.item.renew", [made])
    assert portal.result("task.item.delegate", [made, mine]) is None
    assert "4/TE/ACTION_NOT_ALLOWED" in portal.refused("task.item.update", [made, {"TITLE": "x"}], user_id=mine)[2]
    assert "4/TE/ACTION_NOT_ALLOWED" in portal.refused("task.item.delete", [made], user_id=mine)[2]
    other = portal.result("task.item.add", [{"TITLE": "Two", "RESPONSIBLE_ID": 1}])
    page = {"NAV_PARAMS": {"nPageSize": 1, "iNumPage": 2}}
    rows = portal.hook("task.item.list", [{"ID": "desc"}, {"ID": [made, other]}, page, ["ID", "TITLE"]]).json()
    assert (rows["result"], rows["total"]) == ([{"ID": str(made), "TITLE": "Older"}], 2)
    assert len(portal.result("task.items.getlist", [{"ID": "asc"}, {}, ["ID"], {}])) == 2
    log = portal.result("task.logitem.list", [made])
    assert (log[0]["FIELD"], log[0]["TASK_ID"], log[0]["USER_ID"]) == ("NEW", str(made), "1")
    assert portal.result("task.item.delete", [made]) is None
    assert "8/TE/ACTION_FAILED_TO_BE_PROCESSED" in portal.refused("task.item.getdata", [made])[2]
