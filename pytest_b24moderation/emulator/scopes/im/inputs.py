"""What calls of `im.*` name: dialogs, chats, the one who acts; and the errors where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.messenger import find
from pytest_b24moderation.emulator.messenger.asked import acting
from pytest_b24moderation.emulator.messenger.chats import PRIVATE, Chat, Message, Messenger
from pytest_b24moderation.emulator.messenger.rich import parsed
from pytest_b24moderation.emulator.messenger.talk import By, Content
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number

NO_DIALOG = "You do not have access to the specified dialog"


def by(call: Call) -> By:
    return acting(call, call.user.id)


def dialog_empty() -> RestError:
    return RestError(400, "DIALOG_ID_EMPTY", "Dialog ID can't be empty")


def no_access(text: str = NO_DIALOG, status: int = 403) -> RestError:
    return RestError(status, "ACCESS_ERROR", text)


def dialog(call: Call, text: str = NO_DIALOG) -> Chat:
    """The chat that DIALOG_ID names and the caller may see; a dialog with a person begins now."""
    named = call.get("DIALOG_ID")
    if not find.spelt(named)[0]:
        raise dialog_empty()
    chat = find.opened(call.portal, by(call), named)
    if chat is None:
        raise no_access(text)
    return chat


def group(call: Call, *, either: bool = True) -> Chat:
    """The group chat of CHAT_ID, or of DIALOG_ID (`either`), that the caller is in."""
    named = call.get("DIALOG_ID")
    if either and named is not None:
        if find.spelt(named)[0] not in ("chat", "sg"):
            raise dialog_empty()
        chat = find.found(call.portal, call.user.id, named)
    else:
        if number(call.get("CHAT_ID")) <= 0:
            raise RestError(400, "CHAT_ID_EMPTY", "Chat ID can't be empty")
        chat = call.state(Messenger).chats.get(number(call.get("CHAT_ID")))
    if chat is None or chat.kind == PRIVATE or call.user.id not in chat.members:
        raise no_access("Action unavailable")
    return chat


def message(call: Call) -> tuple[Chat, Message]:
    """The message of MESSAGE_ID in a chat that the caller sees."""
    wanted = number(call.get("MESSAGE_ID"))
    pair = call.state(Messenger).message(wanted) if wanted > 0 else None
    if pair is None or not find.sees(pair[0], call.user.id):
        raise RestError(400, "MESSAGE_ID_ERROR", "Message ID can't be empty")
    return pair


def content(given: Mapping[str, Any], *, bot: int = 0, longest: int = 60_000) -> Content:
    """ATTACH, KEYBOARD and MENU of a new message, by the parts' lower-case names."""
    rows = {
        kind: parsed(kind, value, bot=bot, longest=longest)
        for kind, value in given.items()
        if value not in (None, "", "N")
    }
    return Content(rows.get("attach", []), rows.get("keyboard", []), rows.get("menu", []))


def window(call: Call, rows: list[Any], size: int = 10, most: int = 50) -> Listed:
    """The rows from OFFSET on, LIMIT of them, with `total` and the `next` offset."""
    start = max(number(call.get("OFFSET")), 0)
    limit = min(max(number(call.get("LIMIT"), size), 1), most)
    more = start + limit if start + limit < len(rows) else 0
    return Listed(rows[start : start + limit], len(rows), more)


def instant(call: Call, name: str) -> float:
    """A parameter that is an ISO date, as a time stamp; 0 for none."""
    try:
        found = datetime.fromisoformat(call.text(name))
    except ValueError:
        return 0.0
    return (found if found.tzinfo else found.replace(tzinfo=call.portal.zone)).timestamp()
