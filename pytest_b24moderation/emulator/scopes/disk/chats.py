"""The folders of chats, in a storage of the messenger's that no list shows. restdocs: api-reference/chats/files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Maker, User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.disk.nodes import free_name
from pytest_b24moderation.emulator.scopes.disk.state import CHATS, Disk, Node, Storage
from pytest_b24moderation.emulator.scopes.disk.uploads import new_file

SAVED = {"ru": "Сохранённые файлы"}


@answers("disk.chat_folder")
def chat_folder(portal: Portal, chat_id: int, members: Iterable[int], maker: Maker) -> int:
    """The chat's folder, made when first wanted; its members, as they are now, may change what is in it."""
    disk = portal.state(Disk)
    storage = next((row for row in disk.storages.values() if row.kind == CHATS), None)
    storage = storage or disk.add_storage(portal, "Chats", CHATS, "im", PORTAL)
    name = f"chat{chat_id}"
    folder = next((row for row in disk.children(storage.root) if row.name == name), None)
    if folder is None:
        folder = _folder(portal, storage, name, 1, maker)
    folder.rights = {f"U{one}": "disk_access_edit" for one in members}
    return folder.id


@answers("disk.chat_add")
def chat_add(
    portal: Portal, chat_id: int, members: Iterable[int], name: str, content: bytes, user_id: int, maker: Maker
) -> dict[str, Any]:
    """A new file in the chat's folder: its id, and the name it got."""
    disk = portal.state(Disk)
    folder = disk.nodes[chat_folder(portal, chat_id, members, maker)]
    node = new_file(portal, folder, free_name(disk, folder.id, name), content, user_id, maker)
    return {"id": node.id, "name": node.name}


@answers("disk.chat_drop")
def chat_drop(portal: Portal, id: int) -> None:
    """A file of a chat's folder goes for good; files that lie elsewhere stay."""
    disk = portal.state(Disk)
    node = disk.nodes.get(id)
    if node is not None and disk.storages[node.storage].kind == CHATS:
        del disk.nodes[id]


@answers("disk.chat_save")
def chat_save(portal: Portal, name: str, content: bytes, user: User, maker: Maker) -> dict[str, Any]:
    """A copy in the user's own folder of saved files: {folder, file} of {id, name}."""
    disk = portal.state(Disk)
    disk.settle(portal)
    mine = next(row for row in disk.storages.values() if row.kind == "user" and row.entity == str(user.id))
    title = SAVED.get(portal.language, "Saved Files")
    rows = [row for row in disk.children(mine.root) if row.folder and row.name == title]
    folder = rows[0] if rows else _folder(portal, mine, title, user.id, maker)
    node = new_file(portal, folder, free_name(disk, folder.id, name), content, user.id, maker)
    return {"folder": {"id": folder.id, "name": folder.name}, "file": {"id": node.id, "name": node.name}}


def _folder(portal: Portal, storage: Storage, name: str, user_id: int, maker: Maker) -> Node:
    """A new folder at the storage's root."""
    disk, now = portal.state(Disk), portal.clock.now()
    node = Node(disk.next_id("object"), name, storage.id, storage.root, now, now, user_id, user_id, maker)
    disk.nodes[node.id] = node
    return node
