"""Storages. restdocs: api-reference/disk/storage."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import PORTAL
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.disk.access import ADD, FULL, READ, level, require
from pytest_b24moderation.emulator.scopes.disk.folders import add_folder
from pytest_b24moderation.emulator.scopes.disk.nodes import children, chosen, missing, unknown
from pytest_b24moderation.emulator.scopes.disk.state import CHATS, Disk, Node, Storage
from pytest_b24moderation.emulator.scopes.disk.uploads import upload

FIELDS = {
    "ID": "integer", "NAME": "string", "CODE": "string", "MODULE_ID": "string", "ENTITY_TYPE": "string",
    "ENTITY_ID": "string", "ROOT_OBJECT_ID": "integer",
}  # fmt: skip
UNFILTERED = ("MODULE_ID", "ROOT_OBJECT_ID")


@method("disk.storage.getFields")
def get_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return {
        name: {"TYPE": kind, "USE_IN_FILTER": name not in UNFILTERED, "USE_IN_SHOW": True}
        for name, kind in FIELDS.items()
    }


@method("disk.storage.getTypes")
def get_types(call: Call) -> list[str]:  # noqa: ARG001
    return ["user", "common", "group"]


@method("disk.storage.getList")
def get_list(call: Call) -> Listed:
    disk = _settled(call)
    rows = [_shown(row) for row in disk.storages.values() if row.kind != CHATS and _level(call, row) >= READ]
    return chosen(call, rows, [name for name in FIELDS if name not in UNFILTERED])


@method("disk.storage.get")
def get(call: Call) -> dict[str, Any] | None:
    """Null where the id is no number."""
    if call.get("id") in (None, ""):
        raise missing(0)
    if not call.text("id").isdecimal():
        return None
    row = _find(call)
    if _level(call, row) < READ:
        raise access_denied()
    return _shown(row)


@method("disk.storage.getForApp", app_only=True, refusal="ACCESS_DENIED")
def get_for_app(call: Call) -> dict[str, Any]:
    """The application's own storage, made when first wanted."""
    call.require_admin()
    disk, app = call.state(Disk), call.app
    for row in disk.storages.values():
        if row.kind == "restapp" and row.entity == str(app.id):
            return _shown(row)
    return _shown(disk.add_storage(call.portal, app.code, "restapp", str(app.id), call.maker, call.user.id))


@method("disk.storage.rename", app_only=True, refusal="ACCESS_DENIED")
def rename(call: Call) -> dict[str, Any]:
    """Only the application's own."""
    row = _find(call)
    if row.kind != "restapp" or row.entity != str(call.app.id):
        raise RestError(400, "", "Access denied (invalid type of storage)")
    call.require_admin()
    if not call.text("newName"):
        raise missing(1)
    row.name = call.text("newName")
    return _shown(row)


@method("disk.storage.getChildren")
def get_children(call: Call) -> Listed:
    return children(call, _root(call))


@method("disk.storage.addFolder")
def storage_add_folder(call: Call) -> dict[str, Any]:
    root = _root(call)
    require(call, root, ADD)
    return add_folder(call, root)


@method("disk.storage.uploadFile")
def storage_upload(call: Call) -> dict[str, Any]:
    root = _root(call)
    require(call, root, ADD)
    if call.get("fileContent") in (None, ""):
        raise missing(1)
    return upload(call, root)


def _find(call: Call) -> Storage:
    if call.get("id") in (None, ""):
        raise missing(0)
    row = _settled(call).storages.get(number(call.get("id")))
    if row is None:
        raise unknown(call.get("id"))
    return row


def _root(call: Call) -> Node:
    return call.state(Disk).nodes[_find(call).root]


def _level(call: Call, row: Storage) -> int:
    return FULL if call.user.admin else level(call.portal, call.user, row, None, call.grant)


def _settled(call: Call) -> Disk:
    """The drive with a storage for everybody, and for every group that the caller sees."""
    disk = call.state(Disk)
    disk.settle(call.portal)
    groups = {row.entity for row in disk.storages.values() if row.kind == "group"}
    for group in call.portal.ask("sonet.groups", user=call.user) or []:
        if str(group["id"]) not in groups:
            disk.add_storage(call.portal, str(group["name"]), "group", str(group["id"]), PORTAL)
    return disk


def _shown(row: Storage) -> dict[str, Any]:
    return {
        "ID": str(row.id), "NAME": row.name, "CODE": None, "MODULE_ID": "disk", "ENTITY_TYPE": row.kind,
        "ENTITY_ID": row.entity, "ROOT_OBJECT_ID": str(row.root),
    }  # fmt: skip
