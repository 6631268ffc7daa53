"""How bots hear of what happens: the application's handlers, the bot's own URL, or a log that it fetches.

restdocs: chat-bots/outdated/**/events, chat-bots-v2/imbot.v2/events/events.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_b24moderation.emulator.bindings import Handler
from pytest_b24moderation.emulator.messenger.chats import Messenger
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.urls import check_handler
from pytest_b24moderation.emulator.scopes.imbot.state import Bot, Bots, owner

V2_EVENTS = tuple(
    f"ONIMBOTV2{name}"
    for name in ("MESSAGEADD", "MESSAGEUPDATE", "MESSAGEDELETE", "JOINCHAT", "DELETE", "CONTEXTGET", "COMMANDADD",
                 "REACTIONCHANGE")
)  # fmt: skip


def bind(portal: Portal, bot: Bot, event: str, url: str) -> None:
    """Have the event sent to that URL: as a handler of the application, or of this bot alone."""
    app, bindings = owner(portal, bot), portal.bindings
    if app is None:
        bot.handlers[event] = url
    elif not any((row.app_id, row.event, row.url) == (app.id, event, url) for row in bindings.handlers):
        bindings.bind(Handler(bindings.next_id(), app.id, event, url))


def unbind(portal: Portal, bot: Bot, events: Sequence[str]) -> None:
    """Forget the handlers of these events, unless other bots of the application live by them."""
    app, bindings = owner(portal, bot), portal.bindings
    if app is None:
        for event in events:
            bot.handlers.pop(event, None)
    elif not [one for one in portal.state(Bots).of_client(bot.client) if one is not bot]:
        bindings.handlers = [
            row for row in bindings.handlers if row.app_id != app.id or row.system or row.event not in events
        ]


def url_of(portal: Portal, sent: object, code: str, text: str) -> str:
    """A handler's URL that fits, or the error of that code."""
    url = str(sent or "")
    try:
        check_handler(portal, url)
    except RestError:
        raise RestError(400, code, text) from None
    return url


def auth(portal: Portal, bot: Bot, hops: int) -> dict[str, Any]:
    """The bot's own authorisation, by which its application acts as the bot; a webhook's bot has no tokens."""
    app = owner(portal, bot)
    if app is None:
        return _tokenless(portal, bot)
    block = portal.events.auth_block(app, bot.id, refresh=True)
    if token := portal.tokens.access.get(block.get("access_token", "")):
        token.hops = hops + 1
    return block


def send_v1(portal: Portal, event: str, bots: Sequence[Bot], data: dict[str, Any], user_id: int, hops: int) -> None:
    """One event for these bots of one client."""
    app = owner(portal, bots[0])
    if app is not None:
        portal.events.announce(event, data, user_id=user_id, app=app, hops=hops)
    elif url := bots[0].handlers.get(event):
        portal.events.post(event, url, data, _tokenless(portal, bots[0]))


def send_v2(portal: Portal, event: str, bot: Bot, data: dict[str, Any], user_id: int, hops: int) -> None:
    """One event for one bot: into its log, or to its URL with numbers, flags and nulls as text."""
    if bot.mode == "fetch":
        full = {"bot": card(portal, bot)} | data
        bot.log.append((portal.ask("im.event_id") or 0, event, portal.clock.now(), full))
        return
    sent = {"bot": {"id": bot.id, "code": bot.code, "auth": auth(portal, bot, hops)}} | _filled(data)
    app = owner(portal, bot)
    if app is not None:
        portal.events.announce(event, sent, user_id=user_id, app=app, hops=hops)
    elif event in bot.handlers:
        portal.events.post(event, bot.handlers[event], sent, _tokenless(portal, bot))


def card(portal: Portal, bot: Bot, *, full: bool = True) -> dict[str, Any]:
    """A bot as v2 shows it, to its owner with counters."""
    row = {
        "id": bot.id,
        "code": bot.code,
        "type": bot.kind,
        "isHidden": bot.hidden,
        "isSupportOpenline": bot.openline,
        "isReactionsEnabled": bot.reactions,
        "backgroundId": bot.background,
        "language": portal.language,
    }
    return row | {"moduleId": "rest", "eventMode": bot.mode, **_counts(portal, bot)} if full else row


def _counts(portal: Portal, bot: Bot) -> dict[str, int]:
    bots, chats = portal.state(Bots), portal.state(Messenger).of(bot.id)
    written = sum(row.author == bot.id for chat in chats for row in chat.messages.values())
    users = {one for chat in chats for one in chat.members} - set(bots.rows)
    return {
        "countMessage": written,
        "countCommand": len(bots.of_bot(bot)),
        "countChat": len(chats),
        "countUser": len(users),
    }


def _tokenless(portal: Portal, bot: Bot) -> dict[str, Any]:
    return {
        "domain": portal.host,
        "server_endpoint": portal.profile.server_endpoint,
        "client_endpoint": portal.client_endpoint,
        "member_id": portal.member_id,
        "application_token": bot.client.removeprefix("custom"),
    }


def _filled(value: Any) -> Any:
    """Null is an empty text on the wire."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item) for item in value]
    return "" if value is None else value
