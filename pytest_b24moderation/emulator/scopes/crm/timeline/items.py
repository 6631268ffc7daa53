"""Notes, pins and content blocks of timeline entries. restdocs: crm/timeline/note, actions, layout-blocks."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.scopes.crm.activities.activity import Activity, activities
from pytest_b24moderation.emulator.scopes.crm.activities.layout import check_blocks
from pytest_b24moderation.emulator.scopes.crm.owners import (
    Owner,
    not_found,
    owner_in,
    require_context,
    required,
    whole,
)
from pytest_b24moderation.emulator.scopes.crm.timeline.entries import Entry, Note, Timeline, entries, notes

ENTRY, ACTIVITY = 1, 2
MOST_PINS = 3


@method("crm.timeline.note.save")
def note_save(call: Call) -> bool:
    required(call, "ownerTypeId", "ownerId", "itemType", "itemId", "text")
    key, now, by = _note_key(call, write=True), call.portal.iso(), call.user.id
    note = notes(call.portal).setdefault(key, Note("", now, by, now, by, call.maker, call.portal.clock.now()))
    note.text, note.updated, note.updated_by = call.text("text"), now, by
    return True


@method("crm.timeline.note.get")
def note_get(call: Call) -> dict[str, Any]:
    note = notes(call.portal).get(_note_key(call))
    if note is None:
        raise not_found()
    return {
        "text": note.text, "createdById": note.created_by, "createdTime": note.created,
        "updatedById": note.updated_by, "updatedTime": note.updated,
    }  # fmt: skip


@method("crm.timeline.note.delete")
def note_delete(call: Call) -> bool:
    if notes(call.portal).pop(_note_key(call, write=True), None) is None:
        raise not_found()
    return True


@method("crm.timeline.item.pin")
def item_pin(call: Call) -> None:
    owner, row = _item(call, "ownerTypeId", "ownerId", "id", write=True)
    pins = call.state(Timeline).pins.setdefault(owner, [])
    pins[:] = [one for one in pins if one in entries(call.portal)]
    if row.id not in pins:
        if len(pins) >= MOST_PINS:
            raise RestError(400, "0", "Only three events can be added to favorites")
        pins.append(row.id)


@method("crm.timeline.item.unpin")
def item_unpin(call: Call) -> None:
    owner, row = _item(call, "ownerTypeId", "ownerId", "id", write=True)
    pins = call.state(Timeline).pins.get(owner, [])
    if row.id not in pins:
        raise RestError(400, "CAN_NOT_CHANGE_PINNED", "Unable to perform the operation")
    pins.remove(row.id)


@method("crm.timeline.layout.blocks.set")
def blocks_set(call: Call) -> dict[str, bool]:
    client_id, row = require_context(call), _blocked(call, write=True)
    required(call, "layout")
    if row.kind != "comment":
        raise RestError(400, "UNSUITABLE_TIMELINE_ITEM", "Timeline item is not suitable for content blocks")
    row.blocks[client_id] = check_blocks(call.get("layout"))
    return {"success": True}


@method("crm.timeline.layout.blocks.get")
def blocks_get(call: Call) -> dict[str, Any]:
    client_id, row = require_context(call), _blocked(call)
    return {"layout": row.blocks.get(client_id)}


@method("crm.timeline.layout.blocks.delete")
def blocks_delete(call: Call) -> dict[str, bool]:
    client_id, row = require_context(call), _blocked(call, write=True)
    if row.blocks.pop(client_id, None) is None:
        raise not_found()
    return {"success": True}


def _blocked(call: Call, *, write: bool = False) -> Entry:
    return _item(call, "entityTypeId", "entityId", "timelineId", write=write)[1]


def _item(call: Call, type_name: str, id_name: str, item_name: str, *, write: bool = False) -> tuple[Owner, Entry]:
    required(call, item_name, type_name, id_name)
    owner = owner_in(call, type_name, id_name, write=write)
    row = entries(call.portal).get(whole(call, item_name))
    if row is None or owner not in row.bindings:
        raise not_found()
    return owner, row


def _note_key(call: Call, *, write: bool = False) -> tuple[Owner, tuple[int, int]]:
    owner = owner_in(call, "ownerTypeId", "ownerId", write=write)
    item = (whole(call, "itemType"), whole(call, "itemId"))
    found: Entry | Activity | None = None
    if item[0] == ENTRY:
        found = entries(call.portal).get(item[1])
    elif item[0] == ACTIVITY:
        found = activities(call.portal).get(item[1])
    if found is None or owner not in found.bindings:
        raise not_found()
    return owner, item
