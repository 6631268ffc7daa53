"""What products refer to: units, VAT, price types, stores, sections. restdocs: api-reference/catalog."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.scopes.catalog.state import Catalog, announced
from pytest_b24moderation.emulator.tablemethods import table_methods
from pytest_b24moderation.emulator.tables import READ_ONLY, Link, Numbered, Row, Rows, Table, columns, find, require

LANGUAGES = {"en": "English", "de": "German", "ru": "Russian", "fr": "French", "la": "Spanish", "br": "Portuguese",
             "pl": "Polish", "it": "Italian", "tr": "Turkish", "ua": "Ukrainian"}  # fmt: skip
WITHOUT_GET = ("getFields", "add", "list", "delete")
PRICE_TYPE = Link("catalog.priceType", 201000000000, "Price type does not exist")


def _default_measure(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    values["isDefault"] = "Y" if values.get("isDefault") == "Y" else "N"
    others = store.where("catalog.measure", isDefault="Y")
    if values["isDefault"] == "Y" and any(one is not row for one in others):
        raise Numbered(200600000010, "Default measure already exists")


def _price_type(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    values["base"] = "Y" if values.get("base") == "Y" else "N"
    if values["base"] == "Y":
        for one in store.where("catalog.priceType", base="Y"):
            if one is not row:
                one.values["base"] = "N"


def _keep_base(call: Call, store: Rows, row: Row) -> None:  # noqa: ARG001
    if row.values["base"] == "Y":
        raise Numbered(0, "The base price type cannot be deleted")


def _section(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    parent = store.of("catalog.section").get(values.get("iblockSectionId"))
    if values.get("iblockSectionId") and (parent is None or parent.values["iblockId"] != values["iblockId"]):
        text = "The section belongs to another information block than its parent"
        raise Numbered(200700300010 if row else 200700300000, text)


def _lang(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    if values.get("lang") not in LANGUAGES:
        raise Numbered(201200000010, "Language does not exist")


def _keep_used(call: Call, store: Rows, row: Row) -> None:  # noqa: ARG001
    lines = store.of("catalog.document.element").values()
    if any(row.id in (one.values.get("storeTo"), one.values.get("storeFrom")) for one in lines):
        raise Numbered(0, "There are documents for this store")


def _access(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    if values.get("access") not in ("Y", "N"):
        raise Numbered(0, "Invalid access type provided. The available values are: Y, N")


TABLES = (
    Table("catalog.catalog", Catalog, "catalog", "catalogs", columns(
        "iblockId:integer:qi iblockTypeId:string:r id:integer:r lid:string:r name:string:r productIblockId:integer "
        "skuPropertyId:integer subscription:char vatId:integer"), (0, "Trade catalog does not exist"), verbs=READ_ONLY),
    Table("catalog.measure", Catalog, "measure", "measures", columns(
        "code:integer:q id:integer:r isDefault:char measureTitle:string:q symbol:string symbolIntl:string "
        "symbolLetterIntl:string"), (200600000020, "Measure does not exist"), {"isDefault": "N"}, needs=("code",),
        unique=(("code",), 200600000000, "Measure with this code already exists"), check=_default_measure,
        after=announced("CATALOG.MEASURE.ON")),
    Table("catalog.vat", Catalog, "vat", "vats", columns(
        "active:char id:integer:r name:string:q rate:double:q sort:integer timestampX:datetime"),
        (200800000000, "VAT does not exist"), {"active": "Y", "sort": 100}, needs=("name", "rate")),
    Table("catalog.extra", Catalog, "extra", "extras", columns("id:integer:r name:string:q percentage:double:q"),
        (202000000000, "Extra does not exist"), verbs=READ_ONLY),
    Table("catalog.ratio", Catalog, "ratio", "ratios", columns(
        "id:integer:r isDefault:char productId:integer:q ratio:double:q"), (0, "Ratio does not exist"),
        verbs=READ_ONLY),
    Table("catalog.roundingRule", Catalog, "roundingRule", "roundingRules", columns(
        "catalogGroupId:integer:q createdBy:integer:r dateCreate:datetime:r dateModify:datetime:r id:integer:r "
        "modifiedBy:integer:r price:double:q roundPrecision:double:q roundType:integer:q"),
        (200900000000, "Rounding rule does not exist"), links={"catalogGroupId": PRICE_TYPE},
        needs=("catalogGroupId", "price", "roundType", "roundPrecision"), after=announced("CATALOG.ROUNDING.ON")),
    Table("catalog.priceType", Catalog, "priceType", "priceTypes", columns(
        "base:string createdBy:integer:r dateCreate:datetime:r id:integer:r modifiedBy:integer:r name:string:q "
        "sort:integer timestampX:datetime:r xmlId:string"), (201000000000, PRICE_TYPE.text),
        {"base": "N", "sort": 100}, needs=("name",), check=_price_type,
        guard=_keep_base, after=announced("CATALOG.PRICE.TYPE.ON")),
    Table("catalog.priceTypeLang", Catalog, "priceTypeLang", "priceTypeLangs", columns(
        "catalogGroupId:integer:q id:integer:i lang:string:q name:string:q"),
        (201200000000, "Price type translation does not exist"), links={"catalogGroupId": PRICE_TYPE}, check=_lang,
        unique=(("catalogGroupId", "lang"), 400, "Translation for this price type and language already exists")),
    Table("catalog.priceTypeGroup", Catalog, "priceTypeGroup", "priceTypeGroups", columns(
        "access:char:q catalogGroupId:integer:q groupId:integer:q id:integer:i"), (0, "Entity does not exist"),
        verbs=WITHOUT_GET, open=True, check=_access,
        links={"catalogGroupId": Link("catalog.priceType", 0, "The specified price type does not exist")},
        unique=(("catalogGroupId", "groupId", "access"), 0,
                "The specified access type for this group already exists")),
    Table("catalog.section", Catalog, "section", "sections", columns(
        "active:char code:string description:string descriptionType:string iblockId:integer:q "
        "iblockSectionId:integer id:integer:r name:string:q sort:integer xmlId:string"),
        (200700300030, "Section does not exist"), {"active": "Y", "descriptionType": "text", "sort": 500},
        links={"iblockId": Link("catalog.catalog", 200700300050, "Iblock not found")}, needs=("iblockId", "name"),
        unique=(("code", "iblockId"), 200700300040, "Section with this code already exists"), check=_section,
        read=200040300030, write=200040300040),
    Table("catalog.store", Catalog, "store", "stores", columns(
        "active:char address:string:q code:string dateCreate:datetime dateModify:datetime description:string "
        "email:string gpsN:double gpsS:double id:integer:r imageId:file issuingCenter:char modifiedBy:integer "
        "phone:string schedule:string sort:integer title:string userId:integer xmlId:string"),
        (201100000000, "Store does not exist"), {"active": "Y", "issuingCenter": "N", "sort": 100},
        guard=_keep_used),
    Table("catalog.storeproduct", Catalog, "storeProduct", "storeProducts", columns(
        "amount:double:r id:integer:r productId:integer:r quantityReserved:double:r storeId:integer:r"),
        (0, "Store product does not exist"), verbs=READ_ONLY, open=True),
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}
METHODS = [made for table in TABLES for made in table_methods(table)]


@method("catalog.catalog.isOffers")
def is_offers(call: Call) -> bool:
    """Whether a catalog holds variations."""
    return find(call, BY_NAME["catalog.catalog"]).values["productIblockId"] is not None


@method("catalog.priceTypeLang.getLanguages")
def languages(call: Call) -> Listed:
    require(call, BY_NAME["catalog.priceTypeLang"])
    rows = [{"active": "Y", "lid": lid, "name": name} for lid, name in LANGUAGES.items()]
    return Listed({"languages": rows}, len(rows))


@method("catalog.enum.getRoundTypes")
def round_types(call: Call) -> Any:  # noqa: ARG001
    return {"enum": [{"id": 1, "name": "Mathematical"}, {"id": 2, "name": "Up"}, {"id": 4, "name": "Down"}]}


@method("catalog.enum.getStoreDocumentTypes")
def document_types(call: Call) -> Any:  # noqa: ARG001
    names = {"A": "Receipt", "S": "Stock adjustment", "M": "Transfer", "R": "Return", "D": "Write-off"}
    return {"enum": [{"id": key, "name": name} for key, name in names.items()]}
