"""What items of checklists have in common, a task's and a template's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.params import number, yes_no


def branch(rows: Mapping[int, Mapping[str, Any]], item_id: int) -> set[int]:
    """The item and all below it."""
    found = {item_id}
    while more := {key for key, row in rows.items() if number(row["PARENT_ID"]) in found} - found:
        found |= more
    return found


def write_item(values: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Title, place and weight of an item, where they were sent; an empty title is not taken over."""
    if str(given.get("TITLE") or "").strip():
        values["TITLE"] = str(given["TITLE"])
    if "SORT_INDEX" in given:
        values["SORT_INDEX"] = str(number(given["SORT_INDEX"]))
    if "IS_IMPORTANT" in given:
        values["IS_IMPORTANT"] = yes_no(given["IS_IMPORTANT"])
