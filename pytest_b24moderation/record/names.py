"""What a field's name says of its value, and which values are never secrets."""

from __future__ import annotations

import re
from dataclasses import fields
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from pytest_b24moderation.model import KINDS


class Weight(Enum):
    """How far a name alone makes its value a secret."""

    SURE = "sure"
    WEAK = "weak"
    """The name is used for other things too, so the value must look random."""
    PASSWORD = "password"  # noqa: S105
    CODE = "code"
    """An OAuth code, and only in a request or redirect that says so."""


class Meaning(NamedTuple):
    """The label of a secret, and the weight of the name that it was met under."""

    label: str
    weight: Weight


# Field names without case, "_" and "-". AUTH_ID, REFRESH_ID, APPLICATION_TOKEN: the form posted to a
# solution's frame; `auth`: the REST parameter (restdocs: settings/oauth/index.md, settings/how-to-call-rest-api).
_EXACT = {
    "auth": Meaning("access_token", Weight.WEAK),
    "authid": Meaning("access_token", Weight.SURE),
    "refreshid": Meaning("refresh_token", Weight.SURE),
    "code": Meaning("code", Weight.CODE),
    "authorization": Meaning("authorization", Weight.WEAK),
    "sessid": Meaning("session", Weight.SURE),
    "phpsessid": Meaning("session", Weight.SURE),
    "sessionid": Meaning("session", Weight.WEAK),
    "session": Meaning("session", Weight.WEAK),
    "pwd": Meaning("password", Weight.PASSWORD),
}
_ENDINGS = (
    ("accesstoken", Meaning("access_token", Weight.SURE)),
    ("refreshtoken", Meaning("refresh_token", Weight.SURE)),
    ("applicationtoken", Meaning("application_token", Weight.SURE)),
    ("clientsecret", Meaning("client_secret", Weight.SURE)),
    ("bitrixsessid", Meaning("session", Weight.SURE)),
    ("password", Meaning("password", Weight.PASSWORD)),
    ("passwd", Meaning("password", Weight.PASSWORD)),
    ("token", Meaning("token", Weight.WEAK)),
    ("secret", Meaning("secret", Weight.WEAK)),
    ("apikey", Meaning("api_key", Weight.WEAK)),
    ("privatekey", Meaning("api_key", Weight.WEAK)),
)
STEMS = ("token", "auth", "secret", "refresh", "passw", "pwd", "sess", "api_key", "apikey", "api-key", "private")
"""Every name above holds one of these; `code` is looked for apart, because half of all scripts speak of codes."""

_WORDS = frozenset((
        "true", "false", "null", "none", "undefined", "string", "required", "optional", "disabled", "enabled",
        "anonymous", "unknown", "expired", "invalid", "password", "access_token", "refresh_token",
        "application_token", "client_secret", "client_credentials", "authorization_code", "authorization",
        "webhook", "session", "cookie", "secret", "api_key", "token", "refresh_id", "auth_id", "application_id",
        "invalid_token", "expired_token", "wrong_client", "invalid_grant", "no_auth_found", "installed",
        "not_installed", "changeme",
))  # fmt: skip
# What every timeline is spelt with: masked, or taken for a leak, nothing could be read or published any more.
_OWN = "\n".join({word for kind in KINDS for word in (kind.__name__.lower(), *(field.name for field in fields(kind)))})
_NUMBER = re.compile(r"\D*(?:\d\D*){0,7}")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|localhost(?::\d+)?|\[?::1\]?(?::\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?")
_HOST = re.compile(
    r"(?:https?:)?/{0,2}(?:[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?\.){1,5}[a-z]{2,14}(?::\d{1,5})?/?", re.I
)
_RANDOM_LABEL = re.compile(r"(?=[^.]*\d)(?=[^.]*[A-Za-z])[A-Za-z0-9_-]{20,}")
_TOKEN = re.compile(r"[!-~]+")


@lru_cache(4096)
def meaning(name: str) -> Meaning | None:
    """What a field of that name holds, None when nothing secret."""
    flat = name.lower().replace("_", "").replace("-", "").rstrip("0123456789")
    known = _EXACT.get(flat)
    if known is None:
        known = next((found for ending, found in _ENDINGS if flat.endswith(ending)), None)
    return known


def innocent(value: str) -> bool:
    """Whether masking this value everywhere would hide ordinary text: words, small numbers, hosts, dates."""
    lowered = value.lower()
    if lowered in _WORDS or lowered in _OWN or value.startswith("«"):
        return True
    if value.isascii() and not any(char.isalpha() for char in value) and _NUMBER.fullmatch(value):
        return not any(char in "!#$%^&*@?" for char in value)
    if _ADDRESS.fullmatch(value) or _DATE.fullmatch(value):
        return True
    return bool(_HOST.fullmatch(value)) and not _RANDOM_LABEL.search(value)


def token_like(value: str) -> bool:
    """Printable ASCII without spaces: all that OAuth allows in a token."""
    return bool(_TOKEN.fullmatch(value))


def random_like(value: str, least: int = 8) -> bool:
    """Whether it looks made by a machine: long enough, digits among letters, no spaces, no address."""
    return (
        len(value) >= least
        and token_like(value)
        and any(char.isdigit() for char in value)
        and any(char.isalpha() for char in value)
        and not value.startswith(("http://", "https://", "$", "{", "["))
    )
