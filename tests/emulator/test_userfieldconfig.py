"""Settings of user fields of any kind of CRM item."""

from __future__ import annotations

from typing import Any

import pytest

FIELD = {
    "entityId": "CRM_DEAL", "fieldName": "UF_CRM_SIZE", "userTypeId": "enumeration", "editFormLabel": {"en": "Size"},
    "enum": [{"value": "S", "def": "Y"}, {"value": "L"}],
}  # fmt: skip


def add(portal: Any, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = portal.result("userfieldconfig.add", {"moduleId": "crm", "field": FIELD | more})["field"]
    return made


def test_life_of_a_field(portal: Any) -> None:
    made = add(portal)
    assert made | {"entityId": "CRM_DEAL", "fieldName": "UF_CRM_SIZE", "multiple": "N", "sort": "100"} == made
    assert (made["editFormLabel"], made["languageId"], made["helpMessage"]) == (
        {"en": "Size"},
        {"en": "en"},
        {"en": None},
    )
    assert [(one["value"], one["def"], one["userFieldId"]) for one in made["enum"]] == [
        ("S", "Y", made["id"]), ("L", "N", made["id"])]  # fmt: skip
    by = {"moduleId": "crm", "id": made["id"]}
    assert portal.result("userfieldconfig.get", by) == {"field": made}
    (row,) = portal.result("userfieldconfig.list", {"moduleId": "crm", "filter": {"fieldName": "UF_CRM_SIZE"}})[
        "fields"
    ]
    assert (row["id"], row["editFormLabel"], "enum" in row) == (made["id"], "Size", False)
    some = {"moduleId": "crm", "select": ["id"], "order": {"id": "DESC"}, "filter": {"entityId": "CRM_DEAL"}}
    assert portal.result("userfieldconfig.list", some) == {"fields": [{"id": made["id"]}]}
    kept = made["enum"][0]
    new = {"userTypeId": "enumeration", "enum": [kept, {"value": "XL"}], "mandatory": "Y"}
    changed = portal.result("userfieldconfig.update", by | {"field": new})["field"]
    assert ([one["value"] for one in changed["enum"]], changed["mandatory"]) == (["S", "XL"], "Y")
    assert portal.result("crm.deal.userfield.get", {"id": made["id"]})["FIELD_NAME"] == "UF_CRM_SIZE"
    assert portal.result("userfieldconfig.delete", by) is None
    for verb, text in (("get", "You do not have permission to view user field settings"),
                       ("update", "You cannot change the settings of the user field"),
                       ("delete", "You cannot delete the user field")):  # fmt: skip
        assert portal.refused(f"userfieldconfig.{verb}", by) == (400, "", text)


@pytest.mark.parametrize(("more", "text"), [
    ({"userTypeId": ""}, "The 'USER_TYPE_ID' field is not found"),
    ({"fieldName": ""}, "The 'FIELD_NAME' field is not found"),
    ({"fieldName": "UF_X"}, "You cannot create custom fields"),
    ({"entityId": "CRM_77", "fieldName": "UF_CRM_77_A"}, "You cannot create custom fields"),
    ({}, "Field UF_CRM_SIZE already exists")])  # fmt: skip
def test_wrong_fields(portal: Any, more: dict[str, Any], text: str) -> None:
    add(portal)
    assert portal.refused("userfieldconfig.add", {"moduleId": "crm", "field": FIELD | more}) == (400, "", text)


def test_modules_and_rights(portal: Any) -> None:
    assert portal.refused("userfieldconfig.getTypes")[1] == "100"
    assert portal.refused("userfieldconfig.getTypes", {"moduleId": "disk"})[2] == "No settings for UserFieldAccess"
    assert portal.refused("userfieldconfig.getTypes", {"moduleId": "rpa"})[0] == 501
    auth = portal.installed(scopes=("userfieldconfig", "placement")).access
    more = (400, "", "The current method required more scopes. (crm)")
    assert portal.refused("userfieldconfig.getTypes", {"moduleId": "crm"}, auth) == more
    portal.result("userfieldtype.add", {"USER_TYPE_ID": "t", "HANDLER": f"{portal.inbox.url}/f", "TITLE": "T"}, auth)
    types = portal.result("userfieldconfig.getTypes", {"moduleId": "crm"})["types"]
    assert types["rest_1_t"] == {"userTypeId": "rest_1_t", "description": "T"}
    assert types["money"]["userTypeId"] == "money"
    field = {"moduleId": "crm", "field": FIELD}
    assert portal.refused("userfieldconfig.add", field, user_id=portal.user_id)[2] == "Access denied"
    assert portal.refused("userfieldconfig.list", {"moduleId": "crm"}, user_id=portal.user_id)[0] == 400


def test_fields_of_a_smart_process(portal: Any) -> None:
    auth = portal.installed(scopes=("userfieldconfig", "crm")).access
    event = {"event": "ONCRMTYPEUSERFIELDADD", "handler": f"{portal.inbox.url}/e"}
    portal.result("event.bind", event, auth)
    kind = portal.result("crm.type.add", {"fields": {"title": "Repair"}}, auth)["type"]
    entity = f"CRM_{kind['id']}"
    field = {"entityId": entity, "fieldName": f"UF_{entity}_NOTE", "userTypeId": "string", "editFormLabel": "Note"}
    made = portal.result("userfieldconfig.add", {"moduleId": "crm", "field": field}, auth)["field"]
    (post,) = portal.settle()
    assert (post["data[FIELDS][ENTITY_ID]"], post["data[FIELDS][FIELD_NAME]"]) == (entity, field["fieldName"])
    assert post["data[FIELDS][ID]"] == made["id"]
