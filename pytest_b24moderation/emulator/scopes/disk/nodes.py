"""Finding, showing and listing what is on the drive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call, Grant, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.rest.transfer import address
from pytest_b24moderation.emulator.scopes.disk.access import READ, level_at, require
from pytest_b24moderation.emulator.scopes.disk.state import Disk, Node, Storage, Version
from pytest_b24moderation.emulator.selection import matches, ordered, split_key

TYPES = {
    "ID": "integer", "NAME": "string", "TYPE": "enum", "CODE": "string", "STORAGE_ID": "integer",
    "REAL_OBJECT_ID": "integer", "PARENT_ID": "integer", "CREATE_TIME": "datetime", "UPDATE_TIME": "datetime",
    "DELETE_TIME": "datetime", "CREATED_BY": "integer", "UPDATED_BY": "integer", "DELETED_BY": "integer",
    "GLOBAL_CONTENT_VERSION": "integer", "FILE_ID": "integer", "SIZE": "integer", "DELETED_TYPE": "enum",
}  # fmt: skip
UNFILTERED = ("REAL_OBJECT_ID", "CREATED_BY", "UPDATED_BY", "DELETED_BY", "GLOBAL_CONTENT_VERSION", "FILE_ID", "SIZE")
NUMBERS = ("ID", "REAL_OBJECT_ID", "DELETED_TYPE", "GLOBAL_CONTENT_VERSION", "FILE_ID")
"""What a newly made object shows as numbers; an object that was read shows text."""


def missing(position: int) -> RestError:
    return RestError(400, "ERROR_ARGUMENT", f"Invalid value of parameter {{Parameter #{position}}}")


def unknown(key: object) -> RestError:
    return RestError(400, "ERROR_NOT_FOUND", f"Could not find entity with id `{key}`")


def taken(node: Node) -> RestError:
    kind = "folder" if node.folder else "file"
    return RestError(400, "DISK_OBJ_22000", f"A {kind} with this name already exists")


def find(
    call: Call, *, folder: bool, wanted: int = READ, name: str = "id", at: int = 0, trash: bool | None = False
) -> Node:
    """The folder or file that the call's ``name`` names, where the caller has that level.

    ``trash``: what lies in the recycle bin; None: wherever it lies.
    """
    if call.get(name) in (None, ""):
        raise missing(at)
    node = call.state(Disk).nodes.get(number(call.get(name)))
    if node is None or node.folder is not folder or (trash is not None and bool(node.deleted) is not trash):
        raise unknown(call.get(name))
    require(call, node, wanted)
    return node


def same_name(disk: Disk, parent: int, name: str, other: Node | None = None) -> Node | None:
    """What in that folder has that name already."""
    return next((row for row in disk.children(parent) if row.name == name and row is not other), None)


def free_name(disk: Disk, parent: int, name: str) -> str:
    """`name (1).ext` and so on where the name is taken."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    found, count = name, 0
    while same_name(disk, parent, found):
        count += 1
        found = f"{stem} ({count}){dot}{suffix}"
    return found


def shown(call: Call, node: Node, *, fresh: bool = False, **change: Any) -> dict[str, Any]:
    """As methods answer it; ``fresh``: just made; ``change`` replaces values."""
    found = _values(call.portal, node, call.grant) | change
    if fresh:
        found |= {name: int(found[name]) for name in NUMBERS if name in found} | {"DELETED_BY": None}
    return found


def _values(portal: Portal, node: Node, grant: Grant) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ID": str(node.id), "NAME": node.name, "CODE": None, "STORAGE_ID": str(node.storage),
        "TYPE": "folder" if node.folder else "file",
    }  # fmt: skip
    if node.folder:
        found["REAL_OBJECT_ID"] = str(node.id)
    found |= {"PARENT_ID": str(node.parent) if node.parent else None, "DELETED_TYPE": str(node.deleted)}
    if node.versions:
        last = node.versions[-1]
        found |= {"GLOBAL_CONTENT_VERSION": str(last.number), "FILE_ID": str(last.file_id)}
        found["SIZE"] = str(len(last.content))
    found |= {
        "CREATE_TIME": portal.iso(node.created), "UPDATE_TIME": portal.iso(node.updated),
        "DELETE_TIME": portal.iso(node.deleted_at) if node.deleted_at else None, "CREATED_BY": str(node.by),
        "UPDATED_BY": str(node.updated_by), "DELETED_BY": str(node.deleted_by),
    }  # fmt: skip
    if node.versions:
        found["DOWNLOAD_URL"] = address(portal, grant, "download", "disk", id=node.id)
    return found | {"DETAIL_URL": detail_url(portal, node)}


def shown_version(call: Call, node: Node, version: Version) -> dict[str, Any]:
    return {
        "ID": str(version.id), "OBJECT_ID": str(node.id), "SIZE": str(len(version.content)), "NAME": version.name,
        "GLOBAL_CONTENT_VERSION": str(version.number), "CREATE_TIME": call.portal.iso(version.created),
        "CREATED_BY": str(version.by),
        "DOWNLOAD_URL": address(call.portal, call.grant, "download", "disk", id=version.id, service="version"),
    }  # fmt: skip


def detail_url(portal: Portal, node: Node) -> str:
    """Where a person opens it."""
    disk = portal.state(Disk)
    storage = disk.storages[node.storage]
    names = [row.name for row in disk.above(node) if row.parent][::-1]
    word = "path" if node.folder else "file"
    return f"https://{portal.host}{home(storage)}{word}/{'/'.join(names)}"


def home(storage: Storage) -> str:
    if storage.kind == "user":
        return f"/company/personal/user/{storage.entity}/disk/"
    return f"/workgroups/group/{storage.entity}/disk/" if storage.kind == "group" else "/docs/"


def children(call: Call, folder: Node) -> Listed:
    """The page of a folder's contents that the caller may read, by `filter` and `order`."""
    rows = [row for row in call.state(Disk).children(folder.id) if level_at(call, row) >= READ]
    shown_rows = {str(row.id): row for row in rows}
    known = [name for name in TYPES if name not in UNFILTERED]
    plain = [_values(call.portal, row, call.grant) for row in rows]
    found = chosen(call, plain, known)
    return Listed([shown(call, shown_rows[row["ID"]]) for row in found.rows], found.total, found.next)


def chosen(call: Call, rows: list[dict[str, Any]], known: list[str], order: Mapping[str, Any] | None = None) -> Listed:
    """The page of rows by `filter` and `order`; a bare value with % in it is a mask."""
    wanted = {}
    for key, value in as_dict(call.get("filter")).items():
        prefix, _ = split_key(key)
        masked = not prefix and isinstance(value, str) and "%" in value
        wanted[f"=%{key}" if masked else key] = value
    by = {name: way for name, way in as_dict(call.get("order")).items() if name in known}
    return page(call, ordered([row for row in rows if matches(row, wanted, known.__contains__)], by or order or {}))


def described(names: tuple[str, ...]) -> dict[str, Any]:
    """As `getFields` tells them."""
    return {name: {"TYPE": TYPES[name], "USE_IN_FILTER": name not in UNFILTERED, "USE_IN_SHOW": True} for name in names}
