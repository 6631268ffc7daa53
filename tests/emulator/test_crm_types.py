"""Smart processes, digital workplaces, pipelines, product rows of items, cards' forms."""

from __future__ import annotations

from typing import Any

import pytest


def add_type(portal: Any, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = portal.result("crm.type.add", {"fields": {"title": "Parcels"} | fields})["type"]
    return made


def test_life_of_a_smart_process(portal: Any) -> None:
    relations = {"parent": [{"entityTypeId": 1, "isChildrenListEnabled": "true"}], "child": [{"entityTypeId": 3}]}
    linked = {"TASKS_TASK|UF_CRM_TASK": "true"}
    row = add_type(
        portal, isClientEnabled="Y", isUseInUserfieldEnabled="Y", relations=relations, linkedUserFields=linked
    )
    assert (row["id"], row["entityTypeId"], row["isClientEnabled"], row["isStagesEnabled"]) == (1, 1030, "Y", "N")
    parents = {one["entityTypeId"]: one["isPredefined"] for one in row["relations"]["parent"]}
    assert parents == {1: "N", 3: "Y", 4: "Y"}
    assert row["relations"]["child"] == [{"entityTypeId": 3, "isChildrenListEnabled": "N", "isPredefined": "N"}]
    assert row["linkedUserFields"]["TASKS_TASK|UF_CRM_TASK"] == "Y"
    assert portal.result("crm.type.get", {"id": 1})["type"] == row
    assert portal.result("crm.type.getByEntityTypeId", {"entityTypeId": 1030})["type"]["id"] == 1
    changed = portal.result("crm.type.update", {"id": 1, "fields": {"title": "Boxes", "isStagesEnabled": "Y"}})["type"]
    assert (changed["title"], changed["isStagesEnabled"]) == ("Boxes", "Y")
    assert add_type(portal)["entityTypeId"] == 1032
    listed = portal.hook("crm.type.list", {"filter": {"%title": "box"}}).json()
    assert (listed["total"], listed["result"]["types"][0]["entityTypeId"]) == (1, 1030)
    assert "relations" not in listed["result"]["types"][0]
    fields = portal.result("crm.type.fields")["fields"]
    assert (fields["entityTypeId"]["isImmutable"], fields["title"]["isRequired"]) == (True, True)
    assert "parentId1" in portal.result("crm.item.fields", {"entityTypeId": 1030})["fields"]
    portal.result("crm.item.add", {"entityTypeId": 1030, "fields": {"title": "x"}})
    assert portal.refused("crm.type.delete", {"id": 1})[1] == "0"
    portal.result("crm.item.delete", {"entityTypeId": 1030, "id": 1})
    assert portal.result("crm.type.delete", {"id": 1}) == []
    assert portal.refused("crm.item.list", {"entityTypeId": 1030})[1] == "NOT_FOUND"


def test_errors_of_smart_processes(portal: Any) -> None:
    for wanted in (1031, 100, 193):
        told = portal.refused("crm.type.add", {"fields": {"title": "x", "entityTypeId": wanted}})
        assert told == (400, "INVALID_ARG_VALUE", "entityTypeId is out of allowed range")
    add_type(portal, entityTypeId=150)
    assert portal.refused("crm.type.add", {"fields": {"entityTypeId": 150}})[1] == "INVALID_ARG_VALUE"
    assert portal.refused("crm.type.add")[1:] == ("100", "Could not find value for parameter {fields}")
    assert portal.refused("crm.type.add", {"fields": {"isExternal": "true"}})[1] == "0"
    assert portal.refused("crm.type.get", {"id": 9})[1] == "0"
    assert portal.refused("crm.type.getByEntityTypeId", {"entityTypeId": 9})[2] == "Smart process not found"
    for verb in ("add", "update", "delete", "fields"):
        told = portal.refused(f"crm.type.{verb}", {"id": 1, "fields": {}}, user_id=portal.user_id)
        assert told == (400, "ACCESS_DENIED", "Access denied")


def test_workplaces(portal: Any) -> None:
    add_type(portal)
    made = portal.result("crm.automatedsolution.add", {"fields": {"title": "HR", "typeIds": [1]}})["automatedSolution"]
    assert made == {"id": 1, "title": "HR", "typeIds": [1]}
    assert portal.result("crm.type.get", {"id": 1})["type"]["customSectionId"] == 1
    told = portal.refused("crm.automatedsolution.delete", {"id": 1})
    assert told[1] == "HAS_BOUND_TYPES"
    changed = portal.result("crm.automatedsolution.update", {"id": 1, "fields": {"title": "R&D", "typeIds": []}})
    assert changed["automatedSolution"] == {"id": 1, "title": "R&D", "typeIds": []}
    assert portal.result("crm.automatedsolution.get", {"id": 1})["automatedSolution"]["title"] == "R&D"
    wrong = portal.refused("crm.type.list", {"filter": {"nothing": 1}})
    assert wrong == (400, "INVALID_ARG_VALUE", "Invalid filter: field 'nothing' is not allowed in filter")
    assert portal.refused("crm.type.list", {"order": {"id": "up"}})[1] == "INVALID_ARG_VALUE"
    listed = portal.hook("crm.automatedsolution.list", {"filter": {"%title": "R"}, "order": {"id": "desc"}}).json()
    assert (listed["total"], len(listed["result"]["automatedSolutions"])) == (1, 1)
    assert set(portal.result("crm.automatedsolution.fields")) == {"id", "title", "typeIds"}
    assert portal.refused("crm.automatedsolution.add", {"fields": {}})[1] == "BX_EMPTY_REQUIRED"
    assert portal.refused("crm.automatedsolution.update", {"id": 1, "fields": {"title": ""}})[1] == "BX_EMPTY_REQUIRED"
    assert portal.refused("crm.automatedsolution.list", {"filter": {"x": 1}})[1] == "INVALID_ARG_VALUE"
    assert portal.result("crm.automatedsolution.delete", {"id": 1}) is None
    assert portal.refused("crm.automatedsolution.get", {"id": 1})[1] == "NOT_FOUND"
    assert portal.refused("crm.automatedsolution.list", user_id=portal.user_id)[1] == "ACCESS_DENIED"


def test_pipelines_of_smart_processes(portal: Any) -> None:
    add_type(portal, isStagesEnabled="Y", isCategoriesEnabled="Y")
    where = {"entityTypeId": 1030}
    first = portal.result("crm.category.list", where)["categories"][0]
    made = portal.result("crm.category.add", where | {"fields": {"name": "Second", "isDefault": "Y"}})["category"]
    assert (made["isDefault"], made["entityTypeId"], made["isSystem"]) == ("Y", 1030, "N")
    assert portal.result("crm.category.get", where | {"id": first["id"]})["category"]["isDefault"] == "N"
    fields = portal.result("crm.category.fields", where)["fields"]
    assert "originId" not in fields
    assert "originId" in portal.result("crm.category.fields", {"entityTypeId": 2})["fields"]
    item = portal.result("crm.item.add", where | {"fields": {}})["item"]
    assert item["stageId"] == f"DT1030_{made['id']}:NEW"
    assert portal.refused("crm.category.delete", where | {"id": made["id"]})[1:] == (
        "BX_ERROR", "This funnel is the default funnel",
    )  # fmt: skip
    changed = portal.result("crm.category.update", where | {"id": first["id"], "fields": {"name": "A", "sort": 7}})
    assert (changed["category"]["name"], changed["category"]["sort"]) == ("A", 7)
    assert portal.result("crm.category.delete", where | {"id": first["id"]}) is None
    types = {row["ID"]: row for row in portal.result("crm.status.entity.types")}
    assert types[f"DYNAMIC_1030_STAGE_{made['id']}"]["IS_DEFAULT_CATEGORY"] is True
    assert types["QUOTE_STATUS"]["SEMANTIC_INFO"]["FINAL_UNSUCCESS_FIELD"] == "DECLAINED"
    deals = {"entityTypeId": 2}
    assert portal.refused("crm.category.delete", deals | {"id": 0})[1] == "0"
    assert portal.refused("crm.category.add", deals | {"fields": {}})[1:] == ("0", "Field 'NAME' is required")
    assert portal.refused("crm.category.list", {"entityTypeId": 1})[1] == "ENTITY_TYPE_NOT_SUPPORTED"


def test_old_pipelines(portal: Any) -> None:
    made = portal.result("crm.dealcategory.add", {"fields": {"NAME": "Second"}})
    assert portal.result("crm.dealcategory.update", {"id": made, "fields": {"NAME": "Third"}}) is True
    assert portal.result("crm.dealcategory.get", {"id": made})["NAME"] == "Third"
    assert portal.result("crm.dealcategory.fields")["NAME"]["isRequired"] is True
    assert portal.result("crm.dealcategory.default.set", {"name": "Main"}) is True
    assert portal.result("crm.dealcategory.default.get")["NAME"] == "Main"
    assert portal.result("crm.dealcategory.status", {"id": made}) == f"DEAL_STAGE_{made}"
    assert portal.result("crm.dealcategory.delete", {"id": made}) is True
    assert portal.refused("crm.dealcategory.get", {"id": made})[2] == "Not found"


def test_product_rows_of_items(portal: Any) -> None:
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "T"}})
    given = {"ownerId": deal, "ownerType": "D", "productName": "Phone", "price": 80000, "quantity": 2,
             "discountTypeId": 2, "discountRate": 20, "taxRate": 20, "taxIncluded": "Y"}  # fmt: skip
    row = portal.result("crm.item.productrow.add", {"fields": given})["productRow"]
    assert (row["priceExclusive"], row["priceNetto"], row["discountSum"], row["priceAccount"]) == (
        66666.67, 83333.33, 16666.67, 80000,
    )  # fmt: skip
    assert portal.result("crm.deal.get", {"id": deal})["OPPORTUNITY"] == "160000.00"
    assert portal.result("crm.item.productrow.get", {"id": row["id"]})["productRow"] == row
    changed = portal.result("crm.item.productrow.update", {"id": row["id"], "fields": {"quantity": 1}})["productRow"]
    assert changed["quantity"] == 1
    assert portal.result("crm.item.get", {"entityTypeId": 2, "id": deal})["item"]["opportunity"] == 80000
    rows = {"ownerId": deal, "ownerType": "D", "productRows": [{"productName": "A", "price": 1}, {"productName": "B"}]}
    assert [one["sort"] for one in portal.result("crm.item.productrow.set", rows)["productRows"]] == [10, 20]
    wanted = {"=ownerType": "D", "=ownerId": deal}
    listed = portal.hook("crm.item.productrow.list", {"filter": wanted, "order": {"id": "desc"}}).json()
    assert ([one["productName"] for one in listed["result"]["productRows"]], listed["total"]) == (["B", "A"], 2)
    assert portal.result("crm.productrow.list", {"filter": {"OWNER_TYPE": "D", "OWNER_ID": deal}})[0]["PRICE"] == 1
    assert portal.result("crm.productrow.fields")["OWNER_ID"]["isRequired"] is True
    assert portal.result("crm.item.productrow.fields")["fields"]["ownerType"]["isImmutable"] is True
    assert portal.result("crm.item.productrow.delete", {"id": listed["result"]["productRows"][0]["id"]}) is None


@pytest.mark.parametrize(
    ("verb", "params", "error"),
    [
        ("add", {}, "100"), ("add", {"fields": {"ownerId": 1}}, "100"),
        ("add", {"fields": {"ownerId": 1, "ownerType": "C"}}, "ENTITY_TYPE_NOT_SUPPORTED"),
        ("add", {"fields": {"ownerId": 99, "ownerType": "D"}}, "OWNER_NOT_FOUND"),
        ("set", {"ownerType": "D"}, "100"), ("get", {}, "100"), ("get", {"id": 5}, "NOT_FOUND"),
        ("list", {"filter": {}}, "INVALID_ARG_VALUE"), ("update", {"id": 5, "fields": {}}, "NOT_FOUND"),
    ],
)  # fmt: skip
def test_errors_of_product_rows(portal: Any, verb: str, params: dict[str, Any], error: str) -> None:
    assert portal.refused(f"crm.item.productrow.{verb}", params)[1] == error


SECTIONS = [{"name": "main", "title": "Main", "type": "section", "elements": [{"name": "TITLE", "optionFlags": 1}]}]


@pytest.mark.parametrize("name", ["item", "lead", "deal", "contact", "company"])
def test_forms_of_cards(portal: Any, name: str) -> None:
    where = {"entityTypeId": 2} if name == "item" else {}
    method = f"crm.{name}.details.configuration"
    assert portal.result(f"{method}.get", where) is None
    assert portal.result(f"{method}.set", where | {"data": SECTIONS}) is True
    assert portal.result(f"{method}.set", where | {"data": SECTIONS, "scope": "C"}) is True
    assert portal.result(f"{method}.get", where)[0]["elements"] == [{"name": "TITLE", "optionFlags": "1"}]
    assert portal.result(f"{method}.forceCommonScopeForAll", where) is True
    assert portal.result(f"{method}.get", where) is None
    assert portal.result(f"{method}.reset", where | {"scope": "C"}) is True
    assert portal.result(f"{method}.get", where | {"scope": "C"}) is None
    me = {"user_id": portal.user_id}
    assert portal.result(f"{method}.set", where | {"data": SECTIONS}, **me) is True
    assert portal.refused(f"{method}.set", where | {"data": SECTIONS, "scope": "C"}, **me)[2] == "Access denied."
    assert portal.refused(f"{method}.get", where | {"userId": 1}, **me)[2] == "Access denied."
    assert portal.refused(f"{method}.forceCommonScopeForAll", where, **me)[2] == "Access denied."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("x", "Parameter 'data' must be array."), ([], "There are no data to write."),
        ({"a": 1}, "The data must be indexed array."),
        ([{"name": "a", "title": "b", "type": "tab"}],
         "Section at index 0 have type 'tab'. The expected type is 'section'."),
        ([{"type": "section", "title": "b"}], "Section at index 0 does not have name."),
        ([{"type": "section", "name": "b"}], "Section at index 0 does not have title."),
        ([{"type": "section", "name": "b", "title": "c", "elements": [{}]}],
         "Element at index 0 in section at index 0 does not have name."),
    ],
)  # fmt: skip
def test_errors_of_forms(portal: Any, data: Any, text: str) -> None:
    told = portal.refused("crm.item.details.configuration.set", {"entityTypeId": 2, "data": data})
    assert told == (400, "", text)


def test_forms_want_a_kind(portal: Any) -> None:
    method = "crm.item.details.configuration.get"
    assert portal.refused(method)[2] == "Parameter 'entityTypeId' is not defined"
    assert "is not supported" in portal.refused(method, {"entityTypeId": 999})[2]


def test_what_applications_leave_bears_their_name(portal: Any) -> None:
    auth = portal.installed().access
    portal.result("crm.type.add", {"fields": {"title": "Parcels"}}, auth)
    portal.result("crm.currency.add", {"fields": {"CURRENCY": "CNY", "AMOUNT_CNT": 1, "AMOUNT": 1}}, auth)
    portal.result("crm.deal.details.configuration.set", {"data": SECTIONS}, auth)
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "T"}}, auth)
    portal.result("crm.deal.recurring.add", {"fields": {"DEAL_ID": deal}}, auth)
    row = {"ownerId": deal, "ownerType": "D", "productName": "A", "price": 1}
    made = portal.result("crm.item.productrow.add", {"fields": row}, auth)["productRow"]["id"]
    payment = portal.result("crm.item.payment.add", {"entityTypeId": 2, "entityId": deal}, auth)
    line = {"paymentId": payment, "rowId": made, "quantity": 1}
    portal.result("crm.item.payment.product.add", line, auth)
    portal.result("crm.automatedsolution.add", {"fields": {"title": "HR"}}, auth)
    own = {row.section for row in portal.state.fingerprint() if row.owner == "acme.score"}
    assert {
        "crm smart processes", "crm currencies", "crm forms", "crm recurring deals", "crm payment products",
        "crm workplaces", "crm deal", "crm pipelines", "crm order links",
    } <= own  # fmt: skip
    again = {(row.section, row.key): row.digest for row in portal.state.fingerprint()}
    assert again == {(row.section, row.key): row.digest for row in portal.state.fingerprint()}
