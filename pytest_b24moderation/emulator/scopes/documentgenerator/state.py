"""What the portal keeps of the document generator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import PORTAL, Maker
from pytest_b24moderation.emulator.portal import Portal

FULL = {"SETTINGS": {"MODIFY": "X"}, "TEMPLATES": {"MODIFY": "X"}, "DOCUMENTS": {"MODIFY": "X", "VIEW": "X"}}
WORKER = {"SETTINGS": {"MODIFY": ""}, "TEMPLATES": {"MODIFY": ""}, "DOCUMENTS": {"MODIFY": "X", "VIEW": "X"}}


@dataclass(slots=True)
class Numerator:
    """``rest``: made by a REST call; only those may be changed by one. ``given``: how many numbers it gave."""

    id: int
    name: str
    template: str
    settings: dict[str, Any]
    rest: bool
    maker: Maker
    given: int = 0
    period: str = ""


@dataclass(slots=True)
class Region:
    """A custom region."""

    id: int
    facts: dict[str, Any]
    maker: Maker


@dataclass(slots=True)
class Role:
    """``permissions``: SETTINGS, TEMPLATES, DOCUMENTS → MODIFY, VIEW → "", A, D or X."""

    id: int
    name: str
    code: str
    permissions: dict[str, dict[str, str]]
    maker: Maker


@dataclass(slots=True)
class Template:
    """``content``: the .docx itself."""

    id: int
    facts: dict[str, Any]
    content: bytes
    file_id: int
    users: list[str]
    created: float
    updated: float
    by: int
    updated_by: int
    maker: Maker
    deleted: bool = False


@dataclass(slots=True)
class Document:
    """A document made of a template; ``link``: its public link's code, "" without one."""

    id: int
    template: int
    number: str
    title: str
    value: str
    values: dict[str, Any]
    stamps: bool
    file_id: int
    created: float
    updated: float
    by: int
    maker: Maker
    updated_by: int = 0
    link: str = ""


@dataclass
class Generator(Numbering):
    """All of it. ``accesses``: (role, access code)."""

    numerators: dict[int, Numerator] = field(default_factory=dict)
    regions: dict[int, Region] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    accesses: list[tuple[int, str]] = field(default_factory=list)
    templates: dict[int, Template] = field(default_factory=dict)
    documents: dict[int, Document] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        """A numerator, and roles for administrators and for everybody."""
        russian = portal.language == "ru"
        names = ("Администратор", "Менеджер", "Документы") if russian else ("Administrator", "Manager", "Documents")
        for name, code, permissions, access in ((names[0], "ADMIN", FULL, "G1"), (names[1], "MANAGER", WORKER, "AU")):
            key = self.next_id("role")
            copy = {entity: dict(rights) for entity, rights in permissions.items()}
            self.roles[key] = Role(key, name, code, copy, PORTAL)
            self.accesses.append((key, access))
        key = self.next_id("numerator")
        self.numerators[key] = Numerator(key, names[2], "{NUMBER}", {}, False, PORTAL)
