"""Calls of the built-in telephony, and the statistics. restdocs: api-reference/telephony/voximplant."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict
from pytest_b24moderation.emulator.scopes.telephony.state import (
    CALLBACK,
    INFO,
    PhoneCall,
    Telephony,
    initialised,
    plain_number,
)
from pytest_b24moderation.emulator.scopes.telephony.voximplant.sip import SipLines
from pytest_b24moderation.emulator.selection import matches, ordered

UNSORTABLE = ("CALL_TYPE",)


@method("voximplant.statistic.get")
def statistic(call: Call) -> Listed:
    """Everybody's calls for administrators; one's own for others."""
    records = call.state(Telephony).records.values()
    mine = [row for row in records if call.user.admin or row["PORTAL_USER_ID"] == str(call.user.id)]
    wanted, sort = as_dict(call.get("FILTER")), call.text("SORT").upper()
    found = [row for row in mine if matches(row, wanted, lambda name: not mine or name in mine[0])]
    known = bool(found) and sort in found[0] and sort not in UNSORTABLE
    return page(call, ordered(found, {sort: call.text("ORDER", "ASC")} if known else {}))


@method("voximplant.callback.start")
def callback(call: Call) -> dict[str, Any]:
    line = call.text("FROM_LINE")
    if call.state(SipLines).find(line) is None:
        raise core(f"Could not find line {line}")
    return _start(call, "callback", CALLBACK)


@method("voximplant.infocall.startwithtext", also=("call",))
@method("voximplant.infocall.startwithsound", also=("call",))
def infocall(call: Call) -> dict[str, Any]:
    line = call.text("FROM_LINE")
    if call.state(SipLines).find(line) is None:
        raise core(f"Could not find config for number {line}")
    return _start(call, "infocall", INFO)


def _start(call: Call, word: str, kind: int) -> dict[str, Any]:
    phone = plain_number(call.text("TO_NUMBER"))
    if not phone:
        raise core("Phone number is not correct")
    portal, now = call.portal, call.portal.clock.now()
    call_id = f"{word}.{portal.people.hexes(32)}.{int(now)}"
    row = PhoneCall(call_id, 0, call.user.id, phone, kind, call.text("FROM_LINE"), "", now, now, call.maker)
    call.state(Telephony).calls[call_id] = row
    initialised(portal, row, call.grant.hops)
    return {"RESULT": True, "CALL_ID": call_id}
