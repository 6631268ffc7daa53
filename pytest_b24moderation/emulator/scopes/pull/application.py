"""Where an application listens, and what it sends there. restdocs: settings/interactivity/push-and-pull.

No real-time server runs beside an embedded portal: the configuration says so, and what is sent is kept.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number

LIFE = 12 * 3600
COMMAND = re.compile(r"[A-Za-z0-9_:|.\-]+")
MODULE = re.compile(r"[a-z0-9._]+")


@dataclass(frozen=True, slots=True)
class Sent:
    """One event or push of an application. ``users``: to whom, () = everybody; ``text``: the command, or the words."""

    app: str
    users: tuple[int, ...]
    text: str
    more: Any
    at: float


@dataclass
class Pulled:
    """Everything that applications sent."""

    events: list[Sent] = field(default_factory=list)
    pushes: list[Sent] = field(default_factory=list)


@method("pull.application.config.get")
def config_get(call: Call) -> dict[str, Any]:
    """The addresses and channels of the calling application's user; the server itself is off."""
    _check_app(call, "Get access to application config available only for application authorization.")
    portal, now = call.portal, call.portal.clock.now()
    host = f"rtc.{portal.host.partition('.')[2]}"
    begin = now - now % LIFE
    span = {"start": portal.iso(begin), "end": portal.iso(begin + LIFE)}
    private = {"id": _channel(call, "private", begin), "public_id": _channel(call, "public", begin)}
    return {
        "server": {
            "version": 4,
            "server_enabled": False,
            "mode": "personal",
            "hostname": portal.host,
            "long_polling": f"https://{host}/sub2/",
            "long_pooling_secure": f"https://{host}/sub2/",
            "websocket_enabled": False,
            "websocket": f"wss://{host}/subws2/",
            "websocket_secure": f"wss://{host}/subws2/",
            "publish_enabled": False,
            "publish": f"https://{host}/rest/",
            "publish_secure": f"https://{host}/rest/",
            "config_timestamp": int(begin),
        },
        "api": {"revision_web": 19, "revision_mobile": 3},
        "channels": {
            "shared": {"id": _channel(call, "shared", begin), **span, "type": "shared"},
            "private": {**private, **span, "type": "private"},
        },
        "exp": int(begin + LIFE),
        "publicChannels": {
            str(call.user.id): {
                "user_id": call.user.id,
                "public_id": private["public_id"],
                "signature": _channel(call, "signature", begin),
                **span,
            }
        },
    }


@method("pull.application.event.add")
def event_add(call: Call) -> bool:
    """Send an event to everybody's channel, or to those of USER_ID; others than oneself only as an administrator."""
    _check_app(call, "Get access to application config available only for application authorization.")
    users = _users(call)
    if not call.user.admin and set(users) - {call.user.id}:
        raise RestError(400, "USER_ID_ACCESS_ERROR", "Only admin can send notifications to other channels")
    if not MODULE.fullmatch(call.text("MODULE_ID", "application")):
        raise RestError(400, "MODULE_ID_ERROR", "Module ID format error")
    if not COMMAND.fullmatch(call.text("COMMAND")):
        raise RestError(400, "COMMAND_ERROR", "Command format error")
    params = _decoded(call.get("PARAMS", {}))
    if not isinstance(params, dict | list):
        raise RestError(400, "PARAMS_ERROR", "Params format error")
    row = Sent(call.app.code, users, call.text("COMMAND"), params, call.portal.clock.now())
    call.state(Pulled).events.append(row)
    return True


@method("pull.application.push.add")
def push_add(call: Call) -> bool:
    """A push to people's phones; administrators only."""
    _check_app(call, "Send push notifications available only for application authorization.")
    if not call.user.admin:
        raise RestError(400, "ACCESS_ERROR", "You do not have access to send push notifications")
    if not call.text("TEXT"):
        raise RestError(400, "TEXT_ERROR", "Text can't be empty")
    row = Sent(call.app.code, _users(call), call.text("TEXT"), call.text("AVATAR"), call.portal.clock.now())
    call.state(Pulled).pushes.append(row)
    return True


@answers("pull.sent")
def sent(portal: Portal) -> dict[str, list[dict[str, Any]]]:
    """What applications sent to the channel (`events`) and to phones (`pushes`), oldest first."""
    state = portal.state(Pulled)
    return {"events": [asdict(row) for row in state.events], "pushes": [asdict(row) for row in state.pushes]}


def _decoded(params: Any) -> Any:
    """An object, as it is or as JSON: a form cannot hold true, numbers and empty lists otherwise."""
    try:
        return json.loads(params) if isinstance(params, str) else params
    except ValueError:
        return None


def _check_app(call: Call, text: str) -> None:
    if call.grant.app is None:
        raise RestError(403, "WRONG_AUTH_TYPE", text)


def _users(call: Call) -> tuple[int, ...]:
    return tuple(number(one) for one in as_list(call.get("USER_ID")) if number(one) > 0)


def _channel(call: Call, kind: str, begin: float) -> str:
    """A channel's name, the same as long as it is valid."""
    who = "" if kind == "shared" else call.user.id
    text = "|".join(map(str, (call.portal.member_id, call.app.client_id, kind, who, int(begin))))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
