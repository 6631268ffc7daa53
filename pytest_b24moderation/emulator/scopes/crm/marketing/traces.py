"""crm.tracking.trace.*. restdocs: api-reference/crm/tracking"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.owners import Owner, can_write, record_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm

TYPES = {"COMPANY": 4, "CONTACT": 3, "DEAL": 2, "LEAD": 1, "QUOTE": 7}


@dataclass(slots=True)
class Visit:
    """What a visitor of a site did before becoming a client, and whose records it is of."""

    id: int
    content: Any
    owners: list[Owner]
    maker: Maker


@dataclass
class Tracking:
    """Traces by id."""

    visits: dict[int, Visit] = field(default_factory=dict)


@method("crm.tracking.trace.add")
def trace_add(call: Call) -> int:
    if not call.text("TRACE"):
        raise core("Parameter `TRACE` required.")
    try:
        content = json.loads(call.text("TRACE"))
    except ValueError:
        content = None
    if not isinstance(content, dict | list):
        raise core("Can not parse JSON in parameter `TRACE`.")
    owners = [_owner(call, as_dict(one)) for one in as_list(call.get("ENTITIES"))]
    row = Visit(call.state(Crm).next_id("trace"), content, owners, call.maker)
    call.state(Tracking).visits[row.id] = row
    return row.id


@method("crm.tracking.trace.delete")
def trace_delete(call: Call) -> None:
    """Only links to records that the caller may change go; the trace itself with the last of them."""
    wanted, visits = number(call.get("id")), call.state(Tracking).visits
    if wanted <= 0:
        raise core("Parameter `id` required.")
    row = visits.get(wanted)
    if row is not None:
        row.owners = [
            owner
            for owner in row.owners
            if record_of(call.portal, owner) is not None and not can_write(call.portal, call.user, owner)
        ]
        if not row.owners:
            del visits[wanted]


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("crm visits", row.id, row.maker, f"a visit of {row.owners}", (row.content, row.owners))
        for row in portal.state(Tracking).visits.values()
    ]


def _owner(call: Call, given: dict[str, Any]) -> Owner:
    kind, record_id = str(given.get("TYPE") or "").upper(), number(given.get("ID"))
    if kind not in TYPES:
        raise core(f"Wrong TYPE in parameter `ENTITIES`. Allowed types: {','.join(TYPES)}")
    if record_id <= 0:
        raise core("Wrong ID in parameter `ENTITIES`.")
    if not can_write(call.portal, call.user, (TYPES[kind], record_id)):
        raise core(f"You have no access to entity `{kind}` with ID `{record_id}`.")
    return TYPES[kind], record_id
