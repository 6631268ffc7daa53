"""Product rows of a record, shared by the classic and the universal methods. restdocs: crm/universal/product-rows"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.params import number, yes_no
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, Record
from pytest_b24moderation.emulator.scopes.crm.state import Crm

MONEY, PERCENT = 1, 2
PIECE = (796, "pcs")


def make_row(portal: Portal, kind: Kind, record: Record, given: Mapping[str, Any], n: int) -> dict[str, Any]:
    """A row as it is sent, in classic names; its name and price come from the catalog where it says none."""
    crm = portal.state(Crm)
    row: dict[str, Any] = {
        "ID": str(crm.next_id("product row")), "OWNER_ID": str(record.id), "OWNER_TYPE": kind.letter,
        "PRODUCT_ID": 0, "PRODUCT_NAME": "", "ORIGINAL_PRODUCT_NAME": "", "PRODUCT_DESCRIPTION": None,
        "PRICE": 0, "PRICE_EXCLUSIVE": 0, "PRICE_NETTO": 0, "PRICE_BRUTTO": 0, "PRICE_ACCOUNT": "0.00", "QUANTITY": 1,
        "DISCOUNT_TYPE_ID": PERCENT, "DISCOUNT_RATE": 0, "DISCOUNT_SUM": 0, "TAX_RATE": None, "TAX_INCLUDED": "N",
        "CUSTOMIZED": "Y", "MEASURE_CODE": PIECE[0], "MEASURE_NAME": PIECE[1], "SORT": n * 10, "XML_ID": "", "TYPE": 4,
        "STORE_ID": None,
    }  # fmt: skip
    fill_row(portal, row, given)
    return row


def fill_row(portal: Portal, row: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Write what was sent into the row, and compute the rest."""
    if "PRODUCT_ID" in given:
        row["PRODUCT_ID"] = number(given["PRODUCT_ID"])
        product = portal.ask("catalog.product", id=row["PRODUCT_ID"]) if row["PRODUCT_ID"] else None
        if product:
            row["PRODUCT_NAME"] = row["ORIGINAL_PRODUCT_NAME"] = product["name"]
            row["PRICE"] = real(product["price"])
            row["MEASURE_CODE"] = product["measureCode"] or row["MEASURE_CODE"]
            row["MEASURE_NAME"] = product["measureName"] or row["MEASURE_NAME"]
    if given.get("PRODUCT_NAME"):
        row["PRODUCT_NAME"] = str(given["PRODUCT_NAME"])
        row["ORIGINAL_PRODUCT_NAME"] = row["ORIGINAL_PRODUCT_NAME"] or row["PRODUCT_NAME"]
    for name in ("PRICE", "DISCOUNT_RATE", "DISCOUNT_SUM"):
        if name in given:
            row[name] = real(given[name])
    row["QUANTITY"] = real(given.get("QUANTITY"), row["QUANTITY"])
    row["SORT"] = number(given.get("SORT"), row["SORT"])
    if "TAX_RATE" in given:
        row["TAX_RATE"] = real(given["TAX_RATE"]) if given["TAX_RATE"] not in (None, "") else None
    if "TAX_INCLUDED" in given:
        row["TAX_INCLUDED"] = yes_no(given["TAX_INCLUDED"])
    if number(given.get("DISCOUNT_TYPE_ID")) in (MONEY, PERCENT):
        row["DISCOUNT_TYPE_ID"] = number(given["DISCOUNT_TYPE_ID"])
    if number(given.get("MEASURE_CODE")):
        row["MEASURE_CODE"] = number(given["MEASURE_CODE"])
        units = (portal.ask("catalog.rows", table="catalog.measure") or {}).values()
        signs = (str(unit["symbol"]) for unit in units if unit["code"] == row["MEASURE_CODE"])
        row["MEASURE_NAME"] = next(signs, row["MEASURE_NAME"])
    _compute(row)


def _compute(row: dict[str, Any]) -> None:
    """`price` holds discount and tax; the prices without these follow."""
    tax = 1 + (row["TAX_RATE"] or 0) / 100
    exclusive = row["PRICE"] / tax
    if row["DISCOUNT_TYPE_ID"] == PERCENT:
        left = 1 - row["DISCOUNT_RATE"] / 100
        netto = exclusive / left if left > 0 else exclusive
        row["DISCOUNT_SUM"] = _cents(netto - exclusive)
    else:
        netto = exclusive + row["DISCOUNT_SUM"]
        row["DISCOUNT_RATE"] = _cents(row["DISCOUNT_SUM"] / netto * 100) if netto else 0
    row["PRICE_EXCLUSIVE"], row["PRICE_NETTO"] = _cents(exclusive), _cents(netto)
    row["PRICE_BRUTTO"], row["PRICE_ACCOUNT"] = _cents(netto * tax), f"{row['PRICE']:.2f}"


def recount(kind: Kind, record: Record) -> None:
    """The amount of a record with products follows them, unless it is set by hand."""
    values = record.values
    if not record.products or values.get("IS_MANUAL_OPPORTUNITY") == "Y" or "OPPORTUNITY" not in kind.fields:
        return
    amount = sum(row["PRICE"] * row["QUANTITY"] for row in record.products)
    values["OPPORTUNITY"] = f"{amount:.2f}"
    if "TAX_VALUE" in kind.fields:
        tax = sum((row["PRICE"] - row["PRICE_EXCLUSIVE"]) * row["QUANTITY"] for row in record.products)
        values["TAX_VALUE"] = f"{tax:.2f}"


def real(value: Any, default: float = 0) -> float:
    """A finite number however it was sent, whole ones as integers."""
    try:
        found = float(str(value))
    except ValueError:
        return default
    if not math.isfinite(found):
        return default
    return int(found) if found == int(found) else found


def _cents(value: float) -> float:
    found = round(value, 2)
    return int(found) if found == int(found) else found
