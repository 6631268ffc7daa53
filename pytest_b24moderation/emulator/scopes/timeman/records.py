"""Time records of employees, in REST 3.0. restdocs: api-reference/timeman/record."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.errors import bad_filter, invalid, missing, mistyped
from pytest_b24moderation.emulator.rest.v3.filtering import fixed
from pytest_b24moderation.emulator.rest.v3.given import require
from pytest_b24moderation.emulator.rest.v3.listing import chosen, only, selected
from pytest_b24moderation.emulator.scopes.timeman.office import led_by
from pytest_b24moderation.emulator.scopes.timeman.workday import Day, Days, state_of

RECORD = entity(
    "RecordDto",
    """
id int sb
userId int fsb
startTime datetime fsb
endTime datetime sb
duration int sb
breakLength int b
state object b
isApproved bool b
""",
)
METHODS = field_methods("timeman.record", RECORD)


@method3("timeman.record.list")
def record_list(call: Call) -> dict[str, Any]:
    """Days of the one employee whom the filter names, for himself, his heads and administrators."""
    people = set(fixed(call.params.get("filter"), "userId"))
    if not people:
        raise missing("filter.userId")
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in people):
        raise invalid(mistyped("filter.userId", "int"))
    if len(people) > 1:
        raise bad_filter("Only one userId may be given")
    user = call.portal.people.users.get(people.pop())
    mine = user is not None and (
        call.user.admin or user.id == call.user.id or bool(set(led_by(call)) & set(user.departments))
    )
    require(call, mine)
    wanted = selected(call, RECORD)
    rows = [_shown(call.portal, n, day) for n, day in enumerate(call.state(Days).rows, 1)]
    found = chosen(call, RECORD, rows, lambda row, name: row[name])
    return {"items": [only(row, wanted) for row in found]}


def _shown(portal: Portal, record_id: int, day: Day) -> dict[str, Any]:
    length = day.finish - day.start - day.leaks if day.finish else 0
    return {
        "id": record_id,
        "userId": day.user_id,
        "startTime": portal.iso(day.start),
        "endTime": portal.iso(day.finish) if day.finish else None,
        "duration": max(0, int(length)),
        "breakLength": int(day.leaks),
        "state": state_of(portal, day),
        "isApproved": day.active,
    }
