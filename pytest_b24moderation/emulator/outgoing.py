"""The portal's own calls to the world: handlers of events, of robots, of payment systems, of BI connectors."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

HEADERS = {"User-Agent": "Bitrix24 Webhook Engine"}


@dataclass(frozen=True)
class Outbound:
    """How the portal's calls to handlers leave. ``proxy``: URL; ``ca_pem`` or ``ca_file``: authorities it trusts."""

    proxy: str = ""
    ca_file: str = ""
    ca_pem: bytes = b""
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Reached:
    """What came back; ``status`` 0 with an ``error`` when nobody answered."""

    status: int
    text: str = ""
    error: str = ""


class Outgoing:
    """Calls of one portal. ``under_way``: the addresses that are being waited for."""

    def __init__(self, outbound: Outbound) -> None:
        self.under_way: list[str] = []
        self._outbound = outbound
        self._client: httpx.AsyncClient | None = None

    async def form(self, url: str, body: str) -> Reached:
        """POST a form that is encoded already."""
        return await self._send(url, content=body.encode(), headers={"Content-Type": FORM})

    async def json(self, url: str, body: Mapping[str, Any]) -> Reached:
        """POST JSON."""
        return await self._send(url, json=dict(body))

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _send(self, url: str, **request: Any) -> Reached:
        if self._client is None:
            self._client = self._build_client()
        self.under_way.append(url)
        try:
            answer = await self._client.post(url, **request)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as problem:
            return Reached(0, error=f"{type(problem).__name__}: {problem}")
        finally:
            self.under_way.remove(url)
        return Reached(answer.status_code, answer.text)

    def _build_client(self) -> httpx.AsyncClient:
        out = self._outbound
        context = ssl.create_default_context(cafile=out.ca_file or None)
        if out.ca_pem:
            context.load_verify_locations(cadata=out.ca_pem.decode("ascii"))
        return httpx.AsyncClient(
            verify=context,
            proxy=out.proxy or None,
            timeout=out.timeout,
            trust_env=False,
            follow_redirects=False,
            headers=HEADERS,
        )


FORM = "application/x-www-form-urlencoded"
