"""What folders and files have in common: copies, moves, the trash, public links."""

from __future__ import annotations

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.scopes.disk.nodes import free_name, same_name, taken
from pytest_b24moderation.emulator.scopes.disk.state import IN_TRASH, WITH_PARENT, Disk, Node
from pytest_b24moderation.emulator.scopes.disk.uploads import new_file


def copy(call: Call, node: Node, target: Node) -> Node:
    """A copy, with all that is in it; of a file only the content of now."""
    disk = call.state(Disk)
    if same_name(disk, target.id, node.name):
        raise taken(node)
    inside = disk.children(node.id)
    if node.versions:
        return new_file(call.portal, target, node.name, node.versions[-1].content, call.user.id, call.maker)
    now, by = call.portal.clock.now(), call.user.id
    made = Node(disk.next_id("object"), node.name, target.storage, target.id, now, now, by, by, call.maker)
    disk.nodes[made.id] = made
    for row in inside:
        if row is not made:
            copy(call, row, made)
    return made


def move(call: Call, node: Node, target: Node) -> None:
    """Into another folder of the same storage."""
    disk = call.state(Disk)
    if target.storage != node.storage or any(row is node for row in disk.above(target)):
        raise RestError(400, "", "Could not move to this folder")
    if same_name(disk, target.id, node.name, node):
        raise taken(node)
    node.parent, node.updated, node.updated_by = target.id, call.portal.clock.now(), call.user.id


def to_trash(call: Call, node: Node) -> None:
    """With all that is in it."""
    for row in call.state(Disk).below(node):
        if not row.deleted:
            row.deleted = IN_TRASH if row is node else WITH_PARENT
            row.deleted_at, row.deleted_by = call.portal.clock.now(), call.user.id


def restore(call: Call, node: Node) -> None:
    """Back with all that went with it; a name that was taken meanwhile gets a number.

    A folder above that is in the trash itself comes back too.
    """
    disk = call.state(Disk)
    node.name = free_name(disk, node.parent, node.name)
    for row in disk.below(node):
        if row is node or row.deleted == WITH_PARENT:
            row.deleted = 0
    for row in disk.above(node):
        row.deleted = 0
    node.updated, node.updated_by = call.portal.clock.now(), call.user.id


def forget(call: Call, node: Node) -> None:
    """For ever, with all that is in it."""
    disk = call.state(Disk)
    gone = {row.id for row in disk.below(node)}
    disk.nodes = {key: row for key, row in disk.nodes.items() if key not in gone}
    disk.attached = {key: row for key, row in disk.attached.items() if row.node not in gone}


def external(call: Call, node: Node) -> str:
    """Its public link, the same whenever asked."""
    node.link = node.link or call.portal.people.word(5)
    return f"https://{call.portal.host}/~{node.link}"
