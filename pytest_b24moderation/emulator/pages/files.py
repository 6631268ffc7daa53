"""Files that have an address of their own: attachments, public links, values of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pytest_b24moderation.emulator.pages.visit import Endpoint, visitor
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.auth import by_token
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, parse_query
from pytest_b24moderation.emulator.rest.transfer import file_headers

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.cloud import Cloud

PATHS = (
    "/bitrix/tools/disk/uf.php",
    "/~{link}",
    "/company/lists/{rest:path}",
    "/upload/{rest:path}",
    "/bitrix/tools/crm_show_file.php",
    "/disk/showFile/{id}/",
    "/disk/downloadFile/{id}/",
)


def files(cloud: Cloud) -> Endpoint:
    """The endpoint of all `PATHS`; the scopes say what lies there (`page.file`), and whether this one may have it."""

    async def endpoint(request: Request) -> Response:
        return handed(cloud.portal, request) or HTMLResponse("", status_code=404)

    return endpoint


def handed(portal: Portal, request: Request) -> Response | None:
    """The file at that address for who asks; None where there is none for him."""
    query = parse_query(request.url.query)
    auth = query.get("auth")
    user = _user(portal, request, auth if isinstance(auth, str) else str(as_dict(auth).get("auth") or ""))
    found = portal.ask("page.file", path=request.url.path, query=query, user=user)
    if found is None:
        return None
    headers = {name.decode(): value.decode("latin-1") for name, value in file_headers(found)}
    return Response(found.content, headers=headers)


def _user(portal: Portal, request: Request, token: str) -> User | None:
    """Who is logged in here, or whose access token the address carries."""
    if found := visitor(portal, request):
        return found[1]
    try:
        return by_token(portal, token).user if token else None
    except RestError:
        return None
