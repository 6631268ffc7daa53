"""Doing one line of a test: fill its templates, say it, do it, blame the right one when it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from playwright.sync_api import Error, Frame
from playwright.sync_api import TimeoutError as TooLate

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.actions import sentences
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Action, Actor, ScenarioError, StageFailed

T = TypeVar("T")

GONE = ("detached", "closed", "destroyed", "Cannot find context", "navigated")
"""What Playwright says when a frame was replaced under our hands; then we look for the new one."""


@dataclass
class Doing:
    """One action under way. ``action``: with its templates filled. ``seen``: what each expectation compared."""

    kit: Kit
    actor: Actor
    action: Action
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def window(self) -> Window:
        """The actor's browser window."""
        return self.kit.windows.of(self.actor)

    @property
    def within(self) -> float:
        """Seconds that this action has."""
        return self.kit.plan.deadlines.answer if self.action.within is None else float(self.action.within)

    def in_frame(self, do: Callable[[Frame, float], T]) -> T:
        """Do something in the solution's frame (the page itself when no frame is open); seconds left are given.

        A frame that is replaced meanwhile is looked up again. Raises StageFailed, with what was seen last.
        """
        window = self.window
        for left in window.waiting(self.within):
            frame = window.app_frame() or window.page.main_frame
            try:
                return do(frame, max(left, 0.05))
            except TooLate as error:
                raise StageFailed(f"{self.sentence}: not possible within {self.within:g} s", window.state()) from error
            except Error as error:
                if not any(word in error.message for word in GONE):
                    raise self._fault(error) from error
        raise StageFailed(f"{self.sentence}: the page did not stand still", window.state())

    def _fault(self, error: Error) -> Exception:
        if "strict mode violation" in error.message:
            several = error.message.splitlines()[0].partition("strict mode violation:")[2].strip()
            return ScenarioError(
                "the locator fits several things", self.action.place, "one thing", several, "add exact: true, or nth: 0"
            )
        return StageFailed(f"{self.sentence}: {look.brief(error.message)}", self.window.state())

    @property
    def sentence(self) -> str:
        """The action as a person would say it."""
        return sentences.say(self.action)


def perform(kit: Kit, actor: Actor, action: Action) -> Mapping[str, Any]:
    """Do one action as that actor; what its expectations saw.

    Raises StageFailed (AssertionError) where the solution did not do what was expected, ScenarioError
    where the author's line is wrong.
    """
    from pytest_b24moderation.clients.actions.verbs import VERBS

    do = VERBS.get(action.verb)
    if do is None:
        raise ScenarioError(f"unknown verb {action.verb!r}", action.place, ", ".join(VERBS), action.verb)
    doing = Doing(kit, actor, _filled(kit, actor, action))
    with kit.timeline.sentence(doing.sentence):
        try:
            do(doing)
        except ScenarioError as error:
            if error.place is None:
                raise ScenarioError(error.message, action.place, error.expected, error.found, error.hint) from error
            raise
    return doing.seen


def _filled(kit: Kit, actor: Actor, action: Action) -> Action:
    target, params, expect = (kit.render(part, actor) for part in (action.target, action.params, action.expect))
    if action.verb == "fill_secret":
        kit.timeline.learn("password", str(target.get("value", "")))
    return replace(action, target=target, params=params, expect=expect)
