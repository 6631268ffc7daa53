"""Folders. restdocs: api-reference/disk/folder."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.disk.access import (
    ADD,
    EDIT,
    FULL,
    LEVELS,
    READ,
    level_at,
    rights_of,
    task_level,
)
from pytest_b24moderation.emulator.scopes.disk.moves import copy, external, forget, move, restore, to_trash
from pytest_b24moderation.emulator.scopes.disk.nodes import children, described, find, missing, same_name, shown, taken
from pytest_b24moderation.emulator.scopes.disk.state import Disk, Node

FIELDS = ("ID", "NAME", "TYPE", "CODE", "STORAGE_ID", "REAL_OBJECT_ID", "PARENT_ID", "CREATE_TIME", "UPDATE_TIME",
          "DELETE_TIME", "CREATED_BY", "UPDATED_BY", "DELETED_BY", "DELETED_TYPE")  # fmt: skip


@method("disk.folder.getFields")
def get_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(FIELDS)


@method("disk.folder.get")
def get(call: Call) -> dict[str, Any]:
    """A folder, also one in the recycle bin: DELETED_TYPE says so."""
    return shown(call, find(call, folder=True, at=1, trash=None))


@method("disk.folder.getChildren")
def get_children(call: Call) -> Listed:
    return children(call, _find(call, 0))


@method("disk.folder.addSubFolder")
def add_sub_folder(call: Call) -> dict[str, Any]:
    return add_folder(call, _find(call, ADD))


@method("disk.folder.rename")
def rename(call: Call) -> dict[str, Any]:
    node = _find(call, EDIT)
    name = call.text("newName").strip()
    if not name:
        raise missing(1)
    if other := same_name(call.state(Disk), node.parent, name, node):
        raise taken(other)
    node.name, node.updated, node.updated_by = name, call.portal.clock.now(), call.user.id
    return shown(call, node)


@method("disk.folder.copyTo")
def copy_to(call: Call) -> dict[str, Any]:
    node, target = _find(call), find(call, folder=True, wanted=ADD, name="targetFolderId", at=1)
    return shown(call, copy(call, node, target), fresh=True)


@method("disk.folder.moveTo")
def move_to(call: Call) -> dict[str, Any]:
    node, target = _find(call, EDIT), find(call, folder=True, wanted=ADD, name="targetFolderId", at=1)
    if not node.parent:
        raise RestError(400, "", "Could not move root folder")
    move(call, node, target)
    return shown(call, node, PARENT_ID=node.parent)


@method("disk.folder.markDeleted")
def mark_deleted(call: Call) -> dict[str, Any]:
    node = _not_root(call)
    to_trash(call, node)
    return shown(call, node, DELETED_TYPE=node.deleted)


@method("disk.folder.restore")
def folder_restore(call: Call) -> dict[str, Any]:
    """Administrators only."""
    call.require_admin()
    node = find(call, folder=True, at=1, trash=True)
    restore(call, node)
    return shown(call, node, DELETED_TYPE=0)


@method("disk.folder.deleteTree")
def delete_tree(call: Call) -> bool:
    forget(call, _not_root(call))
    return True


@method("disk.folder.getExternalLink")
def get_external_link(call: Call) -> str:
    return external(call, _find(call))


@method("disk.folder.shareToUser")
def share_to_user(call: Call) -> bool:
    """Never more than one has oneself."""
    node = _find(call)
    user_id, name = number(call.get("userId")), call.text("taskName")
    if not user_id or not name:
        raise missing(1)
    wanted = task_level(name)
    if not wanted or wanted > level_at(call, node) or user_id not in call.portal.people.users:
        raise access_denied()
    node.rights[f"U{user_id}"] = LEVELS[wanted]
    return True


def add_folder(call: Call, parent: Node) -> dict[str, Any]:
    """A folder of `data` and `rights` in that one."""
    disk, now = call.state(Disk), call.portal.clock.now()
    name = str(as_dict(call.get("data")).get("NAME") or "").strip()
    if not name:
        raise missing(1)
    if same_name(disk, parent.id, name):
        raise RestError(400, "DISK_OBJ_22000", "A folder with this name already exists")
    by = call.user.id
    node = Node(disk.next_id("object"), name, parent.storage, parent.id, now, now, by, by, call.maker)
    node.rights = rights_of(call)
    disk.nodes[node.id] = node
    return shown(call, node, fresh=True)


def _find(call: Call, wanted: int = READ) -> Node:
    return find(call, folder=True, wanted=wanted, at=1)


def _not_root(call: Call) -> Node:
    node = _find(call, FULL)
    if not node.parent:
        raise RestError(400, "DISK_OBJ_22000", "Could not delete root folder")
    return node
