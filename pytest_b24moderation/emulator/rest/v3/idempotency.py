"""Repeated calls without duplicates: the header `Idempotency-Key`. restdocs: api-reference/rest-v3.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.rest.v3.errors import PREFIX, V3Error

LIFETIME = 24 * 3600
LONGEST = 255


@dataclass
class Kept:
    """Answers by (caller, user, method, key): the body they answer, the answer, when it was given."""

    rows: dict[tuple[str, int, str, str], tuple[bytes, Any, float]] = field(default_factory=dict)

    def find(self, key: tuple[str, int, str, str], body: bytes, now: float) -> tuple[Any, bool]:
        """(the kept answer, whether there is one)."""
        held = self.rows.get(key)
        if held is None or now - held[2] > LIFETIME:
            return None, False
        if held[0] != body:
            text = "The idempotency key was already used with a different request"
            raise V3Error(422, f"{PREFIX}IDEMPOTENCYKEYREUSEDEXCEPTION", text)
        return held[1], True

    def keep(self, key: tuple[str, int, str, str], body: bytes, answer: Any, now: float) -> None:
        self.rows[key] = (body, answer, now)


def checked(value: str) -> str:
    """The header's value; V3Error unless it is 1 to 255 printable characters of ASCII."""
    if 1 <= len(value) <= LONGEST and all(32 <= ord(char) < 127 for char in value):
        return value
    text = "The idempotency key must be 1 to 255 printable ASCII characters"
    raise V3Error(400, f"{PREFIX}INVALIDIDEMPOTENCYKEYEXCEPTION", text)
