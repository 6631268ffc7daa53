"""Sections of a list. restdocs: api-reference/lists/sections."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.lists.access import block, chosen, given, missing
from pytest_b24moderation.emulator.scopes.lists.state import Block, Lists, Section, site_time

FIELDS = ("NAME", "EXTERNAL_ID", "XML_ID", "SORT", "ACTIVE", "DESCRIPTION", "DESCRIPTION_TYPE")
TIMES = ("TIMESTAMP_X", "DATE_CREATE")


@method("lists.section.add")
def section_add(call: Call) -> int:
    row = block(call, "W")
    given(call, "SECTION_CODE", "FIELDS")
    facts = _facts(call)
    if not facts.get("NAME"):
        raise missing("NAME")
    parent, state = number(call.get("IBLOCK_SECTION_ID")), call.state(Lists)
    if parent and parent not in row.sections:
        raise RestError(400, "ERROR_ADD_SECTION", "The parent section was not found")
    now, by = call.portal.clock.now(), call.user.id
    key = state.next_id("section")
    row.sections[key] = Section(key, parent, call.text("SECTION_CODE"), facts, now, now, by, by, call.maker)
    return key


@method("lists.section.update")
def section_update(call: Call) -> bool:
    row = block(call, "U")
    section = _find(call, row)
    given(call, "FIELDS")
    facts = _facts(call)
    if "NAME" in facts and not facts["NAME"]:
        raise RestError(400, "ERROR_UPDATE_SECTION", "The section's name is empty")
    section.facts |= facts
    section.modified, section.modified_by = call.portal.clock.now(), call.user.id
    return True


@method("lists.section.delete")
def section_delete(call: Call) -> bool:
    """With the sections and elements in it."""
    row = block(call, "W")
    gone = {_find(call, row).id}
    while more := {key for key, section in row.sections.items() if section.parent in gone} - gone:
        gone |= more
    row.sections = {key: section for key, section in row.sections.items() if key not in gone}
    row.elements = {key: element for key, element in row.elements.items() if element.section not in gone}
    return True


@method("lists.section.get")
def section_get(call: Call) -> Listed:
    row = block(call, "R")
    margins = _margins(row)
    rows = [_values(call.portal, row, section, margins[section.id]) for section in row.sections.values()]
    found = chosen(call, rows, {"LEFT_MARGIN": "ASC"})
    select = [str(name) for name in as_list(call.get("SELECT")) if name]
    return Listed([_shown(call, one, row, select) for one in found.rows], found.total, found.next)


def _find(call: Call, row: Block) -> Section:
    code = call.text("SECTION_CODE")
    if call.get("SECTION_ID") in (None, "") and not code:
        raise missing("SECTION_ID")
    if call.get("SECTION_ID") not in (None, ""):
        found = row.sections.get(number(call.get("SECTION_ID")))
    else:
        found = next((section for section in row.sections.values() if section.code == code), None)
    if found is None:
        raise RestError(400, "ERROR_SECTION_NOT_FOUND", "Section not found")
    return found


def _facts(call: Call) -> dict[str, Any]:
    """EXTERNAL_ID and XML_ID are one; where both came the first counts."""
    sent = as_dict(call.get("FIELDS"))
    facts = {name: str(sent[name]) for name in FIELDS if name in sent}
    if "EXTERNAL_ID" in facts or "XML_ID" in facts:
        facts["XML_ID"] = facts.pop("EXTERNAL_ID", facts.get("XML_ID", ""))
    return facts


def _margins(row: Block) -> dict[int, tuple[int, int, int]]:
    """(left, right, depth) of every section in the tree."""
    found: dict[int, tuple[int, int, int]] = {}

    def walk(parent: int, at: int, depth: int) -> int:
        below = [section for section in row.sections.values() if section.parent == parent]
        for section in sorted(below, key=lambda one: (number(one.facts.get("SORT"), 500), one.id)):
            end = walk(section.id, at + 1, depth + 1)
            found[section.id] = (at, end, depth)
            at = end + 1
        return at

    walk(0, 1, 1)
    return found


def _values(portal: Portal, row: Block, section: Section, margin: tuple[int, int, int]) -> dict[str, Any]:
    facts = section.facts
    xml = facts.get("XML_ID")
    return {
        "ID": str(section.id), "CODE": section.code, "XML_ID": xml, "EXTERNAL_ID": xml,
        "IBLOCK_SECTION_ID": str(section.parent) if section.parent else None,
        "TIMESTAMP_X": portal.iso(section.modified), "SORT": facts.get("SORT", "500"), "NAME": facts["NAME"],
        "ACTIVE": facts.get("ACTIVE", "Y"), "GLOBAL_ACTIVE": "Y" if _active(row, section) else "N", "PICTURE": None,
        "DESCRIPTION": facts.get("DESCRIPTION", ""), "DESCRIPTION_TYPE": facts.get("DESCRIPTION_TYPE", "text"),
        "LEFT_MARGIN": str(margin[0]), "RIGHT_MARGIN": str(margin[1]), "DEPTH_LEVEL": str(margin[2]),
        "SEARCHABLE_CONTENT": f"{facts['NAME'].upper()}\r\n{facts.get('DESCRIPTION', '').upper()}",
        "SECTION_PAGE_URL": None, "MODIFIED_BY": str(section.modified_by), "DATE_CREATE": portal.iso(section.created),
        "CREATED_BY": str(section.by), "DETAIL_PICTURE": None,
    }  # fmt: skip


def _active(row: Block, section: Section | None) -> bool:
    while section is not None:
        if section.facts.get("ACTIVE", "Y") != "Y":
            return False
        section = row.sections.get(section.parent)
    return True


def _shown(call: Call, found: dict[str, Any], row: Block, select: list[str]) -> dict[str, Any]:
    section = row.sections[int(found["ID"])]
    found["TIMESTAMP_X"] = site_time(call.portal, section.modified)
    found["DATE_CREATE"] = site_time(call.portal, section.created)
    return {name: value for name, value in found.items() if not select or name in select or name == "ID"}
