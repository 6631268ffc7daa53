"""New files and new contents, in base64 or by an upload address.

restdocs: api-reference/disk/folder/disk-folder-upload-file.md.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import Upload, as_dict, as_list, number, truth
from pytest_b24moderation.emulator.rest.transfer import FIELD, address
from pytest_b24moderation.emulator.scopes.disk.access import ADD, EDIT, require, rights_of
from pytest_b24moderation.emulator.scopes.disk.nodes import find, free_name, missing, same_name, shown
from pytest_b24moderation.emulator.scopes.disk.state import Disk, Node, Version


@method("disk.folder.uploadFile")
def folder_upload(call: Call) -> dict[str, Any]:
    """Without `fileContent`: where to send the file, and in which field."""
    folder = find(call, folder=True, wanted=ADD)
    if call.get("fileContent") in (None, ""):
        unique = int(truth(call.get("generateUniqueName")))
        where = address(call.portal, call.grant, "upload", "disk", id=folder.id, generateUniqueName=unique)
        return {"field": FIELD, "uploadUrl": where}
    return upload(call, folder)


@answers("rest.upload")
def received(portal: Portal, scope: str, facts: dict[str, Any], call: Call, file: Upload) -> dict[str, Any] | None:
    """A file came to such an address."""
    folder = portal.state(Disk).nodes.get(number(facts.get("id")))
    if scope != "disk" or folder is None or not folder.folder or folder.deleted:
        return None
    require(call, folder, ADD)
    return _add(call, folder, file.name, file.content, {}, unique=truth(facts.get("generateUniqueName")))


@method("disk.file.uploadVersion")
def upload_version(call: Call) -> dict[str, Any]:
    node = find(call, folder=False, wanted=EDIT)
    if call.get("fileContent") in (None, ""):
        raise missing(1)
    content = _content(call, "DISK_FILE_22002")
    add_version(call.portal, node, content, call.user.id)
    return shown(call, node, GLOBAL_CONTENT_VERSION=node.versions[-1].number)


def upload(call: Call, folder: Node) -> dict[str, Any]:
    """The file of `data`, `fileContent`, `rights`, `generateUniqueName`."""
    name = str(as_dict(call.get("data")).get("NAME") or "").strip()
    if not name:
        text = "Error: required parameter NAME (DISK_BASE_SERVICE_22001)"
        raise RestError(400, "DISK_BASE_SERVICE_22001", text)
    content = _content(call, "ERROR_COULD_NOT_SAVE_FILE")
    unique = truth(call.get("generateUniqueName"))
    return _add(call, folder, name, content, rights_of(call), unique=unique)


def new_file(portal: Portal, folder: Node, name: str, content: bytes, user_id: int, maker: Maker) -> Node:
    """A file with its first version, in that folder."""
    disk, now = portal.state(Disk), portal.clock.now()
    node = Node(disk.next_id("object"), name, folder.storage, folder.id, now, now, user_id, user_id, maker)
    add_version(portal, node, content, user_id)
    disk.nodes[node.id] = node
    return node


def add_version(portal: Portal, node: Node, content: bytes, user_id: int) -> None:
    """The file has that content from now on."""
    disk, now = portal.state(Disk), portal.clock.now()
    count = node.versions[-1].number + 1 if node.versions else 1
    version = Version(disk.next_id("version"), disk.next_id("file"), count, node.name, content, now, user_id)
    node.versions.append(version)
    node.updated, node.updated_by = now, user_id


def _add(
    call: Call, folder: Node, name: str, content: bytes, rights: dict[str, str], *, unique: bool
) -> dict[str, Any]:
    disk = call.state(Disk)
    if unique:
        name = free_name(disk, folder.id, name)
    elif same_name(disk, folder.id, name):
        raise RestError(400, "DISK_OBJ_22000", "A file with this name already exists")
    node = new_file(call.portal, folder, name, content, call.user.id, call.maker)
    node.rights = rights
    return shown(call, node, fresh=True)


def _content(call: Call, code: str) -> bytes:
    value = call.get("fileContent")
    text = re.sub(r"[^A-Za-z0-9+/]", "", str((as_list(value) or [""])[-1]))
    found = b64decode(text[: len(text) - (len(text) % 4 == 1)] + "==")
    if not found:
        raise RestError(400, code, "Could not save file")
    return found
