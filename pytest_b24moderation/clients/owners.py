"""Whose page is it: the portal's or the solution's? Blame starts here."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Frame

PORTAL = "portal"
SOLUTION = "solution"

SDK_HOSTS = ("api.bitrix24.com", "api.bitrix24.tech")
"""Where BX24.js is loaded from (restdocs: sdk/bx24-js-sdk/index.md). Only solutions' pages load it."""

SERVICE_HOSTS = ("oauth.bitrix.info", "oauth.bitrix24.tech", "oauth.bitrix24.info", "bitrix24.net")
"""Bitrix24's own hosts besides the portal: authorization and the passport."""

APP_FRAME_NAME = re.compile(r"^[^|]+\|[01]\|[0-9a-f]{32}$")
"""The name of a solution's frame: host, protocol and APP_SID (portal-ui: the iframe)."""


class Owners:
    """Tells the portal's pages, frames and scripts from the solution's. ``portal_host``: without a scheme."""

    def __init__(self, portal_host: str) -> None:
        self.portal_host = portal_host.lower().split(":")[0]

    def of_url(self, url: str) -> str:
        """The owner of a document with this address."""
        host = (urlsplit(url).hostname or "").lower()
        if not host or host == self.portal_host or host in SDK_HOSTS:
            return PORTAL
        if any(host == known or host.endswith(f".{known}") for known in SERVICE_HOSTS):
            return PORTAL
        return SOLUTION

    def of_script(self, url: str) -> str:
        """The owner of the page in which a script with this address runs."""
        parts = urlsplit(url)
        if (parts.hostname or "") in SDK_HOSTS or parts.path == "/bitrix/js/rest/bx24.js":
            return SOLUTION
        return self.of_url(url)

    def of_frame(self, frame: Frame) -> str:
        """The owner of what a frame shows; a frame without an address belongs to whoever made it."""
        if urlsplit(frame.url).scheme in ("http", "https"):
            return self.of_url(frame.url)
        if APP_FRAME_NAME.match(frame.name):
            return SOLUTION
        return self.of_frame(frame.parent_frame) if frame.parent_frame else PORTAL
