"""Items and sections of a storage. restdocs: api-reference/entity/items, api-reference/entity/sections."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, argument_empty, core
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.entity.files import keep_file
from pytest_b24moderation.emulator.scopes.entity.storages import Storage, Storages, storage
from pytest_b24moderation.emulator.selection import matches, ordered

ITEM = ("ACTIVE", "DATE_ACTIVE_FROM", "DATE_ACTIVE_TO", "SORT", "NAME", "PREVIEW_PICTURE", "PREVIEW_TEXT",
        "DETAIL_PICTURE", "DETAIL_TEXT", "CODE", "SECTION")  # fmt: skip
SECTION = ("CODE", "ACTIVE", "SORT", "NAME", "PICTURE", "DETAIL_PICTURE", "DESCRIPTION", "SECTION")
PICTURES = ("PREVIEW_PICTURE", "DETAIL_PICTURE", "PICTURE")
BLANK = {"ACTIVE": "Y", "SORT": "500", "DATE_ACTIVE_FROM": "", "DATE_ACTIVE_TO": ""}


@method("entity.item.add", app_only=True, refusal="ACCESS_DENIED")
def item_add(call: Call) -> int:
    row = storage(call, "W")
    if not call.text("NAME"):
        raise argument_empty("NAME")
    item_id = call.state(Storages).next_id()
    row.items[item_id] = _new(call, row, item_id, ITEM)
    row.values[item_id] = dict.fromkeys(row.properties)
    _values(call, row, item_id)
    return item_id


@method("entity.item.update", app_only=True, refusal="ACCESS_DENIED")
def item_update(call: Call) -> bool:
    row = storage(call, "W")
    item_id = _known(call, row.items, "ERROR_ITEM_NOT_FOUND", "Item not found")
    _change(call, row, row.items[item_id], ITEM)
    _values(call, row, item_id)
    return True


@method("entity.item.get", app_only=True, refusal="ACCESS_DENIED")
def item_get(call: Call) -> Listed:
    row = storage(call)
    rows = []
    for item_id, item in row.items.items():
        values = row.values.get(item_id, {})
        flat = item | {f"PROPERTY_{name}": value for name, value in values.items()}
        shown = item | (
            {"PROPERTY_VALUES": {name: values.get(name) for name in row.properties}} if row.properties else {}
        )
        rows.append(flat | {"": shown})
    return _page(call, rows)


@method("entity.item.delete", app_only=True, refusal="ACCESS_DENIED")
def item_delete(call: Call) -> bool:
    row = storage(call, "W")
    item_id = _known(call, row.items, "ERROR_ITEM_NOT_FOUND", "Item not found")
    del row.items[item_id]
    row.values.pop(item_id, None)
    return True


@method("entity.section.add", app_only=True, refusal="ACCESS_DENIED")
def section_add(call: Call) -> int:
    row = storage(call, "W")
    if not call.text("NAME"):
        raise argument_empty("NAME")
    section_id = call.state(Storages).next_id()
    parent = number(call.get("SECTION"))
    if parent and parent not in row.sections:
        raise core("Invalid parent section!")
    row.sections[section_id] = _new(call, row, section_id, SECTION)
    return section_id


@method("entity.section.update", app_only=True, refusal="ACCESS_DENIED")
def section_update(call: Call) -> bool:
    row = storage(call, "W")
    section_id = _known(call, row.sections, "ERROR_SECTION_NOT_FOUND", "Section not found")
    _change(call, row, row.sections[section_id], SECTION)
    return True


@method("entity.section.get", app_only=True, refusal="ACCESS_DENIED")
def section_get(call: Call) -> Listed:
    return _page(call, [section | {"": section} for section in storage(call).sections.values()])


@method("entity.section.delete", app_only=True, refusal="ACCESS_DENIED")
def section_delete(call: Call) -> bool:
    """A section goes with the sections and items in it."""
    row = storage(call, "W")
    gone = {str(_known(call, row.sections, "ERROR_SECTION_NOT_FOUND", "Section not found"))}
    while more := {str(key) for key, section in row.sections.items() if section["SECTION"] in gone} - gone:
        gone |= more
    row.sections = {key: section for key, section in row.sections.items() if str(key) not in gone}
    row.items = {key: item for key, item in row.items.items() if item["SECTION"] not in gone}
    row.values = {key: values for key, values in row.values.items() if key in row.items}
    return True


def _new(call: Call, row: Storage, new_id: int, names: tuple[str, ...]) -> dict[str, Any]:
    now, by = call.portal.iso(), str(call.user.id)
    found: dict[str, Any] = {"ID": str(new_id), "DATE_CREATE": now, "CREATED_BY": by, "ENTITY": row.code}
    found |= {name: BLANK.get(name) for name in names}
    _change(call, row, found, names)
    return found


def _change(call: Call, owner: Storage, row: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        value = call.get(name)
        if value is not None and name in PICTURES:
            row[name] = keep_file(call.portal, owner, value, picture=names is SECTION)
        elif value is not None:
            row[name] = value if isinstance(value, list | dict) else str(value)
    row["TIMESTAMP_X"], row["MODIFIED_BY"] = call.portal.iso(), str(call.user.id)


def _values(call: Call, row: Storage, item_id: int) -> None:
    for name, value in as_dict(call.get("PROPERTY_VALUES")).items():
        if name in row.properties and row.properties[name]["TYPE"] == "F":
            row.values[item_id][name] = keep_file(call.portal, row, value) or row.values[item_id].get(name)
        elif name.endswith("_DEL") and value and row.properties.get(name[:-4], {}).get("TYPE") == "F":
            row.values[item_id][name[:-4]] = None
        elif name in row.properties:
            row.values[item_id][name] = value if value is None or isinstance(value, list | dict) else str(value)


def _known(call: Call, rows: dict[int, dict[str, Any]], code: str, text: str) -> int:
    if call.get("ID") is None:
        raise argument_empty("ID")
    found = number(call.get("ID"))
    if found <= 0:
        raise argument_empty("ID")
    if found not in rows:
        raise RestError(400, code, text)
    return found


def _page(call: Call, rows: list[dict[str, Any]]) -> Listed:
    wanted = as_dict(call.get("FILTER"))
    found = ordered([row for row in rows if matches(row, wanted)], as_dict(call.get("SORT")))
    return page(call, [row[""] for row in found])
