"""The queue of offline events. restdocs: api-reference/events/offline-events.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.bindings import Handler
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import access_denied, argument_empty
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth


@dataclass(slots=True)
class Waiting:
    """A change that an application has not fetched; ``process`` is who reserved it."""

    id: int
    app_id: int
    event: str
    data: Mapping[str, Any]
    user_id: int
    at: float
    message: str
    connector: str = ""
    process: str = ""
    error: int = 0


@dataclass
class Queue:
    """All applications' rows. ``told``: when ONOFFLINEEVENT was last sent to an application."""

    rows: list[Waiting] = field(default_factory=list)
    told: dict[int, float] = field(default_factory=dict)
    last: int = 0


@answers("event.offline")
def keep(
    portal: Portal, app: App, handler: Handler, event: str, data: Mapping[str, Any], user_id: int, by: str
) -> None:
    """Changes of the same thing collapse into one row; one's own connector's changes are left out."""
    if handler.connector and handler.connector == by:
        return
    queue, now = portal.state(Queue), portal.clock.now()
    same = [row for row in queue.rows if (row.app_id, row.event, row.data, row.process) == (app.id, event, data, "")]
    if same:
        same[0].at = now
        return
    queue.last += 1
    row = Waiting(queue.last, app.id, event, data, user_id, now, portal.people.hexes(32), handler.connector)
    queue.rows.append(row)
    pause = number(as_dict(handler.options).get("minTimeout"), 1)
    if now - queue.told.get(app.id, 0.0) >= pause:
        queue.told[app.id] = now
        portal.events.announce("ONOFFLINEEVENT", {}, user_id=user_id, app=app)


@answers("app.uninstalled")
def forget(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - told either way
    queue = portal.state(Queue)
    queue.rows = [row for row in queue.rows if row.app_id != app.id]


@method("event.offline.list", app_only=True)
def offline_list(call: Call) -> Listed:
    rows = sorted(_rows(call), key=lambda row: row.id, reverse=True)
    more = [_shown(call, row) | {"PROCESS_ID": row.process, "ERROR": str(row.error)} for row in rows]
    return page(call, more)


@method("event.offline.get", app_only=True)
def offline_get(call: Call) -> dict[str, Any]:
    """The next unreserved rows: taken away, or with clear=0 reserved under a process id."""
    rows, clear = _rows(call), truth(call.get("clear", 1))
    process = call.text("process_id")
    connector = call.text("auth_connector")
    found = [row for row in rows if row.process == process and row.connector == connector]
    found = found[: max(1, number(call.get("limit"), 50))]
    queue = call.state(Queue)
    if clear:
        queue.rows = [row for row in queue.rows if row not in found]
        return {"process_id": None, "events": [_shown(call, row) for row in found]}
    process = process or call.portal.people.hexes(32)
    for row in found:
        row.process = process
    return {"process_id": process, "events": [_shown(call, row) for row in found]}


@method("event.offline.clear", app_only=True)
def offline_clear(call: Call) -> bool:
    process, rows = _process(call), _rows(call)
    ids = {str(one) for one in as_list(call.get("id"))}
    messages = {str(one) for one in as_list(call.get("message_id"))}
    queue = call.state(Queue)
    gone = [row for row in rows if row.process == process]
    if ids or messages:
        gone = [row for row in gone if str(row.id) in ids or row.message in messages]
    queue.rows = [row for row in queue.rows if row not in gone]
    return True


@method("event.offline.error", app_only=True)
def offline_error(call: Call) -> bool:
    process = _process(call)
    messages = {str(one) for one in as_list(call.get("message_id"))}
    for row in _rows(call):
        if row.process == process and row.message in messages:
            row.error = 1
    return True


def _process(call: Call) -> str:
    if not call.text("process_id"):
        raise argument_empty("PROCESS_ID")
    return call.text("process_id")


def _rows(call: Call) -> list[Waiting]:
    if not call.user.admin:
        raise access_denied()
    wanted = as_dict(call.get("filter"))
    names = {str(name).upper() for name in as_list(wanted.get("EVENT_NAME"))}
    rows = [row for row in call.state(Queue).rows if row.app_id == call.app.id]
    return [row for row in rows if not names or row.event in names]


def _shown(call: Call, row: Waiting) -> dict[str, Any]:
    return {
        "ID": str(row.id),
        "TIMESTAMP_X": call.portal.iso(row.at),
        "EVENT_NAME": row.event,
        "EVENT_DATA": row.data or False,
        "EVENT_ADDITIONAL": {"user_id": row.user_id} if row.user_id else False,
        "MESSAGE_ID": row.message,
    }
