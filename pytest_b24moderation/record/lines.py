"""An entry as a line of JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from pytest_b24moderation.model import KINDS, Entry, Fingerprint, Note, PortalItem
from pytest_b24moderation.record.folder import LARGE

_NAMES = {kind.__name__: kind for kind in KINDS}
_FILE = "$file"


def line(entry: Entry, store: Callable[[str], str]) -> bytes:
    """One line; a large text goes through ``store`` and is referred to by what that returns."""
    row = {"entry": type(entry).__name__, **vars(entry)}
    for name, value in row.items():
        if isinstance(value, str) and len(value) > LARGE:
            row[name] = {_FILE: store(value)}
    try:
        return _encode(row).encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate out of a page's script: JSON can say it, UTF-8 cannot
        return json.dumps(row, default=_plain).encode("ascii") + b"\n"


def entry(data: bytes, load: Callable[[str], str]) -> Entry:
    """The entry of a line; ``load`` gives a large text back. Raises ValueError for half a line.

    A kind that this version does not know comes back as a Note that holds its line.
    """
    row = json.loads(data)
    if not isinstance(row, dict) or not isinstance(name := row.pop("entry", None), str):
        raise ValueError("not an entry of a timeline")  # noqa: TRY004 - one error for whatever a line may hold
    kind = _NAMES.get(name)
    if kind is None:
        stamp = {key: row[key] for key in _fields(Entry) if key in row}
        return Note(**stamp, about=name, text=json.dumps(row, ensure_ascii=False))
    known = _fields(kind)
    values = {key: _thawed(value, load) for key, value in row.items() if key in known}
    if kind is Fingerprint:
        values["items"] = tuple(PortalItem(**item) for item in row["items"])
    try:
        return kind(**values)
    except TypeError as error:
        raise ValueError(f"not a whole {name}: {error}") from None


def _thawed(value: Any, load: Callable[[str], str]) -> Any:
    if isinstance(value, dict) and value.keys() == {_FILE}:
        return load(value[_FILE])
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return dict(value) if isinstance(value, Mapping) else str(value)


def _fields(kind: type[Entry]) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
