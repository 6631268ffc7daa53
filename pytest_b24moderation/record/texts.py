"""Every string inside a value, taken out and put back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def texts(value: Any) -> Iterator[str]:
    """The strings in ``value``, in order; anything unknown counts as its text."""
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from texts(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif not _bare(value):
        yield str(value)


def with_texts(value: Any, masked: Iterator[str], *, nested: bool = False) -> Any:
    """``value`` with its strings replaced by the next ones of ``masked``.

    A field's own sequence becomes a tuple; inside mappings sequences are lists, as JSON reads them back.
    """
    if isinstance(value, str):
        return next(masked)
    if isinstance(value, Mapping):
        return {next(masked): with_texts(item, masked, nested=True) for item in value.values()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [with_texts(item, masked, nested=nested) for item in value]
        return items if nested else tuple(items)
    if is_dataclass(value) and not isinstance(value, type):
        values = {field.name: with_texts(getattr(value, field.name), masked, nested=nested) for field in fields(value)}
        return values if nested else type(value)(**values)
    return value if _bare(value) else next(masked)


def _bare(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float)
