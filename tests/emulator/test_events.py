"""Binding events and their delivery."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pytest_b24moderation.emulator.events import bracketed


def bind(portal: Any, auth: str, event: str, **more: Any) -> Any:
    return portal.rest("event.bind", {"event": event, "handler": f"{portal.inbox.url}/events"} | more, auth)


def test_bind_get_unbind(portal: Any) -> None:
    auth = portal.installed().access
    handler = f"{portal.inbox.url}/events"
    assert bind(portal, auth, "onCrmDealAdd").json()["result"] is True
    assert portal.result("event.bind", {"EVENT": "ONCRMDEALADD", "HANDLER": handler, "AUTH_TYPE": 5}, auth) is True
    assert portal.result("event.get", auth=auth) == [
        {"event": "ONCRMDEALADD", "handler": handler, "auth_type": "0", "offline": 0},
        {"event": "ONCRMDEALADD", "handler": handler, "auth_type": "5", "offline": 0},
    ]
    assert portal.result("event.unbind", {"event": "ONCRMDEALADD", "handler": handler, "auth_type": 5}, auth) == {
        "count": 1
    }
    assert portal.result("event.unbind", {"event": "ONCRMDEALADD", "handler": handler}, auth) == {"count": 1}
    assert portal.result("event.unbind", {"event": "ONCRMDEALADD", "handler": handler}, auth) == {"count": 0}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"handler": "https://a.test/e"}, (400, "ERROR_ARGUMENT", "Argument 'EVENT' is null or empty")),
        ({"event": "ONCRMDEALADD"}, (400, "ERROR_ARGUMENT", "Argument 'HANDLER' is null or empty")),
        ({"event": "ONNOTHING", "handler": "https://a.test/e"}, (400, "ERROR_EVENT_NOT_FOUND", "Event not found")),
        ({"event": "ONTASKADD", "handler": "https://a.test/e"}, (400, "ERROR_EVENT_NOT_FOUND", "Event not found")),
        (
            {"event": "ONCRMDEALADD", "handler": "ftp://a.test/e"},
            (400, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported event handler protocol"),
        ),
        (
            {"event": "ONCRMDEALADD", "handler": "https://localhost/e"},
            (400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL"),
        ),
        ({"event": "ONCRMDEALADD", "handler": "nonsense"}, (400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL")),
        ({"event": "ONCRMDEALADD", "handler": "https://[a/e"}, (400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL")),
        (
            {"event": "ONCRMDEALADD", "handler": "https://a.test/e", "event_type": "sometimes"},
            (400, "ERROR_ARGUMENT", "Value must be one of {online|offline}"),
        ),
        (
            {"event": "ONOFFLINEEVENT", "event_type": "offline"},
            (400, "ERROR_ARGUMENT", "Offline event cannot be registered for this event."),
        ),
    ],
)
def test_bind_refuses(portal: Any, params: dict[str, str], expected: tuple[int, str, str]) -> None:
    assert portal.refused("event.bind", params, portal.installed().access) == expected


def test_missing_argument_is_named(portal: Any) -> None:
    answer = portal.rest("event.bind", {"event": "ONCRMDEALADD"}, portal.installed().access)
    assert answer.json()["argument"] == "HANDLER"


def test_localhost_where_the_switch_lets_it(portal: Any) -> None:
    auth = portal.installed().access
    portal.switch(handler_needs_dot=False)
    assert portal.result("event.bind", {"event": "ONCRMDEALADD", "handler": "http://localhost/e"}, auth) is True


def test_twice_is_an_error(portal: Any) -> None:
    auth = portal.installed().access
    bind(portal, auth, "ONCRMDEALADD")
    assert portal.told(bind(portal, auth, "ONCRMDEALADD")) == (
        400, "ERROR_CORE", "Unable to set event handler: Handler already binded"
    )  # fmt: skip


def test_regular_user_binds_for_himself_only(portal: Any) -> None:
    portal.publish()
    app = portal.install()
    admin, user = portal.tokens(app).access, portal.tokens(app, portal.user_id).access
    bind(portal, admin, "ONCRMDEALADD")
    assert bind(portal, user, "ONCRMDEALADD").json()["result"] is True
    assert [row["auth_type"] for row in portal.result("event.get", auth=user)] == [str(portal.user_id)]
    denied = "Access denied! Event binding with AUTH_TYPE requires administrator access rights"
    assert portal.told(bind(portal, user, "ONCRMDEALUPDATE", auth_type=1)) == (403, "ACCESS_DENIED", denied)
    offline = portal.told(bind(portal, user, "ONCRMDEALUPDATE", event_type="offline"))
    assert offline == (
        403,
        "ACCESS_DENIED",
        "Access denied! Offline events binding requires administrator access rights",
    )
    foreign = {"event": "ONCRMDEALADD", "handler": f"{portal.inbox.url}/events", "auth_type": 1}
    assert portal.refused("event.unbind", foreign, user) == (
        403, "ACCESS_DENIED", "Access denied! Event unbinding with AUTH_TYPE requires administrator access rights"
    )  # fmt: skip


def test_names_of_events(portal: Any) -> None:
    portal.publish(portal.version(1, scopes=("crm",)))
    auth = portal.tokens(portal.install()).access
    mine = portal.result("events", auth=auth)
    assert {"ONAPPINSTALL", "ONCRMDEALADD"} <= set(mine)
    assert "ONTASKADD" not in mine
    assert "ONTASKADD" in portal.result("events", {"FULL": True}, auth)
    assert "ONUSERADD" in portal.result("events", {"SCOPE": "user"}, auth)
    assert "ONAPPINSTALL" in portal.result("events", {"SCOPE": ""})


def test_crm_event_on_the_wire(portal: Any) -> None:
    auth = portal.installed().access
    for event in ("ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE"):
        bind(portal, auth, event)
    made = portal.result("crm.deal.add", {"fields": {"TITLE": "x"}}, user_id=portal.user_id)
    portal.result("crm.deal.update", {"id": made, "fields": {"TITLE": "y"}})
    portal.result("crm.deal.delete", {"id": made})
    posts = portal.settle()
    assert [post["event"] for post in posts] == ["ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE"]
    assert [post["data[FIELDS][ID]"] for post in posts] == [str(made)] * 3
    first = posts[0]
    assert "auth[refresh_token]" not in first
    assert first["auth[user_id]"] == str(portal.user_id)
    assert first["event_handler_id"].isdigit()
    assert abs(int(first["ts"]) - time.time()) < 60
    assert portal.result("user.current", auth=first["auth[access_token]"])["ID"] == str(portal.user_id)


def test_fixed_user_of_a_handler(portal: Any) -> None:
    auth = portal.installed().access
    bind(portal, auth, "ONCRMDEALADD", auth_type=1)
    portal.result("crm.deal.add", {"fields": {"TITLE": "x"}}, user_id=portal.user_id)
    assert portal.settle()[0]["auth[user_id]"] == "1"


def test_an_event_that_nobody_caused_has_no_tokens(portal: Any) -> None:
    auth = portal.installed().access
    bind(portal, auth, "ONCRMDEALADD")
    portal.running.call(lambda: portal.state.announce("ONCRMDEALADD", {"FIELDS": {"ID": 1}}))
    (post,) = portal.settle()
    assert {key for key in post if key.startswith("auth")} == {
        "auth[domain]", "auth[server_endpoint]", "auth[client_endpoint]", "auth[member_id]", "auth[application_token]"
    }  # fmt: skip


def test_event_test_comes_round(portal: Any) -> None:
    auth = portal.installed().access
    bind(portal, auth, "ONAPPTEST")
    assert portal.result("event.test", {"a": {"b": "c"}}, auth) == 1
    (post,) = portal.settle()
    assert (post["event"], post["data[QUERY][a][b]"]) == ("ONAPPTEST", "c")
    assert post["auth[refresh_token]"]


def test_no_second_try(portal: Any) -> None:
    auth = portal.installed().access
    portal.inbox.status = 500
    bind(portal, auth, "ONCRMDEALADD")
    portal.result("event.bind", {"event": "ONCRMDEALADD", "handler": "http://127.0.0.1:1/none"}, auth)
    portal.result("crm.deal.add", {"fields": {"TITLE": "x"}})
    assert len(portal.settle()) == 1
    assert [(sent.status, bool(sent.error)) for sent in portal.state.events.sent] == [(500, False), (0, True)]


def test_gates(portal: Any) -> None:
    auth = portal.installed().access
    bind(portal, auth, "ONCRMDEALADD")
    app = portal.state.app("acme.score")
    app.installed = False
    portal.result("crm.deal.add", {"fields": {"TITLE": "1"}})
    portal.switch(events_before_install=True)
    portal.result("crm.deal.add", {"fields": {"TITLE": "2"}})
    app.installed, app.status, app.date_finish = True, "T", portal.cloud.clock.now() - 90000
    portal.result("crm.deal.add", {"fields": {"TITLE": "3"}})
    app.date_finish = 0.0
    portal.cloud.faults.drop_events = True
    portal.result("crm.deal.add", {"fields": {"TITLE": "4"}})
    assert [post["data[FIELDS][ID]"] for post in portal.settle()] == ["2"]


def test_idle_names_what_is_under_way(portal: Any) -> None:
    auth = portal.installed().access
    bind(portal, auth, "ONCRMDEALADD")
    assert portal.state.idle() == ""
    portal.switch(event_delay=0.2)
    portal.result("crm.deal.add", {"fields": {"TITLE": "x"}})
    assert portal.state.idle() == f"delivery of ONCRMDEALADD to {portal.inbox.url}/events"
    assert len(portal.settle()) == 1


def test_user_added(portal: Any) -> None:
    auth = portal.installed().access
    bind(portal, auth, "ONUSERADD")
    made = portal.result("user.add", {"EMAIL": "new@acme.example", "NAME": "New", "UF_DEPARTMENT": [1, 2]})
    (post,) = portal.settle()
    assert (post["data[ID]"], post["data[EMAIL]"], post["data[UF_DEPARTMENT][1]"]) == (
        str(made),
        "new@acme.example",
        "2",
    )


def test_offline_queue(portal: Any) -> None:
    auth = portal.installed().access
    assert bind(portal, auth, "ONCRMDEALADD", event_type="offline", handler="").json()["result"] is True
    bind(portal, auth, "ONOFFLINEEVENT")
    assert {"event": "ONCRMDEALADD", "connector_id": "", "offline": 1} in portal.result("event.get", auth=auth)
    for title in ("a", "b"):
        portal.result("crm.deal.add", {"fields": {"TITLE": title}})
    assert [post["event"] for post in portal.settle()] == ["ONOFFLINEEVENT"]
    listed = portal.rest("event.offline.list", auth=auth).json()
    assert listed["total"] == 2
    assert listed["result"][0]["EVENT_DATA"] == {"FIELDS": {"ID": 2}}
    got = portal.result("event.offline.get", {"clear": 0, "limit": 1}, auth)
    process, (row,) = got["process_id"], got["events"]
    assert portal.refused("event.offline.clear", {}, auth)[1] == "ERROR_ARGUMENT"
    assert (
        portal.result("event.offline.error", {"process_id": process, "message_id": [row["MESSAGE_ID"]]}, auth) is True
    )
    assert portal.result("event.offline.clear", {"process_id": process}, auth) is True
    rest = portal.result("event.offline.get", auth=auth)
    assert (rest["process_id"], [one["EVENT_DATA"]["FIELDS"]["ID"] for one in rest["events"]]) == (None, [2])
    assert portal.result("event.offline.get", auth=auth)["events"] == []


def test_offline_queue_leaves_out_own_changes(portal: Any) -> None:
    auth = portal.installed().access
    bind(portal, auth, "ONCRMDEALADD", event_type="offline", auth_connector="mine")
    portal.result("crm.deal.add", {"fields": {"TITLE": "a"}, "auth_connector": "mine"}, auth)
    portal.result("crm.deal.add", {"fields": {"TITLE": "b"}}, auth)
    assert len(portal.result("event.offline.get", {"auth_connector": "mine"}, auth)["events"]) == 1


def test_offline_is_the_administrators(portal: Any) -> None:
    portal.publish()
    auth = portal.tokens(portal.install(), portal.user_id).access
    for name in ("list", "get", "clear", "error"):
        params = {"process_id": "x"}
        assert portal.refused(f"event.offline.{name}", params, auth) == (403, "ACCESS_DENIED", "Access denied!")


def test_brackets_of_nested_data() -> None:
    values = {"a": {"b": [1, {"c": True}]}, "n": None, "f": False, "e": ""}
    assert bracketed(values) == [("a[b][0]", "1"), ("a[b][1][c]", "1"), ("f", "0"), ("e", "")]


def test_a_chain_of_events_ends(portal: Any) -> None:
    auth = portal.installed().access
    bind(portal, auth, "ONCRMDEALADD")
    for n in range(1, 9):
        portal.result("crm.deal.add", {"fields": {"TITLE": "again"}}, auth)
        posts = portal.settle()
        if len(posts) < n:
            break
        auth = posts[-1]["auth[access_token]"]
    assert len(posts) == 7
