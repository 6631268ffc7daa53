"""Attachments, keyboards and menus: what is sent, in every form the portal takes, and what is kept.

restdocs: chats/messages/menu.md, chat-bots-v2/imbot.v2/messages/{message-keyboards,message-attachments}.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.errors import RestError

BLOCKS = ("USER", "LINK", "RICH_LINK", "MESSAGE", "HTML", "IMAGE", "FILE", "GRID", "DELIMITER")
ACTIONS = ("PUT", "SEND", "COPY", "CALL", "DIALOG", "LIVECHAT", "HELP")
NAMES = {"attach": "BLOCKS", "keyboard": "BUTTONS", "menu": "ITEMS"}
DEFAULTS = {"keyboard": {"DISPLAY": "BLOCK", "CONTEXT": "ALL", "DISABLED": "N", "BLOCK": "N"},
            "menu": {"CONTEXT": "ALL", "DISABLED": "N"}}  # fmt: skip


def cleared(value: Any) -> bool:
    """Whether that value of an update takes the part away."""
    return value in ("", "N", [], {}, False) or value is None


def parsed(kind: str, value: Any, *, bot: int = 0, longest: int = 60_000) -> list[Any]:
    """The rows of an `attach`, `keyboard` or `menu` that fit; buttons get the bot whose commands they call.

    <KIND>_ERROR where nothing fits, <KIND>_OVERSIZE where the JSON is longer than ``longest`` characters.
    """
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise _wrong(kind) from None
    wrap: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    inner = _upper(wrap).get(NAMES[kind])
    rows = inner if inner is not None else value
    rows = list(rows.values()) if isinstance(rows, Mapping) else rows
    if not isinstance(rows, list):
        raise _wrong(kind)
    owner = _upper(wrap).get("BOT_ID", bot)
    found = [row for row in (_row(kind, one, owner) for one in rows) if row]
    if not any(row.get("TYPE") != "NEWLINE" for row in found):
        raise _wrong(kind)
    if len(json.dumps(found, ensure_ascii=False)) > longest:
        what = f"You have exceeded the maximum allowable size of {kind}"
        raise RestError(400, f"{kind.upper()}_OVERSIZE", what)
    if kind != "attach":
        return found
    more = {key: item for key, item in _upper(wrap).items() if key in ("ID", "COLOR", "COLOR_TOKEN", "DESCRIPTION")}
    return [more | {"BLOCKS": found}]


def _row(kind: str, value: Any, bot: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {}
    row = _upper(value)
    if kind == "attach":
        return row if any(name in row for name in BLOCKS) else {}
    if row.get("TYPE") == "NEWLINE":
        return {"TYPE": "NEWLINE"} if kind == "keyboard" else {}
    if not row.get("TEXT") or not _does(row):
        return {}
    return {**DEFAULTS[kind], **row, "BOT_ID": int(bot) if str(bot).isdecimal() else 0}


def _does(row: Mapping[str, Any]) -> bool:
    link = str(row.get("LINK", ""))
    if link.startswith(("http://", "https://", "/")) or row.get("COMMAND") or row.get("APP_ID"):
        return True
    return str(row.get("ACTION", "")).upper() in ACTIONS and bool(row.get("ACTION_VALUE"))


def _upper(value: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).upper(): item for key, item in value.items()}


def _wrong(kind: str) -> RestError:
    return RestError(400, f"{kind.upper()}_ERROR", f"Incorrect {kind} params")
