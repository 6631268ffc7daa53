"""The shop's rows for other scopes: read, written with all that a write brings about, removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.scopes.sale.orders import TABLE as ORDER
from pytest_b24moderation.emulator.scopes.sale.payments import PAYMENT
from pytest_b24moderation.emulator.scopes.sale.payments import SHIPMENT as PAID_SHIPMENT
from pytest_b24moderation.emulator.scopes.sale.state import Sale
from pytest_b24moderation.emulator.tables import write

WRITTEN = {table.name: table for table in (ORDER, PAYMENT, PAID_SHIPMENT)}


@answers("sale.rows")
def rows(portal: Portal, table: str) -> dict[Any, dict[str, Any]]:
    """The values of every row of a table, by id."""
    return portal.state(Sale).values_of(table)


@answers("sale.write")
def put(portal: Portal, table: str, id: int, values: Mapping[str, Any], call: Call, forced: bool = False) -> int:
    """A new row (id 0) or a changed one, with ``forced`` its immutable fields too; → its id.

    Raises what the methods of `sale` raise.
    """
    store, facts = portal.state(Sale), WRITTEN[table]
    old = store.of(table).get(id)
    row = write(call, facts, values, old)
    if forced:
        row.values |= values
    if facts.after:
        facts.after(call, store, row, "update" if old else "add")
    return int(row.id)


@answers("sale.erase")
def erase(portal: Portal, table: str, id: int, call: Call) -> bool:
    """Whether there was such a row to remove."""
    store, facts = portal.state(Sale), WRITTEN[table]
    row = store.of(table).pop(id, None)
    if row is not None and facts.after:
        facts.after(call, store, row, "delete")
    return row is not None
