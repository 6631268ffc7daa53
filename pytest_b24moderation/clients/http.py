"""Plain HTTP requests of scenarios and probes: to the solution's own server, or to a service outside."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from pytest_b24moderation.model import Deadlines


@dataclass(frozen=True)
class HttpAnswer:
    """What came back. ``error``: why nothing did; ``status`` is 0 then. ``json``: None when it is none."""

    status: int
    text: str = ""
    json: Any = None
    error: str = ""


@dataclass(frozen=True)
class Door:
    """Where every name of a run is reached: the gateway's listener for the harness, and the PEM it is trusted by."""

    host: str
    port: int
    authority: bytes


class Http:
    """Sends requests through the gateway, which knows the solution's names, and records each of them."""

    def __init__(self, door: Door, deadlines: Deadlines) -> None:
        self._door = door
        self._deadlines = deadlines

    def send(self, target: Mapping[str, Any]) -> HttpAnswer:
        """Request what ``target`` says: url, method, headers, query, form, body."""
        try:
            url = httpx.URL(str(target["url"]))
        except httpx.InvalidURL as error:
            return HttpAnswer(0, error=str(error))
        if target.get("query"):
            url = url.copy_merge_params(target["query"])
        headers = {str(name): str(value) for name, value in (target.get("headers") or {}).items()}
        content, kind = _body(target)
        if kind:
            headers.setdefault("Content-Type", kind)
        try:
            return self._ask(str(target.get("method", "GET")), url, headers, content)
        except httpx.HTTPError as error:
            return HttpAnswer(0, error=f"{type(error).__name__}: {error}")

    def _ask(self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes) -> HttpAnswer:
        """Bounded in size and time: a server that never stops sending is cut."""
        limit, end = self._deadlines.body, time.monotonic() + self._deadlines.answer
        client = httpx.Client(
            proxy=f"http://{self._door.host}:{self._door.port}",
            verify=ssl.create_default_context(cadata=self._door.authority.decode()),
            timeout=self._deadlines.answer,
            trust_env=False,
        )
        received = b""
        with client, client.stream(method, url, content=content or None, headers=headers) as response:
            for chunk in response.iter_bytes():
                received += chunk
                if len(received) > limit or time.monotonic() > end:
                    break
        text = received[:limit].decode(response.encoding or "utf-8", "replace")
        if "x-gateway-failed" in response.headers:  # nobody answered but the gateway itself
            return HttpAnswer(0, error=text.strip())
        try:
            return HttpAnswer(response.status_code, text, json.loads(text))
        except ValueError:
            return HttpAnswer(response.status_code, text)


def _body(target: Mapping[str, Any]) -> tuple[bytes, str]:
    if form := target.get("form"):
        return str(httpx.QueryParams(form)).encode(), "application/x-www-form-urlencoded"
    body = target.get("body")
    if body is None:
        return b"", ""
    if isinstance(body, str):
        return body.encode(), ""
    return json.dumps(body, ensure_ascii=False).encode(), "application/json"
