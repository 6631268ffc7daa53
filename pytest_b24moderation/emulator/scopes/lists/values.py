"""Values of an element's fields, as they are sent, kept and shown. restdocs: api-reference/lists/elements."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, truth
from pytest_b24moderation.emulator.scopes.lists.state import Block, Element, Field, Lists, site_time

DATES = ("S:Date", "S:DateTime")
AUTOMATIC = ("DATE_CREATE", "CREATED_BY", "TIMESTAMP_X", "MODIFIED_BY", "NAME")


def write(call: Call, row: Block, element: Element, sent: dict[str, Any], error: str, *, new: bool) -> None:
    """The element has those values and no others, a ``new`` one also the defaults.

    ``error`` is the code for a required field without a value.
    """
    kept: dict[str, dict[str, Any]] = {}
    for field in row.fields.values():
        if field.id in AUTOMATIC:
            continue
        given = sent.get(field.id, field.facts.get("DEFAULT_VALUE") if new else None)
        if field.type == "N:Sequence":
            given = given or next(iter(element.values.get(field.id, {}).values()), None) or _count(row, field)
        values = _cast(call, element, field, given)
        if field.required and not values:
            raise RestError(400, error, f'The field "{field.name}" is required.')
        state = call.state(Lists)
        kept[field.id] = {str(state.next_id("value")): value for value in values}
        if field.type == "F" and (field.multiple or not values):
            kept[field.id] = _old_files(element, field, sent) | kept[field.id]
    element.values = {key: values for key, values in kept.items() if key.startswith("PROPERTY_")}
    system = {key: next(iter(values.values()), None) for key, values in kept.items() if key not in element.values}
    element.facts = system


def _old_files(element: Element, field: Field, sent: dict[str, Any]) -> dict[str, Any]:
    """Files stay until PROPERTY_n_DEL names their values: {"17": "Y"}, or a list of ids.

    restdocs: api-reference/files/how-to-update-files.md.
    """
    named = sent.get(f"{field.id}_DEL")
    gone = {key for key, flag in named.items() if truth(flag)} if isinstance(named, dict) else set()
    gone |= {str(one) for one in as_list(named)} if not isinstance(named, dict) else set()
    return {key: value for key, value in element.values.get(field.id, {}).items() if key not in gone}


def _count(row: Block, field: Field) -> str:
    taken = [value for one in row.elements.values() for value in one.values.get(field.id, {}).values()]
    return str(max([int(value) for value in taken if str(value).isdecimal()], default=0) + 1)


def _cast(call: Call, element: Element, field: Field, given: Any) -> list[Any]:
    if field.type == "F":
        return _files(call, given)
    several = as_list(given)
    values = [value for value in (several if field.multiple else several[:1]) if value not in (None, "")]
    if field.type == "L":
        return [str(value) for value in values if str(value) in field.options]
    if field.type in DATES:
        found = (moment(str(value), call.portal.zone) for value in values)
        return [one for one in found if one]
    if field.type == "S:DiskFile":
        return [key for value in values if (key := _attached(call, element, str(value)))]
    return [value if isinstance(value, dict | list) else str(value) for value in values]


def _files(call: Call, given: Any) -> list[str]:
    """[name, base64], several of them, one base64 text, or nothing; ids of files are refused."""
    if given in (None, "", [], {}):
        return []
    if isinstance(given, dict):
        given = given.get("fileData") or list(given.values())
    pairs = [given] if isinstance(given, str | int) or (len(given) == 2 and isinstance(given[0], str)) else list(given)
    found = []
    for pair in pairs:
        text = pair[-1] if isinstance(pair, list) and pair else pair
        if isinstance(text, int) or str(text).isdecimal():
            raise RestError(400, "ERROR_ELEMENT_FIELD_VALUE", "Writing file values by ID is not supported")
        try:
            content = b64decode(str(text), validate=True)
        except (Error, ValueError):
            continue
        state = call.state(Lists)
        key = state.next_id("file")
        name = str(pair[0]) if isinstance(pair, list) and len(pair) > 1 else call.portal.people.hexes(32)
        state.files[key] = (name, content)
        found.append(str(key))
    return found


def _attached(call: Call, element: Element, value: str) -> str:
    key = value.removeprefix("n")
    facts = {"module": "lists", "entity_type": "iblock_element", "entity": str(element.id), "user": call.user}
    found = call.portal.ask("disk.attach", id=int(key), **facts) if key.isdecimal() else None
    return str(found or "")


def shown(call: Call, field: Field, value: Any) -> Any:
    """A kept value as answers print it."""
    if field.type in DATES:
        return site_time(call.portal, datetime.fromisoformat(value), day=field.type == "S:Date")
    return value
