"""Activities and robots of applications: what is registered, and what their handlers get."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

SCOPES = ("bizproc", "crm", "user")


def robot(portal: Any, **more: Any) -> dict[str, Any]:
    return {
        "CODE": "score",
        "HANDLER": f"{portal.inbox.url}/robot",
        "AUTH_USER_ID": 1,
        "NAME": {"en": "Score it", "ru": "Оценить"},
        "PROPERTIES": {
            "text": {"Name": "Text", "Type": "string", "Required": "Y", "Default": "{=Document:TITLE}"},
            "tags": {"Name": "Tags", "Type": "string", "Multiple": "Y"},
        },
        "RETURN_PROPERTIES": {"points": {"Name": "Points", "Type": "int"}},
    } | more


@pytest.fixture
def auth(portal: Any) -> str:
    return str(portal.installed(scopes=SCOPES).access)


@pytest.mark.parametrize(("word", "other"), [("robot", "activity"), ("activity", "robot")])
def test_life_of_a_kind(portal: Any, auth: str, word: str, other: str) -> None:
    name = f"bizproc.{word}"
    assert portal.result(f"{name}.add", robot(portal), auth) is True
    assert portal.result(f"{name}.list", auth=auth) == ["score"]
    assert portal.result(f"bizproc.{other}.list", auth=auth) == []
    taken = (400, "ERROR_ACTIVITY_ALREADY_INSTALLED", "Activity or Robot already installed!")
    assert portal.refused(f"{name}.add", robot(portal), auth) == taken
    assert portal.refused(f"bizproc.{other}.add", robot(portal), auth) == taken
    fields = {"NAME": "Anew", "USE_SUBSCRIPTION": "N", "FILTER": {"INCLUDE": [["crm", "CCrmDocumentDeal"], "b24"]}}
    assert portal.result(f"{name}.update", {"CODE": "score", "FIELDS": fields}, auth) is True
    question = "bizproc.robots" if word == "robot" else "bizproc.activities"
    (row,) = portal.running.call(lambda: portal.state.ask(question))
    assert (row["code"], row["name"], row["app"]) == ("score", "Anew", "acme.score")
    missing = (400, "ERROR_ACTIVITY_NOT_FOUND", "Activity or Robot not found!")
    assert portal.refused(f"bizproc.{other}.delete", {"CODE": "score"}, auth) == missing
    assert portal.result(f"{name}.delete", {"code": "score"}, auth) is True
    assert portal.refused(f"{name}.update", {"CODE": "score", "FIELDS": fields}, auth) == missing


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"CODE": ""}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Empty activity code!"),
        ({"CODE": "a b"}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong activity code!"),
        ({"HANDLER": "ftp://a.example/x"}, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported handler protocol"),
        ({"HANDLER": "nowhere"}, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL"),
        ({"NAME": ""}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Empty activity NAME!"),
        ({"PROPERTIES": "x"}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong properties array!"),
        ({"PROPERTIES": {"1a": {"Name": "x"}}}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong property key 1a!"),
        ({"RETURN_PROPERTIES": {"a": {}}}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Empty property NAME a!"),
        ({"FILTER": {"ONLY": []}}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong activity FILTER!"),
        ({"FILTER": {"INCLUDE": ["moon"]}}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong activity FILTER!"),
        ({"DOCUMENT_TYPE": ["crm", "CCrmDocumentDeal", "LEAD"]}, "ERROR_ACTIVITY_VALIDATION_FAILURE",
         "Wrong activity DOCUMENT_TYPE!"),
        ({"USE_PLACEMENT": "Y"}, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL"),
    ],
)  # fmt: skip
def test_what_is_refused(portal: Any, auth: str, change: dict[str, Any], error: str, text: str) -> None:
    for word in ("robot", "activity"):
        assert portal.refused(f"bizproc.{word}.add", robot(portal, **change), auth) == (400, error, text)


def test_nothing_to_add_or_change(portal: Any, auth: str) -> None:
    empty = (400, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Empty data!")
    assert portal.refused("bizproc.robot.add", {}, auth) == empty
    portal.result("bizproc.robot.add", robot(portal), auth)
    nothing = (400, "ERROR_ACTIVITY_VALIDATION_FAILURE", "No fields to update")
    assert portal.refused("bizproc.robot.update", {"CODE": "score"}, auth) == nothing
    bad = {"CODE": "score", "FIELDS": {"HANDLER": "x"}}
    assert portal.refused("bizproc.robot.update", bad, auth)[1] == "ERROR_WRONG_HANDLER_URL"


@pytest.mark.parametrize("verb", ["add", "update", "delete", "list"])
def test_who_may(portal: Any, auth: str, verb: str) -> None:
    user = portal.tokens(portal.state.app("acme.score"), portal.user_id).access
    context = (403, "ACCESS_DENIED", "Access denied! Application context required")
    for word in ("robot", "activity"):
        assert portal.refused(f"bizproc.{word}.{verb}", robot(portal), user) == (403, "ACCESS_DENIED", "Access denied!")
        assert portal.refused(f"bizproc.{word}.{verb}", robot(portal)) == context


def test_handler_is_called_and_answers(portal: Any, auth: str) -> None:
    portal.result("bizproc.robot.add", robot(portal), auth)
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "Big"}})
    told = portal.perform("run-robot", code="score", type="deal", id=deal, properties={"tags": ["a", "b"]})
    assert (told["waiting"], told["state"], told["http_status"]) == (True, "running", 200)
    (post,) = portal.inbox.posts
    assert portal.inbox.paths == ["/robot"]
    assert post["workflow_id"] == told["workflow"]
    assert post["event_token"] == told["event_token"]
    assert [post[f"document_id[{n}]"] for n in range(3)] == ["crm", "CCrmDocumentDeal", f"DEAL_{deal}"]
    assert [post[f"document_type[{n}]"] for n in range(3)] == ["crm", "CCrmDocumentDeal", "DEAL"]
    assert (post["code"], post["use_subscription"], post["timeout_duration"]) == ("score", "Y", "0")
    assert (post["properties[text]"], post["properties[tags][0]"], post["properties[tags][1]"]) == ("Big", "a", "b")
    assert post["auth[user_id]"] == "1"
    assert post["auth[application_token]"]
    assert post["auth[refresh_token]"]
    assert portal.result("user.current", auth=post["auth[access_token]"])["ID"] == "1"
    token = {"event_token": post["event_token"]}
    rows = portal.result("bizproc.workflow.instances", {"select": ["ID", "DOCUMENT_ID"]})
    assert rows == [{"ID": told["workflow"], "DOCUMENT_ID": f"DEAL_{deal}"}]
    assert portal.result("bizproc.activity.log", token | {"log_message": "counting"}, auth) is True
    empty = (400, "ERROR_EMPTY_LOG_MESSAGE", "Empty log message!")
    assert portal.refused("bizproc.activity.log", token, auth) == empty
    answer = token | {"return_values": {"points": 7, "other": 1}, "log_message": "done"}
    assert portal.result("bizproc.event.send", answer, auth) is True
    now = portal.perform("workflow-state", workflow=told["workflow"])
    assert (now["state"], now["return_values"], now["log"]) == ("completed", {"points": 7}, ["counting", "done"])
    denied = (403, "ACCESS_DENIED", "Access denied!")
    assert portal.refused("bizproc.event.send", answer, auth) == denied
    assert portal.refused("bizproc.activity.log", {"event_token": "x", "log_message": "y"}, auth) == denied
    assert portal.result("bizproc.workflow.instances", {}) == []


def test_the_act_waits_for_the_answer(portal: Any, auth: str) -> None:
    portal.result("bizproc.robot.add", robot(portal), auth)
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "Big"}})

    def answer() -> None:
        while not portal.inbox.posts:
            time.sleep(0.005)
        values = {"event_token": portal.inbox.posts[0]["event_token"], "return_values": {"points": 3}}
        portal.result("bizproc.event.send", values, auth)

    other = threading.Thread(target=answer)
    other.start()
    told = portal.perform("run-robot", code="score", type="deal", id=deal, within=5)
    other.join()
    assert (told["state"], told["waiting"], told["return_values"]) == ("completed", False, {"points": 3})
    assert portal.perform("run-robot", code="score", type="deal", id=deal, within=0.02)["waiting"] is True


def test_nobody_waits_without_a_subscription(portal: Any, auth: str) -> None:
    portal.result("bizproc.activity.add", robot(portal, USE_SUBSCRIPTION="N", AUTH_USER_ID=None), auth)
    lead = portal.result("crm.lead.add", {"fields": {"TITLE": "L"}})
    told = portal.perform("run-activity", code="score", type="lead", id=lead, properties={"text": "hello"})
    assert (told["waiting"], told["state"]) == (False, "completed")
    (post,) = portal.inbox.posts
    assert (post["use_subscription"], post["properties[text]"]) == ("N", "hello")
    assert "auth[access_token]" not in post
    assert post["auth[application_token]"]


def test_acts_say_what_does_not_fit(portal: Any, auth: str) -> None:
    portal.result("bizproc.robot.add", robot(portal, FILTER={"EXCLUDE": [["crm", "CCrmDocumentLead"]]}), auth)
    lead = portal.result("crm.lead.add", {"fields": {"TITLE": "L"}})
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": ""}})
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"code": "none", "type": "deal", "id": deal}, "nobody registered it"),
        ({"code": "score", "type": "deal", "id": 999}, "no such record"),
        ({"code": "score", "type": "deal", "id": "x"}, "no such record"),
        ({"code": "score", "type": "deal", "id": deal, "properties": {"text": "t"}, "within": "x"}, "no time"),
        ({"code": "score", "type": "lead", "id": lead}, "FILTER"),
        ({"code": "score", "type": "deal", "id": deal, "properties": {"no": 1}}, "no such property"),
        ({"code": "score", "type": "deal", "id": deal, "properties": {"text": ""}}, "required property"),
    ]
    for params, text in wrong:
        with pytest.raises(ValueError, match=text):
            portal.perform("run-robot", **params)
    with pytest.raises(ValueError, match="no such workflow"):
        portal.perform("workflow-state", workflow="x")


def test_unreachable_handler_is_told(portal: Any, auth: str) -> None:
    portal.result("bizproc.robot.add", robot(portal, HANDLER="http://127.0.0.1:9/x"), auth)
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "Big"}})
    told = portal.perform("run-robot", code="score", type="deal", id=deal)
    assert told["http_status"] == 0
    assert "ConnectError" in told["error"]


@pytest.mark.parametrize("how", ["uninstall", "update"])
def test_kinds_go_with_the_application(portal: Any, auth: str, how: str) -> None:
    portal.result("bizproc.robot.add", robot(portal), auth)
    marks = portal.running.call(portal.state.fingerprint)
    (mark,) = [row for row in marks if row.section == "robots"]
    assert (mark.key, mark.owner, mark.summary) == ("acme.score score", "acme.score", "Score it")
    app, admin = portal.state.app("acme.score"), portal.state.people.users[1]
    if how == "update":
        portal.publish(portal.version(1, scopes=SCOPES), portal.version(2, scopes=SCOPES))
        portal.install(2)
    else:
        portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=False))
    assert portal.running.call(lambda: portal.state.ask("bizproc.robots")) == []
