"""Moments of events: how they are sent, printed and repeated.

restdocs: api-reference/calendar/calendar-event/calendar-event-add.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.params import as_list, number

NAMES = {0: "UTC", 60: "Europe/Berlin", 180: "Europe/Moscow", -180: "America/Sao_Paulo"}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST = 1000


def zone_name(portal: Portal) -> str:
    """The name of the portal's zone."""
    offset = portal.zone.utcoffset(None)
    return NAMES.get(int(offset.total_seconds() // 60) if offset else 0, "UTC")


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo | None:
    """The zone of that name, None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def parse(text: str, where: tzinfo) -> datetime | None:
    """A sent moment; its own offset goes before ``where``."""
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _portal_form(text)  # type: ignore[assignment]
    if found is None:
        return None
    try:
        return found if found.tzinfo else found.replace(tzinfo=where)
    except OverflowError:
        return None


def _portal_form(text: str) -> datetime | None:
    forms = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y")
    for form in forms:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def printed(portal: Portal, at: float, where: tzinfo, *, whole_day: bool = False) -> str:
    """As the portal's own format has it: 12/11/2024 05:59:00 pm, in other countries 11.12.2024 17:59:00."""
    moment = datetime.fromtimestamp(at, where)
    if portal.language == "en":
        return moment.strftime("%m/%d/%Y") if whole_day else moment.strftime("%m/%d/%Y %I:%M:%S %p").lower()
    return moment.strftime("%d.%m.%Y" if whole_day else "%d.%m.%Y %H:%M:%S")


def rule_of(portal: Portal, given: Mapping[str, Any], where: tzinfo) -> dict[str, Any]:
    """An RRULE as it is kept; {} for one without a known frequency."""
    frequency = str(given.get("FREQ") or "").upper()
    if frequency not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        return {}
    found: dict[str, Any] = {"FREQ": frequency}
    days = [str(one).upper() for one in as_list(given.get("BYDAY"))]
    if frequency == "WEEKLY" and days:
        found["BYDAY"] = {day: day for day in DAYS if day in days}
    found["INTERVAL"] = max(1, number(given.get("INTERVAL"), 1))
    if number(given.get("COUNT")):
        found["COUNT"] = number(given.get("COUNT"))
    until = parse(str(given.get("UNTIL") or ""), where)
    if until is not None:
        text = printed(portal, until.timestamp(), where, whole_day=True)
        found |= {"UNTIL": text, "~UNTIL": text, "UNTIL_TS": int(until.timestamp())}
    return found


def repeated(start: float, rule: Mapping[str, Any], where: tzinfo, before: float) -> Iterator[float]:
    """The starts of a repeated event, up to ``before``."""
    first = datetime.fromtimestamp(start, where)
    last = min(before, rule["UNTIL_TS"] + 86399) if "UNTIL_TS" in rule else before
    left = rule.get("COUNT") or MOST
    for at in _candidates(first, rule):
        if left <= 0 or at.timestamp() > last:
            return
        if at >= first:
            left -= 1
            yield at.timestamp()


def _candidates(first: datetime, rule: Mapping[str, Any]) -> Iterator[datetime]:
    step, frequency, days = rule["INTERVAL"], rule["FREQ"], rule.get("BYDAY") or {}
    for turn in range(MOST * 8):
        try:
            if frequency == "DAILY":
                yield first + timedelta(days=turn * step)
            elif frequency == "WEEKLY" and days:
                monday = first - timedelta(days=first.weekday()) + timedelta(weeks=turn * step)
                yield from (monday + timedelta(days=DAYS.index(day)) for day in days)
            elif frequency == "WEEKLY":
                yield first + timedelta(weeks=turn * step)
            else:
                months = turn * step * (12 if frequency == "YEARLY" else 1) + first.month - 1
                moved = _month(first, first.year + months // 12, months % 12 + 1)
                if moved is not None:
                    yield moved
        except OverflowError:
            return


def _month(first: datetime, year: int, month: int) -> datetime | None:
    """The same day of another month, None where that month has no such day."""
    if year > 9999:
        raise OverflowError
    try:
        return first.replace(year=year, month=month)
    except ValueError:
        return None
