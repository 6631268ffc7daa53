"""Event handlers, placements and options: what applications leave on a portal's own shelves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Handler:
    """A bound event. ``user_id`` is the fixed user of the handler, 0 = whoever caused the event.

    ``system``: bound by the portal itself (the installation event of a REST-only application).
    """

    id: int
    app_id: int
    event: str
    url: str
    user_id: int = 0
    offline: bool = False
    connector: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    system: bool = False


@dataclass(slots=True)
class Placement:
    """A bound widget; ``user_id`` 0 = for everybody."""

    id: int
    app_id: int
    code: str
    handler: str
    title: str = ""
    description: str = ""
    group: str = ""
    langs: dict[str, dict[str, str]] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    user_id: int = 0

    def name(self, language: str, default: str) -> str:
        """The widget's title as shown to somebody of that language."""
        return self.langs.get(language, {}).get("TITLE") or self.title or default


class Bindings:
    """The rows of all applications. Row ids never come back."""

    def __init__(self) -> None:
        self.handlers: list[Handler] = []
        self.placements: list[Placement] = []
        self._last = 0

    def next_id(self) -> int:
        self._last += 1
        return self._last

    def bind(self, handler: Handler) -> Handler:
        self.handlers.append(handler)
        return handler

    def place(self, placement: Placement) -> Placement:
        self.placements.append(placement)
        return placement

    def drop_handlers(self, app_id: int) -> None:
        self.handlers = [row for row in self.handlers if row.app_id != app_id]

    def drop_placements(self, app_id: int) -> None:
        self.placements = [row for row in self.placements if row.app_id != app_id]


class Options:
    """`app.option.*` and `user.option.*`, by the application's client id (BX24.js shares them)."""

    def __init__(self) -> None:
        self.app: dict[str, dict[str, Any]] = {}
        self.user: dict[tuple[str, int], dict[str, Any]] = {}
        self.first_run: set[tuple[str, int, int]] = set()
        """(client id, version, user) of those who have run this version: getInitData's FIRST_RUN is false."""

    def of_app(self, client_id: str) -> dict[str, Any]:
        return self.app.setdefault(client_id, {})

    def of_user(self, client_id: str, user_id: int) -> dict[str, Any]:
        return self.user.setdefault((client_id, user_id), {})

    def drop(self, client_id: str) -> None:
        self.app.pop(client_id, None)
        self.user = {key: value for key, value in self.user.items() if key[0] != client_id}

    def forget_runs(self, client_id: str) -> None:
        """Everybody meets the application for the first time again."""
        self.first_run = {key for key in self.first_run if key[0] != client_id}
