"""All kinds that a portal has at the moment."""

from __future__ import annotations

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.crm.kind import Kind
from pytest_b24moderation.emulator.scopes.crm.kinds import company, contact, deal, lead, quote
from pytest_b24moderation.emulator.scopes.crm.kinds.smart import INVOICE, smart_kind
from pytest_b24moderation.emulator.scopes.crm.state import Crm

SYSTEM = {kind.type_id: kind for kind in (lead.KIND, deal.KIND, contact.KIND, company.KIND, quote.KIND, INVOICE)}


def all_kinds(crm: Crm) -> list[Kind]:
    """The kinds of every portal, then its smart processes."""
    return [*SYSTEM.values(), *map(smart_kind, crm.types.values())]


def kind_of(crm: Crm, type_id: int) -> Kind | None:
    """The kind of an owner type."""
    if type_id in SYSTEM:
        return SYSTEM[type_id]
    row = crm.types.get(type_id)
    return smart_kind(row) if row else None


def kind_named(crm: Crm, name: str) -> Kind | None:
    """The kind by its name (`deal`, `dynamic_1030`) or its letters (`D`, `T406`), in any case."""
    folded = name.lower()
    return next((kind for kind in all_kinds(crm) if folded in (kind.name, kind.letter.lower())), None)


def kind_asked(call: Call) -> Kind:
    """The kind that the call's `entityTypeId` names; the error of the universal methods where there is none."""
    wanted = call.get("entityTypeId")
    if wanted is None:
        raise parameter_missing("entityTypeId")
    kind = kind_of(call.state(Crm), number(wanted, -1))
    if kind is None:
        if number(wanted) in (5, 8, 14):
            raise not_supported(number(wanted))
        raise RestError(400, "NOT_FOUND", "Smart process not found")
    return kind


def not_supported(type_id: int) -> RestError:
    return RestError(400, "ENTITY_TYPE_NOT_SUPPORTED", f"Entity type {type_id} is not supported")
