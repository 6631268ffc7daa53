"""The catalog's rows for `crm.product.*` and its kin, the older methods over the same tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.catalog.state import Catalog


@answers("catalog.rows")
def rows(portal: Portal, table: str) -> dict[Any, dict[str, Any]]:
    """The values of every row of a table, by id."""
    return portal.state(Catalog).values_of(table)


@answers("catalog.keep")
def keep(portal: Portal, table: str, id: int, values: Mapping[str, Any], maker: Maker) -> int:
    """A new row (id 0), or more values for one that is there; → its id."""
    store = portal.state(Catalog)
    if not id:
        return int(store.put(table, values, maker).id)
    store.of(table)[id].values |= values
    return id


@answers("catalog.drop")
def drop(portal: Portal, table: str, id: int) -> bool:
    """Whether there was such a row to remove."""
    return portal.state(Catalog).of(table).pop(id, None) is not None
