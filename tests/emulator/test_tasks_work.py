"""Tasks: their life, lists, rights, events."""

from __future__ import annotations

from typing import Any

import pytest

MINE = "Action on the task is not allowed"
NO_TASK = "CTaskItem All parameters in the constructor must have real class type"
VERBS = ("start", "pause", "complete", "defer", "renew", "approve", "disapprove")


def add(portal: Any, user_id: int = 1, **fields: Any) -> int:
    given = {"TITLE": "Call back", "RESPONSIBLE_ID": user_id} | fields
    return int(portal.result("tasks.task.add", {"fields": given}, user_id=user_id)["task"]["id"])


def test_a_new_task(portal: Any) -> None:
    fields = {
        "TITLE": "Offer", "RESPONSIBLE_ID": portal.user_id, "DEADLINE": "31.12.2026 10:00:00", "PRIORITY": 2,
        "AUDITORS": [1], "TAGS": ["urgent"], "UF_CRM_TASK": ["D_1"], "NONSENSE": 1, "ALLOW_CHANGE_DEADLINE": True,
    }  # fmt: skip
    task = portal.result("tasks.task.add", {"fields": fields})["task"]
    assert (task["id"], task["title"], task["status"], task["createdBy"]) == ("1", "Offer", "2", "1")
    assert (task["deadline"], task["priority"]) == ("2026-12-31T10:00:00+00:00", "2")
    assert (task["responsibleId"], task["auditors"], task["accomplices"]) == (str(portal.user_id), ["1"], [])
    assert (task["parentId"], task["groupId"], task["group"], task["stageId"]) == (None, "0", [], "0")
    assert task["responsible"]["link"] == f"/company/personal/user/{portal.user_id}/"
    assert set(task["auditorsData"]) == {"1"}
    assert task["accomplicesData"] == []
    assert task["guid"].startswith("{")
    assert (task["action"]["start"], task["action"]["pause"], task["action"]["edit.plan"]) == (True, False, True)
    assert task["checkListTree"]["descendants"] == []
    assert not {"nonsense", "ufCrmTask", "tags"} & set(task)
    assert all(value is None or isinstance(value, str) for name, value in task.items() if name[-2:] in ("Id", "By"))


def test_what_a_task_needs(portal: Any) -> None:
    def refused(**fields: Any) -> tuple[str, str]:
        _, code, text = portal.refused("tasks.task.add", {"fields": fields})
        return code, text

    assert portal.refused("tasks.task.add") == (
        400, "100", "Could not find value for parameter {fields} (internal error)",
    )  # fmt: skip
    assert refused(RESPONSIBLE_ID=1) == ("ERROR_CORE", "Task title is not specified<br>")
    assert refused(TITLE="x")[0] == "ERROR_CORE"
    good = {"TITLE": "x", "RESPONSIBLE_ID": 1}
    assert "not found" in refused(**good | {"RESPONSIBLE_ID": 999})[1]
    assert refused(**good, STATUS=9)[1] == "Invalid status<br>"
    assert "Parent Task" in refused(**good, PARENT_ID=77)[1]
    assert "earlier" in refused(**good, START_DATE_PLAN="2026-02-02", END_DATE_PLAN="2026-02-01")[1]
    assert "too long" in refused(**good, START_DATE_PLAN="2026-02-02", END_DATE_PLAN="2999-02-01")[1]


def test_getting(portal: Any) -> None:
    made = add(portal, DESCRIPTION="d", UF_CRM_TASK=["D_1"])
    task = portal.result("tasks.task.get", {"taskId": made, "select": ["ID", "TITLE", "DESCRIPTION", "UF_CRM_TASK"]})
    found = task["task"]
    assert (found["title"], found["ufCrmTask"], found["ufMailMessage"]) == ("Call back", ["D_1"], None)
    assert set(found) == {
        "id", "title", "description", "descriptionInBbcode", "group", "action", "ufCrmTask", "ufMailMessage",
        "ufTaskWebdavFiles",
    }  # fmt: skip
    assert "checkListTree" in portal.result("tasks.task.get", {"taskId": made})["task"]
    assert "ufCrmTask" in portal.result("tasks.task.get", {"taskId": made, "select": ["*", "UF_*"]})["task"]
    assert portal.result("tasks.task.get", {"taskId": 99}) == []
    assert portal.result("tasks.task.get", {"taskId": made}, user_id=portal.user_id) == []
    assert portal.refused("tasks.task.get")[1:] == ("100", f"{NO_TASK} (internal error)")
    assert portal.refused("tasks.task.get", {"taskId": "x"})[1:] == ("0", "wrong task id (internal error)")
    assert portal.refused("tasks.task.get", {"taskId": 1, "select": "ID"})[1] == "100"
    fields = portal.result("tasks.task.getFields")["fields"]
    assert fields["TITLE"] == {"title": "Title", "type": "string", "required": True}
    assert fields["STATUS"]["values"]["6"] == "Deferred"


def test_changing(portal: Any) -> None:
    made, below = add(portal), add(portal)
    call = {"taskId": made, "fields": {"TITLE": "New", "ACCOMPLICES": [portal.user_id, 999], "STATUS": 3}}
    task = portal.result("tasks.task.update", call)["task"]
    assert (task["title"], task["accomplices"], task["status"]) == ("New", [str(portal.user_id)], "3")
    assert task["dateStart"]
    portal.result("tasks.task.update", {"taskId": below, "fields": {"PARENT_ID": made}})
    assert portal.result("tasks.task.get", {"taskId": below})["task"]["parentId"] == str(made)

    def refused(**fields: Any) -> str:
        return str(portal.refused("tasks.task.update", {"taskId": made, "fields": fields})[2])

    assert refused(PARENT_ID=made) == "Cannot bind the node to itself<br>"
    assert refused(PARENT_ID=below) == "Creating cyclic links in tasks is prohibited<br>"
    assert portal.refused("tasks.task.update", {"taskId": made})[1] == "100"
    assert portal.refused("tasks.task.update", {"taskId": 99, "fields": {"TITLE": "x"}})[1:] == (
        "0", f"{MINE} (internal error)",
    )  # fmt: skip
    rows = portal.result("tasks.task.history.list", {"taskId": made})["list"]
    assert (rows[-1]["field"], rows[-1]["user"]["id"]) == ("NEW", 1)
    assert {"TITLE", "STATUS", "ACCOMPLICES"} <= {row["field"] for row in rows}
    title = portal.result("tasks.task.history.list", {"taskId": made, "filter": {"FIELD": "TITLE"}})["list"]
    assert [row["value"] for row in title] == [{"from": "Call back", "to": "New"}]
    assert portal.refused("tasks.task.history.list", {"taskId": 99})[1:] == ("0", "Access denied. (internal error)")
    assert portal.result("tasks.task.delete", {"taskId": made}) == {"task": True}
    assert portal.result("tasks.task.get", {"taskId": below})["task"]["parentId"] is None
    assert portal.refused("tasks.task.delete", {"taskId": made})[1:] == ("1048582", "No access to delete the task")


def test_statuses(portal: Any) -> None:
    made = add(portal, TASK_CONTROL="Y", RESPONSIBLE_ID=portal.user_id)

    def done(verb: str, user_id: int = 1) -> str:
        return str(portal.result(f"tasks.task.{verb}", {"taskId": made}, user_id=user_id)["task"]["status"])

    mine = portal.user_id
    assert [done("defer", mine), done("renew", mine), done("start", mine), done("pause", mine)] == ["6", "2", "3", "2"]
    assert portal.refused("tasks.task.approve", {"taskId": made})[1:] == ("1048582", MINE)
    assert done("complete", mine) == "4"
    assert portal.refused("tasks.task.approve", {"taskId": made}, user_id=mine)[1:] == ("1048582", MINE)
    assert done("disapprove") == "2"
    assert done("complete", mine) == "4"
    assert done("approve") == "5"
    task = portal.result("tasks.task.get", {"taskId": made})["task"]
    assert (task["closedBy"], bool(task["closedDate"])) == ("1", True)
    assert done("renew") == "2"
    for verb in VERBS:
        code = "0" if verb in ("start", "complete") else "1048582"
        assert portal.refused(f"tasks.task.{verb}", {"taskId": 99})[1:] == (code, MINE)
        assert portal.refused(f"tasks.task.{verb}", {"taskId": "x"})[1:] == ("0", "wrong task id")
        assert portal.refused(f"tasks.task.{verb}")[1:] == ("100", NO_TASK)


def test_delegating_and_access(portal: Any) -> None:
    made = add(portal)
    assert portal.refused("tasks.task.delegate", {"taskId": made})[1:] == (
        "100", "Could not find value for parameter {userId}",
    )  # fmt: skip
    assert portal.refused("tasks.task.delegate", {"taskId": made, "userId": 1}, user_id=portal.user_id)[1] == "0"
    assert "not found" in portal.refused("tasks.task.delegate", {"taskId": made, "userId": 999})[2]
    task = portal.result("tasks.task.delegate", {"taskId": made, "userId": portal.user_id})["task"]
    assert (task["responsibleId"], task["auditors"], task["status"]) == (str(portal.user_id), ["1"], "2")
    rights = portal.result("tasks.task.getaccess", {"taskId": made, "users": [1, portal.user_id]})["allowedActions"]
    mine = rights[str(portal.user_id)]
    assert (rights["1"]["EDIT"], mine["EDIT"], mine["START"], mine["REMOVE"]) == (True, False, True, False)
    assert set(portal.result("tasks.task.getaccess", {"taskId": made})["allowedActions"]) == {"1"}
    assert portal.refused("tasks.task.getaccess", {"taskId": made, "users": 1})[1] == "100"
    no = portal.refused("tasks.task.update", {"taskId": made, "fields": {"TITLE": "x"}}, user_id=portal.user_id)
    assert no[1:] == ("0", f"{MINE} (internal error)")
    portal.result("tasks.task.update", {"taskId": made, "fields": {"ALLOW_CHANGE_DEADLINE": "Y"}})
    mine = {"taskId": made, "fields": {"DEADLINE": "2026-05-05T10:00:00+00:00"}}
    assert portal.result("tasks.task.update", mine, user_id=portal.user_id)["task"]["deadline"]


def test_own_marks(portal: Any) -> None:
    made, mine = add(portal, AUDITORS=[]), portal.user_id
    portal.result("tasks.task.update", {"taskId": made, "fields": {"AUDITORS": [mine]}})
    assert portal.result("tasks.task.favorite.add", {"taskId": made}, user_id=mine) is True
    assert portal.result("tasks.task.get", {"taskId": made}, user_id=mine)["task"]["favorite"] == "Y"
    assert portal.result("tasks.task.get", {"taskId": made})["task"]["favorite"] == "N"
    found = portal.result("tasks.task.list", {"filter": {"::SUBFILTER-PARAMS": {"FAVORITE": "Y"}}}, user_id=mine)
    assert [task["id"] for task in found["tasks"]] == [str(made)]
    assert portal.result("tasks.task.favorite.remove", {"taskId": made}, user_id=mine) is True
    for verb in ("add", "remove"):
        assert portal.refused(f"tasks.task.favorite.{verb}", {"taskId": 99})[1:] == (
            "1", "Task not found or not accessible",
        )  # fmt: skip
    for verb, field, value in (
        ("pin", "isPinned", "Y"), ("unpin", "isPinned", "N"), ("mute", "isMuted", "Y"), ("unmute", "isMuted", "N"),
    ):  # fmt: skip
        assert portal.result(f"tasks.task.{verb}", {"id": made})["task"][field] == value
        assert portal.refused(f"tasks.task.{verb}", {"id": "x"})[1:] == ("0", "wrong task id")
    assert portal.result("tasks.task.startwatch", {"taskId": made})["task"]["auditors"] == [str(mine), "1"]
    assert portal.result("tasks.task.stopwatch", {"taskId": made})["task"]["auditors"] == [str(mine)]
    assert portal.refused("tasks.task.startwatch", {"taskId": 99})[1:] == ("1048584", "a:0:{}")


def test_lists(portal: Any) -> None:
    first, mine = add(portal, TITLE="Alpha", DEADLINE="2020-01-01"), portal.user_id
    second = add(portal, TITLE="Beta", TAGS="red, blue", AUDITORS=[mine], PARENT_ID=first)

    def ids(user_id: int = 1, **call: Any) -> list[int]:
        return [int(task["id"]) for task in portal.result("tasks.task.list", call, user_id=user_id)["tasks"]]

    assert ids() == [second, first]
    assert ids(mine) == [second]
    assert ids(order={"TITLE": "asc"}) == [first, second]
    assert ids(filter={"TITLE": "Al%"}) == [first]
    assert ids(filter={"TAG": "red"}) == ids(filter={"AUDITOR": mine}) == [second]
    assert ids(filter={"STATUS": -1}) == [first]
    assert ids(filter={"REAL_STATUS": [2, 3], ">ID": first}) == [second]
    assert ids(filter={"ONLY_ROOT_TASKS": "Y"}) == [first]
    assert ids(mine, filter={"ONLY_ROOT_TASKS": "Y"}) == [second]
    assert ids(filter={"!RESPONSIBLE_ID": 1}) == []
    answer = portal.hook("tasks.task.list", {"select": ["ID", "STATUS", "AUDITORS", "TAGS"]}).json()
    task = answer["result"]["tasks"][0]
    assert answer["total"] == 2
    assert set(task) == {"id", "status", "subStatus", "auditors", "auditorsData", "tags", "group"}
    assert [row["title"] for row in task["tags"].values()] == ["red", "blue"]
    assert answer["result"]["tasks"][1]["subStatus"] == "-1"
    assert portal.refused("tasks.task.list", {"order": {"NONSENSE": "asc"}})[1:] == (
        "0", "Invalid sorting key (internal error)",
    )  # fmt: skip
    counters = portal.result("tasks.task.counters.get")
    assert counters == {"expired": {"counter": 1, "code": 6291456}, "new_comments": {"counter": 0, "code": 12582912}}
    assert portal.result("tasks.task.counters.get", {"type": "view_role_auditor"})["expired"]["counter"] == 0
    assert "userId" in portal.refused("tasks.task.counters.get", {"userId": "x"})[2]
    assert "Group not found" in portal.refused("tasks.task.counters.get", {"groupId": 5})[2]


@pytest.mark.parametrize("chats", [True, False])
def test_events(portal: Any, chats: bool) -> None:

    auth = portal.installed(scopes=("task",)).access
    portal.switch(task_chats=chats)
    for name in ("ONTASKADD", "ONTASKUPDATE", "ONTASKDELETE", "ONTASKCOMMENTADD", "ONTASKCOMMENTUPDATE",
                 "ONTASKCOMMENTDELETE"):  # fmt: skip
        portal.result("event.bind", {"event": name, "handler": f"{portal.inbox.url}/e"}, auth)
    made = add(portal)
    portal.result("tasks.task.start", {"taskId": made})
    comment = portal.result("task.commentitem.add", [made, {"POST_MESSAGE": "hi"}])
    portal.result("task.commentitem.update", [made, comment, {"POST_MESSAGE": "ho"}])
    portal.result("task.commentitem.delete", [made, comment])
    portal.result("tasks.task.delete", {"taskId": made})
    posts = {post["event"]: post for post in portal.settle()}
    assert {key: value for key, value in posts["ONTASKADD"].items() if key.startswith("data")} == {
        "data[FIELDS_BEFORE]": "undefined", "data[FIELDS_AFTER][ID]": str(made), "data[IS_ACCESSIBLE_BEFORE]": "N",
        "data[IS_ACCESSIBLE_AFTER]": "undefined",
    }  # fmt: skip
    assert posts["ONTASKUPDATE"]["data[FIELDS_BEFORE][ID]"] == str(made)
    assert posts["ONTASKDELETE"]["data[FIELDS_AFTER]"] == "undefined"
    assert posts["ONTASKDELETE"]["data[IS_ACCESSIBLE_AFTER]"] == "N"
    after = posts["ONTASKCOMMENTADD"]
    assert after["data[FIELDS_AFTER][TASK_ID]"] == str(made)
    if chats:
        assert (after["data[FIELDS_AFTER][ID]"], after["data[FIELDS_AFTER][MESSAGE_ID]"]) == ("0", str(comment))
        assert "ONTASKCOMMENTUPDATE" not in posts
    else:
        assert after["data[FIELDS_AFTER][ID]"] == str(comment)
        assert posts["ONTASKCOMMENTUPDATE"]["data[FIELDS_AFTER][ACTION]"] == "EDIT"
        assert posts["ONTASKCOMMENTDELETE"]["data[FIELDS_AFTER][ACTION]"] == "DEL"


def test_pages_and_fingerprint(portal: Any) -> None:
    auth = portal.installed(scopes=("task",)).access
    fields = {"TITLE": "Mine", "RESPONSIBLE_ID": 1}
    made = int(portal.result("tasks.task.add", {"fields": fields}, auth)["task"]["id"])
    portal.hook("task.checklistitem.add", [made, {"TITLE": "Step"}])
    portal.hook("task.commentitem.add", [made, {"POST_MESSAGE": "hello"}])
    user = portal.state.people.users[1]
    (row,) = portal.state.ask("tasks.tasks", user=user)
    assert (row["title"], row["status"], row["group"]) == ("Mine", "2", "")
    task = portal.state.ask("tasks.task", id=made, user=user)
    assert [item["title"] for item in task["checklist"]] == ["Checklist 1", "Step"]
    assert task["comments"] == [{"author": user.full_name, "text": "hello"}]
    stranger = portal.state.people.users[portal.user_id]
    assert portal.state.ask("tasks.task", id=made, user=stranger) is None
    assert portal.state.ask("tasks.tasks", user=stranger) == []
    traces = {(one.section, one.key): one for one in portal.state.fingerprint()}
    assert traces["tasks", str(made)].owner == "acme.score"
    assert traces["task comments", "1"].owner == "person"


def test_a_plain_id_names_a_task_too(portal: Any, task: int) -> None:
    assert portal.result("tasks.task.get", {"id": task})["task"]["title"] == "T"
