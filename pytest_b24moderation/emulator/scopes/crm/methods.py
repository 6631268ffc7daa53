"""fields, add, get, list, update, delete of a classic entity, from its field table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.fields import described
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.access import may_read
from pytest_b24moderation.emulator.scopes.crm.inputs import given_fields
from pytest_b24moderation.emulator.scopes.crm.kind import MULTIFIELDS, Kind, Record
from pytest_b24moderation.emulator.scopes.crm.records import announce, change, create, find, remove, shown
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.scopes.crm.userfields import described_field
from pytest_b24moderation.emulator.scopes.crm.userfiles import shown_file
from pytest_b24moderation.emulator.selection import masked, narrowed, ranked

EXPLICIT = frozenset(MULTIFIELDS)


def record_methods(kind: Kind) -> list[Callable[[Call], Any]]:
    """The six methods of that kind."""
    name = f"crm.{kind.name}"

    def fields(call: Call) -> dict[str, Any]:
        own = described(kind.fields.values())
        return own | {row.name: described_field(row) for row in call.state(Crm).fields_of(kind.uf_entity)}

    def add(call: Call) -> int:
        return create(call, kind, given_fields(call)).id

    def get(call: Call) -> dict[str, Any]:
        record = find(call, kind)
        return _with_files(call, kind, shown(kind, record))

    def listed(call: Call) -> Listed:
        return list_records(call, kind)

    def update(call: Call) -> bool:
        record = find(call, kind, write=True)
        change(call, kind, record, given_fields(call))
        announce(call, kind, record, "UPDATE")
        return True

    def delete(call: Call) -> bool:
        remove(call, kind, find(call, kind, write=True))
        return True

    return [
        method(f"{name}.{verb}")(function)
        for verb, function in (
            ("fields", fields), ("add", add), ("get", get), ("list", listed), ("update", update), ("delete", delete)
        )
    ]  # fmt: skip


def list_records(call: Call, kind: Kind) -> Listed:
    """Those the caller may read, by `filter`, `order`, `select`, `start`; multifields and UF_* only by name."""
    select = [str(one) for one in as_list(call.get("select"))]
    users = {row.name for row in call.state(Crm).fields_of(kind.uf_entity)}

    def knows(field: str) -> bool:
        return field in kind.fields or field in users

    order = {name: way for name, way in as_dict(call.get("order")).items() if knows(name)}
    found = choose(call, kind, as_dict(call.get("filter")), order, knows)
    rows = [_with_files(call, kind, masked(shown(kind, record), select, EXPLICIT)) for record in found.rows]
    return Listed(rows, found.total, found.next)


def _with_files(call: Call, kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    for field in call.state(Crm).fields_of(kind.uf_entity):
        if field.kind == "file" and row.get(field.name):
            row[field.name] = shown_file(call, field, row[field.name], universal=False)
    return row


def choose(
    call: Call, kind: Kind, wanted: Mapping[str, Any], order: Mapping[str, Any], knows: Callable[[str], bool]
) -> Listed:
    """The page of records that the call asks for; records are kept in the order of their ids."""
    columns = partial(column_of, kind)
    rows: Sequence[Record] = list(call.state(Crm).of(kind.name).values())
    if not call.user.admin and call.portal.profile.crm_role == "closed":
        rows = [record for record in rows if may_read(call.portal, call.user, record)]
    if wanted:
        rows = narrowed(rows, wanted, knows, columns)
    total = len(rows)
    if list(order) == ["ID"]:
        rows = rows[::-1] if str(order["ID"]).upper().startswith("DESC") else rows
    elif order:
        first = max(number(call.get("start")), 0) + call.portal.profile.page_size
        rows = ranked(rows, order, columns, first, call.state(Crm).orders.setdefault(kind.name, {}))
    return page(call, rows, total)


def column_of(kind: Kind, name: str) -> Callable[[Sequence[Record]], list[Any]]:
    """What reads that field from many records, for filters and orders."""
    if kind.multifields and name in MULTIFIELDS:
        return lambda rows: [[row["VALUE"] for row in record.fm.get(name, [])] for record in rows]
    if name == "CONTACT_IDS" or (kind.name == "company" and name == "CONTACT_ID"):
        return lambda rows: [[str(row["CONTACT_ID"]) for row in record.contacts] for record in rows]
    if name == "COMPANY_IDS":
        return lambda rows: [[str(row["COMPANY_ID"]) for row in record.companies] for record in rows]
    if name == "OBSERVERS":
        return lambda rows: [[str(one) for one in record.observers] for record in rows]
    return lambda rows: [record.values.get(name) for record in rows]
