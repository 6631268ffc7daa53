"""Which user fields a card has, for the pages that draw it."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.crm.state import Crm


@answers("crm.userfields")
def userfields(portal: Portal, type: str) -> list[dict[str, Any]]:
    """The user fields of a kind of items ("deal", "dynamic_128")."""
    crm = portal.state(Crm)
    entity = f"CRM_{type.upper()}"
    for smart in crm.types.values() if type.startswith("dynamic_") else ():
        if f"dynamic_{smart.entity_type_id}" == type:
            entity = f"CRM_{smart.id}"
    return [
        {
            "name": row.name,
            "type": row.kind,
            "entity": entity,
            "multiple": row.multiple,
            "mandatory": row.mandatory,
            "title": _label(row.facts.get("EDIT_FORM_LABEL"), portal.language) or row.name,
            "xml_id": str(row.facts.get("XML_ID") or ""),
        }
        for row in crm.fields_of(entity)
    ]


def _label(given: Any, language: str) -> str:
    if isinstance(given, dict):
        return str(given.get(language) or given.get("en") or next(iter(given.values()), ""))
    return str(given or "")
