"""`/market/install/<CODE>/<VER>/<INSTALL_HASH>/<CHECK_HASH>/`: installing by a page of its own (UI reference J3)."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from pytest_b24moderation.emulator.pages import market
from pytest_b24moderation.emulator.pages.texts import scope_name
from pytest_b24moderation.emulator.pages.visit import Visit, wrapper

IDS = {
    "market-tos-license": "mp_tos_license",
    "market-install-license": "mp_detail_license",
    "market-install-confidentiality": "mp_detail_confidentiality",
}
"""The boxes of the popup → the ids that they have on this page."""


def form(visit: Visit) -> Response:
    """The form; whoever may not install is led to the card."""
    params = visit.request.path_params
    code = str(params["code"])
    if wrapped := wrapper(visit, title=visit.say("market.title"), back="/"):
        return wrapped
    hashes = str(params.get("check_hash", "")), str(params.get("install_hash", ""))
    version = visit.portal.market.visible(code, int(params.get("version", 0)), *hashes)
    if version is None:
        return visit.page("market_missing.html", title=visit.say("market.title"), text=visit.say("market.missing"))
    if not visit.portal.apps.may_install(visit.user, version):
        return RedirectResponse(f"/market/detail/{code}/?IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER", status_code=302)
    listing = visit.portal.market.listings[code]
    name = listing.title(visit.language)
    boxes = [
        {**box, "id": IDS[box["role"]], "parts": box["text"].split("#LINK#")} for box in market.boxes(visit, listing)
    ]
    facts = {"code": code, "version": version.number, "checkHash": hashes[0], "installHash": hashes[1]}
    return visit.page(
        "market_install.html",
        title=visit.say("market.title"),
        name=name,
        version=version,
        boxes=boxes,
        scopes=[scope_name(visit.language, scope) for scope in version.scopes],
        config=facts,
    )
