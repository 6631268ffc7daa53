"""The bare ASGI both servers speak: one small request, one answer, nothing in between."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from pytest_b24moderation.emulator.rest.params import Upload, nest, parse_query

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

JSON_TYPE = b"application/json; charset=utf-8"


@dataclass(slots=True)
class Request:
    """What came in. ``parts``: the path's pieces without empty ones, so that double slashes do not matter."""

    verb: str
    parts: list[str]
    headers: dict[bytes, bytes]
    query: str
    body: bytes
    client: str

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def plain_http(self) -> bool:
        """Whether a gateway in front says that the caller did not use TLS."""
        return self.headers.get(b"x-forwarded-proto") == b"http"

    def cookie(self, name: str) -> str:
        try:
            found = SimpleCookie(self.header(b"cookie")).get(name)
        except CookieError:
            return ""
        return found.value if found else ""

    async def params(self) -> dict[str, Any]:
        """Query and body as one; the body wins. A body of no known type is read as a form."""
        found = parse_query(self.query)
        if not self.body:
            return found
        kind = self.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if kind == b"application/json":
            return found | _json(self.body)
        if kind == b"multipart/form-data":
            return found | await self._multipart()
        return found | parse_query(self.body.decode("utf-8", "replace").strip("\r\n"))

    async def _multipart(self) -> dict[str, Any]:
        async def stream() -> Any:
            yield self.body

        headers = Headers(raw=list(self.headers.items()))
        try:
            form = await MultiPartParser(headers, stream(), max_part_size=2**28).parse()
        except (MultiPartException, KeyError, UnicodeDecodeError):
            return {}
        pairs: list[tuple[str, Any]] = []
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                pairs.append((name, Upload(value.filename or "", await value.read())))
            else:
                pairs.append((name, value))
        await form.close()
        return nest(pairs)


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if isinstance(found, list):
        return {str(key): value for key, value in enumerate(found)}
    return found if isinstance(found, dict) else {}


async def read(scope: Scope, receive: Receive) -> Request:
    """The whole request."""
    body = b""
    message = await receive()
    if message.get("more_body"):
        pieces = [message.get("body", b"")]
        while message.get("more_body"):
            message = await receive()
            pieces.append(message.get("body", b""))
        body = b"".join(pieces)
    else:
        body = message.get("body", b"")
    parts = [unquote(piece) for piece in scope["path"].split("/") if piece]
    client = scope.get("client") or ("", 0)
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], parts, dict(scope["headers"]), query, body, client[0])


async def reply(send: Send, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """One answer with its length."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def reply_json(send: Send, status: int, content: Mapping[str, Any]) -> None:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    await reply(send, status, body, [(b"content-type", b"application/json"), (b"access-control-allow-origin", b"*")])
