"""The page of an installed solution, and the CRM card that holds its tab (portal-ui J5, J6, J7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pytest_b24moderation.clients.screens.places import KINDS, NUMBERS, base
from pytest_b24moderation.clients.spots import Spot, spot

STUB = re.compile(r"not (yet been completely|fully) installed|не установлено до конца", re.IGNORECASE)
"""What the portal says of a solution whose installation was not finished (portal-ui J6)."""

MORE = spot("tab More of the CRM card", '[id$="_more_button"]', ".main-buttons-item-more")
ANY_TAB = spot("tab bar of the CRM card", ".main-buttons-inner-container", '[id^="crm_scope_detail_"]')
PANE = spot(
    "shown pane of the solution's tab",
    '[data-tab-id^="tab_rest_"].crm-entity-section-tab-content-show',
    '[data-tab-id^="tab_rest_"] iframe[id^="appframe_"]',
)
LEFT_MENU_MORE = spot("hidden part of the left menu", "#menu-more-btn-text")

TAB_PLACEMENT = re.compile(r"^CRM_(?P<kind>[A-Z_]+?|DYNAMIC_(?P<number>\d+))_DETAIL_TAB$")


def path(app_id: int) -> str:
    """Path of an installed solution's page."""
    return f"/marketplace/app/{app_id}/"


def uri_path(code: str, params: Mapping[str, Any]) -> str:
    """Path of the placement REST_APP_URI."""
    query = "&".join(f"params[{quote(str(k))}]={quote(str(v))}" for k, v in params.items())
    return f"/marketplace/view/{code}/" + (f"?{query}" if query else "")


def card_path(placement: str, entity_id: object) -> str:
    """Path of the CRM card that shows a tab placement; "" when the code is no tab of a card."""
    match = TAB_PLACEMENT.match(placement)
    if not match:
        return ""
    kind, number = match["kind"], match["number"]
    if number or kind in (*KINDS, *NUMBERS, "ORDER"):
        return f"{base(kind)}/details/{entity_id}/"
    return ""


def tab(title: str = "") -> Spot:
    """The solution's tab of a CRM card: the one with that title, or the first of any application."""
    return spot(
        "solution's tab of the CRM card",
        '.main-buttons-item[data-id^="tab_rest_"]',
        'li.crm-entity-section-tab[data-tab-id^="tab_rest_"]',
        text=f"^\\s*{re.escape(title)}\\s*$" if title else "",
    )


def hidden_tab(title: str = "") -> Spot:
    """The same tab in the menu that More opens."""
    words = re.escape(title) if title else ""
    return spot("solution's tab behind More", '.menu-popup-item[data-id^="tab_rest_"]', ".menu-popup-item", text=words)


def menu_items(app_id: int, title: str = "") -> tuple[Spot, ...]:
    """The solution's entries in the left menu, the widget's own first; the theme of 2026 tells them by text only."""
    words = f"^\\s*{re.escape(title)}\\s*$" if title else ""
    own = spot(
        "solution's widget in the left menu", "li[data-placement-id] a", '.air-menu a[href*="/placement/"]', text=words
    )
    named = (spot("solution's item in the left menu", ".air-menu a", "nav a", text=words),) if words else ()
    page = spot("solution's item in the left menu", f'li[data-app-id="{app_id}"] a', f'a[href*="/app/{app_id}/"]')
    return (own, *named, page)
