"""The Market of older portals: under `/marketplace/`, with `/bitrix/tools/rest.php` (UI reference 2.2, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from pytest_b24moderation.emulator.apps import AppRefused
from pytest_b24moderation.emulator.pages import actions, market
from pytest_b24moderation.emulator.pages.start import missing
from pytest_b24moderation.emulator.pages.visit import Endpoint, Visit, form_of, visitor

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.cloud import Cloud


def address(visit: Visit) -> Response:
    """`/marketplace/…`: the page itself on an old portal; a newer one leads to the same path under `/market/`."""
    rest = str(visit.request.path_params["rest"])
    if visit.portal.profile.market_pages != "old":
        query = f"?{visit.request.url.query}" if visit.request.url.query else ""
        return RedirectResponse(f"/market/{rest}{query}", status_code=302)
    parts = [part for part in rest.split("/") if part]
    if len(parts) == 2 and parts[0] == "detail":
        return _card(visit, parts[1])
    if parts[:1] == ["installed"]:
        return _installed(visit)
    return market.catalogue_page(visit) if not parts or parts[0] in ("category", "search") else missing(visit)


def newer(act: Any) -> Any:
    """A page of `/market/`, which an old portal has under `/marketplace/` only."""

    def page(visit: Visit) -> Response:
        if visit.portal.profile.market_pages != "old":
            return act(visit)  # type: ignore[no-any-return]
        url = visit.request.url
        path = url.path.replace("/market/", "/marketplace/", 1)
        return RedirectResponse(f"{path}{f'?{url.query}' if url.query else ''}", status_code=302)

    return page


def _card(visit: Visit, code: str) -> Response:
    visit.request.path_params["code"] = code
    shown = market.look_up(visit)
    if shown is None:
        return visit.page("plain.html", title=visit.say("market.title"), text=visit.say("market.missing"))
    return visit.page("market_old.html", title=shown.listing.title(visit.language), **market.card_facts(visit, shown))


def _installed(visit: Visit) -> Response:
    title = visit.say("installed.title")
    if not visit.user.admin:
        return visit.page("plain.html", title=title, text=visit.say("installed.denied"))
    return visit.page("market_old_installed.html", title=title, rows=market.installed_rows(visit))


def tools(cloud: Cloud) -> Endpoint:
    """`/bitrix/tools/rest.php`: its answers are plain JSON, with `error` where it refuses."""

    async def endpoint(request: Request) -> Response:
        found = visitor(cloud.portal, request)
        if found is None:
            return JSONResponse({"error": "access_denied"}, status_code=401)
        data = await form_of(request)
        visit = Visit(cloud.portal, request, *found, _renamed(data))
        act = ACTIONS.get(str(data.get("action", "")))
        if not visit.genuine or act is None:
            return JSONResponse({"error": "invalid_csrf" if act else "unknown_action"}, status_code=403)
        try:
            return JSONResponse(act(visit))
        except AppRefused as refusal:
            return JSONResponse({"error": refusal.text})

    return endpoint


def _renamed(data: dict[str, Any]) -> dict[str, Any]:
    """The newer names of the same parameters."""
    names = {"check_hash": "checkHash", "install_hash": "installHash", "app_id": "appCode"}
    renamed = {names.get(key, key): value for key, value in data.items()}
    if "clean" in renamed:
        renamed["clean"] = "Y" if renamed["clean"] == "true" else "N"
    return renamed


ACTIONS = {
    "install": actions.ACTIONS["market.Application.install"],
    "uninstall": actions.ACTIONS["market.Application.uninstall"],
    "get_app_rigths": actions.ACTIONS["market.Application.getRights"],
    "set_app_rights": actions.ACTIONS["market.Application.setRights"],
}
