"""`batch`: up to 50 calls in one, with references to earlier answers.

restdocs: settings/how-to-call-rest-api/batch.md.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.dispatch import perform
from pytest_b24moderation.emulator.rest.envelope import php_array, timing
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, parse_query, truth

REFERENCE = re.compile(r"\$(result|total|next|error|time)((?:\[[^\]\[]*\])+)")
FORBIDDEN = frozenset({"batch", "upload", "download"})
MEMBERS = ("result", "result_error", "result_total", "result_next", "result_time")


def run_batch(call: Call) -> dict[str, Any]:
    """The five members of a batch's result; each prints as [] when empty."""
    found: dict[str, dict[str, Any]] = {name: {} for name in MEMBERS}
    halt = truth(call.get("halt"))
    for n, (key, command) in enumerate(as_dict(call.get("cmd")).items()):
        try:
            _one(call, n, key, str(command), found)
        except RestError as problem:
            found["result_error"][key] = problem.body()
            if halt:
                break
    return {name: php_array(values) for name, values in found.items()}


def _one(call: Call, n: int, key: str, command: str, found: dict[str, dict[str, Any]]) -> None:
    if n >= call.portal.profile.batch_size:
        raise RestError(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
    name, _, query = command.partition("?")
    name = name.strip().strip("/").removesuffix(".json")
    if name.lower() in FORBIDDEN:
        raise RestError(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage")
    params = {part: substitute(value, found) for part, value in parse_query(query).items()}
    start, began = call.portal.clock.now(), time.perf_counter()
    answer, spent = perform(call.portal, call.grant, name, params)
    _keep(found, key, answer, timing(call.portal, start, time.perf_counter() - began, spent))


def _keep(found: dict[str, dict[str, Any]], key: str, answer: Listed, block: Mapping[str, Any]) -> None:
    found["result"][key] = answer.rows
    if answer.total >= 0:
        found["result_total"][key] = answer.total
    if answer.next:
        found["result_next"][key] = answer.next
    found["result_time"][key] = block


def substitute(value: Any, found: Mapping[str, Mapping[str, Any]]) -> Any:
    """A value that is one reference becomes what it refers to; references inside a text become text."""
    if isinstance(value, list):
        return [substitute(item, found) for item in value]
    if isinstance(value, dict):
        return {key: substitute(item, found) for key, item in value.items()}
    if not isinstance(value, str) or "$" not in value:
        return value
    whole = REFERENCE.fullmatch(value)
    if whole:
        return _refer(whole, found)
    return REFERENCE.sub(lambda match: _as_text(_refer(match, found)), value)


def _refer(match: re.Match[str], found: Mapping[str, Mapping[str, Any]]) -> Any:
    member = "result" if match[1] == "result" else f"result_{match[1]}"
    node: Any = found[member]
    for part in match[2][1:-1].split("]["):
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, list) and part.isdecimal() and int(part) < len(node):
            node = node[int(part)]
        else:
            return None
    return node


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(_as_text(item) for item in value)
    if value is None or isinstance(value, Mapping):
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)
