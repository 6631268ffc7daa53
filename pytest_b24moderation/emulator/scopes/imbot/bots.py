"""Bots of v1: register, change, list, take away. restdocs: api-reference/chat-bots/outdated/bots."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, truth
from pytest_b24moderation.emulator.scopes.imbot.delivery import bind, url_of
from pytest_b24moderation.emulator.scopes.imbot.hearing import farewell
from pytest_b24moderation.emulator.scopes.imbot.owners import bot, client
from pytest_b24moderation.emulator.scopes.imbot.state import TYPES, Bot, Bots, born, bury, dress

MOST = 5
EVENTS = {
    "MESSAGE_ADD": ("ONIMBOTMESSAGEADD", "Message add"),
    "MESSAGE_UPDATE": ("ONIMBOTMESSAGEUPDATE", ""),
    "MESSAGE_DELETE": ("ONIMBOTMESSAGEDELETE", ""),
    "WELCOME_MESSAGE": ("ONIMBOTJOINCHAT", "Welcome message"),
    "BOT_DELETE": ("ONIMBOTDELETE", "Bot delete"),
}
"""Parameter → (event, its name in the complaint that it is missing; "" = may be missing)."""
NOT_AT_FIRST = ("MESSAGE_UPDATE", "MESSAGE_DELETE")
"""Not bound when an ordinary bot is registered; an update binds them."""


@method("imbot.register")
def register(call: Call) -> int:
    """The bot's id; the same one where the application has registered that code before."""
    mine, state = client(call), call.state(Bots)
    urls = _urls(call, {key: call.get(f"EVENT_{key}") for key in ("HANDLER", *EVENTS)}, needed=True)
    code, looks = call.text("CODE"), as_dict(call.get("PROPERTIES"))
    if not code:
        raise RestError(400, "CODE_ERROR", "Bot code isn't specified")
    if not (looks.get("NAME") or looks.get("LAST_NAME")):
        raise RestError(400, "NAME_ERROR", "Bot name isn't specified")
    kind = TYPES.get(call.text("TYPE", "B").upper(), "bot")
    kind = kind if kind in ("bot", "openline", "human", "supervisor") else "bot"
    openline = kind == "openline" or truth(call.get("OPENLINE"))
    same = [row for row in state.rows.values() if row.code == code]
    if any(row.client != mine for row in same):
        raise RestError(400, "WRONG_REQUEST", "Bot can't be created")
    if not same and len(state.of_client(mine)) >= MOST:
        raise RestError(400, "MAX_COUNT_ERROR", f"Has reached the maximum number of bots for application (max: {MOST})")
    row = same[0] if same else born(call.portal, Bot(0, mine, code, kind, 1, call.maker, openline), looks)
    plain = row.kind in ("bot", "human") and not row.openline
    _bind(call, row, {key: url for key, url in urls.items() if not (plain and key in NOT_AT_FIRST)})
    return row.id


@method("imbot.update")
def update(call: Call) -> bool:
    row, fields = bot(call, needed=True), as_dict(call.get("FIELDS"))
    looks = as_dict(fields.get("PROPERTIES"))
    urls = _urls(call, {key: fields.get(f"EVENT_{key}") for key in ("HANDLER", *EVENTS)}, needed=False)
    if "NAME" in looks and "LAST_NAME" in looks and not (looks["NAME"] or looks["LAST_NAME"]):
        raise RestError(400, "NAME_ERROR", "Bot name isn't specified")
    code = str(fields.get("CODE") or "")
    if not (urls or looks or code):
        raise RestError(400, "WRONG_REQUEST", "Update fields can't be empty")
    if code and any(one.code == code and one is not row for one in call.state(Bots).rows.values()):
        raise RestError(400, "WRONG_REQUEST", "Bot can't be updated")
    row.code = code or row.code
    dress(call.portal, row, looks)
    _bind(call, row, urls)
    return True


@method("imbot.unregister")
def unregister(call: Call) -> bool:
    """The bot hears of it; the application's event handlers stay, as v1 leaves them."""
    row = bot(call, needed=True)
    farewell(call.portal, row, call.user.id, call.grant.hops)
    bury(call.portal, row)
    return True


@method("imbot.bot.list")
def bot_list(call: Call) -> dict[str, Any] | list[Any]:
    """All bots of the portal by id."""
    if call.grant.kind == "session":
        client(call)
    users = call.portal.people.users
    rows = {
        str(row.id): {
            "ID": row.id,
            "NAME": users[row.id].full_name,
            "CODE": row.code,
            "OPENLINE": "Y" if row.openline else "N",
        }
        for row in call.state(Bots).rows.values()
    }
    return rows or []


def _urls(call: Call, sent: dict[str, Any], *, needed: bool) -> dict[str, str]:
    """EVENT_* → URL; EVENT_HANDLER stands for all that are needed or may be given."""
    found = {}
    for key, (_, name) in EVENTS.items():
        url, code = sent.get("HANDLER") or sent.get(key), f"EVENT_{key}_ERROR"
        if url:
            found[key] = url_of(call.portal, url, code, "Wrong handler URL")
        elif needed and name:
            raise RestError(400, code, f'Handler for "{name}" event isn\'t specified')
    return found


def _bind(call: Call, row: Bot, urls: dict[str, str]) -> None:
    for key, url in urls.items():
        bind(call.portal, row, EVENTS[key][0], url)
