"""The event log, time records, mailboxes and the company's structure in REST 3.0."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.portal import ActError


def test_the_event_log(portal: Any) -> None:
    entries = portal.result3("main.eventlog.list")["items"]
    assert [row["id"] for row in entries] == [1, 2, 3, 4]
    assert {row["auditTypeId"] for row in entries} == {"USER_AUTHORIZE"}
    assert portal.result3("main.eventlog.get", {"id": 1})["item"] == entries[0]
    assert portal.refused3("main.eventlog.get", {"id": 99}) == (400, "ENTITYNOTFOUND", [])
    admin = portal.state.people.users[1]
    body = {"login": admin.login, "password": admin.password}
    portal.http.post("/bitrix/services/main/ajax.php?action=b24network.authorize.check", data=body)
    newest = portal.result3("main.eventlog.list", {"order": {"id": "DESC"}, "pagination": {"limit": 1}})["items"][0]
    assert (newest["userId"], newest["itemId"]) == (1, "1")
    assert newest["id"] == 5


def test_its_tail(portal: Any) -> None:
    def tail(**params: Any) -> list[Any]:
        rows: list[Any] = portal.result3("main.eventlog.tail", params)["items"]
        return rows

    assert [row["id"] for row in tail()] == [1, 2, 3, 4]
    assert tail(select=["userId"], cursor={"field": "id", "value": 3}) == [{"id": 4, "userId": tail()[3]["userId"]}]
    assert [row["id"] for row in tail(cursor={"value": 3, "order": "DESC", "limit": 1})] == [2]
    assert portal.refused3("main.eventlog.tail", {"filter": [["id", 1]]})[1] == "INVALIDFILTER"
    assert portal.refused3("main.eventlog.tail", {"cursor": {"field": "x"}})[1] == "UNKNOWNDTOPROPERTY"
    assert portal.refused3("main.eventlog.tail", {"cursor": {"limit": 0}})[1] == "INVALIDPAGINATION"
    assert portal.refused3("main.eventlog.tail", {"cursor": {"order": "UP"}})[1] == "INVALIDORDER"


def test_time_records(portal: Any) -> None:
    user = portal.user_id
    portal.result("timeman.open", user_id=user)
    portal.cloud.clock.advance(60)
    portal.result("timeman.close", user_id=user)
    wanted = {"filter": [["userId", user], ["startTime", ">", "2000-01-01"]]}
    row = portal.result3("timeman.record.list", wanted)["items"][0]
    assert (row["userId"], row["duration"], row["state"], row["isApproved"]) == (user, 60, "CLOSED", True)
    assert portal.result3("timeman.record.list", wanted | {"select": ["id"]}, user) == {"items": [{"id": 1}]}
    assert portal.refused3("timeman.record.list") == (400, "VALIDATION_REQUESTVALIDATION", ["filter.userId"])
    two = {"filter": [["userId", "in", [1, user]]]}
    assert portal.refused3("timeman.record.list", two)[1] == "INVALIDFILTER"
    assert portal.refused3("timeman.record.list", {"filter": [["userId", 1]]}, user)[1] == "ACCESSDENIED"


def test_mailboxes(portal: Any) -> None:
    assert portal.result3("mail.mailbox.list") == {"items": []}
    mailbox = portal.perform("connect-mailbox", email="box@acme.example", name="Work")
    name = portal.state.people.users[1].full_name
    row = {"id": mailbox, "name": "Work", "email": "box@acme.example", "senderName": name}
    assert portal.result3("mail.mailbox.list", {"name": "wor", "email": "acme"}) == {"items": [row]}
    assert portal.result3("mail.mailbox.list", {"name": "home"}) == {"items": []}
    assert portal.result3("mail.mailbox.get", {"id": mailbox, "select": ["email"]}) == {
        "item": {"email": "box@acme.example"}
    }
    senders = portal.result3("mail.mailbox.senders")["items"]
    assert [one["sender"] for one in senders] == [f"{name} <box@acme.example>", "Work <box@acme.example>"]
    assert portal.refused3("mail.mailbox.get", {"id": mailbox}, portal.user_id)[1] == "ENTITYNOTFOUND"
    assert portal.refused3("mail.mailbox.list", {"pagination": {"limit": "abc"}})[1] == "INVALIDPAGINATION"
    assert "mailboxes" in {row.section for row in portal.state.fingerprint()}


def test_whom_one_can_write_to(portal: Any) -> None:
    user = portal.state.people.users[portal.user_id]
    found = portal.result3("mail.recipient.listemployees", {"query": user.name})["items"]
    assert {"id": user.id, "email": user.email, "name": user.full_name} in found
    assert portal.refused3("mail.recipient.listemployees")[2] == ["query"]
    assert portal.refused3("mail.recipient.listemployees", {"query": 1})[2] == ["query"]
    assert portal.result3("mail.recipient.listcontacts", {"query": "a"}) == {"items": []}


def test_departments(portal: Any) -> None:
    rows = portal.result3("humanresources.node.list", {"type": "DEPARTMENT"})["items"]
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert (rows[0]["parentId"], rows[1]["parentId"], rows[1]["accessCode"]) == (None, 1, "DR2")
    got = portal.result3("humanresources.node.get", {"id": 1})["item"]
    assert "members" not in got
    members = portal.result3("humanresources.node.get", {"id": 1, "select": ["members"]})["item"]["members"]
    assert [(row["userId"], row["role"]) for row in members] == [(1, "MEMBER_HEAD")]
    below = portal.result3("humanresources.node.children", {"id": 1, "select": ["id"]})
    assert below == {"items": [{"id": 2}, {"id": 3}]}
    assert portal.result3("humanresources.node.count") == {"departments": 3, "teams": 0}
    name = rows[1]["name"][:3].lower()
    search = {"type": "DEPARTMENT", "name": name, "parentId": 1}
    assert rows[1] in portal.result3("humanresources.node.search", search)["items"]
    assert portal.refused3("humanresources.node.list") == (400, "VALIDATION_REQUESTVALIDATION", ["type"])
    assert portal.refused3("humanresources.node.list", {"type": "X"})[2] == ["type"]
    assert portal.refused3("humanresources.node.get", {"id": 99}) == (400, "ENTITYNOTFOUND", [])
    assert portal.refused3("humanresources.node.get", {"id": 1, "select": ["x"]})[1] == "UNKNOWNDTOPROPERTY"


def test_a_department_of_ones_own(portal: Any) -> None:
    user = portal.user_id
    given = {"type": "DEPARTMENT", "name": "Lab", "parentId": 1, "userIds": {"MEMBER_HEAD": [user]}}
    node = portal.result3("humanresources.node.add", given | {"moveUsersToNode": True, "description": "Tries things"})
    assert (node["name"], node["userCount"], node["description"]) == ("Lab", 1, "Tries things")
    assert node["members"][0]["role"] == "MEMBER_HEAD"
    kept = portal.result("department.get", {"ID": node["id"]})[0]
    assert (kept["NAME"], kept["UF_HEAD"]) == ("Lab", str(user))
    assert portal.state.people.users[user].departments == [node["id"]]
    edited = portal.result3("humanresources.node.edit", {"id": node["id"], "name": "Labs"})
    assert edited["name"] == "Labs"
    assert portal.result3("humanresources.node.move", {"id": node["id"], "parentId": 2})["parentId"] == 2
    assert portal.refused3("humanresources.node.move", {"id": 2, "parentId": node["id"]})[1] == "ACCESSDENIED"
    assert portal.refused3("humanresources.node.edit", {"id": node["id"]})[2] == ["name"]
    assert portal.refused3("humanresources.node.edit", {"id": 1, "colorName": "red"})[2] == ["colorName"]
    assert portal.refused3("humanresources.node.add", given, user)[1] == "ACCESSDENIED"
    wrong = given | {"userIds": {"MEMBER_OWNER": [1]}}
    assert portal.refused3("humanresources.node.add", wrong)[2] == ["userIds"]
    led = portal.result3("humanresources.employee.subordinates", {"id": user})["departments"]
    assert led == [{"nodeId": node["id"], "name": "Labs", "role": "HEAD", "subordinatesCount": 0}]


def test_a_team_and_its_people(portal: Any) -> None:
    user = portal.user_id
    team = portal.result3("humanresources.node.add", {"type": "TEAM", "name": "A", "parentId": 1, "colorName": "blue"})
    node = team["id"]
    add = {"nodeId": node, "userIds": [1, user], "role": "MEMBER_TEAM_EMPLOYEE"}
    assert portal.result3("humanresources.node.member.add", add) == {"success": True}
    composition = {"nodeId": node, "userIds": {"MEMBER_TEAM_HEAD": [user]}}
    assert portal.result3("humanresources.node.member.set", composition) == {"success": True}
    found = portal.result3("humanresources.employee.search", {"name": "", "nodeId": node})["items"]
    assert [(row["userId"], row["teams"]) for row in found] == [(user, [{"id": node, "name": "A"}])]
    gone = portal.result3("humanresources.node.member.remove", {"nodeId": node, "userIds": [user, 1]})
    assert gone == {"removed": [user], "failed": [{"userId": 1, "reason": "Not found in this node"}]}
    assert portal.refused3("humanresources.node.member.add", add | {"role": "MEMBER_HEAD"})[2] == ["role"]
    assert portal.refused3("humanresources.node.member.add", {"nodeId": node, "userIds": [1]})[2] == ["role"]
    assert portal.refused3("humanresources.node.member.add", {"nodeId": node})[2] == ["userIds"]
    assert portal.refused3("humanresources.node.member.add")[2] == ["nodeId"]
    assert portal.refused3("humanresources.node.member.add", add, user)[1] == "ACCESSDENIED"
    assert portal.refused3("humanresources.node.member.remove", add | {"nodeId": 99})[1] == "ENTITYNOTFOUND"
    assert any(row.section == "structure teams" for row in portal.state.fingerprint())


def test_employees(portal: Any) -> None:
    user = portal.user_id
    assert portal.result3("humanresources.employee.count") == {"total": 2}
    assert portal.result3("humanresources.employee.multidepartment") == {"employees": [], "total": 0}
    deputy = {"nodeId": 3, "userIds": [user], "role": "MEMBER_DEPUTY_HEAD"}
    portal.result3("humanresources.node.member.add", deputy)
    many = portal.result3("humanresources.employee.multidepartment")
    assert (many["total"], [one["id"] for one in many["employees"][0]["departments"]]) == (1, [2, 3])
    led = portal.result3("humanresources.employee.subordinates", {"id": user})["departments"]
    assert [row["role"] for row in led] == ["DEPUTY_HEAD"]
    portal.result3("humanresources.node.member.move", {"nodeId": 1, "userIds": [user]})
    assert portal.state.people.users[user].departments == [1]
    assert portal.refused3("humanresources.employee.search") == (400, "VALIDATION_REQUESTVALIDATION", ["name"])
    assert portal.refused3("humanresources.employee.subordinates", {"id": -1})[2] == ["id"]


def letter(portal: Any, box: str = "box@acme.example", subject: str = "Contract", **more: Any) -> int:
    made: int = portal.perform("receive-mail", email=box, sender="Ann <ann@x.example>", subject=subject, **more)
    return made


def test_letters(portal: Any) -> None:
    mailbox = portal.perform("connect-mailbox", email="box@acme.example")
    first = letter(portal, text="Sign it", files=1)
    portal.cloud.clock.advance(60)
    second = letter(portal, subject="News")
    rows = portal.result3("mail.message.list")["items"]
    assert [row["id"] for row in rows] == [second, first]
    assert (rows[1]["mailboxId"], rows[1]["from"], rows[1]["to"]) == (
        mailbox,
        "Ann <ann@x.example>",
        "box@acme.example",
    )
    for wanted in ({"searchQuery": "sign"}, {"hasAttachments": True}, {"dateTo": rows[1]["date"]}):
        assert [row["id"] for row in portal.result3("mail.message.list", wanted)["items"]] == [first]
    assert portal.result3("mail.message.list", {"isSeen": True}) == {"items": []}
    assert portal.result3("mail.message.get", {"id": first, "select": ["body"]}) == {"item": {"body": "Sign it"}}
    assert portal.refused3("mail.message.get", {"id": first}, portal.user_id)[1] == "ENTITYNOTFOUND"
    assert portal.refused3("mail.message.list", {"dateFrom": "2026-01-01"})[2] == ["dateFrom"]
    assert portal.refused3("mail.message.list", {"isSeen": "Y"})[2] == ["isSeen"]


def test_letters_are_sent_answered_and_forwarded(portal: Any) -> None:
    portal.perform("connect-mailbox", email="box@acme.example")
    portal.perform("connect-mailbox", portal.user_id, email="other@acme.example")
    first = letter(portal, text="Sign it")
    base = {"from": "box@acme.example", "to": ["other@acme.example"], "subject": "Re: Contract", "body": "Done"}
    answer = portal.result3("mail.message.reply", base | {"replyToMessageId": first})
    assert answer == {"success": True, "to": ["other@acme.example"]}
    thread = portal.result3("mail.message.thread", {"id": first})
    assert [row["body"] for row in thread] == ["Sign it", "Done"]
    got = portal.result3("mail.message.list", user_id=portal.user_id)["items"]
    assert [row["body"] for row in got] == ["Done"]
    portal.result3("mail.message.forward", base | {"forwardMessageId": first, "subject": "Fwd: it"})
    assert portal.result3("mail.message.list", {"folder": "sent"})["items"][0]["body"] == "Done\n\nSign it"
    portal.result3("mail.message.send", base | {"to": ["Bob <bob@x.example>"], "bcc": ["box@acme.example"]})
    assert len(portal.result3("mail.message.list")["items"]) == 2
    for params, named in (
        ({}, ["from", "to", "subject", "body"]),
        (base | {"to": []}, ["to"]),
        (base | {"to": ["nobody"]}, ["to"]),
        (base | {"cc": "x"}, ["cc"]),
        (base | {"from": "stranger@x.example"}, ["from"]),
    ):
        assert portal.refused3("mail.message.send", params) == (400, "VALIDATION_REQUESTVALIDATION", named)
    assert portal.refused3("mail.message.reply", base | {"replyToMessageId": 99})[2] == ["replyToMessageId"]
    assert "letters" in {row.section for row in portal.state.fingerprint()}


def test_letters_are_moved(portal: Any) -> None:
    portal.perform("connect-mailbox", email="box@acme.example")
    one, two = letter(portal), letter(portal)
    spam = {"messageIds": [one], "action": "spam"}
    assert portal.result3("mail.message.movetofolder", spam) == {"success": True, "movedCount": 1, "action": "spam"}
    assert [row["id"] for row in portal.result3("mail.message.list", {"folder": "Spam"})["items"]] == [one]
    for params, named in (
        ({"action": "spam"}, "messageIds"),
        (spam | {"action": "burn"}, "action"),
        (spam | {"action": "move"}, "folder"),
        (spam | {"action": "move", "folder": "Nowhere"}, "folder"),
        (spam | {"messageIds": [99]}, "messageIds"),
        (spam | {"messageIds": [one, two]}, "messageIds"),
    ):
        assert portal.refused3("mail.message.movetofolder", params)[2] == [named]


def test_a_letter_needs_a_mailbox(portal: Any) -> None:
    with pytest.raises(ActError, match="no such mailbox"):
        letter(portal)
    with pytest.raises(ActError, match="no such address"):
        portal.perform("connect-mailbox", email="box")
