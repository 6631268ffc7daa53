"""External lines, calls under way, and the statistics of those that are over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import core

OUTGOING, INCOMING, REDIRECTED, CALLBACK, INFO = range(1, 6)
KINDS = {OUTGOING: "outgoing", INCOMING: "incoming", REDIRECTED: "incoming", CALLBACK: "callback", INFO: "info"}
NAMES = {
    "ru": {
        "outgoing": "Исходящий звонок",
        "incoming": "Входящий звонок",
        "callback": "Обратный звонок",
        "info": "Инфозвонок",
    },
    "": {"outgoing": "Outgoing call", "incoming": "Incoming call", "callback": "Callback", "info": "Info call"},
}
"""Language of the portal → what a call of each kind is called in cards; languages without words have English ones."""


@dataclass(slots=True)
class ExternalLine:
    """A line of an application."""

    id: int
    app_id: int
    number: str
    name: str
    auto_create: str
    maker: Maker


@dataclass(slots=True)
class PhoneCall:
    """A call that is not over. ``app_id`` 0: of the built-in telephony. ``shown``: who has its card open.

    ``crm``: (type, id) of the client, ("", 0) when nobody knows; ``lead``: the lead made for it.
    """

    id: str
    app_id: int
    user_id: int
    phone: str
    kind: int
    line: str
    external_id: str
    started: float
    registered: float
    maker: Maker
    crm: tuple[str, int] = ("", 0)
    lead: int = 0
    shown: set[int] = field(default_factory=set)


@dataclass
class Telephony(Numbering):
    """All of it. ``records``: rows of the statistics, as `voximplant.statistic.get` shows them, by their id."""

    lines: dict[int, ExternalLine] = field(default_factory=dict)
    calls: dict[str, PhoneCall] = field(default_factory=dict)
    records: dict[int, dict[str, Any]] = field(default_factory=dict)
    makers: dict[int, Maker] = field(default_factory=dict)
    transcripts: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def line(self, app_id: int, number: str) -> ExternalLine | None:
        return next((row for row in self.lines.values() if (row.app_id, row.number) == (app_id, number)), None)

    def record(self, call_id: str) -> dict[str, Any] | None:
        """The statistics of a call that is over."""
        return next((row for row in self.records.values() if row["CALL_ID"] == call_id), None)


def plain_number(text: str) -> str:
    """A number without what people write between its digits; "" for what is no number."""
    found = re.sub(r"[\s().\-]", "", text)
    return found if re.fullmatch(r"\+?[\d*#]{2,25}", found) else ""


def user_of(call: Call) -> User:
    """The employee that USER_ID or USER_PHONE_INNER names."""
    wanted, inner = call.text("USER_ID"), call.text("USER_PHONE_INNER")
    if not (wanted or inner):
        raise core("USER_ID or USER_PHONE_INNER should be set")
    people = call.portal.people.users.values()
    for user in people:
        right = str(user.id) == wanted if wanted else str(user.extra.get("UF_PHONE_INNER") or "") == inner
        if right and user.present:
            return user
    raise core("User is not found or is not active")


def clients(portal: Portal, user: User, number: str) -> list[dict[str, Any]]:
    """Contacts, companies and leads with that number, compared by digits: {type, id, title, fields}."""
    digits = re.sub(r"\D", "", number)
    return [
        card
        for kind in ("contact", "company", "lead")
        for card in portal.ask("crm.cards", type=kind, user=user) or ()
        if digits and any(re.sub(r"\D", "", row["VALUE"]) == digits for row in card["fields"].get("PHONE", ()))
    ]


def initialised(portal: Portal, phone_call: PhoneCall, hops: int = 0) -> None:
    """Tell that a call began to be made."""
    facts: Mapping[str, Any] = {"CALLER_ID": phone_call.phone, "REST_APP_ID": phone_call.app_id}
    if not phone_call.app_id:
        line = phone_call.line
        facts = {"ACCOUNT_SEARCH_ID": line, "PHONE_NUMBER": phone_call.phone, "CALLER_ID": line}
    data = {"CALL_ID": phone_call.id, "CALL_TYPE": phone_call.kind, **facts}
    portal.announce("ONVOXIMPLANTCALLINIT", data, user_id=phone_call.user_id, hops=hops)


@answers("telephony.call")
def shown_call(portal: Portal, user: User) -> dict[str, Any] | None:
    """The call whose card that person has open."""
    for row in portal.state(Telephony).calls.values():
        if user.id in row.shown:
            facts = {"id": row.id, "phone": row.phone, "kind": KINDS[row.kind], "started": portal.iso(row.started)}
            return {**facts, "line": row.line, "crm_type": row.crm[0], "crm_id": row.crm[1]}
    return None


def name_of(portal: Portal, kind: int) -> str:
    """What the portal calls a call of the kind, in its language."""
    return NAMES.get(portal.language, NAMES[""])[KINDS[kind]]


@answers("app.uninstalled")
def drop(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - lines go with their application
    state = portal.state(Telephony)
    state.lines = {key: row for key, row in state.lines.items() if row.app_id != app.id}
    state.calls = {key: row for key, row in state.calls.items() if row.app_id != app.id}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Telephony)
    found = [
        trace("telephony lines", f"{row.maker.code} {row.number}", row.maker, row.name or row.number, row.auto_create)
        for row in state.lines.values()
    ]
    found += [
        trace("calls under way", row.id, row.maker, f"{KINDS[row.kind]} {row.phone}", row.crm)
        for row in state.calls.values()
    ]
    found += [
        trace("call statistics", key, state.makers[key], f"{row['CALL_ID']} {row['PHONE_NUMBER']}", row)
        for key, row in state.records.items()
    ]
    return found
