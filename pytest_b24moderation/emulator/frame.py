"""How an application's frame is opened: which address, with which fields, or why not.

Protocol: the frame's form (APP_URL?DOMAIN&PROTOCOL&LANG&APP_SID, ten POST fields). restdocs:
settings/oauth/simple-way.md, api-reference/widgets/_includes/widget_data.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.tokens import Pair

SYSTEM_PARAMS = frozenset({"_r", "sessid", "site", "bxajaxid", "any"})


@dataclass(frozen=True)
class Seen:
    """The portal as this viewer's browser addresses it; ``host`` carries a port that is not 80 or 443."""

    host: str
    secure: bool = True

    @property
    def origin(self) -> str:
        return f"{'https' if self.secure else 'http'}://{self.host}"


@dataclass(frozen=True)
class Opening:
    """What the page shall show. ``state``:

    frame (draw it), stub (not fully installed), denied (no right to this application), missing (no such
    application), wrong-placement (not this application's), payment (its paid time is over).
    ``static``: no POST, the frame's src is ``action`` (BI_ANALYTICS_MENU gets none either: docs,
    widgets/crm/bi-analytics-menu.md). ``install``: this is the wizard.
    """

    state: str
    app: App | None = None
    sid: str = ""
    action: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    install: bool = False
    placement: str = "DEFAULT"
    placement_id: int = 0
    options: Mapping[str, Any] | None = None
    tokens: Pair | None = None
    seen: Seen = Seen("")
    language: str = "en"

    @property
    def static(self) -> bool:
        return self.placement == "BI_ANALYTICS_MENU" or (self.app is not None and self.app.static)

    @property
    def frame_name(self) -> str:
        """window.name inside: `DOMAIN|1|SID`, the bootstrap of BX24.js."""
        return f"{self.seen.host}|{int(self.seen.secure)}|{self.sid}"

    @property
    def app_origin(self) -> str:
        """Where messages of this frame must come from."""
        parts = urlsplit(self.action)
        return f"{parts.scheme}://{parts.netloc}"


def open_frame(
    portal: Portal, user: User, app: App | None, seen: Seen, *, placement: Placement | str = "DEFAULT",
    query: Mapping[str, Any] | None = None, referer: str = "",
) -> Opening:  # fmt: skip
    """Decide what this viewer gets. ``placement``: a bound row, or a code without one (DEFAULT, REST_APP_URI).

    ``query``: the page's parameters, or the widget's context ({"ID": "5"}).
    """
    code = placement if isinstance(placement, str) else placement.code
    if app is None or not app.active:
        return Opening("missing", app)
    if not isinstance(placement, str) and placement.app_id != app.id:
        return Opening("wrong-placement", app)
    if not portal.apps.may_open(user, app):
        return Opening("denied", app)
    if portal.apps.payment_over(app):
        return Opening("payment", app)
    install = not app.installed and bool(app.url_install)
    if not app.installed and not (install and portal.apps.may_install(user, app)):
        return Opening("stub", app)
    url = _address(app, placement, install)
    if install:
        code = "DEFAULT"
    options = _options(portal, code, query or {}, referer, seen)
    sid, pair = portal.people.hexes(32), portal.issue(app, user.id)
    tail = {"DOMAIN": seen.host, "PROTOCOL": int(seen.secure), "LANG": user.language, "APP_SID": sid}
    bare = code == "BI_ANALYTICS_MENU"
    action = url if bare else f"{url}{'&' if '?' in url else '?'}{urlencode(tail, safe=':')}"
    return Opening(
        "frame", app, sid, action, _fields(portal, app, pair, code, options), install, code,
        0 if isinstance(placement, str) else placement.id, options, pair, seen, user.language,
    )  # fmt: skip


def _address(app: App, placement: Placement | str, install: bool) -> str:
    if install:
        return app.url_install
    if not isinstance(placement, str):
        return placement.handler
    return app.url_demo if app.status in ("D", "T") and app.url_demo else app.url


def _options(portal: Portal, code: str, query: Mapping[str, Any], referer: str, seen: Seen) -> dict[str, Any] | None:
    options = {key: value for key, value in query.items() if key not in SYSTEM_PARAMS}
    if code == "DEFAULT" and portal.profile.default_options == "any":
        options = {"any": str(query.get("any", ""))} | options
    address = urlsplit(referer)
    if portal.profile.uri_key and "URI" not in options and address.netloc == seen.host:
        options["URI"] = address.path + (f"?{address.query}" if address.query else "")
    if not options and portal.profile.default_options == "absent":
        return None
    return options


def _fields(
    portal: Portal, app: App, pair: Pair, code: str, options: Mapping[str, Any] | None
) -> tuple[tuple[str, str], ...]:
    new = portal.profile.frame_endpoint_fields
    rows = [("AUTH_ID", pair.access), ("AUTH_EXPIRES", str(pair.expires_in)), ("REFRESH_ID", pair.refresh)]
    if new:
        rows.append(("SERVER_ENDPOINT", portal.profile.server_endpoint))
        rows.append(("APPLICATION_TOKEN", portal.apps.application_token(app)))
        rows.append(("APPLICATION_SCOPE", ",".join(app.scopes)))
    rows += [("member_id", portal.member_id), ("status", app.status), ("PLACEMENT", code)]
    if options is not None:
        text = json.dumps(options, ensure_ascii=True, separators=(",", ":")) if options else "[]"
        rows.append(("PLACEMENT_OPTIONS", text.replace("/", "\\/")))
    return tuple(rows)


def init_data(portal: Portal, user: User, opening: Opening) -> dict[str, Any]:
    """What `getInitData` answers in that frame."""
    app, pair = opening.app, opening.tokens
    if app is None or pair is None:
        raise ValueError(f"no frame was opened: {opening.state}")
    return {
        "LANG": user.language,
        "DOMAIN": opening.seen.host,
        "PROTOCOL": int(opening.seen.secure),
        "PATH": "/rest",
        "AUTH_ID": pair.access,
        "REFRESH_ID": pair.refresh,
        "AUTH_EXPIRES": str(pair.expires_in),
        "MEMBER_ID": portal.member_id,
        "FIRST_RUN": (app.client_id, app.version, user.id) not in portal.options.first_run,
        "IS_ADMIN": user.admin or portal.apps.may_install(user, app),
        "INSTALL": opening.install,
        "USER_OPTIONS": portal.options.of_user(app.client_id, user.id) or [],
        "APP_OPTIONS": portal.options.of_app(app.client_id) or [],
        "PLACEMENT": opening.placement,
        "PLACEMENT_OPTIONS": opening.options or [],
    }
