"""The pages and the event handler of the solution."""

from __future__ import annotations

import hmac
import sqlite3
from typing import Any

from b24pysdk import BitrixApp, BitrixToken
from b24pysdk.credentials import OAuthEventData, OAuthPlacementData
from b24pysdk.errors import BitrixAPIError, BitrixSDKException, BitrixValidationError
from b24pysdk.integrations.flask.decorators.event_required import validate_event_params
from b24pysdk.integrations.flask.decorators.placement_required import validate_placement_params
from faults import Faults
from flask import Blueprint, Flask, current_app, render_template, request
from portal import is_admin, latest, rate, set_up, stored_token
from store import Store
from words import TITLES, words

Answer = tuple[str, int]
pages = Blueprint("pages", __name__)


def create_app(*, client_id: str, client_secret: str, public_url: str, store: Store, faults: Faults) -> Flask:
    """The solution as a WSGI application."""
    app = Flask(__name__)
    app.config.update(
        BITRIX=BitrixApp(client_id=client_id, client_secret=client_secret),
        PUBLIC_URL=public_url,
        STORE=store,
        FAULTS=faults,
    )
    app.register_blueprint(pages)
    app.register_error_handler(BitrixSDKException, lambda error: _refused(error))
    faults.attach(app)
    return app


def _bitrix() -> BitrixApp:
    bitrix: BitrixApp = current_app.config["BITRIX"]
    return bitrix


def _store() -> Store:
    store: Store = current_app.config["STORE"]
    return store


def _faults() -> Faults:
    faults: Faults = current_app.config["FAULTS"]
    return faults


def _page(template: str, language: str, **values: Any) -> str:
    return render_template(template, words=words(language), language=language[:2].lower() or "en", **values)


def _refused(error: BitrixSDKException) -> Answer:
    current_app.logger.warning("the portal refused: %s", type(error).__name__)
    if isinstance(error, BitrixValidationError):
        return _page("message.html", _language(), text="outside"), 403
    return _page("message.html", _language(), text="failed"), 502


def _language() -> str:
    return request.values.get("LANG", "en")


def _frame() -> tuple[OAuthPlacementData, BitrixToken] | None:
    """Who looks at this page, as the authorisation server confirms; None outside Bitrix24."""
    if "AUTH_ID" not in request.values:
        return None
    viewer = validate_placement_params(request.values.to_dict(), bitrix_app=_bitrix())
    return viewer, BitrixToken.from_oauth_placement_data(viewer, _bitrix())


def _visit() -> sqlite3.Row | None:
    return _store().visit(request.form.get("visit", ""))


@pages.get("/health")
def health() -> str:
    return "ok"


@pages.route("/install", methods=["GET", "POST"])
def install() -> str | Answer:
    """The wizard's first page."""
    frame = _frame()
    if frame is None:
        return _page("message.html", _language(), text="outside")
    viewer, token = frame
    visit = _store().begin_visit(viewer.member_id, token, viewer.lang)
    return _page("install.html", viewer.lang, visit=visit)


@pages.post("/install/finish")
def finish() -> str | Answer:
    """Register everything, then let the portal know that the wizard is over."""
    visit = _visit()
    if visit is None:
        return _page("message.html", "en", text="expired"), 403
    token = stored_token(_bitrix(), visit)
    _faults().before_set_up(visit["member_id"])
    set_up(token, current_app.config["PUBLIC_URL"], TITLES, _faults())
    return _page("finish.html", visit["language"], finishes=_faults().finishes())


@pages.route("/", methods=["GET", "POST"])
def main() -> str | Answer:
    """The solution's own page: latest ratings, and the settings for administrators."""
    frame = _frame()
    if frame is None:
        return _page("message.html", _language(), text="outside")
    viewer, token = frame
    admin = is_admin(token)
    instead = _faults().main_page(viewer.member_id, token, admin=admin)
    if instead is not None:
        return instead
    visit = _store().begin_visit(viewer.member_id, token, viewer.lang)
    return _main(viewer.member_id, token, viewer.lang, visit, admin=admin)


def _main(member_id: str, token: BitrixToken, language: str, visit: str, *, admin: bool, said: str = "") -> str:
    divisor = _store().divisor(member_id)
    rows = latest(token)
    return _page("main.html", language, rows=rows, admin=admin, divisor=divisor, visit=visit, said=said)


@pages.post("/settings")
def settings() -> str | Answer:
    """Save the settings; only administrators may."""
    visit = _visit()
    if visit is None:
        return _page("message.html", "en", text="expired"), 403
    token = stored_token(_bitrix(), visit)
    if not is_admin(token):
        return _page("message.html", visit["language"], text="failed"), 403
    divisor = request.form.get("divisor", "")
    good = divisor.isdecimal() and len(divisor) < 8 and 1 <= int(divisor) <= 1_000_000
    if good:
        _store().set_divisor(visit["member_id"], int(divisor))
    said = "saved" if good else "number"
    return _main(visit["member_id"], token, visit["language"], visit["id"], admin=True, said=said)


@pages.route("/tab", methods=["GET", "POST"])
def tab() -> str | Answer:
    """The tab of a deal."""
    frame = _frame()
    if frame is None:
        return _page("message.html", _language(), text="outside")
    viewer, token = frame
    deal = int((viewer.placement_options or {}).get("ID") or 0)
    visit = _store().begin_visit(viewer.member_id, token, viewer.lang, deal)
    score = _store().score(viewer.member_id, deal) if _may_see(token, deal) else None
    return _page("tab.html", viewer.lang, score=score, visit=visit)


def _may_see(token: BitrixToken, deal: int) -> bool:
    """Whether the viewer may see the deal; what is stored here is not shown to anybody else."""
    try:
        token.call_method("crm.deal.get", {"ID": deal})
    except BitrixAPIError:
        return False
    return True


@pages.post("/tab/recalculate")
def recalculate() -> str | Answer:
    """Rate the deal with the viewer's own rights."""
    visit = _visit()
    if visit is None:
        return _page("message.html", "en", text="expired"), 403
    token = stored_token(_bitrix(), visit)
    score = rate(token, _store(), visit["member_id"], visit["deal"], _faults())
    return _page("tab.html", visit["language"], score=score, visit=visit["id"])


@pages.post("/events")
def events() -> Answer:
    """Everything that the portal tells: who is not known, or lacks the application token, is not heard."""
    try:
        event = OAuthEventData.from_dict(request.form.to_dict())
        if event.event.upper() == "ONAPPINSTALL":
            return _installed()
    except BitrixValidationError:
        return "not for us", 403
    known = _store().application_token(event.auth.member_id)
    if not known or not hmac.compare_digest(known, event.auth.application_token):
        return "not for us", 403
    if event.event.upper() == "ONAPPUNINSTALL":
        clean = str((event.data or {}).get("CLEAN", "0")) == "1"
        row = _store().tokens(event.auth.member_id)
        if _faults().deletes_tokens():
            _store().forget_portal(event.auth.member_id, data=clean)
        return _faults().removed(stored_token(_bitrix(), row) if row else None)
    if event.event.upper() == "ONCRMDEALADD":
        _deal_added(event)
        return _faults().answered()
    return "ok", 200


def _installed() -> Answer:
    """The wizard is over: the event brings tokens for background work, checked with the authorisation server."""
    event = validate_event_params(request.form.to_dict(), bitrix_app=_bitrix())
    auth = event.auth
    if auth.oauth_token is None:
        return "not for us", 403
    _store().keep_portal(auth.member_id, auth.portal_domain, auth.application_token)
    expires = auth.oauth_token.expires.timestamp() if auth.oauth_token.expires else 0.0
    _store().keep_tokens(auth.member_id, auth.oauth_token.access_token, auth.oauth_token.refresh_token or "", expires)
    return "ok", 200


def _deal_added(event: OAuthEventData) -> None:
    """Rate a new deal: with the rights of its author, else with those of whoever installed."""
    member_id = event.auth.member_id
    deal = int(((event.data or {}).get("FIELDS") or {}).get("ID") or 0)
    if event.is_system:
        row = _store().tokens(member_id)
        if row is None:
            return
        token = stored_token(_bitrix(), row)
    else:
        token = BitrixToken.from_oauth_event_data(event, _bitrix())
    try:
        rate(token, _store(), member_id, deal, Faults())
    except BitrixAPIError:
        current_app.logger.warning("deal %s was not rated", deal)
        return
    if event.is_system and token.refresh_token:
        expires = token.expires.timestamp() if token.expires else 0.0
        _store().keep_tokens(member_id, token.auth_token, token.refresh_token, expires)
