"""Settings of lines. restdocs: api-reference/imopenlines/openlines/imopenlines-config-*.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth, yes_no
from pytest_b24moderation.emulator.scopes.imopenlines.access import may_see
from pytest_b24moderation.emulator.scopes.imopenlines.listing import check_options, check_params
from pytest_b24moderation.emulator.scopes.imopenlines.state import BLANK, NO, YES, Line, Lines
from pytest_b24moderation.emulator.selection import matches, ordered

FLAGS = frozenset((*YES, *NO))
SETTABLE = (frozenset(BLANK) | {"LINE_NAME", "LANGUAGE_ID", "WORKTIME_TIMEZONE"}) - {"XML_ID"}
PAGE, LONGEST_PAGE = 50, 200


@answers("imopenlines.lines")
def known_lines(portal: Portal) -> list[dict[str, Any]]:
    return [{"id": row.id, "name": row.name} for row in portal.state(Lines).rows.values()]


@answers("imopenlines.line")
def known_line(portal: Portal, id: int) -> dict[str, Any] | None:
    """A line with whether it is active; None for an unknown one."""
    row = portal.state(Lines).rows.get(id)
    return {"id": row.id, "name": row.name, "active": row.facts["ACTIVE"] == "Y"} if row else None


@answers("imopenlines.dialog")
def known_dialog(portal: Portal, chat: int, user: User) -> dict[str, Any] | None:
    """A guest's chat by the connector's names, with its open session (0: none); None for other chats."""
    state = portal.state(Lines)
    row = state.dialogs.get(chat)
    if row is None or not may_see(portal, user, row):
        return None
    session = state.session(chat)
    opened = session.id if session and not session.closed else 0
    return {"connector": row.connector, "line": row.line_id, "chat": row.chat, "session": opened}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Lines)
    found = [trace("open lines", row.id, row.maker, row.name, (row.facts, row.queue)) for row in state.rows.values()]
    found += [trace("quick answers", key, maker, text[:60], text) for key, (text, maker) in state.quick.items()]
    return found


@method("imopenlines.config.add")
def config_add(call: Call) -> int:
    given = as_dict(call.get("PARAMS"))
    queue = _queue(given) or [("user", call.user.id)]
    return call.state(Lines).add(call.portal, _settings(given), queue, call.maker).id


@method("imopenlines.config.update")
def config_update(call: Call) -> bool:
    row = _named(call, write=True)
    if row is None:
        return False
    given = as_dict(call.get("PARAMS"))
    row.facts |= _settings(given)
    row.facts |= {"DATE_MODIFY": call.portal.iso(), "MODIFY_USER_ID": str(call.user.id)}
    if "QUEUE" in given:
        row.queue = _queue(given)
    return True


@method("imopenlines.config.delete")
def config_delete(call: Call) -> bool:
    """The line goes, and leaves its connectors; what was said stays."""
    row = _named(call, write=True)
    if row is None:
        return False
    del call.state(Lines).rows[row.id]
    call.portal.tell("imopenlines.line_deleted", id=row.id)
    call.announce("ONIMCONNECTORLINEDELETE", row.id)
    return True


@method("imopenlines.config.get")
def config_get(call: Call) -> Any:
    row = _named(call)
    if row is None:
        return False
    shown = {**row.facts, "DATE_CREATE": {}, "DATE_MODIFY": {}}
    if not truth(call.get("WITH_QUEUE", "Y")):
        return shown
    operators = row.operators(call.portal)
    fields = {"USER_NAME": None, "USER_WORK_POSITION": None, "USER_AVATAR": None, "USER_AVATAR_ID": "0"}
    full = {
        str(one): {"ID": str(row.id * 100 + n), "SORT": str(n), "USER_ID": str(one), "DEPARTMENT_ID": "0", **fields}
        for n, one in enumerate(operators)
    }
    return shown | {
        "QUEUE": [str(one) for one in operators],
        "QUEUE_FULL": full or [],
        "QUEUE_USERS_FIELDS": {str(one): dict(fields) for one in operators} or [],
        "QUEUE_ONLINE": "Y" if operators else "N",
    }


@method("imopenlines.config.list.get")
def config_list(call: Call) -> list[dict[str, Any]]:
    params, options = as_dict(call.get("PARAMS")), as_dict(call.get("OPTIONS"))
    known = call.state(Lines).rows.values()
    check_params(params, frozenset(BLANK) | {name for row in known for name in row.facts})
    check_options(options)
    wanted = as_dict(params.get("filter"))
    facts = ordered([row.facts for row in known if matches(row.facts, wanted)], as_dict(params.get("order")))
    offset, limit = number(params.get("offset")), min(number(params.get("limit"), PAGE), LONGEST_PAGE)
    select = [str(one) for one in as_list(params.get("select"))]
    found = []
    for shown in facts[offset : offset + limit]:
        row = call.state(Lines).rows[int(shown["ID"])]
        values = {**shown, "DATE_CREATE": {}, "DATE_MODIFY": {}}
        picked = {name: values[name] for name in select} if select and "*" not in select else values
        found.append(picked | _extras(call, row, options))
    return found


@method("imopenlines.config.path.get")
def config_path(call: Call) -> dict[str, str]:
    return {"SERVER_ADDRESS": f"https://{call.portal.host}", "PUBLIC_PATH": "/contact_center/"}


def _extras(call: Call, row: Line, options: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if truth(options.get("QUEUE")):
        operators = row.operators(call.portal)
        people = call.portal.people.users
        found["QUEUE"] = operators
        found["QUEUE_USERS_FIELDS"] = {
            str(one): {
                "USER_NAME": people[one].full_name,
                "USER_WORK_POSITION": people[one].position or None,
                "USER_AVATAR": str(people[one].extra.get("PERSONAL_PHOTO") or ""),
                "USER_AVATAR_ID": None,
            }
            for one in operators
        } or []
    if truth(options.get("CONFIG_QUEUE")):
        found["CONFIG_QUEUE"] = [{"ENTITY_ID": str(key), "ENTITY_TYPE": kind} for kind, key in row.queue]
    return found


def _named(call: Call, *, write: bool = False) -> Line | None:
    found = number(call.get("CONFIG_ID"))
    if found <= 0:
        raise RestError(400, "CONFIG_ID_EMPTY", "Config ID can't be empty")
    if write and not call.user.admin:
        raise RestError(403, "CONFIG_WRONG_USER_PERMISSION", "Permission denied")
    return call.state(Lines).rows.get(found)


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings among what was sent, as they are kept: flags as Y or N, lists as they are, the rest as text."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name in FLAGS:
            found[name] = yes_no(value)
        elif name in SETTABLE:
            found[name] = value if isinstance(value, list | dict) or value is None else str(value)
    return found


def _queue(given: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Employees and departments; a bare number is an employee."""
    found = []
    for one in as_list(given.get("QUEUE")):
        row = one if isinstance(one, Mapping) else {"ENTITY_TYPE": "user", "ENTITY_ID": one}
        kind, key = str(row.get("ENTITY_TYPE")), number(row.get("ENTITY_ID"))
        if kind in ("user", "department") and key:
            found.append((kind, key))
    return found
