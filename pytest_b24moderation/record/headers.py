"""Secrets in HTTP headers: cookies both ways, Authorization, keys of other services."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from pytest_b24moderation.record.learning import Found
from pytest_b24moderation.record.names import meaning, random_like

_SESSION = re.compile(r"sess|sid$|auth|token|uidh|jwt|csrf|xsrf|remember|login_hash", re.I)
_LEAST = 8


def secrets_in_headers(headers: Iterable[tuple[str, str]]) -> Iterator[Found]:
    """What the headers of one message give away."""
    for name, value in headers:
        lowered = name.lower()
        if lowered == "cookie":
            for part in value.split(";"):
                yield from _cookie(part)
        elif lowered == "set-cookie":
            yield from _cookie(value.partition(";")[0])
        elif lowered in ("authorization", "proxy-authorization"):
            yield from _authorization(value)
        elif (means := meaning(lowered)) and random_like(value):
            yield Found(means.label, value, value)


def _cookie(pair: str) -> Iterator[Found]:
    name, _, value = pair.partition("=")
    raw = value.strip().strip('"')
    value = unquote(raw)
    if len(value) >= _LEAST if _SESSION.search(name) else random_like(value, 12):
        yield Found("cookie", value, raw)


def _authorization(value: str) -> Iterator[Found]:
    scheme, _, secret = value.strip().partition(" ")
    secret = secret.strip() or scheme
    if len(secret) < _LEAST:
        return
    yield Found("access_token" if scheme.lower() == "bearer" else "authorization", secret, secret)
    if scheme.lower() == "basic":
        try:
            password = base64.b64decode(secret, validate=True).decode("utf-8", "replace").partition(":")[2]
        except binascii.Error:
            return
        if len(password) >= _LEAST:
            yield Found("password", password, password)
