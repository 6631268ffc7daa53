"""fields, add, get, list, update, delete of a classic entity, from its field table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_b24moderation.emulator.fields import described
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list
from pytest_b24moderation.emulator.scopes.crm.access import may_read
from pytest_b24moderation.emulator.scopes.crm.kind import MULTIFIELDS, Kind, Record
from pytest_b24moderation.emulator.scopes.crm.records import change, create, find, given_fields, shown
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.scopes.crm.userfields import described_field
from pytest_b24moderation.emulator.selection import masked, matches, ordered

EXPLICIT = frozenset(MULTIFIELDS)


def record_methods(kind: Kind) -> list[Callable[[Call], Any]]:
    """The six methods of that kind."""
    name = f"crm.{kind.name}"

    def fields(call: Call) -> dict[str, Any]:
        own = described(kind.fields.values())
        return own | {row.name: described_field(row) for row in call.state(Crm).fields_of(kind.uf_entity)}

    def add(call: Call) -> int:
        if call.get("fields") is None:
            raise classic("Parameter 'fields' must be array.")
        return create(call, kind).id

    def get(call: Call) -> dict[str, Any]:
        return shown(kind, find(call, kind))

    def listed(call: Call) -> Listed:
        return list_records(call, kind)

    def update(call: Call) -> bool:
        record = find(call, kind, write=True)
        if call.get("fields") is None:
            raise classic("Parameter 'fields' must be array.")
        change(call, kind, record, given_fields(call))
        call.announce(f"ONCRM{kind.upper}UPDATE", {"FIELDS": {"ID": record.id}})
        return True

    def delete(call: Call) -> bool:
        record = find(call, kind, write=True)
        del call.state(Crm).of(kind.name)[record.id]
        call.announce(f"ONCRM{kind.upper}DELETE", {"FIELDS": {"ID": record.id}})
        return True

    return [
        method(f"{name}.{verb}")(function)
        for verb, function in (
            ("fields", fields), ("add", add), ("get", get), ("list", listed), ("update", update), ("delete", delete)
        )
    ]  # fmt: skip


def list_records(call: Call, kind: Kind) -> Listed:
    """Those the caller may read, by `filter`, `order`, `select`, `start`; multifields and UF_* only by name."""
    wanted, select = as_dict(call.get("filter")), [str(one) for one in as_list(call.get("select"))]
    crm = call.state(Crm)
    users = {row.name for row in crm.fields_of(kind.uf_entity)}

    def knows(field: str) -> bool:
        return field in kind.fields or field in users

    rows = []
    for record in crm.of(kind.name).values():
        if may_read(call.portal, call.user, record) and matches(_flat(kind, record), wanted, knows):
            rows.append(shown(kind, record))
    order = {name: way for name, way in as_dict(call.get("order")).items() if knows(name)}
    found = page(call, ordered(rows, order))
    return Listed([masked(row, select, EXPLICIT) for row in found.rows], found.total, found.next)


def _flat(kind: Kind, record: Record) -> dict[str, Any]:
    flat = dict(record.values)
    if kind.multifields:
        flat |= {name: [row["VALUE"] for row in record.fm.get(name, [])] for name in MULTIFIELDS}
    flat["CONTACT_IDS"] = [str(row["CONTACT_ID"]) for row in record.contacts]
    flat["COMPANY_IDS"] = [str(row["COMPANY_ID"]) for row in record.companies]
    if kind.name == "company":
        flat["CONTACT_ID"] = flat["CONTACT_IDS"]
    return flat
