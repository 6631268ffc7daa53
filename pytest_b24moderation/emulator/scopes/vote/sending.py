"""Polls in chats: `vote.Integration.Im.send`. restdocs: api-reference/vote/vote.integration.im.send.md"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.asked import acting
from pytest_b24moderation.emulator.messenger.chats import Messenger
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.vote.state import LEAST, MOST, Polls, add


@method("vote.Integration.Im.send")
def send(call: Call) -> dict[str, int]:
    """A message with a poll of one question; the same templateId makes no second one."""
    if call.get("chatId") is None:
        raise parameter_missing("chatId")
    chat = call.state(Messenger).chats.get(number(call.get("chatId")))
    if chat is None or call.user.id not in chat.members:
        raise RestError(400, "400", "Access denied")
    state, template = call.state(Polls), (call.user.id, call.text("templateId"))
    if template[1] and template in state.sent:
        return state.sent[template]
    data = as_dict(call.get("IM_MESSAGE_VOTE_DATA"))
    text = _question(data)
    message = talk.say(call.portal, chat, call.user.id, text, acting(call, call.user.id))
    poll = add(call.portal, message.id, data, call.user, call.maker, "im")
    if poll is None:
        raise RestError(400, "400", "Failed to save survey data. Please try again")
    made = {"messageId": message.id, "voteId": poll.id}
    if template[1]:
        state.sent[template] = made
    return made


def _question(data: dict[str, Any]) -> str:
    """The text of the one question, whose answers are of the right number."""
    questions = [as_dict(one) for one in as_list(data.get("QUESTIONS"))]
    text = str(questions[0].get("QUESTION") or "").strip() if questions else ""
    if not text:
        raise RestError(400, "400", "Please enter a question and answer options")
    if len(questions) > 1:
        raise RestError(400, "400", "Maximum number of questions: 1")
    answers = [one for one in as_list(questions[0].get("ANSWERS")) if str(as_dict(one).get("MESSAGE") or "").strip()]
    if len(answers) < LEAST:
        raise RestError(400, "400", f"Minimum number of answers: {LEAST}")
    if len(answers) > MOST:
        raise RestError(400, "400", f"Maximum number of answers: {MOST}")
    return text
