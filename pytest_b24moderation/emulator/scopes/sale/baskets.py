"""Lines of orders and their properties. restdocs: api-reference/sale/basket-item, basket-properties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.sale.state import Sale, blanks, drop, recount, saved, xml_id
from pytest_b24moderation.emulator.tablemethods import table_methods, told
from pytest_b24moderation.emulator.tables import (
    Link,
    Numbered,
    Row,
    Rows,
    Table,
    columns,
    find,
    missing,
    require,
    sent,
    shown,
    write,
)

FIELDS = columns("""
    basePrice:double canBuy:string catalogXmlId:string:i currency:string:qi customPrice:string dateInsert:datetime:r
    dateUpdate:datetime:r dimensions:string discountPrice:double id:integer:r measureCode:string measureName:string
    name:string:q orderId:integer:i price:double productId:integer:qi productXmlId:string quantity:double:q sort:integer
    type:integer:r vatIncluded:string vatRate:double weight:double xmlId:string""")
BLANK = blanks(FIELDS, "customPrice vatIncluded") | {
    "canBuy": "Y", "sort": 100, "weight": 0, "price": 0, "basePrice": 0, "discountPrice": 0, "properties": [],
    "reservations": [],
}  # fmt: skip
COUNTED = ("price", "basePrice", "discountPrice")
FROM_CATALOG = frozenset({"basePrice", "canBuy", "catalogXmlId", "dimensions", "discountPrice", "measureCode",
                          "measureName", "price", "productXmlId", "vatIncluded", "vatRate", "weight"})  # fmt: skip


def _basket(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:
    """A line of a product, or of none (product 0): a name with a price, as the PHP SDK's tests add it."""
    if not values.get("orderId"):
        raise Numbered(200140400008, "Required fields: fields[ORDER_ID]")
    order = store.of("sale.order").get(values["orderId"])
    if order is None:
        raise Numbered(200140400009, "Order not found")
    if values["currency"] != order.values["currency"]:
        raise Numbered(200140400011, "Currency must be the currency of the order")
    product = call.portal.ask("catalog.product", id=values["productId"])
    if row is None and product is None and (values["productId"] or call.method.endswith("CatalogProduct")):
        raise Numbered(200140400007, "basket item is not saved - bad data")
    if call.method.endswith("CatalogProduct") and product:
        _from_catalog(values, product)
    values["basePrice"] = values["basePrice"] or values["price"]
    xml_id(call, values)


def _from_catalog(values: dict[str, Any], product: dict[str, Any]) -> None:
    """What a line takes over from its product; the price too, unless it is set by hand."""
    for name in ("measureCode", "measureName"):
        values[name] = str(product[name] or "")
    values |= {
        "productXmlId": product.get("xmlId") or "",
        "type": product["type"],
        "weight": product.get("weight") or 0,
    }
    if values["customPrice"] != "Y":
        values |= {"price": product["price"], "basePrice": product["price"], "discountPrice": 0}


def _after(call: Call, store: Rows, row: Row, verb: str) -> None:
    order = row.values["orderId"]
    if verb == "delete":
        drop(store, "sale.basketproperties", basketId=row.id)
        drop(store, "sale.shipmentitem", basketId=row.id)
    recount(store, order)
    saved(call, order)


def _properties(store: Rows, row: Row) -> dict[str, Any]:
    return {"properties": [one.values for one in store.where("sale.basketproperties", basketId=row.id)]}


ITEMS = Table(
    "sale.basketitem", Sale, "basketItem", "basketItems", FIELDS, (200140400001, "basket item does not exist"), BLANK,
    check=_basket, after=_after, more=_properties, write=200040300010,
)  # fmt: skip
PROPERTIES = Table(
    "sale.basketproperties", Sale, "basketProperty", "basketProperties", columns(
        "basketId:integer:qi code:string:q id:integer:r name:string:q sort:integer value:string:q xmlId:string"),
    (200240400003, "basket property is not exists"), {"sort": 100}, fields_key="basketProperties",
    links={"basketId": Link("sale.basketitem", 200240400001, "Basket item does not exist")}, write=200040300010,
    check=lambda call, store, values, row: xml_id(call, values),  # noqa: ARG005
)  # fmt: skip
METHODS: list[Callable[[Call], Any]] = [*table_methods(ITEMS), *table_methods(PROPERTIES)]


@method("sale.basketitem.getFieldsCatalogProduct")
def catalog_fields(call: Call) -> Any:
    """Fields of a line that a product fills are read-only."""
    require(call, ITEMS)
    found = {}
    for name, one in FIELDS.items():
        found[name] = told(one) | ({"isReadOnly": True} if name in FROM_CATALOG - set(COUNTED) else {})
    return {"basketItem": found}


@method("sale.basketitem.addCatalogProduct")
def add_product(call: Call) -> Any:
    require(call, ITEMS, write=True)
    given = sent(call)
    row = write(call, ITEMS, {"productId": given.get("productid"), **given})
    _after(call, call.state(Sale), row, "add")
    return {"basketItem": shown(ITEMS, row)}


@method("sale.basketitem.updateCatalogProduct")
def update_product(call: Call) -> Any:
    if not number(call.get("id")):
        raise missing("id")
    given, row = sent(call), find(call, ITEMS, write=True)
    write(call, ITEMS, given, row)
    _after(call, call.state(Sale), row, "update")
    return {"basketItem": shown(ITEMS, row)}
