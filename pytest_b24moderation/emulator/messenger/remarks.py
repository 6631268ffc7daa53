"""The portal's own remarks in chats, in its language."""

from __future__ import annotations

TEXTS = {
    "en": {
        "joined": "{who} added to the chat: {value}",
        "left": "{value} is no longer in the chat",
        "excluded": "{who} excluded {value} from the chat",
        "title": '{who} renamed the chat to "{value}"',
        "color": '{who} gave the chat another color: "{value}"',
        "avatar": "{who} gave the chat another icon",
        "owner": "{who} made {value} the owner of the chat",
        "deleted": "Deleted message of {value}",
    },
    "ru": {
        "joined": "{who} добавляет в чат: {value}",
        "left": "{value} больше не в чате",
        "excluded": "{who} исключает из чата: {value}",
        "title": "{who} меняет название чата на «{value}»",
        "color": "{who} меняет цвет чата на «{value}»",
        "avatar": "{who} меняет значок чата",
        "owner": "{who} передаёт права владельца: {value}",
        "deleted": "Удалённое сообщение от {value}",
    },
}


def remark(language: str, what: str, who: str, value: str) -> str:
    """The remark's text; English where the language has none."""
    return TEXTS.get(language, TEXTS["en"])[what].format(who=who, value=value)
