"""Addresses that applications give for handlers. restdocs: api-reference/events/event-bind.md."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pytest_b24moderation.emulator.rest.errors import RestError

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal


def check_handler(portal: Portal, url: str) -> None:
    """Only http(s) with a host that has a dot (127.0.0.1 passes, localhost does not)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise RestError(400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL") from None
    if parts.scheme and parts.scheme not in ("http", "https"):
        raise RestError(400, "ERROR_UNSUPPORTED_PROTOCOL", portal.profile.scheme_text)
    if not host or not parts.scheme or (portal.profile.handler_needs_dot and "." not in host):
        raise RestError(400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL")
