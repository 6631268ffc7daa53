"""What a window shows, written down: texts and pictures as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_b24moderation.clients import look
from pytest_b24moderation.model import Note, PageText, Sentence, Shot

if TYPE_CHECKING:
    from pytest_b24moderation.clients.window import Window


class Eyes:
    """Looks at one window and adds what it sees to the timeline."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._written: set[tuple[str, str, bool]] = set()
        self._last_shot = 0

    def see(self) -> list[look.Seen]:
        """What every visible frame shows, written down; what was written since `forget` is not written again."""
        shown = self._window.view.read_all(self._window.page)
        for seen in shown:
            mark = (seen.url, seen.text, seen.blank)
            if mark not in self._written:
                self._written.add(mark)
                self._window.recorder.add(
                    PageText, url=seen.url, owner=seen.owner, title=seen.title, text=seen.text, blank=seen.blank
                )
        return shown

    def forget(self) -> None:
        """What was written down before does not count any more: a new step has begun."""
        self._written.clear()

    def shot(self, name: str) -> Shot | None:
        """What is seen, and a picture of it with passwords and known secrets painted over.

        None (and a note) when the page gives no picture.
        """
        window, shown = self._window, self.see()
        data = window.view.shot(window.page, shown, window.recorder, within=min(window.deadlines.answer, 10.0))
        if data is None:
            window.recorder.add(Note, about="screenshot", text=f"the page gave no picture for {name}")
            return None
        taken = window.recorder.add(Shot, name=name, file=window.recorder.attach(f"{name}.png", data, "image/png"))
        self._last_shot = taken.seq
        return taken

    def last_shot(self, name: str) -> None:
        """`shot`, for the end of something; not where nothing has happened since the last one."""
        since = self._window.recorder.since(self._last_shot) if self._last_shot else [None]
        if not all(isinstance(entry, Sentence) for entry in since):
            self.shot(name)
