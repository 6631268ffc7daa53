"""Documents of the warehouse."""

from __future__ import annotations

from typing import Any

from tests.emulator.rows import product


def test_documents(portal: Any) -> None:
    mug, method = product(portal), "catalog.document"
    fields = {"docType": "A", "currency": "USD", "responsibleId": 1}
    doc = portal.result(f"{method}.add", {"fields": fields})["document"]
    assert (doc["status"], doc["siteId"], doc["createdBy"], doc["docNumber"]) == ("N", "s1", 1, "1")
    assert portal.refused(f"{method}.add", {"fields": fields | {"docType": "Z"}})[2] == "DOC_TYPE isn't available"
    assert portal.refused(f"{method}.add", {"fields": fields | {"responsibleId": 999}})[1] == 0
    assert portal.result(f"{method}.update", {"id": doc["id"], "fields": {"title": "In"}})["document"]["title"] == "In"
    row = {"docId": doc["id"], "elementId": mug, "storeTo": 1, "amount": 5}
    element = portal.result(f"{method}.element.add", {"fields": row})["documentElement"]
    update = {"id": element["id"], "fields": {"amount": 6}}
    assert portal.result(f"{method}.element.update", update)["documentElement"]["amount"] == 6
    assert portal.refused(f"{method}.element.add", {"fields": row | {"docId": 9}})[1] == "ERROR_DOCUMENT_STATUS"
    assert portal.refused(f"{method}.element.add", {"fields": row | {"elementId": 9999}})[1] == 0
    rights = portal.refused(f"{method}.element.add", {"fields": row}, user_id=portal.user_id)
    assert rights == (400, "ERROR_DOCUMENT_RIGHTS", "Access denied")
    assert portal.result(f"{method}.mode.status") == "N"
    assert "must be enabled" in portal.refused(f"{method}.conduct", {"id": doc["id"]})[2]
    portal.switch(inventory=True)
    assert portal.result(f"{method}.mode.status") == "Y"
    assert portal.result(f"{method}.conduct", {"id": doc["id"]}) is True
    (stock,) = portal.result("catalog.storeproduct.list")["storeProducts"]
    assert (stock["amount"], stock["productId"], stock["storeId"]) == (6, mug, 1)
    assert portal.result("catalog.storeproduct.get", {"id": stock["id"]})["storeProduct"] == stock
    assert portal.result("catalog.product.get", {"id": mug})["product"]["quantity"] == 6
    assert portal.refused(f"{method}.conduct", {"id": doc["id"]})[1] == 0
    assert portal.refused(f"{method}.element.delete", {"id": element["id"]})[2] == "Conducted document"
    assert "processed" in portal.refused(f"{method}.delete", {"id": doc["id"]})[2]
    assert portal.result(f"{method}.cancel", {"id": doc["id"]}) is True
    assert portal.refused(f"{method}.cancel", {"id": doc["id"]})[2].startswith("Error cancelling document conduct")
    assert portal.result("catalog.product.get", {"id": mug})["product"]["quantity"] == 0
    assert portal.refused("catalog.store.delete", {"id": 1})[1] == 0
    ids = {"documentIds": [doc["id"]]}
    for verb in ("conductList", "cancelList"):
        assert portal.result(f"{method}.{verb}", ids) is True
    for verb in ("confirm", "unconfirm"):
        assert portal.result(f"{method}.{verb}", {"id": doc["id"]}) is True
    assert portal.refused(f"{method}.deleteList")[1] == 100
    assert portal.refused(f"{method}.delete", {"id": 99})[2] == "Document not found"
    assert portal.refused(f"{method}.conduct")[1] == 100
    assert portal.refused(f"{method}.conduct", {"id": doc["id"]}, user_id=portal.user_id)[1] == 0
    assert portal.result(f"{method}.element.delete", {"id": element["id"]}) is True
    assert portal.result(f"{method}.list", user_id=portal.user_id)["documents"][0]["id"] == doc["id"]
    assert portal.result(f"{method}.element.list") == {"documentElements": []}
    assert portal.result(f"{method}.getFields")["document"]["docType"]["isImmutable"] is True
    assert portal.result(f"{method}.element.getFields")["documentElement"]
    assert portal.result(f"{method}.deleteList", ids) is True
    again = portal.result(f"{method}.add", {"fields": fields})["document"]["id"]
    assert portal.refused(f"{method}.conduct", {"id": again})[1] == 0
    assert portal.result(f"{method}.delete", {"id": again}) is True
