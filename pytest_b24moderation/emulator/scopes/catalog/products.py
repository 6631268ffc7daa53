"""Products, variations, services and parent products: one table with four faces.

restdocs: api-reference/catalog/product, with offer, service and sku below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.fields import Field
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.catalog.pictures import download, picture
from pytest_b24moderation.emulator.scopes.catalog.state import SKU_PROPERTY, Catalog
from pytest_b24moderation.emulator.tablemethods import list_rows, told
from pytest_b24moderation.emulator.tables import (
    Link,
    Numbered,
    Row,
    Rows,
    Table,
    columns,
    find,
    kept,
    missing,
    require,
    sent,
    shown,
    write,
    wrong,
)

COMMON = """active:char available:char:r bundle:char:r code:string createdBy:integer dateActiveFrom:datetime
    dateActiveTo:datetime dateCreate:datetime detailPicture:file detailText:string detailTextType:string
    iblockId:integer:qi iblockSectionId:integer id:integer:r modifiedBy:integer name:string:q previewPicture:file
    previewText:string previewTextType:string sort:integer timestampX:datetime type:integer:r vatId:integer
    vatIncluded:char xmlId:string"""
GOODS = """canBuyZero:char height:double length:double measure:integer purchasingCurrency:string
    purchasingPrice:string quantity:double subscribe:char weight:double width:double"""
STOCK = "barcodeMulti:char quantityReserved:double quantityTrace:char"
BLANK = {"active": "Y", "available": "Y", "bundle": "N", "detailTextType": "text", "previewTextType": "text",
         "sort": 500, "vatIncluded": "N"}  # fmt: skip
GOODS_BLANK = {"canBuyZero": "N", "quantity": 0, "subscribe": "Y", "measure": 5}
STOCK_BLANK = {"barcodeMulti": "N", "quantityReserved": 0, "quantityTrace": "N"}


@dataclass(frozen=True, slots=True)
class Face:
    """``name`` of the methods' branch ("" for products), its ``type``, and the keys of its answers."""

    name: str
    type: int
    table: Table
    written: str

    @property
    def prefix(self) -> str:
        return f"catalog.product{'.' if self.name else ''}{self.name}"


def _face(name: str, kind: int, many: str, written: str, extra: str, blank: Mapping[str, Any]) -> Face:
    one = name or "product"
    table = Table(
        "catalog.product", Catalog, one, many, columns(f"{COMMON} {extra}"), (0, f"{one} does not exist"),
        {**BLANK, **blank, "type": kind}, write=200040300040, check=_product,
        links={"iblockId": Link("catalog.catalog", 200040300000, "Iblock not found"),
               "iblockSectionId": Link("catalog.section", 0, "Section does not exist"),
               "vatId": Link("catalog.vat", 0, "VAT does not exist"),
               "measure": Link("catalog.measure", 0, "Measure does not exist")},
    )  # fmt: skip
    return Face(name, kind, table, written)


def _product(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:
    for name, who in (("createdBy", "created"), ("modifiedBy", "modified")):
        if values.get(name) and values[name] not in call.portal.people.users:
            raise wrong(f"The user who {who} the product does not exist")
    same = store.where("catalog.product", code=values.get("code"), iblockId=values["iblockId"])
    if values.get("code") and any(one is not row for one in same):
        raise wrong("A product with this symbolic code already exists")
    price = kept("double", values.get("purchasingPrice"), call.portal.zone)
    if "purchasingPrice" in values:
        values["purchasingPrice"] = None if price is None else f"{price:.6f}"


FACES = (
    _face("", 1, "products", "element", f"{GOODS} {STOCK}", GOODS_BLANK | STOCK_BLANK),
    _face("service", 7, "services", "service", "", {}),
    _face("sku", 3, "units", "sku", GOODS, GOODS_BLANK),
    _face("offer", 4, "offers", "offer", f"{GOODS} {STOCK} parentId:any", GOODS_BLANK | STOCK_BLANK),
)


def face_methods(face: Face) -> list[Callable[[Call], Any]]:
    """add, get, list, update, delete, getFieldsByFilter of one face."""
    table = face.table

    def add(call: Call) -> Any:
        require(call, table, write=True)
        given = sent(call)
        row = _write(call, face, given, None)
        if not row.values.get("xmlId"):
            row.values["xmlId"] = str(row.id)
        ratio = {"isDefault": "Y", "productId": row.id, "ratio": 1}
        call.state(Catalog).put("catalog.ratio", ratio, call.maker)
        _announce(call, row, "ADD")
        return {face.written: shown(table, row)}

    def get(call: Call) -> Any:
        return {table.one: shown(table, _find(call, face))}

    def update(call: Call) -> Any:
        if call.get("id") is None:
            raise missing("id")
        given, row = sent(call), _find(call, face, change=True)
        if number(given.get("iblockId"), row.values["iblockId"]) != row.values["iblockId"]:
            raise wrong("The product does not exist in this information block")
        _write(call, face, given, row)
        _announce(call, row, "UPDATE")
        return {face.written: shown(table, row)}

    def delete(call: Call) -> bool:
        row, store = _find(call, face, change=True), call.state(Catalog)
        for name in ("catalog.price", "catalog.ratio", "catalog.storeproduct"):
            for one in store.where(name, productId=row.id):
                del store.of(name)[one.id]
        del store.of("catalog.product")[row.id]
        _announce(call, row, "DELETE")
        return True

    made = {"add": add, "get": get, "update": update, "delete": delete, "list": lambda call: _list(call, face),
            "getFieldsByFilter": lambda call: _fields(call, face)}  # fmt: skip
    return [method(f"{face.prefix}.{verb}")(function) for verb, function in made.items()]


def _find(call: Call, face: Face, *, change: bool = False) -> Row:
    row = find(call, face.table, write=change)
    if row.values["type"] != face.type:
        raise Numbered(*face.table.absent)
    return row


def _announce(call: Call, row: Row, verb: str) -> None:
    call.announce(f"CATALOG.PRODUCT.ON.{verb}", {"FIELDS": {"ID": row.id, "TYPE": row.values["type"]}})


def _write(call: Call, face: Face, given: Mapping[str, Any], row: Row | None) -> Row:
    store, catalog = call.state(Catalog), number(given.get("iblockId")) if row is None else row.values["iblockId"]
    extra: dict[str, Any] = {}
    for name, value in given.items():
        key = number(name.removeprefix("property"), -1)
        one = store.of("catalog.productProperty").get(key) if name.startswith("property") else None
        if one and one.values["iblockId"] == catalog:
            extra[name] = _property(store, value, multiple=one.values["multiple"] == "Y")
    if face.name == "offer" and "parentId" in given:
        parent = number(as_dict(given["parentId"]).get("value", given["parentId"]))
        if parent not in store.of("catalog.product"):
            raise wrong("The parent product does not exist")
        extra["parentId"] = _property(store, parent, multiple=False)
    pictures = {name: value for name, value in given.items() if name in ("previewPicture", "detailPicture")}
    plain = {name: value for name, value in given.items() if name not in (*pictures, *extra)}
    row = write(call, face.table, plain, row)
    row.values |= extra
    for name, value in pictures.items():
        row.values[name] = picture(call, row, name, as_dict(value))
    return row


def _property(store: Catalog, value: Any, *, multiple: bool) -> Any:
    """A property's value as it is shown: {value, valueId}, a list of such for a multiple one."""
    given = as_list(value) if multiple and isinstance(value, list) else [value]
    rows = []
    for one in given:
        fact = as_dict(one) if isinstance(one, dict) else {"value": one}
        if fact.get("value") not in (None, ""):
            shown_id = str(fact.get("valueId") or store.next_id("values"))
            kept_value = fact["value"] if isinstance(fact["value"], dict) else str(fact["value"])  # a file is one
            rows.append({"value": kept_value, "valueId": shown_id})
    return rows if multiple else next(iter(rows), None)


def _list(call: Call, face: Face) -> Listed:
    select = [str(one) for one in as_list(call.get("select"))]
    lacking = [name for name in ("id", "iblockId") if name not in select and "*" not in select]
    if lacking:
        raise wrong(f"Required select fields: {', '.join(lacking)}")
    if as_dict(call.get("filter")).get("iblockId") in (None, ""):
        raise wrong("Required filter fields: iblockId")
    rows = call.state(Catalog).where("catalog.product", type=face.type)
    return list_rows(call, face.table, [shown(face.table, row) for row in rows])


def _fields(call: Call, face: Face) -> Any:
    wanted = as_dict(call.get("filter"))
    require(call, face.table)
    if not wanted:
        raise missing("filter")
    if not wanted.get("iblockId"):
        raise wrong("Required filter fields: iblockId")
    found = {name: {**told(one), "name": _title(one)} for name, one in face.table.fields.items()}
    for row in call.state(Catalog).where("catalog.productProperty", iblockId=number(wanted["iblockId"])):
        if row.id != SKU_PROPERTY:
            found[f"property{row.id}"] = {
                "isDynamic": True, "isImmutable": False, "isMultiple": row.values["multiple"] == "Y",
                "isReadOnly": False, "isRequired": row.values["isRequired"] == "Y", "name": row.values["name"],
                "propertyType": row.values["propertyType"], "type": "productproperty",
                "userType": row.values["userType"] or "",
            }  # fmt: skip
    return {face.table.one: found}


def _title(one: Field) -> str:
    words = "".join(f" {char.lower()}" if char.isupper() else char for char in one.name)
    return words.capitalize()


@answers("catalog.product")
def product(portal: Portal, id: int) -> dict[str, Any] | None:
    """A product of any kind, with its base price and the name of its unit; None when absent."""
    store = portal.state(Catalog)
    row = store.of("catalog.product").get(id)
    if row is None:
        return None
    unit = store.of("catalog.measure").get(row.values.get("measure"))
    prices = store.where("catalog.price", productId=id)
    facts: dict[str, Any] = unit.values if unit else {}
    found = {"price": prices[0].values["price"] if prices else 0}
    return {**row.values, **found, "measureCode": facts.get("code"), "measureName": facts.get("symbol")}


METHODS = [made for face in FACES for made in face_methods(face)]
METHODS += [method(f"{face.prefix}.download")(partial(download, face.table, face.type)) for face in FACES]
