"""A scenario's locators as Playwright's: what a user would call the thing."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, cast

from playwright.sync_api import Frame, Locator

from pytest_b24moderation.model import Place, ScenarioError

WAYS = ("role", "label", "placeholder", "text", "title", "alt", "test_id")
MORE = ("name", "exact", "nth")


def locate(frame: Frame, target: Any, place: Place | None = None, also: tuple[str, ...] = ()) -> Locator:
    """The visible things that ``target`` names in a frame. ``also``: further keys that it may have.

    Raises ScenarioError for a target that names nothing, or by an unknown word.
    """
    words = {"text": target} if isinstance(target, str) else dict(target)
    _check(words, place, also)
    way = next(way for way in WAYS if words.get(way) is not None)
    exact = bool(words.get("exact", False))
    found = _by(frame, way, str(words[way]), words.get("name"), exact).filter(visible=True)
    nth = words.get("nth")
    return found if nth is None else found.nth(int(nth))


def _by(frame: Frame, way: str, value: str, name: Any, exact: bool) -> Locator:
    if way == "role":
        return frame.get_by_role(cast(Any, value), name=None if name is None else str(name), exact=exact)
    if way == "test_id":
        # Bitrix24's own newest screens say data-test-id
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return frame.locator(f'[data-testid="{quoted}"], [data-test-id="{quoted}"]')
    if way == "alt":
        return frame.get_by_alt_text(value, exact=exact)
    finders = {
        "label": frame.get_by_label,
        "placeholder": frame.get_by_placeholder,
        "text": frame.get_by_text,
        "title": frame.get_by_title,
    }
    return finders[way](value, exact=exact)


def _check(words: Mapping[str, Any], place: Place | None, also: tuple[str, ...]) -> None:
    known = [*WAYS, *MORE, *also]
    for word in words:
        if word not in known:
            near = difflib.get_close_matches(word, known, 1)
            raise ScenarioError(
                f"unknown locator {word!r}", place, ", ".join(known), word, f"is it {near[0]}?" if near else ""
            )
    if not any(words.get(way) is not None for way in WAYS):
        raise ScenarioError("nothing is named here", place, f"one of {', '.join(WAYS)}", ", ".join(words))


def named(target: Any) -> str:
    """What a person would call it: `button Save`, `label E-mail`, `Score: 15`."""
    if not isinstance(target, Mapping):
        return str(target)
    if target.get("role") is not None:
        return f"{target['role']} {target['name']}" if target.get("name") else str(target["role"])
    way = next((way for way in WAYS if target.get(way) is not None), "")
    if way == "text":
        return f"“{target[way]}”"
    return f"{way.replace('_', ' ')} {target[way]}".strip() if way else ""
