"""Calendars, resources and settings. restdocs: api-reference/calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.calendar.state import (
    RESOURCE,
    Calendars,
    Section,
    denied,
    may_read,
    may_write,
    place,
    required,
    sections_of,
)
from pytest_b24moderation.emulator.scopes.calendar.times import zone_name

SETTINGS: dict[str, Any] = {
    "work_time_start": "9", "work_time_end": "19",
    "year_holidays": "1.01,2.01,7.01,23.02,8.03,1.05,9.05,12.06,4.11", "year_workdays": "31.12",
    "week_holidays": ["SA", "SU"], "week_start": "MO", "user_name_template": "#NAME# #LAST_NAME#",
    "sync_by_push": False, "user_show_login": True, "path_to_user": "/company/personal/user/#user_id#/",
    "path_to_user_calendar": "/company/personal/user/#user_id#/calendar/",
    "path_to_group": "/workgroups/group/#group_id#/",
    "path_to_group_calendar": "/workgroups/group/#group_id#/calendar/", "path_to_vr": "", "path_to_rm": "",
    "rm_iblock_type": "", "rm_iblock_id": "", "dep_manager_sub": True, "denied_superpose_types": [],
    "pathes_for_sites": "", "forum_id": "8", "rm_for_sites": True, "path_to_type_company_calendar": "",
    "path_to_type_location": "", "path_to_type_open_event": "",
}  # fmt: skip
OWN: dict[str, Any] = {
    "view": "month", "showDeclined": True, "denyBusyInvitation": False, "collapseOffHours": "N",
    "showWeekNumbers": "N", "showTasks": "Y", "syncTasks": "N", "showCompletedTasks": "N",
    "lastUsedSection": "false", "sendFromEmail": "", "defaultSections": {}, "syncPeriodPast": "3",
    "syncPeriodFuture": "12",
    "defaultReminders": {"fullDay": [{"type": "min", "count": 15}], "withTime": [{"type": "min", "count": 15}]},
    "timezoneDefaultName": "", "work_time_start": "9.00", "work_time_end": "19.00",
}  # fmt: skip
MAY_SET = frozenset(OWN) - {"work_time_start", "work_time_end"} | {"meetSection", "crmSection", "timezoneName"}


@method("calendar.section.get")
def section_get(call: Call) -> list[dict[str, Any]]:
    kind, owner = place(call)
    if not may_read(call.portal, call.user, kind, owner):
        return []
    return [_shown(call, row) for row in sections_of(call, kind, owner)]


@method("calendar.section.add")
def section_add(call: Call) -> int:
    kind, owner = place(call, ".")
    _check(call, "")
    if kind not in ("user", "group") or not may_write(call.portal, call.user, kind, owner):
        raise denied()
    row = call.state(Calendars).add_section(call.portal, kind, owner, call.text("name"), call.maker, call.user.id)
    _write(call, row)
    call.announce("ONCALENDARSECTIONADD", {"id": row.id})
    return row.id


@method("calendar.section.update")
def section_update(call: Call) -> int:
    row = _own(call, "")
    _check(call, "")
    _write(call, row)
    call.announce("ONCALENDARSECTIONUPDATE", {"id": row.id})
    return row.id


@method("calendar.section.delete")
def section_delete(call: Call) -> bool:
    """A calendar goes with its events."""
    row, state = _own(call, "."), call.state(Calendars)
    del state.sections[row.id]
    state.entries = {key: entry for key, entry in state.entries.items() if entry.section != row.id}
    call.announce("ONCALENDARSECTIONDELETE", {"id": row.id})
    return True


@method("calendar.resource.add")
def resource_add(call: Call) -> int:
    required(call, "name")
    row = call.state(Calendars).add_section(call.portal, RESOURCE, 0, call.text("name"), call.maker, call.user.id)
    call.announce("ONCALENDARSECTIONADD", {"id": row.id})
    return row.id


@method("calendar.resource.update")
def resource_update(call: Call) -> int:
    required(call, "resourceId", "name")
    row = _resource(call, "An error occurred while updating the resource")
    row.name = call.text("name")
    call.announce("ONCALENDARSECTIONUPDATE", {"id": row.id})
    return row.id


@method("calendar.resource.delete")
def resource_delete(call: Call) -> bool:
    required(call, "resourceId")
    row = _resource(call, "An error occurred while deleting the resource")
    del call.state(Calendars).sections[row.id]
    call.announce("ONCALENDARSECTIONDELETE", {"id": row.id})
    return True


@method("calendar.resource.list")
def resource_list(call: Call) -> list[dict[str, str]]:
    rows = call.state(Calendars).of(RESOURCE, 0)
    return [{"ID": str(row.id), "NAME": row.name, "CREATED_BY": str(row.created_by)} for row in rows]


@method("calendar.settings.get")
def settings_get(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return SETTINGS


@method("calendar.user.settings.get")
def user_settings_get(call: Call) -> dict[str, Any]:
    sections = sections_of(call, "user", call.user.id)
    first = str(sections[0].id) if sections else ""
    offset = call.portal.zone.utcoffset(datetime.fromtimestamp(call.portal.clock.now(), call.portal.zone))
    facts = {
        "meetSection": first, "crmSection": first, "timezoneName": zone_name(call.portal),
        "timezoneOffsetUTC": int(offset.total_seconds()) if offset else 0,
    }  # fmt: skip
    return (
        OWN
        | {"defaultSections": {f"user{call.user.id}": first}}
        | facts
        | call.state(Calendars).settings.get(call.user.id, {})
    )


@method("calendar.user.settings.set")
def user_settings_set(call: Call) -> bool:
    required(call, "settings")
    given = as_dict(call.get("settings"))
    own = call.state(Calendars).settings.setdefault(call.user.id, {})
    own |= {name: value for name, value in given.items() if name in MAY_SET}
    return True


def _own(call: Call, dot: str) -> Section:
    place(call, dot)
    if call.get("id") is None:
        raise classic(f"Section ID is not set{dot}")
    row = call.state(Calendars).sections.get(number(call.get("id")))
    if row is None or row.kind == RESOURCE or not may_write(call.portal, call.user, row.kind, row.owner):
        raise denied(dot)
    return row


def _resource(call: Call, failed: str) -> Section:
    row = call.state(Calendars).sections.get(number(call.get("resourceId")))
    if row is None or row.kind != RESOURCE:
        raise classic(failed)
    return row


def _check(call: Call, dot: str) -> None:
    for name in ("name", "description"):
        if isinstance(call.get(name), list | dict):
            raise classic(f'Invalid value for the "{name}" parameter{dot}')


def _write(call: Call, row: Section) -> None:
    for name in ("name", "description", "color", "text_color"):
        if call.get(name) is not None:
            setattr(row, name, call.text(name))
    if isinstance(call.get("export"), dict):
        row.export = call.get("export")
    row.changed = call.portal.clock.now()


def _shown(call: Call, row: Section) -> dict[str, Any]:
    writes = may_write(call.portal, call.user, row.kind, row.owner)
    return {
        "ID": str(row.id), "NAME": row.name, "GAPI_CALENDAR_ID": None, "DESCRIPTION": row.description,
        "COLOR": row.color, "TEXT_COLOR": row.text_color, "EXPORT": row.export, "CAL_TYPE": row.kind,
        "OWNER_ID": str(row.owner), "CREATED_BY": str(row.created_by), "DATE_CREATE": _date(call.portal, row.created),
        "TIMESTAMP_X": _date(call.portal, row.changed), "CAL_DAV_CON": None, "SYNC_TOKEN": None, "PAGE_TOKEN": None,
        "EXTERNAL_TYPE": "local", "ACCESS": {f"U{row.owner or 1}": 19, "G2": 13}, "IS_COLLAB": False,
        "PERM": {"view_time": True, "view_title": True, "view_full": True, "add": writes, "edit": writes,
                 "edit_section": writes, "access": writes},
    }  # fmt: skip


def _date(portal: Portal, at: float) -> str:
    return datetime.fromtimestamp(at, portal.zone).strftime("%Y-%m-%d %H:%M:%S")
