"""Calendars, events, meetings, resources, settings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.scopes.calendar.times import parse, repeated

BASE = {"type": "user", "ownerId": 1, "name": "Talk"}
PERIOD = {"from": "2026-06-01", "to": "2026-06-30"}
WEEKLY = {"FREQ": "WEEKLY", "BYDAY": ["MO", "WE"], "INTERVAL": 1, "COUNT": 4}


def add(portal: Any, user_id: int = 1, **more: Any) -> int:
    call = BASE | {"ownerId": user_id, "from": "2026-06-01 10:00:00", "to": "2026-06-01 11:00:00"} | more
    return int(portal.result("calendar.event.add", call, user_id=user_id))


def missing(name: str, method: str, dot: str = "") -> str:
    return f'The required parameter "{name}" for the method "{method}" is not set{dot}'


def test_a_clean_portal_has_calendars(portal: Any) -> None:
    (company,) = portal.result("calendar.section.get", {"type": "company_calendar", "ownerId": 0})
    (own,) = portal.result("calendar.section.get", {"type": "user"}, user_id=portal.user_id)
    assert (company["CAL_TYPE"], company["PERM"]["edit"]) == ("company_calendar", True)
    assert (own["OWNER_ID"], own["NAME"]) == (
        str(portal.user_id), portal.state.people.users[portal.user_id].full_name,
    )  # fmt: skip
    (other,) = portal.result("calendar.section.get", {"type": "user", "ownerId": 1}, user_id=portal.user_id)
    assert other["PERM"]["edit"] is False


def test_an_event(portal: Any) -> None:
    more = {
        "from": "2026-06-01T10:00:00+03:00", "to": "2026-06-01T11:00:00+03:00", "timezone_from": "Europe/Riga",
        "description": "d", "location": "here", "remind": [{"type": "min", "count": "20"}], "importance": "high",
        "accessibility": "free", "private_event": "Y", "crm_fields": ["CO_1"], "color": "#9dcf00",
    }  # fmt: skip
    made = add(portal, **more)
    row = portal.result("calendar.event.getbyid", {"id": made})
    assert (row["ID"], row["NAME"], row["DATE_FROM"], row["TZ_FROM"]) == (
        str(made), "Talk", "06/01/2026 10:00:00 am", "Europe/Riga",
    )  # fmt: skip
    assert (row["DATE_FROM_TS_UTC"], row["DT_LENGTH"], row["TZ_OFFSET_TO"]) == ("1780297200", 3600, "10800")
    assert (row["REMIND"], row["UF_CRM_CAL_EVENT"]) == ([{"type": "min", "count": 20}], ["CO_1"])
    assert (row["IMPORTANCE"], row["ACCESSIBILITY"], row["PRIVATE_EVENT"], row["LOCATION"]) == (
        "high", "free", "1", "here",
    )  # fmt: skip
    assert (row["IS_MEETING"], row["COLOR"], row["DATE_FROM_FORMATTED"]) == (
        False,
        "#9dcf00",
        "Mon Jun 01 2026 10:00:00",
    )
    assert portal.result("calendar.event.getbyid", {"id": made}, user_id=portal.user_id) is None
    change = BASE | {"id": made, "name": "New", "from": "2026-06-02", "to": "2026-06-02", "skip_time": "Y"}
    assert portal.result("calendar.event.update", change | {"timezone_from": "UTC"}) == made
    row = portal.result("calendar.event.getbyid", {"id": made})
    assert (row["NAME"], row["DT_SKIP_TIME"], row["DATE_FROM"], row["DT_LENGTH"]) == ("New", "Y", "06/02/2026", 86400)
    assert row["VERSION"] == "2"
    assert portal.result("calendar.event.delete", {"id": made}) is True
    assert portal.complaint("calendar.event.delete", {"id": made}) == "An error occurred while deleting the event"
    assert portal.complaint("calendar.event.delete", {}) == "Event id not specified"


def test_refusals(portal: Any) -> None:
    mine, add_, update = portal.user_id, "calendar.event.add", "calendar.event.update"
    whole = BASE | {"from": "2026-06-01", "to": "2026-06-01"}
    for name in ("type", "ownerId", "name", "from", "to"):
        call = {key: value for key, value in whole.items() if key != name}
        assert portal.complaint(add_, call) == missing(name, add_)
    assert portal.complaint(add_, whole | {"name": ["x"]}) == 'Invalid value for the parameter "name"'
    assert portal.complaint(add_, whole | {"description": ["x"]}) == 'Invalid value for the parameter "description"'
    assert portal.complaint(add_, whole | {"crm_fields": "x"}) == "The list of event links to CRM must be an array"
    assert portal.complaint(add_, whole, mine) == "Access denied"
    company = whole | {"type": "company_calendar", "ownerId": 0}
    assert portal.complaint(add_, company, mine) == "Access denied"
    assert portal.complaint(add_, whole | {"section": 999}).startswith("You specified an invalid calendar section")
    for wrong in ({"from": "no"}, {"to": "2020-01-01"}, {"from_ts": 10**18, "to_ts": 10**18}):
        assert portal.complaint(add_, whole | wrong) == "An error occurred while creating the event"
    made = add(portal)
    for name in ("id", "type", "ownerId"):
        call = {key: value for key, value in (BASE | {"id": made}).items() if key != name}
        assert portal.complaint(update, call) == missing(name, update, ".")
    assert portal.complaint(update, BASE | {"id": 999}) == "An error occurred while changing the event."
    assert "editing type" in portal.complaint(update, BASE | {"id": made, "recurrence_mode": "x"})
    assert portal.complaint(update, BASE | {"id": made}, mine) == "Access denied."
    assert portal.complaint("calendar.event.get", {}) == missing("type", "calendar.event.get")
    assert portal.complaint("calendar.event.getbyid", {}) == missing("id", "calendar.event.getbyid")
    assert "deleting the event" in portal.complaint("calendar.event.delete", {"id": made}, mine)


def test_repeated_events(portal: Any) -> None:
    made = add(portal, rrule=WEEKLY)

    def days() -> list[str]:
        rows = portal.result("calendar.event.get", BASE | PERIOD)
        return [row["DATE_FROM"][3:5] for row in rows]

    assert days() == ["01", "03", "08", "10"]
    (rule,) = {str(row["RRULE"]["BYDAY"]) for row in portal.result("calendar.event.get", BASE | PERIOD)}
    assert "MO" in rule
    this = BASE | {"id": made, "recurrence_mode": "this", "current_date_from": "2026-06-03"}
    one = portal.result("calendar.event.update", this | {"name": "Moved"})
    assert one != made
    assert days() == ["01", "03", "08", "10"]
    assert portal.result("calendar.event.getbyid", {"id": one})["RECURRENCE_ID"] == made
    assert "06/03/2026" in portal.result("calendar.event.getbyid", {"id": made})["EXDATE"]
    later = BASE | {"id": made, "recurrence_mode": "next", "current_date_from": "2026-06-08", "name": "Later"}
    portal.result("calendar.event.update", later | {"rrule": {"FREQ": "DAILY", "COUNT": 2}})
    assert days() == ["01", "03", "08", "09"]
    everywhere = {"from": "2026-06-01", "to": "2028-06-30", "type": "user", "ownerId": portal.user_id}
    for frequency, count in (("MONTHLY", 3), ("YEARLY", 2)):
        again = add(portal, portal.user_id, rrule={"FREQ": frequency, "COUNT": count})
        rows = portal.result("calendar.event.get", everywhere, user_id=portal.user_id)
        assert len([row for row in rows if row["ID"] == str(again)]) == count


def test_meetings(portal: Any) -> None:
    mine = portal.user_id
    made = add(portal, is_meeting="Y", attendees=[1, mine, 999], meeting={"notify": True})
    row = portal.result("calendar.event.getbyid", {"id": made}, user_id=mine)
    assert (row["IS_MEETING"], row["MEETING_STATUS"], row["MEETING_HOST"], row["MEETING"]["NOTIFY"]) == (
        True, "Q", "1", True,
    )  # fmt: skip
    assert portal.result("calendar.meeting.status.get", {"eventId": made}) == "Y"
    assert portal.result("calendar.meeting.status.set", {"eventId": made, "status": "Y"}, user_id=mine) is True
    assert portal.result("calendar.meeting.status.get", {"eventId": made}, user_id=mine) == "Y"
    call = {"type": "user", "ownerId": mine} | PERIOD
    assert [one["ID"] for one in portal.result("calendar.event.get", call, user_id=mine)] == [str(made)]
    busy = portal.result("calendar.accessibility.get", PERIOD | {"users": [mine, 1, 999]})
    assert [[row["NAME"] for row in busy[str(one)]] for one in (mine, 1, 999)] == [["Talk"], ["Talk"], []]
    assert set(busy["1"][0]) == {
        "ID", "NAME", "DATE_FROM", "DATE_TO", "DATE_FROM_TS_UTC", "DATE_TO_TS_UTC", "~USER_OFFSET_FROM",
        "~USER_OFFSET_TO", "DT_SKIP_TIME", "TZ_FROM", "TZ_TO", "ACCESSIBILITY", "IMPORTANCE", "EVENT_TYPE",
    }  # fmt: skip
    portal.result("calendar.meeting.status.set", {"eventId": made, "status": "N"}, user_id=mine)
    assert portal.result("calendar.accessibility.get", PERIOD | {"users": [mine]}) == {str(mine): []}
    kept = portal.result("calendar.event.update", BASE | {"id": made, "name": "Long talk"})
    assert len(portal.result("calendar.event.getbyid", {"id": kept})["ATTENDEE_LIST"]) == 2
    get, set_ = "calendar.meeting.status.get", "calendar.meeting.status.set"
    assert portal.complaint(get, {}) == missing("eventId", set_)
    assert portal.complaint(get, {"eventId": 999}) == "An error occurred while retrieving the status"
    assert portal.complaint(set_, {"status": "Y"}) == missing("eventId", set_)
    assert portal.complaint(set_, {"eventId": made}) == missing("status", set_)
    assert portal.complaint(set_, {"eventId": made, "status": "H"}) == 'Invalid value for the parameter "status"'
    for name in ("from", "to", "users"):
        call = {key: value for key, value in (PERIOD | {"users": [1]}).items() if key != name}
        assert portal.complaint("calendar.accessibility.get", call) == missing(name, "calendar.accessibility.get", ".")


def test_nearest(portal: Any) -> None:
    now = int(portal.state.clock.now())
    made = add(portal, from_ts=now + 3600, to_ts=now + 7200)
    add(portal, from_ts=now + 86400 * 20, to_ts=now + 86400 * 20)
    assert [row["ID"] for row in portal.result("calendar.event.get.nearest", {"days": 10})] == [str(made)]
    assert len(portal.result("calendar.event.get.nearest")) == 2
    assert len(portal.result("calendar.event.get.nearest", {"maxEventsCount": 1})) == 1
    other = {"type": "user", "ownerId": 1, "forCurrentUser": False}
    assert len(portal.result("calendar.event.get.nearest", other, user_id=portal.user_id)) == 2
    assert portal.result("calendar.event.get.nearest", user_id=portal.user_id) == []
    (first, _) = portal.state.ask("calendar.events", user=portal.state.people.users[1])
    assert (first["id"], first["name"]) == (made, "Talk")
    assert portal.result("calendar.event.get", BASE | {"section": [999]}) == []


def test_sections(portal: Any) -> None:
    made = portal.result("calendar.section.add", {"type": "user", "name": "Own", "export": {"ALLOW": False}})
    change = {"type": "user", "ownerId": 1, "id": made}
    assert portal.result("calendar.section.update", change | {"name": "New", "color": "#111"}) == made
    row = portal.result("calendar.section.get", {"type": "user"})[-1]
    assert (row["ID"], row["NAME"], row["COLOR"], row["EXPORT"]) == (str(made), "New", "#111", {"ALLOW": False})
    event = add(portal, section=made)
    assert portal.result("calendar.section.delete", change) is True
    assert portal.result("calendar.event.getbyid", {"id": event}) is None
    group = portal.result("sonet_group.create", {"NAME": "Crew"})
    (board,) = portal.result("calendar.section.get", {"type": "group", "ownerId": group})
    assert board["NAME"] == "Crew"
    mine, add_ = portal.user_id, "calendar.section.add"
    assert portal.complaint(add_, {"name": "x"}) == missing("type", add_, ".")
    assert portal.complaint(add_, {"type": "group", "name": "x"}) == missing("ownerId", add_, ".")
    assert portal.complaint(add_, {"type": "user", "ownerId": 1, "name": "x"}, mine) == "Access denied"
    assert portal.complaint(add_, {"type": "group", "ownerId": group, "name": "x"}, mine) == "Access denied"
    assert portal.complaint(add_, {"type": "user", "name": ["x"]}) == 'Invalid value for the "name" parameter'
    assert portal.complaint("calendar.section.update", {"type": "user"}) == "Section ID is not set"
    assert portal.complaint("calendar.section.delete", {"type": "user"}) == "Section ID is not set."
    assert portal.complaint("calendar.section.delete", change) == "Access denied."
    assert portal.complaint("calendar.section.get", {}) == missing("type", "calendar.section.get")


def test_resources_and_settings(portal: Any) -> None:
    made = portal.result("calendar.resource.add", {"name": "Room"})
    assert portal.result("calendar.resource.update", {"resourceId": made, "name": "Hall"}) == made
    assert portal.result("calendar.resource.list") == [{"ID": str(made), "NAME": "Hall", "CREATED_BY": "1"}]
    assert portal.result("calendar.resource.delete", {"resourceId": made}) is True
    for verb in ("update", "delete"):
        name = f"calendar.resource.{verb}"
        assert portal.complaint(name, {"name": "x"}) == missing("resourceId", name)
        assert portal.complaint(name, {"name": "x", "resourceId": 99}).startswith("An error occurred while")
    assert portal.complaint("calendar.resource.add", {}) == missing("name", "calendar.resource.add")
    assert portal.result("calendar.settings.get")["week_start"] == "MO"
    assert portal.result("calendar.user.settings.set", {"settings": {"view": "week", "nonsense": 1}}) is True
    own = portal.result("calendar.user.settings.get")
    assert (own["view"], own["timezoneName"], "nonsense" in own) == ("week", "UTC", False)
    assert portal.result("calendar.user.settings.get", user_id=portal.user_id)["view"] == "month"
    name = "calendar.user.settings.set"
    assert portal.complaint(name, {}) == missing("settings", name)


def test_events_and_traces(portal: Any) -> None:
    auth = portal.installed(scopes=("calendar",)).access
    for kind in ("ENTRY", "SECTION"):
        for verb in ("ADD", "UPDATE", "DELETE"):
            name = f"ONCALENDAR{kind}{verb}"
            portal.result("event.bind", {"event": name, "handler": f"{portal.inbox.url}/e"}, auth)
    call = BASE | {"from": "2026-06-01", "to": "2026-06-01"}
    made = portal.result("calendar.event.add", call, auth)
    owners = {(one.section, one.key): one.owner for one in portal.state.fingerprint()}
    assert owners["calendar events", str(made)] == "acme.score"
    portal.result("calendar.event.update", BASE | {"id": made})
    portal.result("calendar.event.delete", {"id": made})
    section = portal.result("calendar.section.add", {"type": "user", "name": "S"})
    portal.result("calendar.section.update", {"type": "user", "id": section})
    portal.result("calendar.section.delete", {"type": "user", "id": section})
    found = [(post["event"].removeprefix("ONCALENDAR"), int(post["data[id]"])) for post in portal.settle()]
    verbs = ("ADD", "UPDATE", "DELETE")
    assert found == [(f"ENTRY{verb}", made) for verb in verbs] + [(f"SECTION{verb}", section) for verb in verbs]


def test_dates_of_other_countries(make: Any) -> None:
    portal = make(language="de")
    made = add(portal)
    row = portal.result("calendar.event.getbyid", {"id": made})
    assert (row["DATE_FROM"], row["TZ_FROM"]) == ("01.06.2026 10:00:00", "Europe/Berlin")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = parse(text, UTC)
    assert found is None or found.tzinfo is not None


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 40),
    st.integers(1, 30),
    st.integers(0, 30),
)
def test_repetitions_rise_and_end(frequency: str, interval: int, count: int, day: int) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day)
    rule = {"FREQ": frequency, "INTERVAL": interval, "COUNT": count}
    found = list(repeated(start.timestamp(), rule, UTC, (start + timedelta(days=900)).timestamp()))
    assert found == sorted(set(found))
    assert len(found) <= count
    assert found[0] == start.timestamp()


@pytest.mark.parametrize("text", ["", "2026-13-01", "31.31.2026", "0001-01-01x"])
def test_what_is_no_date(text: str) -> None:
    assert parse(text, UTC) is None
