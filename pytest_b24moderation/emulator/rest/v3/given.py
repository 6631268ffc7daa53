"""Parameters of REST 3.0 methods, which want JSON of the right type. restdocs: api-reference/rest-v3.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.entity import NAMED, Entity
from pytest_b24moderation.emulator.rest.v3.errors import (
    ENTITY,
    V3Error,
    denied,
    invalid,
    missing,
    mistyped,
    unfilled,
    unknown_field,
    unmarked,
)


def integer(call: Call, name: str = "id") -> int:
    """A number that must be there."""
    value = call.params.get(name)
    if value is None:
        raise missing(name)
    return _integer(value, name)


def integer_or(call: Call, name: str, default: int) -> int:
    value = call.params.get(name)
    return default if value is None else _integer(value, name)


def words(call: Call, name: str) -> str:
    """A text that must be there."""
    value = call.params.get(name)
    if value is None:
        raise missing(name)
    if not isinstance(value, str):
        raise invalid(mistyped(name, "string"))
    return value


def numbers(call: Call, name: str) -> list[int]:
    """An array of numbers; [] where it is absent."""
    value = call.params.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, int) and not isinstance(one, bool) for one in value):
        raise invalid(mistyped(name, "array"))
    return value


def flag(call: Call, name: str, default: bool = False) -> bool:
    value = call.params.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise invalid(mistyped(name, "bool"))
    return value


def mapping(call: Call, name: str = "fields") -> Mapping[str, Any]:
    """An object that must be there; PHP's empty array is one too."""
    value = call.params.get(name)
    if value is None:
        raise missing(name)
    if value == []:
        return {}
    if not isinstance(value, Mapping):
        raise invalid(mistyped(name, "array"))
    return value


def fields(call: Call, entity: Entity, *, adds: bool, closed: Iterable[str] = ()) -> dict[str, Any]:
    """`fields`, checked: known, writable, of the right type and, when something is added, with what is required.

    ``closed``: fields that only an addition may write.
    """
    found = dict(mapping(call))
    for name in found:
        row = entity.fields.get(name)
        if row is None:
            raise unknown_field(name, entity.name)
        if not row.editable or (not adds and name in closed):
            raise unmarked(entity.name, name, "Editable")
    wrong = [row for row in (entity.fields[name] for name in found) if not row.fits(found[row.name])]
    if wrong:
        raise invalid(*(mistyped(row.name, NAMED.get(row.kind, row.kind)) for row in wrong))
    lacking = [row.name for row in entity.fields.values() if row.required and found.get(row.name) is None]
    if adds and lacking:
        raise unfilled(*lacking)
    return found


def require(call: Call, allowed: object) -> None:
    """ACCESSDENIEDEXCEPTION unless it is allowed."""
    if not allowed:
        raise refusal(call)


def refusal(call: Call) -> V3Error:
    return denied(call.portal.profile.v3_denied_status)


def wrong(name: str, text: str, *, entity: bool = False) -> V3Error:
    """One field's complaint."""
    return invalid((name, text), kind=ENTITY) if entity else invalid((name, text))


def _integer(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid(mistyped(name, "int"))
    return value
