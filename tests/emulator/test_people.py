"""Users, departments and notifications."""

from __future__ import annotations

from typing import Any

import pytest


def test_current_user_by_permission(portal: Any) -> None:
    portal.publish(portal.version(1, scopes=("user_brief",)))
    app = portal.install()
    brief = portal.result("user.current", auth=portal.tokens(app).access)
    assert "EMAIL" not in brief
    assert (brief["ID"], brief["ACTIVE"], brief["UF_DEPARTMENT"]) == ("1", True, [1])
    app.scopes = ("user_basic",)
    basic = portal.result("user.current", auth=portal.tokens(app).access)
    assert "EMAIL" in basic
    assert "LAST_LOGIN" not in basic
    app.scopes = ("user",)
    auth = portal.tokens(app).access
    assert "LAST_LOGIN" in portal.result("user.current", auth=auth)
    assert portal.result("user.fields", auth=auth)["EMAIL"] == "E-Mail"


def test_user_get_filters(portal: Any) -> None:
    user = portal.state.people.users[portal.user_id]
    assert [row["ID"] for row in portal.result("user.get", {"ID": 1, "ACTIVE": True})] == ["1"]
    by_filter = portal.result("user.get", {"FILTER": {"NAME": user.name}})
    assert str(user.id) in [row["ID"] for row in by_filter]
    assert [row["ID"] for row in portal.result("user.get", {"FILTER": {"!ID": "1"}})] == [str(user.id)]
    both = {"FILTER": {"@ID": [1, user.id]}, "SORT": "ID", "ORDER": "DESC"}
    assert [row["ID"] for row in portal.result("user.get", both)] == [
        str(user.id), "1"
    ]  # fmt: skip
    user.active = False
    assert len(portal.result("user.get", {"FILTER": {"ACTIVE": "Y"}})) == 1
    assert len(portal.result("user.get", {"ACTIVE": False})) == 1
    user.active = True
    found = portal.hook("user.search", {"FILTER": {"FIND": user.last_name.lower()[:4]}}).json()
    assert str(user.id) in [row["ID"] for row in found["result"]]
    assert portal.result("user.search", {"NAME": user.name[:3]})
    user.active = False
    assert portal.result("user.search", {"FILTER": {"FIND": user.position}})[0]["ACTIVE"] is False
    backwards = portal.result("user.search", {"SORT": "ID", "ORDER": "DESC"})
    assert [row["ID"] for row in backwards] == [str(user.id), "1"]
    unit = portal.state.people.departments[2].name
    assert [row["ID"] for row in portal.result("user.search", {"FILTER": {"FIND": unit}})] == [str(user.id)]


def test_the_current_user_has_times(portal: Any) -> None:
    row = portal.result("user.current")
    assert row["XML_ID"].isdecimal()
    assert row["LAST_ACTIVITY_DATE"] == row["TIMESTAMP_X"][:19].replace("T", " ")


def test_adding_and_changing_users(portal: Any) -> None:
    made = portal.result(
        "user.add", {"EMAIL": "a@b.example", "NAME": "Ann", "LAST_NAME": "Lee", "UF_PHONE_INNER": "12"}
    )
    row = portal.result("user.get", {"ID": made})[0]
    assert (row["NAME"], row["UF_PHONE_INNER"]) == ("Ann", "12")
    assert portal.result("user.update", {"ID": made, "ACTIVE": "N", "WORK_POSITION": "Chief"}) is True
    assert portal.result("user.get", {"ID": made})[0]["ACTIVE"] is False
    assert portal.refused("user.add", {"EMAIL": "a@b.example"})[2] == "A user with this email already exists"
    assert portal.refused("user.add", {"EMAIL": "nonsense"}) == (400, "ERROR_ARGUMENT", "wrong_email")
    assert portal.refused("user.update", {"ID": 999}) == (400, "ERROR_CORE", "User not found")


def test_regular_user_adds_nobody(portal: Any) -> None:
    denied = (400, "ERROR_CORE", "access_denied")
    assert portal.refused("user.add", {"EMAIL": "a@b.example"}, user_id=portal.user_id) == denied
    assert portal.refused("user.update", {"ID": 1, "NAME": "x"}, user_id=portal.user_id) == denied
    assert portal.result("user.update", {"ID": portal.user_id, "NAME": "Me"}, user_id=portal.user_id) is True


def test_departments(portal: Any) -> None:
    body = portal.hook("department.get").json()
    assert body["total"] == 3
    assert body["result"][0] == {"ID": "1", "NAME": "Head office", "SORT": 500, "UF_HEAD": "1"}
    assert [row["ID"] for row in portal.result("department.get", {"PARENT": 0})] == ["1"]
    made = portal.result("department.add", {"NAME": "Labs", "PARENT": 2})
    assert portal.result("department.get", {"PARENT": 2})[0]["ID"] == str(made)
    assert portal.result("department.update", {"ID": made, "NAME": "Lab", "PARENT": 3}) is True
    assert portal.result("department.get", {"NAME": "Lab", "sort": "NAME", "order": "DESC"})[0]["PARENT"] == "3"
    portal.result("user.update", {"ID": portal.user_id, "UF_DEPARTMENT": [made]})
    assert portal.result("department.delete", {"ID": made}) is True
    assert portal.result("user.get", {"ID": portal.user_id})[0]["UF_DEPARTMENT"] == [3]
    assert portal.result("department.fields")["NAME"]


@pytest.mark.parametrize(
    ("method", "params", "text"),
    [
        ("add", {"PARENT": 1}, "Department name is not specified"),
        ("add", {"NAME": "x", "PARENT": 99}, "Parent department not found"),
        ("update", {"ID": 99}, "Department not found"),
        ("update", {"ID": 2, "PARENT": 2}, "Parent department not found"),
        ("delete", {"ID": 1}, "The root department cannot be deleted"),
    ],
)
def test_department_errors(portal: Any, method: str, params: dict[str, Any], text: str) -> None:
    assert portal.refused(f"department.{method}", params) == (400, "ERROR_CORE", text)
    refusal = portal.refused(f"department.{method}", params, user_id=portal.user_id)
    assert refusal == (400, "ERROR_CORE", "access_denied")
