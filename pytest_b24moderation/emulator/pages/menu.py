"""The left menu of a user (old theme): the portal's own items, applications, widgets of LEFT_MENU."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.pages.texts import say
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal


@dataclass(frozen=True)
class Item:
    """A line of the menu; ``app_id`` and ``placement_id`` are 0 for the portal's own."""

    id: str
    text: str
    url: str
    app_id: int = 0
    placement_id: int = 0

    def covers(self, path: str) -> bool:
        """Whether the line stands for that page; what has a line of its own is not the Market's."""
        if self.url == "/company/":
            return path in ("/company/", "/company/invite/")
        return path.startswith(self.url) and not (self.url == "/market/" and path.startswith("/market/installed/"))


@dataclass(frozen=True)
class Group:
    """Lines under a heading; the first group has neither id nor heading."""

    id: str
    text: str
    rows: tuple[Item, ...]


def left_menu(portal: Portal, user: User) -> list[Group]:
    """The groups in their order."""
    language = user.language
    own = (
        Item("menu_live_feed", say(language, "menu.feed"), "/stream/"),
        Item("menu_im_messenger", say(language, "menu.online"), "/online/"),
        Item("menu_tasks", say(language, "menu.tasks"), f"/company/personal/user/{user.id}/tasks/"),
        Item("menu_calendar", say(language, "menu.calendar"), "/calendar/"),
        Item("menu_crm_favorite", say(language, "menu.deals"), "/crm/deal/list/"),
        Item("menu_crm_lead", say(language, "menu.leads"), "/crm/lead/list/"),
        Item("menu_crm_contact", say(language, "menu.contacts"), "/crm/contact/list/"),
        Item("menu_crm_company", say(language, "menu.companies"), "/crm/company/list/"),
        Item("menu_contact_center", say(language, "menu.center"), "/contact_center/"),
        Item("menu_all_groups", say(language, "menu.groups"), "/workgroups/"),
        Item("menu_company", say(language, "menu.company"), "/company/"),
    )
    rows = [Item("menu_market", say(language, "menu.market"), "/market/")]
    if user.admin:
        rows.append(Item("menu_market_installed", say(language, "menu.installed"), "/market/installed/"))
        rows.append(Item("menu_marketplace_hook", say(language, "menu.hook"), "/devops/"))
    rows += [
        Item(f"menu_app_{app.id}", app.title(language), f"/marketplace/app/{app.id}/", app_id=app.id)
        for app in openable(portal, user)
    ]
    for app, spot in widgets(portal, user, "LEFT_MENU"):
        name = spot.name(language, app.title(language))
        rows.append(Item(f"menu_rest_{spot.id}", name, f"/marketplace/placement/{spot.id}/", placement_id=spot.id))
    return [Group("", "", own), Group("menu_marketplace_group", say(language, "menu.apps"), tuple(rows))]


def openable(portal: Portal, user: User) -> list[App]:
    """The applications with pages that this user may open."""
    return [
        row for row in portal.apps.rows.values() if row.active and not row.api_only and portal.apps.may_open(user, row)
    ]


def widgets(portal: Portal, user: User, code: str) -> Iterator[tuple[App, Placement]]:
    """The widgets of a place that this user sees: of applications that are installed to the end."""
    for spot in portal.bindings.placements:
        app = portal.apps.rows.get(spot.app_id)
        mine = spot.code == code and spot.user_id in (0, user.id)
        if mine and app and app.active and app.installed and portal.apps.may_open(user, app):
            yield app, spot
