"""Types of payers of invoices. restdocs: api-reference/crm/outdated/invoice/crm-person-type-list.md

They are not those of the shop's orders (`sale.persontype.list`), which have numbers of their own.
"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict
from pytest_b24moderation.emulator.selection import matches, ordered

PAYERS = {1: "CRM_COMPANY", 2: "CRM_CONTACT"}
FIELDS = {"ID": "integer", "NAME": "string"}


@method("crm.persontype.fields")
def payer_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    """restdocs: api-reference/crm/outdated/invoice/crm-person-type-fields.md"""
    flags = {"isRequired": False, "isReadOnly": True, "isImmutable": False, "isMultiple": False, "isDynamic": False}
    return {name: {"type": kind, **flags} for name, kind in FIELDS.items()}


@method("crm.persontype.list")
def payer_list(call: Call) -> Listed:
    rows = [{"ID": str(key), "NAME": name} for key, name in PAYERS.items()]
    found = [row for row in rows if matches(row, as_dict(call.get("filter")), FIELDS.__contains__)]
    return page(call, ordered(found, as_dict(call.get("order"))))


@answers("crm.payer_types")
def payer_types(portal: Portal) -> dict[int, str]:  # noqa: ARG001 - the same on every portal
    """Number → name."""
    return PAYERS
