"""One call of one REST method, as the method sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grant:
    """Who calls. ``kind``: app, webhook or session. ``scopes`` None = all there are.

    ``secret``: the access token or the webhook's secret, for addresses that are given out in the caller's name.
    """

    kind: str
    user: User
    app: App | None = None
    scopes: frozenset[str] | None = None
    hops: int = 0
    secret: str = ""

    def allows(self, wanted: tuple[str, ...]) -> bool:
        return self.scopes is None or "basic" in wanted or any(scope in self.scopes for scope in wanted)


@dataclass(frozen=True, slots=True)
class Listed:
    """The answer of a list method: ``total`` -1 and ``next`` 0 are left out of the envelope."""

    rows: Any
    total: int = -1
    next: int = 0


@dataclass(slots=True)
class Call:
    """Parameters by name; top-level names match in any case, as classic methods do it."""

    portal: Portal
    grant: Grant
    method: str
    params: Mapping[str, Any]
    _folded: dict[str, Any] | None = field(default=None)

    @property
    def user(self) -> User:
        return self.grant.user

    @property
    def app(self) -> App:
        """The calling application; ACCESS_DENIED for a webhook or a session."""
        if self.grant.app is None:
            raise access_denied("Application context required")
        return self.grant.app

    @property
    def maker(self) -> Maker:
        """Who is behind what this call makes."""
        app = self.grant.app
        return Maker(self.grant.kind if app is None else "app", app.code if app else "", self.user.id)

    def state(self, kind: type[T]) -> T:
        """The scope's state on this portal."""
        return self.portal.state(kind)

    def get(self, name: str, default: Any = None) -> Any:
        """A top-level parameter in any case."""
        if name in self.params:
            return self.params[name]
        if self._folded is None:
            self._folded = {key.lower(): value for key, value in self.params.items()}
        return self._folded.get(name.lower(), default)

    def text(self, name: str, default: str = "") -> str:
        """A scalar parameter as text; an array counts as absent."""
        value = self.get(name)
        return default if value is None or isinstance(value, list | dict) else str(value)

    def require_admin(self, detail: str = "") -> None:
        if not self.user.admin:
            raise access_denied(detail)

    def announce(self, event: str, data: Mapping[str, Any] | int) -> None:
        """An event that this call caused."""
        self.portal.announce(event, data, user_id=self.user.id, by=self.text("auth_connector"), hops=self.grant.hops)


def scope_error(status: int, kind: str) -> RestError:
    """The call wants a permission that the caller was not given."""
    what = "webhook" if kind == "webhook" else "access"
    text = f"The request requires higher privileges than provided by the {what} token"
    return RestError(status, "insufficient_scope", text)
