"""Sessions: begun, joined, pinned, rated. restdocs: api-reference/imopenlines/openlines/sessions."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number, truth
from pytest_b24moderation.emulator.scopes.imopenlines.access import (
    CLOSED,
    by,
    chat_id_of,
    dialog_of,
    may_see,
    session_of,
)
from pytest_b24moderation.emulator.scopes.imopenlines.incoming import make_lead
from pytest_b24moderation.emulator.scopes.imopenlines.operators import WRONG, hand_over
from pytest_b24moderation.emulator.scopes.imopenlines.state import Dialog, Lines, Session
from pytest_b24moderation.emulator.scopes.imopenlines.words import begin, chat_of, end


@method("imopenlines.session.open")
def session_open(call: Call) -> dict[str, str]:
    wanted = call.text("USER_CODE")
    for row in call.state(Lines).dialogs.values():
        if wanted == row.code and may_see(call.portal, call.user, row):
            return {"chatId": str(row.chat_id)}
    raise RestError(400, "ACCESS_DENIED", CLOSED)


@method("imopenlines.session.start")
def session_start(call: Call) -> bool:
    _anew(call, dialog_of(call))
    return True


@method("imopenlines.message.session.start")
def session_from_message(call: Call) -> bool:
    """A session that takes a word of the one before along."""
    dialog = dialog_of(call)
    found = chat_of(call.portal, dialog).messages.get(number(call.get("MESSAGE_ID")))
    session = _anew(call, dialog)
    if found is not None:
        session.moved.add(found.id)
    return True


@method("imopenlines.session.join")
def session_join(call: Call) -> bool:
    dialog = dialog_of(call)
    talk.join(call.portal, chat_of(call.portal, dialog), [call.user.id], by(call))
    return True


@method("imopenlines.session.intercept")
def session_intercept(call: Call) -> bool:
    dialog = call.state(Lines).dialogs.get(chat_id_of(call))
    session = session_of(call, dialog) if dialog and may_see(call.portal, call.user, dialog) else None
    if dialog is None or session is None or session.closed or session.operator == call.user.id:
        raise RestError(400, *WRONG)
    hand_over(call, dialog, session, call.user.id)
    session.answered = True
    return True


@method("imopenlines.session.mode.pin")
def session_pin(call: Call) -> bool:
    chat_id_of(call)
    session = session_of(call, dialog_of(call))
    if truth(call.get("ACTIVATE", "Y")):
        session.pinned.add(call.user.id)
    else:
        session.pinned.discard(call.user.id)
    return True


@method("imopenlines.session.mode.pinAll")
def session_pin_all(call: Call) -> list[int]:
    found = [row for row in _open(call) if call.user.id not in row.pinned]
    for row in found:
        row.pinned.add(call.user.id)
    return [row.id for row in reversed(found)]


@method("imopenlines.session.mode.unpinAll")
def session_unpin_all(call: Call) -> list[int]:
    found = [row for row in _open(call) if call.user.id in row.pinned]
    for row in found:
        row.pinned.discard(call.user.id)
    return [row.id for row in reversed(found)]


@method("imopenlines.session.mode.silent")
def session_silent(call: Call) -> bool:
    dialog_of(call).silent = call.text("ACTIVATE") == "Y"
    return True


@method("imopenlines.session.head.vote")
def session_vote(call: Call) -> bool:
    wanted = number(call.get("SESSION_ID"))
    if wanted <= 0:
        raise RestError(400, "EMPTY_SESSION_ID", "Session ID can't be empty")
    rating, comment = call.get("RATING"), call.get("COMMENT")
    if rating is None and comment is None:
        raise RestError(400, "EMPTY_VOTE_PARAMS", "At least one of the parameters RATING or COMMENT must be specified")
    row = call.state(Lines).sessions.get(wanted)
    if row is None or not row.closed or not call.user.admin:
        raise RestError(400, "ACCESS_DENIED", CLOSED)
    row.rating = min(max(number(rating), 1), 5) if rating is not None else row.rating
    row.comment = str(comment) if comment is not None else row.comment
    return True


@method("imopenlines.crm.lead.create")
def lead_create(call: Call) -> bool:
    """For the session's operator; a dialog that has a lead keeps it."""
    dialog = dialog_of(call)
    if session_of(call, dialog).operator != call.user.id:
        text = "Attempt to save a CRM object by a user who is not an operator"
        raise RestError(400, "ERROR_USER_NOT_OPERATOR", text)
    return "LEAD" in dialog.crm or bool(make_lead(call.portal, dialog, call.user.id, {}))


def _open(call: Call) -> list[Session]:
    """The open sessions that the caller may see, the oldest first."""
    state = call.state(Lines)
    rows = [row for row in state.sessions.values() if not row.closed]
    return [row for row in rows if may_see(call.portal, call.user, state.dialogs[row.chat_id])]


def _anew(call: Call, dialog: Dialog) -> Session:
    """The open session ends, another one of the caller's begins."""
    end(call.portal, session_of(call, dialog), by(call))
    return begin(call.portal, dialog, by(call), call.user.id)
