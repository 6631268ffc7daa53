"""Polls in chats."""

from __future__ import annotations

from typing import Any

import pytest

IM = {"moduleId": "Im", "entityType": "Bitrix\\Vote\\Attachment\\ImMessageConnector"}


def poll(*answers: str, **more: Any) -> dict[str, Any]:
    question = {"QUESTION": "When?", "FIELD_TYPE": 0, "ANSWERS": [{"MESSAGE": text} for text in answers]}
    return {"QUESTIONS": [question], "ANONYMITY": 0, "OPTIONS": 0} | more


@pytest.fixture
def chat(portal: Any) -> int:
    made: int = portal.result("im.chat.add", {"USERS": [portal.user_id], "TYPE": "CHAT"})
    return made


def send(portal: Any, chat: int, data: Any, **more: Any) -> Any:
    return portal.result("vote.Integration.Im.send", {"chatId": chat, "IM_MESSAGE_VOTE_DATA": data, **more})


def test_a_poll_in_a_chat(portal: Any, chat: int) -> None:
    sent = send(portal, chat, poll("Now", "Later"))
    assert set(sent) == {"messageId", "voteId"}
    found = portal.result("vote.AttachedVote.getMany", {**IM, "entityIds": [sent["messageId"]]})["items"]
    assert [(one["ID"], one["entityId"]) for one in found] == [(sent["voteId"], sent["messageId"])]
    (question,) = found[0]["QUESTIONS"].values()
    now = next(iter(question["ANSWERS"]))
    ballot = {"attachId": sent["voteId"], "ballot": {question["ID"]: [now]}}
    assert portal.result("vote.AttachedVote.vote", ballot, user_id=portal.user_id)["attach"]["COUNTER"] == 1
    words = ballot | {"ballot": {"answers": [now]}}
    assert portal.result("vote.AttachedVote.vote", words) == []
    portal.switch(ballot_of_words="refused")
    assert portal.refused("vote.AttachedVote.vote", words) == (400, "400", "Failed to save the voting")
    file = portal.hook("vote.AttachedVote.download", {"attachId": sent["voteId"]})
    assert "attachment" in file.headers["content-disposition"]
    assert "<td>Now</td><td>1</td>" in file.text
    messages = portal.result("im.dialog.messages.get", {"DIALOG_ID": f"chat{chat}"})["messages"]
    assert "When?" in [one["text"] for one in messages]
    portal.result("im.message.delete", {"MESSAGE_ID": sent["messageId"]})
    assert portal.refused("vote.AttachedVote.get", {"attachId": sent["voteId"]})[1] == "ATTACH_NOT_FOUND"


def test_the_same_request_twice(portal: Any, chat: int) -> None:
    first = send(portal, chat, poll("Now", "Later"), templateId="t1")
    assert send(portal, chat, poll("Now", "Later"), templateId="t1") == first
    assert send(portal, chat, poll("Now", "Later"), templateId="t2") != first


def test_refusals(portal: Any, chat: int) -> None:
    def told(data: Any, **more: Any) -> tuple[int, str, str]:
        params = {"chatId": chat, "IM_MESSAGE_VOTE_DATA": data, **more}
        answer: tuple[int, str, str] = portal.refused("vote.Integration.Im.send", params)
        return answer

    assert told({}) == (400, "400", "Please enter a question and answer options")
    assert told(poll("Now"))[2] == "Minimum number of answers: 2"
    assert told(poll(*"abcdefghijk"))[2] == "Maximum number of answers: 10"
    two = poll("Now", "Later")
    assert told(two | {"QUESTIONS": two["QUESTIONS"] * 2})[2] == "Maximum number of questions: 1"
    assert told(two, chatId=999)[2] == "Access denied"
    assert portal.refused("vote.Integration.Im.send")[2] == "Could not find value for parameter {chatId}"


def test_a_poll_is_seen_by_members_only(portal: Any) -> None:
    mine = portal.result("im.chat.add", {"USERS": [], "TYPE": "CHAT"})
    sent = send(portal, mine, poll("Now", "Later"))
    told = portal.refused("vote.AttachedVote.get", {"attachId": sent["voteId"]}, user_id=portal.user_id)
    assert told[1] == "ATTACH_READ_ACCESS_DENIED"


def test_what_is_made_of_a_message(portal: Any, chat: int) -> None:
    message = portal.result("im.message.add", {"DIALOG_ID": f"chat{chat}", "MESSAGE": "Paint the fence"})
    params = {"MESSAGE_ID": message, "DIALOG_ID": f"chat{chat}"}
    for kind in ("CHAT", "TASK", "POST", "CALEND"):
        assert portal.result("im.message.share", params | {"TYPE": kind}) is True
    (task,) = portal.result("tasks.task.list")["tasks"]
    assert (task["title"], task["responsibleId"]) == ("Paint the fence", "1")
    (post,) = portal.result("log.blogpost.get", user_id=portal.user_id)
    assert post["DETAIL_TEXT"] == "Paint the fence"
    (event,) = portal.result("calendar.event.get", {"type": "user", "ownerId": 1})
    assert event["NAME"] == "Paint the fence"
    assert "Paint the fence" in str(portal.result("im.dialog.messages.get", {"DIALOG_ID": f"chat{chat + 1}"}))
    told = portal.refused("im.message.share", params | {"TYPE": "SONG"})
    assert told == (400, "PARAMS_ERROR", "Incorrect params")
    assert portal.refused("im.message.share", {"DIALOG_ID": "chat1", "TYPE": "TASK"})[1] == "MESSAGE_ID_ERROR"
