"""One request to a page of the portal: who came, in which language, and how pages answer."""

from __future__ import annotations

import functools
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pytest_b24moderation.emulator.frame import Seen
from pytest_b24moderation.emulator.pages.calls import open_call
from pytest_b24moderation.emulator.pages.menu import left_menu
from pytest_b24moderation.emulator.pages.places import background, offered
from pytest_b24moderation.emulator.pages.texts import catalogue, say
from pytest_b24moderation.emulator.people import People, Session, User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.params import parse_query

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.cloud import Cloud


HEADERS = {"X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store, no-cache, must-revalidate"}
"""Of every page: only the portal itself may frame it, and none is kept."""


@dataclass(frozen=True)
class Visit:
    """A request of somebody who is logged in. ``data``: the parsed form of a POST."""

    portal: Portal
    request: Request
    session: Session
    user: User
    data: Mapping[str, Any]

    @property
    def language(self) -> str:
        return self.user.language

    @property
    def seen(self) -> Seen:
        return seen(self.request)

    @property
    def query(self) -> dict[str, Any]:
        return parse_query(self.request.url.query)

    @property
    def in_slider(self) -> bool:
        """The page is wanted for the iframe of a side panel."""
        return self.request.query_params.get("IFRAME") == "Y"

    @property
    def genuine(self) -> bool:
        """The request carries this session's own token: it came from a page of ours."""
        given = self.data.get("sessid") or self.request.headers.get("X-Bitrix-Csrf-Token") or self.query.get("sessid")
        return given == self.session.sessid

    def say(self, code: str, /, **values: object) -> str:
        return say(self.language, code, **values)

    def page(self, template: str, /, *, title: str, status: int = 200, **values: Any) -> Response:
        """A page with the portal around it, or bare for the iframe of a side panel."""
        values |= {"body": template, "title": title, "hidden": background(self)}
        if self.in_slider:
            return self.fragment("slider.html", status=status, **values)
        values |= {"menu": left_menu(self.portal, self.user), "call": open_call(self)}
        return self.fragment("portal.html", status=status, **values)

    def fragment(self, template: str, /, *, status: int = 200, **values: Any) -> Response:
        """A template by itself."""
        names = {
            "visit": self,
            "say": self.say,
            "js_texts": js_texts(self.language, self.session.sessid),
            "offered": functools.partial(offered, self),
        }
        html = templates().get_template(template).render(names | values)
        blocked = {"Content-Security-Policy": "frame-src 'self'"} if self.portal.faults.frames_blocked else {}
        return HTMLResponse(html, status_code=status, headers=HEADERS | blocked)


@functools.cache
def templates() -> Environment:
    """The pages' templates; everything printed is escaped."""
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["initial"] = initial
    return environment


def initial(name: str) -> str:
    """The letter shown where a picture is missing."""
    return name.strip()[:1].upper() or "?"


def js_texts(language: str, sessid: str) -> dict[str, str]:
    """What the scripts of a page say, and the token of their requests."""
    return {**catalogue(language)["js"], "LANGUAGE_ID": language, "bitrix_sessid": sessid}


def seen(request: Request) -> Seen:
    """The portal's address in this browser; a gateway before us tells the scheme."""
    scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
    host = request.headers.get("host", "")
    for port in (":443", ":80"):
        host = host.removesuffix(port)
    return Seen(host, scheme == "https")


def visitor(portal: Portal, request: Request) -> tuple[Session, User] | None:
    """Who is logged in with this browser."""
    return portal.people.session(request.cookies.get(People.COOKIE, ""))


async def form_of(request: Request) -> dict[str, Any]:
    """The form of a POST, as PHP reads it; JSON bodies count as forms too."""
    if request.method != "POST":
        return {}
    body = (await request.body()).decode("utf-8", "replace")
    if "json" in request.headers.get("content-type", ""):
        try:
            found = json.loads(body or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
    return parse_query(body)


def rows_of(given: Any) -> list[Mapping[str, Any]]:
    """The rows of a parameter that should be a list of mappings; anything else in it is left out."""
    rows = given.values() if isinstance(given, Mapping) else given if isinstance(given, list) else ()
    return [row for row in rows if isinstance(row, Mapping)]


Act = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def page(cloud: Cloud, act: Act) -> Endpoint:
    """An endpoint for those who are logged in; others are sent to log in, and come back."""

    async def endpoint(request: Request) -> Response:
        found = visitor(cloud.portal, request)
        if found is None:
            back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse("/auth/?" + urlencode({"backurl": back}), status_code=302)
        return act(Visit(cloud.portal, request, *found, await form_of(request)))

    return endpoint


def wrapper(visit: Visit, *, title: str, back: str) -> Response | None:
    """Pages that live in a side panel only: opened by address they draw a loader, and the panel over it.

    None when the page itself is wanted. ``back``: where closing the panel leads.
    """
    if visit.in_slider:
        return None
    url = visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else "")
    return visit.page("wrapper.html", title=title, url=url, back=back)
