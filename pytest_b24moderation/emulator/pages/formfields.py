"""Fields of a CRM card that an application draws: its own types (docs: api-reference/widgets/user-field)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.frame import Opening
from pytest_b24moderation.emulator.pages.application import layout, open_spot
from pytest_b24moderation.emulator.pages.visit import Visit

TYPE = re.compile(r"rest_(\d+)_(.+)")
LOWEST, HIGHEST = 40, 1000
"""Pixels that a field's frame may be high."""


@dataclass(frozen=True)
class FormField:
    """One such field: its ``name`` and ``title``, the frame and its height, and what the form keeps as its value."""

    name: str
    title: str
    height: int
    value: Any
    frame: Mapping[str, Any]


def form_fields(visit: Visit, kind: str, number: int, values: Mapping[str, Any]) -> list[FormField]:
    """The fields of that card whose types belong to applications, each with its frame opened."""
    found = []
    for field in visit.portal.ask("crm.userfields", type=kind) or []:
        match = TYPE.fullmatch(str(field["type"]))
        app = visit.portal.app(match[1]) if match else None
        kept = _type(visit, app, match[2]) if match and app else None
        if app is None or kept is None or not app.installed:
            continue
        value = values.get(field["name"])
        context = visit.portal.ask("userfieldtype.context", type=kind, id=number, field=field, value=value)
        opening = _open(visit, app, kept, context)
        height = min(max(int(kept.get("height") or 0) or 90, LOWEST), HIGHEST)
        found.append(
            FormField(field["name"], field["title"], height, value, layout(visit, opening, field=field["name"]))
        )
    return found


def _type(visit: Visit, app: App, code: str) -> Mapping[str, Any] | None:
    rows = visit.portal.ask("userfieldtype.types") or []
    return next(
        (row for row in rows if row["app"] == app.code and str(row["id"]) in (code, f"rest_{app.id}_{code}")), None
    )


def _open(visit: Visit, app: App, kept: Mapping[str, Any], context: Mapping[str, Any]) -> Opening:
    spots = visit.portal.bindings.placements
    bound = (row for row in spots if row.app_id == app.id and row.code == "USERFIELD_TYPE")
    spot = next((row for row in bound if row.handler == kept["handler"]), None)
    return open_spot(visit, app, spot or Placement(0, app.id, "USERFIELD_TYPE", str(kept["handler"])), context)
