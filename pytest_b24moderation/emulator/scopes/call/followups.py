"""Follow-ups: what the portal's assistant made of a video call. restdocs: api-reference/telephony/follow-up."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act, method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity, instant
from pytest_b24moderation.emulator.rest.v3.errors import V3Error, bad_select, invalid, mistyped, not_found
from pytest_b24moderation.emulator.rest.v3.given import integer, mapping, words, wrong

FOLLOWUP = entity(
    "FollowUpDto",
    """
callId int b
callType int b
initiatorId int b
startDate string b
endDate string b
durationSeconds int b
uuid string -
language string -
version int -
participants array -
outcomes array -
createdAt string -
tracks array -
transcription object -
overview object -
summary object -
insights object -
evaluation object -
""",
)
METHODS = field_methods("call.followup", FOLLOWUP)
BLOCKS = {
    "transcription": ("language", "segments"),
    "overview": (
        "topic", "detailedTakeaways", "meetingType", "agenda", "agreements", "actionItems", "meetings",
    ),
    "summary": (),
    "insights": (
        "speakerEvaluationAvailable", "speakerAnalysis", "meetingStrengths", "meetingWeaknesses",
        "speechStyleInfluence", "engagementLevel", "areasOfResponsibility", "finalRecommendations",
    ),
    "evaluation": ("efficiencyValue", "calendar", "criteria"),
}  # fmt: skip
"""What the assistant makes, and the parts of it that can be selected."""
HEAVY = ("transcription", "overview", "insights")
SIZE, MOST, MOST_HEAVY = 50, 200, 20
MENTION = re.compile(r"\[USER=(\d+)\](.*?)\[/USER\]")
MENTIONS = {"bb": r"\g<0>", "html": r'<a href="/company/personal/user/\1/">\2</a>', "none": r"\2"}


@dataclass
class FollowUps(Numbering):
    """All of them by the call's id; a clean portal has none."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)


@act("follow-up-call")
def follow_up(
    portal: Portal, user: User, participants: list[int], seconds: int = 600, topic: str = "", text: str = ""
) -> int:
    """A video call of the person with these people ends, and the assistant makes a follow-up of it; the call's id."""
    people = [user.id, *(one for one in participants if one != user.id)]
    if unknown := [one for one in people if one not in portal.people.users]:
        raise ActError("follow-up-call: no such people", ", ".join(map(str, portal.people.users)), str(unknown))
    state, end = portal.state(FollowUps), portal.clock.now()
    call_id, language = state.next_id("call"), portal.language
    cards = [
        {
            "userId": one, "talkedSeconds": seconds // len(people), "name": portal.people.users[one].full_name,
            "avatar": "", "workPosition": portal.people.users[one].position,
        }
        for one in people
    ]  # fmt: skip
    segment = {"userId": user.id, "userName": user.full_name, "start": "00:00:00", "end": "00:00:10", "text": text}
    blocks = {"transcription": {"language": language, "segments": [segment]}, "overview": {"topic": topic or text}}
    state.rows[call_id] = {
        "callId": call_id, "callType": 1, "initiatorId": user.id, "startDate": portal.iso(end - seconds),
        "endDate": portal.iso(end), "durationSeconds": seconds,
        "uuid": str(uuid.UUID(int=portal.rng.getrandbits(128), version=4)), "language": language, "version": 1,
        "participants": cards, "outcomes": list(blocks), "createdAt": portal.iso(end), "tracks": [],
        **dict.fromkeys(BLOCKS), **blocks,
    }  # fmt: skip
    return call_id


@method3("call.followup.get")
def get(call: Call) -> dict[str, Any]:
    """Everything where nothing is selected; `callId` always."""
    call_id, written = integer(call, "callId"), _mentions(call)
    given = call.params.get("select")
    wanted = list(FOLLOWUP.fields) if given is None else ["callId", *_paths(given)] if given else FOLLOWUP.basics
    row = call.state(FollowUps).rows.get(call_id)
    if row is None:
        raise not_found(call_id) if call.user.admin else _refused()
    if not _may_see(call.user, row):
        raise _refused()
    return {"item": _shown(row, wanted, written)}


@method3("call.followup.list")
def followup_list(call: Call) -> dict[str, Any]:
    """Those of a period; a regular user's are those of his own calls."""
    written, paths = _mentions(call), _paths(call.params.get("select") or [])
    wanted = paths or FOLLOWUP.basics
    begin, end, person = _filter(call)
    descending, limit, behind = _descending(call), *_page(call, paths)
    rows = [
        row for row in call.state(FollowUps).rows.values() if begin <= _at(row)[0] <= end and _may_see(call.user, row)
    ]
    if person is not None:
        rows = [row for row in rows if any(one["userId"] == person for one in row["participants"])]
    rows.sort(key=_at, reverse=descending)
    if behind is not None:
        rows = [row for row in rows if (_at(row) < behind if descending else _at(row) > behind)]
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    cursor = {"startDate": last["startDate"], "id": last["callId"]} if last else None
    return {"items": [_shown(row, wanted, written) for row in rows[:limit]], "hasMore": more, "afterCursor": cursor}


def _at(row: Mapping[str, Any]) -> tuple[float, int]:
    begun = instant(row["startDate"])
    return (begun.timestamp() if begun else 0.0), row["callId"]


def _may_see(user: User, row: Mapping[str, Any]) -> bool:
    return user.admin or any(one["userId"] == user.id for one in row["participants"])


def _refused() -> V3Error:
    return V3Error(403, "access_denied", "No access to Follow-up data")


def _mentions(call: Call) -> str:
    wanted = words(call, "mentionFormat") if call.params.get("mentionFormat") is not None else "bb"
    if wanted not in MENTIONS:
        raise wrong("mentionFormat", f"Allowed values: {', '.join(MENTIONS)}")
    return MENTIONS[wanted]


def _paths(given: Any) -> list[str]:
    """The fields and parts of blocks that are selected."""
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise bad_select(given)
    for path in given:
        name, _, part = path.partition(".")
        if name not in FOLLOWUP.fields or (part and part not in BLOCKS.get(name, ())):
            raise V3Error(400, "invalid_select_field", f"Invalid field in select: {path}")
    return given


def _filter(call: Call) -> tuple[float, float, int | None]:
    """The period, and the participant."""
    given = mapping(call, "filter")
    period = given.get("startDate")
    edges = [instant(period.get(name)) for name in ("from", "to")] if isinstance(period, Mapping) else [None, None]
    if edges[0] is None or edges[1] is None or edges[1] < edges[0]:
        raise V3Error(400, "invalid_date_range", "Incorrect date range: both from and to are required")
    person = given.get("participantId")
    if person is not None and (not isinstance(person, int) or isinstance(person, bool)):
        raise invalid(mistyped("filter.participantId", "int"))
    return edges[0].timestamp(), edges[1].timestamp(), person if call.user.admin else call.user.id


def _descending(call: Call) -> bool:
    given = call.params.get("order")
    if given in (None, []):
        return True
    way = given.get("startDate") if isinstance(given, Mapping) and len(given) == 1 else None
    if not isinstance(way, str) or way.lower() not in ("asc", "desc"):
        raise V3Error(400, "invalid_order", "Incorrect parameter order")
    return way.lower() == "desc"


def _page(call: Call, paths: list[str]) -> tuple[int, tuple[float, int] | None]:
    """(the page's size, what it begins behind)."""
    given = call.params.get("pagination")
    page: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    limit, cursor = page.get("limit", SIZE), page.get("afterCursor")
    behind = instant(cursor.get("startDate")) if isinstance(cursor, Mapping) else None
    number = cursor.get("id") if isinstance(cursor, Mapping) else None
    lacks = cursor is not None and (behind is None or not isinstance(number, int))
    if given not in (None, []) and not isinstance(given, Mapping):
        lacks = True
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1 or lacks:
        raise V3Error(400, "invalid_pagination", "Incorrect parameter pagination")
    most = MOST_HEAVY if any(path.partition(".")[0] in HEAVY for path in paths) else MOST
    return min(limit, most), (behind.timestamp(), int(number or 0)) if behind else None


def _shown(row: Mapping[str, Any], paths: list[str], written: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in paths:
        name, _, part = path.partition(".")
        value = _told(row[name], written)
        if part:
            found.setdefault(name, {})[part] = value.get(part) if isinstance(value, Mapping) else None
        else:
            found[name] = value
    return found


def _told(value: Any, written: str) -> Any:
    """A block with its mentions of people as the caller wants them."""
    if isinstance(value, Mapping):
        return {key: _told(one, written) for key, one in value.items()}
    if isinstance(value, list):
        return [_told(one, written) for one in value]
    return MENTION.sub(written, value) if isinstance(value, str) else value
