"""Switches of what sources leave open about updates, dismissals and small things beside them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pytest_b24moderation.emulator.portal import ActError
from tests.emulator.test_oauth import CODE, refresh

CODES = {"SHOP": {"NAME": "Shop"}}
CONFIG = {"AUTH": {"LABEL": "A", "ITEMS": {"LOGIN": {"TYPE": "STRING", "LABEL": "L"}}}}


@pytest.mark.parametrize("dropped", [True, False])
def test_payments_and_cash_registers_over_an_update(portal: Any, dropped: bool) -> None:
    portal.switch(update_drops_pay_systems=dropped, update_drops_cashboxes=not dropped, handler_needs_dot=False)
    scopes = ("sale", "pay_system", "cashbox")
    auth = portal.installed(scopes=scopes).access
    url = portal.inbox.url
    data = {"ACTION_URI": f"{url}/pay", "FIELDS": {"shop": {"CODE": "SHOP"}}}
    bank = {"NAME": "Bank", "CODE": "bank", "SETTINGS": {"CODES": CODES, "CHECKOUT_DATA": data}}
    portal.result("sale.paysystem.handler.add", bank, auth)
    till = {"PRINT_URL": f"{url}/print", "CHECK_URL": f"{url}/check", "CONFIG": CONFIG}
    portal.result("sale.cashbox.handler.add", {"NAME": "Till", "CODE": "till", "SETTINGS": till}, auth)
    portal.publish(portal.version(1, scopes=scopes), portal.version(2, scopes=scopes))
    auth = portal.tokens(portal.install(2)).access
    assert (portal.result("sale.paysystem.handler.list", auth=auth) == []) is dropped
    assert (portal.result("sale.cashbox.handler.list", auth=auth) == []) is not dropped


@pytest.mark.parametrize("separator", [",", " "])
def test_permissions_that_the_event_of_an_update_tells(portal: Any, separator: str) -> None:
    portal.switch(update_scope_separator=separator, update_drops_handlers=False, handler_needs_dot=False)
    portal.listen(portal.installed(scopes=("crm", "placement")).access, "ONAPPUPDATE", "ONCRMDEALADD")
    portal.publish(*(portal.version(number, scopes=("crm", "placement")) for number in (1, 2)))
    portal.install(2)
    portal.result("crm.deal.add", {"fields": {"TITLE": "A"}})
    told = {post["event"]: post["auth[scope]"] for post in portal.settle()}
    assert told == {"ONAPPUPDATE": f"crm{separator}placement", "ONCRMDEALADD": "crm,placement"}


@pytest.mark.parametrize("called", [True, False])
def test_robots_and_providers_before_the_wizard_ends(portal: Any, called: bool) -> None:
    portal.switch(processes_before_install=called, handler_needs_dot=False)
    url = portal.inbox.url
    auth = portal.installed(scopes=("crm", "bizproc", "messageservice"), install_url=f"{url}/install").access
    robot = {"CODE": "score", "HANDLER": f"{url}/robot", "NAME": "Score", "AUTH_USER_ID": 1}
    portal.result("bizproc.robot.add", robot, auth)
    sender = {"CODE": "sms", "TYPE": "SMS", "NAME": "One", "HANDLER": f"{url}/sms"}
    portal.result("messageservice.sender.add", sender, auth)
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "A"}})
    portal.perform("run-robot", code="score", type="deal", id=deal)
    if called:
        assert portal.perform("send-sms", sender="sms", to="+1", text="Hi")["status"] == 200
    else:
        with pytest.raises(ActError, match="not installed to the end"):
            portal.perform("send-sms", sender="sms", to="+1", text="Hi")
    assert portal.inbox.paths == ["/robot", "/sms"] * called


@pytest.mark.parametrize("kept", [True, False])
def test_what_somebody_connected_who_is_dismissed(portal: Any, kept: bool) -> None:
    portal.switch(dismissal="preserve" if kept else "stop", handler_needs_dot=False)
    portal.installed(scopes=("crm", "user"))
    person, app = portal.user_id, portal.state.app(CODE)
    pair = portal.tokens(app, person)
    bound = {"event": "ONCRMDEALADD", "handler": f"{portal.inbox.url}/on"}
    assert portal.result("event.bind", bound, portal.tokens(app).access)
    portal.state.bindings.handlers[-1].user_id = person
    hook = httpx.URL(portal.state.webhook(person)).path
    before = portal.result("user.get")
    assert portal.result("user.update", {"ID": person, "ACTIVE": "N"})
    statuses = [
        portal.rest("user.current", auth=pair.access).status_code,
        portal.http.get(f"{hook}profile").status_code,
    ]
    assert statuses == ([200, 200] if kept else [401, 401])
    assert ("access_token" in refresh(portal, pair.refresh).json()) is kept
    portal.result("crm.deal.add", {"fields": {"TITLE": "A"}})
    (post,) = portal.posts("ONCRMDEALADD")
    assert ("auth[access_token]" in post) is kept
    if kept:
        me = portal.result("user.current", auth=pair.access)
        assert (me["NAME"], me["LAST_NAME"], me["EXTERNAL_AUTH_ID"]) == ("Score", "", "rest_system")
        assert post["auth[user_id]"] == me["ID"] != str(person)
    assert [row["ID"] for row in portal.result("user.get")] == [row["ID"] for row in before]


def test_local_applications_of_somebody_dismissed_stop(portal: Any) -> None:
    portal.switch(dismissal="preserve")
    admin, person = portal.state.people.users[1], portal.user_id
    app = portal.running.call(lambda: portal.state.apps.add_local("Own", portal.version(1), admin))
    auth = portal.tokens(app, person).access
    assert portal.result("user.update", {"ID": person, "ACTIVE": "N"})
    assert portal.refused("profile", auth=auth)[:2] == (401, "authorization_error")


@pytest.mark.parametrize("served", [True, False])
def test_second_home_of_the_library(portal: Any, served: bool) -> None:
    portal.switch(sdk_tech_host=served)
    homes = ("api.bitrix24.com", "api.bitrix24.tech")
    statuses = [portal.http.get("/api/v1/", headers={"Host": host}).status_code for host in homes]
    assert statuses == [200, 200 if served else 404]


@pytest.mark.parametrize("text", ["Call is not found", "No such call"])
def test_wording_of_a_call_that_is_not_there(portal: Any, text: str) -> None:
    portal.switch(absent_call=text)
    auth = portal.installed(scopes=("telephony",)).access
    given = {"CALL_ID": "x", "USER_ID": 1}
    assert portal.refused("telephony.externalCall.finish", given, auth)[2] == text


@pytest.mark.parametrize("there", [True, False])
def test_asking_for_the_status_of_a_message(portal: Any, there: bool) -> None:
    portal.switch(message_status=there, handler_needs_dot=False)
    auth = portal.installed(scopes=("messageservice",)).access
    sender = {"CODE": "sms", "TYPE": "SMS", "NAME": "One", "HANDLER": f"{portal.inbox.url}/sms"}
    portal.result("messageservice.sender.add", sender, auth)
    sent = {"MESSAGE_ID": portal.perform("send-sms", sender="sms", to="+1", text="Hi")["message_id"]}
    name = "messageservice.message.status"
    if not there:
        assert portal.refused(f"{name}.get", sent, auth)[:2] == (404, "ERROR_METHOD_NOT_FOUND")
        return
    assert portal.result(f"{name}.get", sent, auth) == "queued"
    portal.result(f"{name}.update", {"CODE": "sms", "STATUS": "delivered", **sent}, auth)
    assert portal.result(f"{name}.get", sent, auth) == "delivered"
    assert portal.refused(f"{name}.get", {"MESSAGE_ID": "x"}, auth)[1] == "ERROR_MESSAGE_NOT_FOUND"
