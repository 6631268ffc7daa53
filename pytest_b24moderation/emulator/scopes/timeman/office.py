"""The office's network, work schedules, and settings of time control.

restdocs: api-reference/timeman/networkrange, schedule, timecontrol.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number, truth

RANGES = (
    ("10.0.0.0-10.255.255.255", "10.x.x.x"),
    ("172.16.0.0-172.31.255.255", "172.x.x.x"),
    ("192.168.0.0-192.168.255.255", "192.168.x.x"),
)
CONTROL: dict[str, Any] = {
    "active": False, "minimum_idle_for_report": 15, "register_offline": True, "register_idle": True,
    "register_desktop": True, "report_request_type": "all", "report_request_users": [], "report_simple_type": "all",
    "report_simple_users": [], "report_full_type": "all", "report_full_users": [],
}  # fmt: skip
KINDS = ("all", "user", "none")
SCHEDULE = {"ru": "Для всех сотрудников"}


@dataclass
class Office:
    """Network ranges and the settings of time control, each with who set it."""

    ranges: list[dict[str, str]] = field(default_factory=lambda: [{"ip_range": r, "name": n} for r, n in RANGES])
    control: dict[str, Any] = field(default_factory=lambda: dict(CONTROL))
    ranges_by: Maker = PORTAL
    control_by: Maker = PORTAL
    made: float = 0.0

    def seed(self, portal: Portal) -> None:
        self.made = portal.clock.now()


@method("timeman.networkrange.get")
def range_get(call: Call) -> list[dict[str, str]]:
    _require_admin(call)
    return call.state(Office).ranges


@method("timeman.networkrange.set")
def range_set(call: Call) -> dict[str, Any]:
    """All ranges, or none of them where one cannot be read."""
    _require_admin(call)
    given = call.get("RANGES")
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    rows = as_list(given) if isinstance(given, list | dict) else []
    if not rows or not all(isinstance(row, dict) and "ip_range" in row for row in rows):
        raise RestError(400, "INVALID_FORMAT", "A wrong format for the RANGES field is passed")
    plain = [{"ip_range": str(row["ip_range"]), "name": str(row.get("name") or "")} for row in rows]
    wrong = [row for row in plain if _bounds(row["ip_range"]) is None]
    if wrong:
        return {"result": False, "error_ranges": wrong}
    state = call.state(Office)
    state.ranges, state.ranges_by = plain, call.maker
    return {"result": True}


@method("timeman.networkrange.check")
def range_check(call: Call) -> Any:
    """The range that the address is in, false where it is in none."""
    _require_admin(call)
    bounds = _bounds(call.text("IP", "127.0.0.1"))
    for row in call.state(Office).ranges if bounds else ():
        limits = _bounds(row["ip_range"])
        if bounds and limits and limits[0] <= bounds[0] <= limits[1]:
            return {"ip": call.text("IP", "127.0.0.1"), "range": row["ip_range"], "name": row["name"]}
    return False


@method("timeman.schedule.get")
def schedule_get(call: Call) -> Any:
    """The schedule of a new portal, for all: five days a week from nine to six; [] for any other id."""
    if number(call.get("id")) != 1:
        return []
    heads = {unit.head for unit in call.portal.people.departments.values() if unit.head}
    told = [f"U{one}" for one in sorted(heads)]
    return {
        "ID": 1, "NAME": SCHEDULE.get(call.portal.language, "For all employees"), "SCHEDULE_TYPE": "FIXED",
        "REPORT_PERIOD": "MONTH", "REPORT_PERIOD_OPTIONS": {"START_WEEK_DAY": 0}, "CALENDAR_ID": 1,
        "ALLOWED_DEVICES": {"browser": True}, "DELETED": "0", "IS_FOR_ALL_USERS": True,
        "WORKTIME_RESTRICTIONS": ["[]"], "CONTROLLED_ACTIONS": 3, "UPDATED_BY": 0, "DELETED_BY": 0, "DELETED_AT": "",
        "CREATED_BY": 0, "CREATED_AT": call.portal.iso(call.state(Office).made),
        "SHIFTS": [{"ID": 1, "NAME": "", "BREAK_DURATION": 3600, "WORK_TIME_START": 32400, "WORK_TIME_END": 64800,
                    "WORK_DAYS": "12345", "SCHEDULE_ID": 1, "DELETED": False}],
        "CALENDAR": {"ID": 1, "NAME": "", "PARENT_CALENDAR_ID": 0, "SYSTEM_CODE": "", "EXCLUSIONS": []},
        "SCHEDULE_VIOLATION_RULES": {
            "ID": 1, "SCHEDULE_ID": 1, "ENTITY_CODE": "UA", "MAX_EXACT_START": 33300, "MIN_EXACT_END": 63900,
            "MAX_OFFSET_START": -1, "MIN_OFFSET_END": -1, "RELATIVE_START_FROM": -1, "RELATIVE_START_TO": -1,
            "RELATIVE_END_FROM": -1, "RELATIVE_END_TO": -1, "MIN_DAY_DURATION": 28800,
            "MAX_ALLOWED_TO_EDIT_WORK_TIME": 900, "MAX_WORK_TIME_LACK_FOR_PERIOD": -1,
            "PERIOD_TIME_LACK_AGENT_ID": 0, "MAX_SHIFT_START_DELAY": -1, "MISSED_SHIFT_START": 0,
            "USERS_TO_NOTIFY": {"FIXED_START_END": told, "FIXED_PER_RECORD": told, "FIXED_EDIT_WORKTIME": told,
                                "FIXED_PERIODIC": told, "SHIFT_DELAY": [], "SHIFT_MISSED_START": []},
        },
    }  # fmt: skip


@method("timeman.timecontrol.settings.get")
def control_get(call: Call) -> dict[str, Any]:
    _require_admin(call)
    return call.state(Office).control


@method("timeman.timecontrol.settings.set")
def control_set(call: Call) -> bool:
    """Only what is sent changes; ACTIVE is switched off by 0 and not by false."""
    _require_admin(call)
    state = call.state(Office)
    for name in CONTROL:
        value = call.get(name)
        if value is None or (name == "active" and value is False):
            continue
        if name.endswith("_users"):
            state.control[name] = [number(one) for one in as_list(value)]
        elif name.endswith("_type"):
            state.control[name] = str(value) if str(value) in KINDS else state.control[name]
        else:
            state.control[name] = number(value) if name == "minimum_idle_for_report" else truth(value)
    state.control_by = call.maker
    return True


@method("timeman.timecontrol.reports.settings.get")
def reports_settings_get(call: Call) -> dict[str, Any]:
    control, user = call.state(Office).control, call.user
    led = led_by(call)
    full = control["report_full_type"] == "all" or user.id in control["report_full_users"]
    return {
        "active": control["active"],
        "user_id": user.id,
        "user_admin": user.admin,
        "user_head": bool(led) and not user.admin,
        "departments": [{"id": str(one), "name": call.portal.people.departments[one].name} for one in led],
        "minimum_idle_for_report": control["minimum_idle_for_report"],
        "report_view_type": "head" if user.admin or led else "full" if full else "simple",
    }


@method("timeman.timecontrol.reports.users.get")
def reports_users_get(call: Call) -> list[dict[str, Any]]:
    """Administrators and heads see a department, others themselves."""
    wanted, led = number(call.get("DEPARTMENT_ID")), led_by(call)
    units = {wanted} & set(led) if wanted else set(led)
    people = call.portal.people.users.values()
    rows = [user for user in people if user.active and units & set(user.departments)] if led else [call.user]
    return [person(call.portal, user) for user in rows]


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Office)
    return [
        trace("time settings", "network ranges", state.ranges_by, f"{len(state.ranges)} ranges", state.ranges),
        trace("time settings", "time control", state.control_by, "time control", state.control),
    ]


def led_by(call: Call) -> list[int]:
    """The departments that the caller heads; all for an administrator."""
    units: Mapping[int, Any] = call.portal.people.departments
    return [unit.id for unit in units.values() if call.user.admin or unit.head == call.user.id]


def person(portal: Portal, user: User) -> dict[str, Any]:
    """A user as time control shows him."""
    return {
        "id": user.id,
        "name": user.full_name,
        "first_name": user.name,
        "last_name": user.last_name,
        "work_position": user.position,
        "avatar": str(user.extra.get("PERSONAL_PHOTO") or ""),
        "personal_gender": user.gender,
        "last_activity_date": portal.iso(user.seen),
    }


def _bounds(text: str) -> tuple[IPv4Address, IPv4Address] | None:
    first, _, last = text.strip().partition("-")
    try:
        found = IPv4Address(first.strip()), IPv4Address((last or first).strip())
    except ValueError:
        return None
    return found if found[0] <= found[1] else None


def _require_admin(call: Call) -> None:
    if not call.user.admin:
        raise RestError(400, "ACCESS_ERROR", "You don't have access to use this method")
