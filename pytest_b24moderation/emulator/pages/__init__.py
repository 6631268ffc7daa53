"""The portal's pages as a browser sees them: the life of a solution from its Market card to its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route

from pytest_b24moderation.emulator import sdk
from pytest_b24moderation.emulator.pages import actions, application, crm, login, market, start, statics
from pytest_b24moderation.emulator.pages.visit import page

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.cloud import Cloud

PAGES = {
    "/": login.root,
    "/stream/": start.stream,
    "/company/personal/user/{id:int}/": start.profile,
    "/info-helper/": start.helper,
    "/market/": market.catalogue,
    "/market/detail/{code}/": market.card,
    "/market/installed/": market.installed,
    "/market/terms/": market.terms,
    "/marketplace/app/{id}/": application.application,
    "/marketplace/view/{code}/": application.view,
    "/marketplace/placement/{id}/": application.placement,
    "/marketplace/{rest:path}": market.old_address,
    "/crm/": crm.to_list,
    "/crm/{kind}/": crm.to_list,
    "/crm/{kind}/kanban/": crm.to_list,
    "/crm/{kind}/list/": crm.listing,
    "/crm/{kind}/details/{id:int}/": crm.card,
}
"""Pages for those who are logged in, by their path."""


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Everything under the portal's own host but `/rest/` and `/oauth/`."""
    found: list[BaseRoute] = [
        Route("/auth/", login.login_page(cloud)),
        Route("/bitrix/js/portal.js", statics.scripts),
        Route("/bitrix/css/portal.css", statics.styles),
        *sdk.routes(cloud),
        Route("/bitrix/services/main/ajax.php", actions.ajax(cloud), methods=["GET", "POST"]),
        Route(application.AJAX, application.lazyload(cloud), methods=["POST"]),
        Route("/bitrix/{rest:path}", start.not_found),
    ]
    found += [Route(path, page(cloud, act)) for path, act in PAGES.items()]
    found.append(Route("/{rest:path}", page(cloud, start.missing), methods=["GET", "POST"]))
    return found
