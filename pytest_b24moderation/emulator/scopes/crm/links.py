"""Contacts and companies bound to records, and product rows. restdocs: crm/deals/contacts, crm-deal-productrows-*."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.crm.company import KIND as COMPANY
from pytest_b24moderation.emulator.scopes.crm.contact import KIND as CONTACT
from pytest_b24moderation.emulator.scopes.crm.deal import KIND as DEAL
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, Record
from pytest_b24moderation.emulator.scopes.crm.lead import KIND as LEAD
from pytest_b24moderation.emulator.scopes.crm.records import find
from pytest_b24moderation.emulator.scopes.crm.state import Crm

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Link:
    """Contacts or companies (``other``) bound to records of a kind."""

    kind: Kind
    other: str

    @property
    def key(self) -> str:
        return f"{self.other.upper()}_ID"

    def rows(self, record: Record) -> Rows:
        return record.contacts if self.other == "contact" else record.companies

    def put(self, record: Record, found: Rows) -> None:
        """Keep these rows; one of them is always primary, and the record's own field names it."""
        if found and not any(row["IS_PRIMARY"] == "Y" for row in found):
            found[0]["IS_PRIMARY"] = "Y"
        if self.other == "contact":
            record.contacts = found
        else:
            record.companies = found
        if self.key in record.values:
            primary = next((str(row[self.key]) for row in found if row["IS_PRIMARY"] == "Y"), None)
            record.values[self.key] = primary

    def row(self, call: Call, item: Any, n: int) -> dict[str, Any]:
        """One row as it is sent; a classic error when it names nobody."""
        given = as_dict(item)
        wanted = number(given.get(self.key))
        if wanted not in call.state(Crm).of(self.other):
            raise classic(f"The parameter {self.key} is invalid or not defined.")
        primary = "Y" if truth(given.get("IS_PRIMARY")) else "N"
        return {self.key: wanted, "SORT": number(given.get("SORT"), n * 10), "ROLE_ID": 0, "IS_PRIMARY": primary}


def link_methods(kind: Kind, other: str) -> list[Callable[[Call], Any]]:
    """items.get, items.set, items.delete, add, delete of the links from a kind to contacts or companies."""
    link = Link(kind, other)
    verbs = {"items.get": _get, "items.set": _set, "items.delete": _clear, "add": _add, "delete": _delete}
    return [method(f"crm.{kind.name}.{other}.{verb}")(partial(act, link)) for verb, act in verbs.items()]


def _get(link: Link, call: Call) -> Rows:
    return link.rows(find(call, link.kind))


def _set(link: Link, call: Call) -> bool:
    record = find(call, link.kind, write=True)
    link.put(record, [link.row(call, item, n) for n, item in enumerate(as_list(call.get("items")), 1)])
    return True


def _clear(link: Link, call: Call) -> bool:
    link.put(find(call, link.kind, write=True), [])
    return True


def _add(link: Link, call: Call) -> bool:
    record = find(call, link.kind, write=True)
    row = link.row(call, call.get("fields"), len(link.rows(record)) + 1)
    link.put(record, [*(old for old in link.rows(record) if old[link.key] != row[link.key]), row])
    return True


def _delete(link: Link, call: Call) -> bool:
    record = find(call, link.kind, write=True)
    wanted = number(as_dict(call.get("fields")).get(link.key))
    link.put(record, [old for old in link.rows(record) if old[link.key] != wanted])
    return True


def product_methods(kind: Kind) -> list[Callable[[Call], Any]]:
    """productrows.get and productrows.set."""

    def get(call: Call) -> Rows:
        return find(call, kind).products

    def replace(call: Call) -> bool:
        record = find(call, kind, write=True)
        rows = call.get("rows")
        if not isinstance(rows, list | dict):
            raise classic("Parameter 'rows' must be array.")
        record.products = [_product(call, kind, record, as_dict(row), n) for n, row in enumerate(as_list(rows), 1)]
        if record.values.get("IS_MANUAL_OPPORTUNITY") != "Y":
            record.values["OPPORTUNITY"] = f"{sum(row['PRICE'] * row['QUANTITY'] for row in record.products):.2f}"
        return True

    name = f"crm.{kind.name}.productrows"
    return [method(f"{name}.get")(get), method(f"{name}.set")(replace)]


def _product(call: Call, kind: Kind, record: Record, given: dict[str, Any], n: int) -> dict[str, Any]:
    price, quantity = _real(given.get("PRICE")), _real(given.get("QUANTITY"), 1)
    name = str(given.get("PRODUCT_NAME") or "")
    return {
        "ID": str(call.state(Crm).next_id("product")), "OWNER_ID": str(record.id), "OWNER_TYPE": kind.letter,
        "PRODUCT_ID": number(given.get("PRODUCT_ID")), "PRODUCT_NAME": name, "ORIGINAL_PRODUCT_NAME": name,
        "PRODUCT_DESCRIPTION": None, "PRICE": price, "PRICE_EXCLUSIVE": price, "PRICE_NETTO": price,
        "PRICE_BRUTTO": price, "PRICE_ACCOUNT": f"{price:.2f}", "QUANTITY": quantity, "DISCOUNT_TYPE_ID": 2,
        "DISCOUNT_RATE": _real(given.get("DISCOUNT_RATE")), "DISCOUNT_SUM": _real(given.get("DISCOUNT_SUM")),
        "TAX_RATE": _real(given.get("TAX_RATE")) if given.get("TAX_RATE") else None,
        "TAX_INCLUDED": "Y" if truth(given.get("TAX_INCLUDED")) else "N", "CUSTOMIZED": "Y", "MEASURE_CODE": 796,
        "MEASURE_NAME": "pcs", "SORT": number(given.get("SORT"), n * 10), "TYPE": 4,
    }  # fmt: skip


def _real(value: Any, default: float = 0) -> float:
    try:
        found = float(str(value))
    except ValueError:
        return default
    if not math.isfinite(found):
        return default
    return int(found) if found == int(found) else found


METHODS = [
    *link_methods(DEAL, "contact"),
    *link_methods(LEAD, "contact"),
    *link_methods(CONTACT, "company"),
    *link_methods(COMPANY, "contact"),
    *product_methods(DEAL),
    *product_methods(LEAD),
]
