"""Message providers, and a message on its way to one."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.portal import ActError

ADD = "messageservice.sender.add"
SENDER = {"CODE": "sms.one", "TYPE": "SMS", "NAME": {"en": "One", "ru": "Один"}, "DESCRIPTION": "d"}


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=("messageservice",)).access
    portal.result(ADD, SENDER | {"HANDLER": f"{portal.inbox.url}/sms"}, token)
    return token


def send(portal: Any, user_id: int = 1, **params: Any) -> Any:
    return portal.perform("send-sms", user_id, **params)


def test_senders(portal: Any, auth: str) -> None:
    assert portal.result("messageservice.sender.list", auth=auth) == ["sms.one"]
    assert portal.result("messageservice.sender.update", {"CODE": "sms.one", "NAME": "Uno"}, auth) is True
    (row,) = portal.state.ask("messageservice.senders")
    assert (row["code"], row["name"], row["app"]) == ("sms.one", "Uno", "acme.score")
    assert [one.summary for one in portal.state.fingerprint() if one.section == "message providers"] == ["Uno"]
    assert portal.result("messageservice.sender.delete", {"CODE": "sms.one"}, auth) is True
    assert portal.result("messageservice.sender.list", auth=auth) == []


@pytest.mark.parametrize(
    ("method", "params", "error", "text"),
    [
        ("add", {}, "ERROR_SENDER_VALIDATION_FAILURE", "Empty data!"),
        ("add", SENDER | {"CODE": ""}, "ERROR_SENDER_VALIDATION_FAILURE", "Empty sender code!"),
        ("add", SENDER | {"CODE": "a b"}, "ERROR_SENDER_VALIDATION_FAILURE", "Wrong sender code!"),
        ("add", SENDER | {"NAME": ""}, "ERROR_SENDER_VALIDATION_FAILURE", "Empty sender NAME!"),
        ("add", SENDER | {"TYPE": ""}, "ERROR_SENDER_VALIDATION_FAILURE", "Empty sender message TYPE!"),
        ("add", SENDER | {"TYPE": "FAX"}, "ERROR_SENDER_VALIDATION_FAILURE", "Unknown sender message TYPE!"),
        ("add", SENDER, "ERROR_SENDER_ALREADY_INSTALLED", "Sender already installed!"),
        ("update", {"NAME": "x"}, "ERROR_SENDER_CODE_REQUIRED", "CODE is required!"),
        ("update", {"CODE": "sms.one"}, "ERROR_SENDER_OTHER_PARAMS_REQUIRED",
         "At least one other parameter is required!"),
        ("update", {"CODE": "none", "NAME": "x"}, "ERROR_SENDER_NOT_FOUND", "Sender not found!"),
        ("delete", {}, "ERROR_SENDER_VALIDATION_FAILURE", "Empty sender code!"),
        ("delete", {"CODE": "none"}, "ERROR_SENDER_NOT_FOUND", "Sender not found!"),
    ],
)  # fmt: skip
def test_errors(portal: Any, auth: str, method: str, params: dict[str, Any], error: str, text: str) -> None:
    handler = {"HANDLER": "https://acme.example/sms"} if params else {}
    if method == "update":
        handler = {}
    assert portal.refused(f"messageservice.sender.{method}", params | handler, auth) == (400, error, text)


def test_who_may(portal: Any, auth: str) -> None:
    user = portal.tokens(portal.state.app("acme.score"), portal.user_id).access
    for verb in ("add", "update", "list", "delete"):
        refusal = portal.refused(f"messageservice.sender.{verb}", SENDER, user)
        assert refusal == (403, "ACCESS_DENIED", "Access denied!")
        text = portal.refused(f"messageservice.sender.{verb}", SENDER)[2]
        assert text == "Access denied! Application context required"


def test_a_message_and_its_status(portal: Any, auth: str) -> None:
    sent = send(portal, portal.user_id, sender="sms.one", to="+15550001", text="Hi", type="deal", id=7)
    (post,) = portal.inbox.posts
    assert portal.inbox.paths == ["/sms"]
    expected = {
        "module_id": "crm", "bindings[0][OWNER_TYPE_ID]": "2", "bindings[0][OWNER_ID]": "7",
        "properties[phone_number]": "+15550001", "properties[message_text]": "Hi", "type": "SMS", "code": "sms.one",
        "message_id": sent["message_id"], "message_to": "+15550001", "message_body": "Hi",
        "auth[domain]": portal.state.host, "auth[user_id]": str(portal.user_id),
    }  # fmt: skip
    assert expected.items() <= post.items()
    assert (len(post["message_id"]), sent["status"]) == (32, 200)
    status = {"CODE": "sms.one", "MESSAGE_ID": post["message_id"], "STATUS": "delivered"}
    update = "messageservice.message.status.update"
    assert portal.result(update, status, post["auth[access_token]"]) is True
    assert portal.result(update, status | {"STATUS": "failed"}, auth) is True
    assert portal.refused(update, status | {"STATUS": "lost"}, auth)[1:] == (
        "ERROR_MESSAGE_STATUS_INCORRECT", "Message status incorrect!"
    )  # fmt: skip
    assert portal.refused(update, status | {"MESSAGE_ID": "x"}, auth)[1:] == (
        "ERROR_MESSAGE_NOT_FOUND", "Message not found!"
    )  # fmt: skip
    mine = send(portal, 1, sender="sms.one", to="2", text="Hi")
    foreign = status | {"MESSAGE_ID": mine["message_id"]}
    assert portal.refused(update, foreign, post["auth[access_token]"]) == (403, "ACCESS_DENIED", "Access denied!")


def test_nobody_to_send_by(portal: Any, auth: str) -> None:
    with pytest.raises(ActError) as wrong:
        send(portal, sender="none", to="1", text="x")
    assert (wrong.value.expected, wrong.value.found) == ("sms.one", "none")
    with pytest.raises(ActError):
        send(portal, sender="sms.one", to="1", text="x", type="planet")
    app, admin = portal.state.app("acme.score"), portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=False))
    assert portal.state.ask("messageservice.senders") == []


def test_a_message_stays_in_the_timeline_of_its_card(portal: Any) -> None:
    token = portal.installed(scopes=("messageservice", "crm")).access
    portal.result(ADD, SENDER | {"HANDLER": f"{portal.inbox.url}/sms"}, token)
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "T"}})
    send(portal, sender="sms.one", to="+15550100", text="Your order is ready", type="deal", id=str(deal))
    (row,) = portal.result("crm.activity.list", {"filter": {"OWNER_TYPE_ID": 2, "OWNER_ID": deal}})
    assert (row["PROVIDER_ID"], row["PROVIDER_TYPE_ID"], row["DESCRIPTION"], row["COMPLETED"], row["DIRECTION"]) == (
        "CRM_SMS", "SMS", "Your order is ready", "Y", "2",
    )  # fmt: skip
    admin = portal.state.people.users[1]
    shown = portal.running.call(lambda: portal.state.ask("crm.timeline", type="deal", id=deal, user=admin))
    assert [(one["title"], one["text"]) for one in shown] == [("Outgoing SMS", "Your order is ready")]
