"""The layout of a configurable activity and of content blocks, checked as the portal checks it.

restdocs: crm/timeline/activities/configurable/structure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict

Check = Callable[[Any, str], None]
LANGUAGES = frozenset(
    {
        "ar", "br", "cn", "de", "en", "es", "fr", "hu", "id", "it", "ja", "kk", "kz", "la", "ms", "pl", "pt", "ro",
        "ru", "sc", "tc", "th", "tr", "ua", "uk", "vn", "zh",
    }
)  # fmt: skip
"""Languages that portals speak."""
_KEY = re.compile(r"[A-Za-z0-9_-]+")
MOST_BLOCKS, MOST_TAGS, MOST_BUTTONS = 20, 2, 2


def check_layout(layout: Any) -> dict[str, Any]:
    """The whole appearance of a configurable activity."""
    found = as_dict(layout)
    if not found:
        raise RestError(400, "ERROR_EMPTY_LAYOUT", "The layout must not be empty")
    _LAYOUT(found, "layout")
    return found


def check_blocks(layout: Any) -> dict[str, Any]:
    """A set of additional content blocks: one to twenty of them."""
    found = as_dict(layout)
    if not as_dict(found.get("blocks")):
        raise RestError(400, "FIELD_IS_REQUIRED", "Field blocks is required")
    _shape({"blocks": _mapping(_block, MOST_BLOCKS)}, {})(found, "layout")
    return found


def _shape(needed: Mapping[str, Check], allowed: Mapping[str, Check]) -> Check:
    """An object with all of ``needed``, maybe some of ``allowed``, and nothing else."""

    def check(value: Any, where: str) -> None:
        fields = as_dict(value)
        for name in needed:
            if fields.get(name) in (None, ""):
                raise RestError(400, "FIELD_IS_REQUIRED", f"Field {where}.{name} is required")
        for name, one in fields.items():
            wanted = needed.get(name) or allowed.get(name)
            if wanted is None:
                raise RestError(400, "FIELD_IS_REDUNDANT", f"Field {where}.{name} is redundant")
            wanted(one, f"{where}.{name}")

    return check


def _mapping(inner: Check, most: int = 0) -> Check:
    """Objects by key; ``most`` of them, 0 = any number."""

    def check(value: Any, where: str) -> None:
        fields = as_dict(value)
        if most and len(fields) > most:
            raise RestError(400, "TOO_MANY_ITEMS", f"Field {where} has more than {most} items")
        for key, one in fields.items():
            if not _KEY.fullmatch(key):
                raise RestError(400, "KEY_CONTAIN_WRONG_SYMBOLS", f"Key {key} of {where} contains wrong symbols")
            inner(one, f"{where}.{key}")

    return check


def _one_of(*values: str) -> Check:
    def check(value: Any, where: str) -> None:
        if str(value) not in values:
            raise RestError(400, "ENUM_FIELD", f"Field {where} must be one of {', '.join(values)}")

    return check


def _text(value: Any, where: str) -> None:
    """A text, or texts by language."""
    if isinstance(value, Mapping):
        unknown = next((key for key in value if str(key).lower() not in LANGUAGES), None)
        if unknown is not None:
            raise RestError(400, "WRONG_LANG", f"Field {where} has an unknown language {unknown}")
    elif isinstance(value, list):
        raise RestError(400, "WRONG_FIELD_VALUE", f"Field {where} must be a text")


def _any(value: Any, where: str) -> None:
    """Whatever was sent."""


def _scalar(value: Any, where: str) -> None:
    if isinstance(value, list | dict):
        raise RestError(400, "WRONG_FIELD_VALUE", f"Field {where} has a wrong value")


_SCOPE = {"scope": _one_of("", "web", "mobile")}
_SLIDER = _shape({}, {"width": _scalar, "leftBoundary": _scalar, "title": _scalar})
_ACTIONS: dict[str, Check] = {
    "redirect": _shape({"type": _any}, {"uri": _scalar}),
    "restEvent": _shape({"type": _any, "id": _scalar}, {"actionParams": _any, "animationType": _scalar}),
    "openRestApp": _shape({"type": _any}, {"actionParams": _any, "sliderParams": _SLIDER}),
}


def _action(value: Any, where: str) -> None:
    kind = str(as_dict(value).get("type") or "")
    if not kind:
        raise RestError(400, "FIELD_IS_REQUIRED", f"Field {where}.type is required")
    _one_of(*_ACTIONS)(kind, f"{where}.type")
    _ACTIONS[kind](value, where)


def _block(value: Any, where: str) -> None:
    """A content block: its properties are those of its type."""
    _shape({"type": _one_of(*_BLOCKS)}, {"properties": _any})(value, where)
    fields = as_dict(value)
    _BLOCKS[str(fields["type"])](fields.get("properties") or {}, f"{where}.properties")


def _simple_block(value: Any, where: str) -> None:
    """A block inside another one: text, link or deadline."""
    _one_of("text", "link", "deadline")(as_dict(value).get("type"), f"{where}.type")
    _block(value, where)


_SIZES, _COLORS = _one_of("xs", "sm", "md"), _one_of("base_50", "base_60", "base_70", "base_90")
_BLOCKS: dict[str, Check] = {
    "text": _shape(
        {"value": _text},
        {"multiline": _scalar, "title": _text, "bold": _scalar, "size": _SIZES, "color": _COLORS, **_SCOPE},
    ),
    "largeText": _shape({"value": _text}, _SCOPE),
    "link": _shape({"text": _text, "action": _action}, {"bold": _scalar, **_SCOPE}),
    "withTitle": _shape({"title": _text, "block": _simple_block}, {"inline": _scalar, **_SCOPE}),
    "lineOfBlocks": _shape({"blocks": _mapping(_simple_block)}, _SCOPE),
    "deadline": _shape({}, {"readonly": _scalar, **_SCOPE}),
}
_MORE = {"hideIfReadonly": _scalar, **_SCOPE}
_TAG = _shape(
    {"title": _text, "type": _one_of("warning", "success", "failure", "primary", "secondary")},
    {"action": _action, **_MORE},
)
_BUTTON = _shape({"title": _text, "type": _one_of("primary", "secondary"), "action": _action}, _MORE)
_MENU = _shape(
    {},
    {
        "showPinItem": _scalar, "showPostponeItem": _scalar, "showDeleteItem": _scalar,
        "items": _mapping(_shape({"title": _text, "action": _action}, _MORE)),
    },
)  # fmt: skip
_LAYOUT = _shape(
    {
        "icon": _shape({"code": _scalar}, {}),
        "header": _shape({"title": _text}, {"titleAction": _action, "tags": _mapping(_TAG, MOST_TAGS)}),
        "body": _shape(
            {"logo": _shape({"code": _scalar}, {"action": _action})}, {"blocks": _mapping(_block, MOST_BLOCKS)}
        ),
    },
    {"footer": _shape({}, {"buttons": _mapping(_BUTTON, MOST_BUTTONS), "menu": _MENU})},
)


def actions(layout: Any) -> dict[str, dict[str, Any]]:
    """Every action of a layout by the key of the element that has it: buttons, menu items, tags, links."""
    found: dict[str, dict[str, Any]] = {}

    def look(value: Any, key: str) -> None:
        if not isinstance(value, Mapping):
            return
        for name in ("action", "titleAction"):
            if isinstance(value.get(name), Mapping):
                found[key] = dict(value[name])
        for name, one in value.items():
            look(one, key if name in ("properties", "block") else name)

    look(layout, "layout")
    return found


def pressable(layout: Any, language: str) -> list[dict[str, str]]:
    """What a person may press in the footer: {element, title, type}; menu items are of type menu.

    What is for the mobile application alone is left out. restdocs: structure/layout.md
    """
    footer = as_dict(as_dict(layout).get("footer"))
    found = []
    for rows, default in ((footer.get("buttons"), ""), (as_dict(footer.get("menu")).get("items"), "menu")):
        for key, one in as_dict(rows).items():
            row = as_dict(one)
            if row.get("scope") != "mobile" and row.get("action"):
                kind = default or str(row["type"])
                found.append({"element": key, "title": spoken(row.get("title"), language), "type": kind})
    return found


def spoken(text: Any, language: str) -> str:
    """A text with translations in that language, else in English, else in any."""
    if isinstance(text, Mapping):
        return str(text.get(language) or text.get("en") or next(iter(text.values()), ""))
    return "" if text is None else str(text)


def texts(blocks: Any, language: str) -> list[str]:
    """What content blocks say, one line a block."""
    found = []
    for block in as_dict(blocks).values():
        facts = as_dict(as_dict(block).get("properties"))
        parts = [spoken(facts.get(name), language) for name in ("value", "text")]
        title = spoken(facts.get("title"), language) if "block" in facts else ""
        parts += texts({"": facts["block"]} if "block" in facts else facts.get("blocks"), language)
        line = " ".join(filter(None, parts))
        found.append(f"{title}: {line}" if title else line)
    return [line for line in found if line]
