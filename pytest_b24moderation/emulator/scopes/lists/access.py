"""Which list a call means, and whether its user may do that there."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.lists.state import Block, Lists
from pytest_b24moderation.emulator.selection import matches, ordered, split_key

TYPES = ("lists", "bitrix_processes", "lists_socnet")
LETTERS = "DRESTUWX"
"""Levels of access: none, read, add, see in the panel, add there, change within limits, change, everything."""


def missing(name: str) -> RestError:
    return RestError(400, "ERROR_REQUIRED_PARAMETERS_MISSING", f"Required parameter `{name}` is missing")


def given(call: Call, *names: str) -> None:
    """All of these have to be there."""
    for name in names:
        if call.get(name) in (None, "", [], {}):
            raise missing(name)


def block(call: Call, letter: str) -> Block:
    """The list that the call names by type and id or code, where its user has that letter."""
    given(call, "IBLOCK_TYPE_ID")
    kind = call.text("IBLOCK_TYPE_ID")
    if call.get("IBLOCK_ID") in (None, "") and not call.text("IBLOCK_CODE"):
        raise missing("IBLOCK_ID")
    row = named(call)
    if kind not in TYPES:
        raise access_denied()
    if row is None or row.type != kind:
        raise RestError(400, "ERROR_IBLOCK_NOT_FOUND", "Iblock not found")
    if level(call.portal, call.user, row) < LETTERS.index(letter):
        raise access_denied()
    return row


def named(call: Call) -> Block | None:
    """The list of IBLOCK_ID, else of IBLOCK_CODE."""
    blocks = call.state(Lists).blocks
    if call.get("IBLOCK_ID") not in (None, ""):
        return blocks.get(number(call.get("IBLOCK_ID")))
    code = call.text("IBLOCK_CODE")
    return next((row for row in blocks.values() if code and row.code == code), None)


def level(portal: Portal, user: User, row: Block) -> int:
    """The index of the user's letter."""
    if user.admin:
        return LETTERS.index("X")
    codes = {*portal.people.access_codes(user), "*"}
    return max((LETTERS.index(letter) for code, letter in row.rights.items() if code in codes), default=0)


def rights_of(call: Call) -> dict[str, str]:
    rights = as_dict(call.get("RIGHTS"))
    return {str(code): str(letter) for code, letter in rights.items() if str(letter) in tuple(LETTERS)}


def chosen(call: Call, rows: list[dict[str, Any]], order: dict[str, Any]) -> Listed:
    """The page of ``rows`` by FILTER; a bare value with % in it is a mask."""
    wanted = {}
    for key, value in as_dict(call.get("FILTER")).items():
        prefix, _ = split_key(key)
        masked = not prefix and isinstance(value, str) and "%" in value
        wanted[f"=%{key}" if masked else key] = value
    fields = set(rows[0]) if rows else set()
    return page(call, ordered([row for row in rows if matches(row, wanted, fields.__contains__)], order))
