"""Reports of time control. restdocs: api-reference/timeman/timecontrol."""

from __future__ import annotations

import calendar
from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number, truth
from pytest_b24moderation.emulator.scopes.timeman.office import led_by, person
from pytest_b24moderation.emulator.scopes.timeman.workday import Day, Days, Record

MONTHS = {
    "ru": ("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь",
           "Декабрь"),
}  # fmt: skip
HOURS = 8
TYPES = ("WORK", "PRIVATE")


@method("timeman.timecontrol.reports.get")
def get(call: Call) -> dict[str, Any]:
    """The user's days of a month that time control has seen, for himself, his heads and administrators."""
    user, portal = call.portal.people.users.get(number(call.get("USER_ID"))), call.portal
    if user is None or not _may_see(call, user):
        raise RestError(400, "USER_ACCESS_ERROR", "You don't have access to report for this user")
    now = datetime.fromtimestamp(portal.clock.now(), portal.zone)
    year, month = number(call.get("YEAR")) or now.year, number(call.get("MONTH")) or now.month
    year, month = min(max(year, 1970), 2100), min(max(month, 1), 12)
    last = calendar.monthrange(year, month)[1]
    start = datetime(year, month, 1, tzinfo=portal.zone)
    end = datetime(year, month, last, 23, 59, 59, tzinfo=portal.zone)
    seconds = (number(call.get("WORKDAY_HOURS")) or HOURS) * 3600
    days: dict[int, list[Record]] = {}
    for record in call.state(Days).records.values():
        if record.day.user_id == user.id and start.timestamp() <= record.day.start <= end.timestamp():
            days.setdefault(id(record.day), []).append(record)
    titles = MONTHS.get(portal.language, tuple(calendar.month_name)[1:])
    report = {
        "month_title": titles[month - 1],
        "date_start": start.isoformat(),
        "date_finish": end.isoformat(),
        "days": [_day(portal, rows[0].day, rows, seconds) for rows in days.values()],
    }
    return {"report": report, "user": {"active": user.active} | person(portal, user)}


@method("timeman.timecontrol.report.add")
def report_add(call: Call) -> bool:
    """Say what an absence was for; the calendar shows it too, unless told otherwise."""
    if not call.text("TEXT").strip():
        raise RestError(400, "TEXT_EMPTY", "Text can't be empty")
    record = call.state(Days).records.get(number(call.get("REPORT_ID", call.get("ID"))))
    user_id = number(call.get("USER_ID")) if call.user.admin and call.get("USER_ID") is not None else call.user.id
    if record is None or record.day.user_id != user_id:
        raise RestError(400, "ACCESS_ERROR", "You don't have access for this report")
    kind = call.text("TYPE").upper()
    record.text, record.report_type = call.text("TEXT"), kind if kind in TYPES else "PRIVATE"
    if call.get("CALENDAR") is None or truth(call.get("CALENDAR")):
        user = call.portal.people.users[user_id]
        call.portal.ask("calendar.add", name=record.text, start=record.at, user=user, maker=call.maker)
    return True


def _may_see(call: Call, user: User) -> bool:
    return call.user.admin or user.id == call.user.id or bool(set(led_by(call)) & set(user.departments))


def _day(portal: Portal, day: Day, records: list[Record], seconds: int) -> dict[str, Any]:
    at = datetime.fromtimestamp(day.start, portal.zone)
    length = int(day.finish - day.start - day.leaks) if day.finish else 0
    leaks = int(day.leaks)
    return {
        "index": at.strftime("%Y%m%d"),
        "day_title": at.strftime("%m/%d/%Y" if portal.language == "en" else "%d.%m.%Y"),
        "workday_date_start": portal.iso(day.start),
        "workday_date_finish": portal.iso(day.finish) if day.finish else None,
        "workday_complete": bool(day.finish),
        "workday_time_leaks_user": leaks,
        "workday_time_leaks_final": leaks,
        "workday_duration": length,
        "workday_duration_final": length,
        "workday_duration_config": seconds,
        "reports": [_record(portal, one) for one in records],
        "workday_time_leaks_real": 0,
    }


def _record(portal: Portal, record: Record) -> dict[str, Any]:
    at = portal.iso(record.at)
    return {
        "id": str(record.id), "user_id": str(record.day.user_id), "type": record.kind, "date_start": at,
        "date_finish": at, "duration": 0, "active": False, "entry_id": str(record.id),
        "report_type": record.report_type, "report_text": record.text, "system_text": None,
        "source_start": "TM_EVENT", "source_finish": "TM_EVENT", "ip_start": "", "ip_finish": "",
        "ip_start_network": False, "ip_finish_network": False,
    }  # fmt: skip
