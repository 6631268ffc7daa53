"""What is on a portal's drive: storages, folders, files with their versions, attachments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import PORTAL, Maker
from pytest_b24moderation.emulator.portal import Portal

CHATS = "im"
"""The kind of the storage where chats keep their files; nobody sees it in a list."""
IN_TRASH, WITH_PARENT = 3, 4
"""`deleted` of what was put in the trash, and of what went there with its folder."""


@dataclass(slots=True)
class Storage:
    """``kind``: user, common, group or restapp; ``entity`` whose it is; ``root`` its root folder."""

    id: int
    name: str
    kind: str
    entity: str
    root: int
    maker: Maker


@dataclass(slots=True)
class Version:
    """A content of a file; ``number`` counts all that the file has had."""

    id: int
    file_id: int
    number: int
    name: str
    content: bytes
    created: float
    by: int


@dataclass(slots=True)
class Node:
    """A folder, or a file with ``versions``, the last of which is its content. A root folder has no ``parent``.

    ``rights``: access code → level, over those of the folders above.
    """

    id: int
    name: str
    storage: int
    parent: int
    created: float
    updated: float
    by: int
    updated_by: int
    maker: Maker
    versions: list[Version] = field(default_factory=list)
    rights: dict[str, str] = field(default_factory=dict)
    deleted: int = 0
    deleted_at: float = 0.0
    deleted_by: int = 0
    link: str = ""

    @property
    def folder(self) -> bool:
        return not self.versions


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that something else refers to."""

    id: int
    node: int
    module: str
    entity_type: str
    entity: str
    created: float
    by: int


@dataclass
class Disk(Numbering):
    """All of it; `storages` are complete after `settle`."""

    storages: dict[int, Storage] = field(default_factory=dict)
    nodes: dict[int, Node] = field(default_factory=dict)
    attached: dict[int, Attached] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        """The company's storage and one for everybody."""
        name = "Общий диск" if portal.language == "ru" else "Company Drive"
        self.add_storage(portal, name, "common", "shared_files_s1", PORTAL)
        self.settle(portal)

    def settle(self, portal: Portal) -> None:
        """See that everybody who came since has a storage; bots and the like have none."""
        owners = {row.entity for row in self.storages.values() if row.kind == "user"}
        for user in portal.people.users.values():
            if str(user.id) not in owners and not user.extra.get("EXTERNAL_AUTH_ID"):
                self.add_storage(portal, user.full_name, "user", str(user.id), PORTAL, user.id)

    def add_storage(self, portal: Portal, name: str, kind: str, entity: str, maker: Maker, by: int = 1) -> Storage:
        storage_id, root = self.next_id("storage"), self.next_id("object")
        now = portal.clock.now()
        self.nodes[root] = Node(root, name, storage_id, 0, now, now, by, by, maker)
        self.storages[storage_id] = Storage(storage_id, name, kind, entity, root, maker)
        return self.storages[storage_id]

    def children(self, node_id: int, *, deleted: bool = False) -> list[Node]:
        """What lies in a folder."""
        return [row for row in self.nodes.values() if row.parent == node_id and (deleted or not row.deleted)]

    def below(self, node: Node) -> Iterator[Node]:
        """A node and everything in it."""
        yield node
        for row in self.children(node.id, deleted=True):
            yield from self.below(row)

    def above(self, node: Node) -> Iterator[Node]:
        """A node and the folders that it is in, up to the root."""
        found: Node | None = node
        while found is not None:
            yield found
            found = self.nodes.get(found.parent)
