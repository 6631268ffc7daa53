"""What a record's timeline holds besides activities. restdocs: crm/timeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.scopes.crm.owners import Owner, can_read, can_write, mark_active, record_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm


@dataclass(slots=True)
class Entry:
    """A comment or a log entry (``kind``). ``blocks``: additional content blocks by client id."""

    id: int
    kind: str
    text: str
    created: str
    author: int
    bindings: list[Owner]
    maker: Maker
    client_id: str = ""
    made: float = 0.0
    title: str = ""
    icon: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    blocks: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Note:
    """What someone wrote beside an entry (``item`` = (1, id)) or an activity ((2, id)) of a record."""

    text: str
    created: str
    created_by: int
    updated: str
    updated_by: int
    maker: Maker
    made: float = 0.0


@dataclass(slots=True)
class Picture:
    """An icon or a logo that an administrator's application added."""

    code: str
    uri: str
    content: bytes
    maker: Maker


@dataclass
class Timeline:
    """Entries by id, notes by record and item, pinned entries by record, pictures by kind and code."""

    entries: dict[int, Entry] = field(default_factory=dict)
    notes: dict[tuple[Owner, tuple[int, int]], Note] = field(default_factory=dict)
    pins: dict[Owner, list[int]] = field(default_factory=dict)
    pictures: dict[tuple[str, str], Picture] = field(default_factory=dict)


def entries(portal: Portal) -> dict[int, Entry]:
    """Those that still belong to some record: an entry goes with its last one."""
    state = portal.state(Timeline)
    for row in list(state.entries.values()):
        row.bindings = [owner for owner in row.bindings if record_of(portal, owner) is not None]
        if not row.bindings:
            del state.entries[row.id]
    return state.entries


def notes(portal: Portal) -> dict[tuple[Owner, tuple[int, int]], Note]:
    """The notes of records that are still there."""
    state = portal.state(Timeline)
    state.notes = {key: note for key, note in state.notes.items() if record_of(portal, key[0]) is not None}
    return state.notes


def new_entry(call: Call, kind: str, owner: Owner, text: str) -> Entry:
    """An entry of that record, by the caller, now."""
    entry_id, client_id = call.state(Crm).next_id("timeline"), call.grant.app.client_id if call.grant.app else ""
    row = Entry(entry_id, kind, text, call.portal.iso(), call.user.id, [owner], call.maker, client_id)
    row.made = call.portal.clock.now()
    call.state(Timeline).entries[entry_id] = row
    mark_active(call.portal, owner, call.user)
    return row


def readable(portal: Portal, user: User, row: Entry) -> bool:
    return any(can_read(portal, user, owner) for owner in row.bindings)


def writable(portal: Portal, user: User, row: Entry) -> bool:
    return any(can_write(portal, user, owner) for owner in row.bindings)
