"""Files in chats: taken, shown, handed out. restdocs: chat-bots-v2/im.v2/files, chat-bots-v2/entities.md#file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.messenger.chats import Chat, Messenger
from pytest_b24moderation.emulator.messenger.talk import By, Content, say
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.errors import RestError

LARGEST = 100 * 1024 * 1024
KINDS = {"png": "image", "jpg": "image", "jpeg": "image", "gif": "image", "webp": "image", "mp4": "video",
         "mov": "video", "mp3": "audio", "ogg": "audio", "wav": "audio"}  # fmt: skip
PAGE = "/bitrix/services/main/ajax.php"


@dataclass(frozen=True, slots=True)
class ChatFile:
    """A file of a message."""

    id: int
    chat_id: int
    message_id: int
    name: str
    content: bytes
    author: int
    at: float


def take(portal: Portal, chat: Chat, author: int, by: By, sent: Mapping[str, Any]) -> ChatFile:
    """The file of ``name`` and Base64 ``content``, with its message in the chat."""
    name, text = str(sent.get("name") or ""), sent.get("content")
    if not name or not isinstance(text, str) or not text:
        raise RestError(400, "FILE_EMPTY", "File name and content are required")
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RestError(400, "FILE_INVALID_CONTENT", "Invalid base64 content") from None
    if len(content) > LARGEST:
        raise RestError(400, "FILE_TOO_LARGE", "File is too large")
    facts = {"chat_id": chat.id, "members": list(chat.members), "user_id": author, "maker": by.maker}
    stored = portal.ask("disk.chat_add", name=name, content=content, **facts)
    return post(portal, chat, author, by, [(stored["id"], stored["name"], content)], str(sent.get("message") or ""))[0]


def post(
    portal: Portal, chat: Chat, author: int, by: By, files: Sequence[tuple[int, str, bytes]], text: str
) -> list[ChatFile]:
    """A message with those files of the Drive: (id, name, content)."""
    message = say(portal, chat, author, text, by, Content(params={"FILE_ID": [one[0] for one in files]}))
    rows = [ChatFile(key, chat.id, message.id, name, content, author, message.at) for key, name, content in files]
    portal.state(Messenger).files.update({row.id: row for row in rows})
    return rows


def file_row(portal: Portal, row: ChatFile) -> dict[str, Any]:
    """A file as answers show it; its links are for whoever is logged in and in the chat."""
    user = portal.people.users.get(row.author)
    extension = row.name.rpartition(".")[2].lower() if "." in row.name else ""
    query = {"action": "disk.api.file.download", "SITE_ID": "s1", "humanRE": 1, "fileId": row.id, "exact": "N",
             "fileName": row.name}  # fmt: skip
    link, kind = f"https://{portal.host}{PAGE}?{urlencode(query)}", KINDS.get(extension, "file")
    return {
        "id": row.id,
        "chatId": row.chat_id,
        "date": portal.iso(row.at),
        "type": kind,
        "name": row.name,
        "extension": extension,
        "size": len(row.content),
        "image": False,
        "status": "done",
        "progress": 100,
        "authorId": row.author,
        "authorName": user.full_name if user else "",
        "urlPreview": "",
        "urlShow": link,
        "urlDownload": link,
        "viewerAttrs": {
            "viewer": "",
            "viewerType": "unknown" if kind == "file" else kind,
            "src": link,
            "objectId": str(row.id),
            "viewerGroupBy": str(row.chat_id),
            "imChatId": row.chat_id,
            "title": row.name,
            "actions": '[{"type":"download"}]',
        },
        "mediaUrl": {"preview": {"250": ""}},
        "isTranscribable": False,
        "isVideoNote": False,
        "isVoiceNote": False,
    }


def uploaded(portal: Portal, chat: Chat, row: ChatFile, dialog: str) -> dict[str, Any]:
    """What an upload answers."""
    return {"file": file_row(portal, row), "messageId": row.message_id, "chatId": chat.id, "dialogId": dialog}


def lying(portal: Portal, file_id: int, user_id: int) -> ChatFile | None:
    """The file where it is still in a chat that this user is in."""
    messenger = portal.state(Messenger)
    row = messenger.files.get(file_id)
    chat = messenger.chats.get(row.chat_id) if row else None
    message = chat.messages.get(row.message_id) if row and chat else None
    there = chat is not None and message is not None and not message.deleted and user_id in chat.members
    return row if there else None
