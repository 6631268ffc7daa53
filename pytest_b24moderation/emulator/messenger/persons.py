"""People as the messenger shows them. restdocs: chats/users/im-user-get.md, chat-bots-v2/entities.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pytest_b24moderation.emulator.messenger.chats import COLORS, Messenger
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal

PHONES = {"work_phone": "WORK_PHONE", "personal_phone": "PERSONAL_PHONE", "inner_phone": "UF_PHONE_INNER"}
LEFT_OUT = ("network", "avatarHr", "botData")
ONLINE = ("idle", "lastActivityDate", "mobileLastDate", "desktopLastDate")
_WORD = re.compile(r"_([a-z0-9])")


def is_bot(user: User | None) -> bool:
    return user is not None and user.extra.get("EXTERNAL_AUTH_ID") == "bot"


def person(portal: Portal, user: User) -> dict[str, Any]:
    """The user's card in the classic spelling."""
    messenger, bot = portal.state(Messenger), is_bot(user)
    color = messenger.colors.get(user.id) or list(COLORS)[user.id % len(COLORS)]
    avatar = user.extra.get("PERSONAL_PHOTO") or ""
    idle = messenger.idle.get(user.id)
    return {
        "id": user.id,
        "active": user.active,
        "name": user.full_name,
        "first_name": user.name,
        "last_name": user.last_name,
        "work_position": user.position,
        "color": COLORS[color],
        "avatar": avatar,
        "avatar_hr": avatar,
        "gender": user.gender or "M",
        "birthday": _birthday(user),
        "extranet": False,
        "network": False,
        "bot": bot,
        "connector": user.extra.get("EXTERNAL_AUTH_ID") == "imconnector",
        "external_auth_id": user.extra.get("EXTERNAL_AUTH_ID") or "default",
        "status": messenger.statuses.get(user.id, "online"),
        "idle": portal.iso(idle) if idle else False,
        "last_activity_date": portal.iso(user.seen),
        "mobile_last_date": False,
        "desktop_last_date": False,
        "absent": False,
        "departments": list(user.departments),
        "phones": _phones(user) or False,
        "bot_data": portal.ask("im.bot_data", user_id=user.id) if bot else None,
        "type": "bot" if bot else "user",
        "website": user.extra.get("PERSONAL_WWW") or "",
        "email": user.email,
    }


def people(portal: Portal, ids: Iterable[int]) -> list[dict[str, Any]]:
    """The cards of those who are still there, each once."""
    users = portal.people.users
    return [person(portal, users[one]) for one in dict.fromkeys(ids) if one in users]


def person_v2(portal: Portal, user: User, *, event: bool = False) -> dict[str, Any]:
    """The user as `im.v2` and `imbot.v2` spell him; in an event nobody is known to be online."""
    row = {key: value for key, value in camel(person(portal, user)).items() if key not in LEFT_OUT}
    row["type"] = "bot" if is_bot(user) else "employee"
    return row | dict.fromkeys(ONLINE, False) if event else row


def people_v2(portal: Portal, ids: Iterable[int]) -> list[dict[str, Any]]:
    users = portal.people.users
    return [person_v2(portal, users[one]) for one in dict.fromkeys(ids) if one in users]


def camel(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same row with `last_name` spelt `lastName`."""
    return {_WORD.sub(lambda match: match[1].upper(), key): value for key, value in row.items()}


def _birthday(user: User) -> str:
    year, _, rest = str(user.extra.get("PERSONAL_BIRTHDAY") or "").partition("-")
    month, _, day = rest[:5].partition("-")
    return f"{day}-{month}" if year and day else ""


def _phones(user: User) -> dict[str, str]:
    found = {name: str(user.extra[key]) for name, key in PHONES.items() if user.extra.get(key)}
    return ({"personal_mobile": user.phone} if user.phone else {}) | found
