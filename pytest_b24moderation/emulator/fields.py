"""Entities declared by a table of fields: their description, and how a value is kept and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from pytest_b24moderation.emulator.rest.params import as_list, truth, yes_no

IDS = frozenset(
    {"integer", "user", "crm_company", "crm_contact", "crm_lead", "crm_quote", "crm_category", "crm_deal", "employee"}
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``kind`` is the REST type; ``status`` the dictionary of a crm_status."""

    name: str
    kind: str
    title: str
    required: bool = False
    read_only: bool = False
    immutable: bool = False
    multiple: bool = False
    status: str = ""

    def described(self) -> dict[str, Any]:
        """The field as `*.fields` tells it."""
        found: dict[str, Any] = {
            "type": self.kind,
            "isRequired": self.required,
            "isReadOnly": self.read_only,
            "isImmutable": self.immutable,
            "isMultiple": self.multiple,
            "isDynamic": False,
        }
        if self.status:
            found["statusType"] = self.status
        return found | {"title": self.title}


def table(text: str) -> dict[str, Field]:
    """Lines of `NAME type[:DICTIONARY] flags Title`."""
    found = {}
    for line in text.strip().splitlines():
        name, kind, flags, title = line.split(" ", 3)
        kind, _, status = kind.partition(":")
        found[name] = flagged(name, kind, title, flags, status)
    return found


def flagged(name: str, kind: str, title: str, flags: str = "", status: str = "") -> Field:
    """A field by its flags: q required, r read-only, i immutable, m multiple."""
    return Field(name, kind, title, "q" in flags, "r" in flags, "i" in flags, "m" in flags, status)


def described(fields: Iterable[Field]) -> dict[str, dict[str, Any]]:
    return {field.name: field.described() for field in fields}


def cast(kind: str, value: Any, zone: tzinfo) -> Any:
    """A sent value as the portal keeps it: classic entities hold text, or null."""
    if isinstance(value, Mapping | list):
        return value if kind == "file" else None
    if value is None:
        return None
    if kind == "char":
        return yes_no(value)
    text = str(int(value)) if isinstance(value, bool) else str(value)
    if kind == "boolean":
        return "1" if truth(value) else "0"
    if kind in IDS:
        return str(int(float(text))) if _is_number(text) else None
    if kind in ("double", "money"):
        return _money(text, kind)
    if kind in ("date", "datetime"):
        return moment(text, zone, whole_day=kind == "date")
    return text


def cast_many(kind: str, value: Any, zone: tzinfo) -> list[Any]:
    """The values of a multiple field, without empty ones."""
    found = [cast(kind, one, zone) for one in as_list(value)]
    return [one for one in found if one not in (None, "")]


def _money(text: str, kind: str) -> str | None:
    if kind == "money":
        return text
    text = text.replace(",", ".")
    return f"{float(text):.2f}" if _is_number(text) else "0.00"


def _is_number(text: str) -> bool:
    try:
        found = float(text)
    except ValueError:
        return False
    return abs(found) < 1e15  # also keeps out nan and inf


def moment(text: str, zone: tzinfo, *, whole_day: bool = False) -> str:
    """A date as answers print it, from ISO or the portal's `31.12.2026 10:00:00`; "" for what is no date."""
    text = text.strip()
    found = None
    for form in ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y"):
        try:
            found = datetime.strptime(text, form).replace(tzinfo=zone)
            break
        except ValueError:
            continue
    if found is None:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            return ""
    try:
        found = found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)
    except OverflowError:
        return ""
    if whole_day:
        found = found.replace(hour=0, minute=0, second=0)
    return found.replace(microsecond=0).isoformat()


def camel(name: str) -> str:
    """RESPONSIBLE_ID → responsibleId."""
    head, *rest = name.lower().split("_")
    return head + "".join(one.capitalize() for one in rest)
