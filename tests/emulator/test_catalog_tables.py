"""The catalog's tables: what products refer to, prices, products, properties, documents."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.rows import product

DENIED = "Access Denied"
MADE: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "catalog.measure": ("measure", "measures", {"code": 715, "measureTitle": "Pair"}, {"code": 716, "symbol": "pr"}),
    "catalog.vat": ("vat", "vats", {"name": "VAT 13%", "rate": 13.5}, {"name": "VAT 14%", "rate": 14}),
    "catalog.roundingRule": (
        "roundingRule", "roundingRules", {"catalogGroupId": 1, "price": 100, "roundType": 1, "roundPrecision": 0.5},
        {"catalogGroupId": 1, "price": 50, "roundType": 2, "roundPrecision": 1},
    ),
    "catalog.priceType": ("priceType", "priceTypes", {"name": "Wholesale"}, {"name": "Retail"}),
    "catalog.priceTypeLang": (
        "priceTypeLang", "priceTypeLangs", {"catalogGroupId": 1, "lang": "en", "name": "Base"}, {"name": "B"}
    ),
    "catalog.section": ("section", "sections", {"iblockId": 23, "name": "Toys"}, {"iblockId": 23, "name": "Games"}),
    "catalog.store": ("store", "stores", {"address": "Main St. 52"}, {"title": "Big"}),
    "catalog.productProperty": (
        "productProperty", "productProperties", {"iblockId": 23, "name": "Size", "propertyType": "L"},
        {"iblockId": 23, "name": "Sizes"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_life_of_a_row(portal: Any, name: str) -> None:
    one, many, first, then = MADE[name]
    fields = portal.result(f"{name}.getFields")[one]
    assert fields["id"]["type"] == "integer"
    made = portal.result(f"{name}.add", {"fields": first})[one]
    assert {key: made[key] for key in first} == first
    assert set(made) == set(fields)
    assert portal.result(f"{name}.get", {"id": made["id"]}) == {one: made}
    listed = portal.hook(f"{name}.list", {"filter": {"id": made["id"]}, "select": ["id"], "order": {"id": "desc"}})
    assert (listed.json()["result"], listed.json()["total"]) == ({many: [{"id": made["id"]}]}, 1)
    changed = portal.result(f"{name}.update", {"id": made["id"], "fields": then})[one]
    assert changed | then == changed
    for verb in ("get", "update", "delete"):
        status, error, _ = portal.refused(f"{name}.{verb}", {"id": 99999, "fields": then})
        assert (status, isinstance(error, int)) == (400, True)
        assert portal.refused(f"{name}.{verb}", {"fields": then}) == (
            400, 100, "Could not find value for parameter {id}")  # fmt: skip
    missing = (400, 100, "Could not find value for parameter {fields}")
    assert portal.refused(f"{name}.add") == missing
    assert portal.refused(f"{name}.update", {"id": made["id"]}) == missing
    assert portal.refused(f"{name}.add", {"fields": {"xmlId": "x"}})[1] == 0
    assert portal.refused(f"{name}.add", {"fields": first}, user_id=portal.user_id)[2] == DENIED
    assert portal.refused(f"{name}.delete", {"id": made["id"]}, user_id=portal.user_id)[2] == DENIED
    assert portal.result(f"{name}.delete", {"id": made["id"]}) is True
    assert portal.refused(f"{name}.get", {"id": made["id"]})[0] == 400


def test_codes_of_errors(portal: Any) -> None:
    assert portal.refused("catalog.measure.get", {"id": 99})[1] == 200600000020
    assert portal.refused("catalog.vat.list", user_id=portal.user_id) == (400, 200040300010, DENIED)
    assert portal.refused("catalog.vat.add", {"fields": {"name": "x"}})[1:] == (0, "Required fields: rate")
    assert portal.refused("catalog.measure.add", {"fields": {"code": 6, "measureTitle": "M"}})[1] == 200600000000
    twice = {"code": 9, "measureTitle": "M", "isDefault": "Y"}
    assert portal.refused("catalog.measure.add", {"fields": twice})[1] == 200600000010
    text = "Invalid value {x} to match with parameter {filter}. Should be value of type array."
    assert portal.refused("catalog.vat.list", {"filter": "x"})[1:] == (100, text)
    section = {"iblockId": 23, "name": "A", "code": "a"}
    one = portal.result("catalog.section.add", {"fields": section})["section"]["id"]
    assert portal.refused("catalog.section.add", {"fields": section})[1] == 200700300040
    assert portal.refused("catalog.section.add", {"fields": section | {"iblockId": 5}})[1] == 200700300050
    child = {"iblockId": 24, "name": "B", "iblockSectionId": one}
    assert portal.refused("catalog.section.add", {"fields": child})[1] == 200700300000
    lang = {"catalogGroupId": 1, "lang": "en", "name": "Base"}
    portal.result("catalog.priceTypeLang.add", {"fields": lang})
    assert portal.refused("catalog.priceTypeLang.add", {"fields": lang})[1] == 400
    assert portal.refused("catalog.priceTypeLang.add", {"fields": lang | {"lang": "xx"}})[1] == 201200000010
    assert portal.refused("catalog.priceTypeLang.add", {"fields": lang | {"catalogGroupId": 9}})[1] == 201000000000
    assert portal.refused("catalog.priceType.delete", {"id": 1})[0] == 400


def test_read_only_tables(portal: Any) -> None:
    catalogs = portal.result("catalog.catalog.list")["catalogs"]
    assert [(row["id"], row["productIblockId"]) for row in catalogs] == [(23, None), (24, 23)]
    assert portal.result("catalog.catalog.get", {"id": 24})["catalog"]["skuPropertyId"] == 97
    assert portal.result("catalog.catalog.isOffers", {"id": 24}) is True
    assert portal.result("catalog.catalog.isOffers", {"id": 23}) is False
    assert portal.result("catalog.catalog.getFields")["catalog"]["iblockId"]["isRequired"] is True
    made = product(portal)
    (ratio,) = portal.result("catalog.ratio.list", {"filter": {"productId": made}})["ratios"]
    assert portal.result("catalog.ratio.get", {"id": ratio["id"]})["ratio"]["ratio"] == 1
    assert portal.result("catalog.extra.list") == {"extras": []}
    assert portal.refused("catalog.extra.get", {"id": 1})[1] == 202000000000
    assert portal.refused("catalog.storeproduct.get", {"id": 1})[2] == "Store product does not exist"
    for name in ("ratio", "extra", "storeproduct"):
        assert portal.result(f"catalog.{name}.getFields")
    assert len(portal.result("catalog.enum.getRoundTypes")["enum"]) == 3
    assert [row["id"] for row in portal.result("catalog.enum.getStoreDocumentTypes")["enum"]] == list("ASMRD")
    assert {"active": "Y", "lid": "en", "name": "English"} in portal.result("catalog.priceTypeLang.getLanguages")[
        "languages"]  # fmt: skip


def test_groups_of_price_types(portal: Any) -> None:
    fields = {"catalogGroupId": 1, "groupId": 2, "access": "Y"}
    made = portal.result("catalog.priceTypeGroup.add", {"fields": fields})["priceTypeGroup"]["id"]
    twice = "The specified access type for this group already exists"
    assert portal.refused("catalog.priceTypeGroup.add", {"fields": fields})[1:] == (0, twice)
    wrong = portal.refused("catalog.priceTypeGroup.add", {"fields": fields | {"access": "Z"}})
    assert wrong[2] == "Invalid access type provided. The available values are: Y, N"
    assert portal.result("catalog.priceTypeGroup.list", user_id=portal.user_id)["priceTypeGroups"][0]["id"] == made
    assert portal.result("catalog.priceTypeGroup.getFields")["priceTypeGroup"]["id"]["isImmutable"] is True
    assert portal.result("catalog.priceTypeGroup.delete", {"id": made}) is True


def test_prices(portal: Any) -> None:
    mug = product(portal)
    fields = {"productId": mug, "catalogGroupId": 1, "price": 100.5, "currency": "USD"}
    price = portal.result("catalog.price.add", {"fields": fields})["price"]
    assert (price["price"], price["priceScale"], price["quantityFrom"]) == (100.5, 100.5, None)
    assert "single price" in portal.refused("catalog.price.add", {"fields": fields})[2]
    assert "price group" in portal.refused("catalog.price.add", {"fields": fields | {"catalogGroupId": 7}})[2]
    assert portal.refused("catalog.price.update", {"id": price["id"], "fields": {"price": 1}})[2] == (
        "Required fields: currency")  # fmt: skip
    changed = portal.result("catalog.price.update", {"id": price["id"], "fields": {"price": "7.0", "currency": "USD"}})
    assert changed["price"]["price"] == 7
    assert portal.result("catalog.price.get", {"id": price["id"]}, user_id=portal.user_id)["price"]["currency"] == "USD"
    other = portal.result("catalog.priceType.add", {"fields": {"name": "W"}})["priceType"]["id"]
    given = [{"catalogGroupId": other, "price": 5, "currency": "USD"}]
    rows = portal.result("catalog.price.modify", {"fields": {"product": {"id": mug, "prices": given}}})["prices"]
    assert [row["catalogGroupId"] for row in rows] == [other]
    assert portal.result("catalog.price.list", {"filter": {"productId": mug}})["prices"] == rows
    for prices in ([given[0] | {"catalogGroupId": 99}], given * 2, [{"catalogGroupId": other}]):
        assert portal.refused("catalog.price.modify", {"fields": {"product": {"id": mug, "prices": prices}}})[1] == 0
    assert portal.result("catalog.price.list", {"filter": {"productId": mug}})["prices"] == rows
    assert portal.result("catalog.price.delete", {"id": rows[0]["id"]}) is True
    assert portal.refused("catalog.price.delete", {"id": rows[0]["id"]})[2] == "Price does not exist"
    assert portal.result("catalog.price.getFields")["price"]["productId"]["isImmutable"] is True


@pytest.mark.parametrize(("branch", "one", "many", "kind"), [
    ("", "product", "products", 1), ("offer", "offer", "offers", 4), ("service", "service", "services", 7),
    ("sku", "sku", "units", 3)])  # fmt: skip
def test_faces_of_products(portal: Any, branch: str, one: str, many: str, kind: int) -> None:
    prefix = f"catalog.product.{branch}" if branch else "catalog.product"
    iblock = 24 if branch == "offer" else 23
    prop = {"iblockId": iblock, "name": "Note", "propertyType": "S"}
    note = portal.result("catalog.productProperty.add", {"fields": prop})["productProperty"]["id"]
    many_notes = portal.result("catalog.productProperty.add", {"fields": prop | {"multiple": "Y"}})
    several = many_notes["productProperty"]["id"]
    picture = {"fileData": ["a.png", "aGk="]}
    made = product(portal, branch, **{f"property{note}": "hi", f"property{several}": ["a", "b"], "purchasingPrice": 10,
                                      "detailPicture": picture, "code": "mug"})  # fmt: skip
    row = portal.result(f"{prefix}.get", {"id": made})[one]
    assert (row["type"], row["active"], row["xmlId"], row["createdBy"]) == (kind, "Y", str(made), 1)
    assert row[f"property{note}"]["value"] == "hi"
    assert [x["value"] for x in row[f"property{several}"]] == ["a", "b"]
    assert row["detailPicture"]["url"] == row["detailPicture"]["urlMachine"]
    if branch != "service":
        assert row["purchasingPrice"] == "10.000000"
    found = portal.result(f"{prefix}.list", {"select": ["id", "iblockId", "name"], "filter": {"iblockId": iblock}})
    assert found == {many: [{"iblockId": iblock, "id": made, "name": "Mug"}]}
    told = portal.result(f"{prefix}.getFieldsByFilter", {"filter": {"iblockId": iblock}})[one]
    assert told[f"property{several}"]["isMultiple"] is True
    assert told["name"]["name"] == "Name"
    written = branch or "element"
    changed = portal.result(
        f"{prefix}.update", {"id": made, "fields": {"name": "Cup", "detailPicture": {"remove": "Y"}}}
    )
    assert (changed[written]["name"], changed[written]["detailPicture"]) == ("Cup", None)
    assert portal.refused(f"{prefix}.list", {"select": ["id", "iblockId"]})[2] == "Required filter fields: iblockId"
    assert portal.refused(f"{prefix}.list")[2] == "Required select fields: id, iblockId"
    assert portal.refused(f"{prefix}.getFieldsByFilter")[1] == 100
    assert portal.refused(f"{prefix}.getFieldsByFilter", {"filter": {"x": 1}})[1] == 0
    assert portal.refused(f"{prefix}.update", {"id": made, "fields": {"iblockId": 7}})[1] == 0
    assert portal.refused(f"{prefix}.add", {"fields": {"iblockId": 9, "name": "x"}})[1] == 200040300000
    assert portal.refused(f"{prefix}.add", {"fields": {"iblockId": iblock, "name": "x", "code": "mug"}})[1] == 0
    assert portal.refused(f"{prefix}.add", {"fields": {"iblockId": iblock}})[2] == "Required fields: name"
    assert portal.refused(f"{prefix}.add", {"fields": {"iblockId": iblock, "name": "x", "createdBy": 999}})[1] == 0
    assert portal.refused(f"{prefix}.delete", {"id": made}, user_id=portal.user_id)[1] == 200040300040
    other = "catalog.product.service" if branch != "service" else "catalog.product"
    assert portal.refused(f"{other}.get", {"id": made})[1] == 0
    assert portal.result(f"{prefix}.delete", {"id": made}) is True
    assert portal.refused(f"{prefix}.get", {"id": made})[1] == 0


def test_variations_have_parents(portal: Any) -> None:
    head = product(portal, "sku")
    made = product(portal, "offer", parentId=head)
    offer = portal.result("catalog.product.offer.get", {"id": made})["offer"]
    assert offer["parentId"]["value"] == str(head)
    assert (
        portal.refused("catalog.product.offer.add", {"fields": {"iblockId": 24, "name": "x", "parentId": 999}})[1] == 0
    )


def test_properties(portal: Any) -> None:
    fields = {"iblockId": 23, "name": "Size", "propertyType": "L"}
    made = portal.result("catalog.productProperty.add", {"fields": fields})["productProperty"]["id"]
    add = "catalog.productProperty.add"
    assert portal.refused(add, {"fields": fields | {"propertyType": "Z"}})[2] == "Invalid property type specified"
    assert portal.refused(add, {"fields": fields | {"code": "1a"}})[2] == "Property code cannot start with a digit"
    assert "product catalog" in portal.refused(add, {"fields": fields | {"iblockId": 1}})[2]
    enum = {"propertyId": made, "value": "Large", "xmlId": "L"}
    value = portal.result("catalog.productPropertyEnum.add", {"fields": enum})["productPropertyEnum"]
    assert (value["def"], value["sort"]) == ("N", 500)
    assert portal.refused("catalog.productPropertyEnum.add", {"fields": enum})[2] == (
        "A value with xmlId 'L' already exists.")  # fmt: skip
    assert portal.refused("catalog.productPropertyEnum.add", {"fields": enum | {"propertyId": 97}})[2] == (
        "Only list properties are supported")  # fmt: skip
    assert portal.refused("catalog.productPropertyEnum.add", {"fields": enum | {"propertyId": 9}})[2] == (
        "productPropertyEnum does not exist.")  # fmt: skip
    changed = {"id": value["id"], "fields": enum | {"value": "Big"}}
    assert portal.result("catalog.productPropertyEnum.update", changed)["productPropertyEnum"]["value"] == "Big"
    assert portal.result("catalog.productPropertyEnum.get", {"id": value["id"]}, user_id=portal.user_id)
    feature = {"propertyId": made, "moduleId": "iblock", "featureId": "LIST_PAGE_SHOW", "isEnabled": "Y"}
    row = portal.result("catalog.productPropertyFeature.add", {"fields": feature})["productPropertyFeature"]
    assert portal.refused("catalog.productPropertyFeature.add", {"fields": feature | {"featureId": "X"}})[1] == 0
    off = {"id": row["id"], "fields": feature | {"isEnabled": "N"}}
    assert portal.result("catalog.productPropertyFeature.update", off)["productPropertyFeature"]["isEnabled"] == "N"
    assert portal.result("catalog.productPropertyFeature.get", {"id": row["id"]})
    assert len(portal.result("catalog.productPropertyFeature.list")["productPropertyFeatures"]) == 1
    offered = "catalog.productPropertyFeature.getAvailableFeaturesByProperty"
    assert len(portal.result(offered, {"propertyId": made})["features"]) == 2
    assert portal.refused(offered)[1] == 100
    assert portal.refused(offered, {"propertyId": 999})[2] == "productPropertyFeature does not exist."
    for name in ("Enum", "Feature"):
        assert portal.result(f"catalog.productProperty{name}.getFields")
    portal.result("catalog.productProperty.delete", {"id": made})
    assert portal.result("catalog.productPropertyEnum.list") == {"productPropertyEnums": []}
    assert portal.refused("catalog.productPropertyEnum.delete", {"id": value["id"]})[1] == 0


def test_events_and_traces(portal: Any) -> None:
    auth = portal.installed(scopes=("catalog",)).access
    for event in ("CATALOG.PRODUCT.ON.ADD", "CATALOG.PRICE.ON.ADD", "CATALOG.MEASURE.ON.DELETE"):
        portal.result("event.bind", {"event": event, "handler": f"{portal.inbox.url}/e"}, auth)
    before = len(portal.state.fingerprint())
    made = portal.result("catalog.product.add", {"fields": {"iblockId": 23, "name": "Mug"}}, auth)["element"]["id"]
    price = {"productId": made, "catalogGroupId": 1, "price": 1, "currency": "USD"}
    portal.result("catalog.price.add", {"fields": price}, auth)
    portal.result("catalog.measure.delete", {"id": 1}, auth)
    told = {post["event"]: post for post in portal.settle()}
    assert told["CATALOG.PRODUCT.ON.ADD"]["data[FIELDS][ID]"] == str(made)
    assert told["CATALOG.PRODUCT.ON.ADD"]["data[FIELDS][TYPE]"] == "1"
    assert set(told) == {"CATALOG.PRODUCT.ON.ADD", "CATALOG.PRICE.ON.ADD", "CATALOG.MEASURE.ON.DELETE"}
    traces = {(row.section, row.key): row for row in portal.state.fingerprint()}
    assert traces["catalog products", str(made)].owner == "acme.score"
    assert len(traces) == before + 1


def test_errors_in_a_batch(portal: Any) -> None:
    """Numbers stay numbers there too."""
    answer = portal.result("batch", {"cmd": {"a": "catalog.vat.get?id=99", "b": "catalog.vat.list"}})
    assert answer["result_error"]["a"]["error"] == 200800000000
    assert len(answer["result"]["b"]["vats"]) == answer["result_total"]["b"] == 2
