"""Names of the universal methods: camelCase, with words of their own. restdocs: crm/universal/object-fields.md"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.selection import split_key

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


def check_choice(wanted: Mapping[str, Any], order: Mapping[str, Any], names: Collection[str]) -> None:
    """INVALID_ARG_VALUE for a filter or an order by a field that there is not, and for another way than up or down."""
    for name in [split_key(key)[1] for key in wanted if key.lower() != "logic" and not key.isdecimal()]:
        if name not in names:
            raise _wrong("filter", f"field '{name}' is not allowed in filter")
    for name, way in order.items():
        if name not in names:
            raise _wrong("order", f"field '{name}' is not allowed in order")
        if str(way).upper() not in ("ASC", "DESC"):
            raise _wrong("order", f"allowed sort directions are `ASC, DESC`. But got '{way}' for field '{name}'")


def _wrong(where: str, text: str) -> RestError:
    return RestError(400, "INVALID_ARG_VALUE", f"Invalid {where}: {text}")
