"""User fields of every kind for `userfieldconfig.*`, smart processes included."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import all_kinds
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.scopes.crm.userfields import userfield_methods

VERBS = ("add", "get", "list", "update", "delete")


@answers("crm.userfieldconfig")
def userfieldconfig(portal: Portal, call: Call, verb: str, params: dict[str, Any], entity: str = "") -> Any:
    """Do what `crm.*.userfield.<verb>` does, by entity id or by the field's `ID`; None: no such kind or field."""
    crm = portal.state(Crm)
    row = crm.userfields.get(params.get("ID", 0))
    wanted = entity or (row.entity if row else "")
    kind = next((one for one in all_kinds(crm) if one.uf_entity == wanted), None)
    if kind is None:
        return None
    act = dict(zip(VERBS, userfield_methods(kind), strict=True))[verb]
    return act(Call(portal, call.grant, f"crm.{kind.name}.userfield.{verb}", params))


@answers("crm.userfield_entities")
def entities(portal: Portal) -> list[str]:
    """The entity ids that may have user fields."""
    return [kind.uf_entity for kind in all_kinds(portal.state(Crm))]
