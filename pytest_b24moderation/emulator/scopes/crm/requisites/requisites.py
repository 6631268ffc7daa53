"""crm.requisite.*, crm.requisite.bankdetail.*, crm.requisite.userfield.*. restdocs: api-reference/crm/requisites."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import described
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.crm.inputs import given_fields
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, Record
from pytest_b24moderation.emulator.scopes.crm.owners import can_read, can_write, record_of
from pytest_b24moderation.emulator.scopes.crm.records import kept
from pytest_b24moderation.emulator.scopes.crm.requisites.fields import BANK_DETAIL, REQUISITE
from pytest_b24moderation.emulator.scopes.crm.requisites.rows import (
    Requisites,
    bank_details,
    changed,
    fresh,
    listed,
    owner_of,
    requisites,
    wanted_id,
    write,
)
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.scopes.crm.userfields import described_field, userfield_methods

OWNERS = (3, 4)
KIND = Kind("requisite", 8, "RQ", REQUISITE, {})
METHODS = userfield_methods(KIND)


@method("crm.requisite.fields")
def requisite_fields(call: Call) -> dict[str, Any]:
    found = described(REQUISITE.values())
    found["RQ_IDENT_TYPE"]["statusType"] = ["RQ_IDENT_TYPE_CO"]
    return found | {row.name: described_field(row) for row in call.state(Crm).fields_of(KIND.uf_entity)}


@method("crm.requisite.add")
def requisite_add(call: Call) -> int:
    given = given_fields(call)
    owner = (number(given.get("ENTITY_TYPE_ID")), number(given.get("ENTITY_ID")))
    preset = number(given.get("PRESET_ID"))
    if owner[0] not in OWNERS:
        raise classic("ENTITY_TYPE_ID is not defined or invalid.")
    if owner[1] <= 0:
        raise classic("ENTITY_ID is not defined or invalid.")
    if preset not in call.state(Requisites).presets:
        raise classic("PRESET_ID is not defined or invalid.")
    if record_of(call.portal, owner) is None:
        raise classic("Entity not found.")
    if not can_write(call.portal, call.user, owner):
        raise classic("Access denied.")
    place = {"ENTITY_TYPE_ID": str(owner[0]), "ENTITY_ID": str(owner[1]), "PRESET_ID": str(preset)}
    values = fresh(call, REQUISITE, "requisite", **place, ADDRESS_ONLY="N", RQ_VAT_PAYER="N")
    values |= {row.name: [] if row.multiple else None for row in call.state(Crm).fields_of(KIND.uf_entity)}
    _fill(call, values, given)
    row = Record(number(values["ID"]), values, call.maker)
    call.state(Crm).of("requisite")[row.id] = row
    call.announce("ONCRMREQUISITEADD", {"FIELDS": {"ID": row.id}})
    return row.id


@method("crm.requisite.get")
def requisite_get(call: Call) -> dict[str, Any]:
    return _find(call).values


@method("crm.requisite.list")
def requisite_list(call: Call) -> Listed:
    rows = requisites(call.portal).values()
    return listed(call, [row.values for row in rows if can_read(call.portal, call.user, owner_of(row))])


@method("crm.requisite.update")
def requisite_update(call: Call) -> bool:
    row = _find(call, write=True)
    _fill(call, row.values, given_fields(call))
    changed(call, row.values)
    call.announce("ONCRMREQUISITEUPDATE", {"FIELDS": {"ID": row.id}})
    return True


@method("crm.requisite.delete")
def requisite_delete(call: Call) -> bool:
    """Bank details, addresses and links of the requisite go with it."""
    row = _find(call, write=True)
    del call.state(Crm).of("requisite")[row.id]
    for link in call.state(Requisites).links.values():
        for name, bank in (("REQUISITE_ID", "BANK_DETAIL_ID"), ("MC_REQUISITE_ID", "MC_BANK_DETAIL_ID")):
            if link.values[name] == str(row.id):
                link.values |= {name: "0", bank: "0"}
    call.announce("ONCRMREQUISITEDELETE", {"FIELDS": {"ID": row.id}})
    return True


@method("crm.requisite.bankdetail.fields")
def bank_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(BANK_DETAIL.values())


@method("crm.requisite.bankdetail.add")
def bank_add(call: Call) -> int:
    given = given_fields(call)
    parent = requisites(call.portal).get(number(given.get("ENTITY_ID")))
    if parent is None:
        raise classic("ENTITY_ID is not defined or invalid.")
    if not can_write(call.portal, call.user, owner_of(parent)):
        raise classic("Access denied.")
    preset = call.state(Requisites).presets.get(number(parent.values["PRESET_ID"]))
    country = preset.values["COUNTRY_ID"] if preset else None
    values = fresh(call, BANK_DETAIL, "bank_detail", ENTITY_ID=str(parent.id), COUNTRY_ID=country)
    write(call, BANK_DETAIL, values, {name: one for name, one in given.items() if name != "COUNTRY_ID"})
    row = Record(number(values["ID"]), values, call.maker)
    call.state(Crm).of("bank_detail")[row.id] = row
    call.announce("ONCRMBANKDETAILADD", {"FIELDS": {"ID": row.id}})
    return row.id


@method("crm.requisite.bankdetail.get")
def bank_get(call: Call) -> dict[str, Any]:
    return _find_bank(call).values


@method("crm.requisite.bankdetail.list")
def bank_list(call: Call) -> Listed:
    parents = requisites(call.portal)
    rows = [
        row.values
        for row in bank_details(call.portal).values()
        if can_read(call.portal, call.user, owner_of(parents[number(row.values["ENTITY_ID"])]))
    ]
    return listed(call, rows)


@method("crm.requisite.bankdetail.update")
def bank_update(call: Call) -> bool:
    row = _find_bank(call, write=True)
    write(call, BANK_DETAIL, row.values, given_fields(call))
    changed(call, row.values)
    call.announce("ONCRMBANKDETAILUPDATE", {"FIELDS": {"ID": row.id}})
    return True


@method("crm.requisite.bankdetail.delete")
def bank_delete(call: Call) -> bool:
    row = _find_bank(call, write=True)
    del call.state(Crm).of("bank_detail")[row.id]
    call.announce("ONCRMBANKDETAILDELETE", {"FIELDS": {"ID": row.id}})
    return True


def _find(call: Call, *, write: bool = False) -> Record:
    wanted = wanted_id(call)
    row = requisites(call.portal).get(wanted)
    if row is None:
        raise classic(f"The Requisite with ID '{wanted}' is not found")
    if not (can_write if write else can_read)(call.portal, call.user, owner_of(row)):
        raise classic("Access denied.")
    return row


def _find_bank(call: Call, *, write: bool = False) -> Record:
    wanted = wanted_id(call)
    row = bank_details(call.portal).get(wanted)
    if row is None:
        raise classic(f"The RequisiteBankDetail with ID '{wanted}' is not found")
    owner = owner_of(requisites(call.portal)[number(row.values["ENTITY_ID"])])
    if not (can_write if write else can_read)(call.portal, call.user, owner):
        raise classic("Access denied.")
    return row


def _fill(call: Call, values: dict[str, Any], given: dict[str, Any]) -> None:
    write(call, REQUISITE, values, given)
    for row in call.state(Crm).fields_of(KIND.uf_entity):
        if row.name in given:
            values[row.name] = kept(row, given[row.name], call.portal)
