"""CRM triggers, duplicates, traces of visits, call lists."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.portal import ActError
from tests.emulator.rows import record

TRIGGER = "crm.automation.trigger"


def stage(portal: Any, deal: int) -> str:
    found: str = portal.result("crm.deal.get", {"id": deal})["STAGE_ID"]
    return found


def test_triggers_of_an_application(portal: Any) -> None:
    pair = portal.installed()
    assert portal.result(f"{TRIGGER}.add", {"CODE": "paid", "NAME": "Paid"}, pair.access) is True
    assert portal.result(f"{TRIGGER}.add", {"CODE": "paid", "NAME": "Was paid"}, pair.access) is True
    assert portal.result(f"{TRIGGER}.list", {}, pair.access) == [{"NAME": "Was paid", "CODE": "paid"}]
    plain = portal.tokens(portal.state.app("acme.score"), portal.user_id)
    given = {"CODE": "paid", "NAME": "N", "OWNER_TYPE_ID": 2, "OWNER_ID": 1}
    for verb in ("add", "list", "execute", "delete"):
        name = f"{TRIGGER}.{verb}"
        assert portal.refused(name, given) == (403, "ACCESS_DENIED", "Access denied! Application context required")
        assert portal.refused(name, given, plain.access)[2] == "Access denied! Admin permissions required"
        if verb != "list":
            assert portal.refused(name, {}, pair.access)[1:] == ("", "Empty trigger code!")
            assert portal.refused(name, {"CODE": "a b"}, pair.access)[1:] == ("", "Wrong trigger code!")
    assert portal.refused(f"{TRIGGER}.add", {"CODE": "x"}, pair.access)[2] == "Empty trigger name!"
    told = portal.refused(f"{TRIGGER}.execute", {"CODE": "x"}, pair.access)[2]
    assert told == "Trigger with code x is not registered."
    for change, text in (({"OWNER_TYPE_ID": 99}, "OWNER_TYPE_ID"), ({"OWNER_ID": 0}, "OWNER_ID")):
        told = portal.refused(f"{TRIGGER}.execute", given | change, pair.access)[2]
        assert told == f"Incorrect parameter {text}."
    assert portal.result(f"{TRIGGER}.delete", {"CODE": "paid"}, pair.access) is True
    assert portal.refused(f"{TRIGGER}.delete", {"CODE": "paid"}, pair.access)[2] == "Trigger not found"


def test_a_trigger_moves_a_record(portal: Any) -> None:
    pair = portal.installed()
    params = {"event": "ONCRMDEALUPDATE", "handler": f"{portal.inbox.url}/h"}
    assert portal.result("event.bind", params, pair.access) is True
    portal.result(f"{TRIGGER}.add", {"CODE": "paid", "NAME": "Paid"}, pair.access)
    deal = record(portal)
    execute = {"CODE": "paid", "OWNER_TYPE_ID": 2, "OWNER_ID": deal}
    assert portal.result(f"{TRIGGER}.execute", execute, pair.access) is True
    assert stage(portal, deal) == "NEW"
    portal.perform("set-trigger", code="paid", type="deal", stage="EXECUTING")
    portal.perform("set-trigger", code="paid", type="deal", stage="WON")
    assert portal.result(f"{TRIGGER}.execute", execute, pair.access) is True
    assert stage(portal, deal) == "EXECUTING"
    assert [post["data[FIELDS][ID]"] for post in portal.settle()] == [str(deal)]
    assert portal.perform("fire-trigger", code="paid", type="deal", id=deal) == {"moved": True, "stage": "WON"}
    assert portal.perform("fire-trigger", code="paid", type="deal", id=deal) == {"moved": False, "stage": "WON"}
    portal.perform("set-trigger", code="paid", type="deal", stage="PREPARATION", back=True)
    assert portal.perform("fire-trigger", code="paid", type="deal", id=deal)["stage"] == "PREPARATION"
    history = portal.result("crm.stagehistory.list", {"entityTypeId": 2, "filter": {"OWNER_ID": deal}})
    assert [one["STAGE_ID"] for one in history["items"]][-1] == "PREPARATION"


def test_a_trigger_of_a_smart_process(portal: Any) -> None:
    portal.result("crm.type.add", {"fields": {"title": "Trips", "entityTypeId": 1030, "isStagesEnabled": "Y"}})
    item = portal.result("crm.item.add", {"entityTypeId": 1030, "fields": {"title": "T"}})["item"]
    stages = portal.result("crm.status.list", {"filter": {"ENTITY_ID": f"DYNAMIC_1030_STAGE_{item['categoryId']}"}})
    assert item["stageId"] == stages[0]["STATUS_ID"]
    portal.perform("set-trigger", code="go", type="dynamic_1030", stage=stages[1]["STATUS_ID"])
    told = portal.perform("fire-trigger", code="go", type="dynamic_1030", id=item["id"])
    assert told == {"moved": True, "stage": stages[1]["STATUS_ID"]}
    target = {"target": f"DYNAMIC_1030_{item['id']}", "code": "go"}
    assert portal.result(TRIGGER, target) is True


def test_triggers_go_with_their_application(portal: Any) -> None:
    pair = portal.installed()
    portal.result(f"{TRIGGER}.add", {"CODE": "paid", "NAME": "Paid"}, pair.access)
    portal.perform("set-trigger", code="paid", type="lead", stage="IN_PROCESS")
    portal.perform("set-trigger", code="hook7", type="lead", stage="PROCESSED")
    rows = [(one.section, one.owner) for one in portal.state.fingerprint() if one.section.startswith("crm ")]
    assert ("crm triggers", "acme.score") in rows
    assert rows.count(("crm automation", "person")) == 2
    app, admin = portal.state.app("acme.score"), portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=False))
    rows = [(one.section, one.owner) for one in portal.state.fingerprint()]
    assert ("crm triggers", "acme.score") not in rows
    assert rows.count(("crm automation", "person")) == 1


def test_a_webhooks_trigger(portal: Any) -> None:
    lead = record(portal, "lead")
    portal.perform("set-trigger", code="nwly5", type="lead", stage="IN_PROCESS")
    for target, text in (
        ("", "Target is not set."),
        ("LEAD", "Incorrect target format."),
        ("LEAD_x", "Incorrect target format."),
        ("BOAT_1", "Target is not found."),
        ("LEAD_99", "Target is not found."),
    ):
        assert portal.refused(TRIGGER, {"target": target, "code": "nwly5"}) == (400, "", text)
    target = {"target": f"LEAD_{lead}", "code": "nwly5"}
    denied = portal.refused(TRIGGER, target, user_id=portal.user_id)
    assert denied[1:] == ("ACCESS_DENIED", "Access denied! There are no permissions to update the entity.")
    assert portal.result(TRIGGER, target) is True
    assert portal.result("crm.lead.get", {"id": lead})["STATUS_ID"] == "IN_PROCESS"


def test_wrong_triggers(portal: Any) -> None:
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("set-trigger", {"code": "x", "type": "contact", "stage": "NEW"}, "has no stages"),
        ("set-trigger", {"code": "x", "type": "deal", "stage": "NOWHERE"}, "has no stage 'NOWHERE'"),
        ("fire-trigger", {"code": "x", "type": "deal", "id": 99}, "there is no deal 99"),
        ("fire-trigger", {"code": "x", "type": "deal", "id": record(portal)}, "nothing offers 'x'"),
    ]
    for verb, params, text in wrong:
        with pytest.raises(ActError, match=text):
            portal.perform(verb, **params)


def test_duplicates_by_communication(portal: Any) -> None:
    phone = [{"VALUE": "+1 (555) 100"}]
    contact, lead = record(portal, "contact", PHONE=phone), record(portal, "lead", PHONE=phone)
    name = "crm.duplicate.findbycomm"
    params = {"type": "PHONE", "values": ["1555100"]}
    assert portal.result(name, params) == {"LEAD": [lead], "CONTACT": [contact]}
    assert portal.result(name, params | {"entity_type": "CONTACT"}) == {"CONTACT": [contact]}
    assert portal.refused(name)[1:] == ("Communication type is not defined", "Parameter 'type' is required.")
    error = portal.refused(name, params | {"type": "FAX"})[1]
    assert error == "Communication type 'FAX' is not supported in current context"
    assert portal.refused(name, {"type": "EMAIL"})[1] == "Communication values is not defined"
    for _ in range(20):
        record(portal, "lead", PHONE=phone)
    found = portal.result(name, params)
    assert (list(found), len(found["LEAD"])) == (["LEAD"], 20)


def test_fields_of_the_duplicate_search(portal: Any) -> None:
    name = "crm.duplicate.volatileType"
    made = portal.result("crm.lead.userfield.add", {"fields": {"FIELD_NAME": "S", "USER_TYPE_ID": "string"}})
    rows = portal.result(f"{name}.fields", {"entityTypeId": 1})
    assert {"entityTypeId": 1, "fieldCode": "UF_CRM_S", "fieldTitle": "UF_CRM_S"} in rows
    assert {row["entityTypeId"] for row in portal.result(f"{name}.fields")} == {1, 3, 4}
    assert made
    first = portal.result(f"{name}.register", {"entityTypeId": 1, "fieldCode": "TITLE"})
    assert portal.result(f"{name}.register", {"entityTypeId": 1, "fieldCode": "TITLE"}) == first
    assert portal.result(f"{name}.list") == [{"id": first["id"], "entityTypeId": 1, "fieldCode": "TITLE"}]
    assert portal.refused(f"{name}.register", {"entityTypeId": 2, "fieldCode": "TITLE"})[1] == "FIELD_NOT_FOUND"
    codes = [row["fieldCode"] for row in portal.result(f"{name}.fields", {"entityTypeId": 3})][:7]
    for code in codes[:6]:
        portal.result(f"{name}.register", {"entityTypeId": 3, "fieldCode": code})
    error = portal.refused(f"{name}.register", {"entityTypeId": 3, "fieldCode": codes[6]})[1]
    assert error == "MAX_TYPES_COUNT_EXCEEDED"
    assert "crm duplicate search" in {one.section for one in portal.state.fingerprint()}
    assert portal.result(f"{name}.unregister", {"id": first["id"]}) is True
    assert portal.refused(f"{name}.unregister", {"id": first["id"]})[1] == "TYPE_IS_NOT_ASSIGNED"
    for verb in ("fields", "list", "register", "unregister"):
        assert portal.refused(f"{name}.{verb}", user_id=portal.user_id)[1] == "ACCESS_DENIED"


def test_what_belongs_to_a_merged_record(portal: Any) -> None:
    first = record(portal, "contact", PHONE=[{"VALUE": "1"}])
    second = record(portal, "contact", PHONE=[{"VALUE": "1"}, {"VALUE": "2"}], POST="boss")
    todo = {"ownerTypeId": 3, "ownerId": second, "deadline": "2026-12-01"}
    activity = portal.result("crm.activity.todo.add", todo)["id"]
    place = {"ENTITY_TYPE_ID": 3, "ENTITY_ID": second, "PRESET_ID": 1}
    requisite = portal.result("crm.requisite.add", {"fields": place})
    name, params = "crm.entity.mergeBatch", {"entityTypeId": 3, "entityIds": [first, second]}
    assert portal.result(name, {"params": params}) == {"STATUS": "SUCCESS", "ENTITY_IDS": [second]}
    row = portal.result("crm.contact.get", {"id": first})
    assert (row["POST"], [one["VALUE"] for one in row["PHONE"]]) == ("boss", ["1", "2"])
    assert portal.refused("crm.contact.get", {"id": second})[2] == "Not found"
    assert portal.result("crm.activity.get", {"id": activity})["OWNER_ID"] == str(first)
    assert portal.result("crm.requisite.get", {"id": requisite})["ENTITY_ID"] == str(first)


def test_visits(portal: Any) -> None:
    lead, name = record(portal, "lead"), "crm.tracking.trace"
    good = {"TRACE": '{"tags":{"list":{"utm_source":"maps"}}}', "ENTITIES": [{"TYPE": "LEAD", "ID": lead}]}
    made = portal.result(f"{name}.add", good)
    assert "crm visits" in {one.section for one in portal.state.fingerprint()}
    allowed = "Wrong TYPE in parameter `ENTITIES`. Allowed types: COMPANY,CONTACT,DEAL,LEAD,QUOTE"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"TRACE": ""}, "Parameter `TRACE` required."),
        ({"TRACE": "{"}, "Can not parse JSON in parameter `TRACE`."),
        ({"ENTITIES": [{"TYPE": "ORDER", "ID": 1}]}, allowed),
        ({"ENTITIES": [{"TYPE": "LEAD"}]}, "Wrong ID in parameter `ENTITIES`."),
        ({"ENTITIES": [{"TYPE": "LEAD", "ID": 99}]}, "You have no access to entity `LEAD` with ID `99`."),
    ]
    for change, text in wrong:
        assert portal.refused(f"{name}.add", good | change) == (400, "ERROR_CORE", text)
    assert portal.refused(f"{name}.delete")[2] == "Parameter `id` required."
    assert portal.result(f"{name}.delete", {"id": made}, user_id=portal.user_id) is None
    assert "crm visits" in {one.section for one in portal.state.fingerprint()}
    assert portal.result(f"{name}.delete", {"id": made}) is None
    assert "crm visits" not in {one.section for one in portal.state.fingerprint()}


def test_call_lists(portal: Any) -> None:
    people, name = [record(portal, "contact") for _ in range(3)], "crm.calllist"
    good = {"ENTITY_TYPE": "CONTACT", "ENTITIES": people[:2]}
    made = portal.result(f"{name}.add", good)
    row = portal.result(f"{name}.get", {"ID": made})
    assert (row["ID"], row["CREATED_BY_ID"], row["ENTITY_TYPE_ID"], row["ENTITY_TYPE"]) == (
        str(made), "1", "3", "CONTACT",
    )  # fmt: skip
    assert portal.result(f"{name}.list", {"SELECT": ["ID"], "FILTER": {"CREATED_BY_ID": 1}}) == [{"ID": str(made)}]
    assert "TITLE" in portal.refused(f"{name}.list", {"SELECT": ["TITLE"]})[2]
    change = {"LIST_ID": made, "ENTITY_TYPE": "CONTACT", "ENTITIES": people[1:]}
    assert portal.result(f"{name}.update", change) is True
    items = portal.result(f"{name}.items.get", {"LIST_ID": made, "FILTER": {"STATUS": "IN_WORK"}})
    assert items == [{"ID": one, "STATUS": "IN_WORK", "ENTITY_TYPE": 3} for one in people[1:]]
    assert portal.result(f"{name}.items.get", {"LIST_ID": made, "FILTER": {"STATUS": "SUCCESS"}}) == []
    assert portal.result(f"{name}.statuslist")[0]["STATUS_ID"] == "IN_WORK"
    assert "crm call lists" in {one.section for one in portal.state.fingerprint()}
    wrong: list[tuple[str, dict[str, Any], str, str]] = [
        ("add", {"ENTITY_TYPE": ""}, "ERROR_ARGUMENT", "ENTITY_TYPE is not found"),
        ("add", {"ENTITIES": "1"}, "ENTITIES_ERROR", "Entities is not array"),
        ("add", {"ENTITY_TYPE": "DEAL"}, "ENTITY_TYPE_ERROR", "Incorrect entity type"),
        ("add", {"ENTITIES": [99]}, "ENTITY_ERROR", "Incorrect entities id"),
        ("add", {"WEBFORM_ID": 9}, "WEBFORM_ERROR", "Incorrect webform id"),
        ("update", {}, "ERROR_ARGUMENT", "LIST_ID is not found"),
        ("update", {"LIST_ID": 99}, "LIST_ID_ERROR", "Incorrect list id or access denied"),
        ("update", {"LIST_ID": made, "ENTITY_TYPE": "DEAL"}, "ENTITY_TYPE_ERROR", "EntityType is incorrect"),
        ("update", {"LIST_ID": made, "ENTITIES": [99]}, "ENTITIES_ERROR", "Incorrect entities id"),
        ("get", {"ID": 99}, "LIST_ID_ERROR", "Incorrect list id"),
        ("get", {}, "ERROR_ARGUMENT", "ID is not found"),
        ("items.get", {"LIST_ID": -1}, "LIST_ID_ERROR", "List id should be positive"),
        ("items.get", {"LIST_ID": 99}, "LIST_ID_ERROR", "Call list is not found"),
        ("items.get", {"LIST_ID": made, "FILTER": {"STATUS": "X"}}, "STATUS_ERROR", "Incorrect status"),
    ]
    for verb, given, error, text in wrong:
        assert portal.refused(f"{name}.{verb}", good | given if verb != "get" else given)[1:] == (error, text)
    company = {"LIST_ID": made, "ENTITY_TYPE": "COMPANY", "ENTITIES": [record(portal, "company")]}
    assert "Discrepancy" in portal.refused(f"{name}.update", company)[2]


def test_what_a_closed_role_may_not_call(portal: Any) -> None:
    portal.switch(crm_role="closed")
    contact, user = record(portal, "contact"), portal.user_id
    made = portal.result("crm.calllist.add", {"ENTITY_TYPE": "CONTACT", "ENTITIES": [contact]})
    given = {"LIST_ID": made, "ENTITY_TYPE": "CONTACT", "ENTITIES": [contact]}
    assert portal.refused("crm.calllist.add", given, user_id=user)[:2] == (403, "ACCESS_ERROR")
    assert portal.refused("crm.calllist.items.get", given, user_id=user)[:2] == (403, "ACCESS_ERROR")
    assert portal.refused("crm.calllist.get", {"ID": made}, user_id=user)[1] == "LIST_ID_ERROR"
    assert portal.result("crm.duplicate.findbycomm", {"type": "EMAIL", "values": ["a@b.c"]}, user_id=user) == []
    todo = {"ownerTypeId": 3, "ownerId": contact, "deadline": "2026-12-01"}
    activity = portal.result("crm.activity.todo.add", todo)["id"]
    assert portal.refused("crm.activity.get", {"id": activity}, user_id=user)[2] == "Access denied."
    assert portal.result("crm.activity.list", user_id=user) == []
