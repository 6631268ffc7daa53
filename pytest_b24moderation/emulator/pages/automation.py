"""Automation rules, sales tunnels and workflows: where robots and activities of applications are run by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from pytest_b24moderation.emulator.pages.crm import kinds, wanted
from pytest_b24moderation.emulator.pages.robot_settings import settings_frame
from pytest_b24moderation.emulator.pages.start import missing
from pytest_b24moderation.emulator.pages.visit import Visit


def designer(visit: Visit) -> Response:
    """`/crm/<kind>/automation/0/`: the rules of that kind, each ready to be run on an item."""
    kind = wanted(visit)
    if kind is None or not kind.automated:
        return missing(visit)
    items = [(row["id"], row["title"]) for row in visit.portal.ask("crm.cards", type=kind.type, user=visit.user) or []]
    return visit.page(
        "robots.html",
        title=visit.say("robots.crm_title"),
        places=(f"CRM_{kind.code}_ROBOT_DESIGNER_TOOLBAR",),
        context={},
        verb="run-robot",
        rows=_runnable(visit, "bizproc.robots", kind.type),
        kinds=[(kind.type, kind.title, items)],
        triggers=visit.portal.ask("crm.triggers", type=kind.type) or [],
        stages=visit.portal.ask("crm.stages", type=kind.type) or [],
        kind=kind,
    )


def workflows(visit: Visit) -> Response:
    """`/bizproc/`: the activities of applications, each ready to be run on an item."""
    found = [
        (
            kind.type,
            kind.title,
            [(row["id"], row["title"]) for row in visit.portal.ask("crm.cards", type=kind.type, user=visit.user) or []],
        )
        for kind in kinds(visit).values()
    ]
    return visit.page(
        "robots.html",
        title=visit.say("robots.bizproc_title"),
        places=(),
        context={},
        verb="run-activity",
        rows=_runnable(visit, "bizproc.activities", "deal"),
        kinds=found,
        triggers=[],
    )


def tunnels(visit: Visit) -> Response:
    """`/crm/<kind>/tunnels/`: pipelines, with the buttons of applications."""
    kind = wanted(visit)
    if kind is None or not kind.funnels:
        return missing(visit)
    codes = ["CRM_FUNNELS_TOOLBAR"] if kind.type == "deal" else []
    return visit.page(
        "tunnels.html", title=visit.say("tunnels.title"), kind=kind, codes=[*codes, f"CRM_{kind.code}_FUNNELS_TOOLBAR"]
    )


def tasks_designer(visit: Visit) -> Response:
    """`…/tasks/automation/` of a person or a group."""
    params = visit.request.path_params
    context: dict[str, Any] = (
        {"GROUP_ID": str(params["group"])} if "group" in params else {"USER_ID": str(params["id"])}
    )
    codes = ["TASK_ROBOT_DESIGNER_TOOLBAR", *(["SONET_GROUP_ROBOT_DESIGNER_TOOLBAR"] if "group" in params else [])]
    title = visit.say("robots.tasks_title")
    drawn: dict[str, Any] = {"verb": "run-robot", "rows": [], "kinds": [], "triggers": []}
    return visit.page("robots.html", title=title, places=codes, context=context, **drawn)


def _runnable(visit: Visit, question: str, kind: str) -> list[dict[str, Any]]:
    rows = visit.portal.ask(question) or []
    return [
        {
            "code": row["code"],
            "name": _own(row.get("name"), visit.language) or row["code"],
            "description": _own(row.get("description"), visit.language),
            "app": row.get("app", ""),
            "fields": _fields(row.get("properties"), visit.language),
            "frame": settings_frame(visit, row, kind),
        }
        for row in rows
    ]


def _fields(properties: Any, language: str) -> list[dict[str, str]]:
    given = properties if isinstance(properties, Mapping) else {}
    return [
        {
            "code": str(code),
            "name": _own(row.get("Name") or row.get("NAME"), language) or str(code),
            "value": str(row.get("Default") or row.get("DEFAULT") or ""),
        }
        for code, row in given.items()
        if isinstance(row, Mapping)
    ]


def _own(text: Any, language: str) -> str:
    """A text that is given once, or by language."""
    if isinstance(text, Mapping):
        return str(text.get(language) or text.get("en") or next(iter(text.values()), ""))
    return str(text or "")
