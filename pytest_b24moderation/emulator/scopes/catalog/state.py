"""All of a portal's catalog. restdocs: api-reference/catalog/data-types.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.tables import After, Row, Rows

PRODUCTS, OFFERS, SKU_PROPERTY = 23, 24, 97
"""The information blocks of products and of their variations, and the property that joins them."""
MEASURES = (
    (6, "Meter", "m", "m", "MTR"), (112, "Liter", "l", "l", "LTR"), (163, "Gram", "g", "g", "GRM"),
    (166, "Kilogram", "kg", "kg", "KGM"), (796, "Piece", "pcs.", "pcs", "PCE"),
)  # fmt: skip
VATS = {"ru": (("Без НДС", None), ("НДС 0%", 0), ("НДС 10%", 10), ("НДС 20%", 20))}
TITLES = {
    "ru": ("Товарный каталог CRM", "Товарный каталог CRM (предложения)", "Базовая цена", "Склад"),
    "": ("CRM Product Catalog", "CRM Product Catalog (offers)", "Base price", "Warehouse"),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file of a product; ``at``: when it was taken, as answers print it."""

    name: str
    content: bytes
    at: str


@dataclass
class Catalog(Rows):
    """Rows of every `catalog.*` table; one catalog of products and one of their variations to begin with."""

    files: dict[int, File] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        """What a new portal has."""
        products, offers, price, store = TITLES.get(portal.language, TITLES[""])
        common = {"iblockTypeId": "CRM_PRODUCT_CATALOG", "lid": "s1", "subscription": "N", "vatId": None}
        for key, name, parent, sku in ((PRODUCTS, products, None, None), (OFFERS, offers, PRODUCTS, SKU_PROPERTY)):
            facts = {"iblockId": key, "name": name, "productIblockId": parent, "skuPropertyId": sku}
            self.put("catalog.catalog", common | facts, key=key)
        for code, title, symbol, intl, letter in MEASURES:
            row = {"code": code, "isDefault": "Y" if code == 796 else "N", "measureTitle": title, "symbol": symbol}
            self.put("catalog.measure", row | {"symbolIntl": intl, "symbolLetterIntl": letter})
        now = portal.iso()
        for name, rate in VATS.get(portal.language, (("VAT 0%", 0), ("VAT 20%", 20))):
            self.put("catalog.vat", {"active": "Y", "name": name, "rate": rate, "sort": 100, "timestampX": now})
        self.put("catalog.priceType", {
            "base": "Y", "createdBy": 1, "dateCreate": now, "modifiedBy": 1, "name": price, "sort": 100,
            "timestampX": now, "xmlId": "BASE",
        })  # fmt: skip
        self.put("catalog.store", _store(store, now))
        self._properties(now)

    def _properties(self, now: str) -> None:
        for key, iblock, name, code, kind, multiple in (
            (SKU_PROPERTY, OFFERS, "Product", "CML2_LINK", "E", "N"),
            (45, PRODUCTS, "Images", "MORE_PHOTO", "F", "Y"),
            (98, OFFERS, "Images", "MORE_PHOTO", "F", "Y"),
        ):
            row = {**PROPERTY, "iblockId": iblock, "name": name, "code": code, "propertyType": kind}
            self.put("catalog.productProperty", row | {"multiple": multiple, "timestampX": now}, key=key)
        self._last["catalog.productProperty"] = 100


PROPERTY: dict[str, Any] = {
    "active": "Y", "code": None, "colCount": 30, "defaultValue": None, "fileType": None, "filtrable": "N", "hint": None,
    "isRequired": "N", "linkIblockId": None, "listType": "L", "multiple": "N", "multipleCnt": 5, "rowCount": 1,
    "searchable": "N", "sort": 500, "userType": None, "userTypeSettings": None, "withDescription": "N", "xmlId": None,
}  # fmt: skip


def _store(title: str, now: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(
        ("code", "description", "email", "gpsN", "gpsS", "imageId", "phone", "schedule", "xmlId")
    )
    facts = {"active": "Y", "address": title, "dateCreate": now, "dateModify": now, "issuingCenter": "N"}
    return row | facts | {"modifiedBy": 1, "sort": 100, "title": title, "userId": 1}


def announced(event: str) -> After:
    """Tells `<event>.ADD`, `.UPDATE` and `.DELETE`."""

    def after(call: Call, store: Rows, row: Row, verb: str) -> None:  # noqa: ARG001
        call.announce(f"{event}.{verb.upper()}", {"FIELDS": {"ID": row.id}})

    return after
