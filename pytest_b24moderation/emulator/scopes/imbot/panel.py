"""Applications of the old chat's panel: kept for bots that still register them. restdocs: chats/outdated/create-app."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number, truth
from pytest_b24moderation.emulator.scopes.imbot.owners import bot, client
from pytest_b24moderation.emulator.scopes.imbot.state import Bots, ChatApp

FIELDS = ("CODE", "IFRAME", "IFRAME_WIDTH", "IFRAME_HEIGHT", "JS_METHOD", "JS_PARAM", "HASH", "CONTEXT", "HIDDEN",
          "EXTRANET_SUPPORT", "LIVECHAT_SUPPORT", "IFRAME_POPUP", "LANG")  # fmt: skip
JS = ("PUT", "SEND", "CALL", "SUPPORT")


@method("imbot.app.register")
def register(call: Call) -> int:
    who, state = bot(call, needed=True), call.state(Bots)
    fields = _sent(call)
    if fields.get("IFRAME"):
        _check_https(fields["IFRAME"])
        if not fields.get("HASH"):
            raise RestError(400, "HASH_ERROR", "Hash can't be empty")
    elif str(fields.get("JS_METHOD")).upper() not in JS or not fields.get("JS_PARAM"):
        raise RestError(400, "PARAMS_ERROR", "Iframe params or JS params must be filled")
    if not truth(fields.get("HIDDEN")) and not as_list(fields.get("LANG")):
        raise RestError(400, "LANG_ERROR", "Lang set can't be empty")
    row = ChatApp(state.next_id(), who.id, who.client, call.maker, fields)
    state.apps[row.id] = row
    return row.id


@method("imbot.app.update")
def update(call: Call) -> bool:
    row, fields = _app(call), _sent(call)
    if not fields:
        raise RestError(400, "WRONG_REQUEST", "Update fields can't be empty")
    if fields.get("IFRAME"):
        _check_https(fields["IFRAME"])
    row.fields |= fields
    return True


@method("imbot.app.unregister")
def unregister(call: Call) -> bool:
    del call.state(Bots).apps[_app(call).id]
    return True


def _app(call: Call) -> ChatApp:
    row = call.state(Bots).apps.get(number(call.get("APP_ID")))
    if row is None:
        raise RestError(400, "CHAT_APP_ID_ERROR", "Chat application not found")
    if row.client != client(call):
        raise RestError(400, "APP_ID_ERROR", "Chat application was installed by another rest application")
    return row


def _sent(call: Call) -> dict[str, Any]:
    return {name: call.get(name) for name in FIELDS if call.get(name) is not None}


def _check_https(url: object) -> None:
    if not str(url).startswith("https://"):
        raise RestError(400, "IFRAME_HTTPS", "Iframe can be set only with https")
