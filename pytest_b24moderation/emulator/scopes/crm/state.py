"""All of a portal's CRM."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.scopes.crm.kind import Record, UserField
from pytest_b24moderation.emulator.scopes.crm.russian import seeded
from pytest_b24moderation.emulator.scopes.crm.seeds import BASES, CURRENCIES, STATUSES
from pytest_b24moderation.emulator.selection import Memo


@dataclass(slots=True)
class Status:
    """A row of a dictionary; ``entity`` is DEAL_STAGE, SOURCE, …"""

    id: int
    entity: str
    code: str
    name: str
    sort: int
    system: bool
    color: str
    semantics: str
    maker: Maker
    category: int = 0


@dataclass(slots=True)
class Category:
    """A pipeline; 0 is the default one of deals."""

    id: int
    name: str
    sort: int
    maker: Maker
    entity_type: int = 2
    default: bool = False
    origin: tuple[str, str] = ("", "")
    """(originId, originatorId) of a deal pipeline."""


@dataclass(slots=True)
class SmartType:
    """A smart process. ``facts``: its switches (`isStagesEnabled`) and texts; ``parents``, ``children``: relations."""

    id: int
    entity_type_id: int
    title: str
    maker: Maker
    created: str
    facts: dict[str, Any] = field(default_factory=dict)
    parents: dict[int, bool] = field(default_factory=dict)
    children: dict[int, bool] = field(default_factory=dict)
    linked: dict[str, bool] = field(default_factory=dict)
    solution: int = 0


@dataclass(slots=True)
class Solution:
    """A digital workplace."""

    id: int
    title: str
    maker: Maker


@dataclass(slots=True)
class Move:
    """A line of the history of stages. ``type``: 1 made, 2 moved, 3 finished, 5 changed its pipeline."""

    id: int
    entity_type: int
    type: int
    owner: int
    time: str
    category: int
    semantics: str
    stage: str


@dataclass
class Crm:
    """Records by kind and id, user fields by id, dictionaries, pipelines, currencies, smart processes by type."""

    records: dict[str, dict[int, Record]] = field(default_factory=dict)
    userfields: dict[int, UserField] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    categories: dict[int, Category] = field(default_factory=dict)
    currencies: dict[str, dict[str, Any]] = field(default_factory=dict)
    base_currency: str = "USD"
    types: dict[int, SmartType] = field(default_factory=dict)
    solutions: dict[int, Solution] = field(default_factory=dict)
    history: list[Move] = field(default_factory=list)
    localizations: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """Currency → language → how it is written."""
    forms: dict[tuple[int, str, int], list[dict[str, Any]]] = field(default_factory=dict)
    """(owner type, variety, user; 0 for all) → the sections of its card."""
    recurring: dict[int, dict[str, Any]] = field(default_factory=dict)
    makers: dict[tuple[str, Any], Maker] = field(default_factory=dict)
    """(currency, form or recurring; its key) → who made it, where it was not the portal."""
    orders: dict[str, Memo] = field(default_factory=dict)
    """Kind → what its lists were ordered by last."""
    files: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    """Files of user fields: id → (name, content)."""
    _last: dict[str, int] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        """What a new portal's CRM holds."""
        maker = Maker()
        self.base_currency = BASES.get(portal.language, "USD")
        number = 101
        for entity in STATUSES:
            for n, (code, name, color, semantics) in enumerate(seeded(portal.language, entity), 1):
                system = entity in ("STATUS", "DEAL_STAGE", "QUOTE_STATUS") and bool(semantics or n == 1)
                self.statuses[number] = Status(number, entity, code, name, n * 10, system, color, semantics, maker)
                number += 2
        self._last["status"] = number
        self.categories[0] = Category(0, "Общая" if portal.language == "ru" else "General", 300, maker, default=True)
        invoices = Category(self.next_id("category"), self.categories[0].name, 300, maker, 31, True)
        self.add_category(invoices, seeded(portal.language, "INVOICES"))
        for code, (name, rate, shape) in CURRENCIES.items():
            self.currencies[code] = {
                "CURRENCY": code, "AMOUNT_CNT": "1", "AMOUNT": "1.0000" if code == self.base_currency else rate,
                "SORT": "100", "BASE": "Y" if code == self.base_currency else "N", "FULL_NAME": name,
                "LID": portal.language, "FORMAT_STRING": shape, "DEC_POINT": ".", "THOUSANDS_SEP": "&nbsp;",
                "DECIMALS": "2", "DATE_UPDATE": portal.iso(),
            }  # fmt: skip

    def add_category(self, row: Category, stages: Iterable[tuple[str, str, str, str]], beginning: str = "") -> Category:
        """A pipeline with its own stages: C3:NEW of DEAL_STAGE_3, DT31_4:N of SMART_INVOICE_STAGE_4."""
        self.categories[row.id] = row
        deal = row.entity_type == 2
        beginning = beginning or ("DEAL_STAGE" if deal else "SMART_INVOICE_STAGE")
        prefix = f"C{row.id}" if deal else f"DT{row.entity_type}_{row.id}"
        for n, (code, name, color, semantics) in enumerate(stages, 1):
            status = self.next_id("status")
            system = bool(semantics or n == 1)
            self.statuses[status] = Status(
                status, f"{beginning}_{row.id}", f"{prefix}:{code}", name, n * 10, system, color, semantics, row.maker,
                row.id,
            )  # fmt: skip
        return row

    def categories_of(self, entity_type: int) -> list[Category]:
        found = [row for row in self.categories.values() if row.entity_type == entity_type]
        return sorted(found, key=lambda row: (not row.default, row.sort, row.id))

    def next_id(self, what: str) -> int:
        """The next number of that series; numbers never come back."""
        self._last[what] = self._last.get(what, 0) + (2 if what == "userfield" else 1)
        return self._last[what]

    def of(self, kind: str) -> dict[int, Record]:
        return self.records.setdefault(kind, {})

    def fields_of(self, entity: str) -> list[UserField]:
        """The user fields of CRM_DEAL and the like."""
        return [row for row in self.userfields.values() if row.entity == entity]

    def dictionary(self, entity: str) -> list[Status]:
        return sorted(
            (row for row in self.statuses.values() if row.entity == entity), key=lambda row: (row.sort, row.id)
        )
