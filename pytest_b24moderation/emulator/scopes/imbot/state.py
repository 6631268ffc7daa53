"""Bots and their commands: who owns them, how they come and go. restdocs: chat-bots/outdated/bots/imbot-register.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.messenger.chats import COLORS, PRIVATE, Messenger
from pytest_b24moderation.emulator.messenger.tuning import is_picture
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers

TYPES = {"B": "bot", "O": "openline", "H": "human", "S": "supervisor", "N": "network", "P": "personal"}
"""Letter of v1 → word of v2."""


@dataclass(slots=True)
class Bot:
    """A bot; its id is that of its user. ``client``: the application's client id, `custom…` for a webhook's.

    ``version``: the generation that registered it, in whose words it hears of events. ``handlers``: event → URL where
    no application binds it. ``mode``: webhook or fetch; ``log``: what waits to be fetched: (id, type, moment, data).
    """

    id: int
    client: str
    code: str
    kind: str
    version: int
    maker: Maker
    openline: bool = False
    handlers: dict[str, str] = field(default_factory=dict)
    mode: str = "webhook"
    url: str = ""
    hidden: bool = False
    reactions: bool = True
    background: str | None = None
    log: list[tuple[int, str, float, dict[str, Any]]] = field(default_factory=list)

    @property
    def hears_all(self) -> bool:
        return self.kind in ("supervisor", "personal")


@dataclass(slots=True)
class Command:
    """A slash command; ``titles`` and ``params`` by language."""

    id: int
    bot_id: int
    name: str
    maker: Maker
    common: bool = False
    hidden: bool = False
    extranet: bool = False
    titles: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    url: str = ""


@dataclass(slots=True)
class ChatApp:
    """An application of the old chat's panel, kept as it was sent."""

    id: int
    bot_id: int
    client: str
    maker: Maker
    fields: dict[str, Any]


@dataclass
class Bots:
    """All bots by user id, commands and chat applications by id."""

    rows: dict[int, Bot] = field(default_factory=dict)
    commands: dict[int, Command] = field(default_factory=dict)
    apps: dict[int, ChatApp] = field(default_factory=dict)
    called: set[tuple[int, int]] = field(default_factory=set)
    """(message, command) of commands that were called: their bots may answer there."""
    last: int = 0

    def next_id(self) -> int:
        self.last += 1
        return self.last

    def of_client(self, client: str) -> list[Bot]:
        return [bot for bot in self.rows.values() if bot.client == client]

    def of_bot(self, bot: Bot) -> list[Command]:
        return [row for row in self.commands.values() if row.bot_id == bot.id]


def owner(portal: Portal, bot: Bot) -> App | None:
    """The application behind a bot; None for a webhook's."""
    return None if bot.client.startswith("custom") else portal.apps.find(bot.client)


def born(portal: Portal, bot: Bot, looks: Mapping[str, Any]) -> Bot:
    """Make the bot's user and enter the bot. ``looks``: profile fields in capitals, as v1 spells them."""
    people = portal.people
    user = User(
        0, f"bot_{bot.code}", people.word(14), "", "", "", "M", False, departments=[1], maker=bot.maker,
        registered=portal.clock.now(), seen=portal.clock.now(), language=portal.language,
        extra={"EXTERNAL_AUTH_ID": "bot"},
    )  # fmt: skip
    bot.id = people.add_user(user).id
    portal.state(Bots).rows[bot.id] = bot
    dress(portal, bot, looks)
    return bot


def dress(portal: Portal, bot: Bot, looks: Mapping[str, Any]) -> None:
    """Change the profile by those fields that are there."""
    user = portal.people.users[bot.id]
    user.name = str(looks.get("NAME", user.name))
    user.last_name = str(looks.get("LAST_NAME", user.last_name))
    user.email = str(looks.get("EMAIL", user.email))
    user.position = str(looks.get("WORK_POSITION", user.position))
    if looks.get("PERSONAL_GENDER") in ("M", "F"):
        user.gender = looks["PERSONAL_GENDER"]
    if str(looks.get("COLOR", "")).upper() in COLORS:
        portal.state(Messenger).colors[bot.id] = str(looks["COLOR"]).upper()
    for name in ("PERSONAL_BIRTHDAY", "PERSONAL_WWW"):
        if name in looks:
            user.extra[name] = str(looks[name])
    if is_picture(looks.get("PERSONAL_PHOTO")):
        user.extra["PERSONAL_PHOTO"] = f"https://{portal.host}/upload/main/{bot.id}/avatar.png"


def bury(portal: Portal, bot: Bot) -> None:
    """Take the bot with its user, commands and dialogs of two; what it wrote in group chats stays."""
    state, messenger = portal.state(Bots), portal.state(Messenger)
    del state.rows[bot.id]
    state.commands = {key: row for key, row in state.commands.items() if row.bot_id != bot.id}
    state.apps = {key: row for key, row in state.apps.items() if row.bot_id != bot.id}
    for chat in messenger.of(bot.id):
        if chat.kind == PRIVATE:
            del messenger.pairs[frozenset(chat.members)], messenger.chats[chat.id]
        else:
            del chat.members[bot.id]
            chat.managers.discard(bot.id)
            if chat.owner == bot.id:
                chat.owner = next(iter(chat.members), 0)
    del portal.people.users[bot.id]


@answers("app.uninstalled")
def uninstalled(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - bots go either way
    for bot in portal.state(Bots).of_client(app.client_id):
        bury(portal, bot)


@answers("im.bots")
def bots(portal: Portal) -> list[dict[str, Any]]:
    return [
        {"id": bot.id, "name": portal.people.users[bot.id].full_name, "code": bot.code, "app": bot.maker.code}
        for bot in portal.state(Bots).rows.values()
    ]


@answers("im.bot_data")
def bot_data(portal: Portal, user_id: int) -> dict[str, Any] | None:
    """What a person's card says of a bot beside its name."""
    bot = portal.state(Bots).rows.get(user_id)
    if bot is None:
        return None
    app = owner(portal, bot)
    return {
        "code": bot.code,
        "type": bot.kind,
        "app_id": app.client_id if app else bot.client,
        "is_hidden": bot.hidden,
        "is_support_openline": bot.openline,
        "background_id": bot.background,
    }


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Bots)
    found = []
    for bot in state.rows.values():
        title = portal.people.users[bot.id].full_name
        facts = (bot.kind, bot.openline, bot.handlers, bot.mode, bot.url, bot.hidden, bot.reactions, bot.background)
        found.append(trace("bots", bot.id, bot.maker, f"{bot.code}: {title}", facts))
    for row in state.commands.values():
        more = (row.common, row.hidden, row.extranet, row.titles, row.params, row.url)
        # a bot that comes back has another number, its code is the same
        its = state.rows.get(row.bot_id)
        about = f"/{row.name} of {its.code if its else row.bot_id}"
        found.append(trace("bot commands", row.id, row.maker, about, more))
    for app in state.apps.values():
        found.append(trace("chat applications", app.id, app.maker, str(app.fields.get("CODE", "")), app.fields))
    return found
