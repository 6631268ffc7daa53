"""Objects of REST 3.0, declared by a table of fields. restdocs: api-reference/rest-v3.md, the `*.field.list` pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

PRINTED = {"datetime": "object", "float": "float"}
"""Our kinds → the type that `*.field.list` prints, where it differs."""
NAMED = {"datetime": "DateTime"}
"""Our kinds → the type that a complaint names, where it differs."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``kind``: int, string, bool, float, datetime, array, object; an object may have an ``entity``.

    ``basic``: it is in an answer that was not told what to select.
    """

    name: str
    kind: str
    filterable: bool = False
    sortable: bool = False
    editable: bool = False
    required: bool = False
    basic: bool = False

    def described(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": PRINTED.get(self.kind, self.kind),
            "title": self.name,
            "description": None,
            "validationRules": [],
            "requiredGroups": ["add"] if self.required else None,
            "filterable": self.filterable,
            "sortable": self.sortable,
            "editable": self.editable,
            "multiple": False,
            "elementType": None,
        }

    def fits(self, value: Any) -> bool:
        """Whether a JSON value is of the field's kind; null always is, and Y and N are flags too.

        restdocs: api-reference/tasks/fields-rest-v3.md names Y and N as the values of its boolean fields.
        """
        if value is None or (self.kind == "bool" and value in ("Y", "N")):
            return True
        if self.kind == "datetime":
            return instant(value) is not None
        kinds: dict[str, type | tuple[type, ...]] = {
            "int": int, "float": (int, float), "string": str, "bool": bool, "array": list, "object": dict,
        }  # fmt: skip
        return isinstance(value, kinds[self.kind]) and (self.kind == "bool" or not isinstance(value, bool))


@dataclass(frozen=True)
class Entity:
    """An object by its name in errors. ``strict``: an unknown field in `select` is an error, else it is left out."""

    name: str
    fields: Mapping[str, Field]
    related: Mapping[str, Entity] = field(default_factory=dict)
    """The fields that are objects of their own, whose fields are selected with a dot."""
    strict: bool = False

    @property
    def basics(self) -> list[str]:
        return [row.name for row in self.fields.values() if row.basic]


def entity(name: str, text: str, *, related: Mapping[str, Entity] | None = None, strict: bool = False) -> Entity:
    """Lines of `name kind flags`: f filterable, s sortable, e editable, q required, b basic, - none."""
    fields = {}
    for line in text.strip().splitlines():
        key, kind, flags = line.split()
        marks = ["f" in flags, "s" in flags, "e" in flags, "q" in flags, "b" in flags]
        fields[key] = Field(key, kind, *marks)
    return Entity(name, fields, related or {}, strict)


def instant(value: Any) -> datetime | None:
    """The moment that a text of ISO 8601 names; a time of no zone is one of UTC."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
