"""note.file.*: files of documents. restdocs: api-reference/note/file."""

from __future__ import annotations

import base64
import binascii
import mimetypes
from typing import Any

from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.errors import missing, not_found
from pytest_b24moderation.emulator.rest.v3.given import integer, words, wrong
from pytest_b24moderation.emulator.scopes.note.documents import writable
from pytest_b24moderation.emulator.scopes.note.state import File, Notes, complaint, document_of

FILE = entity(
    "NoteFileDto",
    "id int b\ndocumentId int b\nname string b\nsize int b\nmimeType string b\nassetType string b\n"
    "assetMarkdown string b",
)
METHODS = field_methods("note.file", FILE)
IMAGES = ("png", "jpg", "jpeg", "gif", "webp", "svg")
VIDEOS = ("mp4", "webm", "mov")
ALLOWED = {*IMAGES, *VIDEOS, "pdf", "txt", "md", "csv", "doc", "docx", "xls", "xlsx", "ppt", "pptx"}
LARGEST = 25 * 1024 * 1024


@method3("note.file.add", writes=True)
def add(call: Call) -> dict[str, Any]:
    """The file is the document's; it is not put into its text."""
    lacking = [name for name in ("documentId", "fileName", "fileContent") if call.params.get(name) is None]
    if lacking:
        raise missing(*lacking)
    document_id, name, coded = integer(call, "documentId"), words(call, "fileName"), words(call, "fileContent")
    if name.rpartition(".")[2].lower() not in ALLOWED or "." not in name:
        raise complaint("FILE_TYPE_NOT_ALLOWED", "File type is not supported")
    try:
        content = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise wrong("fileContent", "invalid base64 payload")
    if len(content) > LARGEST:
        raise complaint("FILE_TOO_LARGE", "File size exceeds the allowed value")
    document, state = writable(call, document_id), call.state(Notes)
    file_id = state.next_id("file")
    state.files[file_id] = File(file_id, document.id, name, content, call.maker)
    return {"item": _shown(state.files[file_id])}


@method3("note.file.get")
def get(call: Call) -> dict[str, Any]:
    lacking = [name for name in ("id", "documentId") if call.params.get(name) is None]
    if lacking:
        raise missing(*lacking)
    file_id, document = integer(call), document_of(call, integer(call, "documentId"))
    file = call.state(Notes).files.get(file_id)
    if file is None or file.document != document.id:
        raise not_found(file_id)
    return {"item": _shown(file)}


def _shown(file: File) -> dict[str, Any]:
    ending = file.name.rpartition(".")[2].lower()
    kind = "image" if ending in IMAGES else "video" if ending in VIDEOS else "file"
    return {
        "id": file.id,
        "documentId": file.document,
        "name": file.name,
        "size": len(file.content),
        "mimeType": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "assetType": kind,
        "assetMarkdown": f"[[{kind} fileId={file.id}]]",
    }
