"""Who acts on the portal."""

from __future__ import annotations

from enum import StrEnum


class Actor(StrEnum):
    """A role in which a moderator uses the portal."""

    ADMIN = "admin"
    USER = "user"
