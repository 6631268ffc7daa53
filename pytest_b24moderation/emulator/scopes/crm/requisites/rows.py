"""The rows that requisites are made of, and the ways they are found, written and listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.fields import Field, cast
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.kind import Record
from pytest_b24moderation.emulator.scopes.crm.owners import Owner, record_of
from pytest_b24moderation.emulator.scopes.crm.requisites.fields import COUNTRY_OF, PRESETS, US
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import masked, matches, ordered

REQUISITE, LEAD = 8, 1
AddressKey = tuple[int, int, int]
"""(address type, owner type, owner id)."""


@dataclass(slots=True)
class Preset:
    """A set of fields; they are rows as `crm.requisite.preset.field.get` shows them, by their id in the preset."""

    id: int
    values: dict[str, Any]
    maker: Maker
    fields: dict[int, dict[str, Any]] = field(default_factory=dict)
    last: int = 0

    def add(self, name: str, **facts: Any) -> int:
        """One more field, at the end unless told otherwise."""
        self.last += 1
        row = {"ID": self.last, "FIELD_NAME": name, "FIELD_TITLE": "", "IN_SHORT_LIST": "N"}
        self.fields[self.last] = row | {"SORT": 500 + 10 * self.last} | facts
        return self.last


@dataclass(slots=True)
class Made:
    """An address or a link, with who made it."""

    values: dict[str, Any]
    maker: Maker


@dataclass
class Requisites:
    """Presets by id, addresses by their three keys, links by record; requisites themselves are `Crm` records."""

    presets: dict[int, Preset] = field(default_factory=dict)
    addresses: dict[AddressKey, Made] = field(default_factory=dict)
    links: dict[Owner, Made] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        """The presets of the portal's own country."""
        country, now = COUNTRY_OF.get(portal.language, US), portal.iso()
        for name, code, names in PRESETS[portal.language == "ru"]:
            number = portal.state(Crm).next_id("requisite_preset")
            values = {
                "ID": str(number), "ENTITY_TYPE_ID": "8", "COUNTRY_ID": str(country), "DATE_CREATE": now,
                "DATE_MODIFY": "", "CREATED_BY_ID": "1", "MODIFY_BY_ID": None, "NAME": name,
                "XML_ID": f"#CRM_REQUISITE_PRESET_DEF_{code}#", "ACTIVE": "Y", "SORT": "500",
            }  # fmt: skip
            self.presets[number] = Preset(number, values, Maker())
            for one in names:
                self.presets[number].add(one)


def requisites(portal: Portal) -> dict[int, Record]:
    """Those of contacts and companies that are still there."""
    rows = portal.state(Crm).of("requisite")
    for row in list(rows.values()):
        if record_of(portal, owner_of(row)) is None:
            del rows[row.id]
    return rows


def bank_details(portal: Portal) -> dict[int, Record]:
    """Those of requisites that are still there."""
    rows, known = portal.state(Crm).of("bank_detail"), requisites(portal)
    for row in list(rows.values()):
        if number(row.values["ENTITY_ID"]) not in known:
            del rows[row.id]
    return rows


def addresses(portal: Portal) -> dict[AddressKey, Made]:
    """Those of requisites and leads that are still there."""
    state, known = portal.state(Requisites), requisites(portal)
    for key in list(state.addresses):
        there = key[2] in known if key[1] == REQUISITE else record_of(portal, (key[1], key[2])) is not None
        if not there:
            del state.addresses[key]
    return state.addresses


def links(portal: Portal) -> dict[Owner, Made]:
    """Those of records that are still there."""
    state = portal.state(Requisites)
    state.links = {key: row for key, row in state.links.items() if record_of(portal, key) is not None}
    return state.links


def owner_of(row: Record) -> Owner:
    return number(row.values["ENTITY_TYPE_ID"]), number(row.values["ENTITY_ID"])


def wanted_id(call: Call) -> int:
    found = number(call.get("id"))
    if found <= 0:
        raise classic("ID is not defined or invalid.")
    return found


def fresh(call: Call, fields: Mapping[str, Field], series: str, **values: Any) -> dict[str, Any]:
    """The values of a new row: empty, made now, by the caller."""
    found: dict[str, Any] = dict.fromkeys(fields)
    found |= {"ID": str(call.state(Crm).next_id(series)), "DATE_CREATE": call.portal.iso(), "DATE_MODIFY": ""}
    return found | {"CREATED_BY_ID": str(call.user.id), "ACTIVE": "Y", "SORT": "500"} | values


def write(call: Call, fields: Mapping[str, Field], values: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Write what may be written; unknown fields are dropped."""
    for name, value in given.items():
        one = fields.get(name)
        if one and not one.read_only and not one.immutable:
            values[name] = cast(one.kind, value, call.portal.zone)


def changed(call: Call, values: dict[str, Any]) -> None:
    values |= {"DATE_MODIFY": call.portal.iso(), "MODIFY_BY_ID": str(call.user.id)}


def listed(call: Call, rows: Iterable[Mapping[str, Any]], key: str = "ID") -> Listed:
    """The rows by the call's filter, order, select and start."""
    wanted, select = as_dict(call.get("filter")), [str(one) for one in as_list(call.get("select"))]
    found = ordered([row for row in rows if matches(row, wanted)], as_dict(call.get("order")), key)
    cut = page(call, found)
    return Listed([_only(row, select) for row in cut.rows], cut.total, cut.next)


def _only(row: Mapping[str, Any], select: list[str]) -> dict[str, Any]:
    if not select or "*" in select:
        return dict(row)
    found = masked(row, select)
    return {name: value for name, value in found.items() if name in select or name.startswith("UF_")}
