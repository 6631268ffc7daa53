"""Workgroups, their members and rights."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def group(portal: Any) -> int:
    return int(portal.result("sonet_group.create", {"NAME": "Team", "DESCRIPTION": "d", "KEYWORDS": "a, b"}))


def test_life_of_a_group(portal: Any, group: int) -> None:
    (row,) = portal.result("sonet_group.get")
    assert (row["ID"], row["NAME"], row["OWNER_ID"], row["NUMBER_OF_MEMBERS"], row["VISIBLE"]) == (
        str(group), "Team", "1", "1", "Y",
    )  # fmt: skip
    mine = portal.user_id
    owned = portal.result("sonet_group.create", {"NAME": "Secret", "VISIBLE": "N", "OWNER_ID": mine, "PROJECT": "Y"})
    assert [row["ID"] for row in portal.result("sonet_group.get", user_id=mine)] == [str(owned), str(group)]
    assert [row["ID"] for row in portal.result("sonet_group.get")] == [str(group)]
    admin = portal.hook("sonet_group.get", {"IS_ADMIN": "Y", "FILTER": {"%NAME": "ecre"}}).json()
    assert (admin["total"], admin["result"][0]["OWNER_ID"], admin["result"][0]["PROJECT"]) == (1, str(mine), "Y")
    assert portal.result("sonet_group.get", {"GROUP_ID": group, "ORDER": {"NAME": "ASC"}})[0]["ID"] == str(group)
    assert portal.result("sonet_group.update", {"GROUP_ID": group, "NAME": "Crew", "CLOSED": "Y"}) == group
    assert portal.result("sonet_group.get")[0]["CLOSED"] == "Y"
    assert portal.result("sonet_group.setowner", {"GROUP_ID": group, "USER_ID": mine}) is True
    assert portal.result("sonet_group.user.groups")[0]["ROLE"] == "E"
    assert portal.result("sonet_group.delete", {"GROUP_ID": group}, user_id=mine) is True
    assert portal.complaint("sonet_group.delete", {"GROUP_ID": group}) == "Socialnetwork group not found"


def test_refusals(portal: Any, group: int) -> None:
    mine = portal.user_id
    assert portal.complaint("sonet_group.create", {}) == "Cannot create group"
    assert portal.complaint("sonet_group.create", {"NAME": "x", "OWNER_ID": 999}) == "Incorrect input data"
    assert portal.complaint("sonet_group.update", {"GROUP_ID": 99}) == "Wrong group ID"
    assert portal.complaint("sonet_group.update", {"GROUP_ID": group, "NAME": "x"}, mine).endswith("to update group")
    assert portal.complaint("sonet_group.update", {"GROUP_ID": group, "NAME": " "}) == "Cannot update group"
    assert portal.complaint("sonet_group.delete", {}) == "Wrong group ID"
    assert (
        portal.complaint("sonet_group.delete", {"GROUP_ID": group}, mine) == "User has no permissions to delete group"
    )
    assert portal.complaint("sonet_group.setowner", {"GROUP_ID": 99}) == "Invalid workgroup/project ID"
    assert portal.complaint("sonet_group.setowner", {"GROUP_ID": group, "USER_ID": 99}) == "Invalid user ID"
    assert "Insufficient" in portal.complaint("sonet_group.setowner", {"GROUP_ID": group, "USER_ID": mine}, mine)


def test_members(portal: Any, group: int) -> None:
    mine = portal.user_id
    call = {"GROUP_ID": group, "USER_ID": [mine]}
    assert portal.result("sonet_group.user.invite", call | {"MESSAGE": "come"}) == [str(mine)]
    assert portal.result("sonet_group.user.invite", call) == []
    assert [row["USER_ID"] for row in portal.result("sonet_group.user.get", {"ID": group})] == ["1"]
    assert portal.result("sonet_group.user.request", {"GROUP_ID": group}, user_id=mine) is True
    assert portal.result("sonet_group.user.get", {"ID": group})[1] == {"USER_ID": str(mine), "ROLE": "K"}
    assert portal.complaint("sonet_group.user.request", {"GROUP_ID": group}, mine) == "Cannot request to join group"
    assert portal.result("sonet_group.user.update", call | {"ROLE": "E"}) == [str(mine)]
    assert portal.result("sonet_group.user.groups", user_id=mine)[0]["ROLE"] == "E"
    assert portal.result("sonet_group.user.delete", call | {"USER_ID": [1, mine]}) == [str(mine)]
    assert portal.result("sonet_group.user.request", {"GROUP_ID": group}, user_id=mine) is True
    assert len(portal.result("sonet_group.user.get", {"ID": group})) == 1
    assert portal.result("sonet_group.user.add", call) == [str(mine)]
    closed = {"GROUP_ID": group, "INITIATE_PERMS": "A"}
    portal.result("sonet_group.update", closed)
    assert portal.result("sonet_group.user.invite", call | {"USER_ID": 1}, user_id=mine) == []
    for verb, text in (("add", "No permissions to add users"), ("delete", "No permissions to update users role"),
                       ("update", "No permissions to update users role")):  # fmt: skip
        assert portal.complaint(f"sonet_group.user.{verb}", call, mine) == text
        assert portal.complaint(f"sonet_group.user.{verb}", {}) == "Wrong group ID"
        good = {"ROLE": "K", "USER_ID": 1, "GROUP_ID": 99}
        assert portal.complaint(f"sonet_group.user.{verb}", good) == "Socialnetwork group not found"
        assert portal.complaint(f"sonet_group.user.{verb}", good | {"USER_ID": ""}) == "Wrong user IDs"
    assert portal.complaint("sonet_group.user.update", call | {"ROLE": "A"}) == "Incorrect role code"
    assert portal.complaint("sonet_group.user.get", {}) == "Wrong socialnetwork group ID"
    assert portal.complaint("sonet_group.user.get", {"ID": 99}) == "Socialnetwork group not found"


def test_features(portal: Any, group: int) -> None:
    def access(operation: str, user_id: int = 1) -> bool:
        call = {"GROUP_ID": group, "FEATURE": "tasks", "OPERATION": operation}
        return bool(portal.result("sonet_group.feature.access", call, user_id=user_id))

    mine = portal.user_id
    assert (access("delete_tasks"), access("view", mine)) == (True, False)
    portal.result("sonet_group.user.add", {"GROUP_ID": group, "USER_ID": mine})
    assert (access("view", mine), access("delete_tasks", mine)) == (True, False)
    assert "group ID" in portal.complaint("sonet_group.feature.access", {})
    assert portal.complaint("sonet_group.feature.access", {"GROUP_ID": group, "FEATURE": "x"}) == "Wrong feature"
    call = {"GROUP_ID": group, "FEATURE": "blog", "OPERATION": "x"}
    assert portal.complaint("sonet_group.feature.access", call) == "Wrong operation"


def test_newer_methods(portal: Any, group: int) -> None:
    mine = portal.user_id
    portal.result("sonet_group.user.add", {"GROUP_ID": group, "USER_ID": mine})
    call = {"params": {"groupId": group, "select": ["USER_DATA", "OWNER_DATA"]}}
    found = portal.result("socialnetwork.api.workgroup.get", call, user_id=mine)
    assert (found["ID"], found["NAME"], found["TYPE"], found["TAGS"]) == (group, "Team", "group", ["a", "b"])
    assert (found["MEMBERS"], found["ORDINARY_MEMBERS"], found["USER_DATA"]["ROLE"]) == ([1, mine], [mine], "K")
    answer = portal.hook(
        "socialnetwork.api.workgroup.list",
        {"select": ["ID", "NAME", "OWNER_ID"], "filter": {"%NAME": "tea"}, "params": {"mode": "mobile"}},
    ).json()
    assert answer["result"]["workgroups"] == [
        {"id": str(group), "name": "Team", "ownerId": "1", "additionalData": {"role": "A", "initiatedByType": "U"}}
    ]
    assert answer["total"] == 1
    assert portal.result("socialnetwork.api.workgroup.list")["workgroups"] == [{"id": str(group)}]
    assert portal.refused("socialnetwork.api.workgroup.get")[1] == "SONET_CONTROLLER_WORKGROUP_EMPTY"
    wrong = portal.refused("socialnetwork.api.workgroup.get", {"params": {"groupId": 99}})
    assert wrong == (400, "SONET_CONTROLLER_WORKGROUP_NOT_FOUND", "Workgroup not found.")


def test_events_and_traces(portal: Any) -> None:
    auth = portal.installed(scopes=("sonet_group",)).access
    names = ("ONSONETGROUPADD", "ONSONETGROUPUPDATE", "ONSONETGROUPDELETE")
    for name in names:
        portal.result("event.bind", {"event": name, "handler": f"{portal.inbox.url}/e"}, auth)
    made = portal.result("sonet_group.create", {"NAME": "App"}, auth)
    traces = {(one.section, one.key): one.owner for one in portal.state.fingerprint()}
    assert traces["groups", str(made)] == "acme.score"
    assert portal.state.ask("sonet.groups", user=portal.state.people.users[1]) == [{"id": made, "name": "App"}]
    portal.result("sonet_group.update", {"GROUP_ID": made, "NAME": "B"})
    portal.result("sonet_group.delete", {"GROUP_ID": made})
    posts = {post["event"]: post["data[FIELDS][ID]"] for post in portal.settle()}
    assert posts == dict.fromkeys(names, str(made))


def test_a_task_in_a_group_is_its_members(portal: Any, group: int) -> None:
    fields = {"TITLE": "T", "RESPONSIBLE_ID": 1, "GROUP_ID": group}
    task = int(portal.result("tasks.task.add", {"fields": fields})["task"]["id"])
    assert portal.result("tasks.task.get", {"taskId": task}, user_id=portal.user_id) == []
    portal.result("sonet_group.user.add", {"GROUP_ID": group, "USER_ID": portal.user_id})
    assert (
        portal.result("tasks.task.get", {"taskId": task}, user_id=portal.user_id)["task"]["group"]["membersCount"] == 2
    )
    assert portal.result("tasks.task.counters.get", {"groupId": group})["expired"]["counter"] == 0
