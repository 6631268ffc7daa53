"""SIP lines of applications. restdocs: api-reference/telephony/voximplant/sip and lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.selection import matches, ordered

MOST_CLOUD, LONGEST_PASSWORD = 10, 100
FIELDS = ("TITLE", "SERVER", "LOGIN", "PASSWORD")
COMMON = {
    "AUTH_USER": None, "OUTBOUND_PROXY": None, "DETECT_LINE_NUMBER": "N", "LINE_DETECT_HEADER_ORDER": "diversion;to",
    "REGISTRATION_STATUS_CODE": None, "REGISTRATION_ERROR_MESSAGE": None,
}  # fmt: skip


@dataclass(slots=True)
class SipLine:
    """One line; ``facts`` as they are shown. ``client_id`` "" = made by a webhook."""

    id: int
    client_id: str
    facts: dict[str, Any]
    made: float
    maker: Maker

    @property
    def line_id(self) -> str:
        """What calls name it by: reg150907, sip7."""
        return f"reg{self.facts['REG_ID']}" if self.facts["TYPE"] == "cloud" else f"sip{self.id}"

    @property
    def name(self) -> str:
        kind = "Cloud" if self.facts["TYPE"] == "cloud" else "Office"
        return self.facts["TITLE"] or f"{kind} PBX ({self.id})"


@dataclass
class SipLines:
    """All lines by CONFIG_ID; ``outgoing`` is the default one's name, "" without one: another when it is deleted."""

    rows: dict[int, SipLine] = field(default_factory=dict)
    outgoing: str = ""
    last: int = 0

    def find(self, line_id: str) -> SipLine | None:
        return next((row for row in self.rows.values() if row.line_id == line_id), None)


@answers("app.uninstalled")
def drop(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - lines go with their application
    state = portal.state(SipLines)
    state.rows = {key: row for key, row in state.rows.items() if row.client_id != app.client_id}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [trace("sip lines", key, row.maker, row.name, row.facts) for key, row in portal.state(SipLines).rows.items()]


@method("voximplant.sip.add")
def sip_add(call: Call) -> dict[str, Any]:
    call.require_admin()
    state, portal = call.state(SipLines), call.portal
    given = {name: call.text(name) for name in FIELDS}
    _check(given, state, None)
    cloud = call.text("TYPE", "cloud") != "office"
    if cloud and sum(row.facts["TYPE"] == "cloud" for row in state.rows.values()) >= MOST_CLOUD:
        raise RestError(400, "MAX_CLOUD_PBX", "You cannot connect more than 10 virtual PBXs.")
    state.last += 1
    facts: dict[str, Any] = {"TYPE": "cloud" if cloud else "office", "CONFIG_ID": str(state.last)}
    if cloud:
        facts["REG_ID"] = portal.rng.randrange(10**5, 10**6)
    facts |= {name: given[name] for name in ("SERVER", "LOGIN", "PASSWORD")}
    if not cloud:
        facts |= {
            "INCOMING_SERVER": f"ip.{portal.host.partition('.')[0]}.bitrixphone.com",
            "INCOMING_LOGIN": f"sip{state.last}",
            "INCOMING_PASSWORD": portal.people.hexes(32),
        }
    facts |= COMMON | {"TITLE": given["TITLE"]}
    owner = call.grant.app.client_id if call.grant.app else ""
    state.rows[state.last] = SipLine(state.last, owner, facts, portal.clock.now(), call.maker)
    return {"ID": str(state.last), **facts}


@method("voximplant.sip.update")
def sip_update(call: Call) -> int:
    call.require_admin()
    row = _own(call)
    given = {name: call.text(name) for name in FIELDS if call.get(name) is not None}
    _check(given, call.state(SipLines), row)
    row.facts |= given
    return 1


@method("voximplant.sip.get")
def sip_get(call: Call) -> Listed:
    """The caller's own lines by FILTER, SORT and ORDER."""
    call.require_admin()
    rows = [
        {"ID": str(row.id), **row.facts, "REGISTRATION_STATUS_CODE": "0"}
        | ({"REG_ID": str(row.facts["REG_ID"])} if "REG_ID" in row.facts else {})
        for row in call.state(SipLines).rows.values()
        if row.client_id == (call.grant.app.client_id if call.grant.app else "")
    ]
    wanted, sort = as_dict(call.get("FILTER")), call.text("SORT")
    known = (*FIELDS, "ID", "TYPE", "CONFIG_ID", "REG_ID", *COMMON)
    found = [row for row in rows if matches(row, wanted, known.__contains__)]
    found = [dict(row) for row in ordered(found, {sort: call.text("ORDER", "ASC")} if sort in known else {})]
    return page(call, [{name: value for name, value in row.items() if name != "ID"} for row in found])


@method("voximplant.sip.delete")
def sip_delete(call: Call) -> int:
    call.require_admin()
    state, row = call.state(SipLines), _own(call)
    del state.rows[row.id]
    if state.outgoing == row.line_id:
        state.outgoing = next((one.line_id for one in state.rows.values()), "")
    return 1


@method("voximplant.sip.status")
def sip_status(call: Call) -> dict[str, Any]:
    """Registration with a provider waits for ever: no provider is reached from here."""
    call.require_admin()
    wanted = number(call.get("REG_ID"))
    for row in call.state(SipLines).rows.values():
        if wanted and row.facts.get("REG_ID") == wanted:
            made = datetime.fromtimestamp(row.made, call.portal.zone)
            return {
                "REG_ID": wanted,
                "LAST_UPDATED": f"{made:%Y-%m-%d %H:%M:%S}",
                "ERROR_MESSAGE": "",
                "STATUS_CODE": 0,
                "STATUS_RESULT": "wait",
            }
    raise RestError(400, "REG_ID_NOT_FOUND", "Settings not found")


@method("voximplant.sip.connector.status")
def connector_status(call: Call) -> dict[str, Any]:
    """The connector is a thing to be bought; a new portal has an hour to try it."""
    call.require_admin()
    return {"FREE_MINUTES": 60, "PAID": False}


@method("voximplant.line.get")
def line_get(call: Call) -> Any:
    call.require_admin()
    return {row.line_id: row.name for row in call.state(SipLines).rows.values()} or []


@method("voximplant.line.outgoing.get")
def outgoing_get(call: Call) -> str:
    call.require_admin()
    return call.state(SipLines).outgoing


@method("voximplant.line.outgoing.set")
def outgoing_set(call: Call) -> int:
    """An unknown line changes nothing, and is not complained about."""
    call.require_admin()
    state, wanted = call.state(SipLines), call.text("LINE_ID")
    if state.find(wanted):
        state.outgoing = wanted
    return 1


@method("voximplant.line.outgoing.sip.set")
def outgoing_sip_set(call: Call) -> int:
    call.require_admin()
    state = call.state(SipLines)
    row = state.rows.get(number(call.get("CONFIG_ID")))
    if row is None:
        raise RestError(400, "ERROR_ARGUMENT", "Specified CONFIG_ID is not found")
    state.outgoing = row.line_id
    return 1


def _own(call: Call) -> SipLine:
    row = call.state(SipLines).rows.get(number(call.get("CONFIG_ID")))
    if row is None or row.client_id != (call.grant.app.client_id if call.grant.app else ""):
        raise RestError(400, "ERROR_NOT_FOUND", "Specified CONFIG_ID is not found")
    return row


def _check(given: dict[str, str], state: SipLines, changed: SipLine | None) -> None:
    wrong = ""
    if given.get("SERVER") == "":
        wrong = "Server address not specified"
    elif given.get("LOGIN") == "":
        wrong = "Login for connecting to the server not specified"
    elif len(given.get("PASSWORD", "")) > LONGEST_PASSWORD:
        wrong = "Password for connecting to the server cannot exceed 100 characters"
    if wrong:
        raise RestError(400, "CHECK_FIELDS_ERROR", wrong)
    title = given.get("TITLE")
    if title and any(row is not changed and row.facts["TITLE"] == title for row in state.rows.values()):
        raise RestError(400, "TITLE_EXISTS", "The specified connection name is already registered in the system")
