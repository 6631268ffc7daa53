"""What a portal tells of its REST 3.0. restdocs: api-reference/rest-v3.md."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method3, methods3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import ENTITY
from pytest_b24moderation.emulator.rest.v3.entity import Entity

MODULES = {"documentation": "rest"}
"""First word of a method → the module that it belongs to, where that is another word."""
TYPES: dict[str, dict[str, Any]] = {
    "int": {"type": "integer"}, "float": {"type": "number"}, "string": {"type": "string"}, "bool": {"type": "boolean"},
    "datetime": {"type": "string", "format": "date-time"}, "array": {"type": "array", "items": {}},
    "object": {"type": "object"},
}  # fmt: skip
BODY = {"content": {"application/json": {"schema": {"type": "object"}}}}


@method3("rest.documentation.openapi")
@method3("documentation")
def openapi(call: Call) -> dict[str, Any]:
    """The methods that the caller may call, as a document of OpenAPI."""
    mine = [row for row in methods3().values() if call.grant.allows(row.scopes)]
    names = [row.name for row in mine]
    entities = [getattr(row.act, ENTITY) for row in mine if hasattr(row.act, ENTITY)]
    tags = sorted({module(name) for name in names})
    return {
        "openapi": "3.0.0",
        "info": {"title": "Bitrix24 REST V3 API", "version": "1.0.0"},
        "tags": [{"name": tag, "description": f"{tag} module methods"} for tag in tags],
        "paths": {f"/{name}": _path(name) for name in sorted(names)},
        "components": {"schemas": {one.name: _schema(one) for one in sorted(entities, key=lambda one: one.name)}},
    }


@method3("rest.scope.list")
def scope_list(call: Call) -> dict[str, Any]:  # noqa: ARG001
    """Module → method → the permission that it wants."""
    found: dict[str, dict[str, str]] = {}
    for row in methods3().values():
        found.setdefault(module(row.name), {})[row.name] = row.scopes[0]
    return found


def module(name: str) -> str:
    first = name.partition(".")[0]
    return MODULES.get(first, first)


def _schema(told: Entity) -> dict[str, Any]:
    """An object as OpenAPI describes it; its fields may be absent and null."""
    kinds = {row.name: TYPES[row.kind] | {"nullable": True} for row in told.fields.values()}
    return {"type": "object", "properties": kinds}


def _path(name: str) -> dict[str, Any]:
    answer = {"200": {"description": "Success", "content": {"application/json": {"schema": {"type": "object"}}}}}
    told = {"tags": [module(name)], "responses": answer}
    return {"get": told, "post": told | {"requestBody": BODY}}
