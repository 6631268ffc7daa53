"""Users, departments, sessions and webhooks of a portal."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zlib import crc32

from faker import Faker

LOCALES = {"en": "en_US", "ru": "ru_RU", "de": "de_DE", "fr": "fr_FR", "la": "es_MX", "br": "pt_BR", "pl": "pl_PL"}
ZONES = {"ru": ("bitrix24.ru", 180), "de": ("bitrix24.de", 60), "br": ("bitrix24.com.br", -180)}
COMPANY = {"ru": "Главный офис", "de": "Hauptniederlassung"}
UNITS = {"ru": ("Отдел продаж", "Отдел маркетинга"), "de": ("Vertrieb", "Marketing")}
POSITIONS = {"ru": ("Руководитель", "Менеджер по продажам"), "de": ("Geschäftsführung", "Vertriebsmitarbeiter")}
ALNUM = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made something. ``kind``: app, webhook, person or portal; ``code`` is the application's."""

    kind: str = "portal"
    code: str = ""
    user_id: int = 0

    @property
    def owner(self) -> str:
        """The word of a fingerprint: the application's code, `person` or `portal`."""
        return self.code if self.kind == "app" else "person" if self.kind in ("webhook", "person") else "portal"


PORTAL = Maker()
SYSTEM = "rest_system"
"""EXTERNAL_AUTH_ID of users that stand in for somebody who was dismissed; no list shows them."""


@dataclass(slots=True)
class User:
    """An employee. ``extra`` holds further REST fields (PERSONAL_CITY, UF_PHONE_INNER, …)."""

    id: int
    login: str
    password: str
    name: str
    last_name: str
    email: str
    gender: str
    admin: bool
    position: str = ""
    departments: list[int] = field(default_factory=list)
    phone: str = ""
    registered: float = 0.0
    seen: float = 0.0
    language: str = "en"
    active: bool = True
    extra: dict[str, Any] = field(default_factory=dict)
    maker: Maker = PORTAL

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.last_name}".strip()

    @property
    def present(self) -> bool:
        """Somebody whom lists and searches show: not dismissed, and no system user."""
        return self.active and self.extra.get("EXTERNAL_AUTH_ID") != SYSTEM


@dataclass(slots=True)
class Department:
    """A unit of the company; ``parent`` is 0 for the company itself."""

    id: int
    name: str
    parent: int = 0
    sort: int = 500
    head: int = 0
    maker: Maker = PORTAL


@dataclass(frozen=True, slots=True)
class Session:
    """A browser session: the cookie's value and the token (`sessid`) that its forms carry."""

    key: str
    sessid: str
    user_id: int


@lru_cache(maxsize=16)
def faker(language: str) -> Faker:
    """A Faker of the portal's language; whoever uses it seeds it first."""
    return Faker(LOCALES.get(language, "en_US"))


class People:
    """Everybody on the portal. User 1 is the administrator, ``regular_id`` the regular user of tests."""

    COOKIE = "PHPSESSID"

    def __init__(self, rng: random.Random, language: str, now: float, host: str) -> None:
        self._rng = rng
        self.language = language
        self.sessions: dict[str, Session] = {}
        self.webhooks: dict[tuple[int, str], frozenset[str] | None] = {}
        """(user, secret) → its scopes; None = all."""
        self.stand_ins: dict[tuple[int, str], int] = {}
        """(user, secret) of a webhook whose owner was dismissed → the system user it works for now."""
        self._last_user = self._last_unit = 0
        self.installers: set[int] = set()
        """Users who may install applications that need no administrator."""
        units = UNITS.get(language, ("Sales", "Marketing"))
        self.departments = {1: Department(1, COMPANY.get(language, "Head office"), head=1)}
        self.departments |= {n: Department(n, name, parent=1) for n, name in enumerate(units, 2)}
        fake = faker(language)
        fake.seed_instance(rng.getrandbits(32))
        self.regular_id = rng.randrange(3, 30)
        titles = POSITIONS.get(language, ("Chief executive", "Sales manager"))
        self.users = {
            1: self._person(fake, 1, True, titles[0], [1], now, host),
            self.regular_id: self._person(fake, self.regular_id, False, titles[1], [2], now, host),
        }

    def _person(
        self, fake: Faker, user_id: int, admin: bool, position: str, units: list[int], now: float, host: str
    ) -> User:
        male = self._rng.random() < 0.5
        name = fake.first_name_male() if male else fake.first_name_female()
        last = fake.last_name_male() if male else fake.last_name_female()
        mail = f"{self.word(7)}@{host.split('.', maxsplit=1)[0]}.example"
        return User(
            id=user_id, login=mail, password=self.word(14), name=name, last_name=last, email=mail,
            gender="M" if male else "F", admin=admin, position=position, departments=units,
            phone=f"+1555{self._rng.randrange(10**6, 10**7)}", registered=now - 86400 * 30, seen=now,
            language=self.language, extra={"XML_ID": str(crc32(mail.encode()))},
        )  # fmt: skip

    def word(self, length: int) -> str:
        """Lower-case letters and digits, such as webhook secrets have."""
        return "".join(self._rng.choices(ALNUM, k=length))

    def hexes(self, length: int) -> str:
        """Lower-case hexadecimal digits, such as md5 gives."""
        return f"{self._rng.getrandbits(4 * length):0{length}x}"

    def log_in(self, login: str, password: str) -> Session | None:
        """A new session, or None when the pair fits nobody active."""
        for user in self.users.values():
            if user.active and user.login.lower() == login.strip().lower() and user.password == password:
                return self.open_session(user.id)
        return None

    def open_session(self, user_id: int) -> Session:
        session = Session(self.hexes(32), self.hexes(32), user_id)
        self.sessions[session.key] = session
        return session

    def session(self, key: str) -> tuple[Session, User] | None:
        """Who is behind a cookie."""
        found = self.sessions.get(key)
        user = self.users.get(found.user_id) if found else None
        return (found, user) if found and user and user.active else None

    def log_out(self, key: str) -> None:
        self.sessions.pop(key, None)

    def webhook(self, user_id: int, scopes: frozenset[str] | None = None) -> str:
        """The user's webhook secret for these scopes (None = all); made on first use."""
        for (owner, secret), granted in self.webhooks.items():
            if owner == user_id and granted == scopes:
                return secret
        secret = self.word(16)
        self.webhooks[user_id, secret] = scopes
        return secret

    def next_unit(self) -> int:
        """The number of a new department or team; numbers never come back."""
        self._last_unit = max(self._last_unit, *self.departments) + 1
        return self._last_unit

    def add_user(self, user: User) -> User:
        user.id = self._last_user = max(self._last_user, *self.users) + 1
        self.users[user.id] = user
        return user

    def access_codes(self, user: User) -> frozenset[str]:
        """The access codes a user has: U5, IU5, AU, D2, DR2, DR1, G2 (and G1 for administrators)."""
        codes = {f"U{user.id}", f"IU{user.id}", "AU", "G2", "CR"}
        if user.admin:
            codes.add("G1")
        for unit in user.departments:
            codes |= {f"D{unit}", f"DR{unit}"}
            above, seen = self.departments.get(unit), set[int]()
            while above and above.parent and above.parent not in seen:
                seen.add(above.parent)
                codes.add(f"DR{above.parent}")
                above = self.departments.get(above.parent)
        return frozenset(codes)
