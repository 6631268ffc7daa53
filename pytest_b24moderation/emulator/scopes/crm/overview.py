"""What spans all kinds: enumerations, duplicates, cards for pages, and the fingerprint."""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_list
from pytest_b24moderation.emulator.scopes.crm import company, contact, deal, lead
from pytest_b24moderation.emulator.scopes.crm.access import may_read
from pytest_b24moderation.emulator.scopes.crm.records import shown
from pytest_b24moderation.emulator.scopes.crm.seeds import OWNER_TYPES
from pytest_b24moderation.emulator.scopes.crm.state import Crm

KINDS = {kind.name: kind for kind in (lead.KIND, deal.KIND, contact.KIND, company.KIND)}
MOST_VALUES = 20


@method("crm.enum.ownertype")
def owner_types(call: Call) -> list[dict[str, Any]]:  # noqa: ARG001
    return [
        {"ID": n, "NAME": name, "SYMBOL_CODE": code, "SYMBOL_CODE_SHORT": short} for n, name, code, short in OWNER_TYPES
    ]


@method("crm.enum.settings.mode")
def settings_modes(call: Call) -> list[dict[str, Any]]:  # noqa: ARG001
    return [{"ID": 1, "NAME": "Classic"}, {"ID": 2, "NAME": "Simple"}]


@method("crm.settings.mode.get")
def settings_mode(call: Call) -> int:  # noqa: ARG001
    return 1


@method("crm.multifield.fields")
def multifield_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    names = {"ID": "integer", "TYPE_ID": "string", "VALUE": "string", "VALUE_TYPE": "string"}
    return {
        name: {"type": kind, "isRequired": name not in ("ID", "TYPE_ID"), "isReadOnly": name == "ID",
               "isImmutable": name == "TYPE_ID", "isMultiple": False, "isDynamic": False, "title": name}
        for name, kind in names.items()
    }  # fmt: skip


@method("crm.duplicate.findbycomm")
def find_by_communication(call: Call) -> dict[str, list[int]]:
    """Leads, contacts and companies with one of the phones (by digits) or e-mails."""
    what = call.text("type").upper()
    if what not in ("PHONE", "EMAIL"):
        raise classic("Communication type is not defined or invalid")
    values = [_plain(what, str(one)) for one in as_list(call.get("values"))][:MOST_VALUES]
    if not values:
        raise classic("Communication values are not defined")
    wanted = call.text("entity_type").upper()
    found: dict[str, list[int]] = {}
    for name in ("lead", "contact", "company"):
        if wanted in ("", name.upper()):
            ids = [
                row.id
                for row in call.state(Crm).of(name).values()
                if any(_plain(what, fm["VALUE"]) in values for fm in row.fm.get(what, []))
                and may_read(call.portal, call.user, row)
            ]
            found |= {name.upper(): ids} if ids else {}
    return found or []  # type: ignore[return-value]


@answers("crm.card")
def card(portal: Portal, type: str, id: int, user: User) -> dict[str, Any] | None:
    """A record for a page: its title and all fields; None when absent or not for this user."""
    kind, record = KINDS.get(type), portal.state(Crm).of(type).get(id)
    if kind is None or record is None or not may_read(portal, user, record):
        return None
    return {"id": id, "type": type, "title": kind.title(record.values), "fields": shown(kind, record)}


@answers("crm.cards")
def cards(portal: Portal, type: str, user: User) -> list[dict[str, Any]]:
    """Every record of a kind that the user may see."""
    found = (card(portal, type, record_id, user) for record_id in portal.state(Crm).of(type))
    return [one for one in found if one is not None]


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    crm = portal.state(Crm)
    found = [
        trace(f"crm {name}", record.id, record.maker, kind.title(record.values), (_lasting(record.values), record.fm))
        for name, kind in KINDS.items()
        for record in crm.of(name).values()
    ]
    for field in crm.userfields.values():
        content = (field.kind, field.multiple, field.mandatory, field.facts, field.values)
        found.append(
            trace(
                "user fields", f"{field.entity} {field.name}", field.maker, f"{field.name} of {field.entity}", content
            )
        )
    for status in crm.statuses.values():
        key, facts = f"{status.entity} {status.code}", (status.name, status.sort, status.semantics)
        found.append(trace("crm dictionaries", key, status.maker, f"{status.name} in {status.entity}", facts))
    for category in crm.categories.values():
        found.append(trace("crm pipelines", category.id, category.maker, category.name, category.sort))
    return found


def _lasting(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.startswith("LAST_ACTIVITY")}


def _plain(what: str, text: str) -> str:
    return re.sub(r"\D", "", text) if what == "PHONE" else text.strip().casefold()
