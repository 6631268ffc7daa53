"""Exported workflow templates (.bpt): a compressed array in PHP's own form.

restdocs: api-reference/bizproc/template/bizproc-workflow-template-add.md.
"""

from __future__ import annotations

import zlib
from base64 import b64decode
from binascii import Error
from typing import Any

MOST = 2**24
DEEPEST = 200


class Unreadable(ValueError):
    """No template."""


def read_template(text: str) -> dict[str, Any]:
    """What a template in base64 holds: TEMPLATE (activities), PARAMETERS, VARIABLES, CONSTANTS."""
    try:
        packed = b64decode(text, validate=True)
        found = unserialized(zlib.decompressobj().decompress(packed, MOST))
    except (Error, ValueError, zlib.error) as problem:
        raise Unreadable(str(problem)) from problem
    if not isinstance(found, dict) or not listed(found.get("TEMPLATE")):
        raise Unreadable("no TEMPLATE in it")
    return {str(key): value for key, value in found.items()}


def listed(value: Any) -> list[Any]:
    """The values of a PHP array, in order."""
    return list(value.values()) if isinstance(value, dict) else []


def unserialized(data: bytes) -> Any:
    """The value of PHP's `serialize`; arrays are dicts. Objects are not read. Raises Unreadable."""
    try:
        value, end = _value(data, 0, 0)
    except (ValueError, IndexError) as problem:
        raise Unreadable(str(problem)) from problem
    if end != len(data):
        raise Unreadable("more after the end")
    return value


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    kind = data[at : at + 2]
    if kind == b"N;":
        return None, at + 2
    if kind in (b"i:", b"d:", b"b:"):
        end = data.index(b";", at)
        text = data[at + 2 : end].decode("ascii")
        number: Any = float(text) if kind == b"d:" else int(text)
        return (bool(number) if kind == b"b:" else number), end + 1
    if kind not in (b"s:", b"a:") or depth > DEEPEST:
        raise Unreadable(f"what is this at {at}")
    colon = data.index(b":", at + 2)
    size = int(data[at + 2 : colon])
    if kind == b"a:":
        return _array(data, colon + 1, size, depth)
    end = colon + 2 + size
    if size < 0 or data[colon + 1 : colon + 2] != b'"' or data[end : end + 2] != b'";':
        raise Unreadable(f"a text of another length at {at}")
    return data[colon + 2 : end].decode("utf-8", "replace"), end + 2


def _array(data: bytes, at: int, size: int, depth: int) -> tuple[dict[Any, Any], int]:
    found: dict[Any, Any] = {}
    if data[at : at + 1] != b"{":
        raise Unreadable(f"an array without a beginning at {at}")
    at += 1
    for _ in range(size):
        key, at = _value(data, at, depth + 1)
        if not isinstance(key, int | str):
            raise Unreadable(f"a key of no kind at {at}")
        found[key], at = _value(data, at, depth + 1)
    if data[at : at + 1] != b"}":
        raise Unreadable(f"an array without an end at {at}")
    return found, at + 1
