"""What an application's bot does in a dialog. restdocs: api-reference/imopenlines/openlines/chat-bots."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.asked import acting
from pytest_b24moderation.emulator.messenger.persons import is_bot
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number, truth
from pytest_b24moderation.emulator.scopes.imopenlines.access import by, chat_id_of
from pytest_b24moderation.emulator.scopes.imopenlines.operators import WRONG, move, next_operator, target
from pytest_b24moderation.emulator.scopes.imopenlines.state import Dialog, Lines
from pytest_b24moderation.emulator.scopes.imopenlines.words import chat_of, end

ALSO = ("imbot",)


@method("imopenlines.bot.session.message.send", also=ALSO)
def message_send(call: Call) -> bool:
    """An automatic text: the line's own greeting, or MESSAGE; says nothing of whether there was something to say."""
    dialog = _dialog(call)
    line = call.state(Lines).rows.get(dialog.line_id) if dialog else None
    bot = _bot(call)
    if dialog is None or line is None:
        return True
    greeting = call.text("NAME", "DEFAULT") == "WELCOME"
    text = str(line.facts["WELCOME_MESSAGE_TEXT"]) if greeting else call.text("MESSAGE")
    if text:
        talk.say(call.portal, chat_of(call.portal, dialog), bot, text, acting(call, bot))
    return True


@method("imopenlines.bot.session.operator", also=ALSO)
def to_operator(call: Call) -> bool:
    dialog = _dialog(call)
    session = call.state(Lines).session(dialog.chat_id) if dialog else None
    if dialog is None or session is None or not is_bot(call.portal.people.users.get(session.operator)):
        raise RestError(400, "WRONG_CHAT", "Operator is not a bot")
    follower = next_operator(call.portal, session)
    if follower:
        move(call, dialog, follower, 0)
    return True


@method("imopenlines.bot.session.transfer", also=ALSO)
def transfer(call: Call) -> bool:
    dialog = _dialog(call)
    user_id, queue_id = target(call, ("USER_ID", "QUEUE_ID", "TRANSFER_ID"))
    bot = _bot(call)
    if not bot:
        raise RestError(400, "BOT_ID_ERROR", "Bot not found")
    if dialog is None:
        raise RestError(400, *WRONG)
    chat = chat_of(call.portal, dialog)
    stays = bot in chat.members and not truth(call.get("LEAVE", "N"))
    move(call, dialog, user_id, queue_id)
    if stays:
        talk.join(call.portal, chat, [bot], by(call))
    return True


@method("imopenlines.bot.session.finish", also=ALSO)
def finish(call: Call) -> bool:
    dialog = _dialog(call)
    if not _bot(call):
        raise RestError(400, "BOT_ID_ERROR", "Bot not found")
    session = call.state(Lines).session(dialog.chat_id) if dialog else None
    if session is not None:
        end(call.portal, session, by(call))
    return True


def _dialog(call: Call) -> Dialog | None:
    if call.grant.kind == "session":
        raise RestError(403, "WRONG_AUTH_TYPE", "Access for this method not allowed by session authorization")
    return call.state(Lines).dialogs.get(chat_id_of(call))


def _bot(call: Call) -> int:
    """The caller's first bot, 0 without one."""
    rows = call.portal.ask("im.bots") or []
    return next((number(row["id"]) for row in rows if call.grant.app and row["app"] == call.grant.app.code), 0)
