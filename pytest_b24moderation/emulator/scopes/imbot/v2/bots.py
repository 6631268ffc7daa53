"""Bots of v2. restdocs: chat-bots-v2/imbot.v2/bots."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger.persons import people_v2
from pytest_b24moderation.emulator.messenger.tuning import is_picture
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.imbot.delivery import V2_EVENTS, bind, card, unbind, url_of
from pytest_b24moderation.emulator.scopes.imbot.hearing import farewell
from pytest_b24moderation.emulator.scopes.imbot.state import Bot, Bots, born, bury, dress
from pytest_b24moderation.emulator.scopes.imbot.v2.owned import DONE, LONGEST_TOKEN, bot, client, fields, flag

MOST = 100
KINDS = ("bot", "network", "openline", "supervisor", "personal")
MODES = ("fetch", "webhook")
BACKGROUNDS = ("azure", "mint", "steel", "slate", "teal", "cornflower", "sky", "peach", "frost")
LOOKS = {"name": "NAME", "lastName": "LAST_NAME", "workPosition": "WORK_POSITION", "gender": "PERSONAL_GENDER",
         "avatar": "PERSONAL_PHOTO"}  # fmt: skip
REVISIONS = {"rest": 36, "web": 130, "mobile": 23, "desktop": 6}


@method("imbot.v2.Bot.register")
def register(call: Call) -> dict[str, Any]:
    """A new bot, or, unchanged, the one that the application has under that code."""
    sent, state = fields(call), call.state(Bots)
    mine, code = client(call, sent.get("botToken")), str(sent.get("code") or "").strip()
    if call.grant.app is None and len(mine.removeprefix("custom")) > LONGEST_TOKEN:
        raise RestError(400, "BOT_TOKEN_INVALID_LENGTH", "Bot token is too long")
    if not code:
        raise RestError(400, "BOT_CODE_REQUIRED", "Bot code is required")
    same = [row for row in state.rows.values() if row.code == code]
    if found := next((row for row in same if row.client == mine), None):
        return _told(call, found)
    if same:
        raise RestError(400, "BOT_CODE_ALREADY_TAKEN", "Bot code is already taken")
    looks, kind, mode = _looks(sent), str(sent.get("type") or "bot"), str(sent.get("eventMode") or "fetch")
    if not looks.get("NAME"):
        raise RestError(400, "BOT_PROPERTIES_REQUIRED", "Bot properties are required")
    if kind not in KINDS:
        raise RestError(400, "BOT_INVALID_TYPE", "Invalid bot type")
    url = _address(call, mode, sent.get("webhookUrl"))
    if len(state.of_client(mine)) >= MOST:
        raise RestError(400, "BOT_LIMIT_EXCEEDED", "Bot limit exceeded")
    row = Bot(0, mine, code, kind, 2, call.maker, mode=mode, url=url)
    born(call.portal, row, looks)
    _set(row, sent)
    _subscribe(call, row)
    return _told(call, row)


@method("imbot.v2.Bot.update")
def update(call: Call) -> dict[str, Any]:
    """Change the profile, flags, the way of events, or the token of a webhook's bot."""
    row, sent = bot(call), fields(call)
    looks, mode = _looks(sent), str(sent.get("eventMode") or row.mode)
    url = row.url
    if mode != row.mode or sent.get("webhookUrl"):
        url = _address(call, mode, sent.get("webhookUrl") or row.url)
    token = str(sent.get("botToken") or "").strip()
    if token and call.grant.app is None:
        _rotate(call, row, token)
    dress(call.portal, row, looks)
    _set(row, sent)
    if (mode, url) != (row.mode, row.url):
        unbind(call.portal, row, V2_EVENTS)
        row.mode, row.url = mode, url
        _subscribe(call, row)
    return _told(call, row)


@method("imbot.v2.Bot.unregister")
def unregister(call: Call) -> dict[str, bool]:
    """The bot hears of it; its subscriptions go with it."""
    row = bot(call)
    farewell(call.portal, row, call.user.id, call.grant.hops)
    unbind(call.portal, row, V2_EVENTS)
    bury(call.portal, row)
    return DONE


@method("imbot.v2.Bot.get")
def bot_get(call: Call) -> dict[str, Any]:
    """By botId or code; others than the owner get less."""
    mine, wanted, code = client(call), number(call.get("botId")), call.text("code")
    if wanted <= 0 and not code:
        raise RestError(400, "PARAMS_REQUIRED", "Required parameters are missing")
    rows = call.state(Bots).rows
    row = rows.get(wanted) if wanted > 0 else next((one for one in rows.values() if one.code == code), None)
    if row is None:
        raise RestError(400, "BOT_NOT_FOUND", "Bot not found")
    return _told(call, row, full=row.client == mine)


@method("imbot.v2.Bot.list")
def bot_list(call: Call) -> dict[str, Any]:
    mine, kind = client(call), as_dict(call.get("filter")).get("type")
    rows = [row for row in call.state(Bots).of_client(mine) if not kind or row.kind == kind]
    start, limit = max(number(call.get("offset")), 0), max(number(call.get("limit"), 50), 1)
    shown = rows[start : start + limit]
    return {
        "bots": [card(call.portal, row) for row in shown],
        "users": people_v2(call.portal, [row.id for row in shown]),
        "hasNextPage": len(rows) > start + limit,
    }


@method("imbot.v2.Revision.get")
def revision(call: Call) -> dict[str, int]:  # noqa: ARG001
    return REVISIONS


def _told(call: Call, row: Bot, *, full: bool = True) -> dict[str, Any]:
    return {"bot": card(call.portal, row, full=full), "users": people_v2(call.portal, [row.id])}


def _looks(sent: dict[str, Any]) -> dict[str, Any]:
    given = as_dict(sent.get("properties"))
    if given.get("avatar") and not is_picture(given["avatar"]):
        raise RestError(400, "BOT_AVATAR_INCORRECT_TYPE", "Avatar must be an image")
    looks = {LOOKS[name]: value for name, value in given.items() if name in LOOKS}
    if given.get("color"):
        looks["COLOR"] = capitals(str(given["color"]))
    return looks


def capitals(color: str) -> str:
    """`lightBlue` → `LIGHT_BLUE`."""
    return "".join(f"_{char}" if char.isupper() and not color.isupper() else char.upper() for char in color).lstrip("_")


def _address(call: Call, mode: str, url: object) -> str:
    if mode not in MODES:
        raise RestError(400, "BOT_INVALID_EVENT_MODE", "Invalid event mode")
    if mode == "fetch":
        return ""
    if not url:
        raise RestError(400, "BOT_WEBHOOK_URL_REQUIRED", "Webhook URL is required")
    return url_of(call.portal, url, "BOT_INVALID_CALLBACK", "Invalid callback URL")


def _set(row: Bot, sent: dict[str, Any]) -> None:
    row.hidden = flag(sent.get("isHidden"), row.hidden)
    row.reactions = flag(sent.get("isReactionsEnabled"), row.reactions)
    row.openline = flag(sent.get("isSupportOpenline"), row.openline)
    if "backgroundId" in sent:
        row.background = sent["backgroundId"] if sent["backgroundId"] in BACKGROUNDS else None


def _subscribe(call: Call, row: Bot) -> None:
    for event in V2_EVENTS if row.mode == "webhook" else ():
        bind(call.portal, row, event, row.url)


def _rotate(call: Call, row: Bot, token: str) -> None:
    new = f"custom{token}"
    if len(token) > LONGEST_TOKEN or (new != row.client and call.state(Bots).of_client(new)):
        raise RestError(400, "BOT_TOKEN_ROTATION_FAILED", "Bot token rotation failed")
    row.client = new
