"""Calls of a portal's REST and of the authorisation server, and what the portal's forms hold."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import parse_qsl, urlencode

TOKENS = "https://oauth.bitrix.info/oauth/token/"
PART = re.compile(r"\[([^\]]*)\]")


class Refused(Exception):
    """The portal, or the authorisation server, did not do what it was asked; ``code`` is theirs."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text or code)
        self.code = code


def form(body: str) -> dict[str, Any]:
    """Fields of a form; `data[FIELDS][ID]=5` is {"data": {"FIELDS": {"ID": "5"}}}."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        first, *rest = [name.partition("[")[0], *PART.findall(name)]
        place, key = found, first
        for part in rest:
            place = place.setdefault(key, {}) if isinstance(place.get(key, {}), dict) else {}
            key = part
        place[key] = value
    return found


def post(url: str, fields: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(url, json.dumps(fields).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            answer = json.load(reply)
    except urllib.error.HTTPError as problem:
        answer = _said(problem.read())
    if "error" in answer:
        raise Refused(str(answer["error"]), str(answer.get("error_description", "")))
    return dict(answer)


def _said(text: bytes) -> dict[str, Any]:
    try:
        return dict(json.loads(text))
    except ValueError:
        return {"error": "no answer", "error_description": "this is not what REST answers"}


def renewed(refresh: str, member: str, client: dict[str, str]) -> dict[str, str]:
    """New tokens. Only genuine ones can be exchanged, so whoever brought these is who he says he is."""
    query = urlencode({"grant_type": "refresh_token", "refresh_token": refresh, **client})
    found = post(f"{TOKENS}?{query}", {})
    if found["member_id"] != member:
        raise Refused("foreign", "these tokens belong to another portal")
    return found


def call(auth: dict[str, Any], method: str, **params: Any) -> Any:
    return post(f"{auth['client_endpoint']}{method}.json", params | {"auth": auth["access_token"]})["result"]
