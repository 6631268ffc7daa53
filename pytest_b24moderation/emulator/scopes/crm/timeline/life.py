"""The timeline as pages show it, and what stays of it. restdocs: crm/timeline/index.md."""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.params import as_dict
from pytest_b24moderation.emulator.rest.transfer import Handed
from pytest_b24moderation.emulator.scopes.crm.activities.activity import Activity, activities
from pytest_b24moderation.emulator.scopes.crm.activities.layout import pressable, spoken, texts
from pytest_b24moderation.emulator.scopes.crm.owners import can_read, type_of
from pytest_b24moderation.emulator.scopes.crm.timeline.entries import Entry, Timeline, entries, notes, readable

_FILE = re.compile(r"/disk/(?:show|download)File/(\d+)/")


@answers("crm.timeline")
def shown(portal: Portal, type: str, id: int, user: User) -> list[dict[str, Any]]:
    """What stands in a record's timeline, in the order it came; nothing for who may not read the record."""
    owner = (type_of(type), int(id))
    if not can_read(portal, user, owner):
        return []
    found = [(row.made, _entry(portal, row)) for row in entries(portal).values() if owner in row.bindings]
    found += [(one.made, _activity(portal, one)) for one in activities(portal).values() if owner in one.bindings]
    for (record, _), note in notes(portal).items():
        if record == owner:
            row = {"id": 0, "kind": "note", "title": "", "text": note.text, "app": _app(note)}
            found.append((note.made, row))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _entry(portal: Portal, row: Entry) -> dict[str, Any]:
    text = "\n".join([row.text, *_blocks(row.blocks, portal.language)])
    return {"id": row.id, "kind": row.kind, "title": row.title, "text": text, "app": _app(row)}


def _activity(portal: Portal, row: Activity) -> dict[str, Any]:
    """A configurable one is what its layout says."""
    language, values = portal.language, row.values
    title = spoken(as_dict(row.layout.get("header")).get("title"), language) or values["SUBJECT"]
    lines = [values["DESCRIPTION"], *texts(as_dict(row.layout.get("body")).get("blocks"), language)]
    text = "\n".join(filter(None, [*lines, *_blocks(row.blocks, language)]))
    entry = {"id": row.id, "kind": "activity", "title": title, "text": text, "app": _app(row)}
    buttons = pressable(row.layout, language)
    return {**entry, "buttons": buttons} if buttons else entry


def _blocks(blocks: dict[str, dict[str, Any]], language: str) -> list[str]:
    """What applications added to it."""
    return [line for layout in blocks.values() for line in texts(layout.get("blocks"), language)]


@answers("page.file")
def file_at(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:  # noqa: ARG001
    """A file of a comment, at the addresses that `crm.timeline.comment.get` tells."""
    place = _FILE.fullmatch(path)
    for row in entries(portal).values() if place and user else ():
        for one in row.files:
            if place and user and one["id"] == int(place[1]) and readable(portal, user, row):
                return Handed(one["name"], one["content"])
    return None


@answers("app.uninstalled")
def forget(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001
    """Content blocks go with their application; entries stay."""
    for row in portal.state(Timeline).entries.values():
        row.blocks.pop(app.client_id, None)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Timeline)
    found = []
    for row in entries(portal).values():
        files = [(one["name"], len(one["content"])) for one in row.files]
        content = (row.title, row.icon, row.bindings, files, row.blocks)
        found.append(trace(f"crm timeline {row.kind}s", row.id, row.maker, row.text, content))
    for (owner, item), note in notes(portal).items():
        found.append(trace("crm timeline notes", f"{owner} {item}", note.maker, note.text, note.updated_by))
    for (kind, code), picture in state.pictures.items():
        found.append(trace(f"crm timeline {kind}s", code, picture.maker, code, len(picture.content)))
    return found


def _app(row: Any) -> str:
    return row.maker.code if row.maker.kind == "app" else ""
