"""Access and refresh tokens, bound to an application and a user of this portal."""

from __future__ import annotations

import random
from dataclasses import dataclass

from pytest_b24moderation.emulator.clock import Clock


@dataclass(slots=True)
class Token:
    """One token. ``dead``: revoked by an uninstall; ``used``: when a refresh token was exchanged (0 = not).

    ``hops``: how many events, each caused by the one before, led to this token.
    """

    value: str
    client_id: str
    user_id: int
    expires: float
    scopes: frozenset[str]
    dead: bool = False
    used: float = 0.0
    hops: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """What an application is given; ``expires`` is Unix time, ``expires_in`` seconds."""

    access: str
    refresh: str
    expires: int
    expires_in: int
    client_id: str
    user_id: int
    scopes: frozenset[str]


class Tokens:
    """All tokens of one portal, living on its clock."""

    def __init__(self, rng: random.Random, clock: Clock) -> None:
        self._rng = rng
        self._clock = clock
        self.access: dict[str, Token] = {}
        self.refresh: dict[str, Token] = {}
        self.codes: dict[str, tuple[str, int, float]] = {}
        """OAuth authorization codes: code → (client id, user id, valid until)."""

    def issue(
        self, client_id: str, app_id: int, user_id: int, scopes: frozenset[str], access_life: int, refresh_life: int
    ) -> Pair:
        """A new pair for that application and user."""
        now = int(self._clock.now())
        access = Token(self._value(now + access_life, app_id, user_id), client_id, user_id, now + access_life, scopes)
        refresh = Token(
            self._value(now + refresh_life, app_id, user_id), client_id, user_id, now + refresh_life, scopes
        )
        self.access[access.value] = access
        self.refresh[refresh.value] = refresh
        return Pair(access.value, refresh.value, now + access_life, access_life, client_id, user_id, scopes)

    def revoke(self, client_id: str) -> None:
        """The application has gone: its tokens and codes are worth nothing."""
        self.codes = {code: row for code, row in self.codes.items() if row[0] != client_id}
        for token in (*self.access.values(), *self.refresh.values()):
            if token.client_id == client_id:
                token.dead = True

    def expired(self, token: Token) -> bool:
        return token.expires <= self._clock.now()

    def _value(self, expires: int, app_id: int, user_id: int) -> str:
        """70 hexadecimal digits laid out as real ones: expiry (little-endian), a number, application, user, rest."""
        stamp = (expires & 0xFFFFFFFF).to_bytes(4, "little").hex()
        return f"{stamp}{self._rng.getrandbits(24):08x}{app_id:08x}{user_id:08x}{self._rng.getrandbits(152):038x}"
