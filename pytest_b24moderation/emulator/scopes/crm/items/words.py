"""Names of the universal methods: camelCase, with words of their own. restdocs: crm/universal/object-fields.md"""

from __future__ import annotations

import re
from typing import Any

RENAMED = {
    "DATE_CREATE": "createdTime", "DATE_MODIFY": "updatedTime", "CREATED_BY_ID": "createdBy",
    "MODIFY_BY_ID": "updatedBy", "MOVED_BY_ID": "movedBy", "STATUS_ID": "stageId",
    "STATUS_SEMANTIC_ID": "stageSemanticId", "COMPANY_TYPE": "typeId",
}  # fmt: skip
"""Classic name → universal name, where case alone does not make it."""
UPPER = {"CREATED_BY_ID": "CREATED_BY", "MODIFY_BY_ID": "UPDATED_BY", "DATE_CREATE": "CREATED_TIME",
         "DATE_MODIFY": "UPDATED_TIME", "MOVED_BY_ID": "MOVED_BY"}  # fmt: skip
"""`upperName` of invoices and smart processes, where it is not the classic name."""


def camel(name: str) -> str:
    """CONTACT_ID → contactId, UF_CRM_2_1639 → ufCrm2_1639, UF_CRM_1720 → ufCrm_1720, PARENT_ID_2 → parentId2."""
    first, *rest = name.lower().split("_")
    found = first
    for n, part in enumerate(rest):
        number_of_field = part.isdigit() and n == len(rest) - 1 and name.startswith("UF_")
        found += f"_{part}" if number_of_field else part[:1].upper() + part[1:]
    return found


def universal(name: str) -> str:
    """The universal name of a classic field."""
    return RENAMED.get(name) or camel(name)


def upper(name: str) -> str:
    """createdTime → CREATED_TIME."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).upper()


def described_word(
    name: str, kind: str, *, title: str = "", required: bool = False, read_only: bool = False, immutable: bool = False
) -> dict[str, Any]:
    """A field of an object that is no record, as the universal `*.fields` tell it."""
    return {
        "type": kind, "isRequired": required, "isReadOnly": read_only, "isImmutable": immutable, "isMultiple": False,
        "isDynamic": False, "title": title or upper(name), "upperName": upper(name),
    }  # fmt: skip
