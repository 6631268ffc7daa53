"""Where the stages of a record are, and what a move means."""

from __future__ import annotations

from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, Record
from pytest_b24moderation.emulator.scopes.crm.state import Crm, Move, Status


def stage_entity(category: int) -> str:
    """The dictionary of a deal pipeline's stages."""
    return f"DEAL_STAGE_{category}" if category else "DEAL_STAGE"


def stage_in(category: int, code: str) -> str:
    """A stage's code in a deal pipeline: C3:NEW, plain in the default one."""
    return f"C{category}:{code}" if category else code


def dictionary_of(kind: Kind, category: int) -> str:
    """The dictionary of a kind's stages, in that pipeline where it has several."""
    if not kind.pipelines or not category:
        return kind.dictionary
    return f"{kind.dictionary}_{category}"


def first_stage(crm: Crm, kind: Kind, category: int) -> str:
    rows = crm.dictionary(dictionary_of(kind, category))
    return rows[0].code if rows else ""


def stage_of(crm: Crm, kind: Kind, record: Record) -> Status | None:
    """The row of the stage that a record is in."""
    wanted = dictionary_of(kind, number(record.values.get("CATEGORY_ID")))
    code = record.values.get(kind.stage)
    return next((row for row in crm.statuses.values() if row.entity == wanted and row.code == code), None)


def note_move(crm: Crm, kind: Kind, record: Record, now: str, *, new: bool, pipeline: bool = False) -> None:
    """A line in the history of stages. restdocs: api-reference/crm/crm-stage-history-list.md"""
    found = stage_of(crm, kind, record)
    semantics = (found.semantics if found else "") or "P"
    what = 1 if new else 5 if pipeline else 2 if semantics == "P" else 3
    category = number(record.values.get("CATEGORY_ID"))
    stage = str(record.values.get(kind.stage))
    move = Move(crm.next_id("move"), kind.type_id, what, record.id, now, category, semantics, stage)
    crm.history.append(move)
