"""note.document.*: the pages of knowledge bases. restdocs: api-reference/note/document."""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.given import fields, flag, integer, require, words
from pytest_b24moderation.emulator.rest.v3.listing import paged
from pytest_b24moderation.emulator.scopes.note.state import (
    Document,
    Notes,
    base_of,
    complaint,
    document_of,
    may_write,
    moment,
    stamped,
    titled,
)

DOCUMENT = entity(
    "DocumentDto",
    """
id int b
collectionId int eqb
parentId int eb
title string eqb
markdown string eb
position int b
createdBy int b
updatedBy int b
createdAt string b
updatedAt string b
""",
)
NODE = entity(
    "DocumentTreeDto",
    "id int b\ncollectionId int b\nparentId int b\ntitle string b\nposition int b\nchildren array b",
)
FOUND = entity(
    "DocumentSearchDto",
    "documentId int b\ncollectionId int b\ntitle string b\nscore float b\nsnippet string b\nsharedAccess bool b",
)
METHODS = [
    *field_methods("note.document", DOCUMENT),
    *field_methods("note.document.tree", NODE),
    *field_methods("note.document.search", FOUND),
]
LARGEST = 1_048_576
SHORTEST, LONGEST, MOST = 3, 200, 200
AROUND = 40
WHAT = "Document title"


@method3("note.document.add", writes=True)
def add(call: Call) -> dict[str, Any]:
    given, state = fields(call, DOCUMENT, adds=True), call.state(Notes)
    title, text = titled(given["title"], "title", WHAT), _text(given.get("markdown"))
    base = base_of(call, given["collectionId"])
    require(call, may_write(call.user, base) and not base.archived)
    parent = given.get("parentId")
    above = state.documents.get(parent) if parent is not None else None
    if parent is not None and (above is None or above.base != base.id):
        raise complaint("INVALID_PARENT", "The parent document does not belong to the specified collection")
    siblings = [row for row in state.documents.values() if row.base == base.id and row.values["parentId"] == parent]
    document_id = state.next_id("document")
    values = {
        "id": document_id, "collectionId": base.id, "parentId": parent, "title": title, "markdown": text,
        "position": len(siblings) + 1, **stamped(call.portal, call.user),
    }  # fmt: skip
    state.documents[document_id] = Document(document_id, values, call.maker)
    return {"item": values}


@method3("note.document.update", writes=True)
def update(call: Call) -> dict[str, Any]:
    """Title, text, or both; nobody edits a document in a browser here, so that nothing is in the way."""
    integer(call)
    given = fields(call, DOCUMENT, adds=False, closed=("collectionId", "parentId"))
    flag(call, "overwrite")
    if given.get("title") is None and given.get("markdown") is None:
        raise complaint("EMPTY_UPDATE", "The request does not contain any modifiable fields")
    changes = {}
    if given.get("title") is not None:
        changes["title"] = titled(given["title"], "title", WHAT)
    if given.get("markdown") is not None:
        changes["markdown"] = _text(given["markdown"])
    document = writable(call, integer(call))
    document.values |= changes | {"updatedBy": call.user.id, "updatedAt": moment(call.portal)}
    return {"item": document.values}


@method3("note.document.get")
def get(call: Call) -> dict[str, Any]:
    return {"item": document_of(call, integer(call), archived=True).values}


@method3("note.document.archive", writes=True)
def archive(call: Call) -> dict[str, bool]:
    document = writable(call, integer(call))
    for row in call.state(Notes).below(document.id):
        row.archived = True
    return {"result": True}


@method3("note.document.delete", writes=True)
def delete(call: Call) -> dict[str, bool]:
    """To the trash, with all child pages; nothing of REST brings them back."""
    document = writable(call, integer(call), archived=True)
    state = call.state(Notes)
    state.drop(state.below(document.id))
    return {"result": True}


@method3("note.document.tree.list")
def tree(call: Call) -> dict[str, Any]:
    """The documents of a knowledge base that are not in the archive, as a tree."""
    base = base_of(call, integer(call, "collectionId"))
    rows = [row for row in call.state(Notes).documents.values() if row.base == base.id and not row.archived]

    def branch(parent: int | None) -> list[dict[str, Any]]:
        below = sorted((row for row in rows if row.values["parentId"] == parent), key=lambda row: row.id)
        names = ("id", "collectionId", "parentId", "title", "position")
        return [{name: row.values[name] for name in names} | {"children": branch(row.id)} for row in below]

    return {"items": branch(None), "truncated": False}


@method3("note.document.search.list")
def search(call: Call) -> dict[str, Any]:
    """Documents with all the words of a query, those with most of them first."""
    query = words(call, "query").strip()
    if len(query) < SHORTEST:
        raise complaint("SEARCH_QUERY_TOO_SHORT", "Search query is too short")
    if len(query) > LONGEST:
        raise complaint("SEARCH_QUERY_TOO_LONG", "Search query is too long")
    _, limit = paged(call, MOST)
    wanted = query.lower().split()
    rows = []
    for document in call.state(Notes).documents.values():
        text = f"{document.values['title']}\n{document.values['markdown']}"
        if not document.archived and all(word in text.lower() for word in wanted):
            rows.append(_hit(document, text, wanted))
    rows.sort(key=lambda row: (-row["score"], row["documentId"]))
    return {"items": rows[:limit], "hasMore": len(rows) > limit}


def writable(call: Call, document_id: int, *, archived: bool = False) -> Document:
    """The document, where the caller may change it."""
    document = document_of(call, document_id, archived=archived)
    require(call, may_write(call.user, base_of(call, document.base)))
    return document


def _hit(document: Document, text: str, wanted: list[str]) -> dict[str, Any]:
    pattern = "|".join(re.escape(word) for word in wanted)
    hits = list(re.finditer(pattern, text, re.IGNORECASE))
    start = max(0, hits[0].start() - AROUND) if hits else 0
    piece = text[start : start + 3 * AROUND].replace("\n", " ")
    share = len(hits) * len(wanted[0]) / max(len(text), 1)
    return {
        "documentId": document.id,
        "collectionId": document.base,
        "title": document.values["title"],
        "score": round(min(1.0, 0.5 + share), 3),
        "snippet": f"...{re.sub(pattern, lambda hit: f'<b>{hit[0]}</b>', piece, flags=re.IGNORECASE)}...",
        "sharedAccess": False,
    }


def _text(value: str | None) -> str:
    text = value or ""
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise complaint("MARKDOWN_TOO_LARGE", f"Document content is too large. The maximum size is {LARGEST} bytes")
    return text
