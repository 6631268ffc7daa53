"""Prices of products. restdocs: api-reference/catalog/price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.catalog.state import Catalog, announced
from pytest_b24moderation.emulator.tablemethods import table_methods
from pytest_b24moderation.emulator.tables import Link, Row, Rows, Table, columns, require, sent, shown, write, wrong

GROUP = "Validate price error. Catalog price group is wrong"
SINGLE = "Validate price error. Catalog product is allowed has only single price without ranges in price group"


def _price(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    values["priceScale"] = values.get("price")
    same = store.where("catalog.price", productId=values["productId"], catalogGroupId=values["catalogGroupId"])
    ranges = ("quantityFrom", "quantityTo")
    if any(one is not row and all(one.values.get(n) == values.get(n) for n in ranges) for one in same):
        raise wrong(SINGLE)


TABLE = Table("catalog.price", Catalog, "price", "prices", columns(
    "catalogGroupId:integer:qi currency:string:q extraId:integer id:integer:r price:double:q priceScale:double:r "
    "productId:integer:qi quantityFrom:integer quantityTo:integer timestampX:datetime:r"),
    (0, "Price does not exist"), needs=("price", "currency"), check=_price, open=True,
    links={"catalogGroupId": Link("catalog.priceType", 0, GROUP),
           "productId": Link("catalog.product", 0, "Validate price error. Catalog product is wrong")},
    after=announced("CATALOG.PRICE.ON"))  # fmt: skip
METHODS = table_methods(TABLE)


@method("catalog.price.modify")
def modify(call: Call) -> Any:
    """All prices of a product at once: those with an id change, new ones come, those that are not named go."""
    require(call, TABLE, write=True)
    store = call.state(Catalog)
    product = as_dict(sent(call).get("product"))
    product_id, given = number(product.get("id")), [as_dict(one) for one in as_list(product.get("prices"))]
    _check(store, product_id, given)
    named = {number(one.get("id")) for one in given}
    for row in store.where("catalog.price", productId=product_id):
        if row.id not in named:
            del store.of("catalog.price")[row.id]
            call.announce("CATALOG.PRICE.ON.DELETE", {"FIELDS": {"ID": row.id}})
    rows = []
    for one in given:
        known = store.of("catalog.price").get(number(one.get("id")))
        row = write(call, TABLE, {key: v for key, v in one.items() if key != "id"} | {"productId": product_id}, known)
        call.announce(f"CATALOG.PRICE.ON.{'UPDATE' if known else 'ADD'}", {"FIELDS": {"ID": row.id}})
        rows.append(shown(TABLE, row))
    return {"prices": rows}


def _check(store: Catalog, product_id: int, given: list[dict[str, Any]]) -> None:
    """Nothing is changed unless everything fits."""
    if product_id not in store.of("catalog.product"):
        raise wrong("Validate price error. Catalog product is wrong")
    seen: set[tuple[Any, ...]] = set()
    for one in given:
        lacking = [name for name in ("catalogGroupId", "price", "currency") if one.get(name) in (None, "")]
        if lacking:
            raise wrong(f"Required fields: {', '.join(lacking)}")
        if number(one["catalogGroupId"]) not in store.of("catalog.priceType"):
            raise wrong(GROUP)
        known = store.of("catalog.price").get(number(one.get("id")))
        if one.get("id") and (known is None or known.values["productId"] != product_id):
            raise wrong("Price does not exist")
        if (key := _range(one)) in seen:
            raise wrong(SINGLE)
        seen.add(key)


def _range(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return (number(one["catalogGroupId"]), one.get("quantityFrom"), one.get("quantityTo"))
