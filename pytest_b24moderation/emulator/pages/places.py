"""What the pages offer of applications: their widgets for each place, ready for templates and scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.pages.menu import widgets

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.pages.visit import Visit

CONTEXTS = {"user": "USER", "bot": "USER", "chat": "CHAT", "lines": "LINES"}
"""Kind of a dialog → the context that a messenger's widget may be bound for."""


def offered(visit: Visit, code: str, context: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The widgets of a place: title, description, group, and the parameters that open each with that context."""
    rows = []
    for app, spot in widgets(visit.portal, visit.user, code):
        rows.append(
            {
                "id": spot.id,
                "app": app.id,
                "code": code,
                "title": spot.name(visit.language, app.title(visit.language)),
                "description": _text(spot, visit.language, "DESCRIPTION") or spot.description,
                "group": _text(spot, visit.language, "GROUP_NAME") or spot.group,
                "options": spot.options,
                "params": {
                    "ID": app.id, "PLACEMENT": code, "PLACEMENT_ID": spot.id, "PLACEMENT_OPTIONS": dict(context or {}),
                },
            }
        )  # fmt: skip
    return rows


def in_dialog(visit: Visit, code: str, kind: str, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The messenger's widgets that were bound for dialogs of that kind and for this person's role."""
    fitting = []
    for row in offered(visit, code, context):
        contexts = str(row["options"].get("context", "ALL")).split(";")
        role = str(row["options"].get("role", "USER")).upper()
        here = "ALL" in contexts or CONTEXTS.get(kind, "CHAT") in contexts
        if here and (role != "ADMIN" or visit.user.admin):
            fitting.append(row)
    return fitting


def background(visit: Visit) -> list[dict[str, Any]]:
    """The hidden handlers that every page loads."""
    return offered(visit, "PAGE_BACKGROUND_WORKER", {"ID": "PAGE_BACKGROUND_WORKER"})


def _text(spot: Placement, language: str, name: str) -> str:
    return spot.langs.get(language, {}).get(name, "")
