"""Files of the Drive in chats. restdocs: api-reference/chats/files."""

from __future__ import annotations

import hashlib
from typing import Any

from pytest_b24moderation.emulator.messenger import find, talk
from pytest_b24moderation.emulator.messenger.chats import Chat, Messenger
from pytest_b24moderation.emulator.messenger.files import ChatFile, file_row, lying, post
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.im.inputs import by, dialog_empty, no_access

TYPES = {"image": 2, "video": 3, "audio": 9}
UNKNOWN_TYPE = 7


@method("im.disk.folder.get")
def folder_get(call: Call) -> dict[str, int]:
    """The folder of the Drive where the chat keeps its files; its members may upload there."""
    chat = _chat(call)
    return {"ID": _folder(call, chat)}


@method("im.disk.file.commit")
def commit(call: Call) -> dict[str, Any]:
    """Put files of the Drive into a chat, with a message of the caller."""
    chat = _chat(call)
    sent = call.get("FILE_ID") if call.get("FILE_ID") is not None else call.get("UPLOAD_ID")
    if sent is None:
        raise RestError(400, "FILES_ERROR", "List of files is not specified")
    folder, portal = _folder(call, chat), call.portal
    found = [portal.ask("disk.file", id=number(one), user=call.user) for one in as_list(sent)]
    if not found or None in found:
        raise RestError(400, "SAVE_ERROR", "Error during saving file to chat")
    files = [(one["id"], one["name"], one["content"]) for one in found]
    rows = post(portal, chat, call.user.id, by(call), files, call.text("MESSAGE"))
    return {
        "FILES": {f"upload{row.id}": file_row(portal, row) | {"date": {}} for row in rows},
        "DISK_ID": [str(row.id) for row in rows],
        "FILE_MODELS": {
            f"upload{row.id}": _model(call, row, one, folder) for row, one in zip(rows, found, strict=True)
        },
        "MESSAGE_ID": rows[0].message_id,
    }


@method("im.disk.file.delete")
def file_delete(call: Call) -> bool:
    """The message with the file goes, when its author wants it; false where the caller does not see such a file."""
    wanted, chat_id = number(call.get("FILE_ID")), number(call.get("CHAT_ID"))
    if chat_id <= 0:
        raise RestError(400, "CHAT_ID_EMPTY", "Chat ID can't be empty")
    if wanted <= 0:
        raise RestError(400, "FILE_ID_EMPTY", "File ID can't be empty")
    row = lying(call.portal, wanted, call.user.id)
    if row is None or row.chat_id != chat_id:
        return False
    if row.author == call.user.id:
        chat = call.state(Messenger).chats[chat_id]
        talk.erase(call.portal, chat, chat.messages[row.message_id], by(call))
        call.portal.tell("disk.chat_drop", id=row.id)
    return True


@method("im.disk.file.save")
def save(call: Call) -> dict[str, Any]:
    """Copy a chat's file to the caller's own Drive."""
    wanted = number(call.get("FILE_ID"))
    if wanted <= 0:
        raise RestError(400, "FILE_ID_EMPTY", "File ID can't be empty")
    row = lying(call.portal, wanted, call.user.id)
    facts = {"user": call.user, "maker": call.maker}
    saved = call.portal.ask("disk.chat_save", name=row.name, content=row.content, **facts) if row else None
    if saved is None:
        raise RestError(400, "FILE_SAVE_ERROR", "File ID can't be saved")
    found: dict[str, Any] = saved
    return found


def _chat(call: Call) -> Chat:
    """The chat of CHAT_ID or DIALOG_ID that the caller is in."""
    named = call.get("DIALOG_ID") if call.get("CHAT_ID") is None else f"chat{call.text('CHAT_ID')}"
    if named is None or (call.get("CHAT_ID") is not None and number(call.get("CHAT_ID")) <= 0):
        raise RestError(400, "CHAT_ID_EMPTY", "Chat ID can't be empty")
    if not find.spelt(named)[0]:
        raise dialog_empty()
    chat = find.opened(call.portal, by(call), named)
    if chat is None or call.user.id not in chat.members:
        raise no_access()
    return chat


def _folder(call: Call, chat: Chat) -> int:
    folder: int = call.portal.ask("disk.chat_folder", chat_id=chat.id, members=list(chat.members), maker=call.maker)
    return folder


def _model(call: Call, row: ChatFile, facts: dict[str, Any], folder: int) -> dict[str, Any]:
    """The file as the Drive knows it; moments come out as empty objects."""
    author, page = str(row.author), "/bitrix/services/main/ajax.php"
    etag = hashlib.md5(row.content, usedforsecurity=False).hexdigest()
    return {
        "id": row.id,
        "name": row.name,
        "createTime": {},
        "updateTime": {},
        "deleteTime": None,
        "code": None,
        "xmlId": None,
        "storageId": facts["storage"],
        "realObjectId": row.id,
        "parentId": folder,
        "deletedType": 0,
        "createdBy": author,
        "updatedBy": author,
        "deletedBy": "0",
        "uniqueCode": etag[:20],
        "typeFile": TYPES.get(file_row(call.portal, row)["type"], UNKNOWN_TYPE),
        "globalContentVersion": 1,
        "fileId": facts["file_id"],
        "size": len(row.content),
        "etag": etag,
        "links": {
            "download": f"{page}?action=disk.file.download&SITE_ID=s1&fileId={row.id}",
            "showInGrid": f"/bitrix/tools/disk/focus.php?objectId={row.id}&action=showObjectInGrid&ncc=1",
        },
    }
