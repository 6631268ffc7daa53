"""Files in chats. restdocs: chat-bots-v2/im.v2/files."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger import find
from pytest_b24moderation.emulator.messenger.chats import Messenger
from pytest_b24moderation.emulator.messenger.files import PAGE, lying, take, uploaded
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.rest.transfer import Handed, address
from pytest_b24moderation.emulator.scopes.im.inputs import by

SCOPES = ("im", "imbot")


@method("im.v2.File.upload")
def upload(call: Call) -> dict[str, Any]:
    """Put a file into a dialog with a message of the caller."""
    named = call.get("dialogId")
    kind, key = find.spelt(named)
    known = call.portal.people.users if kind == "user" else call.state(Messenger).chats
    if not kind or (kind != "sg" and key not in known):
        raise RestError(400, "CHAT_NOT_FOUND", "CHAT_NOT_FOUND")
    chat = find.opened(call.portal, by(call), named)
    if chat is None or call.user.id not in chat.members:
        raise RestError(403, "ACCESS_DENIED", "Access denied")
    row = take(call.portal, chat, call.user.id, by(call), as_dict(call.get("fields")))
    return uploaded(call.portal, chat, row, str(named))


@method("im.v2.File.download")
def download(call: Call) -> dict[str, str]:
    """An address that hands the file out to the caller."""
    wanted = number(call.get("fileId"))
    row = call.state(Messenger).files.get(wanted)
    chat = find.found(call.portal, call.user.id, call.get("dialogId"))
    if chat is None:
        raise RestError(403, "ACCESS_DENIED", "Access denied")
    if row is None or row.chat_id != chat.id or lying(call.portal, wanted, call.user.id) is None:
        raise RestError(400, "FILE_NOT_FOUND", "File not found")
    facts = {"id": wanted, "user": call.user.id}
    return {"downloadUrl": address(call.portal, call.grant, "download", "im", **facts)}


@answers("rest.download")
def handed(portal: Portal, scope: str, facts: dict[str, Any], call: Call) -> Handed | None:  # noqa: ARG001
    """A chat's file for whoever has its address."""
    row = lying(portal, number(facts.get("id")), number(facts.get("user"))) if scope in SCOPES else None
    return Handed(row.name, row.content) if row else None


@answers("page.file")
def at_address(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:
    """A chat's file by the links that answers carry."""
    if path != PAGE or user is None or query.get("action") != "disk.api.file.download":
        return None
    row = lying(portal, number(query.get("fileId")), user.id)
    return Handed(row.name, row.content) if row else None
