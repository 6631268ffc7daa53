"""What operators do with dialogs. restdocs: api-reference/imopenlines/openlines/operators."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.persons import is_bot
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.imopenlines.access import by, chat_id_of, dialog_of, may_see, session_of
from pytest_b24moderation.emulator.scopes.imopenlines.state import Dialog, Lines, Session
from pytest_b24moderation.emulator.scopes.imopenlines.words import chat_of, end

WRONG = ("OPERATOR_WRONG", "You can not redirect to this operator")


def take(portal: Portal, dialog: Dialog, session: Session, user_id: int, who: talk.By) -> None:
    """The dialog is that employee's now."""
    chat = chat_of(portal, dialog)
    talk.join(portal, chat, [user_id], who)
    session.operator = chat.owner = user_id


def next_operator(portal: Portal, session: Session) -> int:
    """Who comes after the present operator in the line's queue; 0 when nobody else is there."""
    line = portal.state(Lines).rows.get(session.line_id)
    queue = line.operators(portal) if line else []
    after = queue.index(session.operator) + 1 if session.operator in queue else 0
    rest = [one for one in queue[after:] + queue[:after] if one != session.operator]
    return next((one for one in rest if not is_bot(portal.people.users.get(one))), 0)


@method("imopenlines.operator.answer")
def answer(call: Call) -> bool:
    dialog = dialog_of(call)
    session = session_of(call, dialog)
    take(call.portal, dialog, session, call.user.id, by(call))
    session.answered = True
    return True


@method("imopenlines.operator.another.finish")
@method("imopenlines.operator.finish")
def finish(call: Call) -> bool:
    end(call.portal, session_of(call, dialog_of(call)), by(call))
    return True


@method("imopenlines.operator.spam")
def spam(call: Call) -> bool:
    end(call.portal, session_of(call, dialog_of(call)), by(call), spam=True)
    return True


@method("imopenlines.operator.skip")
def skip(call: Call) -> bool:
    dialog = dialog_of(call)
    session = session_of(call, dialog)
    if session.closed:
        raise RestError(400, "ACCESS_DENIED_KICK", "Insufficient permissions to remove participants from the chat")
    follower = next_operator(call.portal, session)
    if follower:
        hand_over(call, dialog, session, follower)
    return True


@method("imopenlines.operator.transfer")
def transfer(call: Call) -> bool:
    dialog = call.state(Lines).dialogs.get(chat_id_of(call))
    user_id, queue_id = target(call, ("TRANSFER_ID", "USER_ID", "QUEUE_ID"))
    if dialog is None or not may_see(call.portal, call.user, dialog):
        raise RestError(400, *WRONG)
    move(call, dialog, user_id, queue_id)
    return True


def target(call: Call, order: tuple[str, ...]) -> tuple[int, int]:
    """(employee, line) that the call names, by the first of those parameters that it has."""
    given = next((name for name in order if call.get(name) is not None), "")
    if not given or (given == "TRANSFER_ID" and not call.text(given)):
        raise RestError(400, "TRANSFER_ID_EMPTY", "Queue ID or User ID can't be empty")
    text = call.text(given)
    queue = given == "QUEUE_ID" or text.startswith("queue")
    found = number(text.removeprefix("queue"))
    if found <= 0:
        code, word = ("QUEUE_ID_EMPTY", "QUEUE") if queue else ("USER_ID_EMPTY", "User")
        raise RestError(400, code, f"{word} ID can't be empty")
    return (0, found) if queue else (found, 0)


def move(call: Call, dialog: Dialog, user_id: int, queue_id: int) -> None:
    """To an employee, or to the queue of another line; OPERATOR_WRONG where that cannot be."""
    session = session_of(call, dialog)
    if queue_id:
        line = call.state(Lines).rows.get(queue_id)
        user_id = next(iter(line.operators(call.portal)), 0) if line else 0
    user = call.portal.people.users.get(user_id)
    if user is None or not user.active or session.closed or (user_id == session.operator and not queue_id):
        raise RestError(400, *WRONG)
    if queue_id:
        session.line_id = queue_id
    hand_over(call, dialog, session, user_id)


def hand_over(call: Call, dialog: Dialog, session: Session, user_id: int) -> None:
    """The present operator leaves the chat to that one."""
    chat, before = chat_of(call.portal, dialog), session.operator
    take(call.portal, dialog, session, user_id, by(call))
    session.answered = False
    if before != user_id and before in chat.members:
        talk.leave(call.portal, chat, before, by(call))
