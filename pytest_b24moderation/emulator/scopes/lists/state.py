"""What the portal keeps of lists: their fields, sections and elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal


@dataclass(slots=True)
class Field:
    """A field. ``id``: PROPERTY_12, or the code of a system field. ``options`` of a list: id → {VALUE, SORT, DEF}."""

    id: str
    type: str
    name: str
    maker: Maker
    facts: dict[str, Any] = field(default_factory=dict)
    options: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def multiple(self) -> bool:
        return self.facts.get("MULTIPLE") == "Y"

    @property
    def required(self) -> bool:
        return self.facts.get("IS_REQUIRED") == "Y"


@dataclass(slots=True)
class Section:
    """A section; ``parent`` 0 is the list itself."""

    id: int
    parent: int
    code: str
    facts: dict[str, Any]
    created: float
    modified: float
    by: int
    modified_by: int
    maker: Maker


@dataclass(slots=True)
class Element:
    """An element. ``values``: field → {value's id: value}; ``facts``: its system fields."""

    id: int
    code: str
    name: str
    section: int
    created: float
    modified: float
    by: int
    modified_by: int
    maker: Maker
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Block:
    """A list. ``rights``: access code → letter, D to X."""

    id: int
    type: str
    code: str
    group: int
    facts: dict[str, Any]
    messages: dict[str, str]
    rights: dict[str, str]
    modified: float
    maker: Maker
    fields: dict[str, Field] = field(default_factory=dict)
    sections: dict[int, Section] = field(default_factory=dict)
    elements: dict[int, Element] = field(default_factory=dict)


@dataclass
class Lists(Numbering):
    """All lists, and the contents of files in their fields by the file's id."""

    blocks: dict[int, Block] = field(default_factory=dict)
    files: dict[int, tuple[str, bytes]] = field(default_factory=dict)


def site_time(portal: Portal, moment: float | datetime, *, day: bool = False) -> str:
    """A moment as the portal's own language writes it: 12/31/2026 11:59:59 pm, or 31.12.2026 23:59:59."""
    found = moment if isinstance(moment, datetime) else datetime.fromtimestamp(moment, portal.zone)
    if portal.language == "en":
        return found.strftime("%m/%d/%Y") if day else found.strftime("%m/%d/%Y %I:%M:%S %p").lower()
    return found.strftime("%d.%m.%Y" if day else "%d.%m.%Y %H:%M:%S")
