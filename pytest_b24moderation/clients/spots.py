"""Places on a portal's page, each with its best selector first and fallbacks behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from pytest_b24moderation.clients import scripts
from pytest_b24moderation.clients.look import View


@dataclass(frozen=True)
class Spot:
    """An element of the portal. ``css``: best selector first; ``text``: EN|RU expression, any case."""

    name: str
    css: tuple[str, ...]
    text: str = ""

    def find(self, page: Page, view: View) -> tuple[Locator, int] | None:
        """The visible element and the index of the selector that found it; None when no portal frame shows it."""
        wanted = {"css": list(self.css), "text": self.text}
        if not any(index >= 0 for index in view.ask_portal(page, scripts.FIND, wanted) or []):
            return None
        words = re.compile(self.text, re.IGNORECASE) if self.text else None
        for frame in view.portal_frames(page):
            for index in (view.ask(frame, scripts.everywhere(scripts.FIND), wanted) or [])[:1]:
                if index >= 0:
                    return frame.locator(self.css[index], has_text=words).filter(visible=True).first, int(index)
        return None


def spot(name: str, *css: str, text: str = "") -> Spot:
    """A spot by its selectors, best first."""
    return Spot(name, css, text)
