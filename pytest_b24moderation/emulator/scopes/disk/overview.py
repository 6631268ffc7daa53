"""The drive as the other scopes and the portal see it: contents, attachments, traces."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.rest.transfer import Handed
from pytest_b24moderation.emulator.scopes.disk.access import READ, level, require
from pytest_b24moderation.emulator.scopes.disk.files import version_of
from pytest_b24moderation.emulator.scopes.disk.nodes import free_name, unknown
from pytest_b24moderation.emulator.scopes.disk.state import CHATS, Attached, Disk
from pytest_b24moderation.emulator.scopes.disk.uploads import new_file


@method("disk.attachedObject.get")
def attached_object(call: Call) -> dict[str, Any]:
    disk = call.state(Disk)
    row = disk.attached.get(number(call.get("id")))
    if row is None:
        raise unknown(call.get("id"))
    node = disk.nodes[row.node]
    require(call, node, READ)
    host, auth = call.portal.host, f"auth[auth]={call.grant.secret}&" if call.grant.kind == "app" else ""
    return {
        "ID": str(row.id), "OBJECT_ID": str(row.node), "MODULE_ID": row.module, "ENTITY_TYPE": row.entity_type,
        "ENTITY_ID": row.entity, "CREATE_TIME": call.portal.iso(row.created), "CREATED_BY": str(row.by),
        "DOWNLOAD_URL": f"https://{host}/bitrix/tools/disk/uf.php?attachedId={row.id}&{auth}action=download&ncc=1",
        "NAME": node.name, "SIZE": str(len(node.versions[-1].content)),
    }  # fmt: skip


@answers("rest.download")
def download(portal: Portal, scope: str, facts: dict[str, Any], call: Call) -> Handed | None:
    """A file, or one of its versions, for whoever has a DOWNLOAD_URL."""
    if scope != "disk":
        return None
    wanted = number(facts.get("id"))
    if facts.get("service") == "version":
        found = version_of(call, wanted)
        return Handed(found[1].name, found[1].content) if found else None
    node = portal.state(Disk).nodes.get(wanted)
    if node is None or node.deleted or not node.versions:
        return None
    require(call, node, READ)
    return Handed(node.name, node.versions[-1].content)


@answers("disk.file")
def file(portal: Portal, id: int, user: User) -> dict[str, Any] | None:
    """A file that the user may read."""
    disk = portal.state(Disk)
    node = disk.nodes.get(id)
    if node is None or node.deleted or not node.versions:
        return None
    if level(portal, user, disk.storages[node.storage], node) < READ:
        return None
    last = node.versions[-1]
    return {"id": id, "name": node.name, "content": last.content, "storage": node.storage, "file_id": last.file_id}


@answers("disk.add")
def add(portal: Portal, name: str, content: bytes, user: User, maker: Maker) -> int:
    """A file in the root of the user's own storage, under a name that is free."""
    disk = portal.state(Disk)
    disk.settle(portal)
    mine = next(row for row in disk.storages.values() if row.kind == "user" and row.entity == str(user.id))
    return new_file(portal, disk.nodes[mine.root], free_name(disk, mine.root, name), content, user.id, maker).id


@answers("disk.attach")
def attach(portal: Portal, id: int, module: str, entity_type: str, entity: str, user: User) -> int | None:
    """Something refers to a file from now on."""
    disk = portal.state(Disk)
    if file(portal, id, user) is None:
        return None
    key = disk.next_id("attached")
    disk.attached[key] = Attached(key, id, module, entity_type, entity, portal.clock.now(), user.id)
    return key


@answers("disk.attached")
def attached(portal: Portal, id: int, user: User) -> dict[str, Any] | None:
    """The file behind an attachment."""
    row = portal.state(Disk).attached.get(id)
    return file(portal, row.node, user) if row else None


@answers("page.file")
def at_address(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:
    """What lies at a public link, or behind an attachment's address."""
    disk = portal.state(Disk)
    if path.startswith("/~"):
        rows = (row for row in disk.nodes.values() if row.link == path[2:] and row.versions and not row.deleted)
        node = next(rows, None)
        return Handed(node.name, node.versions[-1].content) if node else None
    if path != "/bitrix/tools/disk/uf.php" or user is None:
        return None
    found = attached(portal, number(query.get("attachedId")), user)
    return Handed(found["name"], found["content"]) if found else None


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    disk, found = portal.state(Disk), []
    disk.settle(portal)
    for storage in disk.storages.values():
        if storage.kind == CHATS:
            continue
        found.append(trace("disk storages", storage.id, storage.maker, storage.name, (storage.kind, storage.entity)))
    for node in disk.nodes.values():
        if node.parent:
            content = (node.parent, node.rights, node.deleted, [version.content.hex() for version in node.versions])
            section = "disk folders" if node.folder else "disk files"
            found.append(trace(section, node.id, node.maker, node.name, content))
    return found
