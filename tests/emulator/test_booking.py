"""Online booking: resources, bookings, and the waiting list."""

from __future__ import annotations

from typing import Any

import pytest

V = "booking.v1"
NOON = 1893492000
"""2030-01-01 10:00 UTC."""


def span(start: int, hours: float = 1, zone: str = "Europe/Berlin") -> dict[str, Any]:
    end = int(start + hours * 3600)
    return {"from": {"timestamp": start, "timezone": zone}, "to": {"timestamp": str(end), "timezone": zone}}


def booked(portal: Any, resources: list[int], start: int = NOON, **more: Any) -> int:
    fields = {"resourceIds": resources, "datePeriod": span(start), **more}
    return int(portal.result(f"{V}.booking.add", {"fields": fields})["id"])


@pytest.fixture
def kind(portal: Any) -> int:
    return int(portal.result(f"{V}.resourceType.add", {"fields": {"name": "Rooms", "code": "room"}})["id"])


@pytest.fixture
def room(portal: Any, kind: int) -> int:
    return int(portal.result(f"{V}.resource.add", {"fields": {"name": "Room", "typeId": kind}})["id"])


def test_types(portal: Any, kind: int) -> None:
    add, update = f"{V}.resourceType.add", f"{V}.resourceType.update"
    fields = {"name": "Experts", "code": "expert", "templateTypeFeedback": "animate", "isReminderNotificationOn": "N"}
    second = portal.result(add, {"fields": fields | {"reminderDelay": "600"}}, user_id=portal.user_id)["id"]
    row = portal.result(f"{V}.resourceType.get", {"id": second})["resourceType"]
    assert row == {
        "code": "expert", "confirmationCounterDelay": 7200, "confirmationNotificationDelay": 86400,
        "confirmationNotificationRepetitions": 0, "confirmationNotificationRepetitionsInterval": 0,
        "delayedCounterDelay": 7200, "delayedNotificationDelay": 300, "id": second, "infoNotificationDelay": 300,
        "isConfirmationNotificationOn": "Y", "isDelayedNotificationOn": "Y", "isFeedbackNotificationOn": "Y",
        "isReminderNotificationOn": "N", "name": "Experts", "reminderNotificationDelay": 600,
        "templateTypeConfirmation": "inanimate", "templateTypeDelayed": "inanimate", "templateTypeFeedback": "animate",
        "templateTypeReminder": "base",
    }  # fmt: skip
    assert portal.result(update, {"id": second, "fields": {"name": "People", "infoDelay": 60}}) is True
    listing = f"{V}.resourceType.list"
    rows = portal.result(listing, {"order": {"name": "DESC"}})["resource"]
    assert [(row["id"], row["name"], row["infoNotificationDelay"]) for row in rows] == [
        (kind, "Rooms", 300), (second, "People", 60)
    ]  # fmt: skip
    wanted = {"FILTER": {"searchQuery": "eop", "moduleId": "booking", "code": "expert"}}
    assert [row["id"] for row in portal.result(listing, wanted)["resource"]] == [second]
    assert portal.result(listing, {"filter": {"name": "eop"}})["resource"] == []
    assert portal.result(f"{V}.resourceType.delete", {"id": second}) is True
    assert [row["id"] for row in portal.result(listing)["resource"]] == [kind]


def test_refusals_of_types(portal: Any, kind: int) -> None:
    add, update = f"{V}.resourceType.add", f"{V}.resourceType.update"
    room = {"name": "Rooms", "code": "room"}
    assert portal.refused(add) == (400, 100, "Could not find value for parameter {fields}")
    assert portal.refused(add, {"fields": {"name": "A"}}) == (400, 0, "Required fields: code")
    assert portal.refused(add, {"fields": room}) == (400, 1010, "Resource type with code already exists")
    for field, value in {"isInfoNotificationOn": "yes", "templateTypeReminder": "animate", "infoDelay": "x"}.items():
        wrong = {"fields": {"name": "A", "code": "a", field: value}}
        assert portal.refused(add, wrong) == (400, 422, "Invalid value of the field")
    assert portal.refused(update, {"id": 99, "fields": room}) == (400, 1007, "Resource type not found")
    second = portal.result(add, {"fields": {"name": "A", "code": "a"}})["id"]
    assert portal.refused(update, {"id": second, "fields": room})[:2] == (400, 1011)
    assert portal.result(update, {"id": kind, "fields": room}) is True
    assert portal.refused(f"{V}.resourceType.get", {"id": 99})[1:] == (1013, "Resource type not found")
    assert portal.refused(f"{V}.resourceType.get")[1:] == (100, "Could not find value for parameter {id}")
    assert portal.refused(f"{V}.resourceType.delete", {"id": 99})[1:] == (1012, "Resource type has not been found")
    text = "Invalid value {ASC} to match with parameter {order}. Should be value of type array."
    assert portal.refused(f"{V}.resourceType.list", {"order": "ASC"}) == (400, 100, text)


def test_resources(portal: Any, kind: int, room: int) -> None:
    row = portal.result(f"{V}.resource.get", {"id": room}, user_id=portal.user_id)["resource"]
    assert (row["name"], row["description"], row["isMain"], row["typeId"]) == ("Room", None, "Y", kind)
    assert (row["isInfoNotificationOn"], row["templateTypeInfo"], row["reminderNotificationDelay"]) == (
        "Y", "inanimate", -1
    )  # fmt: skip
    fields = {"name": "Hall", "description": "Big", "isMain": "N"}
    assert portal.result(f"{V}.resource.update", {"id": room, "fields": fields}) is True
    second = portal.result(f"{V}.resource.add", {"fields": {"name": "Attic", "typeId": kind}})["id"]
    listing = f"{V}.resource.list"
    answer = portal.hook(listing, {"ORDER": {"name": "asc"}}).json()
    assert [row["id"] for row in answer["result"]["resource"]] == [second, room]
    assert "total" not in answer
    for wanted in ({"searchQuery": "al"}, {"isMain": "N"}, {"typeId": str(kind), "description": "Big"}):
        assert [row["name"] for row in portal.result(listing, {"filter": wanted})["resource"]] == ["Hall"]
    assert portal.result(f"{V}.resource.delete", {"id": second}) is True
    assert portal.refused(f"{V}.resource.delete", {"id": second})[1:] == (1008, "Resource has not been found")
    assert portal.refused(f"{V}.resource.get", {"id": second})[1:] == (1009, "Resource not found")
    assert portal.refused(f"{V}.resource.update", {"id": second, "fields": fields})[1:] == (1007, "Resource not found")
    add = f"{V}.resource.add"
    assert portal.refused(add, {"fields": {"typeId": kind}})[1:] == (0, "Required fields: name")
    assert portal.refused(add, {"fields": {"name": "A"}})[1:] == (1006, "ResourceType not found")
    assert portal.refused(add, {"fields": {"name": "A", "typeId": 17}})[1:] == (
        1013, "Resource type with id 17 does not exist"
    )  # fmt: skip
    assert portal.refused(add, {"fields": {"name": "A", "typeId": kind, "isMain": 1}})[1] == 422
    assert portal.refused(listing, {"filter": "x"})[1] == 100


def test_slots(portal: Any, room: int) -> None:
    slot = {"from": 540, "to": "1080", "timezone": "Europe/Berlin", "weekDays": ["Mon", "Fri"], "slotSize": 30}
    assert portal.result(f"{V}.resource.slots.set", {"resourceId": room, "slots": [slot]}) is True
    (row,) = portal.result(f"{V}.resource.slots.list", {"resourceId": room})["slots"]
    assert row == slot | {"to": 1080, "id": row["id"]}
    setting = f"{V}.resource.slots.set"
    assert portal.refused(setting, {"resourceId": room, "slots": [{"from": 1}]})[1:] == (
        0, "Required fields: to, timezone, weekDays, slotSize"
    )  # fmt: skip
    for wrong in ({"to": 1441}, {"from": 1100}, {"weekDays": ["Monday"]}):
        assert portal.refused(setting, {"resourceId": room, "slots": [slot | wrong]})[1] == 422
    assert portal.refused(setting, {"resourceId": room})[1:] == (100, "Could not find value for parameter {slots}")
    assert portal.refused(setting, {"resourceId": 99, "slots": [slot]})[1:] == (1009, "Resource not found")
    assert portal.result(f"{V}.resource.slots.unset", {"resourceId": room}) is True
    assert portal.result(f"{V}.resource.slots.list", {"resourceId": room}) == {"slots": []}
    for verb in ("unset", "list"):
        assert portal.refused(f"{V}.resource.slots.{verb}", {"resourceId": 99})[1] == 1009


def test_bookings(portal: Any, room: int) -> None:
    made = booked(portal, [room, 99], name="Talk")
    assert portal.result(f"{V}.booking.get", {"id": made}, user_id=portal.user_id) == {
        "booking": {
            "datePeriod": {
                "from": {"timestamp": NOON, "timezone": "Europe/Berlin"},
                "to": {"timestamp": NOON + 3600, "timezone": "Europe/Berlin"},
            },
            "description": None, "id": made, "name": "Talk", "resourceIds": [room],
        }
    }  # fmt: skip
    fields = {"description": "Long", "datePeriod": span(NOON, 2)}
    assert portal.result(f"{V}.booking.update", {"id": made, "fields": fields}) is True
    row = portal.result(f"{V}.booking.get", {"id": made})["booking"]
    assert (row["name"], row["description"], row["datePeriod"]["to"]["timestamp"]) == ("Talk", "Long", NOON + 7200)
    later = booked(portal, [room], NOON + 86400)
    clients = {"bookingId": later, "clients": [{"id": 5, "type": {"module": "crm", "code": "CONTACT"}}]}
    assert portal.result(f"{V}.booking.client.set", clients) is True

    def listed(**params: Any) -> list[int]:
        return [row["id"] for row in portal.result(f"{V}.booking.list", params)["booking"]]

    assert listed() == [made, later]
    assert listed(order={"dateFrom": "DESC"}) == [later, made]
    assert listed(filter={"within": {"dateFrom": "0", "dateTo": NOON + 60}}) == [made]
    entity = {"code": "CONTACT", "module": "crm", "id": "5"}
    assert listed(filter={"client": {"entities": [entity, entity | {"code": "COMPANY"}]}}) == [later]
    assert listed(filter={"client": {"entities": [entity | {"id": 6}]}}) == []
    assert portal.result(f"{V}.booking.delete", {"id": made}) is True
    assert listed() == [later]


def test_refusals_of_bookings(portal: Any, room: int) -> None:
    made, add = booked(portal, [room]), f"{V}.booking.add"
    fields = {"resourceIds": [room], "datePeriod": span(NOON + 3600)}
    assert portal.refused(add)[1:] == (100, "Could not find value for parameter {fields}")
    assert portal.refused(add, {"fields": {"name": "A"}})[1:] == (0, "Required fields: resourceIds, datePeriod")
    for wrong in ({"resourceIds": []}, {"resourceIds": [99]}, {"datePeriod": span(NOON + 1800)}):
        assert portal.refused(add, {"fields": fields | wrong})[1:] == (1018, "Empty resource collection")
    for period in (span(NOON + 3600, -1), span(NOON + 3600, zone="Mars/Base")):
        assert portal.refused(add, {"fields": fields | {"datePeriod": period}})[1:] == (422, "Invalid date period")
    assert portal.refused(add, {"fields": fields | {"datePeriod": {"from": 1}}})[1:] == (0, "Required fields: to")
    second = booked(portal, [room], NOON + 3600)
    update = f"{V}.booking.update"
    assert portal.refused(update, {"id": second, "fields": {"datePeriod": span(NOON)}})[1] == 1018
    assert portal.refused(update, {"id": 99, "fields": {"name": "A"}})[1:] == (1019, "Booking not found")
    assert portal.refused(f"{V}.booking.get", {"id": 99})[1:] == (1021, "Booking not found")
    assert portal.refused(f"{V}.booking.delete")[1:] == (100, "Could not find value for parameter {id}")
    listing = f"{V}.booking.list"
    assert portal.refused(listing, {"filter": {"within": {"dateFrom": 1}}})[1:] == (0, "Required fields: dateTo")
    assert portal.refused(listing, {"filter": {"within": {"dateFrom": 2, "dateTo": 1}}})[1] == 422
    assert portal.refused(listing, {"filter": {"client": {"entities": [{"id": 1}]}}})[1] == 0
    assert made


@pytest.mark.parametrize(
    ("family", "key", "code"), [("booking", "bookingId", 1021), ("waitlist", "waitListId", 1040)]
)  # fmt: skip
def test_clients_and_objects(portal: Any, room: int, family: str, key: str, code: int) -> None:
    entry = int(portal.result(f"{V}.waitlist.add", {"fields": {"note": "A"}})["id"])
    owner = {key: booked(portal, [room]) if family == "booking" else entry}
    contact = {"id": 1, "type": {"code": "CONTACT", "module": "crm"}}
    company = {"id": 2, "type": {"code": "COMPANY", "module": "crm"}}
    deal = {"entityTypeId": "DEAL", "moduleId": "crm", "value": "1"}
    clients, data = f"{V}.{family}.client", f"{V}.{family}.externalData"
    rows = "bookingClient" if family == "booking" else "waitListClient"
    assert portal.result(f"{clients}.set", owner | {"clients": [contact]}) is True
    assert portal.result(f"{clients}.set", owner | {"clients": [company, contact]}) is True
    assert portal.result(f"{clients}.list", owner, user_id=portal.user_id) == {rows: [company, contact]}
    assert portal.result(f"{data}.set", owner | {"externalData": [deal | {"value": 1}]}) is True
    assert portal.result(f"{data}.list", owner) == {"externalData": [deal]}
    assert portal.refused(f"{clients}.set", owner | {"clients": [{"id": 1}]})[1:] == (0, "Required fields: type")
    assert portal.refused(f"{data}.set", owner | {"externalData": [{"value": 1}]})[1:] == (
        0, "Required fields: moduleId, entityTypeId"
    )  # fmt: skip
    assert portal.refused(f"{clients}.set", owner)[1:] == (100, "Could not find value for parameter {clients}")
    for base, told in ((clients, rows), (data, "externalData")):
        assert portal.result(f"{base}.unset", owner) is True
        assert portal.result(f"{base}.list", owner) == {told: []}
        for verb in ("set", "unset", "list"):
            assert portal.refused(f"{base}.{verb}", {key: 99, "clients": [], "externalData": []})[1] == code
            assert portal.refused(f"{base}.{verb}")[1:] == (100, f"Could not find value for parameter {{{key}}}")


def test_types_of_clients(portal: Any) -> None:
    assert portal.result(f"{V}.clienttype.list") == {
        "clientType": [{"code": "COMPANY", "module": "crm"}, {"code": "CONTACT", "module": "crm"}]
    }


def test_waiting_list(portal: Any) -> None:
    first = portal.result(f"{V}.waitlist.add", {"fields": {"note": "Call"}}, user_id=portal.user_id)["id"]
    assert portal.result(f"{V}.waitlist.get", {"id": first}) == {"waitList": {"id": first, "note": "Call"}}
    assert portal.result(f"{V}.waitlist.update", {"id": first, "fields": {"note": "Write"}}) is True
    portal.running.call(lambda: portal.cloud.clock.advance(3 * 86400))
    second = portal.result(f"{V}.waitlist.add", {"fields": {"note": ""}})["id"]
    listing = f"{V}.waitlist.list"
    assert portal.result(listing) == {
        "waitList": [{"id": first, "note": "Write"}, {"id": second, "note": None}]
    }  # fmt: skip
    year, month, day = portal.state.iso()[:10].split("-")
    today = f"{day}.{month}.{year}"
    wanted = {"filter": {"createdWithin": {"from": today, "to": "01.01.2100"}}}
    assert [row["id"] for row in portal.result(listing, wanted)["waitList"]] == [second]
    wanted = {"filter": {"createdWithin": {"from": "01.01.2000", "to": today}}}
    assert [row["id"] for row in portal.result(listing, wanted)["waitList"]] == [first]
    for within, told in ({"from": today}, (0, "Required fields: to")), ({"from": "x", "to": 1}, (422, "Invalid date")):
        assert portal.refused(listing, {"filter": {"createdWithin": within}})[1:] == told
    assert portal.result(f"{V}.waitlist.delete", {"id": second}) is True
    assert portal.refused(f"{V}.waitlist.delete", {"id": second})[1:] == (1036, "wait list item not found")
    assert portal.refused(f"{V}.waitlist.get", {"id": second})[1:] == (1040, "Wait list not found")
    assert portal.refused(f"{V}.waitlist.update", {"id": second, "fields": {"note": "A"}})[1] == 1040
    assert portal.refused(f"{V}.waitlist.add")[1:] == (100, "Could not find value for parameter {fields}")


def test_pages_of_a_list(portal: Any) -> None:
    for _ in range(51):
        portal.hook(f"{V}.waitlist.add", {"fields": {"note": "A"}})
    first = portal.hook(f"{V}.waitlist.list").json()
    assert (len(first["result"]["waitList"]), first["next"]) == (50, 50)
    assert len(portal.result(f"{V}.waitlist.list", {"start": 50})["waitList"]) == 1


@pytest.mark.parametrize("moves", [True, False])
def test_between_the_lists(portal: Any, room: int, moves: bool) -> None:
    portal.switch(booking_moves=moves)
    client = {"id": 1, "type": {"code": "CONTACT", "module": "crm"}}
    entry = portal.result(f"{V}.waitlist.add", {"fields": {"note": "A"}})["id"]
    portal.result(f"{V}.waitlist.client.set", {"waitListId": entry, "clients": [client]})
    fields = {"resourceIds": [room], "datePeriod": span(NOON)}
    create = f"{V}.booking.createfromwaitlist"
    for wanted in ({"waitListId": 99, "fields": fields}, {"waitListId": entry, "fields": fields | {"resourceIds": []}}):
        assert portal.refused(create, wanted)[1] == 1038
    made = portal.result(create, {"waitListId": entry, "fields": fields})
    assert portal.result(f"{V}.booking.client.list", {"bookingId": made}) == {"bookingClient": [client]}
    assert portal.hook(f"{V}.waitlist.get", {"id": entry}).status_code == (400 if moves else 200)
    back = portal.result(f"{V}.waitlist.createfrombooking", {"bookingId": made})
    assert portal.result(f"{V}.waitlist.client.list", {"waitListId": back}) == {"waitListClient": [client]}
    assert portal.hook(f"{V}.booking.get", {"id": made}).status_code == (400 if moves else 200)
    assert portal.refused(f"{V}.waitlist.createfrombooking", {"bookingId": 99})[1:] == (1037, "booking not found")


def test_events(portal: Any) -> None:
    auth = portal.installed(scopes=("booking",)).access
    families = ("", "RESOURCE", "RESOURCETYPE", "WAITLISTITEM")
    events = [f"ONBOOKING{family}{verb}" for family in families for verb in ("ADD", "UPDATE", "DELETE")]
    for event in events:
        params = {"event": event, "handler": f"{portal.inbox.url}/h"}
        assert portal.result("event.bind", params, auth) is True
    kind = portal.result(f"{V}.resourceType.add", {"fields": {"name": "A", "code": "a"}})["id"]
    room = portal.result(f"{V}.resource.add", {"fields": {"name": "A", "typeId": kind}})["id"]
    entry = portal.result(f"{V}.waitlist.add", {"fields": {"note": "A"}})["id"]
    made = booked(portal, [room])
    ids = {"resourceType": kind, "resource": room, "waitlist": entry, "booking": made}
    for family, one in ids.items():
        fields = {"note": "B"} if family == "waitlist" else {"name": "B"}
        portal.result(f"{V}.{family}.update", {"id": one, "fields": fields})
    for family, one in reversed(ids.items()):
        portal.result(f"{V}.{family}.delete", {"id": one})
    portal.result(f"{V}.booking.delete", {"id": made})
    assert sorted(post["event"] for post in portal.settle()) == sorted(events)
    words = {"": made, "RESOURCE": room, "RESOURCETYPE": kind, "WAITLISTITEM": entry}
    for family, one in words.items():
        (post,) = portal.posts(f"ONBOOKING{family}DELETE")
        assert (post["data[ID]"], post["auth[scope]"]) == (str(one), "booking")
    assert portal.rest(f"{V}.clienttype.list", auth=auth).status_code == 200


def test_traces(portal: Any, room: int) -> None:
    def found() -> dict[str, str]:
        names = ("booking resource types", "booking resources", "bookings", "waiting list")
        return {one.section: one.digest for one in portal.state.fingerprint() if one.section in names}

    made = booked(portal, [room])
    portal.result(f"{V}.waitlist.add", {"fields": {"note": "A"}})
    before = found()
    assert len(before) == 4
    client = {"id": 1, "type": {"code": "CONTACT", "module": "crm"}}
    portal.result(f"{V}.booking.client.set", {"bookingId": made, "clients": [client]})
    assert {name for name, digest in found().items() if digest != before[name]} == {"bookings"}
