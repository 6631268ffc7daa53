"""Events as answers print them. restdocs: api-reference/calendar/calendar-event/calendar-event-get.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.calendar.state import Calendars, Entry, may_read
from pytest_b24moderation.emulator.scopes.calendar.times import printed, repeated, zone

FOREVER = 253402300799.0


def where(portal: Portal, entry: Entry, end: bool = False) -> tzinfo:
    """The zone that the event's start (or end) is told in."""
    return zone(entry.zones[1 if end else 0]) or portal.zone


def visible(portal: Portal, user: User, entry: Entry) -> bool:
    """Other people's private events are not shown."""
    private = entry.facts["PRIVATE_EVENT"] == "1" and entry.kind == "user"
    mine = entry.owner == user.id or user.id in entry.people
    return mine or (not private and may_read(portal, user, entry.kind, entry.owner))


def occurrences(portal: Portal, entry: Entry, start: float, end: float) -> Iterator[float]:
    """Starts of the event that reach into the period."""
    rule, length = entry.facts["RRULE"], entry.end - entry.start
    for at in repeated(entry.start, rule, where(portal, entry), end) if rule else (entry.start,):
        day = datetime.fromtimestamp(at, where(portal, entry)).strftime("%Y-%m-%d")
        if at <= end and at + length >= start and day not in entry.without:
            yield at


def rows(portal: Portal, user: User, entries: Iterable[Entry], start: float, end: float) -> list[dict[str, Any]]:
    """Those of the events that the user may see, each time they take place in the period, in their order."""
    found = [
        (at, entry)
        for entry in entries
        if visible(portal, user, entry)
        for at in occurrences(portal, entry, start, end)
    ]
    return [shown(portal, user, entry, at) for at, entry in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


def shown(portal: Portal, user: User, entry: Entry, at: float | None = None) -> dict[str, Any]:
    """One event; ``at``: the start of one of its repetitions."""
    start = entry.start if at is None else at
    end = start + entry.end - entry.start
    zones = where(portal, entry), where(portal, entry, end=True)
    times = _times(portal, entry, start, end, zones)
    facts = entry.facts
    host = portal.people.users.get(entry.created_by)
    meeting = {
        "HOST_NAME": host.full_name if host else "", "NOTIFY": False, "REINVITE": False, "ALLOW_INVITE": False,
        "HIDE_GUESTS": False, "MEETING_CREATOR": entry.created_by, "LANGUAGE_ID": portal.language, "MAIL_FROM": "",
    }  # fmt: skip
    people = entry.people or {entry.created_by: "H"}
    section = str(entry.section)
    return times | {
        "ID": str(entry.id), "PARENT_ID": str(entry.id), "DELETED": "N", "CAL_TYPE": entry.kind,
        "OWNER_ID": str(entry.owner), "NAME": entry.name, "ORIGINAL_DATE_FROM": facts["ORIGINAL_DATE_FROM"],
        "EVENT_TYPE": None, "CREATED_BY": str(entry.created_by),
        "DATE_CREATE": printed(portal, entry.created, portal.zone),
        "TIMESTAMP_X": printed(portal, entry.changed, portal.zone), "DESCRIPTION": facts["DESCRIPTION"],
        "PRIVATE_EVENT": facts["PRIVATE_EVENT"], "ACCESSIBILITY": facts["ACCESSIBILITY"],
        "IMPORTANCE": facts["IMPORTANCE"], "IS_MEETING": bool(entry.people),
        "MEETING_STATUS": people.get(user.id, "Q" if entry.people else "Y"), "MEETING_HOST": str(entry.created_by),
        "MEETING": meeting | facts["MEETING"], "LOCATION": facts["LOCATION"], "REMIND": facts["REMIND"],
        "COLOR": facts["COLOR"], "TEXT_COLOR": facts["TEXT_COLOR"], "RRULE": facts["RRULE"] or "",
        "EXDATE": _without(portal, entry, zones[0]), "DAV_XML_ID": facts["DAV_XML_ID"], "G_EVENT_ID": "",
        "DAV_EXCH_LABEL": "", "CAL_DAV_LABEL": "", "VERSION": str(entry.version),
        "ATTENDEES_CODES": [f"U{one}" for one in people], "RECURRENCE_ID": facts["RECURRENCE_ID"], "RELATIONS": "",
        "SECTION_ID": section, "SYNC_STATUS": None, "UF_CRM_CAL_EVENT": facts["UF_CRM_CAL_EVENT"] or False,
        "UF_WEBDAV_CAL_EVENT": False, "SECTION_DAV_XML_ID": None, "SECT_ID": section,
        "ATTENDEE_LIST": [{"id": one, "entryId": str(entry.id), "status": status} for one, status in people.items()],
        "COLLAB_ID": None, "attendeesEntityList": [{"entityId": "user", "id": one} for one in people],
        "~DESCRIPTION": facts["DESCRIPTION"],
    }  # fmt: skip


def _times(portal: Portal, entry: Entry, start: float, end: float, zones: tuple[tzinfo, tzinfo]) -> dict[str, Any]:
    whole = entry.facts["DT_SKIP_TIME"] == "Y"
    first, last = (datetime.fromtimestamp(at, at_zone) for at, at_zone in zip((start, end), zones, strict=True))
    offsets = [int(moment.utcoffset().total_seconds()) for moment in (first, last)]  # type: ignore[union-attr]
    form = "%a %b %d %Y" if whole else "%a %b %d %Y %H:%M:%S"
    return {
        "DATE_FROM": printed(portal, start, zones[0], whole_day=whole),
        "DATE_TO": printed(portal, end, zones[1], whole_day=whole),
        "TZ_FROM": entry.zones[0],
        "TZ_TO": entry.zones[1],
        "TZ_OFFSET_FROM": str(offsets[0]),
        "TZ_OFFSET_TO": str(offsets[1]),
        "DATE_FROM_TS_UTC": str(int(start)),
        "DATE_TO_TS_UTC": str(int(end)),
        "DT_SKIP_TIME": entry.facts["DT_SKIP_TIME"],
        "DT_LENGTH": int(end - start) + (86400 if whole else 0),
        "DATE_FROM_FORMATTED": first.strftime(form),
        "DATE_TO_FORMATTED": last.strftime(form),
        "~USER_OFFSET_FROM": offsets[0],
        "~USER_OFFSET_TO": offsets[1],
    }


def _without(portal: Portal, entry: Entry, at: tzinfo) -> str:
    days = (datetime.fromisoformat(day).replace(tzinfo=at).timestamp() for day in entry.without)
    return ";".join(printed(portal, day, at, whole_day=True) for day in days)


@answers("calendar.events")
def events(portal: Portal, user: User) -> list[dict[str, Any]]:
    """The user's own and the company's events, for a page."""
    return [
        {"id": row.id, "name": row.name, "from": portal.iso(row.start), "to": portal.iso(row.end)}
        for row in portal.state(Calendars).entries.values()
        if row.owner == user.id or user.id in row.people or row.kind == "company_calendar"
    ]
