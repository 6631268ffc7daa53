"""`crm.entity.mergeBatch`. restdocs: api-reference/crm/duplicates/crm-entity-merge-batch.md"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.access import may_read, may_write
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, Record
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_of
from pytest_b24moderation.emulator.scopes.crm.records import announce, link, remove
from pytest_b24moderation.emulator.scopes.crm.rows import recount
from pytest_b24moderation.emulator.scopes.crm.state import Crm

LEAST = 2
OWN = (
    "ID",
    "ASSIGNED_BY_ID",
    "CREATED_BY_ID",
    "MODIFY_BY_ID",
    "MOVED_BY_ID",
    "OPENED",
    "QUOTE_NUMBER",
    "ACCOUNT_NUMBER",
)
OWN_PARTS = ("DATE_", "LAST_", "MOVED_", "HAS_", "IS_", "OPPORTUNITY", "TAX_")
"""Fields that the main one keeps, whatever the others say."""


@method("crm.entity.mergeBatch")
def merge_batch(call: Call) -> dict[str, Any]:
    """The first one takes what the others have and it has not; they go. CONFLICT where they say different things."""
    sent = as_dict(call.get("params"))
    type_id = number(sent.get("entityTypeId"))
    if not type_id:
        raise RestError(400, "0", "The parameter entityTypeId is required.")
    kind = kind_of(call.state(Crm), type_id)
    if kind is None:
        raise RestError(400, "0", f"Entity type {type_id} is not supported")
    ids = list(dict.fromkeys(number(one) for one in as_list(sent.get("entityIds"))))
    if len(ids) < LEAST:
        raise RestError(400, "0", "The parameter entityIds must contains at least two elements.")
    main, *others = (_find(call, kind, one) for one in ids)
    if any(_conflict(main, one) for one in others):
        return {"STATUS": "CONFLICT", "ENTITY_IDS": []}
    for other in others:
        _take(main, other)
    recount(kind, main)
    for other in others:
        source, target = (kind.type_id, other.id), (kind.type_id, main.id)
        call.portal.tell("crm.merged", source=source, target=target)
        remove(call, kind, other, heir=main)
    announce(call, kind, main, "UPDATE")
    return {"STATUS": "SUCCESS", "ENTITY_IDS": ids[1:]}


def _find(call: Call, kind: Kind, record_id: int) -> Record:
    record = call.state(Crm).of(kind.name).get(record_id)
    if record is None:
        raise RestError(400, "0", "Owner was not found")
    if not (may_read(call.portal, call.user, record) and may_write(call.portal, call.user, record)):
        raise RestError(403, "403", "Access denied")
    return record


def _mergeable(record: Record) -> dict[str, Any]:
    return {
        name: value
        for name, value in record.values.items()
        if name not in OWN and not name.startswith(OWN_PARTS) and value not in (None, "", [])
    }


def _conflict(main: Record, other: Record) -> bool:
    mine = _mergeable(main)
    links = ("CONTACT_ID", "COMPANY_ID")
    return any(name in mine and mine[name] != value and name not in links for name, value in _mergeable(other).items())


def _take(main: Record, other: Record) -> None:
    main.values = main.values | {
        name: value for name, value in _mergeable(other).items() if main.values.get(name) in (None, "", [])
    }
    for what, rows in other.fm.items():
        known = {row["VALUE"] for row in main.fm.get(what, [])}
        main.fm.setdefault(what, []).extend(row for row in rows if row["VALUE"] not in known)
    for name, mine, theirs in (
        ("CONTACT_IDS", main.contacts, other.contacts),
        ("COMPANY_IDS", main.companies, other.companies),
    ):
        ids = [row[name[:-1]] for row in [*mine, *theirs]]
        if theirs:
            link(main, name, list(dict.fromkeys(ids)))
    main.products = [*main.products, *(row | {"OWNER_ID": str(main.id)} for row in other.products)]
    main.observers = list(dict.fromkeys([*main.observers, *other.observers]))
