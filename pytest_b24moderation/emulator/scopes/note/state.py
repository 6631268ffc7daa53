"""Knowledge bases, their documents, and the documents' files. restdocs: api-reference/note."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.errors import V3Error, not_found
from pytest_b24moderation.emulator.rest.v3.given import wrong

LONGEST = 255


@dataclass(slots=True)
class Base:
    """A knowledge base; everybody may read it, its author and administrators write."""

    id: int
    values: dict[str, Any]
    maker: Maker
    archived: bool = False


@dataclass(slots=True)
class Document:
    """A page of a knowledge base; ``values["parentId"]`` is None at the top."""

    id: int
    values: dict[str, Any]
    maker: Maker
    archived: bool = False

    @property
    def base(self) -> int:
        return int(self.values["collectionId"])


@dataclass(slots=True)
class File:
    """A file of a document."""

    id: int
    document: int
    name: str
    content: bytes
    maker: Maker


@dataclass
class Notes(Numbering):
    """All of them by id; what was deleted is gone from here."""

    bases: dict[int, Base] = field(default_factory=dict)
    documents: dict[int, Document] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)

    def below(self, document_id: int) -> list[Document]:
        """The document and all its child pages."""
        found = [self.documents[document_id]]
        for document in found:
            found += [row for row in self.documents.values() if row.values["parentId"] == document.id]
        return found

    def drop(self, rows: list[Document]) -> None:
        for document in rows:
            del self.documents[document.id]
            self.files = {key: file for key, file in self.files.items() if file.document != document.id}


def moment(portal: Portal) -> str:
    """Now, in UTC."""
    return datetime.fromtimestamp(int(portal.clock.now()), UTC).isoformat().replace("+00:00", "Z")


def stamped(portal: Portal, user: User) -> dict[str, Any]:
    """Who made something, and when."""
    now = moment(portal)
    return {"createdBy": user.id, "createdAt": now, "updatedBy": user.id, "updatedAt": now}


def may_write(user: User, base: Base) -> bool:
    return user.admin or base.values["createdBy"] == user.id


def base_of(call: Call, base_id: int) -> Base:
    """ENTITYNOTFOUNDEXCEPTION without it."""
    found = call.state(Notes).bases.get(base_id)
    if found is None:
        raise not_found(base_id)
    return found


def document_of(call: Call, document_id: int, *, archived: bool = False) -> Document:
    """A document that is not in the archive (``archived``: or that is)."""
    found = call.state(Notes).documents.get(document_id)
    if found is None or (found.archived and not archived):
        raise not_found(document_id)
    return found


def titled(value: str, name: str, what: str) -> str:
    """A name or title of the right length."""
    if not value.strip():
        raise wrong(name, f"{what} cannot be empty", entity=True)
    if len(value) > LONGEST:
        raise wrong(name, f"{what} must not exceed {LONGEST} characters", entity=True)
    return value.strip()


def complaint(code: str, text: str) -> V3Error:
    """An error of the module's own."""
    return V3Error(400, f"NOTE_{code}", text)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Notes)
    found = [
        trace("knowledge bases", row.id, row.maker, row.values["name"], (row.values, row.archived))
        for row in state.bases.values()
    ]
    for row in state.documents.values():
        content = (row.values, row.archived)
        found.append(trace("knowledge base documents", row.id, row.maker, row.values["title"], content))
    for file in state.files.values():
        found.append(trace("knowledge base files", file.id, file.maker, file.name, len(file.content)))
    return found
