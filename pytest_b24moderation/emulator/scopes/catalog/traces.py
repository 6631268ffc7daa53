"""What of the catalog a fingerprint tells."""

from __future__ import annotations

from pytest_b24moderation.emulator.portal import Portal, Trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.catalog.state import Catalog
from pytest_b24moderation.emulator.tablemethods import table_traces

SECTIONS = {
    "catalog.product": "catalog products", "catalog.price": "catalog prices", "catalog.store": "catalog stores",
    "catalog.section": "catalog sections", "catalog.measure": "catalog measures", "catalog.vat": "catalog VAT rates",
    "catalog.priceType": "catalog price types", "catalog.productProperty": "catalog properties",
    "catalog.productPropertyEnum": "catalog property values", "catalog.roundingRule": "catalog rounding rules",
    "catalog.priceTypeLang": "catalog price type names", "catalog.document": "catalog documents",
    "catalog.priceTypeGroup": "catalog price type groups", "catalog.document.element": "catalog document products",
    "catalog.productPropertyFeature": "catalog property features", "catalog.storeproduct": "catalog stock",
    "catalog.productPropertySection": "catalog property filters",
}  # fmt: skip
QUIET = ("timestampX", "dateModify", "dateStatus")


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return table_traces(portal, SECTIONS, Catalog, QUIET)
