"""Lists themselves. restdocs: api-reference/lists/lists."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.lists.access import (
    LETTERS,
    TYPES,
    block,
    given,
    level,
    missing,
    named,
    rights_of,
)
from pytest_b24moderation.emulator.scopes.lists.fields import name_field
from pytest_b24moderation.emulator.scopes.lists.state import Block, Lists, site_time
from pytest_b24moderation.emulator.selection import ordered

FIELDS = ("NAME", "DESCRIPTION", "SORT", "PICTURE", "BIZPROC")
MESSAGES = {
    "ELEMENTS_NAME": "Elements", "ELEMENT_NAME": "Element", "ELEMENT_ADD": "Add element",
    "ELEMENT_EDIT": "Edit element", "ELEMENT_DELETE": "Delete element", "SECTIONS_NAME": "Sections",
    "SECTION_NAME": "Section", "SECTION_ADD": "Add section", "SECTION_EDIT": "Edit section",
    "SECTION_DELETE": "Delete section",
}  # fmt: skip
SORTABLE = {"ID": "ID", "IBLOCK_TYPE": "IBLOCK_TYPE_ID", "NAME": "NAME", "CODE": "CODE", "SORT": "SORT",
            "TIMESTAMP_X": "moment"}  # fmt: skip
UNUSED = (
    "API_CODE", "LIST_PAGE_URL", "DETAIL_PAGE_URL", "SECTION_PAGE_URL", "CANONICAL_PAGE_URL", "RSS_FILE_LIMIT",
    "RSS_FILE_DAYS", "XML_ID", "TMP_ID", "LIST_MODE", "SECTION_PROPERTY", "PROPERTY_INDEX", "EDIT_FILE_BEFORE",
    "EDIT_FILE_AFTER", "EXTERNAL_ID", "SERVER_NAME",
)  # fmt: skip
FIXED = {
    "LID": "s1", "ACTIVE": "Y", "DESCRIPTION_TYPE": "text", "RSS_TTL": "24", "RSS_ACTIVE": "Y",
    "RSS_FILE_ACTIVE": "N", "RSS_YANDEX_ACTIVE": "N", "INDEX_ELEMENT": "Y", "INDEX_SECTION": "N", "WORKFLOW": "N",
    "SECTION_CHOOSER": "L", "RIGHTS_MODE": "E", "VERSION": "1", "LAST_CONV_ELEMENT": "0", "REST_ON": "N",
    "FULLTEXT_INDEX": "N", "LANG_DIR": "/",
}  # fmt: skip


@method("lists.add")
def lists_add(call: Call) -> int:
    call.require_admin()
    given(call, "IBLOCK_TYPE_ID", "IBLOCK_CODE", "FIELDS")
    facts = _facts(call)
    if not facts.get("NAME"):
        raise missing("NAME")
    kind, code, state = call.text("IBLOCK_TYPE_ID"), call.text("IBLOCK_CODE"), call.state(Lists)
    if kind not in TYPES:
        raise access_denied()
    if any(row.code == code and row.type == kind for row in state.blocks.values()):
        raise RestError(400, "ERROR_IBLOCK_ALREADY_EXISTS", "Iblock already exists")
    rights = rights_of(call) or {f"U{call.user.id}": "X"}
    group, now = number(call.get("SOCNET_GROUP_ID")), call.portal.clock.now()
    messages = MESSAGES | _messages(call)
    row = Block(state.next_id("block"), kind, code, group, facts, messages, rights, now, call.maker)
    row.fields["NAME"] = name_field(call.portal)
    state.blocks[row.id] = row
    return row.id


@method("lists.update")
def lists_update(call: Call) -> bool:
    """Rights are only given to those who had none."""
    row = block(call, "X")
    given(call, "FIELDS")
    facts = _facts(call)
    if "NAME" in facts and not facts["NAME"]:
        raise RestError(400, "ERROR_UPDATE_IBLOCK", "The list's name is empty")
    row.facts |= facts
    row.messages |= _messages(call)
    row.rights = rights_of(call) | row.rights
    row.group = number(call.get("SOCNET_GROUP_ID"), row.group)
    row.modified = call.portal.clock.now()
    return True


@method("lists.delete")
def lists_delete(call: Call) -> bool:
    del call.state(Lists).blocks[block(call, "X").id]
    return True


@method("lists.get")
def lists_get(call: Call) -> Listed:
    """One list, or all of a type that the user may read; lists of groups of one group."""
    given(call, "IBLOCK_TYPE_ID")
    kind, group = call.text("IBLOCK_TYPE_ID"), number(call.get("SOCNET_GROUP_ID"))
    if kind not in TYPES or (kind == "lists_socnet" and not group):
        raise access_denied()
    one = call.get("IBLOCK_ID") not in (None, "") or call.text("IBLOCK_CODE")
    found = [named(call)] if one else list(call.state(Lists).blocks.values())
    rows = [
        row
        for row in found
        if row is not None and row.type == kind and (not group or row.group == group) and _may_read(call, row)
    ]
    order = {SORTABLE[name]: way for name, way in as_dict(call.get("IBLOCK_ORDER")).items() if name in SORTABLE}
    answer = page(call, ordered([_shown(call.portal, row) for row in rows], order or {"ID": "DESC"}))
    for shown in answer.rows:
        del shown["moment"]
    return answer


@method("lists.get.iblock.type.id")
def type_id(call: Call) -> str | None:
    row = named(call)
    return row.type if row is not None and _may_read(call, row) else None


def _may_read(call: Call, row: Block) -> bool:
    return level(call.portal, call.user, row) >= LETTERS.index("R")


def _facts(call: Call) -> dict[str, Any]:
    sent = as_dict(call.get("FIELDS"))
    return {name: sent[name] for name in FIELDS if name in sent}


def _messages(call: Call) -> dict[str, str]:
    return {name: str(text) for name, text in as_dict(call.get("MESSAGES")).items() if name in MESSAGES}


def _shown(portal: Portal, row: Block) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ID": str(row.id), "TIMESTAMP_X": site_time(portal, row.modified), "IBLOCK_TYPE_ID": row.type,
        "CODE": row.code or None, "NAME": str(row.facts["NAME"]), "SORT": str(row.facts.get("SORT", "500")),
        "DESCRIPTION": str(row.facts.get("DESCRIPTION") or ""), "PICTURE": None,
        "BIZPROC": "Y" if str(row.facts.get("BIZPROC") or "Y").upper() == "Y" else "N",
        "SOCNET_GROUP_ID": str(row.group) if row.group else None, "moment": row.modified,
    }  # fmt: skip
    names = ("SECTIONS_NAME", "SECTION_NAME", "ELEMENTS_NAME", "ELEMENT_NAME")
    return dict.fromkeys(UNUSED) | FIXED | found | {name: row.messages[name] for name in names}
