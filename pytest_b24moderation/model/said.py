"""How a developer is told of what the timeline says in a word: openings by their result, roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.model.scenario import Texts

RESULTS: Mapping[str, Texts] = {
    "blank": {"en": "the frame stays empty", "ru": "фрейм остаётся пустым"},
    "stub": {
        "en": "the portal says that it is not fully installed",
        "ru": "портал сообщает, что решение установлено не до конца",
    },
    "refused": {"en": "the portal refuses", "ru": "портал отказывает в доступе"},
    "unframed": {
        "en": "its page forbids to be shown in a frame",
        "ru": "страница запрещает показывать себя во фрейме",
    },
    "escaped": {
        "en": "it leaves its frame and takes the place of the portal's page",
        "ru": "решение выходит из фрейма и занимает место страницы портала",
    },
    "missing": {"en": "no frame of it came", "ru": "фрейм решения не появился"},
    "timeout": {"en": "it did not load in time", "ru": "страница не загрузилась вовремя"},
}
"""What each bad `Opened.result` means, as part of a sentence."""

_ROLES: Mapping[str, Texts] = {
    "admin": {"en": "administrator", "ru": "администратор"},
    "user": {"en": "regular user", "ru": "обычный пользователь"},
}
_SAID = {"state": RESULTS, "actor": _ROLES}


def said(name: str, value: Any, language: str) -> str:
    """The value of that name of a finding, in words where it is a word of the timeline."""
    texts = _SAID.get(name, {}).get(str(value))
    return texts.get(language, texts["en"]) if texts else str(value)
