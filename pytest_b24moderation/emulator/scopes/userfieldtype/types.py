"""Types of user fields that applications draw themselves. restdocs: api-reference/widgets/user-field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal, Trace, trace
from pytest_b24moderation.emulator.registry import act, answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, argument_empty, argument_wrong, core
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.rest.urls import check_handler

LONGEST = 50
CODE = re.compile(r"[a-z0-9_]+")
ENTITY_TYPES = {"lead": 1, "deal": 2, "contact": 3, "company": 4, "quote": 7, "smart_invoice": 31}


@dataclass(slots=True)
class FieldType:
    """A type. ``code`` is the application's short one; fields name it `rest_<application>_<code>`."""

    app_id: int
    code: str
    handler: str
    title: str
    description: str
    height: int
    maker: Maker

    @property
    def full(self) -> str:
        return f"rest_{self.app_id}_{self.code}"


@dataclass
class FieldTypes:
    """Every application's types by (application, short code)."""

    rows: dict[tuple[int, str], FieldType] = field(default_factory=dict)


@method("userfieldtype.add", app_only=True, refusal="ACCESS_DENIED")
def add(call: Call) -> bool:
    call.require_admin()
    code, handler = call.text("USER_TYPE_ID"), call.text("HANDLER")
    if not code:
        raise argument_empty("USER_TYPE_ID")
    if not handler:
        raise argument_empty("HANDLER")
    if not CODE.fullmatch(code) or len(f"rest_{call.app.id}_{code}") > LONGEST:
        raise argument_wrong("Wrong value", "USER_TYPE_ID")
    check_handler(call.portal, handler)
    rows = call.state(FieldTypes).rows
    _free(call, handler, code)
    if (call.app.id, code) in rows:
        raise core("Unable to set placement handler: Handler already binded")
    rows[call.app.id, code] = FieldType(
        call.app.id, code, handler, call.text("TITLE"), call.text("DESCRIPTION"), _height(call), call.maker
    )
    return True


@method("userfieldtype.update", app_only=True, refusal="ACCESS_DENIED")
def update(call: Call) -> bool:
    row = _find(call)
    if handler := call.text("HANDLER"):
        check_handler(call.portal, handler)
        _free(call, handler, row.code)
        row.handler = handler
    row.title = call.text("TITLE", row.title)
    row.description = call.text("DESCRIPTION", row.description)
    if call.get("OPTIONS") is not None:
        row.height = _height(call)
    return True


@method("userfieldtype.list", app_only=True, refusal="ACCESS_DENIED")
def listed(call: Call) -> list[dict[str, str]]:
    """The application's own types."""
    call.require_admin()
    return [
        {"USER_TYPE_ID": row.code, "HANDLER": row.handler, "TITLE": row.title, "DESCRIPTION": row.description}
        for row in call.state(FieldTypes).rows.values()
        if row.app_id == call.app.id
    ]


@method("userfieldtype.delete", app_only=True, refusal="ACCESS_DENIED")
def delete(call: Call) -> bool:
    row = _find(call)
    del call.state(FieldTypes).rows[row.app_id, row.code]
    return True


def _find(call: Call) -> FieldType:
    call.require_admin()
    code = call.text("USER_TYPE_ID")
    if not code:
        raise argument_empty("USER_TYPE_ID")
    row = call.state(FieldTypes).rows.get((call.app.id, code))
    if row is None:
        raise RestError(400, "ERROR_NOT_FOUND", "User Field Type not found")
    return row


def _free(call: Call, handler: str, code: str) -> None:
    rows = call.state(FieldTypes).rows.values()
    if any(row.app_id == call.app.id and row.handler == handler and row.code != code for row in rows):
        raise core("Unable to set placement handler: Handler already binded")


def _height(call: Call) -> int:
    options = as_dict(call.get("OPTIONS"))
    return max(number(options.get("height", options.get("HEIGHT"))), 0)


@act("render-field")
def render_field(portal: Portal, user: User, type: str, entity: str, id: int) -> dict[str, Any]:
    """What the portal gives the frame of a user field of that type in that item's card (its own page draws it).

    Returns {app, handler, placement, options}. ``type``: short or full code; ``entity``: "deal", "dynamic_128".
    """
    rows = portal.state(FieldTypes).rows.values()
    row = next((one for one in rows if type in (one.code, one.full)), None)
    if row is None:
        known = ", ".join(one.full for one in rows)
        raise ActError("render-field: no application brought this type of fields", known, type, absent=not rows)
    fields = portal.ask("crm.userfields", type=entity) or []
    field_ = next((one for one in fields if one["type"] == row.full), None)
    card = portal.ask("crm.card", type=entity, id=id, user=user)
    if field_ is None or card is None:
        what = "field of this type" if field_ is None else f"item {id}"
        raise ActError(f"render-field: {entity} has no {what}", row.full, ", ".join(one["type"] for one in fields))
    options = context(portal, type=entity, id=id, field=field_, value=card["fields"].get(field_["name"]))
    found = portal.app(row.app_id)
    return {
        "app": found.code if found else "",
        "handler": row.handler,
        "placement": "USERFIELD_TYPE",
        "options": options,
    }


@answers("userfieldtype.context")
def context(portal: Portal, type: str, id: int, field: Mapping[str, Any], value: Any) -> dict[str, Any]:  # noqa: ARG001
    """PLACEMENT_OPTIONS of the frame of a card's field.

    Source: restdocs: api-reference/widgets/user-field/userfieldtype-add.md.
    """
    kind = ENTITY_TYPES.get(type) or number(type.removeprefix("dynamic_"))
    return {
        "MODE": "view", "ENTITY_ID": field["entity"], "FIELD_NAME": field["name"], "ENTITY_VALUE_ID": str(id),
        "VALUE": value, "MULTIPLE": "Y" if field["multiple"] else "N",
        "MANDATORY": "Y" if field["mandatory"] else "N", "XML_ID": field["xml_id"] or None,
        "ENTITY_DATA": {"entityTypeId": kind, "entityId": str(id), "module": "crm"},
    }  # fmt: skip


@answers("userfieldtype.types")
def types(portal: Portal) -> list[dict[str, Any]]:
    """Every type, for pages and for whoever makes fields."""
    return [
        {"id": row.code, "full": row.full, "title": row.title or row.code, "handler": row.handler,
         "app": row.maker.code, "height": row.height}
        for row in portal.state(FieldTypes).rows.values()
    ]  # fmt: skip


@answers("app.uninstalled")
def uninstalled(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - they go either way
    state = portal.state(FieldTypes)
    state.rows = {key: row for key, row in state.rows.items() if row.app_id != app.id}


@answers("app.updated")
def renewed(portal: Portal, app: App) -> None:
    """Another version begins; whether types of fields outlive it is not known."""
    if portal.profile.update_drops_field_types:
        uninstalled(portal, app, clean=False)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("user field types", f"{row.maker.code} {row.code}", row.maker, row.title or row.code,
              (row.handler, row.description, row.height))
        for row in portal.state(FieldTypes).rows.values()
    ]  # fmt: skip
