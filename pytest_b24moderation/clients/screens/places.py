"""Where each placement is on the portal: the page, and what is pressed there.

Docs: api-reference/widgets; portal-ui J7. Selectors and paths hold {names}: parts of the code, and the scenario's
options. A new place is a row of `WAYS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_b24moderation.clients.spots import Spot, spot

KINDS = {"LEAD": "lead", "DEAL": "deal", "CONTACT": "contact", "COMPANY": "company"}
NUMBERS = {"QUOTE": "7", "SMART_INVOICE": "31"}
MAIN_ID = ("ID", "ENTITY_ID", "taskId", "GROUP_ID", "USER_ID", "CONNECTOR", "dialogId")
"""What a place's own thing may be called among the options; any of them is the name {ID}."""
ANY = '[data-placement="{code}"]'


@dataclass(frozen=True)
class Way:
    """How a person gets to a widget. ``steps``: pressed one after another; ``typed``: (field, option) filled first.

    ``inline``: nothing is pressed at the end, the page holds the frame itself. ``hidden``: nobody sees that frame.
    """

    path: str
    steps: tuple[Spot, ...] = ()
    inline: bool = False
    hidden: bool = False
    typed: tuple[Spot, str] | None = None


def base(kind: str) -> str:
    """Where the CRM has the pages of a kind, by its part of a placement's code."""
    if kind == "ORDER":
        return "/shop/orders"
    if kind in KINDS:
        return f"/crm/{KINDS[kind]}"
    return f"/crm/type/{NUMBERS.get(kind) or kind.removeprefix('DYNAMIC_')}"


def way(code: str) -> tuple[Way, dict[str, str]] | None:
    """The way to a place, and the names in its code; None for a code without one."""
    for pattern, found in WAYS:
        if match := pattern.fullmatch(code):
            names = {key: value for key, value in match.groupdict().items() if value}
            kind = names.get("kind", "")
            return found, {"code": code, **names, **({"base": base(kind)} if kind else {})}
    return None


def item(title: str) -> Spot:
    """The solution's item of a menu, bar or block: by its code where the page tells it, else by its title."""
    words = f"^\\s*{re.escape(title)}\\s*$" if title else ""
    others = (".menu-popup-item", ".bx-app-line", "[role=tab]") if title else ()
    return spot("item of the solution", ANY, *others, text=words)


def filled(place: Spot, names: Mapping[str, str]) -> Spot:
    """The same place with the names in its selectors filled. Raises KeyError for a name that nobody gave."""
    css = tuple(one.format_map(names) if "{" in one else one for one in place.css)
    return Spot(place.name, css, place.text)


def _menu(name: str, text: str = "") -> Spot:
    fallback = (".ui-btn",) if text else ()
    return spot(f"button of {name}", '[id="rest_menu_{code}"]', *fallback, text=text)


ROW_MENU = spot("menu of the row", 'tr[data-id="{ID}"] .main-grid-row-action-button')
EXTENSIONS = r"^\W*(extensions|расширения)"
MORE = r"^\W*(more|ещё|еще)"
APPS = r"^\W*(apps|приложения)"
ENTRY_MENU = spot(
    "menu of the activity", '[data-id="{entry}"] .crm-timeline-more', '[data-id="{entry}"] [class*="more"]'
)
MESSAGE_MENU = spot(
    "menu of the message", '[data-id="{messageId}"] .im-message-more', '[data-id="{messageId}"] [class*="menu"]'
)
AVATAR = spot("avatar", ".air-user-profile__avatar", "#user-block .bx-avatar", "#user-block")
SEARCH = {
    name: spot(f"field of the search in {name}", f'[data-crm-search="{name}"]')
    for name in ("CONTACT", "REQUISITE", "BANK_DETAIL")
}
_KIND = r"(?P<kind>LEAD|DEAL|CONTACT|COMPANY|QUOTE|SMART_INVOICE|ORDER|DYNAMIC_\d+)"
_CARD = "{base}/details/{ID}/"
_TASK = "/company/personal/user/{user}/tasks/"


def _ways(rows: Mapping[str, Way]) -> tuple[tuple[re.Pattern[str], Way], ...]:
    return tuple((re.compile(pattern), found) for pattern, found in rows.items())


WAYS = _ways(
    {
        rf"CRM_{_KIND}_LIST_MENU": Way("{base}/list/", (ROW_MENU,)),
        rf"CRM_{_KIND}_LIST_TOOLBAR": Way("{base}/list/", (_menu("the list", EXTENSIONS),)),
        rf"CRM_{_KIND}_DETAIL_TOOLBAR": Way(_CARD, (_menu("the card", EXTENSIONS),)),
        rf"CRM_{_KIND}_DOCUMENTGENERATOR_BUTTON": Way(_CARD, (_menu("documents", r"^\W*(document|документ)"),)),
        rf"CRM_{_KIND}_DETAIL_ACTIVITY": Way(_CARD, (_menu("the timeline", MORE),)),
        rf"CRM_{_KIND}_ACTIVITY_TIMELINE_MENU": Way(_CARD, (ENTRY_MENU,)),
        rf"CRM_{_KIND}_ROBOT_DESIGNER_TOOLBAR": Way("{base}/automation/0/"),
        rf"CRM_{_KIND}_FUNNELS_TOOLBAR": Way("{base}/tunnels/"),
        r"CRM_FUNNELS_TOOLBAR": Way("/crm/deal/tunnels/"),
        r"CRM_ACTIVITY_LIST_MENU": Way("/crm/activity/", (ROW_MENU,)),
        r"CRM_DETAIL_SEARCH": Way("/crm/{entity}/details/{ID}/", typed=(SEARCH["CONTACT"], "searchQuery")),
        r"CRM_REQUISITE_AUTOCOMPLETE": Way("/crm/{entity}/details/{ID}/", typed=(SEARCH["REQUISITE"], "searchQuery")),
        r"CRM_BANK_DETAIL_AUTOCOMPLETE": Way(
            "/crm/{entity}/details/{ID}/", typed=(SEARCH["BANK_DETAIL"], "searchQuery")
        ),
        r"CRM_ANALYTICS_(?:MENU|TOOLBAR)|BI_ANALYTICS_MENU": Way("/report/analytics/"),
        r"TELEPHONY_ANALYTICS_MENU": Way("/report/telephony/"),
        r"USERFIELD_TYPE": Way("/crm/{entity}/details/{ID}/", inline=True),
        r"TASK_LIST_CONTEXT_MENU": Way(_TASK, (ROW_MENU,)),
        r"TASK_USER_LIST_TOOLBAR": Way(_TASK, (_menu("the list", EXTENSIONS),)),
        r"TASK_GROUP_LIST_TOOLBAR": Way("/workgroups/group/{ID}/tasks/", (_menu("the list", EXTENSIONS),)),
        r"TASK_VIEW_(?:TAB|SIDEBAR|TOP_PANEL)": Way(_TASK + "task/view/{ID}/"),
        r"TASK_ROBOT_DESIGNER_TOOLBAR": Way(_TASK + "automation/"),
        r"SONET_GROUP_ROBOT_DESIGNER_TOOLBAR": Way("/workgroups/group/{ID}/tasks/automation/"),
        r"SONET_GROUP_DETAIL_TAB": Way("/workgroups/group/{ID}/", (_menu("the group's tabs", MORE),)),
        r"SONET_GROUP_TOOLBAR": Way("/workgroups/group/{ID}/", (_menu("the group", EXTENSIONS),)),
        r"USER_PROFILE_MENU": Way("/stream/", (AVATAR, _menu("the person", EXTENSIONS))),
        r"USER_PROFILE_TOOLBAR": Way("/company/personal/user/{ID}/", (_menu("the profile", EXTENSIONS),)),
        r"IM_NAVIGATION": Way("/online/"),
        r"IM_SIDEBAR": Way("/online/?IM_DIALOG={dialogId}"),
        r"IM_TEXTAREA": Way("/online/?IM_DIALOG={dialogId}", (_menu("applications", APPS),)),
        r"IM_SMILES_SELECTOR": Way(
            "/online/?IM_DIALOG={dialogId}", (spot("applications", '[id="rest_menu_IM_TEXTAREA"]'),)
        ),
        r"IM_CONTEXT_MENU": Way("/online/?IM_DIALOG={dialogId}", (MESSAGE_MENU,)),
        r"IMMOBILE_CONTEXT_MENU": Way("/mobile/?IM_DIALOG={dialogId}", (_menu("applications", APPS),)),
        r"CALENDAR_GRIDVIEW": Way("/calendar/"),
        r"CONTACT_CENTER": Way("/contact_center/"),
        r"SETTING_CONNECTOR": Way("/contact_center/connector/?ID={ID}&LINE={line}", inline=True),
        r"CALL_CARD": Way("/stream/"),
        r"PAGE_BACKGROUND_WORKER": Way("/stream/", inline=True, hidden=True),
    }
)
"""Code of a place (an expression) → the way to it; CRM tabs, LEFT_MENU and REST_APP_URI have their own journeys."""
