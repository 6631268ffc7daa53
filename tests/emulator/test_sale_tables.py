"""Orders with what they are made of, and the directories that they refer to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.rows import ORDER, line, order

PROPERTY = {"personTypeId": 3, "propsGroupId": 1, "name": "Floor", "type": "NUMBER"}


DIRECTORIES: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "sale.status": ("status", "statuses", {"id": "Z", "type": "O"}, {"type": "O", "sort": 7}),
    "sale.persontype": ("personType", "personTypes", {"name": "Fund"}, {"name": "Funds"}),
    "sale.propertygroup": (
        "propertyGroup", "propertyGroups", {"name": "G", "personTypeId": 3}, {"name": "H", "personTypeId": 3}),
    "sale.propertyvariant": (
        "propertyVariant", "propertyVariants", {"name": "One", "orderPropsId": 1, "value": "1"},
        {"name": "Two", "value": "2"}),
    "sale.property": ("property", "properties", PROPERTY, {"name": "Level"}),
    "sale.shipmentproperty": ("property", "properties", PROPERTY, {"name": "Level"}),
}  # fmt: skip


@pytest.mark.parametrize("name", DIRECTORIES)
def test_life_in_a_directory(portal: Any, name: str) -> None:
    one, many, first, then = DIRECTORIES[name]
    made = portal.result(f"{name}.add", {"fields": first})[one]
    assert made | first == made
    assert portal.result(f"{name}.get", {"id": made["id"]}) == {one: made}
    assert portal.result(f"{name}.list", {"filter": {"id": made["id"]}}) == {many: [made]}
    changed = portal.result(f"{name}.update", {"id": made["id"], "fields": then})[one]
    assert changed | then == changed
    for verb in ("get", "update", "delete"):
        assert portal.refused(f"{name}.{verb}", {"id": 99999, "fields": then})[1] > 200000000000
    assert portal.refused(f"{name}.add")[1:] == (100, "Could not find value for parameter {fields}")
    assert portal.refused(f"{name}.add", {"fields": {"xmlId": 1}})[1] == 0
    assert portal.refused(f"{name}.add", {"fields": first}, user_id=portal.user_id)[1] == 200040300020
    assert portal.refused(f"{name}.list", user_id=portal.user_id)[1] == 200040300010
    assert portal.result(f"{name}.delete", {"id": made["id"]}) is True
    if "property" not in name or name in ("sale.propertygroup", "sale.propertyvariant"):
        assert portal.result(f"{name}.getFields")[one]


def test_errors_of_directories(portal: Any) -> None:
    def code(method: str, params: Any) -> Any:
        return portal.refused(method, params)[1]

    assert code("sale.status.add", {"fields": {"id": "N", "type": "O"}}) == 201350000001
    assert code("sale.status.add", {"fields": {"id": "NNN", "type": "O"}}) == 201350000005
    assert code("sale.status.add", {"fields": {"id": "X", "type": "Q"}}) == 201350000003
    assert code("sale.status.delete", {"id": "N"}) == 201350000002
    assert code("sale.status.update", {"id": "N", "fields": {"type": "D"}}) == 201350000006
    order(portal, statusId="S")
    assert code("sale.status.update", {"id": "S", "fields": {"type": "D"}}) == 201350000007
    assert code("sale.persontype.delete", {"id": 3}) == 200750000003
    own = portal.result("sale.persontype.add", {"fields": {"name": "F", "code": "F"}})["personType"]["id"]
    assert code("sale.persontype.add", {"fields": {"name": "F", "code": "F"}}) == 200750000005
    order(portal, personTypeId=own)
    assert code("sale.persontype.delete", {"id": own}) == 200750000008
    assert code("sale.propertyvariant.add", {"fields": {"name": "x", "orderPropsId": 99, "value": 1}}) == 201550000003
    assert code("sale.propertyvariant.add", {"fields": {"name": " ", "orderPropsId": 1, "value": 1}}) == "ERROR_NO_NAME"
    assert code("sale.propertyvariant.add", {"fields": {"name": "x", "orderPropsId": 1, "value": " "}}) == (
        "ERROR_NO_VALUE")  # fmt: skip
    both = PROPERTY | {"multiple": "Y", "isFiltered": "Y"}
    assert code("sale.property.add", {"fields": both}) == 200850000009
    assert code("sale.property.add", {"fields": PROPERTY | {"type": "Q"}}) == 0
    assert code("sale.property.add", {"fields": PROPERTY | {"personTypeId": 77}}) == 200850000005
    for name in ("sale.property", "sale.shipmentproperty"):
        found = portal.result(f"{name}.getfieldsbytype", {"type": "NUMBER"})["property"]
        assert set(found["settings"]["fields"]) == {"min", "max", "step"}
        assert "isEmail" in portal.result(f"{name}.getfieldsbytype", {"type": "STRING"})["property"]
        assert code(f"{name}.getfieldsbytype", {"type": "Q"}) == 0


def test_rows_without_ids(portal: Any) -> None:
    lang = {"statusId": "N", "lid": "de", "name": "Neu"}
    made = portal.result("sale.statusLang.add", {"fields": lang})["statusLang"]
    assert made == lang | {"description": ""}
    assert portal.refused("sale.statusLang.add", {"fields": lang})[1] == 201750000003
    assert portal.refused("sale.statusLang.add", {"fields": lang | {"lid": "xx"}})[1] == 201750000004
    assert portal.result("sale.statusLang.list", {"filter": {"lid": "de"}}) == {"statusLangs": [made]}
    assert portal.result("sale.statusLang.deleteByFilter", {"fields": lang}) is True
    assert portal.refused("sale.statusLang.deleteByFilter", {"fields": lang})[1] == 201740400001
    assert {"active": "Y", "lid": "de", "name": "Deutsch"} in portal.result("sale.statusLang.getListLangs")["langs"]
    domain = {"personTypeId": 3, "domain": "I"}
    name = "sale.businessValuePersonDomain"
    assert portal.result(f"{name}.add", {"fields": domain}) == {"businessValuePersonDomain": domain}
    assert portal.refused(f"{name}.add", {"fields": domain})[1] == 201450000001
    assert portal.refused(f"{name}.add", {"fields": domain | {"personTypeId": 9}})[1] == 201240400002
    assert portal.result(f"{name}.list") == {"businessValuePersonDomains": [domain]}
    assert portal.result(f"{name}.deleteByFilter", {"fields": domain}) is True
    assert portal.refused(f"{name}.deleteByFilter", {"fields": domain})[1] == 201440400003
    assert portal.refused(f"{name}.deleteByFilter", {"fields": {"domain": "I"}})[1] == 0
    relation = {"propertyId": 1, "entityId": 6, "entityType": "D"}
    name = "sale.propertyRelation"
    assert portal.result(f"{name}.add", {"fields": relation}) == {"propertyRelation": relation}
    assert portal.refused(f"{name}.add", {"fields": relation})[1] == 201650000001
    assert portal.refused(f"{name}.add", {"fields": relation | {"propertyId": 99}})[1] == 201650000002
    assert portal.refused(f"{name}.add", {"fields": relation | {"entityType": "Q"}})[1] == 0
    assert portal.result(f"{name}.list") == {"propertyRelations": [relation]}
    assert portal.result(f"{name}.deleteByFilter", {"fields": relation}) is True
    assert portal.refused(f"{name}.deleteByFilter", {"fields": relation})[1] == 201640400004
    for one in ("statusLang", "businessValuePersonDomain", "propertyRelation", "tradePlatform", "tradeBinding"):
        assert list(portal.result(f"sale.{one}.getFields")) == [one]
    assert portal.result("sale.tradePlatform.list", user_id=portal.user_id) == {"tradePlatforms": []}
    assert portal.result("sale.tradeBinding.list") == {"tradeBindings": []}


def test_orders(portal: Any) -> None:
    made = order(portal, comments="soon")
    assert (made["accountNumber"], made["statusId"], made["payed"], made["price"]) == (str(made["id"]), "N", "N", 0)
    assert (made["comments"], made["clients"], made["responsibleId"], made["dateLock"]) == ("soon", [], 1, None)
    fields = {"statusId": "P", "canceled": "Y", "marked": "Y", "currency": "EUR"}
    changed = portal.result("sale.order.update", {"id": made["id"], "fields": fields})["order"]
    assert (changed["statusId"], changed["empCanceledId"], changed["currency"]) == ("P", 1, "USD")
    assert changed["dateCanceled"]
    assert portal.result("sale.order.list", {"filter": {"statusId": "P"}, "select": ["id"]}) == {
        "orders": [{"id": made["id"]}]}  # fmt: skip
    assert portal.refused("sale.order.get", {"id": 99}) == (400, 200540400001, "order does not exist")
    assert portal.refused("sale.order.add", {"fields": {"lid": "s1"}})[2] == "Required fields: currency, personTypeId"
    assert portal.refused("sale.order.add", {"fields": ORDER | {"personTypeId": 9}})[1] == 0
    assert portal.refused("sale.order.update", {"id": made["id"], "fields": {"statusId": "Q"}})[1] == 0
    assert portal.refused("sale.order.add", {"fields": ORDER}, user_id=portal.user_id)[1] == 200040300020
    assert portal.result("sale.order.getFields")["order"]["id"]["isReadOnly"] is True
    assert portal.result("sale.order.delete", {"id": made["id"]}) is True


def test_baskets(portal: Any, mug: int) -> None:
    made = order(portal)["id"]
    row = line(portal, mug, made)
    assert (row["price"], row["basePrice"], row["quantity"], row["properties"]) == (15, 15, 2, [])
    assert portal.result("sale.order.get", {"id": made})["order"]["price"] == 30
    own = portal.result("sale.basketitem.addCatalogProduct", {"fields": {
        "orderId": made, "productid": mug, "currency": "USD", "quantity": 1, "name": "Mug"}})["basketItem"]  # fmt: skip
    assert (own["price"], own["productXmlId"], own["measureName"], own["type"]) == (10, "mug", "pcs.", 1)
    changed = {"id": own["id"], "fields": {"quantity": 3}}
    assert portal.result("sale.basketitem.updateCatalogProduct", changed)["basketItem"]["quantity"] == 3
    assert (
        portal.result("sale.basketitem.update", {"id": row["id"], "fields": {"price": 5}})["basketItem"]["price"] == 5
    )
    assert portal.result("sale.order.get", {"id": made})["order"]["price"] == 40
    assert len(portal.result("sale.basketitem.list", {"filter": {"orderId": made}})["basketItems"]) == 2
    by_hand = {"orderId": made, "productId": 0, "currency": "USD", "quantity": 1, "name": "By hand"}
    own = portal.result("sale.basketitem.add", {"fields": by_hand})["basketItem"]
    assert (own["productId"], own["name"]) == (0, "By hand")
    assert portal.refused("sale.basketitem.addCatalogProduct", {"fields": by_hand})[1] == 200140400007
    assert portal.result("sale.basketitem.delete", {"id": own["id"]}) is True
    for method, kind in (("property", "property"), ("propertyvariant", "property variant"), ("payment", "payment")):
        assert portal.refused(f"sale.{method}.get", {"id": 999})[2] == f"{kind} is not exists"
    given = {"productId": mug, "currency": "USD", "quantity": 2, "name": "Mug"}
    for more, code in (({}, 200140400008), ({"orderId": 99}, 200140400009), (
        {"orderId": made, "currency": "EUR"}, 200140400011),
        ({"orderId": made, "productId": 999}, 200140400007)):  # fmt: skip
        assert portal.refused("sale.basketitem.add", {"fields": given | more})[1] == code
    assert portal.refused("sale.basketitem.get", {"id": 99})[1:] == (200140400001, "basket item does not exist")
    assert portal.refused("sale.basketitem.updateCatalogProduct")[1] == 100
    prop = {"basketId": row["id"], "name": "Colour", "value": "red", "code": "COLOUR"}
    made_prop = portal.result("sale.basketproperties.add", {"fields": prop})["basketProperty"]
    assert portal.refused("sale.basketproperties.add", {"fields": prop | {"basketId": 99}})[1] == 200240400001
    changed = {"id": made_prop["id"], "fields": {"value": "blue"}}
    assert portal.result("sale.basketproperties.update", changed)["basketProperty"]["value"] == "blue"
    assert (
        portal.result("sale.basketproperties.get", {"id": made_prop["id"]})["basketProperty"]["basketId"] == row["id"]
    )
    assert portal.result("sale.basketitem.get", {"id": row["id"]})["basketItem"]["properties"][0]["value"] == "blue"
    assert "basketProperties" in portal.result("sale.basketproperties.getFields")
    assert portal.result("sale.basketproperties.delete", {"id": made_prop["id"]}) is True
    assert portal.result("sale.basketproperties.list") == {"basketProperties": []}
    assert portal.result("sale.basketitem.getFields")["basketItem"]["price"]["isReadOnly"] is False
    told = portal.result("sale.basketitem.getFieldsCatalogProduct")["basketItem"]
    assert told["measureName"]["isReadOnly"] is True
    assert portal.result("sale.basketitem.delete", {"id": row["id"]}) is True
    assert portal.result("sale.order.get", {"id": made})["order"]["price"] == 30


def test_payments(portal: Any, mug: int) -> None:
    made = order(portal)["id"]
    basket = line(portal, mug, made)["id"]
    fields = {"orderId": made, "paySystemId": 1, "sum": 30}
    row = portal.result("sale.payment.add", {"fields": fields})["payment"]
    assert (row["accountNumber"], row["paySystemName"], row["paySystemIsCash"], row["paid"], row["currency"]) == (
        f"{made}/1", "Cash", "Y", "N", "USD")  # fmt: skip
    assert portal.refused("sale.payment.add", {"fields": fields | {"orderId": 99}})[2] == "Unable to load order"
    assert portal.refused("sale.payment.add", {"fields": fields | {"paySystemId": 99}})[1] == 0
    assert portal.refused("sale.payment.update", {"id": row["id"], "fields": {"sum": 1}})[2] == (
        "Required fields: paySystemId")  # fmt: skip
    join = {"paymentId": row["id"], "basketId": basket}
    name = "sale.paymentitembasket"
    item = portal.result(f"{name}.add", {"fields": join | {"quantity": 2}})["paymentItemBasket"]
    assert portal.refused(f"{name}.add", {"fields": join})[1] == 201250000001
    assert portal.refused(f"{name}.add", {"fields": join | {"paymentId": 99}})[1] == 201240400002
    assert portal.refused(f"{name}.add", {"fields": join | {"basketId": 99}})[1] == 201240400003
    assert portal.result(f"{name}.update", {"id": item["id"], "fields": {"quantity": 1}})["paymentItemBasket"]
    assert portal.result(f"{name}.get", {"id": item["id"]})["paymentItemBasket"]["quantity"] == 1
    assert len(portal.result(f"{name}.list")["paymentItemsBasket"]) == 1
    assert portal.result(f"{name}.getfields")["paymentItemBasket"]
    assert portal.result(f"{name}.delete", {"id": item["id"]}) is True
    paid = {"paySystemId": 1, "paid": "Y"}
    row = portal.result("sale.payment.update", {"id": row["id"], "fields": paid})["payment"]
    assert (row["paid"], row["empPaidId"], bool(row["datePaid"])) == ("Y", 1, True)
    assert portal.result("sale.order.get", {"id": made})["order"]["payed"] == "Y"
    assert portal.refused("sale.order.delete", {"id": made})[1] == "SALE_ORDER_CANCEL_PAYMENT_EXIST_ACTIVE"
    assert portal.result("sale.payment.get", {"id": row["id"]})["payment"] == row
    assert portal.result("sale.payment.list", {"filter": {"orderId": made}}) == {"payments": [row]}
    assert portal.result("sale.payment.getFields")["payment"]["orderId"]["isImmutable"] is True
    assert portal.result("sale.payment.delete", {"id": row["id"]}) is True
    assert portal.refused("sale.payment.get", {"id": row["id"]})[1] == 200640400001


def test_events_and_traces(portal: Any) -> None:
    auth = portal.installed(scopes=("sale",)).access
    names = ("ONSALEORDERSAVED", "ONORDERENTITYSAVED", "ONPAYMENTENTITYSAVED", "ONPAYMENTDELETED", "ONORDERDELETED",
             "ONSALEBEFOREORDERDELETE")  # fmt: skip
    for event in names:
        portal.result("event.bind", {"event": event, "handler": f"{portal.inbox.url}/e"}, auth)
    made = portal.result("sale.order.add", {"fields": ORDER}, auth)["order"]["id"]
    portal.result("sale.payment.add", {"fields": {"orderId": made, "paySystemId": 1, "sum": 1}}, auth)
    owners = {row.section: row.owner for row in portal.state.fingerprint() if row.section in ("orders", "payments")}
    assert owners == {"orders": "acme.score", "payments": "acme.score"}
    portal.result("sale.order.delete", {"id": made}, auth)
    told = portal.settle()
    assert {post["event"] for post in told} == set(names)
    saved = next(post for post in told if post["event"] == "ONSALEORDERSAVED")
    assert (saved["data[FIELDS][ID]"], saved["data[FIELDS][ACTION]"]) == (str(made), "save")
    gone = next(post for post in told if post["event"] == "ONORDERDELETED")
    assert gone["data[FIELDS][ID]"] == str(made)
    assert not [row for row in portal.state.fingerprint() if row.section in ("orders", "payments")]
