"""Answering polls and looking at them. restdocs: api-reference/vote."""

from __future__ import annotations

from html import escape
from typing import Any

from pytest_b24moderation.emulator.messenger import find
from pytest_b24moderation.emulator.messenger.chats import Messenger
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.rest.transfer import Handed
from pytest_b24moderation.emulator.scopes.vote.state import Poll, Polls, Question

KINDS = {
    ("blog", "Bitrix\\Vote\\Attachment\\BlogPostConnector"): "blog",
    ("im", "Bitrix\\Vote\\Attachment\\ImMessageConnector"): "im",
}
MOST = 50
PAGE = 10


@method("vote.AttachedVote.get")
def get(call: Call) -> dict[str, Any]:
    return {"attach": _shown(call, _found(call))}


@method("vote.AttachedVote.getMany")
def get_many(call: Call) -> dict[str, Any]:
    """Several polls, by the posts or messages that they are attached to."""
    wanted = [number(one) for one in as_list(call.get("entityIds", call.get("entityId")))]
    if len(wanted) > MOST:
        raise classic("Too many entity ids")
    found = []
    module = _module(call) or "blog"
    for post in wanted:
        poll = _of_post(call, post, module)
        if poll is None:
            raise classic(f"Attach with entityId {post} not found")
        if not _readable(call, poll):
            raise classic(f"Attach with entityId {post} read access denied")
        found.append(_shown(call, poll))
    return {"items": found}


@method("vote.AttachedVote.getWithVoted")
def get_with_voted(call: Call) -> dict[str, Any]:
    poll, size = _found(call), number(call.get("pageSize")) or PAGE
    answers = [answer for question in poll.questions.values() for answer in question.answers]
    voted = {str(answer): [_person(call, one) for one in _voters(poll, answer)[:size]] for answer in answers}
    return {"attach": _shown(call, poll), "voted": {key: people for key, people in voted.items() if people} or []}


@method("vote.AttachedVote.getAnswerVoted")
def get_answer_voted(call: Call) -> Listed:
    poll, page = _found(call), as_dict(call.get("pageNavigation"))
    size = number(page.get("size")) or PAGE
    start = (max(number(page.get("page")), 1) - 1) * size
    voters = _voters(poll, number(call.get("answerId")))
    return Listed({"items": [_person(call, one) for one in voters[start : start + size]]}, len(voters))


@method("vote.AttachedVote.download")
def download(call: Call) -> Listed:
    """A table of the questions, the answers, and how many chose each; a file, not JSON."""
    poll, rows = _found(call), []
    for question in poll.questions.values():
        rows.append(f"<tr><th colspan=2>{escape(question.text)}</th></tr>")
        counts = [(text, len(poll.voters(key))) for key, text in question.answers.items()]
        rows += [f"<tr><td>{escape(text)}</td><td>{votes}</td></tr>" for text, votes in counts]
    content = f"<html><meta charset=utf-8><table>{''.join(rows)}</table></html>"
    return Listed(Handed(f"vote{poll.id}.xls", content.encode()))


@method("vote.AttachedVote.vote")
def vote(call: Call) -> Any:
    """One's answers; nothing happens where the ballot's keys are no numbers (a switch of the profile)."""
    poll = _found(call)
    if poll.finished or (call.user.id in poll.ballots and not poll.again):
        raise RestError(403, "403", "The poll is inactive.")
    given, ballot = as_dict(call.get("ballot")), dict[int, list[int]]()
    if given and call.portal.profile.ballot_of_words == "ignored" and not any(key.isdecimal() for key in given):
        return []
    for key, chosen in given.items():
        question = poll.questions.get(number(key))
        answers = [number(one) for one in as_list(chosen)]
        if question is None or not set(answers) <= set(question.answers):
            raise RestError(400, "400", "Failed to save the voting")
        ballot[question.id] = answers if question.several else answers[:1]
    if not any(ballot.values()):
        raise RestError(400, "400", "Failed to save the voting")
    poll.ballots[call.user.id] = ballot
    return {"attach": _shown(call, poll)}


@method("vote.AttachedVote.recall")
def recall(call: Call) -> dict[str, Any]:
    """Take one's own answers back."""
    poll = _found(call)
    if not poll.finished:
        poll.ballots.pop(call.user.id, None)
    return {"attach": _shown(call, poll)}


@method("vote.AttachedVote.stop")
def stop(call: Call) -> list[Any]:
    _led(call).finished = True
    return []


@method("vote.AttachedVote.resume")
def resume(call: Call) -> list[Any]:
    _led(call).finished = False
    return []


def _of_post(call: Call, post: int, module: str) -> Poll | None:
    rows = call.state(Polls).rows.values()
    return next((poll for poll in rows if (poll.module, poll.post) == (module, post)), None)


def _module(call: Call) -> str:
    return KINDS.get((call.text("moduleId").lower(), call.text("entityType").replace("\\\\", "\\")), "")


def _readable(call: Call, poll: Poll) -> bool:
    if poll.module == "im":
        pair = call.state(Messenger).message(poll.post)
        return pair is not None and find.sees(pair[0], call.user.id)
    return bool(call.portal.ask("log.readable", post=poll.post, user=call.user))


def _found(call: Call) -> Poll:
    """The poll by its own id, by its signed one, or by the post it is attached to."""
    rows = call.state(Polls).rows
    signed, attach = call.text("signedAttachId"), number(call.get("attachId"))
    if signed:
        poll = next((one for one in rows.values() if one.signature == signed), None)
    elif attach:
        poll = rows.get(attach)
    else:
        poll = _of_post(call, number(call.get("entityId")), _module(call))
    if poll is None:
        raise RestError(400, "ATTACH_NOT_FOUND", "Attach not found")
    if not _readable(call, poll):
        raise RestError(403, "ATTACH_READ_ACCESS_DENIED", "Attach read access denied")
    return poll


def _led(call: Call) -> Poll:
    poll = _found(call)
    if not _may_edit(call.user, poll):
        raise RestError(403, "ATTACH_READ_ACCESS_DENIED", "Attach read access denied")
    return poll


def _may_edit(user: User, poll: Poll) -> bool:
    return user.admin or user.id == poll.author


def _voters(poll: Poll, answer: int) -> list[int]:
    """Nobody is named in an anonymous poll."""
    return [] if poll.anonymous else poll.voters(answer)


def _person(call: Call, user_id: int) -> dict[str, Any]:
    user = call.portal.people.users[user_id]
    image = str(user.extra.get("PERSONAL_PHOTO") or "")
    return {"ID": user.id, "NAME": user.full_name, "IMAGE": image, "WORK_POSITION": user.position}


def _shown(call: Call, poll: Poll) -> dict[str, Any]:
    mine = poll.ballots.get(call.user.id, {})
    chosen = {
        str(question): {
            str(answer): {"EVENT_ID": str(call.user.id), "EVENT_QUESTION_ID": str(question), "ANSWER_ID": str(answer),
                          "ID": str(answer), "MESSAGE": ""}
            for answer in answers
        }
        for question, answers in mine.items()
    }  # fmt: skip
    download = (
        f"/bitrix/services/main/ajax.php?action=vote.AttachedVote.download&SITE_ID=s1&signedAttachId={poll.signature}"
    )
    return {
        "ID": poll.id, "VOTE_ID": poll.id, "COUNTER": len(poll.ballots),
        "QUESTIONS": {str(one.id): _question(call, poll, one) for one in poll.questions.values()},
        "ANONYMITY": int(poll.anonymous), "OPTIONS": int(poll.again), "userAnswerMap": chosen or [],
        "canEdit": _may_edit(call.user, poll), "canVote": not mine and not poll.finished,
        "canRevote": bool(mine) and poll.again and not poll.finished, "isVoted": bool(mine),
        "signedAttachId": poll.signature, "resultUrl": f"/vote-result/{poll.signature[-16:]}",
        "downloadUrl": download, "entityId": poll.post, "isFinished": poll.finished,
    }  # fmt: skip


def _question(call: Call, poll: Poll, question: Question) -> dict[str, Any]:
    at, kind = call.portal.iso(poll.at), "1" if question.several else "0"
    name = f"bx_vote_event[{poll.id}][BALLOT][{question.id}]"
    total = sum(len(poll.voters(answer)) for answer in question.answers)
    answers = {}
    for place, (key, text) in enumerate(question.answers.items(), 1):
        votes = len(poll.voters(key))
        share = round(100 * votes / total) if total else 0
        answers[str(key)] = {
            "ID": str(key), "ACTIVE": "Y", "TIMESTAMP_X": at, "QUESTION_ID": str(question.id),
            "C_SORT": str(place * 10), "IMAGE_ID": None, "MESSAGE": text, "MESSAGE_TYPE": "text",
            "COUNTER": str(votes), "FIELD_TYPE": kind, "FIELD_WIDTH": "0", "FIELD_HEIGHT": "0", "FIELD_PARAM": None,
            "COLOR": "", "REACTION": "", "~FIELD_NAME": name, "FIELD_NAME": name,
            "MESSAGE_FIELD_NAME": f"bx_vote_event[{poll.id}][MESSAGE][{question.id}][{key}]", "~PERCENT": share,
            "PERCENT": share,
        }  # fmt: skip
    return {
        "ID": str(question.id), "ACTIVE": "Y", "TIMESTAMP_X": at, "VOTE_ID": str(poll.id), "C_SORT": "10",
        "COUNTER": str(sum(question.id in ballot for ballot in poll.ballots.values())), "QUESTION": question.text,
        "QUESTION_TYPE": "text", "IMAGE_ID": None, "DIAGRAM": "Y", "DIAGRAM_TYPE": "histogram", "REQUIRED": "N",
        "FIELD_TYPE": kind, "FIELD_NAME": name, "IMAGE": None, "ANSWERS": answers,
    }  # fmt: skip
