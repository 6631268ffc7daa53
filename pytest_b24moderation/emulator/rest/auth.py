"""Who is calling: bearer header, `auth`, `access_token`, webhook path, portal session, in that order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_b24moderation.emulator.rest.call import Grant
from pytest_b24moderation.emulator.rest.errors import RestError, no_auth
from pytest_b24moderation.emulator.rest.limits import Limits

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal
    from pytest_b24moderation.emulator.wire import Request

TOKEN_SHAPE = re.compile(r"[0-9a-f]{32,128}")


def admit(portal: Portal, request: Request) -> None:
    """Whether the portal answers REST at all, and this caller now; RestError where not."""
    if portal.faults.portal_deleted:
        raise RestError(portal.profile.portal_deleted_status, "PORTAL_DELETED", "Portal was deleted")
    if request.plain_http and portal.profile.https_required:
        raise RestError(400, "INVALID_REQUEST", "Https required.")
    portal.state(Limits).knock(portal, request.client)


def authorise(portal: Portal, request: Request, params: Mapping[str, Any], hook: tuple[int, str] | None) -> Grant:
    """The caller, or a RestError of 401 or 403."""
    token = _token(request, params)
    if token:
        return by_token(portal, token)
    if hook is not None:
        return _by_webhook(portal, *hook)
    found = portal.people.session(request.cookie(portal.people.COOKIE)) if b"cookie" in request.headers else None
    if found and str(params.get("sessid", request.header(b"x-bitrix-csrf-token"))) == found[0].sessid:
        return Grant("session", found[1])
    raise no_auth()


def _token(request: Request, params: Mapping[str, Any]) -> str:
    kind, _, value = request.header(b"authorization").partition(" ")
    if kind.lower() == "bearer" and value.strip():
        return value.strip()
    for name in ("auth", "access_token"):
        found = params.get(name)
        if isinstance(found, str) and found:
            return found
    return ""


def by_token(portal: Portal, value: str) -> Grant:
    """The application and user behind an access token."""
    token = portal.tokens.access.get(value)
    if token is None:
        if TOKEN_SHAPE.fullmatch(value) or portal.profile.unreadable_is_invalid:
            raise RestError(401, "invalid_token", portal.profile.bad_token)
        raise no_auth()
    app = portal.apps.find(token.client_id)
    if app is None or not app.active:
        raise RestError(401, "APPLICATION_NOT_FOUND", "Application not found")
    if token.dead and not portal.profile.revive_tokens:
        raise RestError(401, "invalid_token", portal.profile.bad_token)
    if portal.tokens.expired(token):
        raise RestError(401, "expired_token", "The access token provided has expired")
    user = portal.people.users.get(token.user_id)
    if user is None or not user.active:
        raise RestError(401, "authorization_error", "Unable to authorize user")
    if portal.apps.payment_over(app):
        raise RestError(401, "PAYMENT_REQUIRED", "Payment required: the paid period of the application is over")
    if not portal.apps.may_open(user, app):
        raise RestError(403, "user_access_error", "The user does not have access to the application.")
    scopes = frozenset(app.scopes) if portal.profile.widen_tokens else token.scopes
    return Grant("app", user, app, scopes, token.hops, value)


def _by_webhook(portal: Portal, user_id: int, secret: str) -> Grant:
    profile = portal.profile
    user = portal.people.users.get(portal.people.stand_ins.get((user_id, secret), user_id))
    if user is None or (user_id, secret) not in portal.people.webhooks:
        if profile.wrong_webhook_error == "NO_AUTH_FOUND":
            raise no_auth()
        raise RestError(profile.wrong_webhook_status, "INVALID_CREDENTIALS", "Invalid request credentials")
    if not user.active:
        raise RestError(401, "authorization_error", "Unable to authorize user")
    return Grant("webhook", user, None, portal.people.webhooks[user_id, secret], secret=secret)
