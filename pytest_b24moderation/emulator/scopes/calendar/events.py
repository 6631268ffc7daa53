"""Events of calendars. restdocs: api-reference/calendar/calendar-event."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Maker, User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth, yes_no
from pytest_b24moderation.emulator.scopes.calendar.shown import shown, visible, where
from pytest_b24moderation.emulator.scopes.calendar.state import (
    Calendars,
    Entry,
    Section,
    denied,
    may_write,
    place,
    required,
    sections_of,
)
from pytest_b24moderation.emulator.scopes.calendar.times import parse, rule_of, zone, zone_name

BLANK: Mapping[str, Any] = {
    "DESCRIPTION": "", "PRIVATE_EVENT": "", "ACCESSIBILITY": "busy", "IMPORTANCE": "normal", "MEETING": {},
    "LOCATION": "", "REMIND": [], "COLOR": "", "TEXT_COLOR": "", "RRULE": {}, "DT_SKIP_TIME": "N",
    "UF_CRM_CAL_EVENT": [], "RECURRENCE_ID": None, "ORIGINAL_DATE_FROM": None, "DAV_XML_ID": "",
}  # fmt: skip
CHOICES = {"accessibility": ("busy", "absent", "quest", "free"), "importance": ("high", "normal", "low")}
MODES = ("this", "next", "all")
LATEST = 4e9
WRONG_SECTION = "You specified an invalid calendar section ID or the user does not have access to it"


@method("calendar.event.add")
def add(call: Call) -> int:
    kind, owner = _owner(call, "")
    required(call, "name")
    for name in ("from", "to"):
        if call.get(f"{name}_ts") is None:
            required(call, name)
    _check(call, "")
    if not may_write(call.portal, call.user, kind, owner):
        raise denied()
    section = _section(call, kind, owner, "")
    state, now = call.state(Calendars), call.portal.clock.now()
    state.last_entry += 1
    entry = Entry(
        state.last_entry, section.id, kind, owner, "", 0.0, 0.0, ("", ""), call.maker, call.user.id, now, now,
        deepcopy(dict(BLANK)),
    )  # fmt: skip
    entry.facts |= {"COLOR": section.color, "DAV_XML_ID": f"{call.portal.people.hexes(32)}@{call.portal.host}"}
    _write(call, entry, "An error occurred while creating the event")
    state.entries[entry.id] = entry
    call.announce("ONCALENDARENTRYADD", {"id": entry.id})
    return entry.id


@method("calendar.event.getbyid")
def get_by_id(call: Call) -> Any:
    required(call, "id")
    entry = call.state(Calendars).entries.get(number(call.get("id")))
    return shown(call.portal, call.user, entry) if entry and visible(call.portal, call.user, entry) else None


@method("calendar.event.update")
def update(call: Call) -> int:
    required(call, "id", dot=".")
    kind, owner = _owner(call, ".")
    _check(call, ".")
    failed = "An error occurred while changing the event."
    entry = call.state(Calendars).entries.get(number(call.get("id")))
    if entry is None:
        raise classic(failed)
    mode = call.text("recurrence_mode")
    if mode and mode not in MODES:
        raise classic("An invalid editing type for the recurring event is specified.")
    hosted = call.user.id == entry.created_by or number(call.get("host")) == entry.created_by
    if not may_write(call.portal, call.user, kind, owner) or (entry.people and not hosted):
        raise denied(".")
    if call.get("section") is not None:
        entry.section = _section(call, kind, owner, ".").id
        entry.kind, entry.owner = kind, owner
    target = _split(call, entry, mode) if mode in ("this", "next") and entry.facts["RRULE"] else entry
    _write(call, target, failed)
    target.changed, target.version = call.portal.clock.now(), target.version + 1
    call.announce("ONCALENDARENTRYUPDATE", {"id": target.id})
    return target.id


@method("calendar.event.delete")
def delete(call: Call) -> bool:
    if not number(call.get("id")):
        raise classic("Event id not specified")
    state = call.state(Calendars)
    entry = state.entries.get(number(call.get("id")))
    mine = entry is not None and (
        entry.created_by == call.user.id or may_write(call.portal, call.user, entry.kind, entry.owner)
    )
    if entry is None or not mine:
        raise classic("An error occurred while deleting the event")
    del state.entries[entry.id]
    call.announce("ONCALENDARENTRYDELETE", {"id": entry.id})
    return True


@method("calendar.meeting.status.get")
def status_get(call: Call) -> str:
    """Y, N or Q; whoever holds the meeting takes part in it."""
    if call.get("eventId") is None:
        raise classic('The required parameter "eventId" for the method "calendar.meeting.status.set" is not set')
    entry = call.state(Calendars).entries.get(number(call.get("eventId")))
    if entry is None or call.user.id not in entry.people:
        raise classic("An error occurred while retrieving the status")
    status = entry.people[call.user.id]
    return "Y" if status == "H" else status


@method("calendar.meeting.status.set")
def status_set(call: Call) -> bool:
    required(call, "eventId", "status")
    status = call.text("status")
    if status not in ("Y", "N", "Q"):
        raise classic('Invalid value for the parameter "status"')
    entry = call.state(Calendars).entries.get(number(call.get("eventId")))
    if entry is not None and call.user.id in entry.people and entry.people[call.user.id] != "H":
        entry.people[call.user.id] = status
    return True


@answers("calendar.add")
def add_plain(portal: Portal, name: str, start: float, user: User, maker: Maker) -> int:
    """An event of no length in the user's own calendar; its id."""
    state, now = portal.state(Calendars), portal.clock.now()
    sections = state.of("user", user.id)
    section = sections[0] if sections else state.add_section(portal, "user", user.id, user.full_name, PORTAL, user.id)
    state.last_entry += 1
    facts = deepcopy(dict(BLANK)) | {"COLOR": section.color}
    zones = (zone_name(portal),) * 2
    entry = Entry(
        state.last_entry, section.id, "user", user.id, name, start, start, zones, maker, user.id, now, now, facts
    )  # fmt: skip
    state.entries[entry.id] = entry
    portal.announce("ONCALENDARENTRYADD", {"id": entry.id}, user_id=user.id)
    return entry.id


def _owner(call: Call, dot: str) -> tuple[str, int]:
    required(call, "type", dot=dot)
    if call.get("ownerId") is None:
        required(call, "ownerId", dot=dot)
    return place(call, dot)


def _check(call: Call, dot: str) -> None:
    for name in ("name", "description"):
        if isinstance(call.get(name), list | dict):
            what = (
                f'Invalid value for the parameter "{name}"' if not dot else f'Invalid value for the "{name}" parameter.'
            )
            raise classic(what)
    if call.get("crm_fields") is not None and not isinstance(call.get("crm_fields"), list | dict):
        text = (
            "The event's CRM links list must be an array." if dot else "The list of event links to CRM must be an array"
        )
        raise classic(text)


def _section(call: Call, kind: str, owner: int, dot: str) -> Section:
    """The calendar named, or the owner's first where none is and none has to be."""
    sections = sections_of(call, kind, owner)
    wanted = number(call.get("section"))
    detects = call.text("auto_detect_section", "Y") == "Y"
    if not wanted and detects and sections:
        return sections[0]
    found = next((row for row in sections if row.id == wanted), None)
    if found is None:
        raise classic(WRONG_SECTION + dot)
    return found


def _write(call: Call, entry: Entry, failed: str) -> None:
    facts = entry.facts
    if call.get("name") is not None:
        entry.name = call.text("name")
    if call.get("skip_time") is not None:
        facts["DT_SKIP_TIME"] = yes_no(call.get("skip_time"))
    _times(call, entry, failed)
    for name in ("description", "location", "color", "text_color"):
        if call.get(name) is not None:
            facts[name.upper()] = call.text(name)
    for name, choices in CHOICES.items():
        if call.text(name) in choices:
            facts[name.upper()] = call.text(name)
    if call.get("private_event") is not None:
        facts["PRIVATE_EVENT"] = "1" if truth(call.get("private_event")) else ""
    if call.get("rrule") is not None:
        facts["RRULE"] = rule_of(call.portal, as_dict(call.get("rrule")), where(call.portal, entry))
    if call.get("remind") is not None:
        rows = [as_dict(row) for row in as_list(call.get("remind"))]
        facts["REMIND"] = [{"type": row.get("type"), "count": number(row.get("count"))} for row in rows]
    if call.get("crm_fields") is not None:
        facts["UF_CRM_CAL_EVENT"] = [str(one) for one in as_list(call.get("crm_fields"))]
    if call.get("meeting") is not None:
        facts["MEETING"] = {str(key).upper(): truth(value) for key, value in as_dict(call.get("meeting")).items()}
    if call.get("is_meeting") is not None:
        _invite(call, entry)


def _times(call: Call, entry: Entry, failed: str) -> None:
    name = call.text("timezone_from") or entry.zones[0] or zone_name(call.portal)
    names = name, call.text("timezone_to") or (name if call.text("timezone_from") else entry.zones[1] or name)
    entry.zones = names
    found = [entry.start, entry.end]
    for n, which in enumerate(("from", "to")):
        at = zone(names[n]) or call.portal.zone
        if call.get(f"{which}_ts") is not None:
            found[n] = float(number(call.get(f"{which}_ts")))
        elif call.get(which) is not None:
            moment = parse(call.text(which), at)
            if moment is None:
                raise classic(failed)
            whole = moment.replace(hour=0, minute=0, second=0) if entry.facts["DT_SKIP_TIME"] == "Y" else moment
            found[n] = whole.timestamp()
    if found[1] < found[0] or not 0 <= found[0] <= LATEST or found[1] > LATEST:
        raise classic(failed)
    entry.start, entry.end = found


def _invite(call: Call, entry: Entry) -> None:
    """Who is asked answers later; the host needs no answer. Without attendees only the host comes to a new meeting."""
    if not truth(call.get("is_meeting")):
        entry.people = {}
        return
    users = call.portal.people.users
    wanted = [number(one) for one in as_list(call.get("attendees")) if number(one) in users]
    host = entry.created_by
    entry.people = {host: "H"} | {one: entry.people.get(one, "Q") for one in wanted if one != host}


def _split(call: Call, entry: Entry, mode: str) -> Entry:
    """Cut one day (`this`) or all from a day on (`next`) out of a repeated event; the event that stands for them."""
    at = where(call.portal, entry)
    day = parse(call.text("current_date_from"), at)
    if day is None:
        raise classic("An invalid editing type for the recurring event is specified.")
    first = datetime.fromtimestamp(entry.start, at)
    start = first.replace(year=day.year, month=day.month, day=day.day)
    state = call.state(Calendars)
    state.last_entry += 1
    facts = deepcopy(entry.facts) | {"RECURRENCE_ID": entry.id}
    facts["DAV_XML_ID"] = f"{call.portal.people.hexes(32)}@{call.portal.host}"
    if mode == "this":
        facts["RRULE"] = {}
        entry.without.append(start.strftime("%Y-%m-%d"))
    else:
        before = start.replace(hour=0, minute=0, second=0) - timedelta(days=1)
        cut = rule_of(call.portal, entry.facts["RRULE"] | {"UNTIL": before.isoformat()}, at)
        entry.facts["RRULE"] = cut
    begins = start.timestamp()
    ends = begins + entry.end - entry.start
    made = replace(
        entry, id=state.last_entry, start=begins, end=ends, facts=facts, people=dict(entry.people), without=[]
    )
    state.entries[made.id] = made
    return made
