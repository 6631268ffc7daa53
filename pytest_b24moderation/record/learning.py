"""Finds secrets in text of any kind by the names that they stand under (`Masks.learn` has the last word).

Not by parsing: a body may be cut, or be JSON inside a form inside a page. Every place where a telling
name stands is looked at as JSON, JavaScript, PHP dump, form, XML, HTML field, and, when escaped, again with
one layer of escapes taken off.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_plus

from pytest_b24moderation.record.names import STEMS, Weight, meaning, random_like, token_like

_LEAST = 8
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_NAME_END = re.compile(r"[A-Za-z0-9_-]*")
_ESCAPED_SIGN = re.compile(r"(?:25)*[0-9A-Fa-f]{2}")
_QUOTED = re.compile(
    r"(?:\]|%5[dD])*[\"']?\]?\s{0,4}(?::|=>|=|;s:\d{1,6}:)\s{0,40}(?:string\(\d{1,6}\)\s)?"
    r"(?:\"([^\"\\\0]*(?:\\.[^\"\\\0]*){0,4000})|'([^'\\\0]*(?:\\.[^'\\\0]*){0,4000}))",
    re.S,
)
_FORM = re.compile(r"(?:\]|%5[dD])*=([^&\s\"'<>#\\\0]+)")
_XML = re.compile(r">([^<\0]+)")
_BARE = re.compile(r"\]?\s{0,4}(?::|=>|=)\s{0,4}([A-Za-z0-9._~+/|=-]{8,})")
_LISTED = re.compile(r"[\"']\s*,\s*[\"']value[\"']\s*:\s*\"([^\"\\\0]*(?:\\.[^\"\\\0]*){0,4000})")
_PARAMETER = re.compile(r"(?:^|[?&;\[\0\"']|%(?:25)*(?:5b|26|3f|22)|u00(?:26|3f|22))$", re.I)
_FIELD = re.compile(r"name\s*=\s*\\?[\"']?$", re.I)
_VALUE = re.compile(r"\bvalue\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.I)
_INNER = re.compile(r"[^\"\\]*(?:\\.[^\"\\]*)*", re.S)
_OAUTH = ("authorization_code", "server_domain", "member_id", "redirect_uri", "state=", 'state"', "state%3d")
_ASCII_LOWER = {code: code + 32 for code in range(65, 91)}
_SLASH = r"(?:\\{0,3}/|%(?:25){0,2}2[fF])"
# restdocs: local-integrations/local-webhooks.md: https://portal/rest/<user>/<secret>/<method>
_WEBHOOK = re.compile(rf"rest{_SLASH}(?:api{_SLASH})?\d{{1,9}}{_SLASH}([A-Za-z0-9]{{8,}})(?={_SLASH}|[\s\"'<&\0]|$)")
_BEARER = re.compile(r"bearer(?:\s|%20|\+){1,3}([A-Za-z0-9._~+/=-]{8,})", re.I)
_USER = re.compile(r"://[^/\s:@\"'<>\0]{1,100}:([^/\s@\"'<>\0]{8,200})@")
_ENTITIES = ("&quot;", "&#34;", "&#39;", "&#039;", "&#x27;", "&amp;")
_LAYERS = 4
_LOOKS = (256, 4096, 65536)
"""How far an escaped text is opened: nearly all values are short, and opening costs."""
_OPENED = 20_000
"""Escaped names looked at in one text: a hostile body must not keep everything waiting."""
_TAG = 4096
_LONGEST = 16384


class _Reading(NamedTuple):
    """A value, its spelling here, whether neither quotes nor a form hold it, and whether its end is in sight."""

    value: str
    raw: str
    bare: bool
    whole: bool = True


class Found(NamedTuple):
    """A secret, and how it was spelt where it was found ("" when under a layer of escapes)."""

    label: str
    secret: str
    met_as: str


def secrets_in(text: str, *, sent: bool = False) -> Iterator[Found]:
    """The secrets that ``text`` gives away. ``sent``: it is a request, so a password field holds a password."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals, such as the Turkish dotted I, become two letters
        lowered = text.translate(_ASCII_LOWER)
    done, opened = -1, 0
    for place in _places(lowered):
        if place >= done:
            found, done = _at(text, place, sent, opened < _OPENED)
            opened += text[done : done + 1] in ("%", "\\", "&")
            if found:
                yield found
    if "rest" in lowered:
        for match in _WEBHOOK.finditer(text):
            yield Found("webhook", match[1], match[1])
    if "bearer" in lowered:
        for match in _BEARER.finditer(text):
            if random_like(match[1]):
                yield Found("access_token", unquote_plus(match[1]), match[1])
    if "://" in text and "@" in text:
        for match in _USER.finditer(text):
            yield Found("password", unquote_plus(match[1]), match[1])


def _places(lowered: str) -> list[int]:
    places = []
    for stem in (*STEMS, "code=", "code%3d", 'code"', "code\\"):
        place = lowered.find(stem)
        while place >= 0:
            places.append(place)
            place = lowered.find(stem, place + len(stem))
    places.sort()
    return places


def _at(text: str, place: int, sent: bool, layered: bool) -> tuple[Found | None, int]:
    """What stands under the name around ``place``, and where that name ends."""
    start = place
    while start > 0 and text[start - 1] in _NAME and place - start < 60:
        start -= 1
    match = _NAME_END.match(text, place)
    end = match.end() if match else place
    if start and text[start - 1] in "%\\":
        start += _escape_length(text, start, text[start - 1])
    means = meaning(text[start:end])
    if means is None or start >= end:
        return None, end
    for value, raw, bare, _ in _values(text, start, end, layered):
        secret = value.partition(" ")[2] or value if means.label == "authorization" else value
        if not _accepted(secret, means.weight, sent=sent, bare=bare):
            continue
        label = means.label
        if means.weight is Weight.CODE and not _speaks_of_oauth(text[max(0, start - 600) : end + 600].lower()):
            continue
        if label == "token" and "download" in text[max(0, start - 600) : start].lower():
            label = "download"
        return Found(label, secret, raw), end
    return None, end


def _speaks_of_oauth(near: str) -> bool:
    return any(word in near for word in _OAUTH)


def _escape_length(text: str, start: int, sign: str) -> int:
    """The letters before a name that belong to an escape: `%5B`, `%255B`, `\\n`, `\\u0022`."""
    if sign == "%":
        match = _ESCAPED_SIGN.match(text, start)
        return match.end() - start if match else 0
    return (
        5 if text[start] == "u" and text[start + 1 : start + 5].isalnum() and text[start + 1 : start + 3] == "00" else 1
    )


def _accepted(value: str, weight: Weight, *, sent: bool, bare: bool) -> bool:
    if not _LEAST <= len(value) <= _LONGEST or value.startswith(("$result", "{{")):
        return False
    if weight is Weight.CODE:
        return random_like(value, 16)
    if bare:
        return random_like(value, 12 if weight is Weight.SURE else 16)
    if weight is Weight.SURE:
        return token_like(value)
    if weight is Weight.PASSWORD:
        return sent or (" " not in value and any(char.isdigit() for char in value))
    return random_like(value)


def _values(text: str, start: int, end: int, layered: bool) -> Iterator[_Reading]:
    """Readings of what follows the name, as it stands and with layers of escapes taken off."""
    before = text[max(0, start - 10) : start]
    if _FIELD.search(before):
        yield from _field(text, start)
    if reading := _reading(text, end, before):
        yield reading
    elif layered and text[end : end + 1] in ("%", "\\", "&"):
        for look in _LOOKS:
            tail = text[end : end + look].split("\0", 1)[0]
            found = _under_layers(tail, before)
            if not found or found.whole or len(tail) < look:
                break
        if found:
            yield found


def _under_layers(tail: str, before: str) -> _Reading | None:
    for _ in range(_LAYERS):
        opened = _one_layer_off(tail)
        if opened == tail:
            return None
        if reading := _reading(opened, 0, before):
            return reading._replace(raw="")
        tail = opened
    return None


def _reading(text: str, at: int, before: str) -> _Reading | None:
    if match := _QUOTED.match(text, at):
        raw = match[1] if match[1] is not None else match[2]
        return _Reading(_unquoted(raw), raw, False, match.end() < len(text))
    if match := _LISTED.match(text, at):
        return _Reading(_unquoted(match[1]), match[1], False, match.end() < len(text))
    if before.endswith("<") and (match := _XML.match(text, at)):
        return _Reading(html.unescape(match[1]), match[1], False)
    if match := _FORM.match(text, at):
        return _Reading(unquote_plus(match[1]), match[1], not _PARAMETER.search(before), match.end() < len(text))
    if match := _BARE.match(text, at):
        return _Reading(match[1], match[1], True, match.end() < len(text))
    return None


def _field(text: str, start: int) -> Iterator[_Reading]:
    """The value of an HTML field of that name, on whichever side of the name it stands."""
    opening, closing = text.rfind("<", max(0, start - _TAG), start), text.find(">", start, start + _TAG)
    if opening >= 0:
        match = _VALUE.search(text, opening, closing if closing >= 0 else start + _TAG)
        if match:
            raw = match[1] or match[2] or match[3] or ""
            yield _Reading(html.unescape(raw), raw, False)


def _unquoted(raw: str) -> str:
    if "\\" in raw:
        try:
            raw = str(json.loads(f'"{raw}"', strict=False))
        except ValueError:
            raw = raw.replace("\\/", "/").replace("\\'", "'")
    return html.unescape(raw) if "&" in raw and ";" in raw else raw


def _one_layer_off(tail: str) -> str:
    if tail.startswith("%"):
        return unquote_plus(tail)
    if tail.startswith("\\"):
        match = _INNER.match(tail)
        try:
            return str(json.loads(f'"{match[0]}"', strict=False)) if match else tail
        except ValueError:
            return tail.replace('\\"', '"').replace("\\/", "/")
    if tail.startswith(_ENTITIES):
        return html.unescape(tail)
    return tail
