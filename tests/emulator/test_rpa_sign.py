"""Processes of `rpa`, documents signed for HR, and who may what on sites."""

from __future__ import annotations

from typing import Any


def test_processes(portal: Any) -> None:
    rights = [{"accessCode": "UA", "permission": "X", "action": "ITEMS_CREATE"},
              {"accessCode": "U1", "permission": "X", "action": "MODIFY"}]  # fmt: skip
    made = portal.result("rpa.type.add", {"fields": {"title": "Leave", "permissions": rights}})["type"]
    assert (made["id"], made["image"], made["createdBy"], made["settings"]) == (1, "list", 1, [])
    assert made["permissions"][0] == {
        "id": "1", "entity": "TYPE", "entityId": "1", "accessCode": "UA", "action": "ITEMS_CREATE", "permission": "X"
    }  # fmt: skip
    hidden = portal.result("rpa.type.add", {"fields": {"title": "Hidden"}})["type"]["id"]
    changed = portal.result("rpa.type.update", {"id": 1, "fields": {"title": "Holidays", "image": "sun"}})["type"]
    assert (changed["title"], changed["image"], len(changed["permissions"])) == ("Holidays", "sun", 2)
    assert portal.result("rpa.type.get", {"id": 1}, user_id=portal.user_id)["type"] == changed
    listed = portal.hook("rpa.type.list", {"select": ["id", "title"], "order": {"id": "DESC"}}).json()
    assert listed["result"]["types"] == [{"id": hidden, "title": "Hidden"}, {"id": 1, "title": "Holidays"}]
    assert listed["total"] == 2
    assert len(portal.result("rpa.type.list", user_id=portal.user_id)["types"]) == 1
    assert portal.refused("rpa.type.get", {"id": hidden}, user_id=portal.user_id)[:2] == (403, "ACCESS_DENIED")
    assert portal.refused("rpa.type.delete", {"id": 1}, user_id=portal.user_id)[:2] == (403, "ACCESS_DENIED")
    assert "rpa processes" in {one.section for one in portal.state.fingerprint()}
    assert portal.result("rpa.type.delete", {"id": 1}) is None
    assert portal.refused("rpa.type.get", {"id": 1})[:2] == (400, "NOT_FOUND")
    assert portal.refused("rpa.type.add")[2] == "Could not find value for parameter {fields}"
    assert portal.refused("rpa.type.add", {"fields": {}})[2] == "Field 'title' is required"


def test_signed_documents(portal: Any) -> None:
    auth = portal.installed(scopes=("sign.b2e",)).access
    mine = portal.user_id
    first = portal.perform("sign-document", title="Contract", content="pdf", creator=mine)
    portal.perform("sign-document", mine, title="Leave")
    safe = portal.result("sign.b2e.mysafe.tail", {"limit": 1, "offset": 1}, auth)
    assert [(row["id"], row["title"], row["creator_id"], row["member_id"], row["role"]) for row in safe] == [
        (first, "Contract", mine, 1, "signer")
    ]
    (own,) = portal.result("sign.b2e.personal.tail", auth=auth)
    assert set(own) == {"id", "title", "signed_date", "file_url"}
    assert portal.http.get(own["file_url"].partition(portal.state.host)[2]).content == b"pdf"
    theirs = portal.tokens(portal.state.app("acme.score"), mine).access
    assert [row["title"] for row in portal.result("sign.b2e.personal.tail", auth=theirs)] == ["Leave"]
    assert portal.refused("sign.b2e.mysafe.tail")[:2] == (403, "WRONG_AUTH_TYPE")
    assert "signed documents" in {one.section for one in portal.state.fingerprint()}


def test_view_templates(portal: Any) -> None:
    params = {"select": ["TITLE", "XML_ID"], "filter": {"AREA_COUNT": "3"}, "order": {"ID": "DESC"}}
    assert portal.result("landing.template.getlist", {"params": params}) == [
        {"ID": "3", "TITLE": "With right sidebar", "XML_ID": "sidebar_right"},
        {"ID": "2", "TITLE": "With left sidebar", "XML_ID": "sidebar_left"},
    ]


def test_roles_of_sites(portal: Any) -> None:
    assert portal.result("landing.role.isEnabled") is True
    assert [row["XML_ID"] for row in portal.result("landing.role.getList")] == ["ADMIN", "MANAGER"]
    groups = portal.result("landing.role.getList", {"scope": "GROUP"})
    assert not {row["ID"] for row in groups} & {row["ID"] for row in portal.result("landing.role.getList")}
    assert portal.result("landing.role.enable", {"mode": 0}) is True
    assert portal.result("landing.role.isEnabled") is False
    assert portal.result("landing.role.isEnabled", {"scope": "knowledge"}) is True
    assert "site rights" in {one.section for one in portal.state.fingerprint()}
    assert portal.result("landing.role.enable", {"mode": True}) is True
    assert portal.result("landing.role.isEnabled") is True
    assert portal.refused("landing.role.enable")[1] == "MISSING_PARAMS"
    assert portal.refused("landing.role.getList", user_id=portal.user_id)[1] == "IS_NOT_ADMIN"


def test_bookings_of_a_resource(portal: Any) -> None:
    room = portal.result("calendar.resource.add", {"name": "Room"})
    number = portal.perform("book-resource", resource=room, start="2030-05-01T10:00:00+00:00", hours=2, service="Talk")
    later = portal.perform("book-resource", resource=room, start="2030-06-01T10:00:00+00:00")
    listing = "calendar.resource.booking.list"
    period = {"resourceTypeIdList": [room], "from": "2030-05-01", "to": "2030-05-02"}
    (row,) = portal.result(listing, {"filter": period})
    assert (row["SECTION_ID"], row["CAL_TYPE"], row["EVENT_TYPE"], row["DT_LENGTH"], row["DESCRIPTION"]) == (
        str(room), "resource", "#resourcebooking#", 7200, "Service: Talk"
    )  # fmt: skip
    assert (row["RESOURCE_BOOKING_ID"], row["MEETING_HOST"]) == (str(number), "0")
    (second,) = portal.result(listing, {"filter": {"resourceIdList": [later]}})
    assert second["DATE_FROM_TS_UTC"] > row["DATE_FROM_TS_UTC"]
    assert portal.result(listing, {"filter": {"resourceTypeIdList": [999]}}) == []
    told = portal.complaint(listing, {"filter": {}})
    assert told.startswith("The required parameter \"filter['resourceTypeIdList']\" is not set")
