"""AI services of applications. restdocs: api-reference/ai.

The portal's call of completions_url that registration wants to see answered is not made: methods answer at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.selection import matches, ordered

CODE = re.compile(r"[A-Za-z0-9_-]+")
CATEGORIES = ("text", "image", "audio", "call")
SETTINGS = {"code_alias": "ChatGPT", "model_context_type": "token", "model_context_limit": 15666}


@dataclass(slots=True)
class Engine:
    """A service; ``values`` are as the list shows them."""

    values: dict[str, Any]
    maker: Maker


@dataclass
class Engines:
    rows: dict[int, Engine] = field(default_factory=dict)
    last: int = 0


def _refused(what: str, text: str) -> RestError:
    return RestError(400, f"ENGINE_REGISTER_ERROR_{what}", text)


@method("ai.engine.register")
def register(call: Call) -> int:
    call.require_admin()
    state, code, category = call.state(Engines), call.text("code"), call.text("category")
    if not call.text("name"):
        raise _refused("NAME", "The `name` key with a string value is required")
    if not code:
        raise _refused("CODE", "The `code` key with a string value is required")
    if not CODE.fullmatch(code):
        raise _refused("CODE_FORMAT", "The `code` key must contain only characters `A-Za-z0-9-_`")
    if not category:
        raise _refused("CATEGORY", "The `category` key is required")
    if category not in CATEGORIES:
        raise _refused(
            "CATEGORY_FORMAT", "The `category` key can contain one of the values: `text, image, audio, call`"
        )
    if any((row.values["code"], row.values["category"]) == (code, category) for row in state.rows.values()):
        raise _refused("CODE_UNIQUE", "A record with this `code` already exists.")
    url = call.text("completions_url")
    if not url:
        raise _refused("COMPLETIONS_URL", "The `completions_url` key with a string value is required")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        text = "The value of the `completions_url` key must be a valid URL that returns status `200` upon verification"
        raise _refused("COMPLETIONS_URL_FAIL", text)
    given = call.get("settings")
    if given not in (None, "", []) and not isinstance(given, dict):
        raise _refused("SETTINGS_FORMAT", "The value of the `settings` key must be valid JSON")
    state.last += 1
    values = {
        "id": state.last, "app_code": call.grant.app.code if call.grant.app else None, "name": call.text("name"),
        "code": code, "category": category, "completions_url": url, "settings": SETTINGS | as_dict(given),
        "date_create": int(call.portal.clock.now()),
    }  # fmt: skip
    state.rows[state.last] = Engine(values, call.maker)
    return state.last


@method("ai.engine.list")
def listed(call: Call) -> list[dict[str, Any]]:
    """The caller's own services, by filter, order, limit."""
    call.require_admin()
    rows = [row.values for row in call.state(Engines).rows.values() if _own(call, row)]
    wanted = {name.lower(): value for name, value in as_dict(call.get("filter")).items()}
    order = {name.lower(): way for name, way in as_dict(call.get("order")).items()}
    found = ordered([row for row in rows if matches(row, wanted)], order, "id")
    most = number(call.get("limit"))
    return [dict(row) for row in (found[:most] if most > 0 else found)]


@method("ai.engine.unregister")
def unregister(call: Call) -> bool:
    """Remove the caller's service of that code; False where there is none."""
    call.require_admin()
    state, code = call.state(Engines), call.text("code")
    gone = [key for key, row in state.rows.items() if row.values["code"] == code and _own(call, row)]
    for key in gone:
        del state.rows[key]
    return bool(gone)


def _own(call: Call, row: Engine) -> bool:
    return bool(row.values["app_code"] == (call.grant.app.code if call.grant.app else None))


@answers("app.uninstalled")
def uninstalled(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - they go either way
    state = portal.state(Engines)
    state.rows = {key: row for key, row in state.rows.items() if row.values["app_code"] != app.code}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    rows = portal.state(Engines).rows.values()
    return [trace("ai services", row.values["id"], row.maker, row.values["name"], row.values) for row in rows]
