"""Workgroups, the calendar, and reports: sections to which applications add views of their own."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.responses import Response

from pytest_b24moderation.emulator.pages.places import offered
from pytest_b24moderation.emulator.pages.start import missing
from pytest_b24moderation.emulator.pages.texts import catalogue
from pytest_b24moderation.emulator.pages.visit import Visit, wrapper


def listing(visit: Visit) -> Response:
    """`/workgroups/`."""
    groups = visit.portal.ask("sonet.groups", user=visit.user) or []
    return visit.page("groups.html", title=visit.say("groups.title"), groups=groups)


def group(visit: Visit) -> Response:
    """`/workgroups/group/<ID>/` with its tabs (docs: api-reference/widgets/workgroups)."""
    number = visit.request.path_params["group"]
    rows = visit.portal.ask("sonet.groups", user=visit.user) or []
    found = next((row for row in rows if str(row["id"]) == str(number)), None)
    if found is None:
        return missing(visit)
    tasks = [
        row for row in visit.portal.ask("tasks.tasks", user=visit.user) or [] if str(row.get("group_id")) == str(number)
    ]
    return visit.page("group.html", title=found["name"], group=found, tasks=tasks, context={"GROUP_ID": str(number)})


def month(visit: Visit) -> Response:
    """`/calendar/`, and a person's own one: the month, and views of applications."""
    today = datetime.fromtimestamp(visit.portal.clock.now(), UTC).astimezone(visit.portal.zone).date()
    weeks = calendar.Calendar().monthdatescalendar(today.year, today.month)
    events = visit.portal.ask("calendar.events", user=visit.user) or []
    days = [[_day(day, today, events) for day in week] for week in weeks]
    span = {"viewRangeFrom": weeks[0][0].isoformat(), "viewRangeTo": (weeks[-1][-1] + timedelta(days=1)).isoformat()}
    names = catalogue(visit.language)["calendar"]
    return visit.page(
        "calendar.html",
        title=visit.say("calendar.title"),
        month=f"{names[f'month{today.month}']} {today.year}",
        weekdays=[names[f"day{number}"] for number in range(1, 8)],
        weeks=days,
        views=offered(visit, "CALENDAR_GRIDVIEW", span),
    )


def _day(day: date, today: date, events: list[dict[str, Any]]) -> dict[str, Any]:
    mine = [
        row
        for row in events
        if str(row["from"])[:10] in (day.isoformat(), day.strftime("%d.%m.%Y"), day.strftime("%m/%d/%Y"))
    ]
    return {"number": day.day, "today": day == today, "other": day.month != today.month, "events": mine}


def analytics(visit: Visit) -> Response:
    """`/report/analytics/`: reports of the CRM."""
    return _report(visit, "report.crm_title", ("CRM_ANALYTICS_MENU", "BI_ANALYTICS_MENU"), "CRM_ANALYTICS_TOOLBAR")


def telephony(visit: Visit) -> Response:
    """`/report/telephony/`: statistics of calls."""
    return _report(visit, "report.calls_title", ("TELEPHONY_ANALYTICS_MENU",), "")


def bi_builder(visit: Visit) -> Response:
    """`/biconstructor/`: the sources of applications' connectors, each ready to be asked for a table."""
    sources = visit.portal.ask("biconnector.sources") or []
    return visit.page("bi_sources.html", title=visit.say("bi.title"), sources=sources)


def _report(visit: Visit, title: str, menus: tuple[str, ...], toolbar: str) -> Response:
    if wrapped := wrapper(visit, title=visit.say(title), back="/stream/"):
        return wrapped
    sources = visit.portal.ask("biconnector.sources") if toolbar else None
    return visit.page("report.html", title=visit.say(title), menus=menus, toolbar=toolbar, sources=sources)
