"""What a window shows, written down: texts and pictures as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_b24moderation.clients import look
from pytest_b24moderation.model import Note, PageText, Shot

if TYPE_CHECKING:
    from pytest_b24moderation.clients.window import Window


class Eyes:
    """Looks at one window and adds what it sees to the timeline."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._written: set[tuple[str, str, bool]] = set()

    def texts(self) -> list[PageText]:
        """Write down what every visible frame shows; what was written since `forget` is not written again."""
        found = []
        for seen in look.read_all(self._window.page, self._window.owners):
            mark = (seen.url, seen.text, seen.blank)
            if mark not in self._written:
                self._written.add(mark)
                entry = self._window.recorder.add(
                    PageText, url=seen.url, owner=seen.owner, title=seen.title, text=seen.text, blank=seen.blank
                )
                found.append(entry)
        return found

    def forget(self) -> None:
        """What was written down before does not count any more: a new step has begun."""
        self._written.clear()

    def shot(self, name: str) -> Shot | None:
        """Take a picture, passwords and known secrets painted over; None (and a note) when the page gives none."""
        window = self._window
        data = look.shot(window.page, window.owners, window.recorder, within=min(window.deadlines.answer, 10.0))
        if data is None:
            window.recorder.add(Note, about="screenshot", text=f"the page gave no picture for {name}")
            return None
        return window.recorder.add(Shot, name=name, file=window.recorder.attach(f"{name}.png", data, "image/png"))
