"""CRM activities: system ones, to-do, their bindings and enumerations."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import Maker
from tests.emulator.rows import SOON, call_fields, record


def test_life_of_a_call(portal: Any) -> None:
    pair = portal.installed()
    portal.listen(pair.access, "ONCRMACTIVITYADD", "ONCRMACTIVITYUPDATE", "ONCRMACTIVITYDELETE")
    deal, contact = record(portal), record(portal, "contact", LAST_NAME="Lee")
    made = portal.result("crm.activity.add", {"fields": call_fields(deal, contact)}, pair.access)
    row = portal.result("crm.activity.get", {"id": made})
    assert {"OWNER_ID": str(deal), "OWNER_TYPE_ID": "2", "TYPE_ID": "2", "PROVIDER_ID": "VOXIMPLANT_CALL"}.items() <= (
        row.items()
    )
    assert (row["START_TIME"], row["END_TIME"], row["DEADLINE"], row["COMPLETED"]) == (SOON, SOON, SOON, "N")
    assert "COMMUNICATIONS" not in row
    change = {"COMPLETED": "Y", "DESCRIPTION": "done", "TYPE_ID": 1, "NONSENSE": 1}
    assert portal.result("crm.activity.update", {"id": made, "fields": change}) is True
    row = portal.result("crm.activity.get", {"id": made})
    assert (row["COMPLETED"], row["STATUS"], row["DESCRIPTION"], row["TYPE_ID"]) == ("Y", "2", "done", "2")
    assert portal.result("crm.activity.delete", {"id": made}) is True
    assert portal.refused("crm.activity.get", {"id": made})[1:] == ("", "Activity is not found")
    told = [(post["event"], post["data[FIELDS][ID]"]) for post in portal.settle()]
    assert told == [(f"ONCRMACTIVITY{verb}", str(made)) for verb in ("ADD", "UPDATE", "DELETE")]


def test_lists_of_activities(portal: Any) -> None:
    deal, contact = record(portal), record(portal, "contact", LAST_NAME="Lee")
    both = portal.result("crm.activity.add", {"fields": call_fields(deal, contact, SUBJECT="Both")})
    other = call_fields(record(portal), contact, TYPE_ID=1, START_TIME="2026-11-01", FILES=[["a.txt", "aGk="]])
    meeting = portal.result("crm.activity.add", {"fields": other})
    rows = portal.result("crm.activity.list")
    assert [row["ID"] for row in rows] == [str(meeting), str(both)]
    assert "COMMUNICATIONS" not in rows[0]
    found = portal.hook("crm.activity.list", {"filter": {"BINDINGS": [{"OWNER_TYPE_ID": 2, "OWNER_ID": deal}]}}).json()
    assert (found["total"], found["result"][0]["SUBJECT"]) == (1, "Both")
    pairs = {"BINDINGS": [{"OWNER_TYPE_ID": 2, "OWNER_ID": deal}, {"OWNER_TYPE_ID": 3}]}
    assert len(portal.result("crm.activity.list", {"filter": pairs})) == 3
    row = portal.result("crm.activity.list", {"filter": {"ID": both}, "select": ["COMMUNICATIONS"]})[0]
    assert set(row) == {"ID", "COMMUNICATIONS"}
    channel = row["COMMUNICATIONS"][0]
    assert (channel["TYPE"], channel["VALUE"], channel["ENTITY_SETTINGS"]["LAST_NAME"]) == ("PHONE", "+1555", "Lee")
    row = portal.result("crm.activity.list", {"filter": {"TYPE_ID": 1}, "select": ["ID", "FILES"]})[0]
    url = row["FILES"][0]["url"]
    assert f"ownerId={meeting}" in url
    pair = portal.installed()
    at = url.removeprefix(f"https://{portal.state.host}")
    assert portal.http.get(f"{at}{pair.access}").content == b"hi"
    assert portal.http.get(at).status_code == 404
    assert portal.result("crm.activity.fields")["TYPE_ID"]["isImmutable"] is True
    assert portal.result("crm.activity.communication.fields")["VALUE"]["title"] == "Value"


def test_who_answers_for_an_activity(portal: Any) -> None:
    portal.switch(activity_responsible="owner")
    deal, contact = record(portal, ASSIGNED_BY_ID=portal.user_id), record(portal, "contact")
    fields = call_fields(deal, contact)
    del fields["RESPONSIBLE_ID"]
    made = portal.result("crm.activity.add", {"fields": fields})
    assert portal.result("crm.activity.get", {"id": made})["RESPONSIBLE_ID"] == str(portal.user_id)
    portal.switch(activity_responsible="required")
    told = portal.refused("crm.activity.add", {"fields": fields})[2]
    assert told == "The field RESPONSIBLE_ID is not defined or invalid"


def test_wrong_activities(portal: Any) -> None:
    deal, contact = record(portal), record(portal, "contact")
    good = call_fields(deal, contact)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"SUBJECT": ""}, "The field SUBJECT is not defined or empty"),
        ({"RESPONSIBLE_ID": 77}, "The field RESPONSIBLE_ID is not defined or invalid"),
        ({"TYPE_ID": 9}, "The field TYPE_ID is not defined or invalid"),
        ({"COMMUNICATIONS": []}, "The field COMMUNICATIONS is not defined or invalid"),
        ({"COMMUNICATIONS": [{"VALUE": 1}, {"VALUE": 2}]}, "The only one communication is allowed"),
        ({"OWNER_ID": 99, "COMMUNICATIONS": [{"VALUE": 1}]}, "Could not build binding."),
        ({"TYPE_ID": 6}, "The custom activity without provider is not supported in current context"),
        ({"PROVIDER_ID": "CONFIGURABLE_REST_APP"}, "Use crm.activity.configurable.add for this activity provider"),
        ({"PROVIDER_ID": "REST_APP"}, "Application context required"),
    ]
    for change, text in wrong:
        status, error, told = portal.refused("crm.activity.add", {"fields": good | change})
        assert (status, error) == (400, "")
        assert told.startswith(text)
    assert "fields" in portal.refused("crm.activity.add")[2]
    made = portal.result("crm.activity.add", {"fields": good})
    assert portal.refused("crm.activity.add", {"fields": good}, user_id=portal.user_id)[2] == "Access denied."
    for verb in ("update", "delete"):
        params = {"id": made, "fields": {"SUBJECT": "x"}}
        assert portal.refused(f"crm.activity.{verb}", params, user_id=portal.user_id)[2] == "Access denied."
        assert portal.refused(f"crm.activity.{verb}", {"id": 99, "fields": {}})[2] == "Activity is not found"
    assert "SUBJECT" in portal.refused("crm.activity.update", {"id": made, "fields": {"SUBJECT": ""}})[2]
    assert "RESPONSIBLE" in portal.refused("crm.activity.update", {"id": made, "fields": {"RESPONSIBLE_ID": 77}})[2]
    assert portal.refused("crm.activity.get", {"id": 0})[2] == "ID is not defined or invalid"


def test_an_applications_own_activity(portal: Any) -> None:
    pair = portal.installed()
    fields = {
        "OWNER_TYPE_ID": 2, "OWNER_ID": record(portal), "PROVIDER_ID": "REST_APP", "PROVIDER_TYPE_ID": "LINK",
        "SUBJECT": "New", "RESPONSIBLE_ID": 1,
    }  # fmt: skip
    made = portal.result("crm.activity.add", {"fields": fields}, pair.access)
    row = portal.result("crm.activity.get", {"id": made})
    assert (row["TYPE_ID"], row["PROVIDER_TYPE_ID"]) == ("6", "LINK")
    assert portal.refused("crm.activity.delete", {"id": made})[2] == "Application context required"
    assert portal.result("crm.activity.update", {"id": made, "fields": {"COMPLETED": "Y"}}, pair.access) is True
    assert [one.owner for one in portal.state.fingerprint() if one.section == "crm activities"] == ["acme.score"]


def test_an_activity_goes_with_its_last_record(portal: Any) -> None:
    deal, contact = record(portal), record(portal, "contact")
    made = portal.result("crm.activity.add", {"fields": call_fields(deal, contact)})
    portal.result("crm.deal.delete", {"id": deal})
    assert portal.result("crm.activity.get", {"id": made})["OWNER_TYPE_ID"] == "3"
    portal.result("crm.contact.delete", {"id": contact})
    assert portal.result("crm.activity.list") == []


def test_bindings(portal: Any) -> None:
    deal, other, contact = record(portal), record(portal), record(portal, "contact")
    made = portal.result("crm.activity.add", {"fields": call_fields(deal, contact)})
    at = {"activityId": made}
    assert portal.result("crm.activity.binding.list", at) == [
        {"entityTypeId": 2, "entityId": deal}, {"entityTypeId": 3, "entityId": contact},
    ]  # fmt: skip
    lead = {"entityTypeId": 1, "entityId": record(portal, "lead")}
    assert portal.result("crm.activity.binding.add", at | lead) is True
    assert portal.refused("crm.activity.binding.add", at | lead)[1] == "ACTIVITY_IS_ALREADY_BOUND"
    assert portal.refused("crm.activity.binding.add", at)[1:] == (
        "100",
        "Could not find value for parameter {entityTypeId}",
    )
    assert portal.refused("crm.activity.binding.add", at | {"entityTypeId": 1, "entityId": 99})[1] == "OWNER_NOT_FOUND"
    assert portal.refused("crm.activity.binding.list", {"activityId": 99})[1] == "NOT_FOUND"
    assert portal.refused("crm.activity.binding.add", at | lead, user_id=portal.user_id)[1] == "ACCESS_DENIED"
    move = at | {"sourceEntityTypeId": 2, "sourceEntityId": deal, "targetEntityTypeId": 2, "targetEntityId": other}
    error = portal.refused("crm.activity.binding.move", move | {"targetEntityTypeId": 3})[1]
    assert error == "SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR"
    error = portal.refused("crm.activity.binding.move", move | {"targetEntityId": deal})[1]
    assert error == "SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR"
    assert portal.result("crm.activity.binding.move", move) is True
    assert portal.refused("crm.activity.binding.move", move)[1] == "BINDING_NOT_FOUND"
    assert portal.result("crm.activity.get", {"id": made})["OWNER_ID"] == str(other)
    gone = at | {"entityTypeId": 2, "entityId": other}
    assert portal.result("crm.activity.binding.delete", gone) is True
    assert portal.refused("crm.activity.binding.delete", gone)[1] == "BINDING_NOT_FOUND"
    assert portal.result("crm.activity.binding.delete", at | lead) is True
    last = at | {"entityTypeId": 3, "entityId": contact}
    assert portal.refused("crm.activity.binding.delete", last)[1] == "LAST_BINDING_CANNOT_BE_DELETED"


def test_no_call_is_transcribed(portal: Any) -> None:
    made = portal.result("crm.activity.add", {"fields": call_fields(record(portal), record(portal, "contact"))})
    assert portal.result("crm.activity.call.getTranscript", {"activityId": made}) is None
    assert portal.refused("crm.activity.call.getTranscript", {"activityId": 99})[1] == "NOT_FOUND"
    portal.switch(crm_role="closed")
    refused = portal.refused("crm.activity.call.getTranscript", {"activityId": made}, user_id=portal.user_id)
    assert refused[:2] == (403, "ACCESS_DENIED")


def test_todo(portal: Any) -> None:
    deal = record(portal)
    at = {"ownerTypeId": 2, "ownerId": deal}
    made = portal.result("crm.activity.todo.add", at | {"deadline": SOON, "title": "Buy", "colorId": "3"})["id"]
    row = portal.result("crm.activity.get", {"id": made})
    assert (row["PROVIDER_ID"], row["SUBJECT"], row["DEADLINE"], row["TYPE_ID"]) == ("CRM_TODO", "Buy", SOON, "6")
    assert portal.refused("crm.activity.todo.add", at)[1] == "100"
    assert portal.refused("crm.activity.todo.add", at | {"deadline": "soon"})[1] == "WRONG_DATETIME_FORMAT"
    assert portal.refused("crm.activity.todo.add", at | {"ownerId": 99, "deadline": SOON})[1] == "OWNER_NOT_FOUND"
    refused = portal.refused("crm.activity.todo.add", at | {"deadline": SOON}, user_id=portal.user_id)
    assert refused[1] == "ACCESS_DENIED"
    at["id"] = made
    later = "2026-12-05T10:00:00+00:00"
    changes: list[tuple[str, dict[str, Any]]] = [
        ("update", {"deadline": SOON, "title": "Buy two", "description": "d", "pingOffsets": [0, 15]}),
        ("updateDeadline", {"value": later}),
        ("updateDescription", {"value": "more"}),
        ("updateColor", {"colorId": "5"}),
        ("updateResponsibleUser", {"responsibleId": portal.user_id}),
    ]
    for verb, change in changes:
        assert portal.refused(f"crm.activity.todo.{verb}", at)[1] == "100"
        assert portal.result(f"crm.activity.todo.{verb}", at | change) == {"id": made}
        assert portal.refused(f"crm.activity.todo.{verb}", at | change | {"id": 99})[1] == "NOT_FOUND"
    row = portal.result("crm.activity.get", {"id": made})
    assert (row["SUBJECT"], row["DESCRIPTION"], row["DEADLINE"]) == ("Buy two", "more", later)
    assert row["RESPONSIBLE_ID"] == str(portal.user_id)
    error = portal.refused("crm.activity.todo.updateColor", at | {"colorId": "9"})[1]
    assert error == "CAN_NOT_UPDATE_WRONG_COLOR_TODO"
    error = portal.refused("crm.activity.todo.updateResponsibleUser", at | {"responsibleId": 0})[1]
    assert error == "INVALID_ARG_VALUE"
    portal.result("crm.activity.update", {"id": made, "fields": {"COMPLETED": "Y"}})
    refusals = {"updateColor": "COLOR_", "updateResponsibleUser": "RESPONSIBLE_USER_"}
    for verb, change in changes:
        error = portal.refused(f"crm.activity.todo.{verb}", at | change)[1]
        assert error == f"CAN_NOT_UPDATE_{refusals.get(verb, '')}COMPLETED_TODO"
    child = {"ownerTypeId": 2, "ownerId": deal, "deadline": SOON, "parentActivityId": made}
    assert portal.refused("crm.activity.todo.add", child)[1] == "ERROR_PARENT_ACTIVITY_RESTRICT"


def test_enumerations(portal: Any) -> None:
    names = ("activitytype", "activitystatus", "activitypriority", "activitynotifytype", "activitydirection")
    found = {name: portal.result(f"crm.enum.{name}") for name in (*names, "contenttype")}
    assert found["activitytype"][2] == {"ID": 2, "NAME": "Call", "SYMBOL_CODE": None, "SYMBOL_CODE_SHORT": None}
    assert [len(rows) for rows in found.values()] == [7, 4, 4, 4, 3, 4]


def test_what_other_parts_of_the_portal_make(portal: Any) -> None:
    deal, contact = record(portal), record(portal, "contact")
    user = portal.state.people.users[portal.user_id]
    maker = Maker("app", "acme.phone", user.id)

    def ask(**change: Any) -> Any:
        return portal.state.ask("crm.activity", fields=call_fields(deal, contact, **change), maker=maker, user=user)

    made = ask(ORIGIN_ID="VI_1")
    row = portal.result("crm.activity.get", {"id": made})
    assert (row["ORIGIN_ID"], row["AUTHOR_ID"]) == ("VI_1", str(user.id))
    assert [one.owner for one in portal.state.fingerprint() if one.section == "crm activities"] == ["acme.phone"]
    assert ask(SUBJECT="") is None
