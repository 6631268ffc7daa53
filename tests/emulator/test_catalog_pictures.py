"""Pictures of products, and properties in the filters of a shop."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from tests.emulator.rows import product

IMAGE = "catalog.productImage"
SECTION = "catalog.productPropertySection"
PNG = b64encode(b"png").decode()


def added(portal: Any, owner: int, name: str = "a.png", **fields: Any) -> Any:
    params = {"fields": {"productId": owner, **fields}, "fileContent": [name, PNG]}
    return portal.result(f"{IMAGE}.add", params)["productImage"]


def test_images(portal: Any) -> None:
    mug = product(portal)
    first = added(portal, mug)
    assert {name: first[name] for name in ("name", "productId", "type")} == {
        "name": "a.png", "productId": mug, "type": "MORE_PHOTO"
    }  # fmt: skip
    fields = portal.result(f"{IMAGE}.getFields")["productImage"]
    assert sorted(fields) == sorted(first)
    assert fields["productId"] == {"isImmutable": False, "isReadOnly": False, "isRequired": True, "type": "string"}
    for address in (first["detailUrl"], first["downloadUrl"].partition(portal.state.host)[2]):
        assert portal.http.get(address).content == b"png"
    second = added(portal, mug, "b.png", type="DETAIL_PICTURE")
    shown = portal.result("catalog.product.get", {"id": mug})["product"]
    assert (shown["detailPicture"]["id"], shown["property45"][0]["value"]["id"]) == (
        str(second["id"]), str(first["id"])
    )  # fmt: skip
    answer = portal.hook(f"{IMAGE}.list", {"productId": mug, "select": ["id", "type"]}).json()
    assert (answer["result"], answer["total"]) == (
        {"productImages": [{"id": first["id"], "type": "MORE_PHOTO"}, {"id": second["id"], "type": "DETAIL_PICTURE"}]},
        2,
    )
    same = portal.result(f"{IMAGE}.get", {"productId": mug, "id": second["id"]})["productImage"]
    assert same == second
    for one in (first, second):
        assert portal.result(f"{IMAGE}.delete", {"productId": mug, "id": one["id"]}) is True
    assert portal.result(f"{IMAGE}.list", {"productId": mug}) == {"productImages": []}
    assert portal.http.get(first["detailUrl"]).status_code == 404
    assert portal.result("catalog.product.get", {"id": mug})["product"]["detailPicture"] is None


def test_refusals_of_images(portal: Any) -> None:
    mug = product(portal)
    good = {"fields": {"productId": mug}, "fileContent": ["a.png", PNG]}
    for verb, code in (("add", 20), ("delete", 20), ("getFields", 10), ("get", 10), ("list", 10)):
        told = portal.refused(f"{IMAGE}.{verb}", good, user_id=portal.user_id)
        assert told == (400, 200040300000 + code, "Access Denied")
    for wrong, code in (
        ({"fields": {}}, 100),
        ({"fileContent": []}, 100),
        ({"fields": {"type": "MORE_PHOTO"}}, 0),
        ({"fields": {"productId": 9999}}, 0),
        ({"fileContent": ["", PNG]}, 0),
        ({"fileContent": ["a.png", "?"]}, 0),
    ):
        assert portal.refused(f"{IMAGE}.add", good | wrong)[:2] == (400, code)
    for verb in ("get", "delete"):
        assert portal.refused(f"{IMAGE}.{verb}", {"id": 1})[1:] == (
            100, "Could not find value for parameter {productId}"
        )  # fmt: skip
        assert portal.refused(f"{IMAGE}.{verb}", {"productId": mug})[1] == 100
        assert portal.refused(f"{IMAGE}.{verb}", {"productId": 9999, "id": 1})[1] == 0
        assert portal.refused(f"{IMAGE}.{verb}", {"productId": mug, "id": 99})[1] == 0
    assert portal.refused(f"{IMAGE}.list")[1] == 100
    portal.result("catalog.productProperty.delete", {"id": 45})
    assert portal.refused(f"{IMAGE}.add", good)[1:] == (0, "The property MORE_PHOTO does not exist")


@pytest.mark.parametrize("branch", ["", "service", "sku", "offer"])
def test_downloads(portal: Any, branch: str) -> None:
    mug = product(portal, branch, previewPicture={"fileData": ["p.png", PNG]})
    prefix = f"catalog.product.{branch}." if branch else "catalog.product."
    one = branch or "product"
    held = portal.result(f"{prefix}get", {"id": mug})[one]["previewPicture"]
    assert portal.http.get(held["url"]).status_code == 401
    found = {"fileId": held["id"], "productId": mug, "fieldName": "previewPicture"}
    answer = portal.hook(f"{prefix}download", {"fields": found})
    assert (answer.content, answer.headers["content-type"]) == (b"png", "image/png")
    photo = added(portal, mug)["id"]
    names = ("MORE_PHOTO", "98" if branch == "offer" else "45")
    for name in (f"PROPERTY_{names[0]}", f"PROPERTY_{names[1]}", f"property{names[1]}"):
        fields = {"fileId": photo, "productId": mug, "fieldName": name}
        assert portal.hook(f"{prefix}download", {"fields": fields}).content == b"png"
    assert portal.hook(f"{prefix}download", {"fields": found | {"fieldName": "PREVIEW_PICTURE"}}).content == b"png"
    refused = portal.refused(f"{prefix}download", {"fields": found}, user_id=portal.user_id)
    assert refused == (400, 200040300010, "Access Denied")
    lacking = {"fields": {"productId": mug, "fieldName": "previewPicture"}}
    assert portal.refused(f"{prefix}download", lacking)[1:] == (0, "Required fields: fileId")
    for wrong in ({"productId": 9999}, {"fileId": 99}, {"fieldName": "detailPicture"}, {"fieldName": "PROPERTY_NO"}):
        assert portal.refused(f"{prefix}download", {"fields": found | wrong})[:2] == (400, 0)
    other = "catalog.product.service.download" if branch != "service" else "catalog.product.download"
    assert portal.refused(other, {"fields": found})[:2] == (400, 0)


def test_properties_in_filters(portal: Any) -> None:
    facts = {"smartFilter": "Y", "displayType": "F", "displayExpanded": "N", "filterHint": "Hint"}
    before = {one.key for one in portal.state.fingerprint() if one.section == "catalog property filters"}
    assert portal.refused(f"{SECTION}.get", {"propertyId": 45}) == (
        400, "0", "productPropertySection does not exist."
    )  # fmt: skip
    made = portal.result(f"{SECTION}.set", {"propertyId": 45, "fields": facts}, user_id=portal.user_id)
    assert made == {
        "productPropertySection": facts | {"iblockId": "23", "propertyId": "45", "sectionId": "0"}
    }  # fmt: skip
    portal.result(f"{SECTION}.set", {"propertyId": 97, "fields": {"filterHint": "Of"}})
    assert not before
    assert {one.key for one in portal.state.fingerprint() if one.section == "catalog property filters"} == {"45", "97"}
    assert portal.result(f"{SECTION}.set", {"propertyId": "45", "fields": {"filterHint": "New"}})
    row = portal.result(f"{SECTION}.get", {"propertyId": 45}, user_id=portal.user_id)["productPropertySection"]
    assert row == facts | {"filterHint": "New", "propertyId": 45}
    params = {"filter": {"%filterHint": "O"}, "select": ["propertyId", "smartFilter"]}
    answer = portal.hook(f"{SECTION}.list", params).json()
    assert (answer["result"], answer["total"]) == (
        {"productPropertySections": [{"propertyId": 97, "smartFilter": "N"}]}, 1
    )  # fmt: skip
    rows = portal.result(f"{SECTION}.list", {"order": {"propertyId": "DESC"}})["productPropertySections"]
    assert [row["propertyId"] for row in rows] == [97, 45]
    portal.result("catalog.productProperty.delete", {"id": 45})
    rows = portal.result(f"{SECTION}.list", {"filter": {"propertyId": 45}})["productPropertySections"]
    assert rows == []
    absent = "productPropertySection does not exist."
    for verb in ("get", "set"):
        method = f"{SECTION}.{verb}"
        assert portal.refused(method, {"propertyId": 45, "fields": facts})[1:] == ("0", absent)
        assert portal.refused(method)[1:] == ("100", "Could not find value for parameter {propertyId}")
    text = "Invalid value {abc} to match with parameter {propertyId}. Should be value of type int."
    assert portal.refused(f"{SECTION}.get", {"propertyId": "abc"}) == (400, "100", text)
    assert portal.refused(f"{SECTION}.set", {"propertyId": 97})[1:] == (
        "100", "Could not find value for parameter {fields}"
    )  # fmt: skip
    text = "Invalid value {x} to match with parameter {filter}. Should be value of type array."
    assert portal.refused(f"{SECTION}.list", {"filter": "x"}) == (400, "100", text)
