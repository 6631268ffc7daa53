"""Polls attached to posts of the feed and to messages, and how people have answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.messenger.chats import Chat, Message
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number

LEAST, MOST = 2, 10


@dataclass(slots=True)
class Question:
    """A question; ``answers``: id → text; ``several``: more than one may be chosen."""

    id: int
    text: str
    several: bool
    answers: dict[int, str]


@dataclass(slots=True)
class Poll:
    """A poll. ``post``: what it is attached to, a post, or with ``module`` im a message.

    ``again``: one may vote anew; ``ballots``: user → question → answers chosen.
    """

    id: int
    post: int
    author: int
    at: float
    anonymous: bool
    again: bool
    questions: dict[int, Question]
    maker: Maker
    signature: str
    finished: bool = False
    module: str = "blog"
    ballots: dict[int, dict[int, list[int]]] = field(default_factory=dict)

    def voters(self, answer: int) -> list[int]:
        return [
            user_id for user_id, ballot in self.ballots.items() if any(answer in chosen for chosen in ballot.values())
        ]


@dataclass
class Polls(Numbering):
    """All polls by id."""

    rows: dict[int, Poll] = field(default_factory=dict)
    sent: dict[tuple[int, str], dict[str, int]] = field(default_factory=dict)
    """(user, templateId) → what was answered to the first request."""


@answers("vote.attach")
def attach(portal: Portal, post: int, data: dict[str, Any], user: User, maker: Maker) -> int | None:
    """A new poll for a post; None where it has no question with answers enough."""
    made = add(portal, post, data, user, maker)
    return made.id if made else None


def add(portal: Portal, post: int, data: dict[str, Any], user: User, maker: Maker, module: str = "blog") -> Poll | None:
    """A new poll for a post or a message; None where it has no question with answers enough."""
    state, questions = portal.state(Polls), {}
    for row in as_list(data.get("QUESTIONS")):
        facts = as_dict(row)
        texts = [str(as_dict(one).get("MESSAGE") or "").strip() for one in as_list(facts.get("ANSWERS"))]
        texts = [text for text in texts if text][:MOST]
        if str(facts.get("QUESTION") or "").strip() and len(texts) >= LEAST:
            key = state.next_id("question")
            options = {state.next_id("answer"): text for text in texts}
            questions[key] = Question(key, str(facts["QUESTION"]), number(facts.get("FIELD_TYPE")) == 1, options)
    if not questions:
        return None
    key = state.next_id("poll")
    made = state.rows[key] = Poll(
        key, post, user.id, portal.clock.now(), number(data.get("ANONYMITY")) == 1, number(data.get("OPTIONS")) == 1,
        questions, maker, f"{key}.{portal.people.hexes(64)}", module=module,
    )  # fmt: skip
    return made


@answers("log.erased")
def detach(portal: Portal, post: int) -> None:
    """The poll goes with its post."""
    state = portal.state(Polls)
    state.rows = {key: poll for key, poll in state.rows.items() if (poll.module, poll.post) != ("blog", post)}


@answers("im.erased")
def erased(portal: Portal, chat: Chat, message: Message, by: By) -> None:  # noqa: ARG001
    """The same with a message."""
    state = portal.state(Polls)
    state.rows = {key: poll for key, poll in state.rows.items() if (poll.module, poll.post) != ("im", message.id)}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("polls", poll.id, poll.maker, next(iter(poll.questions.values())).text, (poll.finished, poll.ballots))
        for poll in portal.state(Polls).rows.values()
    ]
