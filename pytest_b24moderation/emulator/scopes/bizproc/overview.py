"""Activities, robots, templates and workflows as the portal and its pages see them."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.bizproc.documents import of_crm
from pytest_b24moderation.emulator.scopes.bizproc.state import Processes


@answers("bizproc.activities")
def activities(portal: Portal) -> list[dict[str, Any]]:
    """The applications' activities, for the designer."""
    return _shown(portal, robot=False)


@answers("bizproc.robots")
def robots(portal: Portal) -> list[dict[str, Any]]:
    """The applications' robots, for automation."""
    return _shown(portal, robot=True)


@answers("bizproc.document_type")
def document_type(portal: Portal, type: str) -> list[str]:  # noqa: ARG001 - the same on every portal
    """Module, class and name of the documents that records of that kind are."""
    module, entity, _ = of_crm(type, 0)
    return [module, entity, type.upper()]


@answers("app.uninstalled")
def uninstalled(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - they go in either case
    _drop(portal, app)


@answers("app.updated")
def updated(portal: Portal, app: App) -> None:
    """A new version registers its activities and robots again."""
    _drop(portal, app)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state, found = portal.state(Processes), []
    for row in state.kinds.values():
        section = "robots" if row.robot else "workflow activities"
        name = row.text("NAME", portal.language)
        found.append(trace(section, f"{row.maker.code} {row.code}", row.maker, name, row.facts))
    for template in state.templates.values():
        facts = (template.type, template.name, template.description, template.auto, template.body)
        found.append(trace("workflow templates", template.id, template.maker, template.name, facts))
    for flow in state.workflows.values():
        summary = f"{flow.state} on {flow.document[2]}"
        found.append(trace("workflows", flow.id, flow.maker, summary, (flow.template, flow.status, flow.log)))
    return found


def _shown(portal: Portal, *, robot: bool) -> list[dict[str, Any]]:
    found = []
    for row in portal.state(Processes).kinds.values():
        app = portal.apps.rows.get(row.app_id)
        if row.robot is robot and app is not None:
            texts = {name.lower(): row.text(name, portal.language) for name in ("NAME", "DESCRIPTION")}
            properties = row.facts.get("PROPERTIES") or {}
            own = str(row.facts.get("USE_PLACEMENT") or "N").upper() == "Y"
            handler = str(row.facts.get("PLACEMENT_HANDLER") or "") if own else ""
            found.append({"code": row.code, **texts, "app": app.code, "properties": properties, "placement": handler})
    return found


def _drop(portal: Portal, app: App) -> None:
    state = portal.state(Processes)
    state.kinds = {key: row for key, row in state.kinds.items() if row.app_id != app.id}
