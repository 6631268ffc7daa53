"""Scripts and styles of the pages: written here, nothing is fetched from elsewhere."""

from __future__ import annotations

import functools
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

CACHED = {"Cache-Control": "max-age=3600"}


@functools.cache
def bundle(folder: str, suffix: str) -> str:
    """All scripts or styles of the pages as one, in the order of the numbers in their names."""
    files = (Path(__file__).parent / "static" / folder).glob(f"*.{suffix}")
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(files, key=_number))


def _number(file: Path) -> int:
    return int(file.name.split("_")[0])


async def scripts(request: Request) -> Response:  # noqa: ARG001 - the same for everybody
    return Response(bundle("js", "js"), media_type="application/javascript; charset=utf-8", headers=CACHED)


async def styles(request: Request) -> Response:  # noqa: ARG001
    return Response(bundle("css", "css"), media_type="text/css; charset=utf-8", headers=CACHED)
