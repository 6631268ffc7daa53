"""Files of a bot. restdocs: chat-bots-v2/imbot.v2/files."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger.chats import Messenger
from pytest_b24moderation.emulator.messenger.files import lying, take, uploaded
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.rest.transfer import address
from pytest_b24moderation.emulator.scopes.imbot.owners import by
from pytest_b24moderation.emulator.scopes.imbot.v2.owned import bot, dialog, fields


@method("imbot.v2.File.upload")
def upload(call: Call) -> dict[str, Any]:
    """Put a file into a dialog with a message of the bot."""
    who = bot(call)
    chat = dialog(call, who)
    row = take(call.portal, chat, who.id, by(call, who), fields(call))
    return uploaded(call.portal, chat, row, call.text("dialogId"))


@method("imbot.v2.File.download")
def download(call: Call) -> dict[str, str]:
    """An address that hands the file out."""
    who, wanted = bot(call), number(call.get("fileId"))
    if wanted not in call.state(Messenger).files:
        raise RestError(400, "FILE_NOT_FOUND", "File not found")
    if lying(call.portal, wanted, who.id) is None:
        raise RestError(403, "FILE_ACCESS_ERROR", "File access error")
    return {"downloadUrl": address(call.portal, call.grant, "download", "imbot", id=wanted, user=who.id)}
