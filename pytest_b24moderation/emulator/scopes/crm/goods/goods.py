"""Products, their sections and properties, units, VAT rates, the catalog. restdocs: api-reference/crm/outdated"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, yes_no
from pytest_b24moderation.emulator.scopes.crm.access import may_read
from pytest_b24moderation.emulator.scopes.crm.goods.face import (
    CATALOG,
    Face,
    Values,
    columns,
    face_methods,
    find,
    rows_of,
    shown,
)
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_named
from pytest_b24moderation.emulator.scopes.crm.rows import real
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import masked, matches, ordered

BASE_PRICE = 1


def _in_catalog(values: Values) -> bool:
    return values.get("iblockId") == CATALOG


def _put_price(call: Call, product: int, given: Values) -> None:
    """The product's base price, kept where the catalog keeps it."""
    if "PRICE" not in given and "CURRENCY_ID" not in given:
        return
    known = _price(call.portal, product)
    currency = str(given.get("CURRENCY_ID") or known.get("currency") or call.state(Crm).base_currency)
    price = real(given.get("PRICE", known.get("price")))
    values = {"price": price, "priceScale": price, "currency": currency, "timestampX": call.portal.iso()}
    if not known:
        values |= {"productId": product, "catalogGroupId": BASE_PRICE} | dict.fromkeys(
            ("extraId", "quantityFrom", "quantityTo")
        )
    call.portal.ask("catalog.keep", table="catalog.price", id=known.get("id", 0), values=values, maker=call.maker)


def _price(portal: Portal, product: int) -> Values:
    prices = (portal.ask("catalog.rows", table="catalog.price") or {}).values()
    return next((row for row in prices if row["productId"] == product), {})


def _priced(portal: Portal, values: Values) -> Values:
    row = _price(portal, values["id"])
    return {"PRICE": f"{row['price']:.2f}" if row else None, "CURRENCY_ID": row.get("currency")}


def _put_items(call: Call, prop: int, given: Values) -> None:
    """The items of a list property: those with an ID change, others are added."""
    known = call.portal.ask("catalog.rows", table=ITEMS) or {}
    for key, one in as_dict(given.get("VALUES")).items():
        row = as_dict(one)
        item = number(row.get("ID") or key)
        own = item in known and known[item]["propertyId"] == prop
        values = {"propertyId": prop, "value": str(row.get("VALUE") or ""), "sort": number(row.get("SORT"), 500),
                  "def": yes_no(row.get("DEF")),
                  "xmlId": str(row.get("XML_ID") or call.portal.people.hexes(32))}  # fmt: skip
        call.portal.ask("catalog.keep", table=ITEMS, id=item if own else 0, values=values, maker=call.maker)


def _itemized(portal: Portal, values: Values) -> Values:
    rows = (portal.ask("catalog.rows", table=ITEMS) or {}).values()
    own = [row for row in rows if row["propertyId"] == values["id"]]
    return {
        "VALUES": {
            str(row["id"]): {"ID": str(row["id"]), "VALUE": row["value"], "XML_ID": row["xmlId"],
                             "SORT": str(row["sort"]), "DEF": row["def"]}
            for row in own
        } or None
    }  # fmt: skip


ITEMS = "catalog.productPropertyEnum"
PRODUCT = Face(
    "product", "catalog.product", columns("""
ID integer id r
CATALOG_ID integer iblockId i
NAME string name q
CODE string code
DESCRIPTION string detailText
DESCRIPTION_TYPE string detailTextType
ACTIVE char active
SECTION_ID integer iblockSectionId
SORT integer sort
VAT_ID integer vatId
VAT_INCLUDED char vatIncluded
MEASURE integer measure
XML_ID string xmlId
DATE_CREATE datetime dateCreate r
TIMESTAMP_X datetime timestampX r
MODIFIED_BY integer modifiedBy r
CREATED_BY integer createdBy r
"""), {
        "iblockId": CATALOG, "type": 1, "active": "Y", "available": "Y", "bundle": "N", "detailTextType": "text",
        "sort": 500, "vatIncluded": "N", "canBuyZero": "N", "quantity": 0, "subscribe": "Y", "measure": 5,
        "barcodeMulti": "N", "quantityReserved": 0, "quantityTrace": "N",
    }, "PRODUCT", belongs=_in_catalog, after=_put_price, more=_priced,
    extra={"PRICE": "double", "CURRENCY_ID": "string"},
)  # fmt: skip
SECTION = Face(
    "productsection", "catalog.section", columns("""
ID integer id r
CATALOG_ID integer iblockId i
SECTION_ID integer iblockSectionId
NAME string name q
XML_ID string xmlId
CODE string code
"""), {"iblockId": CATALOG, "active": "Y", "descriptionType": "text", "sort": 500}, "PRODUCTSECTION",
    belongs=_in_catalog,
)  # fmt: skip
PROPERTY = Face(
    "product.property", "catalog.productProperty", columns("""
ID integer id r
IBLOCK_ID integer iblockId i
NAME string name q
ACTIVE char active
SORT integer sort
CODE string code
DEFAULT_VALUE object defaultValue
PROPERTY_TYPE string propertyType q
ROW_COUNT integer rowCount
COL_COUNT integer colCount
LIST_TYPE string listType
MULTIPLE char multiple
XML_ID string xmlId
FILE_TYPE string fileType
LINK_IBLOCK_ID integer linkIblockId
IS_REQUIRED char isRequired
USER_TYPE string userType
USER_TYPE_SETTINGS object userTypeSettings
TIMESTAMP_X datetime timestampX r
"""), {
        "iblockId": CATALOG, "active": "Y", "sort": 500, "rowCount": 1, "colCount": 30, "listType": "L",
        "multiple": "N", "isRequired": "N", "filtrable": "N", "searchable": "N", "multipleCnt": 5,
        "withDescription": "N",
    }, "PRODUCTPROPERTY", belongs=_in_catalog, after=_put_items, more=_itemized, extra={"VALUES": "object"},
)  # fmt: skip
MEASURE = Face(
    "measure", "catalog.measure", columns("""
ID integer id r
CODE integer code q
MEASURE_TITLE string measureTitle q
SYMBOL_RUS string symbol
SYMBOL_INTL string symbolIntl
SYMBOL_LETTER_INTL string symbolLetterIntl
IS_DEFAULT char isDefault
"""), {"isDefault": "N", "symbol": None, "symbolIntl": None, "symbolLetterIntl": None}, "MEASURE",
)  # fmt: skip
VAT = Face(
    "vat", "catalog.vat", columns("""
ID integer id r
TIMESTAMP_X datetime timestampX r
ACTIVE string active
C_SORT integer sort
NAME string name q
RATE double rate q
"""), {"active": "Y", "sort": 100}, absent=RestError(400, "VAT rate not found.", "VAT rate not found."),
)  # fmt: skip
BLOCK = Face("catalog", "catalog.catalog", columns("""
ID integer iblockId r
NAME string name
ORIGINATOR_ID string originatorId
ORIGIN_ID string originId
XML_ID string xmlId r
"""), belongs=_in_catalog)  # fmt: skip
SIZES = {"ID": "11", "ACTIVE": "1", "C_SORT": "18", "NAME": "50", "RATE": "18,2"}
ROW_FIELDS = {
    "ID": "integer", "OWNER_ID": "integer", "OWNER_TYPE": "string", "PRODUCT_ID": "integer", "PRODUCT_NAME": "string",
    "PRICE": "double", "QUANTITY": "double", "DISCOUNT_TYPE_ID": "integer", "DISCOUNT_RATE": "double",
    "DISCOUNT_SUM": "double", "TAX_RATE": "double", "TAX_INCLUDED": "char", "MEASURE_CODE": "integer",
    "MEASURE_NAME": "string", "SORT": "integer",
}  # fmt: skip


@method("crm.vat.fields")
def vat_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return {
        name: {"type": column.kind, **({"size": SIZES[name]} if name in SIZES else {}), "isRequired": False,
               "isReadOnly": "r" in column.flags, "title": name}
        for name, column in VAT.columns.items()
    }  # fmt: skip


@method("crm.vat.get")
def vat_get(call: Call) -> Values:
    row = shown(call.portal, VAT, find(call, VAT))
    return {name: row[name] for name in ("ID", "ACTIVE", "NAME", "RATE", "C_SORT")}


@method("crm.vat.list")
def vat_list(call: Call) -> Listed:
    """Fields that there are not cannot be asked for."""
    select = [str(one) for one in as_list(call.get("select"))]
    if set(select) - {*VAT.columns, "*"}:
        text = "Inadmissible fields for selection"
        raise RestError(400, text, f"{text}.")
    rows = [shown(call.portal, VAT, values) for values in rows_of(call.portal, VAT)]
    rows = [row for row in rows if matches(row, as_dict(call.get("filter")), VAT.columns.__contains__)]
    order = as_dict(call.get("order"))
    return Listed([masked(row, select) for row in ordered(rows, order)], len(rows))


@method("crm.productrow.fields")
def productrow_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return {
        name: {"type": kind, "isRequired": name.startswith("OWNER") or name == "PRICE", "isReadOnly": name == "ID",
               "isImmutable": name.startswith("OWNER"), "isMultiple": False, "isDynamic": False, "title": name}
        for name, kind in ROW_FIELDS.items()
    }  # fmt: skip


@method("crm.productrow.list")
def productrow_list(call: Call) -> Listed:
    """The rows of one record: the filter must name its type (D, L, Q) and id."""
    wanted = as_dict(call.get("filter"))
    plain = {key.lstrip("="): value for key, value in wanted.items()}
    kind = kind_named(call.state(Crm), str(plain.get("OWNER_TYPE") or ""))
    if kind is None or not number(plain.get("OWNER_ID")):
        raise classic("Filter fields OWNER_TYPE and OWNER_ID are required.")
    record = call.state(Crm).of(kind.name).get(number(plain["OWNER_ID"]))
    if record and not may_read(call.portal, call.user, record):
        raise classic("Access denied.")
    rows = [row for row in (record.products if record else []) if matches(row, wanted, ROW_FIELDS.__contains__)]
    found = page(call, ordered(rows, as_dict(call.get("order"))))
    select = [str(one) for one in as_list(call.get("select"))]
    return Listed([masked(row, select) for row in found.rows], found.total, found.next)


METHODS = [
    *face_methods(PRODUCT),
    *face_methods(SECTION),
    *face_methods(PROPERTY),
    *face_methods(MEASURE),
    *face_methods(VAT, "add", "update", "delete"),
    *face_methods(BLOCK, "fields", "get", "list"),
]
