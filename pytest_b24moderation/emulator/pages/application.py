"""Pages that hold an application's frame, and what its parent asks of the server (UI reference 4, J4 to J6)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from pytest_b24moderation.emulator.apps import App, AppRefused
from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.frame import Opening, init_data, open_frame
from pytest_b24moderation.emulator.pages.visit import Endpoint, Visit, form_of, rows_of, visitor

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.cloud import Cloud

AJAX = "/bitrix/components/bitrix/app.layout/lazyload.ajax.php"
TEXTS = {
    "stub": "app.stub",
    "denied": "app.denied",
    "missing": "app.missing",
    "wrong-placement": "app.wrong-placement",
    "payment": "app.payment",
}
"""What is said for a frame that is not drawn, by `Opening.state`."""
SLIDER = ("IFRAME", "IFRAME_TYPE")
"""Parameters by which a page knows that it is in a side panel; no part of a widget's context."""


def application(visit: Visit) -> Response:
    """`/marketplace/app/<ID>/`; an application that is not there, or has no pages, leads to its card."""
    key = visit.request.path_params["id"]
    app = visit.portal.app(key)
    if app is None and key in visit.portal.market.listings:
        return RedirectResponse(f"/market/detail/{key}/", status_code=302)
    if app is not None and (not app.active or app.api_only):
        return RedirectResponse(f"/market/detail/{app.code}/", status_code=302)
    return _page(visit, app, "DEFAULT", visit.query)


def view(visit: Visit) -> Response:
    """`/marketplace/view/<CODE>/?params[k]=v`: the placement REST_APP_URI, with the link's own parameters."""
    app = visit.portal.app(visit.request.path_params["code"])
    params = visit.query.get("params")
    spots = visit.portal.bindings.placements
    bound = next((row for row in spots if app and row.app_id == app.id and row.code == "REST_APP_URI"), None)
    return _page(visit, app, bound or "REST_APP_URI", params if isinstance(params, Mapping) else {})


def placement(visit: Visit) -> Response:
    """`/marketplace/placement/<ID>/`: a widget that has a page of its own (LEFT_MENU)."""
    spot = _spot(visit, visit.request.path_params["id"])
    app = visit.portal.apps.rows.get(spot.app_id) if spot else None
    context = {name: value for name, value in visit.query.items() if name not in SLIDER}
    return _page(visit, app, spot or "DEFAULT", context)


def _page(visit: Visit, app: App | None, spot: Placement | str, query: Mapping[str, Any]) -> Response:
    opening = open_spot(visit, app, spot, query)
    title = app.title(visit.language) if app else visit.say("missing.title")
    listing = visit.portal.market.listings.get(app.code) if app else None
    newest = listing.published() if listing else None
    update = app.code if app and opening.state == "frame" and newest and newest.number > app.version else ""
    return visit.page("application.html", title=title, update=update, **layout(visit, opening))


def open_spot(visit: Visit, app: App | None, spot: Placement | str, query: Mapping[str, Any]) -> Opening:
    """What this visitor gets of an application in that place, with the place's context."""
    referer = visit.request.headers.get("referer", "")
    return open_frame(visit.portal, visit.user, app, visit.seen, placement=spot, query=query, referer=referer)


def layout(visit: Visit, opening: Opening, *, popup: bool = False, field: str = "") -> dict[str, Any]:
    """What the template of the frame needs. ``field``: the form's field that the frame draws."""
    if opening.state != "frame":
        known = opening.app is not None and opening.app.code in visit.portal.market.listings
        link = f"/market/detail/{opening.app.code}/" if opening.app and known and opening.state == "missing" else ""
        older = opening.state == "stub" and visit.portal.profile.stub_text == "source"
        text = visit.say("app.stub_source" if older else TEXTS[opening.state])
        return {"opening": opening, "text": text, "link": link, "config": {}}
    return {"opening": opening, "text": "", "link": "", "config": frame_config(visit, opening, popup, field)}


def frame_config(visit: Visit, opening: Opening, popup: bool, field: str = "") -> dict[str, Any]:
    """The parent's settings for one frame (UI reference 4.4)."""
    init = init_data(visit.portal, visit.user, opening)
    app = opening.app
    origin = urlsplit(opening.action)
    usual = {"http": 80, "https": 443}.get(origin.scheme)
    return {
        "firstRun": init["FIRST_RUN"],
        "formName": f"appform_{opening.sid}",
        "frameName": opening.frame_name,
        "loaderName": f"appframe_loading_{opening.sid}",
        "layoutName": f"appframe_layout_{opening.sid}",
        "ajaxUrl": AJAX,
        "appHost": origin.hostname or "",
        "appPort": "" if origin.port in (None, usual) else str(origin.port),
        "appProto": origin.scheme,
        "proto": init["PROTOCOL"],
        "restPath": init["PATH"],
        "id": app.id if app else 0,
        "appId": app.client_id if app else "",
        "appV": app.version if app else 0,
        "appI": init["INSTALL"],
        "memberId": init["MEMBER_ID"],
        "authId": init["AUTH_ID"],
        "authExpires": init["AUTH_EXPIRES"],
        "refreshId": init["REFRESH_ID"],
        "isAdmin": init["IS_ADMIN"],
        "staticHtml": opening.action if opening.static else False,
        "appOptions": init["APP_OPTIONS"],
        "userOptions": init["USER_OPTIONS"],
        "placementId": opening.placement_id,
        "placementOptions": init["PLACEMENT_OPTIONS"],
        "popup": popup,
        "heightOnly": opening.placement.endswith("_DETAIL_TAB"),
        "field": field,
        "propertyAnswer": visit.portal.profile.property_answer,
        "cardEvent": visit.portal.profile.card_event,
        "objects": visit.portal.profile.object_commands,
        "late": visit.portal.faults.late_frame,
    }


def lazyload(cloud: Cloud) -> Endpoint:
    """The endpoint of a frame's parent: its actions, or without one the frame itself."""

    async def endpoint(request: Request) -> Response:
        found = visitor(cloud.portal, request)
        if found is None:
            return JSONResponse({"error": "invalid_authentication"}, status_code=401)
        visit = Visit(cloud.portal, request, *found, await form_of(request))
        if not visit.genuine:
            return JSONResponse({"error": "invalid_csrf"}, status_code=403)
        params = _mapping(_mapping(visit.data.get("PARAMS")).get("params"))
        app = cloud.portal.app(str(params.get("ID", "")))
        action = str(visit.data.get("action", ""))
        if not action:
            return _fragment(visit, app, params)
        if action not in ACTIONS:
            return JSONResponse({"error": "unknown_action"})
        if app is None or not app.active or not cloud.portal.apps.may_open(visit.user, app):
            return JSONResponse({"error": "access_denied"})
        return JSONResponse(ACTIONS[action](visit, app))

    return endpoint


def _fragment(visit: Visit, app: App | None, params: Mapping[str, Any]) -> Response:
    spot: Placement | str = str(params.get("PLACEMENT", "")) or "DEFAULT"
    if "PLACEMENT_ID" in params:
        found = _spot(visit, str(params["PLACEMENT_ID"]))
        if found is None or found.code != spot:
            opening = Opening("wrong-placement", app)
            return visit.fragment("layout.html", **layout(visit, opening))
        spot = found
    opening = open_spot(visit, app, spot, _context(params.get("PLACEMENT_OPTIONS")))
    return visit.fragment("layout.html", **layout(visit, opening, popup=bool(params.get("POPUP"))))


def _context(given: Any) -> Mapping[str, Any]:
    """A place's context: widgets send it as JSON, so that numbers, lists and flags stay what they are."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            return {}
    return _mapping(given)


def _access_refresh(visit: Visit, app: App) -> dict[str, Any]:
    pair = visit.portal.issue(app, visit.user.id)
    return {"access_token": pair.access, "refresh_token": pair.refresh, "expires_in": pair.expires_in}


def _set_option(visit: Visit, app: App) -> dict[str, Any]:
    if not (visit.user.admin or visit.portal.apps.may_install(visit.user, app)):
        return {"error": "access_denied"}
    options = visit.portal.options.of_app(app.client_id)
    given = visit.data.get("options", [])
    for row in rows_of(given):
        if row.get("name"):
            options[str(row["name"])] = row.get("value", "")
    return dict(options)


def _set_installed(visit: Visit, app: App) -> dict[str, Any]:
    if visit.portal.faults.finish_refused:
        return {"result": "false", "error": visit.portal.faults.finish_refused}
    try:
        visit.portal.apps.finish(app, visit.user, done=visit.data.get("v") != "N")
    except AppRefused as refusal:
        return {"result": "false", "error": refusal.code}
    return {"result": "true"}


ACTIONS = {"access_refresh": _access_refresh, "set_option": _set_option, "set_installed": _set_installed}


def _spot(visit: Visit, key: str) -> Placement | None:
    return next((row for row in visit.portal.bindings.placements if str(row.id) == key), None)


def _mapping(value: Any) -> Mapping[str, Any]:
    """Parameters by name; what came as a list, or not at all, names nothing."""
    return value if isinstance(value, Mapping) else {}
