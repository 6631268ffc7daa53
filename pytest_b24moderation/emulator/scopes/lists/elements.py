"""Elements of a list. restdocs: api-reference/lists/elements."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.rest.transfer import Handed
from pytest_b24moderation.emulator.scopes.lists.access import LETTERS, block, chosen, given, level, missing
from pytest_b24moderation.emulator.scopes.lists.state import Block, Element, Lists, site_time
from pytest_b24moderation.emulator.scopes.lists.values import shown, write


@method("lists.element.add")
def element_add(call: Call) -> int:
    row = block(call, "E")
    given(call, "ELEMENT_CODE", "FIELDS")
    sent, code, state = as_dict(call.get("FIELDS")), call.text("ELEMENT_CODE"), call.state(Lists)
    if not sent.get("NAME"):
        raise missing("NAME")
    if any(element.code == code for element in row.elements.values()):
        raise RestError(400, "ERROR_ELEMENT_ALREADY_EXISTS", "Element already exists")
    section = number(call.get("IBLOCK_SECTION_ID"))
    if section and section not in row.sections:
        raise RestError(400, "ERROR_ADD_ELEMENT", "The section was not found")
    now, by = call.portal.clock.now(), call.user.id
    element = Element(state.next_id("element"), code, str(sent["NAME"]), section, now, now, by, by, call.maker)
    write(call, row, element, sent, "ERROR_ADD_ELEMENT", new=True)
    row.elements[element.id] = element
    return element.id


@method("lists.element.update")
def element_update(call: Call) -> bool:
    """What is not sent is emptied."""
    row = block(call, "W")
    element = _find(call, row)
    given(call, "FIELDS")
    sent = as_dict(call.get("FIELDS"))
    if not sent.get("NAME"):
        raise missing("NAME")
    write(call, row, element, sent, "ERROR_UPDATE_ELEMENT", new=False)
    element.name = str(sent["NAME"])
    element.modified, element.modified_by = call.portal.clock.now(), call.user.id
    return True


@method("lists.element.delete")
def element_delete(call: Call) -> bool:
    row = block(call, "W")
    del row.elements[_find(call, row).id]
    return True


@method("lists.element.get")
def element_get(call: Call) -> Listed:
    row = block(call, "R")
    elements = list(row.elements.values())
    if call.get("ELEMENT_ID") not in (None, "") or call.text("ELEMENT_CODE"):
        wanted = _named(call, row)
        elements = [wanted] if wanted else []
    order = {str(name): way for name, way in as_dict(call.get("ELEMENT_ORDER")).items()}
    found = chosen(call, [_flat(call, row, element) for element in elements], order or {"ID": "ASC"})
    select = [str(name) for name in as_list(call.get("SELECT")) if name]
    shown_rows = [_shown(call, row, row.elements[int(one["ID"])], select) for one in found.rows]
    return Listed(shown_rows, found.total, found.next)


@method("lists.element.get.file.url")
def file_url(call: Call) -> list[str]:
    row = block(call, "R")
    element = _find(call, row)
    given(call, "FIELD_ID")
    key = f"PROPERTY_{call.text('FIELD_ID').removeprefix('PROPERTY_')}"
    field = row.fields.get(key)
    values = list(element.values.get(key, {}).values())
    if field is not None and field.type == "S:DiskFile":
        return [f"/bitrix/tools/disk/uf.php?attachedId={value}&action=download&ncc=1" for value in values]
    if field is None or field.type != "F":
        return []
    where = f"/company/lists/{row.id}/file/{element.section}/{element.id}/{key}"
    return [f"{where}/{value}/?ncc=y&download=y" for value in values]


@answers("page.file")
def at_address(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:  # noqa: ARG001
    """A file of an element, for those who may read the list."""
    parts = path.strip("/").split("/")
    if parts[:2] != ["company", "lists"] or len(parts) != 8 or user is None:
        return None
    state = portal.state(Lists)
    row = state.blocks.get(number(parts[2]))
    element = row.elements.get(number(parts[5])) if row else None
    if row is None or element is None or level(portal, user, row) < LETTERS.index("R"):
        return None
    field = row.fields.get(parts[6])
    if field is None or field.type != "F" or parts[7] not in element.values.get(field.id, {}).values():
        return None
    found = state.files.get(number(parts[7]))
    return Handed(*found) if found else None


@answers("lists.element")
def card(portal: Portal, id: int, user: User) -> dict[str, Any] | None:
    """An element that the user may read: its title, its list, the first value of each field."""
    for row in portal.state(Lists).blocks.values():
        element = row.elements.get(id)
        if element is not None and level(portal, user, row) >= LETTERS.index("R"):
            values = {key: next(iter(found.values()), "") for key, found in element.values.items()}
            fields = {"ID": str(id), "NAME": element.name, "CREATED_BY": str(element.by)} | values
            return {"id": id, "title": element.name, "iblock": row.id, "iblock_type": row.type, "fields": fields}
    return None


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    found = []
    for row in portal.state(Lists).blocks.values():
        name = str(row.facts["NAME"])
        found.append(trace("lists", row.id, row.maker, name, (row.facts, row.rights, row.messages)))
        for field in row.fields.values():
            if field.id != "NAME":
                facts = (field.type, field.name, field.facts, field.options)
                found.append(trace("list fields", f"{row.id} {field.id}", field.maker, f"{name}: {field.name}", facts))
        for section in row.sections.values():
            title = f"{name}: {section.facts['NAME']}"
            found.append(trace("list sections", section.id, section.maker, title, (section.parent, section.facts)))
        for element in row.elements.values():
            content = (element.values, element.facts, element.section)
            found.append(trace("list elements", element.id, element.maker, f"{name}: {element.name}", content))
    return found


def _find(call: Call, row: Block) -> Element:
    if call.get("ELEMENT_ID") in (None, "") and not call.text("ELEMENT_CODE"):
        raise missing("ELEMENT_ID")
    found = _named(call, row)
    if found is None:
        raise RestError(400, "ERROR_ELEMENT_NOT_FOUND", "Element not found")
    return found


def _named(call: Call, row: Block) -> Element | None:
    if call.get("ELEMENT_ID") not in (None, ""):
        return row.elements.get(number(call.get("ELEMENT_ID")))
    code = call.text("ELEMENT_CODE")
    return next((element for element in row.elements.values() if element.code == code), None)


def _flat(call: Call, row: Block, element: Element) -> dict[str, Any]:
    """The element for filters and sorting: times as they compare, all values of a field."""
    portal = call.portal
    found: dict[str, Any] = _own(element) | {key: None for key in row.fields if key.startswith("PROPERTY_")}
    found |= {key: list(values.values()) for key, values in element.values.items()} | element.facts
    return found | {"DATE_CREATE": portal.iso(element.created), "TIMESTAMP_X": portal.iso(element.modified)}


def _own(element: Element) -> dict[str, Any]:
    return {
        "ID": str(element.id), "CODE": element.code, "NAME": element.name,
        "IBLOCK_SECTION_ID": str(element.section) if element.section else None, "CREATED_BY": str(element.by),
        "MODIFIED_BY": str(element.modified_by), "BP_PUBLISHED": "Y", "SORT": str(element.facts.get("SORT") or 500),
    }  # fmt: skip


def _shown(call: Call, row: Block, element: Element, select: list[str]) -> dict[str, Any]:
    portal = call.portal
    found = _own(element) | {
        "DATE_CREATE": site_time(portal, element.created), "TIMESTAMP_X": site_time(portal, element.modified),
    }  # fmt: skip
    found |= {key: value for key, value in element.facts.items() if value is not None}
    for key, values in element.values.items():
        if values:
            field = row.fields[key]
            found[key] = {value_id: shown(call, field, value) for value_id, value in values.items()}
    return {name: value for name, value in found.items() if not select or name in select or name == "ID"}
