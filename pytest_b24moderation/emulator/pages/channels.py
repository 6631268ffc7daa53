"""The contact center and the settings of a connector (docs: contact-center.md, setting-connector.md)."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.pages.application import layout, open_spot
from pytest_b24moderation.emulator.pages.places import offered
from pytest_b24moderation.emulator.pages.visit import Visit, wrapper


def center(visit: Visit) -> Response:
    """`/contact_center/`: tiles of connectors and of applications."""
    partners = offered(visit, "CONTACT_CENTER")
    for row in partners:
        row["params"]["PLACEMENT_OPTIONS"] = {"ID": str(row["id"])}
    return visit.page(
        "contact_center.html",
        title=visit.say("center.title"),
        connectors=visit.portal.ask("imconnector.connectors") or [],
        partners=partners,
    )


def connector(visit: Visit) -> Response:
    """`/contact_center/connector/?ID=<code>&LINE=<line>`: the connector's own settings in its frame."""
    code, line = str(visit.query.get("ID", "")), str(visit.query.get("LINE", ""))
    rows = visit.portal.ask("imconnector.connectors") or []
    row = next((one for one in rows if str(one["id"]) == code), None)
    title = str(row["name"]) if row else visit.say("center.connector")
    if wrapped := wrapper(visit, title=title, back="/contact_center/"):
        return wrapped
    lines = visit.portal.ask("imopenlines.lines") or []
    line = line or (str(lines[0]["id"]) if lines else "")
    spot = _spot(visit, row) if row else None
    shown: dict[str, Any] = {"opening": None}
    if row and spot:
        app = visit.portal.apps.rows.get(spot.app_id)
        shown = layout(visit, open_spot(visit, app, spot, _context(row, code, line)))
    return visit.page("connector.html", title=title, connector=row, lines=lines, line=line, **shown)


def _spot(visit: Visit, row: dict[str, Any]) -> Placement | None:
    """The binding that registering the connector made: told by its id, its row, or its handler's address."""
    told = row.get("placement")
    spots = [spot for spot in visit.portal.bindings.placements if spot.code == "SETTING_CONNECTOR"]
    for spot in spots:
        if told in (spot.id, str(spot.id), spot.handler) or told is spot:
            return spot
    app = visit.portal.app(str(row.get("app", "")))
    return Placement(0, app.id, "SETTING_CONNECTOR", told) if app and isinstance(told, str) and "://" in told else None


def _context(row: dict[str, Any], code: str, line: str) -> dict[str, Any]:
    states = row.get("lines") if isinstance(row.get("lines"), dict) else {}
    state = (
        states.get(line) or states.get(int(line) if line.isdecimal() else 0) or {} if isinstance(states, dict) else {}
    )
    active = bool(state.get("active", row.get("active")))
    connected = bool(state.get("connection", row.get("connection")))
    registered = bool(state.get("register", row.get("register")))
    error = bool(state.get("error", row.get("error")))
    return {
        "CONNECTOR": code,
        "LINE": line,
        "STATUS": active and connected and registered and not error,
        "ACTIVE_STATUS": active,
        "CONNECTION_STATUS": connected,
        "REGISTER_STATUS": registered,
        "ERROR_STATUS": error,
    }
