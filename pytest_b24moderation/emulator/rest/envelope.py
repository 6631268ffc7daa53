"""The frame of every answer: result, total, next, time; as JSON or XML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from pytest_b24moderation.emulator.clock import iso
from pytest_b24moderation.emulator.rest.call import Listed

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal


def timing(portal: Portal, start: float, processing: float, operating: float) -> dict[str, Any]:
    """The `time` block. ``operating_reset_at`` is an int: official PHP clients break on anything else."""
    finish = portal.clock.now()
    return {
        "start": start,
        "finish": finish,
        "duration": finish - start,
        "processing": processing,
        "date_start": iso(start, portal.zone),
        "date_finish": iso(finish, portal.zone),
        "operating_reset_at": int(start) + 600,
        "operating": operating,
    }


def envelope(answer: Listed, time_block: Mapping[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"result": answer.rows}
    if answer.next:
        body["next"] = answer.next
    if answer.total >= 0:
        body["total"] = answer.total
    body["time"] = time_block
    return body


def php_array(values: dict[str, Any]) -> dict[str, Any] | list[Any]:
    """As PHP prints an array: a list when its keys are 0, 1, 2…, so an empty one is always []."""
    if list(values) == [str(n) for n in range(len(values))]:
        return list(values.values())
    return values


def to_json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")


def to_xml(body: Mapping[str, Any]) -> bytes:
    """`<response>`, array elements as `<item>`."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<response>{_xml(body)}</response>'.encode("utf-8", "replace")


def _xml(value: Any) -> str:
    if isinstance(value, Mapping):
        rows = (
            (str(key) if str(key)[:1].isalpha() or str(key)[:1] == "_" else "item", item) for key, item in value.items()
        )
        return "".join(f"<{key}>{_xml(item)}</{key}>" for key, item in rows)
    if isinstance(value, list | tuple):
        return "".join(f"<item>{_xml(item)}</item>" for item in value)
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else escape(str(value))
