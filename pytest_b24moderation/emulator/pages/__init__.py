"""The portal's pages as a browser sees them: the life of a solution from its Market card to its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route

from pytest_b24moderation.emulator import sdk
from pytest_b24moderation.emulator.pages import (
    actions,
    application,
    automation,
    channels,
    chat,
    company,
    crm,
    developer,
    files,
    groups,
    login,
    market,
    market_install,
    market_old,
    start,
    statics,
    tasks,
)
from pytest_b24moderation.emulator.pages.visit import page

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.cloud import Cloud

PAGES = {
    "/": login.root,
    "/stream/": start.stream,
    "/company/": company.employees,
    "/company/invite/": company.invite,
    "/company/personal/user/{id:int}/": company.profile,
    "/company/personal/user/{id:int}/calendar/": groups.month,
    "/company/personal/user/{id:int}/tasks/": tasks.listing,
    "/company/personal/user/{id:int}/tasks/automation/": automation.tasks_designer,
    "/company/personal/user/{id:int}/tasks/task/view/{task:int}/": tasks.card,
    "/workgroups/": groups.listing,
    "/workgroups/group/{group:int}/": groups.group,
    "/workgroups/group/{group:int}/tasks/": tasks.listing,
    "/workgroups/group/{group:int}/tasks/automation/": automation.tasks_designer,
    "/workgroups/group/{group:int}/tasks/task/view/{task:int}/": tasks.card,
    "/calendar/": groups.month,
    "/online/": chat.messenger,
    "/mobile/": chat.mobile,
    "/contact_center/": channels.center,
    "/contact_center/connector/": channels.connector,
    "/report/analytics/": groups.analytics,
    "/report/telephony/": groups.telephony,
    "/biconstructor/": groups.bi_builder,
    "/bizproc/": automation.workflows,
    "/info-helper/": start.helper,
    "/market/": market_old.newer(market.catalogue),
    "/market/detail/{code}/": market_old.newer(market.card),
    "/market/install/{code}/": market_install.form,
    "/market/install/{code}/{version:int}/": market_install.form,
    "/market/install/{code}/{version:int}/{install_hash}/{check_hash}/": market_install.form,
    "/market/search/": market_old.newer(market.catalogue),
    "/market/favorites/": market_old.newer(market.catalogue),
    "/market/category/{category}/": market_old.newer(market.catalogue),
    "/market/installed/": market_old.newer(market.installed),
    "/market/terms/": market.terms,
    "/marketplace/app/{id}/": application.application,
    "/marketplace/view/{code}/": application.view,
    "/marketplace/placement/{id}/": application.placement,
    "/marketplace/local/": developer.resources,
    "/marketplace/local/list/": developer.resources,
    "/marketplace/hook/": developer.resources,
    "/devops/": developer.resources,
    "/marketplace/{rest:path}": market_old.address,
    "/shop/orders/": crm.to_list,
    "/shop/orders/list/": crm.listing,
    "/shop/orders/details/{id:int}/": crm.card,
    "/crm/": crm.to_list,
    "/crm/activity/": crm.activities,
    "/crm/type/{number:int}/": crm.to_list,
    "/crm/type/{number:int}/list/": crm.listing,
    "/crm/type/{number:int}/list/category/{category:int}/": crm.listing,
    "/crm/type/{number:int}/kanban/": crm.to_list,
    "/crm/type/{number:int}/kanban/category/{category:int}/": crm.to_list,
    "/crm/type/{number:int}/automation/{category:int}/": automation.designer,
    "/crm/type/{number:int}/tunnels/": automation.tunnels,
    "/crm/type/{number:int}/details/{id:int}/": crm.card,
    "/crm/{kind}/": crm.to_list,
    "/crm/{kind}/kanban/": crm.to_list,
    "/crm/{kind}/list/": crm.listing,
    "/crm/{kind}/automation/{category:int}/": automation.designer,
    "/crm/{kind}/tunnels/": automation.tunnels,
    "/crm/{kind}/details/{id:int}/": crm.card,
}
"""Pages for those who are logged in, by their path."""


def routes(cloud: Cloud) -> list[BaseRoute]:
    """Everything under the portal's own host but `/rest/` and `/oauth/`."""
    found: list[BaseRoute] = [
        Route("/auth/", login.login_page(cloud), methods=["GET", "POST"]),
        Route("/bitrix/js/portal.js", statics.scripts),
        Route("/bitrix/css/portal.css", statics.styles),
        *sdk.routes(cloud),
        Route("/bitrix/services/main/ajax.php", actions.ajax(cloud), methods=["GET", "POST"]),
        Route(application.AJAX, application.lazyload(cloud), methods=["POST"]),
        *(Route(path, files.files(cloud)) for path in files.PATHS),
        Route("/bitrix/tools/rest.php", market_old.tools(cloud), methods=["POST"]),
        Route("/bitrix/{rest:path}", start.not_found),
    ]
    found += [Route(path, page(cloud, act)) for path, act in PAGES.items()]
    found.append(Route("/{rest:path}", page(cloud, start.missing), methods=["GET", "POST"]))
    return found
