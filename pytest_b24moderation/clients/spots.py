"""Places on a portal's page, each with its best selector first and fallbacks behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Frame, Locator

from pytest_b24moderation.clients import scripts
from pytest_b24moderation.clients.look import ask


@dataclass(frozen=True)
class Spot:
    """An element of the portal. ``css``: best selector first; ``text``: EN|RU expression, any case."""

    name: str
    css: tuple[str, ...]
    text: str = ""

    def find(self, frame: Frame) -> tuple[Locator, int] | None:
        """The visible element and the index of the selector that found it; None when it is not shown."""
        index = ask(frame, scripts.FIND, {"css": list(self.css), "text": self.text})
        if index is None or index < 0:
            return None
        words = re.compile(self.text, re.IGNORECASE) if self.text else None
        return frame.locator(self.css[index], has_text=words).filter(visible=True).first, int(index)


def spot(name: str, *css: str, text: str = "") -> Spot:
    """A spot by its selectors, best first."""
    return Spot(name, css, text)
