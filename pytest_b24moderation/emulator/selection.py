"""Choosing rows as list methods do: filter prefixes, order, and masks of fields.

restdocs: settings/how-to-call-rest-api/list-methods-pecularities.md and the list methods' pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from heapq import nlargest, nsmallest
from typing import Any, TypeVar

T = TypeVar("T")
Row = Mapping[str, Any]
Reader = Callable[[str], Callable[[Any], Any]]
Columns = Callable[[str], Callable[[Sequence[Any]], list[Any]]]
"""Gives for a field's name what reads it from many rows at once."""
PREFIXES = ("!=%", "!%=", "!><", "!@", "!=", "!%", "!", "><", ">=", "<=", "=%", "%=", "@", "=", ">", "<", "%", "?")
SIGNS = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0)}
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?")


def itemgetting(name: str) -> Callable[[Any], Any]:
    """Reads a field from a row that is a mapping."""
    return lambda row: row.get(name)


def split_key(key: str) -> tuple[str, str]:
    """`>=ID` → (">=", "ID")."""
    prefix = next((one for one in PREFIXES if key.startswith(one)), "")
    return prefix, key[len(prefix) :]


def matches(row: Row, wanted: Mapping[str, Any], knows: Callable[[str], bool] = lambda _: True) -> bool:
    """Whether the row passes every condition; conditions on unknown fields are dropped, as classic methods do."""
    return condition(wanted, knows)(row)


def condition(
    wanted: Mapping[str, Any], knows: Callable[[str], bool] = lambda _: True, reader: Reader = itemgetting
) -> Callable[[Any], bool]:
    """`matches` made once for many rows. ``reader`` gives for a field's name what reads it from a row."""
    either = str(wanted.get("LOGIC", wanted.get("logic", "AND"))).upper() == "OR"
    tests: list[Callable[[Any], bool]] = []
    for key, value in wanted.items():
        if key.lower() == "logic":
            continue
        if key.isdecimal() and isinstance(value, Mapping):
            tests.append(condition(value, knows, reader))
            continue
        prefix, name = split_key(key)
        if knows(name):
            tests.append(_test(reader(name), prefix, value))
    if either and tests:
        return lambda row: any(test(row) for test in tests)
    return lambda row: all(test(row) for test in tests)


def _test(read: Callable[[Any], Any], prefix: str, value: Any) -> Callable[[Any], bool]:
    return lambda row: _passes(read(row), prefix, value)


def narrowed(
    rows: Sequence[T], wanted: Mapping[str, Any], knows: Callable[[str], bool], columns: Columns
) -> Sequence[T]:
    """The rows that pass, where there are many: field by field, each value that repeats judged once."""
    fields: dict[str, list[tuple[str, Any]]] = {}
    rest: dict[str, Any] = {}
    either = any(key.lower() == "logic" for key in wanted)
    for key, value in wanted.items():
        prefix, name = split_key(key)
        if either or (key.isdecimal() and isinstance(value, Mapping)):
            rest[key] = value
        elif knows(name):
            fields.setdefault(name, []).append((prefix, value))
    for name, tests in fields.items():
        rows = _passing(rows, columns(name)(rows), tests)
    if rest:
        test = condition(rest, knows, lambda name: lambda row: columns(name)([row])[0])
        rows = [row for row in rows if test(row)]
    return rows


def _passing(rows: Sequence[T], values: list[Any], tests: list[tuple[str, Any]]) -> list[T]:
    def verdict(value: Any) -> bool:
        return all(_passes(value, prefix, wanted) for prefix, wanted in tests)

    distinct = _distinct(values)
    if distinct is not None:
        good = {value for value in distinct if verdict(value)}
        return [row for row, value in zip(rows, values, strict=True) if value in good]
    return [row for row, value in zip(rows, values, strict=True) if verdict(value)]


def _distinct(values: list[Any]) -> set[str | None] | None:
    """The different values, where all of them are texts or nothing."""
    try:
        found = set(values)
    except TypeError:
        return None
    return found if all(value is None or type(value) is str for value in found) else None


def _passes(actual: Any, prefix: str, value: Any) -> bool:
    if prefix in SIGNS:
        return _compare(actual, value, SIGNS[prefix])
    if prefix.startswith("!"):
        return not _passes(actual, prefix[1:].replace("=%", "%=") if "%" in prefix else prefix[1:], value)
    if prefix == "><":
        low, high = (*_several(value), None, None)[:2]
        return _compare(actual, low, (0, 1)) and _compare(actual, high, (-1, 0))
    if prefix in ("%", "?"):
        return any(_text(value).casefold() in _text(one).casefold() for one in _several(actual))
    if prefix in ("=%", "%="):
        return any(_like(_text(value)).fullmatch(_text(one)) is not None for one in _several(actual))
    options = _several(value)
    if not options:
        return not _text(actual) if value in ("", None, False) else False
    return any(_same(one, option) for one in _several(actual, empty=True) for option in options)


def _several(value: Any, *, empty: bool = False) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    if isinstance(value, list | tuple):
        return list(value) or ([""] if empty else [])
    return [value] if empty or value not in ("", None) else []


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ("Y" if value else "N") if isinstance(value, bool) else str(value)


def _same(one: Any, other: Any) -> bool:
    left, right = comparable(one), comparable(other)
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return bool(left == right) if type(left) is type(right) else _text(one) == _text(other)


def _compare(actual: Any, value: Any, signs: Sequence[int]) -> bool:
    if actual in (None, "") or value in (None, ""):
        return False
    left, right = comparable(actual), comparable(value)
    if type(left) is not type(right):
        left, right = _text(actual), _text(value)
    return ((left > right) - (left < right)) in signs


def comparable(value: Any) -> Any:
    """A number or a moment where the value reads as one, else its text."""
    return _comparable(_text(value))


@lru_cache(maxsize=1 << 16)
def _comparable(text: str) -> Any:
    if re.fullmatch(r"-?\d{1,30}(?:\.\d{1,30})?", text):
        return float(text)
    return _moment(text) if _DATE.fullmatch(text) else text


def _moment(text: str) -> Any:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (
        found.timestamp()
        if found.tzinfo
        else datetime.fromisoformat(f"{text}+00:00" if len(text) > 10 else f"{text}T00:00:00+00:00").timestamp()
    )


@lru_cache(maxsize=512)
def _like(pattern: str) -> re.Pattern[str]:
    body = "".join(".*" if char == "%" else "." if char == "_" else re.escape(char) for char in pattern)
    return re.compile(body, re.IGNORECASE | re.DOTALL)


def ordered(rows: Iterable[Row], order: Mapping[str, Any], default: str = "ID") -> list[Row]:
    """Rows by `{"FIELD": "ASC"|"DESC"}`, the first field first; by ``default`` ascending without one."""
    return ranked(list(rows), order or {default: "ASC"}, lambda name: lambda many: [row.get(name) for row in many])


Memo = dict[tuple[str, bool], tuple[list[Any], list[int]]]
"""(field, descending) → the values that were ranked last, and the places of the first of them."""


def ranked(
    rows: Sequence[T], order: Mapping[str, Any], columns: Columns, first: int = 0, memo: Memo | None = None
) -> list[T]:
    """Rows of any shape in that order; only the ``first`` so many when that is given. Equals keep their places.

    ``memo`` is kept by the caller, for whom the same values need not be ranked twice.
    """
    first = first or len(rows)
    if len(order) == 1:
        ((name, way),) = order.items()
        return [rows[place] for place in _places(columns(name)(rows), name, _descends(way), first, memo)]
    places = list(range(len(rows)))
    for name, way in reversed(list(order.items())):
        ranks = _ranks(columns(name)(rows))
        places.sort(key=ranks.__getitem__, reverse=_descends(way))
    return [rows[place] for place in places[:first]]


def _places(values: list[Any], name: str, descends: bool, first: int, memo: Memo | None) -> list[int]:
    known = memo.get((name, descends)) if memo is not None else None
    if known and len(known[1]) >= min(first, len(values)) and known[0] == values:
        return known[1][:first]
    ranks = _ranks(values)
    if first < len(values) // 4:
        places = (nlargest if descends else nsmallest)(first, range(len(values)), key=ranks.__getitem__)
    else:
        places = sorted(range(len(values)), key=ranks.__getitem__, reverse=descends)
    if memo is not None:
        memo[name, descends] = (values, places)
    return places[:first]


def _descends(way: Any) -> bool:
    return str(way).upper().startswith("DESC")


def _ranks(values: list[Any]) -> list[tuple[int, Any]]:
    texts = _distinct(values)
    return list(map(_text_rank, map(_text, values) if texts is None or None in texts else values))


@lru_cache(maxsize=1 << 16)
def _text_rank(text: str) -> tuple[int, Any]:
    found = comparable(text)
    if isinstance(found, float):
        return (1, found)
    return (2, found.casefold()) if found else (0, "")


def masked(row: Row, select: Sequence[str], explicit: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields asked for: `*` all simple ones, `UF_*` user fields; those in ``explicit`` by name only."""
    names = [str(name) for name in select if name]
    every, user = not names or "*" in names, "UF_*" in names
    found = {}
    for name, value in row.items():
        simple = name not in explicit and not name.startswith("UF_")
        if (every and simple) or (user and name.startswith("UF_")) or name in names:
            found[name] = value
    if "ID" in row:
        found.setdefault("ID", row["ID"])
    return found
