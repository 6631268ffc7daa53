"""Logging in and out (UI reference J1)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pytest_b24moderation.emulator.pages.texts import say
from pytest_b24moderation.emulator.pages.visit import Visit, form_of, js_texts, seen, templates, visitor
from pytest_b24moderation.emulator.people import People
from pytest_b24moderation.emulator.portal import Portal

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.cloud import Cloud


def safe_back(given: str) -> str:
    """A path of this portal; whatever leads elsewhere becomes the start page."""
    fine = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given if fine else "/stream/"


def login_page(cloud: Cloud) -> Any:
    """The form's endpoint; whoever is logged in already goes straight on."""

    async def endpoint(request: Request) -> Response:
        portal = cloud.portal
        back = safe_back(request.query_params.get("backurl", ""))
        if visitor(portal, request):
            return RedirectResponse(back, status_code=302)
        names: dict[str, Any] = {
            "language": portal.language,
            "say": functools.partial(say, portal.language),
            "js_texts": js_texts(portal.language, ""),
            "back": back,
            "host": portal.host,
        }
        if portal.profile.login_form != "classic":
            return HTMLResponse(templates().get_template("login.html").render(names))
        return _classic(portal, request, await form_of(request), names)

    return endpoint


def _classic(portal: Portal, request: Request, data: Mapping[str, Any], names: dict[str, Any]) -> Response:
    """The one form of portals on premises (UI reference J1b): it is sent back to its own address."""
    given, error = str(data.get("USER_LOGIN", "")), ""
    if data.get("AUTH_FORM") == "Y":
        session = portal.people.log_in(given, str(data.get("USER_PASSWORD", "")))
        if session is not None:
            portal.tell("user.logged_in", user=portal.people.users[session.user_id])
            response = RedirectResponse(names["back"], status_code=302)
            response.headers["Set-Cookie"] = cookie(session.key, request)
            return response
        error = say(portal.language, "login.wrong")
    return HTMLResponse(templates().get_template("login_classic.html").render(names | {"given": given, "error": error}))


def check_login(portal: Portal, data: Mapping[str, Any]) -> dict[str, Any]:
    """Whether there is such a person. Raises LookupError with the text for the form."""
    login = str(data.get("login", "")).strip().lower()
    if not any(user.active and user.login.lower() == login for user in portal.people.users.values()):
        raise LookupError(say(portal.language, "login.unknown"))
    return {"login": login}


def check(portal: Portal, request: Request, data: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Log in: (answer, cookie header). Raises LookupError with the text for the form."""
    session = portal.people.log_in(str(data.get("login", "")), str(data.get("password", "")))
    if session is None:
        raise LookupError(say(portal.language, "login.wrong"))
    portal.tell("user.logged_in", user=portal.people.users[session.user_id])
    return {"success": True}, cookie(session.key, request)


def cookie(value: str, request: Request) -> str:
    """The session's cookie; over TLS it is sent from frames of other sites too, as the real one is."""
    tail = "; Secure; SameSite=None" if seen(request).secure else ""
    return f"{People.COOKIE}={value}; Path=/; HttpOnly{tail}"


def root(visit: Visit) -> Response:
    """`/`: logs out with ``?logout=yes&sessid=…``, otherwise leads to the start page."""
    if visit.query.get("logout") == "yes" and visit.genuine:
        visit.portal.people.log_out(visit.session.key)
        response = RedirectResponse("/auth/", status_code=302)
        response.headers["Set-Cookie"] = cookie("", visit.request) + "; Max-Age=0"
        return response
    return RedirectResponse("/stream/", status_code=302)
