"""`crm.stagehistory.list`. restdocs: api-reference/crm/crm-stage-history-list.md"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.access import may_read
from pytest_b24moderation.emulator.scopes.crm.items.words import check_choice
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm, Move
from pytest_b24moderation.emulator.selection import masked, matches, ordered

COMMON = ("ID", "TYPE_ID", "OWNER_ID", "CREATED_TIME")
LEAD = (*COMMON, "STATUS_SEMANTIC_ID", "STATUS_ID")
OTHERS = (*COMMON, "CATEGORY_ID", "STAGE_SEMANTIC_ID", "STAGE_ID")


@method("crm.stagehistory.list")
def stage_history(call: Call) -> Listed:
    crm, wanted, order = call.state(Crm), as_dict(call.get("filter")), as_dict(call.get("order"))
    type_id = number(call.get("entityTypeId"))
    kind = kind_of(crm, type_id)
    if kind is None or not kind.stage or type_id == 7:
        raise RestError(400, "ENTITY_TYPE_NOT_SUPPORTED", f"Entity type {type_id} is not supported")
    names = LEAD if type_id == 1 else OTHERS
    check_choice(wanted, order, names)
    records = crm.of(kind.name)
    rows = [
        _shown(move) for move in crm.history
        if move.entity_type == type_id and move.owner in records
        and may_read(call.portal, call.user, records[move.owner])
    ]  # fmt: skip
    found = page(call, ordered([row for row in rows if matches(row, wanted)], order))
    select = [str(one) for one in as_list(call.get("select"))]
    return Listed({"items": [masked(row, select) for row in found.rows]}, found.total, found.next)


def _shown(move: Move) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ID": move.id, "TYPE_ID": move.type, "OWNER_ID": move.owner, "CREATED_TIME": move.time,
    }  # fmt: skip
    if move.entity_type == 1:
        return found | {"STATUS_SEMANTIC_ID": move.semantics, "STATUS_ID": move.stage}
    return found | {"CATEGORY_ID": move.category, "STAGE_SEMANTIC_ID": move.semantics, "STAGE_ID": move.stage}
