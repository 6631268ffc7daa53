"""Developer resources: the portal's local applications."""

from __future__ import annotations

from starlette.responses import Response

from pytest_b24moderation.emulator.pages.visit import Visit


def resources(visit: Visit) -> Response:
    """`/devops/`, and its old addresses under `/marketplace/`; administrators only."""
    title = visit.say("developer.title")
    if not visit.user.admin:
        return visit.page("plain.html", title=title, text=visit.say("installed.denied"))
    apps = [row for row in visit.portal.apps.rows.values() if row.local and row.active]
    return visit.page("developer.html", title=title, apps=apps)
