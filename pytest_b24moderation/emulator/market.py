"""Bitrix24 Market: listings, their versions, and links that install an unpublished one."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(frozen=True)
class ListingVersion:
    """One version of a solution as its vendor filled in the card. URLs are absolute.

    ``menu_item`` false means REST only (OPEN_API=Y): ``event_url`` then receives ONAPPINSTALL.
    ``static``: the pages are an archive on a CDN, fetched by GET. restdocs: how-to-add-app.md.
    """

    number: int
    url: str = ""
    install_url: str = ""
    event_url: str = ""
    settings_url: str = ""
    demo_url: str = ""
    scopes: Sequence[str] = ()
    menu_item: bool = True
    menu_titles: Mapping[str, str] = field(default_factory=dict)
    static: bool = False
    user_install: bool = False
    mobile: bool = False
    published: bool = False
    whats_new: Mapping[str, str] = field(default_factory=dict)

    @property
    def installer(self) -> str:
        """What the portal keeps as URL_INSTALL: the wizard's page, or the handler of a REST-only version."""
        return self.install_url if self.menu_item else (self.event_url or self.install_url)


@dataclass
class Listing:
    """A solution in the Market. ``status``: F free, P paid, D demo, T trial, S subscription."""

    code: str
    titles: Mapping[str, str]
    developer: str = ""
    versions: list[ListingVersion] = field(default_factory=list)
    client_id: str = ""
    client_secret: str = ""
    status: str = "F"
    descriptions: Mapping[str, str] = field(default_factory=dict)
    short_descriptions: Mapping[str, str] = field(default_factory=dict)
    installation: Mapping[str, str] = field(default_factory=dict)
    support: Mapping[str, str] = field(default_factory=dict)
    licence: Mapping[str, str] = field(default_factory=dict)
    privacy: Mapping[str, str] = field(default_factory=dict)
    icon: str = ""
    screenshots: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def title(self, language: str) -> str:
        return self.titles.get(language) or self.titles.get("en") or next(iter(self.titles.values()), self.code)

    def version(self, number: int) -> ListingVersion | None:
        return next((row for row in self.versions if row.number == number), None)

    def published(self) -> ListingVersion | None:
        """The newest published version."""
        return max((row for row in self.versions if row.published), key=lambda row: row.number, default=None)


class Market:
    """What vendors have put there. The install hash of a version is the service's own secret."""

    def __init__(self, rng: random.Random, host: str) -> None:
        self._rng = rng
        self._host = host
        self.listings: dict[str, Listing] = {}
        self._hashes: dict[tuple[str, int], str] = {}

    def publish(self, listing: Listing) -> Listing:
        """Put a solution up, or replace it; without client_id or client_secret it is given ones."""
        known = self.listings.get(listing.code)
        if not listing.client_id:
            listing.client_id = known.client_id if known else self._client_id()
        if not listing.client_secret:
            listing.client_secret = known.client_secret if known else self._secret()
        self.listings[listing.code] = listing
        return listing

    def by_client(self, client_id: str) -> Listing | None:
        return next((row for row in self.listings.values() if row.client_id == client_id), None)

    def check_hash(self, code: str, number: int) -> str:
        """md5 of `https://host|version|CODE`; made for another host it is worth nothing."""
        return hashlib.md5(f"https://{self._host}|{number}|{code}".encode(), usedforsecurity=False).hexdigest()

    def install_hash(self, code: str, number: int) -> str:
        if (code, number) not in self._hashes:
            self._hashes[code, number] = f"{self._rng.getrandbits(128):032x}"
        return self._hashes[code, number]

    def test_link(self, code: str, number: int, *, install: bool = True) -> str:
        """Path and query of the card that test-installs this version."""
        query = {
            "ver": number,
            "check_hash": self.check_hash(code, number),
            "install_hash": self.install_hash(code, number),
        }
        return f"/market/detail/{code}/?{urlencode(query | ({'install': 'Y'} if install else {}))}"

    def visible(
        self, code: str, number: int = 0, check_hash: str = "", install_hash: str = ""
    ) -> ListingVersion | None:
        """The version a visitor gets: with a right pair of hashes that very one, else the published one."""
        listing = self.listings.get(code)
        if listing is None:
            return None
        if number and check_hash and self.tested(code, number, check_hash, install_hash):
            return listing.version(number)
        found = listing.version(number) if number else listing.published()
        return found if found and found.published else listing.published()

    def tested(self, code: str, number: int, check_hash: str, install_hash: str) -> bool:
        """Whether these are the hashes of a test link for this version on this portal."""
        return check_hash == self.check_hash(code, number) and install_hash == self.install_hash(code, number)

    def _client_id(self) -> str:
        return f"app.{self._rng.getrandbits(56):014x}.{self._rng.randrange(10**7, 10**8)}"

    def _secret(self) -> str:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return "".join(self._rng.choices(letters, k=50))
