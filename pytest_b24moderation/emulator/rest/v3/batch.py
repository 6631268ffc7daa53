"""`batch` of REST 3.0: up to 50 calls, all or nothing, with references. restdocs: api-reference/rest-v3.md.

What a reference finds is known from the JavaScript SDK (its documentation of batches and its tests).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.v3.errors import bad_select

MOST = 50
Perform = Callable[[str, Mapping[str, Any]], Any]
_NONE = object()


def run_batch(body: Any, perform: Perform) -> list[Any]:
    """The results in the order of the calls; the first error is the error of all."""
    rows = commands(body)
    if len(rows) > MOST:
        raise bad_select(f"batch of more than {MOST} calls")
    context: dict[str, Any] = {}
    results = []
    for n, row in enumerate(rows):
        result = perform(row["method"], referred(row.get("query") or {}, context))
        results.append(result)
        if isinstance(result, Mapping):
            found = result.get("item", result.get("items"))
            if found is not None:
                context[str(row.get("as") or n)] = found
    return results


def commands(body: Any) -> list[Mapping[str, Any]]:
    """The calls of a body: an array, or an object with keys 0, 1, 2… (as clients write it that add `auth`)."""
    if isinstance(body, Mapping):
        body = [value for key, value in body.items() if key.isdecimal()]
    if not isinstance(body, list) or not body:
        raise bad_select("batch")
    for row in body:
        query = row.get("query") if isinstance(row, Mapping) else _NONE
        if not isinstance(row, Mapping) or not isinstance(row.get("method"), str):
            raise bad_select(row)
        if query not in (None, []) and not isinstance(query, Mapping):
            raise bad_select(row)
    return body


def referred(value: Any, context: Mapping[str, Any]) -> Any:
    """The value with what its `$ref` and `$refArray` objects point at."""
    if isinstance(value, list):
        return [referred(one, context) for one in value]
    if not isinstance(value, Mapping):
        return value
    if set(value) == {"$ref"}:
        return _one(value["$ref"], context)
    if set(value) == {"$refArray"}:
        return _many(value["$refArray"], context)
    return {key: referred(one, context) for key, one in value.items()}


def _one(path: Any, context: Mapping[str, Any]) -> Any:
    alias, steps = _parsed(path)
    node = context.get(alias, _NONE)
    if steps[:1] in (["item"], ["items"]) and not (isinstance(node, Mapping) and steps[0] in node):
        steps = steps[1:]
    for step in steps:
        node = _below(node, step)
    if node is _NONE:
        raise bad_select(path)
    return node


def _many(path: Any, context: Mapping[str, Any]) -> list[Any]:
    alias, steps = _parsed(path)
    rows = context.get(alias)
    if not isinstance(rows, list) or not steps:
        raise bad_select(path)
    found = []
    for row in rows:
        node = row
        for step in steps[1:] if steps[0] == "items" else steps:
            node = _below(node, step)
        if node is _NONE:
            raise bad_select(path)
        found.append(node)
    return list(dict.fromkeys(found)) if all(isinstance(one, int | str) for one in found) else found


def _below(node: Any, step: str) -> Any:
    if isinstance(node, Mapping):
        return node.get(step, _NONE)
    if isinstance(node, list) and step.isdecimal() and len(step) < 10 and int(step) < len(node):
        return node[int(step)]
    return _NONE


def _parsed(path: Any) -> tuple[str, list[str]]:
    if not isinstance(path, str) or not path:
        raise bad_select(path)
    alias, *steps = path.split(".")
    return alias, steps
