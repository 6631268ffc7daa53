"""Classic CRM: records, lists, user fields, dictionaries, links, rights."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.rows import record

KINDS = ("lead", "deal", "contact", "company")


@pytest.mark.parametrize("kind", KINDS)
def test_life_of_a_record(portal: Any, kind: str) -> None:
    made = record(portal, kind, COMMENTS="c", NONSENSE="dropped")
    row = portal.result(f"crm.{kind}.get", {"ID": made})
    assert (row["ID"], row["COMMENTS"], row["ASSIGNED_BY_ID"], row["CREATED_BY_ID"]) == (str(made), "c", "1", "1")
    assert "NONSENSE" not in row
    assert all(value is None or isinstance(value, str) for value in row.values())
    assert portal.result(f"crm.{kind}.update", {"id": made, "fields": {"COMMENTS": "d", "ID": 9}}) is True
    assert portal.result(f"crm.{kind}.get", {"id": str(made)})["COMMENTS"] == "d"
    fields = portal.result(f"crm.{kind}.fields")
    assert set(row) - {"PHONE", "EMAIL", "MOVED_BY_ID"} <= set(fields)
    assert fields["ID"] == {
        "type": "integer", "isRequired": False, "isReadOnly": True, "isImmutable": False, "isMultiple": False,
        "isDynamic": False, "title": "ID",
    }  # fmt: skip
    assert portal.result(f"crm.{kind}.delete", {"id": made}) is True
    assert portal.refused(f"crm.{kind}.get", {"id": made}) == (400, "", "Not found")


@pytest.mark.parametrize("kind", KINDS)
def test_classic_errors(portal: Any, kind: str) -> None:
    for verb in ("get", "update", "delete"):
        assert portal.refused(f"crm.{kind}.{verb}", {"id": 0})[1:] == ("", "ID is not defined or invalid")
        assert portal.refused(f"crm.{kind}.{verb}", {"id": 99})[1:] == ("", "Not found")
    assert portal.refused(f"crm.{kind}.add") == (400, "", "Parameter 'fields' must be array.")
    assert portal.refused(f"crm.{kind}.add", {"fields": "x"}) == (400, "", "Parameter 'fields' must be array.")
    made = record(portal, kind)
    assert portal.refused(f"crm.{kind}.update", {"id": made})[2] == "Parameter 'fields' must be array."


def test_required_names(portal: Any) -> None:
    assert "Company Name" in portal.refused("crm.company.add", {"fields": {}})[2]
    assert "First name" in portal.refused("crm.contact.add", {"fields": {"POST": "x"}})[2]


def test_a_deals_own_values(portal: Any) -> None:
    made = record(
        portal,
        "deal",
        TITLE="",
        OPPORTUNITY="1000",
        OPENED=False,
        BEGINDATE="2026-03-01",
        CLOSEDATE="24.08.2026 10:00:00",
    )
    row = portal.result("crm.deal.get", {"id": made})
    assert (row["TITLE"], row["OPPORTUNITY"], row["OPENED"], row["STAGE_ID"]) == (
        f"Deal #{made}",
        "1000.00",
        "N",
        "NEW",
    )
    assert (row["BEGINDATE"], row["CLOSEDATE"]) == ("2026-03-01T00:00:00+00:00", "2026-08-24T00:00:00+00:00")
    assert (row["STAGE_SEMANTIC_ID"], row["CLOSED"], row["CURRENCY_ID"], row["COMPANY_ID"]) == ("P", "N", "USD", None)
    portal.result("crm.deal.update", {"id": made, "fields": {"STAGE_ID": "WON"}})
    row = portal.result("crm.deal.get", {"id": made})
    assert (row["STAGE_SEMANTIC_ID"], row["CLOSED"]) == ("S", "Y")
    lead = record(portal, "lead", STATUS_ID="JUNK")
    row = portal.result("crm.lead.get", {"id": lead})
    assert row["STATUS_SEMANTIC_ID"] == "F"
    assert row["DATE_CLOSED"]


def test_multifields(portal: Any) -> None:
    made = record(
        portal,
        "contact",
        PHONE=[{"VALUE": "+1 (555) 100", "VALUE_TYPE": "MOBILE"}, {"VALUE": "2"}],
        EMAIL=[{"VALUE": "a@b.c"}],
    )
    row = portal.result("crm.contact.get", {"id": made})
    phone, second = row["PHONE"]
    assert set(phone) == {"ID", "VALUE_TYPE", "VALUE", "TYPE_ID"}
    assert (phone["VALUE_TYPE"], second["VALUE_TYPE"], row["HAS_PHONE"], row["HAS_EMAIL"]) == (
        "MOBILE",
        "WORK",
        "Y",
        "Y",
    )
    change = [{"ID": phone["ID"], "VALUE": "3"}, {"ID": second["ID"], "DELETE": "Y"}, {"VALUE": "4"}]
    portal.result("crm.contact.update", {"id": made, "fields": {"PHONE": change}})
    assert [one["VALUE"] for one in portal.result("crm.contact.get", {"id": made})["PHONE"]] == ["3", "4"]
    assert "PHONE" not in portal.result("crm.contact.list")[0]
    assert "PHONE" in portal.result("crm.contact.list", {"select": ["ID", "PHONE"], "filter": {"PHONE": "4"}})[0]
    assert portal.result("crm.duplicate.findbycomm", {"type": "EMAIL", "values": ["A@B.C"]}) == {"CONTACT": [made]}
    assert portal.result("crm.duplicate.findbycomm", {"type": "PHONE", "values": ["4"], "entity_type": "LEAD"}) == []
    assert "type" in portal.refused("crm.duplicate.findbycomm", {"values": ["4"]})[2]
    assert "values" in portal.refused("crm.duplicate.findbycomm", {"type": "PHONE"})[2]


def test_user_fields(portal: Any) -> None:
    old = record(portal, "deal")
    fields = {"FIELD_NAME": "score", "USER_TYPE_ID": "integer", "EDIT_FORM_LABEL": {"en": "Score", "ru": "Оценка"}}
    made = portal.result("crm.deal.userfield.add", {"fields": fields})
    row = portal.result("crm.deal.userfield.get", {"id": made})
    assert (row["FIELD_NAME"], row["ENTITY_ID"], row["MULTIPLE"]) == ("UF_CRM_SCORE", "CRM_DEAL", "N")
    assert row["EDIT_FORM_LABEL"] == {"en": "Score", "ru": "Оценка"}
    listed = portal.hook("crm.deal.userfield.list", {"filter": {"FIELD_NAME": "UF_CRM_SCORE", "LANG": "ru"}}).json()
    assert (listed["total"], listed["result"][0]["EDIT_FORM_LABEL"]) == (1, "Оценка")
    assert portal.result("crm.deal.fields")["UF_CRM_SCORE"]["isDynamic"] is True
    assert portal.result("crm.deal.get", {"id": old})["UF_CRM_SCORE"] is None
    deal = record(portal, "deal", UF_CRM_SCORE="15")
    assert portal.result("crm.deal.list", {"filter": {">UF_CRM_SCORE": 10}})[0]["ID"] == str(deal)
    portal.result("crm.deal.userfield.update", {"id": made, "fields": {"MANDATORY": "Y", "SORT": 7}})
    assert portal.result("crm.deal.userfield.get", {"id": made})["MANDATORY"] == "Y"
    assert portal.result("crm.deal.userfield.delete", {"id": made}) is True
    assert "UF_CRM_SCORE" not in portal.result("crm.deal.get", {"id": deal})


def test_enumerations_and_multiples(portal: Any) -> None:
    fields = {
        "FIELD_NAME": "COLOR", "USER_TYPE_ID": "enumeration", "MULTIPLE": "Y",
        "LIST": [{"VALUE": "red", "XML_ID": "r"}, {"VALUE": "blue", "DEF": "Y"}],
    }  # fmt: skip
    made = portal.result("crm.lead.userfield.add", {"fields": fields})
    red, blue = portal.result("crm.lead.userfield.get", {"id": made})["LIST"]
    assert portal.result("crm.lead.fields")["UF_CRM_COLOR"]["items"][0] == {"ID": red["ID"], "VALUE": "red"}
    lead = record(portal, "lead", UF_CRM_COLOR=[red["ID"], blue["ID"]])
    assert portal.result("crm.lead.get", {"id": lead})["UF_CRM_COLOR"] == [red["ID"], blue["ID"]]
    change = {"LIST": [{"ID": red["ID"], "DEL": "Y"}, {"ID": blue["ID"], "VALUE": "navy"}, {"VALUE": "new"}]}
    portal.result("crm.lead.userfield.update", {"id": made, "fields": change})
    assert [one["VALUE"] for one in portal.result("crm.lead.userfield.get", {"id": made})["LIST"]] == ["navy", "new"]
    twice = {
        "fields": fields | {"FIELD_NAME": "C2", "LIST": [{"VALUE": "a", "XML_ID": "x"}, {"VALUE": "b", "XML_ID": "x"}]}
    }
    assert portal.refused("crm.lead.userfield.add", twice)[1] == "ERROR_CORE"


@pytest.mark.parametrize(
    ("fields", "error", "text"),
    [
        ({"USER_TYPE_ID": "string"}, "", "The 'FIELD_NAME' field is not found."),
        ({"FIELD_NAME": "A"}, "", "The 'USER_TYPE_ID' field is not found."),
        ({"FIELD_NAME": "A" * 44, "USER_TYPE_ID": "string"}, "ERROR_CORE",
         "Field name is too long (more than 50 characters)."),
        ({"FIELD_NAME": "Ц", "USER_TYPE_ID": "string"}, "ERROR_CORE",
         "Field name contains invalid characters. Allowed characters are: A-Z, 0-9 and _."),
        ({"FIELD_NAME": "A", "USER_TYPE_ID": "magic"}, "ERROR_CORE", "Incorrect custom type specified."),
    ],
)  # fmt: skip
def test_user_field_errors(portal: Any, fields: dict[str, str], error: str, text: str) -> None:
    assert portal.refused("crm.deal.userfield.add", {"fields": fields}) == (400, error, text)


def test_user_field_twice_and_absent(portal: Any) -> None:
    fields = {"FIELD_NAME": "A", "USER_TYPE_ID": "string"}
    portal.result("crm.deal.userfield.add", {"fields": fields})
    assert portal.refused("crm.deal.userfield.add", {"fields": fields}) == (
        400, "ERROR_CORE", "Field UF_CRM_A for object CRM_DEAL already exists."
    )  # fmt: skip
    portal.result("crm.lead.userfield.add", {"fields": fields})
    assert portal.refused("crm.deal.userfield.get", {"id": 999})[1] == "ERROR_NOT_FOUND"
    assert portal.refused("crm.deal.userfield.delete", {"id": 0})[2] == "ID is not defined or invalid"
    assert portal.refused("crm.deal.userfield.add", {"fields": fields}, user_id=portal.user_id)[2] == "Access denied."


def test_links_and_products(portal: Any) -> None:
    ann, bob, firm = record(portal, "contact"), record(portal, "contact"), record(portal, "company")
    deal = record(portal, "deal", CONTACT_IDS=[ann, bob], COMPANY_ID=firm)
    rows = portal.result("crm.deal.contact.items.get", {"id": deal})
    assert rows[0] == {"CONTACT_ID": ann, "SORT": 10, "ROLE_ID": 0, "IS_PRIMARY": "Y"}
    row = portal.result("crm.deal.get", {"id": deal})
    assert (row["CONTACT_ID"], row["COMPANY_ID"]) == (str(ann), str(firm))
    portal.result("crm.deal.contact.items.set", {"id": deal, "items": [{"CONTACT_ID": bob}]})
    assert portal.result("crm.deal.get", {"id": deal})["CONTACT_ID"] == str(bob)
    portal.result("crm.deal.contact.add", {"id": deal, "fields": {"CONTACT_ID": ann}})
    portal.result("crm.deal.contact.delete", {"id": deal, "fields": {"CONTACT_ID": bob}})
    assert portal.result("crm.deal.get", {"id": deal})["CONTACT_ID"] == str(ann)
    portal.result("crm.deal.contact.items.delete", {"id": deal})
    assert portal.result("crm.deal.contact.items.get", {"id": deal}) == []
    assert "CONTACT_ID" in portal.refused("crm.deal.contact.add", {"id": deal, "fields": {"CONTACT_ID": 99}})[2]
    portal.result("crm.contact.company.items.set", {"id": ann, "items": [{"COMPANY_ID": firm}]})
    assert portal.result("crm.contact.list", {"filter": {"COMPANY_ID": firm}})[0]["ID"] == str(ann)
    rows = [
        {"PRODUCT_NAME": "Soup", "PRICE": 10.5, "QUANTITY": 2},
        {"PRODUCT_NAME": "Tea", "PRICE": "3", "QUANTITY": 1},
    ]
    assert portal.result("crm.deal.productrows.set", {"id": deal, "rows": rows}) is True
    assert [row["PRODUCT_NAME"] for row in portal.result("crm.deal.productrows.get", {"id": deal})] == ["Soup", "Tea"]
    assert portal.result("crm.deal.get", {"id": deal})["OPPORTUNITY"] == "24.00"
    assert portal.refused("crm.deal.productrows.set", {"id": deal})[2] == "Parameter 'rows' must be array."


def test_rights_of_a_regular_user(portal: Any) -> None:
    theirs, mine = record(portal, "deal"), record(portal, "deal", portal.user_id)
    given = record(portal, "deal", ASSIGNED_BY_ID=portal.user_id)
    change = {"fields": {"COMMENTS": "x"}}
    me = {"user_id": portal.user_id}

    def writable() -> list[int]:
        answers = [
            (n, portal.hook("crm.deal.update", change | {"id": n}, **me).status_code) for n in (theirs, mine, given)
        ]
        return [n for n, status in answers if status == 200]

    def readable() -> list[str]:
        return [row["ID"] for row in portal.result("crm.deal.list", {"select": ["ID"]}, **me)]

    assert (writable(), len(readable())) == ([mine, given], 3)
    assert portal.refused("crm.deal.delete", {"id": theirs}, **me) == (400, "", "Access denied.")
    portal.switch(crm_role="closed")
    assert (writable(), readable()) == ([mine, given], [str(mine), str(given)])
    assert portal.refused("crm.deal.get", {"id": theirs}, **me) == (400, "", "Access denied.")
    portal.switch(crm_role="all")
    assert (writable(), len(readable())) == ([theirs, mine, given], 3)


def test_cards_for_pages(portal: Any) -> None:
    made = record(portal, "contact", LAST_NAME="Lee")
    admin = portal.state.people.users[1]
    card = portal.state.ask("crm.card", type="contact", id=made, user=admin)
    assert (card["title"], card["fields"]["NAME"]) == ("Ann Lee", "Ann")
    assert portal.state.ask("crm.card", type="contact", id=99, user=admin) is None
    assert portal.state.ask("crm.card", type="spaceship", id=1, user=admin) is None
    assert [one["id"] for one in portal.state.ask("crm.cards", type="contact", user=admin)] == [made]


def test_values_that_are_no_values(portal: Any) -> None:
    deal = record(portal, "deal", OPPORTUNITY="nan", BEGINDATE="0001-01-01T00:00:00+14:00")
    path = portal.state.webhook(1).partition(portal.state.host)[2]
    half = {"content": b'{"id":1,"fields":{"TITLE":"\\ud800"}}', "headers": {"Content-Type": "application/json"}}
    assert portal.http.post(f"{path}crm.deal.update", **half).json()["result"] is True
    row = portal.result("crm.deal.get", {"id": deal})
    assert (row["OPPORTUNITY"], row["TITLE"]) == ("0.00", "?")
    rows = [{"PRODUCT_NAME": "x", "PRICE": "inf", "QUANTITY": "nan"}]
    portal.result("crm.deal.productrows.set", {"id": deal, "rows": rows})
    assert portal.result("crm.deal.get", {"id": deal})["OPPORTUNITY"] == "0.00"
    assert portal.http.get(f"/rest/{'9' * 5000}/x/profile").status_code == 401
