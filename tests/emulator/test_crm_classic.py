"""Estimates, recurring deals, merging, what numbers mean: the classic methods beside the four first kinds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.rows import record


def test_estimates(portal: Any) -> None:
    auth = portal.installed().access
    for verb in ("ADD", "UPDATE", "DELETE"):
        params = {"event": f"ONCRMQUOTE{verb}", "handler": f"{portal.inbox.url}/e.php"}
        portal.result("event.bind", params, auth)
    ann = record(portal, "contact")
    made = record(portal, "quote", CONTACT_IDS=[ann], CONTENT="c", CLOSEDATE="2026-05-01")
    row = portal.result("crm.quote.get", {"ID": made})
    assert (row["STATUS_ID"], row["QUOTE_NUMBER"], row["CONTACT_ID"], row["CLOSED"]) == (
        "DRAFT", str(made), str(ann), "N",
    )  # fmt: skip
    assert set(row) <= set(portal.result("crm.quote.fields"))
    assert portal.result("crm.quote.update", {"id": made, "fields": {"STATUS_ID": "APPROVED"}}) is True
    assert portal.result("crm.quote.list", {"filter": {"CLOSED": "Y"}, "select": ["ID"]}) == [{"ID": str(made)}]
    rows = [{"PRODUCT_NAME": "A", "PRICE": 3, "QUANTITY": 2}]
    assert portal.result("crm.quote.productrows.set", {"id": made, "rows": rows}) is True
    assert portal.result("crm.quote.productrows.get", {"id": made})[0]["OWNER_TYPE"] == "Q"
    assert portal.result("crm.quote.get", {"id": made})["OPPORTUNITY"] == "6.00"
    links = "crm.quote.contact"
    assert portal.result(f"{links}.items.get", {"id": made})[0]["CONTACT_ID"] == ann
    assert portal.result(f"{links}.items.delete", {"id": made}) is True
    assert portal.result(f"{links}.add", {"id": made, "fields": {"CONTACT_ID": ann}}) is True
    assert portal.result(f"{links}.delete", {"id": made, "fields": {"CONTACT_ID": ann}}) is True
    assert portal.result(f"{links}.items.set", {"id": made, "items": [{"CONTACT_ID": ann}]}) is True
    assert portal.result(f"{links}.fields")["CONTACT_ID"]["isRequired"] is True
    fields = {"FIELD_NAME": "X", "USER_TYPE_ID": "string"}
    field = portal.result("crm.quote.userfield.add", {"fields": fields})
    assert portal.result("crm.quote.userfield.get", {"id": field})["ENTITY_ID"] == "CRM_QUOTE"
    assert portal.result("crm.quote.userfield.update", {"id": field, "fields": {"SORT": 5}}) is True
    assert len(portal.result("crm.quote.userfield.list")) == 1
    assert portal.result("crm.quote.userfield.delete", {"id": field}) is True
    assert portal.result("crm.quote.delete", {"id": made}) is True
    told = [post["event"] for post in portal.settle() if post["event"].startswith("ONCRMQUOTE")]
    assert told == ["ONCRMQUOTEADD", "ONCRMQUOTEUPDATE", "ONCRMQUOTEDELETE"]


@pytest.mark.parametrize(
    ("kind", "other"),
    [("deal", "contact"), ("lead", "contact"), ("company", "contact"), ("contact", "company")],
)
def test_fields_of_links(portal: Any, kind: str, other: str) -> None:
    found = portal.result(f"crm.{kind}.{other}.fields")
    assert set(found) == {"SORT", "IS_PRIMARY", f"{other.upper()}_ID"}


def test_what_was_linked_to_a_removed_record(portal: Any) -> None:
    ann, bob = record(portal, "contact"), record(portal, "contact")
    firm = record(portal, "company")
    deal = record(portal, "deal", CONTACT_IDS=[ann, bob], COMPANY_ID=firm)
    portal.result("crm.contact.delete", {"id": ann})
    portal.result("crm.company.delete", {"id": firm})
    row = portal.result("crm.deal.get", {"id": deal})
    assert (row["CONTACT_ID"], row["COMPANY_ID"]) == (str(bob), None)


def test_recurring_deals(portal: Any) -> None:
    auth = portal.installed().access
    for verb in ("ADD", "UPDATE", "EXPOSE", "DELETE"):
        params = {"event": f"ONCRMDEALRECURRING{verb}", "handler": f"{portal.inbox.url}/e.php"}
        portal.result("event.bind", params, auth)
    ann = record(portal, "contact")
    deal = record(portal, "deal", CONTACT_ID=ann, OPPORTUNITY=5)
    params = {
        "MODE": "multiple",
        "MULTIPLE_TYPE": "month",
        "OFFSET_BEGINDATE_TYPE": "month",
        "OFFSET_BEGINDATE_VALUE": 1,
    }
    given = {"DEAL_ID": deal, "IS_LIMIT": "T", "LIMIT_REPEAT": 2, "START_DATE": "2026-04-05", "PARAMS": params}
    made = portal.result("crm.deal.recurring.add", {"fields": given})
    row = portal.result("crm.deal.recurring.get", {"id": made})
    assert (row["BASED_ID"], row["IS_LIMIT"], row["PARAMS"]["MULTIPLE_TYPE"]) == (str(deal), "T", "month")
    assert portal.result("crm.deal.get", {"id": row["DEAL_ID"]})["IS_RECURRING"] == "Y"
    new = portal.result("crm.deal.recurring.expose", {"id": made})["DEAL_ID"]
    copied = portal.result("crm.deal.get", {"id": new})
    assert (copied["CONTACT_ID"], copied["OPPORTUNITY"], copied["IS_RECURRING"]) == (str(ann), "5.00", "N")
    assert portal.result("crm.deal.recurring.get", {"id": made})["COUNTER_REPEAT"] == "1"
    assert portal.result("crm.deal.recurring.update", {"id": made, "fields": {"ACTIVE": "N"}}) is True
    listed = portal.hook("crm.deal.recurring.list", {"filter": {"ACTIVE": "N"}, "order": {"ID": "DESC"}}).json()
    assert (listed["total"], listed["result"][0]["NEXT_EXECUTION"]) == (1, "")
    assert "MODE" in portal.result("crm.deal.recurring.fields")["PARAMS"]["definition"]
    told = portal.refused("crm.deal.recurring.delete", {"id": made})
    assert told[2] == "Deleting is impossible. Connected recurring deal exists."
    portal.result("crm.deal.delete", {"id": row["DEAL_ID"]})
    assert portal.result("crm.deal.recurring.delete", {"id": made}) is True
    posts = [post for post in portal.settle() if post["event"].startswith("ONCRMDEALRECURRING")]
    assert [post["event"].removeprefix("ONCRMDEALRECURRING") for post in posts] == ["ADD", "EXPOSE", "UPDATE", "DELETE"]
    assert (posts[1]["data[FIELDS][DEAL_ID]"], posts[0]["data[FIELDS][RECURRING_DEAL_ID]"]) == (
        str(new), row["DEAL_ID"],
    )  # fmt: skip


def test_errors_of_recurring_deals(portal: Any) -> None:
    assert portal.refused("crm.deal.recurring.add")[2] == "Parameter 'fields' must be array."
    assert portal.refused("crm.deal.recurring.add", {"fields": {}})[2] == "Deal id is empty."
    for verb in ("get", "update", "delete", "expose"):
        assert portal.refused(f"crm.deal.recurring.{verb}", {"id": 0})[2] == "id is not defined or invalid."
        assert portal.refused(f"crm.deal.recurring.{verb}", {"id": 9})[2] == "Recurring deal is not found."
    deal = record(portal, "deal")
    made = portal.result("crm.deal.recurring.add", {"fields": {"DEAL_ID": deal}})
    me = {"user_id": portal.user_id}
    assert portal.refused("crm.deal.recurring.add", {"fields": {"DEAL_ID": deal}}, **me)[2] == "Access denied."
    assert portal.refused("crm.deal.recurring.update", {"id": made, "fields": {}}, **me)[2] == "Access denied."
    template = portal.result("crm.deal.recurring.get", {"id": made})["DEAL_ID"]
    told = portal.refused("crm.deal.recurring.add", {"fields": {"DEAL_ID": template}})
    assert told[2] == "Deal already has recurring settings."
    assert portal.refused("crm.deal.recurring.list", {"filter": "x"})[2] == "Parameter 'filter' must be array."


def test_merging(portal: Any) -> None:
    one = record(portal, "contact", PHONE=[{"VALUE": "1"}])
    two = record(portal, "contact", POST="boss", PHONE=[{"VALUE": "1"}, {"VALUE": "2"}])
    deal = record(portal, "deal", CONTACT_ID=two)
    done = portal.result("crm.entity.mergeBatch", {"params": {"entityTypeId": 3, "entityIds": [one, two]}})
    assert done == {"STATUS": "SUCCESS", "ENTITY_IDS": [two]}
    row = portal.result("crm.contact.get", {"id": one})
    assert (row["POST"], [phone["VALUE"] for phone in row["PHONE"]]) == ("boss", ["1", "2"])
    assert portal.refused("crm.contact.get", {"id": two})[2] == "Not found"
    assert portal.result("crm.deal.get", {"id": deal})["CONTACT_ID"] == str(one)
    three = record(portal, "contact", POST="other")
    wanted = {"params": {"entityTypeId": 3, "entityIds": [one, three]}}
    assert portal.result("crm.entity.mergeBatch", wanted)["STATUS"] == "CONFLICT"
    assert portal.refused("crm.entity.mergeBatch", wanted, user_id=portal.user_id)[0] == 403
    for params, text in (
        ({}, "The parameter entityTypeId is required."), ({"entityTypeId": 999}, "Entity type 999 is not supported"),
        ({"entityTypeId": 3, "entityIds": [1]}, "The parameter entityIds must contains at least two elements."),
        ({"entityTypeId": 3, "entityIds": [1, 99]}, "Owner was not found"),
    ):  # fmt: skip
        assert portal.refused("crm.entity.mergeBatch", {"params": params})[2] == text


def test_what_numbers_and_fields_mean(portal: Any) -> None:
    assert portal.result("crm.enum.addresstype")[0]["NAME"] == "Shipping address"
    assert portal.result("crm.enum.fields")["ID"]["type"] == "int"
    assert portal.result("crm.enum.getorderownertypes")[0]["code"] == "DEAL"
    assert [row["ID"] for row in portal.result("crm.enum.settings.mode")] == [1, 2]
    fields = portal.result("crm.userfield.fields")
    assert (fields["ID"]["isReadOnly"], fields["ENTITY_ID"]["isImmutable"], fields["LIST"]["isMultiple"]) == (True,) * 3
    assert {"ID": "crm", "title": "Binding to CRM Entities"} in portal.result("crm.userfield.types")
    assert set(portal.result("crm.userfield.enumeration.fields")) == {"ID", "SORT", "VALUE", "DEF", "DEL"}
    assert set(portal.result("crm.userfield.settings.fields", {"type": "double"})) == {"DEFAULT_VALUE", "PRECISION"}
    assert "'type'" in portal.refused("crm.userfield.settings.fields")[2]


def test_events_of_lists_of_values(portal: Any) -> None:
    auth = portal.installed().access
    for verb in ("ADD", "SETENUMVALUES"):
        params = {"event": f"ONCRMDEALUSERFIELD{verb}", "handler": f"{portal.inbox.url}/e.php"}
        portal.result("event.bind", params, auth)
    fields = {"FIELD_NAME": "COLOUR", "USER_TYPE_ID": "enumeration", "LIST": [{"VALUE": "red"}]}
    made = portal.result("crm.deal.userfield.add", {"fields": fields})
    portal.result("crm.deal.userfield.update", {"id": made, "fields": {"LIST": [{"VALUE": "blue"}]}})
    posts = [post for post in portal.settle() if "USERFIELD" in post["event"]]
    assert [post["event"].removeprefix("ONCRMDEALUSERFIELD") for post in posts] == [
        "ADD", "SETENUMVALUES", "SETENUMVALUES",
    ]  # fmt: skip
    assert posts[1]["data[FIELDS][FIELD_NAME]"] == "UF_CRM_COLOUR"
