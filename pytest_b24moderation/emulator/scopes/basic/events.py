"""Event handlers of the calling application. restdocs: api-reference/events."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.bindings import Handler
from pytest_b24moderation.emulator.documented import documented_events
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied, argument_empty, argument_wrong, core
from pytest_b24moderation.emulator.rest.params import as_dict, number, truth
from pytest_b24moderation.emulator.rest.urls import check_handler

BASIC = (
    "ONAPPINSTALL", "ONAPPUNINSTALL", "ONAPPUPDATE", "ONAPPPAYMENT", "ONSUBSCRIPTIONRENEW", "ONAPPTEST",
    "ONAPPMETHODCONFIRM", "ONOFFLINEEVENT", "ONAPPUSERREADY",
)  # fmt: skip


def known_events(call: Call, *, full: bool = False, scope: str | None = None) -> list[str]:
    """Names the caller may bind: those of every application and those of its permissions."""
    found = list(BASIC) if scope in (None, "") else []
    for name, fact in documented_events().items():
        if name in BASIC:
            continue
        if (scope is None and (full or (fact.scopes and call.grant.allows(fact.scopes)))) or (
            scope and scope in fact.scopes
        ):
            found.append(name)
    return found


@method("events")
def events(call: Call) -> list[str]:
    scope = call.get("SCOPE")
    return known_events(call, full=truth(call.get("FULL")), scope=None if scope is None else str(scope))


@method("event.bind", app_only=True)
def event_bind(call: Call) -> bool:
    event, handler = call.text("event").upper(), call.text("handler")
    offline = _kind(call) == "offline"
    if not event:
        raise argument_empty("EVENT")
    if not handler and not offline:
        raise argument_empty("HANDLER")
    if event not in known_events(call):
        raise RestError(400, "ERROR_EVENT_NOT_FOUND", "Event not found")
    if offline and event == "ONOFFLINEEVENT":
        raise argument_wrong("Offline event cannot be registered for this event.")
    user_id = number(call.get("auth_type")) if call.get("auth_type") is not None else 0
    if not call.user.admin:
        if offline:
            raise access_denied("Offline events binding requires administrator access rights")
        if user_id not in (0, call.user.id):
            raise access_denied("Event binding with AUTH_TYPE requires administrator access rights")
        user_id = call.user.id
    if not offline:
        check_handler(call.portal, handler)
    bindings, connector = call.portal.bindings, call.text("auth_connector") if offline else ""
    row = Handler(0, call.app.id, event, "" if offline else handler, 0 if offline else user_id, offline, connector)
    row.options = as_dict(call.get("options"))
    if any(_same(known, row) for known in bindings.handlers):
        raise core("Unable to set event handler: Handler already binded")
    row.id = bindings.next_id()
    bindings.bind(row)
    return True


@method("event.unbind", app_only=True)
def event_unbind(call: Call) -> dict[str, int]:
    event, handler = call.text("event").upper(), call.text("handler")
    offline = _kind(call) == "offline"
    if not event:
        raise argument_empty("EVENT")
    if not handler and not offline:
        raise argument_empty("HANDLER")
    given = call.get("auth_type")
    if not call.user.admin and (offline or (given is not None and number(given) != call.user.id)):
        raise access_denied("Event unbinding with AUTH_TYPE requires administrator access rights")
    bindings = call.portal.bindings
    gone = [row for row in _visible(call) if row.event == event and row.offline == offline]
    if offline:
        gone = [row for row in gone if row.connector == call.text("auth_connector")]
    else:
        gone = [row for row in gone if row.url == handler and (given is None or row.user_id == number(given))]
    bindings.handlers = [row for row in bindings.handlers if row not in gone]
    return {"count": len(gone)}


@method("event.get", app_only=True)
def event_get(call: Call) -> list[dict[str, Any]]:
    return [
        {"event": row.event, "connector_id": row.connector, "offline": 1}
        if row.offline
        else {"event": row.event, "handler": row.url, "auth_type": str(row.user_id), "offline": 0}
        for row in _visible(call)
    ]


@method("event.test", app_only=True)
def event_test(call: Call) -> int:
    """The portal sends ONAPPTEST with the call's own parameters to this application."""
    query = {key: value for key, value in call.params.items() if key not in ("auth", "access_token")}
    data = {"QUERY": query, "LANGUAGE_ID": call.portal.language}
    call.portal.events.announce("ONAPPTEST", data, user_id=call.user.id, app=call.app)
    return 1


def _kind(call: Call) -> str:
    kind = call.text("event_type", "online").lower()
    if kind not in ("online", "offline"):
        raise argument_wrong("Value must be one of {online|offline}", "EVENT_TYPE")
    return kind


def _visible(call: Call) -> list[Handler]:
    rows = [row for row in call.portal.bindings.handlers if row.app_id == call.app.id]
    return rows if call.user.admin else [row for row in rows if row.user_id == call.user.id]


def _same(one: Handler, other: Handler) -> bool:
    def key(row: Handler) -> tuple[Any, ...]:
        return (row.app_id, row.event, row.url, row.user_id, row.offline, row.connector)

    return key(one) == key(other)
