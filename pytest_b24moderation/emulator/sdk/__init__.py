"""BX24.js, written here to the documented interface (restdocs: sdk/bx24-js-sdk), and where it is served."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

PATHS = ("/api/v1/", "/api/v1/dev/", "/bitrix/js/rest/bx24.js")
"""The library's addresses: the first two on api.bitrix24.com, the last on a portal."""


@cache
def library() -> str:
    """The whole library: its parts in the order of their names, in one closure, loaded at most once a page."""
    parts = sorted((Path(__file__).parent / "bx24").glob("*.js"))
    body = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    return f"(function (root) {{\n'use strict';\nif (root.BX24) {{ return; }}\n{body}\n}})(window);\n"


def routes(cloud: Any) -> list[BaseRoute]:  # noqa: ARG001 - the library is the same for all portals
    """Routes that serve the library."""
    return [Route(path, _serve, methods=["GET"]) for path in PATHS]


async def _serve(request: Request) -> Response:  # noqa: ARG001
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=3600"}
    return Response(library(), media_type="application/javascript; charset=utf-8", headers=headers)
