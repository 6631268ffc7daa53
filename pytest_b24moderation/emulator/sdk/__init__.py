"""BX24.js and the client of Push&Pull, written here to the documented interface, and where they are served.

restdocs: sdk/bx24-js-sdk, settings/interactivity/push-and-pull-in-browser.md
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

PATHS = ("/api/v1/", "/api/v1", "/api/v1/dev/", "/api/v1/dev", "/bitrix/js/rest/bx24.js")
"""The library's addresses, with and without the final slash on api.bitrix24.com, the last on a portal."""

PULL = "/api/v1/pull/"
"""The address of the client of Push&Pull on api.bitrix24.com."""


@cache
def library(folder: str = "bx24", name: str = "BX24") -> str:
    """The whole library: its parts in the order of their names, in one closure, loaded at most once a page."""
    parts = sorted((Path(__file__).parent / folder).glob("*.js"))
    body = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    return f"(function (root) {{\n'use strict';\nif (root.{name}) {{ return; }}\n{body}\n}})(window);\n"


def routes(cloud: Any) -> list[BaseRoute]:  # noqa: ARG001 - the libraries are the same for all portals
    """Routes that serve the libraries."""
    return [Route(path, _serve, methods=["GET"]) for path in (*PATHS, PULL)]


async def _serve(request: Request) -> Response:
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=3600"}
    text = library("pull", "BX?.PullClient") if request.url.path == PULL else library()
    return Response(text, media_type="application/javascript; charset=utf-8", headers=headers)
