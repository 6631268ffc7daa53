"""All of a portal's CRM."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.scopes.crm.kind import Record, UserField
from pytest_b24moderation.emulator.scopes.crm.seeds import BASES, CURRENCIES, STATUSES


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
    """A deal pipeline; 0 is the default one."""

    id: int
    name: str
    sort: int
    maker: Maker


@dataclass
class Crm:
    """Records by kind and id, user fields by id, dictionaries, pipelines, currencies."""

    records: dict[str, dict[int, Record]] = field(default_factory=dict)
    userfields: dict[int, UserField] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    categories: dict[int, Category] = field(default_factory=dict)
    currencies: dict[str, dict[str, Any]] = field(default_factory=dict)
    base_currency: str = "USD"
    _last: dict[str, int] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        """What a new portal's CRM holds."""
        maker = Maker()
        self.base_currency = BASES.get(portal.language, "USD")
        number = 101
        for entity, rows in STATUSES.items():
            for n, (code, name, color, semantics) in enumerate(rows, 1):
                system = entity in ("STATUS", "DEAL_STAGE") and bool(semantics or code == "NEW")
                self.statuses[number] = Status(number, entity, code, name, n * 10, system, color, semantics, maker)
                number += 2
        self._last["status"] = number
        self.categories[0] = Category(0, "Общая" if portal.language == "ru" else "General", 300, maker)
        for code, (name, rate, shape) in CURRENCIES.items():
            self.currencies[code] = {
                "CURRENCY": code, "AMOUNT_CNT": "1", "AMOUNT": "1.0000" if code == self.base_currency else rate,
                "SORT": "100", "BASE": "Y" if code == self.base_currency else "N", "FULL_NAME": name,
                "LID": portal.language, "FORMAT_STRING": shape, "DEC_POINT": ".", "THOUSANDS_SEP": "&nbsp;",
                "DECIMALS": "2", "DATE_UPDATE": portal.iso(),
            }  # fmt: skip

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
