"""What to fill in a wizard: harmless values for what must be filled, or for all where the wizard waits for it."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum

from playwright.sync_api import Error, FilePayload, Locator

from pytest_b24moderation.clients import controls
from pytest_b24moderation.clients.controls import Field
from pytest_b24moderation.clients.window import Window

VALUES = {
    "email": "moderator@example.com",
    "url": "https://example.com/",
    "tel": "+12025550100",
    "date": "2030-01-15",
    "datetime-local": "2030-01-15T10:00",
    "time": "10:00",
    "month": "2030-01",
    "week": "2030-W03",
    "color": "#2fc6f6",
    "password": "Example-2030",
}
"""Harmless values by the kind of a field."""

HINTS = (
    ("mail", "email"), ("почт", "email"), ("phone", "tel"), ("телефон", "tel"), ("url", "url"), ("site", "url"),
    ("сайт", "url"), ("date", "date"), ("дата", "date"),
)  # fmt: skip
"""What tells the kind of a plain field, by a word in its names."""

OTHERS = (
    "1",
    "12345",
    "A1",
    "example.com",
    "https://example.com/",
    "12025550100",
    "00000000-0000-4000-8000-000000000000",
)
"""Values tried where a field refuses the first one."""

FILES = {
    "image": ("example.png", "image/png", b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")),
    "csv": ("example.csv", "text/csv", b"name,amount\nExample,1\n"),
    "json": ("example.json", "application/json", b"{}"),
    "pdf": ("example.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"),
    "": ("example.txt", "text/plain", b"Example\n"),
}  # fmt: skip
"""Harmless files, by a word of what the field accepts."""

WAIT = 2000
"""Milliseconds for one field."""

AGAIN = 3
"""How often one field is filled that does not keep its value."""


class Much(IntEnum):
    """How much is filled: what must be, boxes too, or all."""

    NEEDED = 0
    BOXES = 1
    ALL = 2


def fill(window: Window, fields: Iterable[Field], much: Much, done: Counter[str]) -> bool:
    """Fill the empty fields. ``done``: how often each was, counted on. Whether anything was filled."""
    wanted, groups = [], set()
    for one in fields:
        box = one.kind == "checkbox" and much >= Much.BOXES
        if one.off or not one.empty or not (one.required or box or much is Much.ALL) or done[_key(one)] >= AGAIN:
            continue
        if one.kind == "radio" and one.group:
            if (one.frame, one.group) in groups:
                continue
            groups.add((one.frame, one.group))
        wanted.append(one)
    if not wanted:
        return False
    with window.recorder.sentence(f"Fill in {', '.join(one.name[:40] or one.kind for one in wanted)}"):
        for one in wanted:
            done[_key(one)] += 1
            _fill(window, one)
    return True


def _key(one: Field) -> str:
    return f"{one.frame.url} {one.path} {one.name}"


def _fill(window: Window, one: Field) -> None:
    element = one.frame.locator(one.path).first
    if one.kind in ("checkbox", "radio"):
        if one.drawn:
            element.check(force=True, timeout=WAIT)
        else:
            window.view.tell(element, controls.TOGGLE)
    elif one.kind == "select":
        if one.choice:
            element.select_option(one.choice, timeout=WAIT)
    elif one.kind == "file":
        word = next((word for word in FILES if word and word in one.accept.lower()), "")
        name, kind, data = FILES["image" if ".png" in one.accept or ".jp" in one.accept else word]
        element.set_input_files(FilePayload(name=name, mimeType=kind, buffer=data), timeout=WAIT)
    else:
        _type(window, one, element)


def _type(window: Window, one: Field, element: Locator) -> None:
    for value in (_value(one), *OTHERS):
        try:
            element.fill(value[: one.length] if one.length else value, timeout=WAIT)
        except Error as error:
            if "Malformed value" in error.message:  # not a value of this kind
                continue
            raise
        if window.view.tell(element, controls.VALID):
            return


def _value(one: Field) -> str:
    if one.kind in ("number", "range"):
        return one.min or ("1" if not one.max or float(one.max) >= 1 else one.max)
    value = VALUES.get(one.kind) or next((VALUES[kind] for word, kind in HINTS if word in one.hint), "Test")
    if one.min and value < one.min:
        return one.min
    return one.max if one.max and value > one.max else value
