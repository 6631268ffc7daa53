"""Polls of the feed."""

from __future__ import annotations

from typing import Any

import pytest

POLL = {
    "QUESTIONS": [
        {"QUESTION": "When?", "FIELD_TYPE": 0, "ANSWERS": [{"MESSAGE": "Now"}, {"MESSAGE": "Later"}]},
        {"QUESTION": "Who?", "FIELD_TYPE": 1, "ANSWERS": [{"MESSAGE": "Ann"}, {"MESSAGE": "Bob"}, {"MESSAGE": ""}]},
    ]
}  # fmt: skip
BLOG = {"moduleId": "blog", "entityType": "Bitrix\\Vote\\Attachment\\BlogPostConnector"}


def post(portal: Any, **more: Any) -> int:
    call = {"POST_MESSAGE": "Poll", "UF_BLOG_POST_VOTE": "n7", "UF_BLOG_POST_VOTE_n7_DATA": POLL | more}
    return int(portal.result("log.blogpost.add", call))


def ask(portal: Any, verb: str, user_id: int = 1, **params: Any) -> Any:
    return portal.result(f"vote.AttachedVote.{verb}", params, user_id=user_id)


def test_a_poll(portal: Any) -> None:
    mine, made = portal.user_id, post(portal)
    assert portal.result("log.blogpost.get", {"POST_ID": made})[0]["UF_BLOG_POST_VOTE"]["VALUE"] == 1
    poll = ask(portal, "get", attachId=1)["attach"]
    assert (poll["ID"], poll["COUNTER"], poll["entityId"], poll["isVoted"], poll["canVote"]) == (
        1,
        0,
        made,
        False,
        True,
    )
    when, who = poll["QUESTIONS"].values()
    assert (when["QUESTION"], when["FIELD_TYPE"], who["FIELD_TYPE"]) == ("When?", "0", "1")
    assert [answer["MESSAGE"] for answer in who["ANSWERS"].values()] == ["Ann", "Bob"]
    now = next(iter(when["ANSWERS"]))
    ballot = {when["ID"]: [now], who["ID"]: list(who["ANSWERS"])}
    poll = ask(portal, "vote", mine, attachId=1, ballot=ballot)["attach"]
    assert (poll["COUNTER"], poll["isVoted"], poll["canRevote"]) == (1, True, False)
    assert poll["QUESTIONS"][when["ID"]]["ANSWERS"][now]["PERCENT"] == 100
    assert set(poll["userAnswerMap"][who["ID"]]) == set(who["ANSWERS"])
    found = ask(portal, "getWithVoted", signedAttachId=poll["signedAttachId"])
    assert [person["ID"] for person in found["voted"][now]] == [mine]
    answer = {"attachId": 1, "answerId": int(now), "pageNavigation": {"size": 1, "page": 1}}
    body = portal.hook("vote.AttachedVote.getAnswerVoted", answer).json()
    assert (body["total"], body["result"]["items"][0]["ID"]) == (1, mine)
    again = portal.refused("vote.AttachedVote.vote", {"attachId": 1, "ballot": ballot}, user_id=mine)
    assert again == (403, "403", "The poll is inactive.")
    assert ask(portal, "recall", mine, **BLOG, entityId=made)["attach"]["COUNTER"] == 0
    assert ask(portal, "stop", attachId=1) == []
    assert portal.refused("vote.AttachedVote.vote", {"attachId": 1, "ballot": ballot})[0] == 403
    assert ask(portal, "resume", attachId=1) == []
    assert len(ask(portal, "getMany", **BLOG, entityIds=[made])["items"]) == 1
    assert "polls" in {one.section for one in portal.state.fingerprint()}
    portal.result("log.blogpost.delete", {"POST_ID": made})
    assert portal.refused("vote.AttachedVote.get", {"attachId": 1}) == (400, "ATTACH_NOT_FOUND", "Attach not found")


def test_voting_again_and_unseen(portal: Any) -> None:
    post(portal, OPTIONS=1, ANONYMITY=1)
    poll = ask(portal, "get", attachId=1)["attach"]
    (question, *_) = poll["QUESTIONS"].values()
    first, second = question["ANSWERS"]
    for answer in (first, second):
        poll = ask(portal, "vote", attachId=1, ballot={question["ID"]: [answer]})["attach"]
    assert (poll["COUNTER"], poll["canRevote"], poll["ANONYMITY"]) == (1, True, 1)
    assert ask(portal, "getWithVoted", attachId=1)["voted"] == []


def test_refusals(portal: Any) -> None:
    mine, made = portal.user_id, post(portal)
    hidden = {"POST_MESSAGE": "x", "DEST": ["U1"], "UF_BLOG_POST_VOTE": "n1", "UF_BLOG_POST_VOTE_n1_DATA": POLL}
    secret = portal.result("log.blogpost.add", hidden)

    def refused(verb: str, user_id: int = 1, **params: Any) -> tuple[int, str]:
        return tuple(portal.refused(f"vote.AttachedVote.{verb}", params, user_id=user_id)[:2])  # type: ignore[return-value]

    assert refused("get", attachId=99) == refused("get", entityId=made) == (400, "ATTACH_NOT_FOUND")
    assert refused("get", mine, attachId=2) == (403, "ATTACH_READ_ACCESS_DENIED")
    assert refused("stop", mine, attachId=1) == (403, "ATTACH_READ_ACCESS_DENIED")
    assert refused("vote", attachId=1, ballot={"99": ["1"]}) == refused("vote", attachId=1) == (400, "400")
    many = "vote.AttachedVote.getMany"
    assert portal.refused(many, {"entityIds": [99]})[2] == "Attach with entityId 99 not found"
    denied = portal.refused(many, {"entityIds": [secret]}, user_id=mine)
    assert denied[2] == f"Attach with entityId {secret} read access denied"
    assert portal.refused(many, {"entityIds": list(range(51))})[2] == "Too many entity ids"


@pytest.mark.parametrize("data", [{}, {"QUESTIONS": [{"QUESTION": "?", "ANSWERS": [{"MESSAGE": "one"}]}]}])
def test_what_is_no_poll(portal: Any, data: Any) -> None:
    call = {"POST_MESSAGE": "Poll", "UF_BLOG_POST_VOTE": "n7", "UF_BLOG_POST_VOTE_n7_DATA": data}
    made = portal.result("log.blogpost.add", call)
    assert portal.result("log.blogpost.get", {"POST_ID": made})[0]["UF_BLOG_POST_VOTE"]["VALUE"] is None
