"""The event log: who logged in, and when. restdocs: api-reference/event-log."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.errors import not_found
from pytest_b24moderation.emulator.rest.v3.given import integer, require
from pytest_b24moderation.emulator.rest.v3.listing import after, chosen, only, selected

ENTRY = entity(
    "EventLogDto",
    """
id int fsb
timestampX datetime fsb
severity string b
auditTypeId string fsb
moduleId string b
itemId string b
remoteAddr string b
userAgent string b
requestUri string b
siteId string b
userId int fsb
guestId int fsb
description string b
""",
)
BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36"
)


@dataclass
class EventLog:
    """The entries in order. A portal that is handed over has those of the people who were there before."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def seed(self, portal: Portal) -> None:
        moments = [(user.registered, user) for user in portal.people.users.values()]
        moments += [(user.seen, user) for user in portal.people.users.values()]
        for at, user in sorted(moments, key=lambda row: (row[0], row[1].id)):
            self.logged_in(portal, user, at)

    def logged_in(self, portal: Portal, user: User, at: float) -> None:
        """Somebody entered the portal."""
        description = {"userId": user.id, "method": "password"}
        self.rows.append(
            {
                "id": len(self.rows) + 1, "timestampX": portal.iso(at), "severity": "SECURITY",
                "auditTypeId": "USER_AUTHORIZE", "moduleId": "main", "itemId": str(user.id), "remoteAddr": "127.0.0.1",
                "userAgent": BROWSER, "requestUri": "/auth/", "siteId": "s1", "userId": user.id, "guestId": 0,
                "description": json.dumps(description, separators=(",", ":")),
            }
        )  # fmt: skip


@answers("user.logged_in")
def note(portal: Portal, user: User) -> None:
    portal.state(EventLog).logged_in(portal, user, portal.clock.now())


@method3("main.eventlog.list")
def entry_list(call: Call) -> dict[str, Any]:
    _administrator(call)
    wanted = selected(call, ENTRY)
    rows = chosen(call, ENTRY, call.state(EventLog).rows, lambda row, name: row[name])
    return {"items": [only(row, wanted) for row in rows]}


@method3("main.eventlog.get")
def get(call: Call) -> dict[str, Any]:
    _administrator(call)
    wanted, entry_id = selected(call, ENTRY), integer(call)
    row = next((row for row in call.state(EventLog).rows if row["id"] == entry_id), None)
    if row is None:
        raise not_found(entry_id)
    return {"item": only(row, wanted)}


@method3("main.eventlog.tail")
def tail(call: Call) -> dict[str, Any]:
    """Entries behind a cursor; its field is among what is answered."""
    _administrator(call)
    wanted = selected(call, ENTRY)
    cursor = call.params.get("cursor")
    if wanted is not None:
        wanted = {str(cursor.get("field", "id")) if isinstance(cursor, dict) else "id": []} | wanted
    rows = after(call, ENTRY, call.state(EventLog).rows, lambda row, name: row[name])
    return {"items": [only(row, wanted) for row in rows]}


def _administrator(call: Call) -> None:
    require(call, call.user.admin)


METHODS = field_methods("main.eventlog", ENTRY, _administrator)
