"""What an employee does in the analyst's workspace. restdocs: api-reference/biconnector/connector/index.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.events import bracketed
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.scopes.biconnector.connectors import connection
from pytest_b24moderation.emulator.scopes.biconnector.state import Hub, Thing


@act("connect-bi")
async def connect(
    portal: Portal, user: User, connector: int | str, title: str, settings: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Connect a source by an application's connector, filling in its settings; its check is asked first.

    ``connector``: id or title. ``settings``: by code. Returns {id}; ActError where urlCheck answers no 200.
    """
    hub = portal.state(Hub)
    rows = hub.rows["connector"].values()
    row = next((one for one in rows if str(connector) in (str(one.id), one.values["title"])), None)
    if row is None:
        titles = ", ".join(f"{one.id} {one.values['title']}" for one in rows)
        raise ActError("connect-bi: no application brought this connector", titles, str(connector), absent=not rows)
    codes = {one["code"] for one in row.values["settings"]}
    if strange := sorted(set(settings or {}) - codes):
        raise ActError("connect-bi: the connector has no such settings", ", ".join(sorted(codes)), ", ".join(strange))
    key = hub.next_id("source")
    moment = datetime.fromtimestamp(portal.clock.now(), portal.zone).strftime("%Y-%m-%d %H:%M:%S")
    values = {
        "id": key, "type": "rest", "code": f"rest_{key}", "title": title, "description": "", "active": True,
        "dateCreate": moment, "dateUpdate": moment, "createdById": user.id, "updatedById": user.id,
        "connectorId": row.id, "settings": settings or {},
    }  # fmt: skip
    source = Thing(key, values, Maker("person", "", user.id))
    body = urlencode(bracketed({"connection": connection(portal, source)}))
    reached = await portal.outgoing.form(row.values["urlCheck"], body)
    if reached.status != 200:
        found = reached.error or f"HTTP {reached.status}"
        raise ActError("connect-bi: the connector's urlCheck refuses the source", "HTTP 200", found)
    hub.rows["source"][key] = source
    return {"id": key}
