"""The start page, and pages that there are not."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pytest_b24moderation.emulator.pages.menu import openable
from pytest_b24moderation.emulator.pages.visit import Visit


def stream(visit: Visit) -> Response:
    """`/stream/`: where logging in leads."""
    apps = openable(visit.portal, visit.user)
    return visit.page(
        "stream.html",
        title=visit.say("stream.title"),
        apps=apps,
        posts=visit.portal.ask("log.posts", user=visit.user) or [],
    )


def missing(visit: Visit) -> Response:
    """Any other address: with a slash at its end if that is all it lacks, else not found."""
    url = visit.request.url
    if visit.request.method == "GET" and not url.path.endswith("/") and "." not in url.path.rpartition("/")[2]:
        return RedirectResponse(str(url.replace(path=url.path + "/", scheme="", netloc="")), status_code=302)
    text = visit.say("missing.text")
    return visit.page("plain.html", title=visit.say("missing.title"), text=text, status=404)


def helper(visit: Visit) -> Response:
    """What the plan's helper shows in its slider."""
    text = visit.say("helper.text")
    return visit.fragment("slider.html", body="plain.html", title=visit.say("helper.title"), text=text)


async def not_found(request: Request) -> Response:  # noqa: ARG001
    """Scripts, pictures and the like that are not here."""
    return HTMLResponse("", status_code=404)
