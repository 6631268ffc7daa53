"""CRM requisites: presets and their fields, bank details, addresses, links, user fields."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.rows import record


def requisite(portal: Any, company: int, auth: str = "", **fields: Any) -> int:
    place = {"ENTITY_TYPE_ID": 4, "ENTITY_ID": company, "PRESET_ID": 1, "NAME": "Main"}
    made: int = portal.result("crm.requisite.add", {"fields": place | fields}, auth)
    return made


def test_life_of_a_requisite(portal: Any) -> None:
    pair = portal.installed()
    for verb in ("ADD", "UPDATE", "DELETE"):
        params = {"event": f"ONCRMREQUISITE{verb}", "handler": f"{portal.inbox.url}/h"}
        assert portal.result("event.bind", params, pair.access) is True
    company = record(portal, "company")
    made = requisite(portal, company, pair.access, RQ_INN="7717", SORT=100, NONSENSE=1)
    row = portal.result("crm.requisite.get", {"id": made})
    assert (row["ID"], row["ENTITY_TYPE_ID"], row["ENTITY_ID"], row["PRESET_ID"]) == (str(made), "4", str(company), "1")
    assert (row["RQ_INN"], row["SORT"], row["ACTIVE"], row["ADDRESS_ONLY"]) == ("7717", "100", "Y", "N")
    assert (row["DATE_MODIFY"], row["MODIFY_BY_ID"], row["RQ_NAME"]) == ("", None, None)
    assert "NONSENSE" not in row
    change = {"id": made, "fields": {"RQ_INN": "1", "ENTITY_ID": 99}}
    assert portal.result("crm.requisite.update", change) is True
    row = portal.result("crm.requisite.get", {"id": made})
    assert (row["RQ_INN"], row["ENTITY_ID"], row["MODIFY_BY_ID"]) == ("1", str(company), "1")
    params = {"filter": {"PRESET_ID": 1}, "select": ["ID", "NAME"]}
    assert portal.hook("crm.requisite.list", params).json()["result"] == [{"ID": str(made), "NAME": "Main"}]
    assert portal.result("crm.requisite.list", {"filter": {"RQ_INN": "2"}}) == []
    assert [one.owner for one in portal.state.fingerprint() if one.section == "crm requisites"] == ["acme.score"]
    assert portal.result("crm.requisite.delete", {"id": made}) is True
    assert portal.refused("crm.requisite.get", {"id": made}) == (
        400,
        "",
        f"The Requisite with ID '{made}' is not found",
    )
    told = [(post["event"], post["data[FIELDS][ID]"]) for post in portal.settle()]
    assert told == [(f"ONCRMREQUISITE{verb}", str(made)) for verb in ("ADD", "UPDATE", "DELETE")]


def test_wrong_requisites(portal: Any) -> None:
    company = record(portal, "company")
    good = {"ENTITY_TYPE_ID": 4, "ENTITY_ID": company, "PRESET_ID": 1, "NAME": "Main"}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"ENTITY_TYPE_ID": 2}, "ENTITY_TYPE_ID is not defined or invalid."),
        ({"ENTITY_ID": 0}, "ENTITY_ID is not defined or invalid."),
        ({"PRESET_ID": 99}, "PRESET_ID is not defined or invalid."),
        ({"ENTITY_ID": 99}, "Entity not found."),
    ]
    for change, text in wrong:
        assert portal.refused("crm.requisite.add", {"fields": good | change}) == (400, "", text)
    assert portal.refused("crm.requisite.add", {"fields": good}, user_id=portal.user_id)[2] == "Access denied."
    made = requisite(portal, company)
    for verb in ("update", "delete"):
        params = {"id": made, "fields": {}}
        assert portal.refused(f"crm.requisite.{verb}", params, user_id=portal.user_id)[2] == "Access denied."
        assert portal.refused(f"crm.requisite.{verb}", {"id": 0, "fields": {}})[2] == "ID is not defined or invalid."
        assert "is not found" in portal.refused(f"crm.requisite.{verb}", {"id": 99, "fields": {}})[2]
    assert portal.refused("crm.requisite.update", {"id": made})[2] == "Parameter 'fields' must be array."


def test_a_requisite_goes_with_its_company(portal: Any) -> None:
    company = record(portal, "company")
    made = requisite(portal, company)
    portal.result("crm.requisite.bankdetail.add", {"fields": {"ENTITY_ID": made, "NAME": "B"}})
    address = {"TYPE_ID": 1, "ENTITY_TYPE_ID": 8, "ENTITY_ID": made, "CITY": "X"}
    portal.result("crm.address.add", {"fields": address})
    sections = [one.section for one in portal.state.fingerprint()]
    assert {"crm requisites", "crm bank details", "crm addresses", "crm requisite presets"} <= set(sections)
    portal.result("crm.company.delete", {"id": company})
    for name in ("crm.requisite.list", "crm.requisite.bankdetail.list", "crm.address.list"):
        assert portal.result(name) == []


def test_requisite_user_fields(portal: Any) -> None:
    old = requisite(portal, record(portal, "company"))
    field = {"FIELD_NAME": "SCORE", "USER_TYPE_ID": "string", "ENTITY_ID": "CRM_REQUISITE"}
    made = portal.result("crm.requisite.userfield.add", {"fields": field})
    assert portal.result("crm.requisite.userfield.get", {"id": made})["ENTITY_ID"] == "CRM_REQUISITE"
    assert len(portal.result("crm.requisite.userfield.list")) == 1
    assert portal.result("crm.requisite.fields")["UF_CRM_SCORE"]["isDynamic"] is True
    assert portal.result("crm.requisite.fields")["RQ_IDENT_TYPE"]["statusType"] == ["RQ_IDENT_TYPE_CO"]
    assert "already exists" in portal.refused("crm.requisite.userfield.add", {"fields": field})[2]
    portal.result("crm.requisite.update", {"id": old, "fields": {"UF_CRM_SCORE": "5"}})
    params = {"filter": {"ID": old}, "select": ["UF_CRM_SCORE"]}
    assert portal.result("crm.requisite.list", params) == [{"UF_CRM_SCORE": "5"}]
    assert "UF_CRM_SCORE" in portal.result("crm.requisite.preset.field.availabletoadd", {"preset": {"ID": 1}})
    assert portal.result("crm.requisite.userfield.update", {"id": made, "fields": {"MANDATORY": "Y"}}) is True
    assert portal.result("crm.requisite.userfield.delete", {"id": made}) is True
    assert "UF_CRM_SCORE" not in portal.result("crm.requisite.get", {"id": old})


def test_bank_details(portal: Any) -> None:
    pair = portal.installed()
    parent, name = requisite(portal, record(portal, "company")), "crm.requisite.bankdetail"
    params = {"event": "ONCRMBANKDETAILADD", "handler": f"{portal.inbox.url}/h"}
    assert portal.result("event.bind", params, pair.access) is True
    fields = {"ENTITY_ID": parent, "NAME": "Bank", "RQ_IBAN": "DE1", "SORT": 600}
    made = portal.result(f"{name}.add", {"fields": fields})
    row = portal.result(f"{name}.get", {"id": made})
    assert (row["ENTITY_ID"], row["COUNTRY_ID"], row["RQ_IBAN"], row["SORT"]) == (str(parent), "122", "DE1", "600")
    assert portal.result(f"{name}.update", {"id": made, "fields": {"RQ_IBAN": "DE2"}}) is True
    assert portal.result(f"{name}.list", {"select": ["RQ_IBAN"]}) == [{"RQ_IBAN": "DE2"}]
    assert portal.result(f"{name}.fields")["RQ_SWIFT"]["title"] == "SWIFT"
    assert portal.refused(f"{name}.add", {"fields": {"ENTITY_ID": 99}})[2] == "ENTITY_ID is not defined or invalid."
    assert portal.refused(f"{name}.add", {"fields": fields}, user_id=portal.user_id)[2] == "Access denied."
    assert portal.refused(f"{name}.delete", {"id": made}, user_id=portal.user_id)[2] == "Access denied."
    assert portal.result(f"{name}.delete", {"id": made}) is True
    assert portal.refused(f"{name}.get", {"id": made})[2] == f"The RequisiteBankDetail with ID '{made}' is not found"
    assert [post["data[FIELDS][ID]"] for post in portal.settle()] == [str(made)]


def test_presets(portal: Any) -> None:
    name = "crm.requisite.preset"
    rows = portal.result(f"{name}.list", {"select": ["ID", "NAME"]})
    assert rows == [{"ID": "1", "NAME": "Organization"}, {"ID": "2", "NAME": "Individual"}]
    fields = {"ENTITY_TYPE_ID": 8, "COUNTRY_ID": 46, "NAME": "GmbH", "SORT": 520}
    made = portal.result(f"{name}.add", {"fields": fields})
    row = portal.result(f"{name}.get", {"id": made})
    assert (row["COUNTRY_ID"], row["NAME"], row["SORT"], row["DATE_MODIFY"]) == ("46", "GmbH", "520", "")
    assert portal.result(f"{name}.update", {"id": made, "fields": {"NAME": "AG", "COUNTRY_ID": 1}}) is True
    row = portal.result(f"{name}.get", {"id": made})
    assert (row["NAME"], row["COUNTRY_ID"]) == ("AG", "46")
    for change, text in (
        ({"ENTITY_TYPE_ID": 2}, "ENTITY_TYPE_ID"),
        ({"COUNTRY_ID": 2}, "COUNTRY_ID"),
        ({"NAME": ""}, "NAME"),
    ):
        assert portal.refused(f"{name}.add", {"fields": fields | change})[2] == f"{text} is not defined or invalid"
    assert portal.refused(f"{name}.add", {"fields": fields}, user_id=portal.user_id)[2] == "Access denied."
    requisite(portal, record(portal, "company"), PRESET_ID=made)
    assert "requisites have already been created" in portal.refused(f"{name}.delete", {"id": made})[2]
    assert portal.result(f"{name}.delete", {"id": 2}) is True
    assert portal.refused(f"{name}.get", {"id": 2})[2] == "The Preset with ID '2' is not found"
    assert {"ID": 46, "CODE": "DE", "TITLE": "Germany"} in portal.result(f"{name}.countries")
    assert portal.result(f"{name}.fields")["NAME"]["isRequired"] is True


def test_fields_of_a_preset(portal: Any) -> None:
    name, at = "crm.requisite.preset.field", {"preset": {"ID": 1}}
    before = portal.result(f"{name}.list", at)
    assert before[0] == {
        "ID": 1, "FIELD_NAME": "RQ_COMPANY_NAME", "FIELD_TITLE": "", "IN_SHORT_LIST": "N", "SORT": 510,
    }  # fmt: skip
    free = portal.result(f"{name}.availabletoadd", at)
    assert "RQ_INN" in free
    assert not {"RQ_COMPANY_NAME", "RQ_SIRET"} & set(free)
    made = portal.result(f"{name}.add", at | {"fields": {"FIELD_NAME": "RQ_INN", "FIELD_TITLE": "Tax", "SORT": 1}})
    assert portal.result(f"{name}.list", at)[0]["FIELD_TITLE"] == "Tax"
    refused = portal.refused(f"{name}.add", at | {"fields": {"FIELD_NAME": "RQ_INN"}})
    assert refused[2] == "The field 'RQ_INN' can not be added."
    change = {"id": made, "fields": {"FIELD_NAME": "RQ_INN", "IN_SHORT_LIST": "Y"}}
    assert portal.result(f"{name}.update", at | change) is True
    assert portal.result(f"{name}.get", at | {"id": made})["IN_SHORT_LIST"] == "Y"
    assert portal.result(f"{name}.delete", at | {"id": made}) is True
    assert portal.refused(f"{name}.get", at | {"id": made})[2] == f"The PresetField with ID '{made}' is not found"
    assert portal.refused(f"{name}.list", {"preset": {"ID": 99}})[2] == "The Preset with ID '99' is not found"
    assert portal.refused(f"{name}.availabletoadd", {"preset": {"ID": 99}})[2] == "Template not found."
    assert portal.refused(f"{name}.delete", at, user_id=portal.user_id)[2] == "Access denied."
    assert portal.result(f"{name}.fields")["FIELD_NAME"]["isRequired"] is True


def test_addresses(portal: Any) -> None:
    pair = portal.installed()
    for event in ("ONCRMADDRESSREGISTER", "ONCRMADDRESSUNREGISTER"):
        params = {"event": event, "handler": f"{portal.inbox.url}/h"}
        assert portal.result("event.bind", params, pair.access) is True
    company = record(portal, "company")
    parent = requisite(portal, company)
    key = {"TYPE_ID": 1, "ENTITY_TYPE_ID": 8, "ENTITY_ID": parent}
    assert portal.result("crm.address.add", {"fields": key | {"CITY": "Riga", "ADDRESS_1": "1"}}) is True
    (row,) = portal.result("crm.address.list", {"filter": {"TYPE_ID": 1}})
    assert (row["CITY"], row["ANCHOR_TYPE_ID"], row["ANCHOR_ID"], row["ADDRESS_2"]) == ("Riga", "4", str(company), None)
    assert row["LOC_ADDR_ID"]
    assert portal.refused("crm.address.add", {"fields": key})[2] == "TypeAddress exists"
    assert portal.result("crm.address.update", {"fields": key | {"CITY": "Oslo"}}) is True
    assert portal.result("crm.address.list", {"select": ["CITY"]}) == [{"CITY": "Oslo"}]
    lead = {"TYPE_ID": 1, "ENTITY_TYPE_ID": 1, "ENTITY_ID": record(portal, "lead")}
    assert portal.result("crm.address.add", {"fields": lead}) is True
    for change, text in (
        ({"TYPE_ID": 2}, "TYPE_ID"),
        ({"ENTITY_TYPE_ID": 4}, "ENTITY_TYPE_ID"),
        ({"ENTITY_ID": 9}, "ENTITY_ID"),
    ):
        assert portal.refused("crm.address.add", {"fields": key | change})[2] == f"{text} is not defined or invalid."
    assert portal.refused("crm.address.delete", {"fields": key}, user_id=portal.user_id)[2] == "Access denied."
    assert portal.result("crm.address.delete", {"fields": key}) is True
    assert portal.refused("crm.address.update", {"fields": key})[2] == "TypeAddress not found."
    assert portal.result("crm.address.fields")["CITY"]["title"] == "City"
    assert {one["ID"] for one in portal.result("crm.enum.addresstype")} == {1, 4, 6, 8, 9, 11}
    first, last = portal.settle()[0], portal.settle()[-1]
    assert (first["data[FIELDS][ANCHOR_ID]"], first["data[FIELDS][ENTITY_ID]"]) == (str(company), str(parent))
    assert last["event"] == "ONCRMADDRESSUNREGISTER"


def test_links(portal: Any) -> None:
    company, mine = record(portal, "company"), record(portal, "company", IS_MY_COMPANY="Y")
    ours, theirs = requisite(portal, mine), requisite(portal, company)
    bank = portal.result("crm.requisite.bankdetail.add", {"fields": {"ENTITY_ID": theirs, "NAME": "B"}})
    deal = record(portal, "deal", COMPANY_ID=company)
    fields = {
        "ENTITY_TYPE_ID": 2, "ENTITY_ID": deal, "REQUISITE_ID": theirs, "BANK_DETAIL_ID": bank,
        "MC_REQUISITE_ID": ours, "MC_BANK_DETAIL_ID": 0,
    }  # fmt: skip
    assert portal.result("crm.requisite.link.register", {"fields": fields}) is True
    at = {"entityTypeId": 2, "entityId": deal}
    assert portal.result("crm.requisite.link.get", at) == fields | {
        "REQUISITE_ID": str(theirs), "BANK_DETAIL_ID": str(bank), "MC_REQUISITE_ID": str(ours),
        "MC_BANK_DETAIL_ID": "0",
    }  # fmt: skip
    assert portal.result("crm.requisite.link.list", {"select": ["ENTITY_ID"]}) == [{"ENTITY_ID": str(deal)}]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"ENTITY_TYPE_ID": 3}, "ENTITY_TYPE_ID is not defined or invalid."),
        ({"ENTITY_ID": 99}, "Entity is not found"),
        ({"REQUISITE_ID": ""}, "REQUISITE_ID is not defined or invalid"),
        ({"REQUISITE_ID": 99}, "The Requisite with ID '99' is not found"),
        ({"REQUISITE_ID": ours}, f"The Requisite with ID '{ours}' is not assigned to Company with ID '{company}'"),
        ({"BANK_DETAIL_ID": 99}, "The BankDetail with ID '99' is not found"),
        ({"REQUISITE_ID": 0}, f"The BankDetail with ID '{bank}' is not assigned to Requisite with ID '0'"),
        ({"MC_REQUISITE_ID": theirs}, f"The Requisite of your company with ID '{theirs}' is not found"),
        ({"MC_BANK_DETAIL_ID": 99}, "The BankDetail of your company with ID '99' is not found"),
    ]
    for change, text in wrong:
        assert portal.refused("crm.requisite.link.register", {"fields": fields | change})[2] == text
    portal.result("crm.requisite.delete", {"id": theirs})
    assert portal.result("crm.requisite.link.get", at)["REQUISITE_ID"] == "0"
    for verb, text in (("get", "Not found"), ("unregister", "Access denied.")):
        other = at if verb == "unregister" else {"entityTypeId": 2, "entityId": record(portal, "deal")}
        assert portal.refused(f"crm.requisite.link.{verb}", other, user_id=portal.user_id)[2] == text
        assert "entityId" in portal.refused(f"crm.requisite.link.{verb}", {"entityTypeId": 2})[2]
    assert portal.result("crm.requisite.link.unregister", at) is True
    assert portal.result("crm.requisite.link.list") == []
    assert portal.result("crm.requisite.link.fields")["REQUISITE_ID"]["isRequired"] is True


@pytest.mark.parametrize("language", ["ru", "de"])
def test_presets_are_of_the_portals_country(make: Any, language: str) -> None:
    portal = make(language=language)
    rows = portal.result("crm.requisite.preset.list")
    assert {row["COUNTRY_ID"] for row in rows} == {"1" if language == "ru" else "46"}
    assert len(rows) == (3 if language == "ru" else 2)
