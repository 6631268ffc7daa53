"""Scope basic: what the caller may, who he is, and the settings of applications."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.coverage import coverage
from pytest_b24moderation.emulator.documented import documented_events, documented_methods, documented_methods3
from pytest_b24moderation.emulator.registry import methods, methods3


def test_scopes_and_methods(portal: Any) -> None:
    auth = portal.installed(scopes=("crm", "user")).access
    assert portal.result("scope", auth=auth) == ["crm", "user"]
    assert "task" in portal.result("scope", {"FULL": True}, auth)
    mine = portal.result("methods", auth=auth)
    assert "crm.deal.add" in mine
    assert "disk.storage.get" not in mine
    assert "disk.storage.get" in portal.result("methods", {"full": True}, auth)
    assert "user.get" in portal.result("methods", {"scope": "user"}, auth)
    assert {"booking", "sign.b2e", "tasks_extended"} <= set(portal.result("scope", {"full": True}, auth))
    assert all(name.startswith("ONCRM") for name in portal.result("events", {"scope": "crm"}, auth))
    assert "profile" in portal.result("methods", {"scope": ""}, auth)


def test_method_get(portal: Any) -> None:
    auth = portal.installed(scopes=("crm",)).access
    assert portal.result("method.get", {"name": "CRM.deal.add"}, auth) == {"isExisting": True, "isAvailable": True}
    assert portal.result("method.get", {"name": "user.get"}, auth) == {"isExisting": True, "isAvailable": False}
    assert portal.result("method.get", {"name": "no.such"}, auth) == {"isExisting": False, "isAvailable": False}


def test_app_info(portal: Any) -> None:
    auth = portal.installed().access
    info = portal.result("app.info", auth=auth)
    assert info == {
        "ID": 1, "CODE": "acme.score", "VERSION": 1, "STATUS": "F", "INSTALLED": True, "PAYMENT_EXPIRED": "N",
        "DAYS": None, "LANGUAGE_ID": "en", "LICENSE": "en_ent10000", "LICENSE_TYPE": "ent10000",
        "LICENSE_FAMILY": "ent",
    }  # fmt: skip
    hook = portal.result("app.info")
    assert set(hook) == {"SCOPE", "LICENSE"}


def test_profile_and_rights(portal: Any) -> None:
    assert portal.result("profile")["ADMIN"] is True
    regular = portal.result("profile", user_id=portal.user_id)
    assert (regular["ID"], regular["ADMIN"]) == (str(portal.user_id), False)
    assert portal.result("user.admin") is True
    assert portal.result("user.admin", user_id=portal.user_id) is False
    assert portal.result("user.access", {"ACCESS": ["U999"]}) is True
    assert portal.result("user.access", {"ACCESS": ["U1"]}, user_id=portal.user_id) is False
    assert portal.result("user.access", {"ACCESS": ["U1", "DR1"]}, user_id=portal.user_id) is True


def test_small_ones(portal: Any) -> None:
    assert portal.result("server.time").startswith("20")
    assert portal.result("feature.get", {"CODE": "rest_auth_connector"}) == {"value": "Y"}
    assert portal.result("feature.get", {"CODE": "teleport"}) == {"value": "N"}
    assert portal.refused("feature.get") == (400, "CODE_EMPTY", "CODE can't be empty")
    names = portal.result("access.name", {"ACCESS": ["AU", "U1", "D2", "DR1", "G2", "U999", "X"]})
    assert set(names) == {"AU", "U1", "D2", "DR1", "G2"}
    assert names["U1"]["name"] == portal.state.people.users[1].full_name
    assert portal.result("access.name") is False


def test_options(portal: Any) -> None:
    portal.publish()
    app = portal.install()
    admin, user = portal.tokens(app).access, portal.tokens(app, portal.user_id).access
    assert portal.result("app.option.get", auth=admin) == []
    assert portal.result("app.option.set", {"options": {"a": "1", "b": {"c": 2}}}, admin) is True
    assert portal.result("app.option.get", auth=user) == {"a": "1", "b": {"c": 2}}
    assert portal.result("app.option.get", {"option": "a"}, user) == "1"
    assert portal.result("app.option.get", {"option": "z"}, user) is None
    assert portal.refused("app.option.set", {"options": {"a": "2"}}, user) == (
        403, "ACCESS_DENIED", "Access denied! Administrator authorization required"
    )  # fmt: skip
    assert portal.refused("app.option.set", {}, admin)[1] == "ERROR_ARGUMENT"
    assert portal.result("user.option.set", {"options": {"mine": "x"}}, user) is True
    assert portal.result("user.option.get", auth=user) == {"mine": "x"}
    assert portal.result("user.option.get", auth=admin) == []


def test_what_is_documented() -> None:
    known = documented_methods()
    assert len(known) > 1500
    assert len(documented_methods3()) > 100
    assert {row.name for row in methods3().values()} <= {row.name for row in documented_methods3().values()}
    assert {"batch", "scope", "crm.item.list", "event.bind", "profile"} <= set(known)
    assert {"ONAPPINSTALL", "ONCRMDEALADD", "ONCRMLEADDELETE"} <= set(documented_events())
    strange = [row.name for row in methods().values() if row.name.lower() not in known]
    assert sorted(strange) == [
        "bizproc.workflow.instance.list",
        "documentgenerator.api.document.getfile",
        "documentgenerator.api.template.download",
        "event.test",
        "landing.repo.bind",
        "messageservice.message.status.get",
    ], "older names, addresses that the portal itself gives out, and what its switches turn on"


def test_coverage_is_computed() -> None:
    rows = {row.name: row for row in coverage() if row.rest == 2}
    assert rows["crm.deal.get"].emulated
    assert rows["batch"].emulated
    assert not rows["rpa.item.get"].emulated
    assert sum(row.emulated for row in rows.values()) == len(methods()) + 1
    later = {row.name: row for row in coverage() if row.rest == 3}
    assert later["tasks.task.get"].emulated
    assert sum(row.emulated for row in later.values()) == len(methods3()) + 1
