"""Calendars and their events, and who may see and change them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, classic

COMPANY = {"ru": "Календарь компании", "de": "Firmenkalender"}
RESOURCE = "resource"


@dataclass(slots=True)
class Section:
    """A calendar. ``kind``: user, group, company_calendar or resource."""

    id: int
    kind: str
    owner: int
    name: str
    maker: Maker
    created_by: int
    created: float
    changed: float
    description: str = ""
    color: str = "#9cbeee"
    text_color: str = ""
    export: dict[str, Any] = field(default_factory=lambda: {"ALLOW": True})


@dataclass(slots=True)
class Entry:
    """An event. ``start`` and ``end``: seconds since the epoch; ``people``: attendee → H, Q, Y or N."""

    id: int
    section: int
    kind: str
    owner: int
    name: str
    start: float
    end: float
    zones: tuple[str, str]
    maker: Maker
    created_by: int
    created: float
    changed: float
    facts: dict[str, Any] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    """Days (YYYY-MM-DD) that a repeated event leaves out."""
    version: int = 1


@dataclass
class Calendars:
    """Calendars, events and what users have set."""

    sections: dict[int, Section] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    settings: dict[int, dict[str, Any]] = field(default_factory=dict)
    last_section: int = 0
    last_entry: int = 0

    def seed(self, portal: Portal) -> None:
        """The company's calendar, and one for everybody."""
        self.add_section(portal, "company_calendar", 0, COMPANY.get(portal.language, "Company calendar"), PORTAL, 1)
        for user in portal.people.users.values():
            self.add_section(portal, "user", user.id, user.full_name, PORTAL, user.id)

    def add_section(self, portal: Portal, kind: str, owner: int, name: str, maker: Maker, by: int) -> Section:
        self.last_section += 1
        now = portal.clock.now()
        row = self.sections[self.last_section] = Section(self.last_section, kind, owner, name, maker, by, now, now)
        return row

    def of(self, kind: str, owner: int) -> list[Section]:
        return [row for row in self.sections.values() if (row.kind, row.owner) == (kind, owner)]


def sections_of(call: Call, kind: str, owner: int) -> list[Section]:
    """The calendars of an owner; groups and new employees get their first one when it is wanted."""
    state = call.state(Calendars)
    found = state.of(kind, owner)
    if not found and kind in ("user", "group"):
        name = _owner_name(call, kind, owner)
        found = [state.add_section(call.portal, kind, owner, name, PORTAL, owner)] if name else []
    return found


def may_read(portal: Portal, user: User, kind: str, owner: int) -> bool:
    """Everybody sees colleagues' and the company's calendars; a group's its members."""
    if kind != "group" or user.admin:
        return True
    group = portal.ask("sonet.group", id=owner, user=user)
    return bool(group and (group["opened"] or group["role"] in ("A", "E", "K")))


def may_write(portal: Portal, user: User, kind: str, owner: int) -> bool:
    """One's own calendar, those of one's groups; the company's is the administrators'."""
    if user.admin or kind == RESOURCE:
        return True
    if kind == "group":
        group = portal.ask("sonet.group", id=owner, user=user)
        return bool(group and group["role"] in ("A", "E", "K"))
    return kind == "user" and owner == user.id


def required(call: Call, *names: str, dot: str = "") -> None:
    """An error with an empty code for the first parameter that is missing."""
    for name in names:
        if call.get(name) in (None, ""):
            raise classic(f'The required parameter "{name}" for the method "{call.method}" is not set{dot}')


def place(call: Call, dot: str = "") -> tuple[str, int]:
    """(kind, owner) that the call names; a user's calendar is the caller's without an owner."""
    required(call, "type", dot=dot)
    kind = call.text("type")
    if kind != "user":
        required(call, "ownerId", dot=dot)
    owner = int(call.text("ownerId")) if call.text("ownerId").isdecimal() else 0
    return kind, owner or (call.user.id if kind == "user" else 0)


def denied(dot: str = "") -> RestError:
    return classic(f"Access denied{dot}")


def _owner_name(call: Call, kind: str, owner: int) -> str:
    if kind == "user":
        user = call.portal.people.users.get(owner)
        return user.full_name if user else ""
    group = call.portal.ask("sonet.group", id=owner, user=call.user)
    return str(group["name"]) if group else ""


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Calendars)
    found = [
        trace("calendars", row.id, row.maker, row.name, (row.kind, row.owner, row.description, row.color, row.export))
        for row in state.sections.values()
    ]
    for entry in state.entries.values():
        content = (entry.section, entry.start, entry.end, entry.facts, entry.people, entry.without)
        found.append(trace("calendar events", entry.id, entry.maker, entry.name, content))
    return found
