"""Files and their versions. restdocs: api-reference/disk/file, api-reference/disk/version."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.disk.access import ADD, EDIT, FULL, READ, require
from pytest_b24moderation.emulator.scopes.disk.moves import copy, external, forget, move, restore, to_trash
from pytest_b24moderation.emulator.scopes.disk.nodes import (
    chosen,
    described,
    find,
    missing,
    same_name,
    shown,
    shown_version,
    taken,
    unknown,
)
from pytest_b24moderation.emulator.scopes.disk.state import Disk, Node, Version
from pytest_b24moderation.emulator.scopes.disk.uploads import add_version

FIELDS = ("ID", "NAME", "TYPE", "CODE", "STORAGE_ID", "PARENT_ID", "CREATE_TIME", "UPDATE_TIME", "DELETE_TIME",
          "CREATED_BY", "UPDATED_BY", "DELETED_BY", "GLOBAL_CONTENT_VERSION", "FILE_ID", "SIZE",
          "DELETED_TYPE")  # fmt: skip
VERSION_FIELDS = ["ID", "SIZE", "NAME", "CREATE_TIME", "CREATED_BY"]


@method("disk.file.getFields")
def get_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(FIELDS)


@method("disk.file.get")
def get(call: Call) -> dict[str, Any]:
    """A file, also one in the recycle bin: DELETED_TYPE says so."""
    return shown(call, find(call, folder=False, trash=None))


@method("disk.file.rename")
def rename(call: Call) -> dict[str, Any]:
    node = find(call, folder=False, wanted=EDIT)
    if call.get("newName") is None:
        raise missing(0)
    name = call.text("newName").strip()
    if not name:
        raise RestError(400, "0", "Empty name")
    if other := same_name(call.state(Disk), node.parent, name, node):
        raise taken(other)
    node.name, node.updated, node.updated_by = name, call.portal.clock.now(), call.user.id
    return shown(call, node)


@method("disk.file.copyTo")
def copy_to(call: Call) -> dict[str, Any]:
    node, target = find(call, folder=False), _target(call)
    return shown(call, copy(call, node, target), fresh=True)


@method("disk.file.moveTo")
def move_to(call: Call) -> dict[str, Any]:
    node, target = find(call, folder=False, wanted=EDIT), _target(call)
    move(call, node, target)
    return shown(call, node, PARENT_ID=node.parent)


@method("disk.file.delete")
def delete(call: Call) -> bool:
    forget(call, find(call, folder=False, wanted=FULL))
    return True


@method("disk.file.markDeleted")
def mark_deleted(call: Call) -> dict[str, Any]:
    node = find(call, folder=False, wanted=EDIT)
    to_trash(call, node)
    return shown(call, node)


@method("disk.file.restore")
def file_restore(call: Call) -> dict[str, Any]:
    node = find(call, folder=False, wanted=EDIT, trash=True)
    restore(call, node)
    return shown(call, node, DELETED_TYPE=0)


@method("disk.file.getExternalLink")
def get_external_link(call: Call) -> str:
    return external(call, find(call, folder=False))


@method("disk.file.getVersions")
def get_versions(call: Call) -> Listed:
    """The newest first."""
    node = find(call, folder=False)
    rows = [shown_version(call, node, version) for version in node.versions]
    return chosen(call, rows, VERSION_FIELDS, {"ID": "DESC"})


@method("disk.file.restoreFromVersion")
def restore_from_version(call: Call) -> dict[str, Any]:
    """The old content becomes the newest version."""
    node = find(call, folder=False, wanted=FULL)
    wanted = number(call.get("versionId"))
    if not wanted:
        raise missing(0)
    found = version_of(call, wanted)
    if found is None:
        raise unknown(wanted)
    if found[0] is not node:
        raise RestError(400, "DISK_FILE_22004", "Cannot restore version from another file")
    add_version(call.portal, node, found[1].content, call.user.id)
    return shown(call, node, GLOBAL_CONTENT_VERSION=node.versions[-1].number)


@method("disk.version.get")
def version_get(call: Call) -> dict[str, Any]:
    wanted = call.get("id")
    if not number(wanted):
        raise RestError(400, "ERROR_ARGUMENT", "Invalid value of parameter `id`")
    found = version_of(call, number(wanted))
    if found is None:
        raise unknown(wanted)
    require(call, found[0], READ)
    return shown_version(call, *found)


def version_of(call: Call, version_id: int) -> tuple[Node, Version] | None:
    """A version and its file, where that is not in the trash."""
    for node in call.state(Disk).nodes.values():
        for version in node.versions:
            if version.id == version_id and not node.deleted:
                return node, version
    return None


def _target(call: Call) -> Node:
    return find(call, folder=True, wanted=ADD, name="targetFolderId")
