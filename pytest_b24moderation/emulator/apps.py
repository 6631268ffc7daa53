"""Applications on a portal: install, finish the wizard, update, give rights, uninstall."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_b24moderation.emulator.bindings import Handler
from pytest_b24moderation.emulator.market import Listing, ListingVersion
from pytest_b24moderation.emulator.people import User

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal


@dataclass(slots=True)
class App:
    """A row of the portal's application table. ``status``: L local, F free, P paid, D demo, T trial, S subscription.

    ``version`` 0 means never installed. ``access``: codes of those who may open it; empty = everybody.
    ``previous``: the version before an update that is not finished yet.
    """

    id: int
    client_id: str
    code: str
    client_secret: str
    active: bool = False
    installed: bool = False
    version: int = 0
    previous: int = 0
    status: str = "F"
    url: str = ""
    url_demo: str = ""
    url_install: str = ""
    url_settings: str = ""
    scopes: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    menu_titles: Mapping[str, str] = field(default_factory=dict)
    access: tuple[str, ...] = ()
    api_only: bool = False
    static: bool = False
    mobile: bool = False
    user_install: bool = False
    local: bool = False
    installer_id: int = 0
    date_finish: float = 0.0
    shared_key: str = ""

    def title(self, language: str) -> str:
        """What menus and page titles call it."""
        for names in (self.menu_titles, self.titles):
            found = names.get(language) or names.get("en") or next(iter(names.values()), "")
            if found:
                return found
        return self.code


@dataclass(frozen=True)
class Installed:
    """The Market's answer to an installation; ``open``: it has pages, ``installed``: nothing is left to finish."""

    id: int
    open: bool
    installed: bool
    redirect: str


class AppRefused(Exception):
    """The portal does not do that. ``code``: access_denied, ACCESS_DENIED, APPLICATION_NOT_FOUND, INSTALL_ERROR, …"""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Apps:
    """The application table with its rules. restdocs: settings/app-installation, settings/app-uninstallation.md."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.rows: dict[int, App] = {}
        self._last = 0

    def find(self, key: str | int) -> App | None:
        """By portal-local id, code or client id."""
        text = str(key)
        if text.isdecimal() and len(text) < 10:
            return self.rows.get(int(text))
        return next((row for row in self.rows.values() if text in (row.code, row.client_id)), None)

    def may_install(self, user: User, version: ListingVersion | App) -> bool:
        """Administrators; others only where both the version and the portal let them."""
        return user.admin or (version.user_install and user.id in self._portal.people.installers)

    def may_open(self, user: User, app: App) -> bool:
        """By the application's access list; administrators always."""
        return not app.access or user.admin or bool(self._portal.people.access_codes(user).intersection(app.access))

    def install(self, code: str, number: int, user: User, *, check_hash: str = "", install_hash: str = "") -> Installed:
        """Install, reinstall or update to that version; a row that was there keeps its id.

        Raises AppRefused with ACCESS_DENIED, APPLICATION_NOT_FOUND, or what ``faults`` order.
        """
        portal = self._portal
        if portal.faults.install_error[0]:
            raise AppRefused(*portal.faults.install_error)
        listing = portal.market.listings.get(code)
        version = portal.market.visible(code, number, check_hash, install_hash)
        if listing is None or version is None:
            raise AppRefused("APPLICATION_NOT_FOUND", "Application was not found.")
        if not self.may_install(user, version):
            text = "Access denied. Contact your administrator to install the application."
            raise AppRefused("ACCESS_DENIED", text)
        app = self.find(code) or self._new_row(listing)
        app.previous = app.version if app.active and app.version != version.number else 0
        if app.previous and portal.profile.update_event_first:
            self._announce_update(app, version.number, user)
        if app.active and portal.profile.update_drops_handlers:
            portal.bindings.drop_handlers(app.id)
        if app.version and portal.profile.renew_application_token:
            app.shared_key = portal.people.hexes(32)
        if app.previous:
            if portal.profile.update_drops_placements:
                portal.bindings.drop_placements(app.id)
            portal.tell("app.updated", app=app)
        self._fill(app, listing, version, user)
        self._begin(app, user)
        return Installed(app.id, not app.api_only, app.installed, "" if app.api_only else f"/marketplace/app/{app.id}/")

    def add_local(self, title: str, version: ListingVersion, user: User) -> App:
        """A local application, as the form in Developer resources makes one; administrators only."""
        if not user.admin:
            raise AppRefused("ACCESS_DENIED", "Access denied.")
        people = self._portal.people
        client_id = f"local.{people.hexes(13)}.{people.hexes(8)}"
        listing = Listing(client_id, {"en": title}, client_id=client_id, client_secret=people.word(50), status="L")
        app = self._new_row(listing)
        app.local = True
        self._fill(app, listing, version, user)
        self._begin(app, user)
        return app

    def finish(self, app: App, user: User, *, done: bool = True) -> None:
        """The wizard called installFinish. Raises AppRefused access_denied for whoever may not install."""
        if not app.active or not self.may_install(user, app):
            raise AppRefused("access_denied", "Access denied.")
        if not done:
            app.installed = False
        elif not app.installed:
            app.installed = True
            self._announce_installed(app, user)

    def uninstall(self, app: App, user: User, *, clean: bool) -> None:
        """Remove it, with options and storages when ``clean``. Raises AppRefused ACCESS_DENIED."""
        portal = self._portal
        owner = app.local and user.id == app.installer_id
        if not (user.admin or owner):
            raise AppRefused("ACCESS_DENIED", "Access denied.")
        if not app.active:
            raise AppRefused("APPLICATION_NOT_FOUND", "Application was not found.")
        clean = clean or app.local
        data = {"LANGUAGE_ID": portal.language, "CLEAN": int(clean)}
        portal.events.announce("ONAPPUNINSTALL", data, user_id=user.id, app=app)
        portal.tell("app.leaving", app=app, user=user)
        portal.bindings.drop_handlers(app.id)
        portal.bindings.drop_placements(app.id)
        portal.tokens.revoke(app.client_id)
        portal.options.forget_runs(app.client_id)
        if clean:
            portal.options.drop(app.client_id)
        portal.tell("app.uninstalled", app=app, clean=clean)
        app.active = app.installed = False
        if app.local:
            del self.rows[app.id]

    def application_token(self, app: App) -> str:
        """32 hexadecimal digits of an application's row."""
        text = "|".join((self._portal.member_id, str(app.id), app.client_secret, app.shared_key))
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    def days_left(self, app: App) -> int | None:
        """Days of the paid or trial time left, negative when over; None where there is no end."""
        if not app.date_finish:
            return None
        return int((app.date_finish - self._portal.clock.now()) // 86400)

    def payment_over(self, app: App) -> bool:
        """14 days of grace after a paid period have gone, or a trial has ended."""
        days = self.days_left(app)
        return days is not None and days < (-14 if app.status == "P" else 0)

    def _new_row(self, listing: Listing) -> App:
        self._last += 1
        key = self._portal.people.hexes(32)
        app = App(self._last, listing.client_id, listing.code, listing.client_secret, shared_key=key)
        self.rows[app.id] = app
        return app

    def _fill(self, app: App, listing: Listing, version: ListingVersion, user: User) -> None:
        app.client_id, app.client_secret, app.status = listing.client_id, listing.client_secret, listing.status
        app.version, app.installer_id = version.number, user.id
        app.url, app.url_demo, app.url_settings = version.url, version.demo_url, version.settings_url
        app.url_install = version.installer
        app.scopes, app.titles, app.menu_titles = tuple(version.scopes), listing.titles, version.menu_titles
        app.api_only, app.static = not version.menu_item, version.static
        app.mobile, app.user_install = version.mobile, version.user_install

    def _begin(self, app: App, user: User) -> None:
        portal = self._portal
        app.active = True
        app.installed = app.api_only or not app.url_install
        portal.options.forget_runs(app.client_id)
        if app.url_install and app.api_only:
            self._system_handler(app, "ONAPPINSTALL")
        if app.url_install and portal.profile.user_ready_event:
            self._system_handler(app, "ONAPPUSERREADY")
        if app.installed:
            self._announce_installed(app, user)

    def _system_handler(self, app: App, event: str) -> None:
        bindings = self._portal.bindings
        bindings.handlers = [
            row for row in bindings.handlers if not (row.system and row.app_id == app.id and row.event == event)
        ]
        bindings.bind(Handler(bindings.next_id(), app.id, event, app.url_install, system=True))

    def _announce_installed(self, app: App, user: User) -> None:
        portal = self._portal
        data = {"VERSION": str(app.version), "ACTIVE": "Y", "INSTALLED": "Y", "LANGUAGE_ID": portal.language}
        if not app.previous or portal.profile.install_event_on_update:
            portal.events.announce("ONAPPINSTALL", data, user_id=user.id, app=app)
        if portal.profile.user_ready_event:
            who = {"USER_ID": user.id} if portal.profile.user_ready_data == "user" else {}
            ready = {**who, "LANGUAGE_ID": portal.language}
            portal.events.announce("ONAPPUSERREADY", ready, user_id=user.id, app=app)
        if app.previous and not portal.profile.update_event_first:
            self._announce_update(app, app.version, user)
        app.previous = 0

    def _announce_update(self, app: App, number: int, user: User) -> None:
        portal = self._portal
        if portal.profile.update_event:
            more = {"VERSION": str(number), "PREVIOUS_VERSION": str(app.previous), "LANGUAGE_ID": portal.language}
            portal.events.announce("ONAPPUPDATE", more, user_id=user.id, app=app)
