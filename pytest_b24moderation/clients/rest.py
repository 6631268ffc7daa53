"""REST calls with a person's rights, through the inbound webhook of the leased portal."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from pytest_b24moderation.model import Deadlines, InfrastructureError
from pytest_b24moderation.record import RawExchange, Recorder


@dataclass(frozen=True)
class RestAnswer:
    """A REST answer, taken apart. ``error``: Bitrix24's code, "" without one. ``raw``: the whole JSON."""

    status: int
    result: Any
    error: str
    description: str
    total: int | None
    next: int | None
    raw: Mapping[str, Any]


class Rest:
    """A person's webhook. One connection is kept alive; every call is recorded once.

    ``webhook``: `https://host/rest/1/secret/`. ``connect``: address and port where the portal listens without
    TLS; without it the webhook's own host is called.
    """

    def __init__(
        self,
        webhook: str,
        recorder: Recorder,
        deadlines: Deadlines,
        *,
        connect: tuple[str, int] | None = None,
    ) -> None:
        self._shown = webhook.rstrip("/") + "/"
        self._recorder = recorder
        parts = urlsplit(self._shown)
        self._host = parts.netloc
        self._base = f"http://{connect[0]}:{connect[1]}{parts.path}" if connect else self._shown
        headers = {"Host": self._host, "Accept": "application/json"}
        if connect:
            headers |= {"X-Forwarded-Proto": parts.scheme, "X-Forwarded-Host": self._host}
        self._client = httpx.Client(headers=headers, timeout=deadlines.answer, trust_env=connect is None)

    def call(self, method: str, params: Mapping[str, Any] | Sequence[Any] | None = None) -> RestAnswer:
        """Call a method. Raises InfrastructureError when the portal gives no answer, or one that is no JSON."""
        body = json.dumps(params or {}, ensure_ascii=False).encode()
        raw = RawExchange(
            source="harness",
            target="portal",
            method="POST",
            url=f"{self._shown}{method}.json",
            request_headers=[("Host", self._host), ("Content-Type", "application/json")],
            request_body=body,
            started=time.time(),
        )
        began = time.perf_counter()
        try:
            response = self._client.post(
                f"{self._base}{method}.json", content=body, headers={"Content-Type": "application/json"}
            )
        except httpx.HTTPError as error:
            raw.took, raw.error = time.perf_counter() - began, f"{type(error).__name__}: {error}"
            self._recorder.exchange(raw)
            raise InfrastructureError(
                f"the portal gave no answer to {method}: {raw.error}", "look whether the portal runs"
            ) from error
        raw.took = time.perf_counter() - began
        raw.status = response.status_code
        raw.response_headers = response.headers.multi_items()
        raw.response_body = response.content
        self._recorder.exchange(raw)
        return _take_apart(method, response)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _take_apart(method: str, response: httpx.Response) -> RestAnswer:
    try:
        found = json.loads(response.content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InfrastructureError(
            f"the portal answered {method} with {response.status_code} and no JSON object: {response.text[:200]}"
        )
    return RestAnswer(
        response.status_code,
        found.get("result"),
        str(found.get("error") or ""),
        str(found.get("error_description") or ""),
        found.get("total"),
        found.get("next"),
        found,
    )
