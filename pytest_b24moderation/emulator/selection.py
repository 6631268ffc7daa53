"""Choosing rows as list methods do: filter prefixes, order, and masks of fields.

restdocs: settings/how-to-call-rest-api/list-methods-pecularities.md and the list methods' pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

Row = Mapping[str, Any]
PREFIXES = ("!=%", "!%=", "!><", "!@", "!=", "!%", "!", "><", ">=", "<=", "=%", "%=", "@", "=", ">", "<", "%", "?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?")


def split_key(key: str) -> tuple[str, str]:
    """`>=ID` → (">=", "ID")."""
    prefix = next((one for one in PREFIXES if key.startswith(one)), "")
    return prefix, key[len(prefix) :]


def matches(row: Row, wanted: Mapping[str, Any], knows: Callable[[str], bool] = lambda _: True) -> bool:
    """Whether the row passes every condition; conditions on unknown fields are dropped, as classic methods do."""
    either = str(wanted.get("LOGIC", wanted.get("logic", "AND"))).upper() == "OR"
    verdicts: list[bool] = []
    for key, value in wanted.items():
        if key.lower() == "logic":
            continue
        if key.isdecimal() and isinstance(value, Mapping):
            verdicts.append(matches(row, value, knows))
            continue
        prefix, name = split_key(key)
        if knows(name):
            verdicts.append(_passes(row.get(name), prefix, value))
    return any(verdicts) if either and verdicts else all(verdicts)


def _passes(actual: Any, prefix: str, value: Any) -> bool:
    if prefix.startswith("!"):
        return not _passes(actual, prefix[1:].replace("=%", "%=") if "%" in prefix else prefix[1:], value)
    if prefix == "><":
        low, high = (*_several(value), None, None)[:2]
        return _compare(actual, low, (0, 1)) and _compare(actual, high, (-1, 0))
    if prefix in (">", ">=", "<", "<="):
        signs = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0)}[prefix]
        return _compare(actual, value, signs)
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
    left, right = comparable(actual), comparable(value)
    if actual in (None, "") or value in (None, ""):
        return False
    if type(left) is not type(right):
        left, right = _text(actual), _text(value)
    return ((left > right) - (left < right)) in signs


def comparable(value: Any) -> Any:
    """A number or a moment where the value reads as one, else its text."""
    text = _text(value)
    if re.fullmatch(r"-?\d{1,30}(?:\.\d{1,30})?", text):
        return float(text)
    if _DATE.fullmatch(text):
        return _moment(text)
    return text


@lru_cache(maxsize=4096)
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
    found = list(rows)
    for name, way in reversed(list((order or {default: "ASC"}).items())):
        found.sort(key=lambda row: _rank(row.get(name)), reverse=str(way).upper().startswith("DESC"))
    return found


def _rank(value: Any) -> tuple[int, Any]:
    found = comparable(value)
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
