"""Pictures and file properties of a storage: kept by it, shown as links. restdocs: api-reference/entity/items."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from binascii import Error
from typing import Any
from urllib.parse import quote, unquote

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.params import as_list
from pytest_b24moderation.emulator.rest.transfer import Handed
from pytest_b24moderation.emulator.scopes.entity.storages import Storage, Storages

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")


def keep_file(portal: Portal, row: Storage, value: Any, *, picture: bool = False) -> str | None:
    """The link to a file sent as [name, base64] or as base64 alone; None where nothing, or nonsense, was sent.

    ``picture``: only pictures may come.
    """
    if isinstance(value, dict):
        value = value.get("fileData") or value
    parts = as_list(value)
    if not parts or value is False:
        return None
    name = str(parts[0]).rpartition("/")[2] if len(parts) > 1 else "file"
    if picture and not name.lower().endswith(IMAGES):
        raise core("Invalid file type")
    try:
        content = b64decode(str(parts[-1]), validate=True)
    except (Error, ValueError):
        return None
    mark = hashlib.md5(f"{row.id}|{portal.member_id}".encode() + content, usedforsecurity=False).hexdigest()
    path = f"/upload/iblock/{mark[:3]}/{mark}/{name}"
    row.files[path] = content
    return f"https://{portal.host}{quote(path)}"


@answers("page.file")
def at_address(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:  # noqa: ARG001
    """Whoever has such a link may have the file."""
    for row in portal.state(Storages).rows.values():
        content = row.files.get(unquote(path))
        if content is not None:
            return Handed(unquote(path).rpartition("/")[2], content)
    return None
