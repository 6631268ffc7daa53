"""Templates that start by themselves when a CRM record is made or changed (AUTO_EXECUTE).

restdocs: api-reference/bizproc/template/bizproc-workflow-template-add.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.bizproc.documents import of_crm
from pytest_b24moderation.emulator.scopes.bizproc.state import Processes
from pytest_b24moderation.emulator.scopes.bizproc.workflows import begin_flow

RECORD = re.compile(r"ONCRM(LEAD|DEAL|CONTACT|COMPANY|QUOTE|DYNAMICITEM)(ADD|UPDATE)")
WHEN = {"ADD": 1, "UPDATE": 2}


@answers("announced")
def announced(portal: Portal, event: str, data: Mapping[str, Any] | int, user_id: int) -> None:
    """Start what waits for such a change of such a record."""
    found = RECORD.fullmatch(event)
    if found is None or not isinstance(data, Mapping) or not portal.state(Processes).templates:
        return
    fields = as_dict(data.get("FIELDS"))
    kind = found[1] if found[1] != "DYNAMICITEM" else f"DYNAMIC_{number(fields.get('ENTITY_TYPE_ID'))}"
    document = of_crm(kind, number(fields.get("ID")))
    for template in list(portal.state(Processes).templates.values()):
        if template.type == (*document[:2], kind) and template.auto & WHEN[found[2]]:
            begin_flow(portal, template, document, user_id or 1, PORTAL, {})
