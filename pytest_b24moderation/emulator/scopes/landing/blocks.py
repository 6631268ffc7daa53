"""Blocks of pages: those that applications brought. restdocs: api-reference/landing/page/block-methods, block/methods.

The portal's own library of blocks is not emulated: its codes are a gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.dispatch import gap
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number, truth
from pytest_b24moderation.emulator.scopes.landing.pages import page
from pytest_b24moderation.emulator.scopes.landing.repository import UNSAFE
from pytest_b24moderation.emulator.scopes.landing.state import Piece, Sites, array, may_edit, stamp, stamps, wanted

ADDING = "api-reference/landing/page/block-methods/landing-landing-add-block.md"
MOVING = "api-reference/landing/page/block-methods/landing-landing-move-block.md"
ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]+")


@method("landing.landing.addblock")
def add(call: Call) -> int:
    """A block of an application's repository (`repo_<id>`) at the end of a page, or after another block."""
    wanted(call, "lid", "fields")
    may_edit(call)
    row, fields, state = page(call), array(call, "fields"), call.state(Sites)
    code = str(fields.get("CODE") or "")
    if code and not code.startswith("repo_"):
        raise gap(call.portal, "landing.landing.addblock", ADDING)
    source = state.rows["repo"].get(number(code.removeprefix("repo_")))
    if source is None:
        text = "Cannot add block because it is not intended for this type of page."
        raise RestError(400, "BLOCK_CANT_BE_ADDED", text)
    content = str(fields.get("CONTENT") or source.values["CONTENT"])
    if UNSAFE.search(content):
        raise RestError(400, "CONTENT_IS_BAD", "Content is defined as unsafe.")
    values = {
        "LID": str(row.id), "CODE": code, "NAME": source.values["NAME"], "CONTENT": content, "DELETED": "N",
        "ACTIVE": "N" if fields.get("ACTIVE") == "N" else "Y", "REPO_ID": source.id, "SORT": 0, **stamps(call),
    }  # fmt: skip
    made = state.put("block", values, call.maker)
    _place(state, row, made, number(fields.get("AFTER_ID")))
    stamp(call, row)
    return made.id


def _place(state: Sites, row: Piece, block: Piece, after_id: int) -> None:
    """A block after another one of its page, or at the end."""
    line = [one for one in _line(state, row.id) if one is not block]
    after = next((n for n, one in enumerate(line, 1) if one.id == after_id), len(line))
    _sort([*line[:after], block, *line[after:]])


def _line(state: Sites, page_id: int) -> list[Piece]:
    """The blocks of a page from top to bottom, without the deleted ones."""
    rows = [one for one in state.below("block", "LID", page_id) if one.values["DELETED"] == "N"]
    return sorted(rows, key=lambda one: (one.values["SORT"], one.id))


def _sort(line: list[Piece]) -> None:
    for n, one in enumerate(line, 1):
        one.values["SORT"] = n * 500


def _block(call: Call, *, deleted: bool = False) -> tuple[Piece, Piece]:
    """(page, block) that the call names."""
    wanted(call, "lid", "block")
    may_edit(call)
    row = page(call)
    found = call.state(Sites).rows["block"].get(number(call.get("block")))
    if found is None or found.values["LID"] != str(row.id) or (found.values["DELETED"] == "Y" and not deleted):
        raise RestError(400, "BLOCK_NOT_FOUND", "Block not found in the landing")
    return row, found


def _mark(values: dict[str, str], call: Call) -> bool:
    row, found = _block(call, deleted="DELETED" in values)
    found.values |= values
    stamp(call, found)
    stamp(call, row)
    return True


def _shift(step: int, call: Call) -> bool:
    row, found = _block(call)
    line = _line(call.state(Sites), row.id)
    place = line.index(found)
    if not 0 <= place + step < len(line):
        raise RestError(400, "BLOCK_WRONG_SORT", "Out of sort range or block not found")
    line[place], line[place + step] = line[place + step], line[place]
    _sort(line)
    return True


@method("landing.landing.deleteblock")
def delete(call: Call) -> bool:
    _, found = _block(call)
    del call.state(Sites).rows["block"][found.id]
    return True


@method("landing.landing.copyblock")
def copy(call: Call) -> int:
    """Another page's block to this page."""
    wanted(call, "lid", "block")
    may_edit(call)
    row, state = page(call), call.state(Sites)
    source = state.rows["block"].get(number(call.get("block")))
    if source is None or source.values["DELETED"] == "Y":
        raise RestError(400, "BLOCK_NOT_FOUND", "Block not found in the landing")
    facts = {name: value for name, value in source.values.items() if name != "ID"} | stamps(call)
    made = state.put("block", facts | {"LID": str(row.id), "SORT": 0}, call.maker)
    _sort([*[one for one in _line(state, row.id) if one is not made], made])
    return made.id


@method("landing.landing.moveblock")
def move(call: Call) -> int:
    """A block of any page to a place on this page. What the portal draws of it (RETURN_CONTENT) is a gap."""
    wanted(call, "lid", "block")
    may_edit(call)
    row, params, state = page(call), array(call, "params"), call.state(Sites)
    found = state.rows["block"].get(number(call.get("block")))
    if found is None or found.values["DELETED"] == "Y":
        raise RestError(400, "BLOCK_NOT_FOUND", "Block not found in the landing")
    if params.get("RETURN_CONTENT") == "Y":
        raise gap(call.portal, "landing.landing.moveblock", MOVING)
    found.values["LID"] = str(row.id)
    _place(state, row, found, number(params.get("AFTER_ID")))
    stamp(call, found)
    stamp(call, row)
    return found.id


@method("landing.landing.removeEntities")
def remove(call: Call) -> bool:
    """Blocks of a page go for good; what is not there, or not one's to delete, is passed over.

    Images of blocks have no records to clear.
    """
    wanted(call, "lid", "data")
    row, rows = page(call), call.state(Sites).rows["block"]
    named = as_list(array(call, "data").get("blocks")) if call.user.admin else []
    for key in map(number, named):
        if key in rows and rows[key].values["LID"] == str(row.id):
            del rows[key]
    return True


@method("landing.block.updatecontent")
def update_content(call: Call) -> bool:
    wanted(call, "lid", "block", "content")
    row, found = _block(call)
    if UNSAFE.search(call.text("content")):
        raise RestError(400, "CONTENT_IS_BAD", "Content is defined as unsafe.")
    found.values["CONTENT"] = call.text("content")
    stamp(call, found)
    stamp(call, row)
    return True


@method("landing.block.changeAnchor")
def change_anchor(call: Call) -> bool:
    """The id of a block's wrapper, by which links on the page reach it; an empty one is the block's own again."""
    wanted(call, "lid", "block", "data")
    row, found = _block(call)
    anchor = call.text("data")
    if anchor and not ANCHOR.fullmatch(anchor):
        allowed = '"a-z", "0-9", "-", "_", ".", ":"'
        text = f"The anchor must start with a character from a-z and may only contain characters from {allowed}"
        raise RestError(400, "BAD_ANCHOR", text)
    found.values["ANCHOR"] = anchor
    stamp(call, found)
    stamp(call, row)
    return True


@method("landing.block.getlist")
def get_list(call: Call) -> list[dict[str, Any]]:
    """Blocks of a page; with content where `get_content` asks for it."""
    wanted(call, "lid")
    row, params, state = page(call), array(call, "params"), call.state(Sites)
    gone = truth(params.get("deleted"))
    rows = [one for one in state.below("block", "LID", row.id) if one.values["DELETED"] == "Y"] if gone else None
    return [_shown(state, one, content=truth(params.get("get_content"))) for one in rows or _line(state, row.id)]


@method("landing.block.getbyid")
def get_by_id(call: Call) -> dict[str, Any]:
    wanted(call, "block")
    params, state = array(call, "params"), call.state(Sites)
    found = state.rows["block"].get(number(call.get("block")))
    if found is None or (found.values["DELETED"] == "Y" and not truth(params.get("deleted"))):
        raise RestError(400, "BLOCK_NOT_FOUND", "Block not found")
    return _shown(state, found, content=truth(params.get("get_content")))


def _shown(state: Sites, block: Piece, *, content: bool) -> dict[str, Any]:
    values = block.values
    row = state.rows["page"][int(values["LID"])]
    site = state.rows["site"][int(row.values["SITE_ID"])]
    meta = {
        "LID": values["LID"], "FAVORITE_META": "", "LANDING_TITLE": row.values["TITLE"], "LANDING_TPL_CODE": "",
        "SITE_TYPE": site.values["TYPE"], "SITE_TPL_CODE": "", "XML_ID": "", "DESIGNER_MODE": "",
        **{name: values[name] for name in ("CREATED_BY_ID", "DATE_CREATE", "MODIFIED_BY_ID", "DATE_MODIFY")},
    }  # fmt: skip
    found: dict[str, Any] = {
        "id": block.id, "lid": row.id, "code": values["CODE"], "name": values["NAME"],
        "active": values["ACTIVE"] == "Y", "meta": meta,
    }  # fmt: skip
    if content:
        anchor = values.get("ANCHOR") or f"b{block.id}"
        wrapper = f'<div id="{anchor}" class="block-wrapper block-{values["CODE"].replace("_", "-")}">'
        found |= {"content": f"{wrapper}{values['CONTENT']}</div>", "css": [], "js": []}
    return found


METHODS: list[Callable[[Call], Any]] = [
    method("landing.landing.hideblock")(partial(_mark, {"ACTIVE": "N"})),
    method("landing.landing.showblock")(partial(_mark, {"ACTIVE": "Y"})),
    method("landing.landing.markdeletedblock")(partial(_mark, {"DELETED": "Y"})),
    method("landing.landing.markundeletedblock")(partial(_mark, {"DELETED": "N"})),
    method("landing.landing.upblock")(partial(_shift, -1)),
    method("landing.landing.downblock")(partial(_shift, 1)),
]
