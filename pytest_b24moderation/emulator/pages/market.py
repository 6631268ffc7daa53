"""The Market's pages: card, list of applications, installed ones (UI reference J2, J3, J11)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.market import Listing, ListingVersion
from pytest_b24moderation.emulator.pages.texts import scope_name
from pytest_b24moderation.emulator.pages.visit import Visit, wrapper

LICENCE_LANGUAGES = ("ru", "ua")
TERMS_NOT_FOR = ("ru", "kz", "by")
"""Zones whose Market asks for no agreement to its own terms of use."""


@dataclass(frozen=True)
class Button:
    """A button of the card: a link, an act of the page's script, or neither: disabled, with a hint."""

    text: str
    kind: str
    href: str = ""
    act: str = ""
    title: str = ""


@dataclass(frozen=True)
class Shown:
    """What the card is about. ``tested``: reached by a test link of this portal; ``start``: it installs at once."""

    listing: Listing
    version: ListingVersion
    app: App | None
    tested: bool
    start: bool

    @property
    def active(self) -> bool:
        return self.app is not None and self.app.active


def card(visit: Visit) -> Response:
    """`/market/detail/<CODE>/`: the card, in a side panel."""
    if wrapped := wrapper(visit, title=visit.say("market.title"), back="/"):
        return wrapped
    shown = look_up(visit)
    if shown is None:
        text = visit.say("market.missing")
        return visit.page("market_missing.html", title=visit.say("market.title"), text=text)
    facts = card_facts(visit, shown)
    return visit.page("card.html", title=facts["name"], **facts)


def card_facts(visit: Visit, shown: Shown) -> dict[str, Any]:
    """What a card says and offers."""
    language, listing = visit.language, shown.listing
    shots = listing.screenshots.get(language) or listing.screenshots.get("en") or ()
    return {
        "name": listing.title(language),
        "listing": listing,
        "version": shown.version,
        "buttons": buttons(visit, shown),
        "description": _in(listing.descriptions, language) or _in(listing.short_descriptions, language),
        "whats_new": _in(shown.version.whats_new, language),
        "shots": [shot for shot in shots if harmless(shot)],
        "blocks": _blocks(visit, shown),
        "config": card_config(visit, shown),
    }


def look_up(visit: Visit) -> Shown | None:
    """The version that the address names. A test link made for another portal counts as none at all."""
    portal, query = visit.portal, visit.query
    code = visit.request.path_params["code"]
    number = version_number(query.get("ver"))
    hashes = str(query.get("check_hash", "")), str(query.get("install_hash", ""))
    version = portal.market.visible(code, number, *hashes)
    if version is None:
        return None
    app = portal.app(code)
    tested = bool(number) and portal.market.tested(code, number, *hashes)
    there = app is not None and app.active and app.installed and app.version == version.number
    start = query.get("install") == "Y" and tested and not there
    return Shown(portal.market.listings[code], version, app, tested, start)


def buttons(visit: Visit, shown: Shown) -> list[Button]:
    """Which buttons this user gets in this state."""
    apps, app, say = visit.portal.apps, shown.app, visit.say
    may = apps.may_install(visit.user, shown.version)
    rows: list[Button] = []
    newer = app is not None and shown.active and shown.version.number > app.version
    if not may and not shown.active:
        rows.append(Button(say("market.install"), "", title=say("market.ask_admin")))
    elif may and (not shown.active or shown.start):
        rows.append(Button(say("market.install"), "ui-btn-success", act="install"))
    elif may and newer:
        rows.append(Button(say("market.update"), "ui-btn-success", act="install"))
    if app is not None and shown.active and not app.api_only and apps.may_open(visit.user, app):
        rows.append(Button(say("market.open"), "ui-btn-primary", href=f"/marketplace/app/{app.id}/?from=market_detail"))
    if shown.active and visit.user.admin:
        rows.append(Button(say("market.uninstall"), "ui-btn-light-border", act="uninstall"))
    return rows


def card_config(visit: Visit, shown: Shown) -> dict[str, Any]:
    """What the card's script knows."""
    say, language = visit.say, visit.language
    menu = [{"text": say("market.contact"), "act": "contact"}, {"text": say("market.demo"), "act": "demo"}]
    if shown.active and visit.user.admin:
        menu.append({"text": say("market.rights"), "act": "rights"})
    newer = shown.app is not None and shown.active and not shown.start and shown.version.number > shown.app.version
    return {
        "code": shown.listing.code,
        "name": shown.listing.title(language),
        "version": shown.version.number,
        "checkHash": visit.query.get("check_hash", "") if shown.tested else "",
        "installHash": visit.query.get("install_hash", "") if shown.tested else "",
        "update": newer,
        "startInstall": shown.start and visit.portal.apps.may_install(visit.user, shown.version),
        "helperCode": visit.portal.faults.helper_code,
        "scopes": [scope_name(language, scope) for scope in shown.version.scopes],
        "boxes": boxes(visit, shown.listing),
        "menu": menu,
    }


def boxes(visit: Visit, listing: Listing) -> list[dict[str, str]]:
    """The agreements to tick: they depend on the zone, the language, and what the vendor gave."""
    language = visit.language
    rows: list[dict[str, str]] = []

    def add(role: str, code: str, url: str) -> None:
        target = url if url.startswith(("https://", "http://")) else "/market/terms/"
        rows.append({"role": role, "text": visit.say(code), "name": visit.say(f"{code}.name"), "url": target})

    if visit.portal.language not in TERMS_NOT_FOR:
        add("market-tos-license", "box.tos", "")
    licence = _in(listing.licence, language)
    if licence or language in LICENCE_LANGUAGES:
        add("market-install-license", "box.licence", licence)
    add("market-install-confidentiality", "box.privacy", _in(listing.privacy, language))
    return rows


def catalogue(visit: Visit) -> Response:
    """`/market/`: what is published."""
    if wrapped := wrapper(visit, title=visit.say("market.title"), back="/"):
        return wrapped
    return catalogue_page(visit)


def catalogue_page(visit: Visit) -> Response:
    """What is published, without a panel around it."""
    listings = [row for row in visit.portal.market.listings.values() if row.published()]
    return visit.page("catalogue.html", title=visit.say("market.title"), listings=listings)


def installed(visit: Visit) -> Response:
    """`/market/installed/`: for administrators. What was never published has no title and no link."""
    title = visit.say("installed.title")
    if wrapped := wrapper(visit, title=title, back="/"):
        return wrapped
    if not visit.user.admin:
        return visit.page("plain.html", title=title, text=visit.say("installed.denied"))
    rows = installed_rows(visit)
    config = [{"code": row["code"], "name": row["name"]} for row in rows]
    return visit.page("installed.html", title=title, rows=rows, config=config)


def installed_rows(visit: Visit) -> list[dict[str, Any]]:
    """The active applications of the Market."""
    return [_installed_row(visit, app) for app in visit.portal.apps.rows.values() if app.active and not app.local]


def _installed_row(visit: Visit, app: App) -> dict[str, Any]:
    listing = visit.portal.market.listings.get(app.code)
    newest = listing.published() if listing else None
    return {
        "code": app.code,
        "name": app.title(visit.language),
        "developer": listing.developer if listing else "",
        "published": newest is not None,
        "newer": newest is not None and newest.number > app.version,
    }


def version_number(given: object) -> int:
    """A version's number out of a request; 0 where there is none."""
    text = str(given)
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def terms(visit: Visit) -> Response:
    """The text behind an agreement for which the vendor gave none."""
    return visit.page("plain.html", title=visit.say("terms.title"), text=visit.say("terms.text"))


def harmless(picture: str) -> bool:
    """An address that an image may have."""
    return urlsplit(picture).scheme in ("https", "http") or picture.startswith("data:image/")


def _blocks(visit: Visit, shown: Shown) -> list[dict[str, str]]:
    listing, language = shown.listing, visit.language
    scopes = "\n".join(scope_name(language, scope) for scope in shown.version.scopes)
    rows = (
        ("install", visit.say("market.installation"), _in(listing.installation, language)),
        ("support", visit.say("market.support"), _in(listing.support, language)),
        ("scope", visit.say("market.scope"), scopes),
    )
    return [{"id": key, "title": title, "text": text} for key, title, text in rows if text]


def _in(texts: Any, language: str) -> str:
    return str(texts.get(language) or texts.get("en") or "")
