"""The workday: started, paused, finished. restdocs: api-reference/timeman/base."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied, classic
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.timeman.office import Office

OPENED, CLOSED, PAUSED, EXPIRED = "OPENED", "CLOSED", "PAUSED", "EXPIRED"
LIMITS = {
    "UF_TM_MAX_START": "09:15:00", "UF_TM_MIN_FINISH": "17:45:00", "UF_TM_MIN_DURATION": "08:00:00",
    "UF_TM_ALLOWED_DELTA": "00:15:00",
}  # fmt: skip
FINISH = 18


@dataclass(slots=True)
class Day:
    """One workday. Times in seconds since the epoch; ``finish`` and ``pause`` 0 while there is none."""

    user_id: int
    start: float
    maker: Maker
    finish: float = 0.0
    pause: float = 0.0
    leaks: float = 0.0
    active: bool = True
    open_at: tuple[float, float] = (0.0, 0.0)
    close_at: tuple[float, float] = (0.0, 0.0)
    reports: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Record:
    """What time control noted of a day: its start (TM_START) or end (TM_END), and what was reported of it."""

    id: int
    day: Day
    kind: str
    at: float
    report_type: str = "NONE"
    text: str = ""


@dataclass
class Days:
    """Everybody's days, the last one at the end, and the records of time control by id."""

    rows: list[Day] = field(default_factory=list)
    records: dict[int, Record] = field(default_factory=dict)
    last_record: int = 0

    def note(self, portal: Portal, day: Day, kind: str, at: float) -> None:
        """Note it where time control is on."""
        if portal.state(Office).control["active"]:
            self.last_record += 1
            self.records[self.last_record] = Record(self.last_record, day, kind, at)

    def last(self, user_id: int) -> Day | None:
        return next((day for day in reversed(self.rows) if day.user_id == user_id), None)


@method("timeman.settings")
def settings(call: Call) -> dict[str, Any]:
    user = _user(call)
    return {"UF_TIMEMAN": True, "UF_TM_FREE": False} | LIMITS | {"ADMIN": user.admin}


@method("timeman.status")
def status(call: Call) -> dict[str, Any]:
    return _shown(call, call.state(Days).last(_user(call).id))


@method("timeman.open")
def start(call: Call) -> dict[str, Any]:
    """Begin the day, or go on after a pause or an end on the same day."""
    user, now = _user(call), call.portal.clock.now()
    days = call.state(Days)
    day = days.last(user.id)
    state = state_of(call.portal, day)
    at = _time(call)
    if at and state != CLOSED:
        raise RestError(400, "TIME", "Unable to set time, work day is paused")
    if at and _date(call.portal, at) != _date(call.portal, now):
        raise RestError(400, "WRONG_DATETIME", "Day open date should correspond to the current date")
    if day is None or at or (state == CLOSED and _date(call.portal, day.start) != _date(call.portal, now)):
        day = Day(user.id, at or now, call.maker, active=not at, open_at=_point(call))
        days.rows.append(day)
        days.note(call.portal, day, "TM_START", day.start)
    else:
        day.leaks += now - (day.finish or day.pause or now)
        day.finish = day.pause = 0.0
    _report(call, day)
    return _shown(call, day)


@method("timeman.pause")
def pause(call: Call) -> dict[str, Any]:
    day, now = call.state(Days).last(_user(call).id), call.portal.clock.now()
    if day is not None and not day.pause:
        day.leaks += now - day.finish if day.finish else 0.0
        day.finish, day.pause = 0.0, now
    return _shown(call, day)


@method("timeman.close")
def close(call: Call) -> dict[str, Any]:
    day, now = call.state(Days).last(_user(call).id), call.portal.clock.now()
    at = _time(call)
    if day is None or day.finish:
        return _shown(call, day)
    if _date(call.portal, at or now) != _date(call.portal, day.start):
        raise RestError(400, "WRONG_DATETIME", "Day close date should correspond to the day open date")
    day.leaks += max(0.0, (at or now) - day.pause) if day.pause else 0.0
    day.finish, day.pause, day.close_at = max(at or now, day.start), 0.0, _point(call)
    day.active = day.active and not at
    call.state(Days).note(call.portal, day, "TM_END", day.finish)
    _report(call, day)
    return _shown(call, day)


def state_of(portal: Portal, day: Day | None) -> str:
    """OPENED, CLOSED, PAUSED, or EXPIRED: begun before today and not finished."""
    if day is None or day.finish:
        return CLOSED
    if _date(portal, day.start) != _date(portal, portal.clock.now()):
        return EXPIRED
    return PAUSED if day.pause else OPENED


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    found = []
    for day in portal.state(Days).rows:
        key = f"{day.user_id} {portal.iso(day.start)}"
        found.append(trace("workdays", key, day.maker, f"of user {day.user_id}", (day.finish, day.leaks, day.reports)))
    return found


def _shown(call: Call, day: Day | None) -> dict[str, Any]:
    portal = call.portal
    state = state_of(portal, day)
    offset = portal.zone.utcoffset(None)
    length = day.finish - day.start - day.leaks if day and day.finish else 0.0
    found: dict[str, Any] = {
        "STATUS": state,
        "TIME_START": portal.iso(day.start) if day else None,
        "TIME_FINISH": portal.iso(day.finish) if day and day.finish else None,
        "DURATION": _clock(length),
        "TIME_LEAKS": _clock(day.leaks if day else 0.0),
        "ACTIVE": day.active if day else False,
        "IP_OPEN": "",
        "IP_CLOSE": "",
        "LAT_OPEN": day.open_at[0] if day else 0,
        "LON_OPEN": day.open_at[1] if day else 0,
        "LAT_CLOSE": day.close_at[0] if day else 0,
        "LON_CLOSE": day.close_at[1] if day else 0,
        "TZ_OFFSET": int(offset.total_seconds()) if offset else 0,
    }
    if day is not None and state == EXPIRED:
        end = datetime.fromtimestamp(day.start, portal.zone).replace(hour=FINISH, minute=0, second=0, microsecond=0)
        found["TIME_FINISH_DEFAULT"] = portal.iso(max(end.timestamp(), day.start))
    return found


def _user(call: Call) -> User:
    """Whose day it is: the caller's; another one's only for administrators."""
    wanted = number(call.get("USER_ID")) if call.get("USER_ID") is not None else call.user.id
    user = call.portal.people.users.get(wanted)
    if user is None:
        raise classic("User not found")
    if user.id != call.user.id and not call.user.admin:
        raise access_denied()
    return user


def _time(call: Call) -> float:
    text = call.text("TIME").strip()
    if not text:
        return 0.0
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=call.portal.zone)).timestamp()
    except (ValueError, OverflowError):
        raise RestError(400, "WRONG_DATETIME", "Day open date should correspond to the current date") from None


def _report(call: Call, day: Day) -> None:
    if call.text("REPORT"):
        day.reports.append(call.text("REPORT"))


def _point(call: Call) -> tuple[float, float]:
    found = []
    for name in ("LAT", "LON"):
        try:
            found.append(float(call.text(name) or 0))
        except ValueError:
            found.append(0.0)
    return found[0], found[1]


def _date(portal: Portal, at: float) -> str:
    return portal.iso(at)[:10]


def _clock(seconds: float) -> str:
    whole = max(0, int(seconds))
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
