"""Filters of REST 3.0: conditions in three words, joined by and, or, not. restdocs: api-reference/rest-v3.md."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.v3.entity import NAMED, Entity, Field, instant
from pytest_b24moderation.emulator.rest.v3.errors import (
    bad_filter,
    invalid,
    mistyped,
    unknown_field,
    unknown_operator,
    unmarked,
)

Read = Callable[[str], Any]
"""Gives a row's value by the field's name."""
Test = Callable[[Read], bool]
SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip
MANY = ("in", "between")
DEPTH = 32


def condition(entity: Entity, given: Any) -> Test:
    """What a row must pass; V3Error where the filter cannot be read."""
    if given is None:
        return lambda _: True
    if not isinstance(given, list):
        raise bad_filter(given)
    return _group(entity, "and", given, 0)


def fixed(given: Any, name: str) -> list[Any]:
    """The values that the filter's own conditions (not those of its groups) want the field to equal."""
    found: list[Any] = []
    for row in given if isinstance(given, list) else []:
        if not isinstance(row, list) or len(row) not in (2, 3) or row[0] != name:
            continue
        if len(row) == 3 and row[1] not in ("=", "in"):
            continue
        found += row[-1] if isinstance(row[-1], list) else [row[-1]]
    return found


def _group(entity: Entity, logic: str, rows: list[Any], depth: int) -> Test:
    if depth > DEPTH:
        raise bad_filter("too deep")
    tests = [_node(entity, row, depth) for row in rows]
    if logic == "or":
        return lambda read: any(test(read) for test in tests) or not tests
    return lambda read: all(test(read) for test in tests)


def _node(entity: Entity, row: Any, depth: int) -> Test:
    if isinstance(row, Mapping):
        rows, logic = row.get("conditions"), str(row.get("logic", "and")).lower()
        if not isinstance(rows, list) or logic not in ("and", "or"):
            raise bad_filter(row)
        test = _group(entity, logic, rows, depth + 1)
        return (lambda read: not test(read)) if row.get("negative") is True else test
    if not isinstance(row, list) or len(row) not in (2, 3) or not isinstance(row[0], str):
        raise bad_filter(row)
    value = row[-1]
    sign = row[1] if len(row) == 3 else "in" if isinstance(value, list) else "="
    return _leaf(entity, row[0], sign, value)


def _leaf(entity: Entity, name: str, sign: Any, value: Any) -> Test:
    field = entity.fields.get(name)
    if field is None:
        raise unknown_field(name, entity.name)
    if not isinstance(sign, str) or (sign not in SIGNS and sign not in MANY):
        raise unknown_operator(sign)
    if not field.filterable:
        raise unmarked(entity.name, name, "Filterable")
    if (sign in MANY) != isinstance(value, list) or (sign == "between" and len(value) != 2):
        raise bad_filter([name, sign, value])
    wanted = [_wanted(field, one) for one in (value if sign in MANY else [value])]
    if sign == "in":
        return lambda read: _held(field, read(name)) in wanted
    if sign == "between":
        low, high = wanted
        return lambda read: (
            _compared(operator.ge, field, read(name), low) and _compared(operator.le, field, read(name), high)
        )
    return lambda read: _compared(SIGNS[sign], field, read(name), wanted[0])


def _wanted(field: Field, value: Any) -> Any:
    if not field.fits(value):
        raise invalid(mistyped(field.name, NAMED.get(field.kind, field.kind)))
    return _held(field, value)


def _held(field: Field, value: Any) -> Any:
    return instant(value) if field.kind == "datetime" else value


def _compared(sign: Callable[[Any, Any], bool], field: Field, value: Any, wanted: Any) -> bool:
    held = _held(field, value)
    if held is None or wanted is None:
        return sign in (operator.eq, operator.ne) and sign(held, wanted)
    return sign(held, wanted)
