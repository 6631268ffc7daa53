"""A listener that is told everything and does nothing: reports override what they care for."""

from __future__ import annotations

from pytest_b24moderation.model import Entry, Judgement, Outcome, Sink, Step, Verdict


class Listener(Sink):
    """The quiet default of every method of a sink."""

    def sentence_began(self, text: str) -> None:
        """Something that reads ``text`` is being done from now on."""

    def sentence_ended(self, text: str, entries: tuple[Entry, ...], error: BaseException | None) -> None:
        """It is over; ``entries`` were seen inside it, but not inside a sentence within it."""

    def step_began(self, step: Step) -> None:
        """A step of the plan begins."""

    def step_ended(self, outcome: Outcome, entries: tuple[Entry, ...]) -> None:
        """A step is over; ``entries`` is all that was seen during it."""

    def judged(self, judgement: Judgement) -> None:
        """A rule has answered."""

    def finished(self, verdict: Verdict) -> None:
        """The run is over."""
