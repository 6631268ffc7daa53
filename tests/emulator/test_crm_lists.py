"""Lists of classic CRM: filters, order, masks; dictionaries and pipelines."""

from __future__ import annotations

from typing import Any

import pytest


def add(portal: Any, **fields: Any) -> int:
    made: int = portal.result("crm.deal.add", {"fields": fields})
    return made


FILTERS = [
    ({"TITLE": "b"}, "b"), ({"=TITLE": "b"}, "b"), ({"TITLE": ["a", "c"]}, "ac"), ({"@TITLE": ["a", "c"]}, "ac"),
    ({"!TITLE": "b"}, "ac"), ({"!=TITLE": "b"}, "ac"), ({"!@TITLE": ["a", "b"]}, "c"), ({">OPPORTUNITY": 100}, "bc"),
    ({">=OPPORTUNITY": "200.00"}, "bc"), ({"<OPPORTUNITY": 200}, "a"), ({"<=OPPORTUNITY": 200}, "ab"),
    ({"%COMMENTS": "ell"}, "ab"), ({"=%COMMENTS": "hel%"}, "a"), ({"%=COMMENTS": "%ll_"}, "a"),
    ({"!%COMMENTS": "ell"}, "c"),
    ({"!=%COMMENTS": "hel%"}, "bc"), ({"!%=COMMENTS": "hel%"}, "bc"), ({"?COMMENTS": "shell"}, "b"),
    ({"><OPPORTUNITY": [150, 250]}, "b"), ({"!><OPPORTUNITY": [150, 250]}, "ac"), ({"COMMENTS": ""}, "c"),
    ({"!COMMENTS": ""}, "ab"), ({"UNKNOWN": "x"}, "abc"), ({">ID": 1, "<ID": 3}, "b"),
    ({">DATE_CREATE": "2020-01-01"}, "abc"),
    ({"<DATE_CREATE": "2020-01-01T00:00:00+03:00"}, ""),
    ({"LOGIC": "OR", "0": {"TITLE": "a"}, "1": {"TITLE": "c"}}, "ac"),
    ({"STAGE_ID": "NEW", "OPENED": "Y"}, "abc"), ({"@ID": []}, ""), ({"ASSIGNED_BY_ID": 1}, "abc"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "expected"), FILTERS, ids=[str(wanted) for wanted, _ in FILTERS])
def test_filters(portal: Any, wanted: dict[str, Any], expected: str) -> None:
    for title, amount, comment in (("a", 100, "hello"), ("b", 200, "shell"), ("c", 300, None)):
        add(portal, TITLE=title, OPPORTUNITY=amount, COMMENTS=comment)
    rows = portal.result("crm.deal.list", {"filter": wanted, "select": ["TITLE"]})
    assert "".join(row["TITLE"] for row in rows) == expected


def test_order_and_select(portal: Any) -> None:
    for title, amount in (("a", 20), ("b", 100), ("c", 20)):
        add(portal, TITLE=title, OPPORTUNITY=amount)
    rows = portal.result("crm.deal.list", {"order": {"OPPORTUNITY": "DESC", "TITLE": "DESC"}, "select": ["TITLE"]})
    assert rows == [{"ID": "2", "TITLE": "b"}, {"ID": "3", "TITLE": "c"}, {"ID": "1", "TITLE": "a"}]
    portal.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": "X", "USER_TYPE_ID": "string"}})
    assert "UF_CRM_X" not in portal.result("crm.deal.list")[0]
    assert "UF_CRM_X" in portal.result("crm.deal.list", {"select": ["*", "UF_*"]})[0]
    assert set(portal.result("crm.deal.list", {"select": ["UF_*"]})[0]) == {"ID", "UF_CRM_X"}


def test_dictionaries(portal: Any) -> None:
    stages = portal.result("crm.status.list", {"filter": {"ENTITY_ID": "DEAL_STAGE"}, "order": {"SORT": "ASC"}})
    assert [row["STATUS_ID"] for row in stages] == [
        "NEW", "PREPARATION", "PREPAYMENT_INVOICE", "EXECUTING", "FINAL_INVOICE", "WON", "LOSE", "APOLOGY"
    ]  # fmt: skip
    assert stages[5]["EXTRA"]["SEMANTICS"] == "success"
    assert len(portal.result("crm.status.entity.items", {"entityId": "SOURCE"})) == 12
    assert portal.refused("crm.status.entity.items", {"entityId": "?"})[2].startswith("The parameter entityId")
    assert {"STATUS", "DEAL_STAGE"} <= {row["ID"] for row in portal.result("crm.status.entity.types")}
    made = portal.result("crm.status.add", {"fields": {"ENTITY_ID": "SOURCE", "STATUS_ID": "FAIR", "NAME": "Fair"}})
    assert portal.result("crm.status.update", {"id": made, "fields": {"NAME": "Big fair"}}) is True
    assert portal.result("crm.status.get", {"id": made})["NAME"] == "Big fair"
    assert portal.result("crm.status.delete", {"id": made}) is True
    assert portal.refused("crm.status.delete", {"id": stages[0]["ID"]})[1] == ""
    assert portal.refused("crm.status.add", {"fields": {}}, user_id=portal.user_id) == (400, "", "Access denied.")
    assert portal.result("crm.currency.base.get") == "USD"
    assert [row["CURRENCY"] for row in portal.result("crm.currency.list")] == ["EUR", "RUB", "USD"]
    assert portal.result("crm.currency.get", {"id": "EUR"})["BASE"] == "N"
    assert portal.result("crm.settings.mode.get") == 1
    assert {"ID": 2, "NAME": "Deal", "SYMBOL_CODE": "DEAL", "SYMBOL_CODE_SHORT": "D"} in portal.result(
        "crm.enum.ownertype"
    )
    assert set(portal.result("crm.multifield.fields")) == {"ID", "TYPE_ID", "VALUE", "VALUE_TYPE"}


def test_types_of_payers(portal: Any) -> None:
    rows = portal.result("crm.persontype.list")
    assert rows == [{"ID": "1", "NAME": "CRM_COMPANY"}, {"ID": "2", "NAME": "CRM_CONTACT"}]
    asked = {"order": {"ID": "DESC"}, "filter": {"NAME": "CRM_COMPANY"}}
    assert portal.result("crm.persontype.list", asked, user_id=portal.user_id) == rows[:1]
    assert list(portal.result("crm.persontype.fields")) == ["ID", "NAME"]


def test_pipelines(portal: Any) -> None:
    made = portal.result("crm.category.add", {"entityTypeId": 2, "fields": {"name": "Second"}})["category"]["id"]
    listed = portal.result("crm.category.list", {"entityTypeId": 2})["categories"]
    assert [(row["id"], row["isDefault"]) for row in listed] == [(0, "Y"), (made, "N")]
    assert portal.result("crm.dealcategory.list")[0]["NAME"] == "Second"
    assert portal.result("crm.dealcategory.stage.list", {"id": made})[0]["STATUS_ID"] == f"C{made}:NEW"
    assert portal.result("crm.dealcategory.default.get")["ID"] == 0
    deal = add(portal, CATEGORY_ID=made)
    assert portal.result("crm.deal.get", {"id": deal})["STAGE_ID"] == f"C{made}:NEW"
    assert "has deals" in portal.refused("crm.dealcategory.delete", {"id": made})[2]
    portal.result("crm.deal.delete", {"id": deal})
    assert portal.result("crm.category.delete", {"entityTypeId": 2, "id": made}) is None
    assert portal.refused("crm.category.list", {"entityTypeId": 3})[1] == "ENTITY_TYPE_NOT_SUPPORTED"
    assert portal.refused("crm.category.list", {"entityTypeId": 999})[1] == "NOT_FOUND"
    assert portal.refused("crm.category.get", {"entityTypeId": 2, "id": 99})[1] == "NOT_FOUND"
    assert portal.refused("crm.category.add", {"entityTypeId": 2}, user_id=portal.user_id)[1] == "ACCESS_DENIED"


def test_dictionaries_of_a_russian_portal(make: Any) -> None:
    portal = make(language="ru")
    rows = portal.result("crm.status.list")
    assert not [row["NAME"] for row in rows if row["NAME"].isascii()]
    stages = portal.result("crm.status.list", {"filter": {"ENTITY_ID": "DEAL_STAGE"}})
    assert [row["NAME"] for row in stages][:2] == ["Новая", "Подготовка документов"]
    names = {row["ID"]: row["NAME"] for row in portal.result("crm.status.entity.types")}
    assert names["DEAL_STAGE"] == "Стадии сделок"
    type_id = portal.result("crm.type.add", {"fields": {"title": "T", "isStagesEnabled": "Y"}})["type"]["entityTypeId"]
    made = portal.result("crm.item.add", {"entityTypeId": type_id, "fields": {"title": "One"}})["item"]["id"]
    admin = portal.state.people.users[1]
    (card,) = portal.state.ask("crm.cards", type=f"dynamic_{type_id}", user=admin)
    assert (card["id"], card["stage"]) == (made, "Начало")


def test_fields_of_a_status(portal: Any) -> None:
    fields = portal.result("crm.status.fields")
    assert list(fields)[:4] == ["ID", "ENTITY_ID", "STATUS_ID", "SORT"]
    assert fields["EXTRA"]["type"] == "crm_status_extra"
    assert {row["isDynamic"] for row in fields.values()} == {False}
    assert [name for name, row in fields.items() if row["isRequired"]] == ["ENTITY_ID", "STATUS_ID", "NAME"]
