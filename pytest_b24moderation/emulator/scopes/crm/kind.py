"""What tells one kind of classic CRM record from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.fields import Field
from pytest_b24moderation.emulator.people import Maker

MULTIFIELDS = ("PHONE", "EMAIL", "WEB", "IM", "LINK")


@dataclass(frozen=True)
class Kind:
    """A kind of record. ``name``: deal; ``type_id`` and ``letter``: its owner type; ``blank``: first values.

    ``stage``: the field of its stage, "" without stages; ``dictionary``: where these are, for kinds with ``pipelines``
    the beginning of that name. ``uf``: the entity id of its user fields, ``event``: what its events are called, where
    they are not made from the name. ``caption``: what a record without a title is called.
    """

    name: str
    type_id: int
    letter: str
    fields: Mapping[str, Field]
    blank: Mapping[str, Any]
    stage: str = ""
    multifields: bool = False
    dictionary: str = ""
    pipelines: bool = False
    uf: str = ""
    event: str = ""
    caption: str = ""

    @property
    def upper(self) -> str:
        return self.name.upper()

    @property
    def uf_entity(self) -> str:
        """The entity id of its user fields."""
        return self.uf or f"CRM_{self.upper}"

    @property
    def dynamic(self) -> bool:
        """Smart processes and smart invoices: known to `crm.item.*` only."""
        return bool(self.event)

    def title(self, values: Mapping[str, Any]) -> str:
        """What cards and lists call a record."""
        if self.name == "contact":
            names = (values.get("NAME"), values.get("SECOND_NAME"), values.get("LAST_NAME"))
            return " ".join(str(one) for one in names if one) or f"Contact #{values['ID']}"
        return str(values.get("TITLE") or f"{self.caption or self.name.capitalize()} #{values['ID']}")


@dataclass(slots=True)
class Record:
    """One record. ``fm``: multifields by type; ``contacts`` or ``companies`` and ``products`` are its rows."""

    id: int
    values: dict[str, Any]
    maker: Maker
    fm: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    companies: list[dict[str, Any]] = field(default_factory=list)
    products: list[dict[str, Any]] = field(default_factory=list)
    observers: list[int] = field(default_factory=list)


@dataclass(slots=True)
class UserField:
    """A user field. ``values`` of an enumeration: id → {ID, SORT, VALUE, DEF, XML_ID}."""

    id: int
    entity: str
    name: str
    kind: str
    multiple: bool
    mandatory: bool
    facts: dict[str, Any]
    maker: Maker
    values: dict[str, dict[str, str]] = field(default_factory=dict)
