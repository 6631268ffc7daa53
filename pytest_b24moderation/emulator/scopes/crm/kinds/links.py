"""Contacts and companies bound to records, and product rows. restdocs: crm/deals/contacts, crm-deal-productrows-*."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, yes_no
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, Record
from pytest_b24moderation.emulator.scopes.crm.kinds.company import KIND as COMPANY
from pytest_b24moderation.emulator.scopes.crm.kinds.contact import KIND as CONTACT
from pytest_b24moderation.emulator.scopes.crm.kinds.deal import KIND as DEAL
from pytest_b24moderation.emulator.scopes.crm.kinds.lead import KIND as LEAD
from pytest_b24moderation.emulator.scopes.crm.kinds.quote import KIND as QUOTE
from pytest_b24moderation.emulator.scopes.crm.records import find
from pytest_b24moderation.emulator.scopes.crm.rows import make_row, recount
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
        primary = yes_no(given.get("IS_PRIMARY"))
        return {self.key: wanted, "SORT": number(given.get("SORT"), n * 10), "ROLE_ID": 0, "IS_PRIMARY": primary}


def link_methods(kind: Kind, other: str) -> list[Callable[[Call], Any]]:
    """fields, items.get, items.set, items.delete, add, delete of the links from a kind to contacts or companies."""
    link = Link(kind, other)
    verbs = {"items.get": _get, "items.set": _set, "items.delete": _clear, "add": _add, "delete": _delete}
    verbs["fields"] = _fields
    return [method(f"crm.{kind.name}.{other}.{verb}")(partial(act, link)) for verb, act in verbs.items()]


def _fields(link: Link, call: Call) -> dict[str, Any]:  # noqa: ARG001
    titles = {"SORT": "Sorting", "IS_PRIMARY": "Primary", link.key: link.other.capitalize()}
    return {
        name: {"type": "char" if name == "IS_PRIMARY" else "integer", "isRequired": name == link.key,
               "isReadOnly": False, "isImmutable": False, "isMultiple": False, "isDynamic": False, "title": title}
        for name, title in titles.items()
    }  # fmt: skip


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
        return [{name: value for name, value in row.items() if name != "STORE_ID"} for row in find(call, kind).products]

    def replace(call: Call) -> bool:
        record = find(call, kind, write=True)
        rows = call.get("rows")
        if not isinstance(rows, list | dict):
            raise classic("Parameter 'rows' must be array.")
        given = enumerate(as_list(rows), 1)
        record.products = [make_row(call.portal, kind, record, as_dict(row), n) for n, row in given]
        recount(kind, record)
        if not record.products and record.values.get("IS_MANUAL_OPPORTUNITY") != "Y":
            record.values["OPPORTUNITY"] = "0.00"
        return True

    name = f"crm.{kind.name}.productrows"
    return [method(f"{name}.get")(get), method(f"{name}.set")(replace)]


METHODS = [
    *link_methods(DEAL, "contact"),
    *link_methods(LEAD, "contact"),
    *link_methods(QUOTE, "contact"),
    *link_methods(CONTACT, "company"),
    *link_methods(COMPANY, "contact"),
    *product_methods(DEAL),
    *product_methods(LEAD),
    *product_methods(QUOTE),
]
