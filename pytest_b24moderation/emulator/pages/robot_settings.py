"""The settings of a robot or activity that its application draws (USE_PLACEMENT of bizproc.robot.add)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.pages.application import layout, open_spot
from pytest_b24moderation.emulator.pages.texts import crm_fields
from pytest_b24moderation.emulator.pages.visit import Visit

CODE = "BIZPROC_ACTIVITY_PROPERTIES_DIALOG"
TYPES = {"OPPORTUNITY": "double", "ASSIGNED_BY_ID": "user", "DATE_CREATE": "datetime", "COMMENTS": "text"}
"""Kinds of the document's fields that are no strings."""


def settings_frame(visit: Visit, row: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    """The frame in place of the fields, None where the portal draws them itself."""
    app = visit.portal.app(str(row.get("app", "")))
    if app is None or not row.get("placement"):
        return None
    properties = row["properties"] if isinstance(row["properties"], Mapping) else {}
    numbers = "_".join(str(visit.portal.rng.randrange(10**4, 10**5)) for _ in range(4))
    context = {
        "code": row["code"],
        "activity_name": f"A{numbers}",
        "properties": dict(properties),
        "current_values": {name: fact.get("Default", "") for name, fact in properties.items()},
        "document_type": visit.portal.ask("bizproc.document_type", type=kind),
        "document_fields": {
            name: {"Name": title, "Type": TYPES.get(name, "string")}
            for name, title in crm_fields(visit.language).items()
        },
        "template": [],
    }
    spot = Placement(0, app.id, CODE, str(row["placement"]))
    return layout(visit, open_spot(visit, app, spot, context))
