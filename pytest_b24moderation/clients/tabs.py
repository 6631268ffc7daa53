"""What pages do to the windows around them: open others, or take the place of the portal's page."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.sync_api import Error, Page

from pytest_b24moderation.clients.owners import SOLUTION

if TYPE_CHECKING:
    from pytest_b24moderation.clients.window import Window


class Tabs:
    """The browser's windows of one person, seen from the one that shows the portal."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def others(self) -> list[Page]:
        """The windows that pages have opened, oldest first."""
        return [page for page in self._window.context.pages if page is not self._window.page and not page.is_closed()]

    def close_others(self) -> None:
        """Close what pages have opened: nobody looks at it any more."""
        for page in self.others():
            with self._window.view.bounded(), suppress(Error):
                page.close()

    def left(self) -> bool:
        """Whether a solution's page stands where the portal's should: it has left its frame."""
        return self._window.owners.of_frame(self._window.page.main_frame) == SOLUTION
