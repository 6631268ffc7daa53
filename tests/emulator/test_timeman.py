"""The workday, the office's network, settings of time control."""

from __future__ import annotations

from typing import Any

import pytest

NO_ACCESS = (400, "ACCESS_ERROR", "You don't have access to use this method")


def test_a_day(portal: Any) -> None:
    portal.state.clock.advance(-(portal.state.clock.now() % 86400) + 9 * 3600)  # nine in the morning
    closed = portal.result("timeman.status")
    assert (closed["STATUS"], closed["TIME_START"], closed["DURATION"]) == ("CLOSED", None, "00:00:00")
    day = portal.result("timeman.open", {"LAT": "53.5", "LON": "x"})
    assert (day["STATUS"], day["TIME_FINISH"], day["ACTIVE"], day["LAT_OPEN"], day["LON_OPEN"]) == (
        "OPENED", None, True, 53.5, 0.0,
    )  # fmt: skip
    portal.state.clock.advance(3600)
    assert portal.result("timeman.pause")["STATUS"] == "PAUSED"
    set_time = {"TIME": portal.state.iso(), "REPORT": "r"}
    assert portal.refused("timeman.open", set_time) == (400, "TIME", "Unable to set time, work day is paused")
    portal.state.clock.advance(600)
    assert portal.result("timeman.open")["TIME_LEAKS"] == "00:10:00"
    portal.state.clock.advance(3000)
    day = portal.result("timeman.close")
    assert (day["STATUS"], day["DURATION"], day["TIME_LEAKS"]) == ("CLOSED", "01:50:00", "00:10:00")
    portal.state.clock.advance(60)
    assert portal.result("timeman.pause")["TIME_LEAKS"] == "00:11:00"
    assert portal.result("timeman.close", set_time)["ACTIVE"] is False
    traces = [one for one in portal.state.fingerprint() if one.section == "workdays"]
    assert [one.owner for one in traces] == ["person"]


def test_days_and_dates(portal: Any) -> None:
    portal.result("timeman.open", user_id=portal.user_id)
    portal.state.clock.advance(86400)
    status = portal.result("timeman.status", {"USER_ID": portal.user_id})
    assert status["STATUS"] == "EXPIRED"
    assert status["TIME_FINISH_DEFAULT"] >= status["TIME_START"]
    wrong = (400, "WRONG_DATETIME", "Day close date should correspond to the day open date")
    assert portal.refused("timeman.close", user_id=portal.user_id) == wrong
    closed = portal.result("timeman.close", {"TIME": status["TIME_START"], "REPORT": "forgot"}, user_id=portal.user_id)
    assert closed["STATUS"] == "CLOSED"
    wrong = (400, "WRONG_DATETIME", "Day open date should correspond to the current date")
    assert portal.refused("timeman.open", {"TIME": "2020-01-01T00:00:00+00:00"}) == wrong
    assert portal.refused("timeman.open", {"TIME": "no"}) == wrong
    opened = portal.result("timeman.open", {"TIME": portal.state.iso(), "REPORT": "late"})
    assert (opened["STATUS"], opened["ACTIVE"]) == ("OPENED", False)
    for verb in ("open", "close", "pause", "status", "settings"):
        assert portal.refused(f"timeman.{verb}", {"USER_ID": 999}) == (400, "", "User not found")
        assert portal.refused(f"timeman.{verb}", {"USER_ID": 1}, user_id=portal.user_id)[1] == "ACCESS_DENIED"
    assert portal.result("timeman.settings")["ADMIN"] is True
    assert portal.result("timeman.settings", user_id=portal.user_id)["UF_TM_MAX_START"] == "09:15:00"


def test_network(portal: Any) -> None:
    assert portal.result("timeman.networkrange.get")[0] == {"ip_range": "10.0.0.0-10.255.255.255", "name": "10.x.x.x"}
    assert portal.result("timeman.networkrange.check", {"IP": "172.16.3.4"})["name"] == "172.x.x.x"
    assert portal.result("timeman.networkrange.check", {"IP": "8.8.8.8"}) is False
    assert portal.result("timeman.networkrange.check", {"IP": "no"}) is False
    one = {"ip_range": "8.8.8.8", "name": "dns"}
    assert portal.result("timeman.networkrange.set", {"RANGES": [one]}) == {"result": True}
    assert portal.result("timeman.networkrange.check", {"IP": "8.8.8.8"}) == {
        "ip": "8.8.8.8", "range": "8.8.8.8", "name": "dns",
    }  # fmt: skip
    bad = {"ip_range": "a1.2.3.4", "name": ""}
    told = portal.result("timeman.networkrange.set", {"RANGES": [one, bad]})
    assert told == {"result": False, "error_ranges": [bad]}
    for wrong in (None, "x", [1], '{"a": 1}'):
        assert portal.refused("timeman.networkrange.set", {"RANGES": wrong})[1] == "INVALID_FORMAT"


def test_schedule_and_control(portal: Any) -> None:
    schedule = portal.result("timeman.schedule.get", {"id": 1})
    assert (schedule["NAME"], schedule["SHIFTS"][0]["WORK_TIME_START"]) == ("For all employees", 32400)
    assert portal.result("timeman.schedule.get", {"id": 2}) == []
    call = {
        "active": True, "REPORT_SIMPLE_TYPE": "user", "report_simple_users": [1], "MINIMUM_IDLE_FOR_REPORT": 5,
        "report_full_type": "nonsense",
    }  # fmt: skip
    assert portal.result("timeman.timecontrol.settings.set", call) is True
    portal.result("timeman.timecontrol.settings.set", {"ACTIVE": False})
    found = portal.result("timeman.timecontrol.settings.get")
    assert (found["active"], found["report_simple_type"], found["report_simple_users"]) == (True, "user", [1])
    assert (found["report_full_type"], found["minimum_idle_for_report"]) == ("all", 5)
    portal.result("timeman.timecontrol.settings.set", {"ACTIVE": 0})
    assert portal.result("timeman.timecontrol.settings.get")["active"] is False
    own = portal.result("timeman.timecontrol.reports.settings.get")
    assert (own["user_admin"], own["report_view_type"], len(own["departments"])) == (True, "head", 3)
    own = portal.result("timeman.timecontrol.reports.settings.get", user_id=portal.user_id)
    assert (own["user_head"], own["report_view_type"], own["departments"]) == (False, "full", [])
    users = portal.result("timeman.timecontrol.reports.users.get", {"DEPARTMENT_ID": 2})
    assert [user["id"] for user in users] == [portal.user_id]
    users = portal.result("timeman.timecontrol.reports.users.get", user_id=portal.user_id)
    assert [user["id"] for user in users] == [portal.user_id]


def test_reports(portal: Any) -> None:
    mine = portal.user_id
    call = {"USER_ID": mine}
    portal.result("timeman.open", user_id=mine)
    assert portal.result("timeman.timecontrol.reports.get", call)["report"]["days"] == []
    portal.result("timeman.close", user_id=mine)
    portal.result("timeman.timecontrol.settings.set", {"active": True})
    portal.state.clock.advance(86400)
    portal.result("timeman.open", user_id=mine)
    portal.result("timeman.close", user_id=mine)
    month = portal.state.iso()
    found = portal.result(
        "timeman.timecontrol.reports.get", call | {"YEAR": month[:4], "MONTH": month[5:7]}, user_id=mine
    )
    (day,) = found["report"]["days"]
    assert (day["index"], day["workday_complete"], day["workday_duration_config"]) == (
        month[:10].replace("-", ""), True, 28800,
    )  # fmt: skip
    assert [row["type"] for row in day["reports"]] == ["TM_START", "TM_END"]
    assert found["user"]["id"] == mine
    key = day["reports"][0]["id"]
    assert portal.result("timeman.timecontrol.report.add", {"REPORT_ID": key, "TEXT": "Dentist"}, user_id=mine) is True
    reports = portal.result("timeman.timecontrol.reports.get", call)["report"]["days"][0]["reports"]
    assert (reports[0]["report_type"], reports[0]["report_text"]) == ("PRIVATE", "Dentist")
    (event,) = portal.state.ask("calendar.events", user=portal.state.people.users[mine])
    assert event["name"] == "Dentist"
    quiet = {"ID": key, "TEXT": "Work", "TYPE": "WORK", "CALENDAR": "N", "USER_ID": mine}
    assert portal.result("timeman.timecontrol.report.add", quiet) is True
    assert len(portal.state.ask("calendar.events", user=portal.state.people.users[mine])) == 1
    add = "timeman.timecontrol.report.add"
    assert portal.refused(add, {"ID": key}) == (400, "TEXT_EMPTY", "Text can't be empty")
    assert portal.refused(add, {"ID": key, "TEXT": "x"})[1] == "ACCESS_ERROR"
    wrong = portal.refused("timeman.timecontrol.reports.get", {"USER_ID": 1}, user_id=mine)
    assert wrong == (400, "USER_ACCESS_ERROR", "You don't have access to report for this user")


@pytest.mark.parametrize("name", ["networkrange.get", "networkrange.set", "networkrange.check",
                                  "timecontrol.settings.get",
                                  "timecontrol.settings.set"])  # fmt: skip
def test_for_administrators_only(portal: Any, name: str) -> None:
    assert portal.refused(f"timeman.{name}", user_id=portal.user_id) == NO_ACCESS
