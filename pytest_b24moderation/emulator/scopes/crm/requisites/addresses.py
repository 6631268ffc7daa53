"""crm.address.* and crm.requisite.link.*. restdocs: crm/requisites/addresses, crm/requisites/links."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import described
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.crm.inputs import given_fields
from pytest_b24moderation.emulator.scopes.crm.owners import Owner, can_read, can_write, record_of
from pytest_b24moderation.emulator.scopes.crm.requisites.fields import ADDRESS, LINK
from pytest_b24moderation.emulator.scopes.crm.requisites.rows import (
    LEAD,
    REQUISITE,
    AddressKey,
    Made,
    addresses,
    bank_details,
    links,
    listed,
    owner_of,
    requisites,
    write,
)
from pytest_b24moderation.emulator.scopes.crm.state import Crm

TYPES = (1, 4, 6, 8, 9, 11)
"""Of `crm.enum.addresstype`."""
LINKED = (2, 5, 7, 31)
FIRST_CUSTOM = 128


@method("crm.address.fields")
def address_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(ADDRESS.values())


@method("crm.address.add")
def address_add(call: Call) -> bool:
    given = given_fields(call)
    key, anchor = _key(call, given)
    rows = addresses(call.portal)
    if key in rows:
        raise classic("TypeAddress exists")
    values: dict[str, Any] = dict.fromkeys(ADDRESS)
    values |= {"TYPE_ID": str(key[0]), "ENTITY_TYPE_ID": str(key[1]), "ENTITY_ID": str(key[2])}
    values |= {"ANCHOR_TYPE_ID": str(anchor[0]), "ANCHOR_ID": str(anchor[1])}
    write(call, ADDRESS, values, {name: one for name, one in given.items() if name != "LOC_ADDR_ID"})
    values["LOC_ADDR_ID"] = str(call.state(Crm).next_id("location"))
    rows[key] = Made(values, call.maker)
    call.announce("ONCRMADDRESSREGISTER", _told(key, anchor))
    return True


@method("crm.address.update")
def address_update(call: Call) -> bool:
    given = given_fields(call)
    key, anchor = _key(call, given)
    row = _address(call, key)
    write(call, ADDRESS, row.values, {name: one for name, one in given.items() if name != "LOC_ADDR_ID"})
    call.announce("ONCRMADDRESSREGISTER", _told(key, anchor))
    return True


@method("crm.address.delete")
def address_delete(call: Call) -> bool:
    key, anchor = _key(call, given_fields(call))
    _address(call, key)
    del addresses(call.portal)[key]
    call.announce("ONCRMADDRESSUNREGISTER", _told(key, anchor))
    return True


@method("crm.address.list")
def address_list(call: Call) -> Listed:
    rows = [
        row.values
        for row in addresses(call.portal).values()
        if can_read(call.portal, call.user, (int(row.values["ANCHOR_TYPE_ID"]), int(row.values["ANCHOR_ID"])))
    ]
    return listed(call, rows, "TYPE_ID")


@method("crm.requisite.link.fields")
def link_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(LINK.values())


@method("crm.requisite.link.register")
def link_register(call: Call) -> bool:
    given = given_fields(call)
    owner = _linked(call, given.get("ENTITY_TYPE_ID"), given.get("ENTITY_ID"), ("ENTITY_TYPE_ID", "ENTITY_ID"))
    values = {"ENTITY_TYPE_ID": str(owner[0]), "ENTITY_ID": str(owner[1])}
    for name in list(LINK)[2:]:
        wanted = number(given.get(name), -1)
        if wanted < 0:
            raise classic(f"{name} is not defined or invalid")
        values[name] = str(wanted)
    _client(call, owner, number(values["REQUISITE_ID"]))
    _bank(call, values, "REQUISITE_ID", "BANK_DETAIL_ID", "")
    _mine(call, number(values["MC_REQUISITE_ID"]))
    _bank(call, values, "MC_REQUISITE_ID", "MC_BANK_DETAIL_ID", " of your company")
    if not can_write(call.portal, call.user, owner):
        raise classic("Access denied.")
    links(call.portal)[owner] = Made(values, call.maker)
    return True


@method("crm.requisite.link.get")
def link_get(call: Call) -> dict[str, Any]:
    owner = _link_owner(call)
    row = links(call.portal).get(owner)
    if row is None:
        raise classic("Not found")
    if not can_read(call.portal, call.user, owner):
        raise classic("Access denied.")
    return row.values | {"ENTITY_TYPE_ID": owner[0], "ENTITY_ID": owner[1]}


@method("crm.requisite.link.list")
def link_list(call: Call) -> Listed:
    rows = links(call.portal).items()
    return listed(call, [row.values for owner, row in rows if can_read(call.portal, call.user, owner)], "ENTITY_ID")


@method("crm.requisite.link.unregister")
def link_unregister(call: Call) -> bool:
    owner = _link_owner(call)
    if not can_write(call.portal, call.user, owner):
        raise classic("Access denied.")
    links(call.portal).pop(owner, None)
    return True


def _key(call: Call, given: dict[str, Any]) -> tuple[AddressKey, Owner]:
    """The keys of an address that the caller may change, and the record that shows it."""
    key = (number(given.get("TYPE_ID")), number(given.get("ENTITY_TYPE_ID")), number(given.get("ENTITY_ID")))
    if key[0] not in TYPES:
        raise classic("TYPE_ID is not defined or invalid.")
    if key[1] not in (REQUISITE, LEAD):
        raise classic("ENTITY_TYPE_ID is not defined or invalid.")
    parent = requisites(call.portal).get(key[2]) if key[1] == REQUISITE else record_of(call.portal, (LEAD, key[2]))
    if parent is None:
        raise classic("ENTITY_ID is not defined or invalid.")
    anchor = owner_of(parent) if key[1] == REQUISITE else (LEAD, key[2])
    if not can_write(call.portal, call.user, anchor):
        raise classic("Access denied.")
    return key, anchor


def _address(call: Call, key: AddressKey) -> Made:
    row = addresses(call.portal).get(key)
    if row is None:
        raise classic("TypeAddress not found.")
    return row


def _told(key: AddressKey, anchor: Owner) -> dict[str, dict[str, int]]:
    names = ("TYPE_ID", "ENTITY_TYPE_ID", "ENTITY_ID", "ANCHOR_TYPE_ID", "ANCHOR_ID")
    return {"FIELDS": dict(zip(names, (*key, *anchor), strict=True))}


def _linked(call: Call, type_id: Any, record_id: Any, names: tuple[str, str]) -> Owner:
    owner = (number(type_id), number(record_id))
    if owner[0] not in LINKED and owner[0] < FIRST_CUSTOM:
        raise classic(f"{names[0]} is not defined or invalid.")
    if owner[1] <= 0:
        raise classic(f"{names[1]} is not defined or invalid.")
    if record_of(call.portal, owner) is None:
        raise classic("Entity is not found")
    return owner


def _link_owner(call: Call) -> Owner:
    return _linked(call, call.get("entityTypeId"), call.get("entityId"), ("entityTypeId", "entityId"))


def _client(call: Call, owner: Owner, wanted: int) -> None:
    """The client's requisite is of the record's company, or of its contact when it has no company."""
    if not wanted:
        return
    row, record = requisites(call.portal).get(wanted), record_of(call.portal, owner)
    if row is None or record is None:
        raise classic(f"The Requisite with ID '{wanted}' is not found")
    company, contact = (number(record.values.get(name)) for name in ("COMPANY_ID", "CONTACT_ID"))
    if owner_of(row) != ((4, company) if company else (3, contact)):
        client = f"Company with ID '{company}'" if company else f"Contact with ID '{contact}'"
        raise classic(f"The Requisite with ID '{wanted}' is not assigned to {client}")


def _mine(call: Call, wanted: int) -> None:
    row = requisites(call.portal).get(wanted)
    company = record_of(call.portal, owner_of(row)) if row else None
    if wanted and (company is None or company.values.get("IS_MY_COMPANY") != "Y"):
        raise classic(f"The Requisite of your company with ID '{wanted}' is not found")


def _bank(call: Call, values: dict[str, str], requisite: str, bank: str, whose: str) -> None:
    wanted = number(values[bank])
    row = bank_details(call.portal).get(wanted)
    if wanted and row is None:
        raise classic(f"The BankDetail{whose} with ID '{wanted}' is not found")
    if row and row.values["ENTITY_ID"] != values[requisite]:
        owner = f"Requisite{whose} with ID '{values[requisite]}'"
        raise classic(f"The BankDetail{whose} with ID '{wanted}' is not assigned to {owner}")
