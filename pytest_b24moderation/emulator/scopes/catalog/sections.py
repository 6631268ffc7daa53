"""Properties of products in the filters of a shop. restdocs: api-reference/catalog/product-property-section."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing, parameter_wrong
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.catalog.state import Catalog
from pytest_b24moderation.emulator.selection import matches, ordered
from pytest_b24moderation.emulator.tables import Row

NAME = "catalog.productPropertySection"
SET = ("displayExpanded", "displayType", "filterHint", "smartFilter")


@method("catalog.productPropertySection.set")
def put(call: Call) -> Any:
    """A property's settings; whoever sees the catalog may set them."""
    row = _property(call)
    if call.get("fields") is None:
        raise parameter_missing("fields")
    store, given = call.state(Catalog), as_dict(call.get("fields"))
    kept = store.of(NAME).get(row.id)
    if kept is None:
        blank = dict.fromkeys(SET) | {"propertyId": row.id, "smartFilter": "N"}
        kept = store.put(NAME, blank, call.maker, key=row.id)
    kept.values |= {name: str(given[name]) for name in SET if given.get(name) is not None}
    placed = {"iblockId": str(row.values["iblockId"]), "propertyId": str(row.id), "sectionId": "0"}
    return {"productPropertySection": dict(sorted((_shown(kept) | placed).items()))}


@method("catalog.productPropertySection.get")
def get(call: Call) -> Any:
    kept = call.state(Catalog).of(NAME).get(_property(call).id)
    if kept is None:
        raise _absent()
    return {"productPropertySection": _shown(kept)}


@method("catalog.productPropertySection.list")
def listed(call: Call) -> Listed:
    """Settings that were made."""
    wanted, order, select = (_array(call, name) for name in ("filter", "order", "select"))
    known = {*SET, "propertyId"}
    rows = [_shown(row) for row in call.state(Catalog).of(NAME).values()]
    rows = [row for row in rows if matches(row, wanted, lambda name: name in known)]
    by = {name: way for name, way in order.items() if name in known}
    found = page(call, ordered(rows, by, "propertyId"))
    names = [str(one) for one in as_list(select) if one]
    shown = [{name: row[name] for name in row if not names or "*" in names or name in names} for row in found.rows]
    return Listed({"productPropertySections": shown}, found.total, found.next)


def _array(call: Call, name: str) -> dict[str, Any]:
    value = call.get(name)
    if value not in (None, "") and not isinstance(value, list | dict):
        raise parameter_wrong(name, "array", value)
    return as_dict(value)


def _property(call: Call) -> Row:
    given = call.get("propertyId")
    if given is None:
        raise parameter_missing("propertyId")
    if isinstance(given, list | dict) or not str(given).isdecimal():
        raise parameter_wrong("propertyId", "int", given)
    row = call.state(Catalog).of("catalog.productProperty").get(number(given))
    if row is None:
        raise _absent()
    return row


def _absent() -> RestError:
    return RestError(400, "0", "productPropertySection does not exist.")


def _shown(row: Row) -> dict[str, Any]:
    return {name: row.values[name] for name in sorted((*SET, "propertyId"))}
