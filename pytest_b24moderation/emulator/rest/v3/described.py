"""`*.field.list` and `*.field.get` of an object. restdocs: tasks/tasks-task-field-list.md and its like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.entity import Entity, entity
from pytest_b24moderation.emulator.rest.v3.errors import V3Error
from pytest_b24moderation.emulator.rest.v3.given import words
from pytest_b24moderation.emulator.rest.v3.listing import only, selected

ENTITY = "__entity__"
"""Where a `*.field.list` keeps the object that it describes."""
DESCRIPTION = entity(
    "DtoFieldDto",
    """
name string b
type string b
title string b
description string b
validationRules array b
requiredGroups array b
filterable bool b
sortable bool b
editable bool b
multiple bool b
elementType string b
""",
    strict=True,
)


def field_methods(
    prefix: str, told: Entity, allowed: Callable[[Call], object] = lambda _: True
) -> list[Callable[[Call], Any]]:
    """`<prefix>.field.list` and `<prefix>.field.get`; ``allowed`` raises for whoever may not ask."""

    @method3(f"{prefix}.field.list")
    def field_list(call: Call) -> dict[str, Any]:
        allowed(call)
        wanted = selected(call, DESCRIPTION)
        return {"items": [only(row.described(), wanted) for row in told.fields.values()]}

    @method3(f"{prefix}.field.get")
    def field_get(call: Call) -> dict[str, Any]:
        allowed(call)
        name, wanted = words(call, "name"), selected(call, DESCRIPTION)
        row = told.fields.get(name)
        if row is None:
            raise V3Error(
                400, "BITRIX_REST_V3_REALISATION_EXCEPTION_FIELDNOTFOUNDEXCEPTION", f"Field `{name}` not found"
            )
        return {"item": only(row.described(), wanted)}

    setattr(field_list, ENTITY, told)
    return [field_list, field_get]
