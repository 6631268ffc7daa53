"""Parameters as PHP reads them: bracket names become nested arrays.

restdocs: settings/how-to-call-rest-api; the rules of names are PHP's own.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

DEPTH = 64


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart body."""

    name: str
    content: bytes


def parse_query(text: str) -> dict[str, Any]:
    """A query string or form body: "+" is a space, a[b][0]=x nests, the last of equal scalars wins."""
    if not text:
        return {}
    pairs = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((unquote_plus(name), unquote_plus(value)))
    return nest(pairs)


def nest(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Flat pairs into nested arrays; arrays with keys 0, 1, 2… in that order are lists."""
    tree: dict[str, Any] = {}
    flat = True
    for name, value in pairs:
        if "[" not in name and "." not in name and " " not in name and "\0" not in name:
            if name:
                tree[name] = value
        elif path := split_name(name):
            _put(tree, path, value)
            flat = False
    return tree if flat else {key: _settle(value) for key, value in tree.items()}


def split_name(name: str) -> list[str | None]:
    """`a.b[c][]` → ["a_b", "c", None]; [] for a name that PHP drops. None is an appended element."""
    name = name.lstrip(" ").partition("\0")[0]
    start = name.find("[")
    if start < 1:
        head = name.replace(".", "_").replace(" ", "_").replace("[", "_", 1)
        return [head] if head else []
    path: list[str | None] = [name[:start].replace(".", "_").replace(" ", "_")]
    while start >= 0 and start < len(name) and name[start] == "[" and len(path) <= DEPTH:
        end = name.find("]", start)
        if end < 0:
            if len(path) == 1:
                return [f"{path[0]}_{name[start + 1 :].replace('.', '_').replace(' ', '_')}"]
            break
        path.append(name[start + 1 : end] or None)
        start = end + 1
    return path


def _put(tree: dict[str, Any], path: list[str | None], value: Any) -> None:
    node: dict[Any, Any] = tree
    last = len(path) - 1
    for depth, part in enumerate(path):
        key: Any = part if depth == 0 else _key(node, part)
        if depth == last:
            node[key] = value
            return
        below = node.get(key)
        if not isinstance(below, dict):
            below = node[key] = {}
        node = below


def _key(node: dict[Any, Any], part: str | None) -> Any:
    if part is None:
        return max((key for key in node if isinstance(key, int)), default=-1) + 1
    digits = part[1:] if part[:1] == "-" else part
    if (
        digits.isascii()
        and digits.isdigit()
        and (digits == "0" or digits[0] != "0")
        and part != "-0"
        and len(digits) < 19
    ):
        return int(part)
    return part


def _settle(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if list(value) == list(range(len(value))):
        return [_settle(item) for item in value.values()]
    return {str(key): _settle(item) for key, item in value.items()}


def as_list(value: Any) -> list[Any]:
    """A parameter that may hold several: a list, an array with keys, one scalar, or nothing."""
    if value is None or value == "":
        return []
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else [value]


def as_dict(value: Any) -> dict[str, Any]:
    """A parameter that is an array with keys; anything else is an empty one."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {str(key): item for key, item in enumerate(value)}
    return {}


def truth(value: Any) -> bool:
    """A flag however it was sent: Y, 1, true."""
    return value is True or str(value).strip().lower() in ("1", "y", "yes", "true")


def yes_no(value: Any) -> str:
    """A flag however it was sent, as portals keep it: Y or N."""
    return "Y" if truth(value) else "N"


def number(value: Any, default: int = 0) -> int:
    """An integer however it was sent; the default when it is none."""
    try:
        return int(str(value).strip()) if not isinstance(value, bool) else int(value)
    except ValueError:
        return default


def decoded(text: str) -> bytes | None:
    """The bytes of a base64 text, which may be broken into lines; None when it is none."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        return None
